"""Builders of drafts, and the request page as its browser sends it. The day is Monday 9 November 2026."""

from datetime import datetime, timedelta
from typing import Any

from associations.models import Association
from conventions.models import Brouillon
from conventions.services import garder_brouillon
from salles.models import Salle
from tests.conventions.demandes_d_essai import president, theatre
from tests.salles.salles_d_essai import LUNDI, MAINTENANT

SOUHAIT = {
    "date": "16/11/2026",
    "debut": "18 h",
    "fin": "20 h",
    "repetition": "hebdomadaire",
    "jusqu_au": "30/11/2026",
    "vacances": "inclure",
}
LES_LUNDIS = [(LUNDI + timedelta(weeks=n)).isoformat() for n in range(3)]


def envoi(ici: Salle, club: Association, **champs) -> dict[str, Any]:
    """Return the page with everything filled in; `en_brouillon` is the button that keeps it."""
    return {
        **SOUHAIT,
        "salle": ici.pk,
        "association": club.pk,
        "garder": LES_LUNDIS,
        "activite": theatre().pk,
        "objet": "Répétitions de la pièce.",
        "effectif": "24",
        "responsable_nom": "Malik Benali",
        "responsable_telephone": "06 00 00 00 00",
        "responsable_courriel": "malik@exemple.fr",
        "cle": "onglet-1",
        **champs,
    }


def garde(ici: Salle, club: Association, *, par=None, maintenant: datetime = MAINTENANT, **saisie: str) -> Brouillon:
    """Keep a draft with nothing but a room and three Mondays, unless more is said."""
    tape = {nom: [valeur] for nom, valeur in {**SOUHAIT, **saisie}.items()}
    return garder_brouillon(
        association=club,
        salle=ici,
        saisie={**tape, "garder": LES_LUNDIS},
        par=par or president(club),
        maintenant=maintenant,
    )


def valeurs(reponse) -> dict[str, Any]:
    """Return what the form of the request shows, field by field."""
    form = reponse.context["form"]
    return {nom: form[nom].value() for nom in form.fields}
