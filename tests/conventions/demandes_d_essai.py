"""Builders of requests: each makes exactly what its name says. The day is Monday 9 November 2026."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from associations.models import Association, Membre
from comptes.models import Utilisateur
from conventions.models import CreneauDemande, Demande, Dossier
from conventions.services import Responsable, SouhaitDeSalle, deposer
from etablissements.models import Habilitation
from salles.models import Activite, Salle
from salles.moteur import Repetition, Souhait, Vacances
from tests.personnages import adherer, association, habiliter, personne
from tests.salles.salles_d_essai import LUNDI, MAINTENANT

UNE_HEURE = timedelta(hours=1)
MALIK = Responsable("Malik Benali", "06 00 00 00 00", "malik@exemple.fr")


def theatre() -> Activite:
    return Activite.objects.get_or_create(code="theatre", defaults={"libelle": "Théâtre", "types_erp": ["R", "L"]})[0]


def president(lieu: Association) -> Utilisateur:
    """Return the person who may ask for this association, the same each time."""
    membre = Membre.objects.filter(association=lieu).select_related("utilisateur").first()
    return membre.utilisateur if membre else adherer(personne(prenom="Malik"), lieu).utilisateur


def cheffe(salle: Salle) -> Utilisateur:
    """Return the head of the school of this room, the same each time."""
    tenue = Habilitation.objects.filter(role="chef", etablissement=salle.etablissement).first()
    if tenue:
        return tenue.utilisateur
    return habiliter(personne(prenom="Claire", nom="Martin"), "chef", salle.etablissement).utilisateur


def le_lundi(fois: int = 1, debut: str = "18:00", fin: str = "20:00", jour: date = LUNDI) -> Souhait:
    """Wish for so many Mondays in a row, holidays included."""
    return Souhait(
        premier_jour=jour,
        heure_debut=time.fromisoformat(debut),
        heure_fin=time.fromisoformat(fin),
        dernier_jour=jour + timedelta(weeks=fois - 1),
        repetition=Repetition.HEBDOMADAIRE if fois > 1 else Repetition.AUCUNE,
        vacances=Vacances.INCLURE,
    )


def deposee(
    salle: Salle,
    souhait: Souhait | None = None,
    *,
    par: Association | None = None,
    effectif: int = 12,
    materiel: dict[int, int] | None = None,
    sans: Iterable[date] = (),
    maintenant: datetime = MAINTENANT,
) -> Demande:
    """File for one room of one school and return the request."""
    par = par or association()
    dossier: Dossier = deposer(
        association=par,
        demandeur=president(par),
        souhaits=[SouhaitDeSalle(salle, souhait or le_lundi(), frozenset(sans))],
        activite=theatre(),
        objet="Répétitions de la pièce de fin d’année.",
        effectif=effectif,
        responsable=MALIK,
        materiel=materiel,
        maintenant=maintenant,
    )
    return dossier.demandes.get()


def etats(demande: Demande) -> list[str]:
    """Return the state of each date, in order."""
    return list(demande.creneaux.order_by("debut", "salle").values_list("etat", flat=True))


def dates(demande: Demande) -> list[CreneauDemande]:
    return list(demande.creneaux.order_by("debut", "salle"))


def deposee_en(salles: Sequence[Salle], fois: int = 5, materiel: dict[int, int] | None = None) -> Demande:
    """File for several rooms of one school, so many Mondays each, and return the request."""
    club = association()
    return deposer(
        association=club,
        demandeur=president(club),
        souhaits=[SouhaitDeSalle(une, le_lundi(fois)) for une in salles],
        activite=theatre(),
        objet="Festival.",
        effectif=12,
        responsable=MALIK,
        materiel=materiel,
        maintenant=MAINTENANT,
    ).demandes.get()
