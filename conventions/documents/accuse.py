"""The acknowledgement of receipt, as plain data for `accuse.typ`. It says what was true on the day of filing."""

from collections.abc import Mapping, Sequence
from typing import Any

from conventions.lecture.demande import DateDemandee, faits
from conventions.mentions import accuse_de_reception
from conventions.models import CreneauDemande, Demande
from conventions.notifications import reponse_attendue
from conventions.phrases import instant_en_toutes_lettres, moment
from etablissements.ecriture import jour_long, minuscule, plage_horaire
from etablissements.models import TexteDeReference
from salles.moteur import LIBELLES, Code


def contenu(
    demande: Demande,
    creneaux: Sequence[CreneauDemande],
    dates: Sequence[DateDemandee],
    textes: Mapping[str, TexteDeReference],
) -> dict[str, Any]:
    """Return everything that the document says."""
    return {
        "numero": demande.numero,
        "deposee": instant_en_toutes_lettres(demande.deposee_le, demande.etablissement.fuseau),
        "reponse": reponse_attendue(demande),
        "faits": [list(fait) for fait in faits(demande, dates)],
        "mentions": accuse_de_reception(demande, textes),
        "dates": [_ligne(demande, creneau) for creneau in creneaux],
    }


def _ligne(demande: Demande, creneau: CreneauDemande) -> list[str]:
    voulu = moment(creneau, demande.etablissement.fuseau)
    raisons = " ; ".join(LIBELLES[Code(code)] for code in creneau.raisons)
    return [
        jour_long(voulu.jour),
        plage_horaire(voulu.debut, voulu.fin),
        creneau.salle.nom,
        f"pas libre : {minuscule(raisons)}" if raisons else "libre",
    ]
