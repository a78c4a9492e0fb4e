"""The wish that came along from the search: said back on the page of the room, with what it can have of it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest

from etablissements.calendriers import calendrier
from etablissements.dessins import frise
from salles.disponibilites import contexte, expliquer_serie
from salles.forms.recherche import Pour, RechercheForm
from salles.models import Salle
from salles.moteur import Code, Demandeur, Explication, creneaux_voulus
from salles.regles import cadre_de
from salles.views.phrases import Compte, quand
from salles.views.resultats import acte_de_demande, dates_manquantes, etat_dessine, titre_des_manques
from socle.erreur import ErreurMetier

LIEU = ("pres_de", "rayon_km", "lat", "lon")  # the room is found already


@dataclass(frozen=True, slots=True)
class Voeu:
    """What is wished, what is free of it and why not the rest, and the query string that carries it on.

    `pour` says whose hours were counted, where they take dates away.
    """

    premier_jour: date
    phrase: str
    frise: list[tuple[date, str]]
    compte: str
    manques: list[dict[str, Any]]
    titre_manques: str
    pour: Pour | None
    demander: str
    parametres: str


def voeu(
    salle: Salle, request: HttpRequest, maintenant: datetime, formulaire: Callable[..., RechercheForm]
) -> Voeu | None:
    """Return the wish of the query string, None when there is none or it cannot be read: the page stands without."""
    if "date" not in request.GET or not salle.profil_id:
        return None
    form = formulaire(request.GET, maintenant=maintenant)
    for nom in LIEU:
        del form.fields[nom]
    if not form.is_valid():
        return None
    criteres = form.cleaned_data
    souhait = criteres["souhait"]
    demande = contexte(maintenant=maintenant, effectif=criteres["effectif"], activite=criteres["activite"])
    cadre = cadre_de(salle.etablissement)
    try:
        creneaux = creneaux_voulus(souhait, cadre, calendrier(cadre.zone, cadre.territoire))
        demandeur = _demandeur(form, salle, {cadre.jour(creneau.debut) for creneau in creneaux})
        explications = expliquer_serie(salle, creneaux, demande, demandeur)
    except ErreurMetier:
        return None
    dates = [(cadre.jour(explication.creneau.debut), etat_dessine(explication)) for explication in explications]
    absentes = [explication for explication in explications if not explication.libre]
    compte = Compte(len(explications) - len(absentes), len(explications))
    return Voeu(
        premier_jour=souhait.premier_jour,
        phrase=quand(souhait),
        frise=dates,
        compte=frise(dates).phrase,
        manques=dates_manquantes(absentes, salle, souhait, compte.voulues),
        titre_manques=titre_des_manques(len(absentes), compte),
        pour=form.pour(limitee=True) if _est_limite(absentes) else None,
        demander=acte_de_demande(compte, absentes, souhait),
        parametres=_parametres(request, salle),
    )


def _est_limite(explications: Sequence[Explication]) -> bool:
    """Tell whether a quota takes some of these dates away."""
    return any(raison.code == Code.QUOTA for explication in explications for raison in explication.raisons)


def _demandeur(form: RechercheForm, salle: Salle, jours: Collection[date]) -> Demandeur | None:
    if form.qui_demande is None or not jours:
        return None
    return form.qui_demande([salle.etablissement_id], jours)[salle.etablissement_id]


def _parametres(request: HttpRequest, salle: Salle) -> str:
    """Carry the search on as it came, for this room, without the week that one looked at."""
    parametres = request.GET.copy()
    parametres.pop("jour", None)
    parametres["salle"] = str(salle.pk)
    return parametres.urlencode()
