"""The wish that came along from the search: said back on the page of the room, with what it can have of it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest

from etablissements.calendriers import calendrier
from etablissements.dessins import frise
from salles.disponibilites import contexte, expliquer_serie
from salles.forms.souhait import SouhaitForm
from salles.models import Salle
from salles.moteur import creneaux_voulus
from salles.regles import cadre_de
from salles.views.phrases import quand
from salles.views.resultats import etat_dessine
from socle.erreur import ErreurMetier


@dataclass(frozen=True, slots=True)
class Voeu:
    """What is wished, what is free of it, and the query string that carries it on to the request."""

    premier_jour: date
    phrase: str
    frise: list[tuple[date, str]]
    compte: str
    parametres: str


def voeu(salle: Salle, request: HttpRequest, maintenant: datetime) -> Voeu | None:
    """Return the wish of the query string, None when there is none or it cannot be read: the page stands without."""
    if "date" not in request.GET or not salle.profil_id:
        return None
    form = SouhaitForm(request.GET, maintenant=maintenant)
    if not form.is_valid():
        return None
    souhait = form.cleaned_data["souhait"]
    cadre = cadre_de(salle.etablissement)
    try:
        creneaux = creneaux_voulus(souhait, cadre, calendrier(cadre.zone, cadre.territoire))
        explications = expliquer_serie(salle, creneaux, contexte(maintenant=maintenant))
    except ErreurMetier:
        return None
    dates = [(cadre.jour(explication.creneau.debut), etat_dessine(explication)) for explication in explications]
    return Voeu(
        premier_jour=souhait.premier_jour,
        phrase=quand(souhait),
        frise=dates,
        compte=frise(dates).phrase,
        parametres=_parametres(request, salle),
    )


def _parametres(request: HttpRequest, salle: Salle) -> str:
    """Carry the search on as it came, for this room, without the week that one looked at."""
    parametres = request.GET.copy()
    parametres.pop("jour", None)
    parametres["salle"] = str(salle.pk)
    return parametres.urlencode()
