"""Builders of offers: a school that gives something else than what was asked for."""

from datetime import datetime, time, timedelta

from conventions.models import CreneauDemande, Demande
from conventions.services import Place, contre_proposer
from salles.models import Salle
from salles.regles import cadre_de
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, le_lundi
from tests.salles.salles_d_essai import MAINTENANT, salle

MOT = "Le gymnase sert au tournoi ces soirs-là ; la petite salle est libre."
QUINZE_JOURS = timedelta(days=15)


def place(creneau: CreneauDemande, ou: Salle | None = None, debut: str = "", fin: str = "") -> Place:
    """Return a place for this date: what is not said is as it was wished."""
    local = cadre_de(creneau.salle.etablissement).local
    return Place(
        creneau.pk,
        (ou or creneau.salle).pk,
        time.fromisoformat(debut) if debut else local(creneau.debut).time(),
        time.fromisoformat(fin) if fin else local(creneau.fin).time(),
    )


def deux_salles() -> tuple[Salle, Salle]:
    """Return the gym and the small room of one school."""
    gymnase = salle(nom="Gymnase")
    return gymnase, salle(gymnase.etablissement, nom="Petite salle")


def contre_proposee(
    gymnase: Salle, petite: Salle, fois: int = 2, *, demande: Demande | None = None, maintenant: datetime = MAINTENANT
) -> Demande:
    """Return a request whose first date stays in the gym while the others are offered in the small room."""
    demande = demande or deposee(gymnase, le_lundi(fois))
    premiere, *autres = dates(demande)
    return contre_proposer(
        demande=demande,
        par=cheffe(gymnase),
        places=[place(premiere), *(place(date, petite) for date in autres)],
        message=MOT,
        maintenant=maintenant,
    )


def lue(demande: Demande) -> int:
    """Return the offer that its requester has read: the last one."""
    return demande.contre_propositions.latest("pk").pk


def lignes(demande: Demande) -> list[tuple[str, str, str]]:
    """Return each date of the request: its room, its hours, its state."""
    local = cadre_de(demande.etablissement).local
    return [
        (une.salle.nom, f"{local(une.debut):%d/%m %H:%M}", une.etat)
        for une in demande.creneaux.select_related("salle").order_by("debut", "pk")
    ]
