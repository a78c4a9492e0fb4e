"""Before a request leaves: place its missing dates elsewhere, one click, and take a placement back."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict

from conventions.exceptions import PropositionPerimee
from conventions.forms.demande import DemandeForm
from conventions.forms.lignes import lire_lignes, lire_placement
from conventions.lecture.reparations import lire_ailleurs, lire_manques, prises_entre_temps, texte_de
from conventions.manques import deja_voulus
from conventions.propositions import (
    Conditions,
    Ligne,
    Voeu,
    expliquer_lignes,
    jours_libres,
    places_de,
    sans_les_siennes,
)
from conventions.views.demander_saisie import Saisie, conditions_dites, lignes_dites
from etablissements.ecriture import pluriel
from salles.models import Salle
from salles.moteur import Creneau
from salles.reparations import RAYON_KM, RAYONS_KM, DateVoulue
from socle.portee import portee

PLACER, REPRENDRE, ELARGIR, RELIRE = "placer", "reprendre_ligne", "elargir", "relire"
ACTES = (PLACER, REPRENDRE, ELARGIR, RELIRE)


def est_un_placement(donnees: QueryDict) -> bool:
    """Tell whether the person pressed a button about where dates go, and not the one that sends the request."""
    return any(nom in donnees for nom in ACTES)


def rayon_voulu(texte: str) -> float:
    return next((km for km in RAYONS_KM if str(km) == texte), RAYON_KM)


def placer(request: HttpRequest, form: DemandeForm) -> QueryDict:
    """Return what was typed, with the dates moved as the button says; what it cannot do is said in a message.

    `form` carries what was typed, whatever is wrong with it.
    """
    donnees = request.POST.copy()
    donnees.setlist("garder", donnees.getlist("garder"))  # no box ticked is an answer too
    try:
        if PLACER in donnees:
            lignes = lire_placement(donnees.get(PLACER, ""), portee(request.user, Salle).proposees())
            _deplacer(request, donnees, _encore_libres(request, lignes, form))
        elif REPRENDRE in donnees:
            _reprendre(donnees)
    except ValidationError as illisible:
        messages.error(request, " ".join(illisible.messages))
    return donnees


def _encore_libres(request: HttpRequest, lignes: list[Ligne], form: DemandeForm) -> list[Ligne]:
    """Judge the lines again at the click, for what was typed, and say what has gone meanwhile."""
    conditions, placees = conditions_dites(form), lignes_dites(form)
    nouvelles = sans_les_siennes(lignes, _deja_voulus(conditions, lignes, placees))
    explications = expliquer_lignes(nouvelles, conditions, avec=placees)
    retenues = [ligne.aux_jours(jours_libres(ligne, explications)) for ligne in nouvelles]
    perdues = _jours(lignes) - _jours(retenues)
    if not any(ligne.jours for ligne in retenues):
        messages.error(request, PropositionPerimee.message)
    elif perdues:
        messages.warning(request, prises_entre_temps(sorted(perdues)))
    return [ligne for ligne in retenues if ligne.jours]


def _deplacer(request: HttpRequest, donnees: QueryDict, lignes: list[Ligne]) -> None:
    """Take the days of these lines out of the first wish; where it keeps none, it becomes that of the first line."""
    if not lignes:
        return
    partis = {f"{jour:%Y-%m-%d}" for jour in _jours(lignes)}
    restent = [jour for jour in donnees.getlist("garder") if jour not in partis]
    if not restent:
        premiere, *lignes = sorted(lignes, key=lambda ligne: -len(ligne.jours))
        donnees["salle"] = str(premiere.salle.pk)
        donnees["debut"], donnees["fin"] = f"{premiere.debut:%H:%M}", f"{premiere.fin:%H:%M}"
        restent = [f"{jour:%Y-%m-%d}" for jour in premiere.jours]
    donnees.setlist("garder", restent)
    donnees.setlist("ailleurs", [*donnees.getlist("ailleurs"), *map(texte_de, lignes)])
    messages.success(
        request, f"C’est noté : {pluriel(len(partis), 'date déplacée', 'dates déplacées')}. Rien n’est encore envoyé."
    )


def _reprendre(donnees: QueryDict) -> None:
    """Put the dates of one line back where they were first wished for."""
    rang, lignes = donnees.get(REPRENDRE, ""), donnees.getlist("ailleurs")
    if rang in map(str, range(len(lignes))):
        [reprise] = lire_lignes([lignes.pop(int(rang))])
        donnees.setlist("ailleurs", lignes)
        donnees.setlist("garder", [*donnees.getlist("garder"), *(f"{jour:%Y-%m-%d}" for jour in reprise.jours)])


def _jours(lignes: list[Ligne]) -> set[date]:
    return {jour for ligne in lignes for jour in ligne.jours}


# -- What the page says ----------------------------------------------------------------------


def ailleurs_de_la_page(salle: Salle, saisie: Saisie, rayon_km: float) -> dict[str, Any]:
    """Return the dates placed elsewhere, and the ways to place those that are missing."""
    conditions, placees = saisie.conditions, saisie.placees
    if not placees and all(lue.libre for lue in saisie.lu.gardees):
        return {"manque": None, "ailleurs": []}
    voulues = {DateVoulue(lue.debut, lue.fin, lue.jour): lue for lue in saisie.lu.gardees}
    voeu = Voeu(
        salle=salle,
        voulues=voulues.keys(),
        gardees={voulue for voulue, lue in voulues.items() if lue.libre},
        conditions=conditions,
        avec=placees,
    )
    restent = voeu.sur_place(voeu.gardees)
    voeu = replace(voeu, deja_voulus=_deja_voulus(conditions, voeu.sur_place(voulues), placees))
    return {
        "manque": lire_manques([voeu], rayon_km)[0] if voeu.manquantes else None,
        "ailleurs": lire_ailleurs(placees, expliquer_lignes(placees, conditions, avec=restent), conditions),
        "combien_ailleurs": pluriel(sum(len(ligne.jours) for ligne in placees), "date"),
    }


def _deja_voulus(conditions: Conditions, lignes: list[Ligne], placees: list[Ligne]) -> list[tuple[int, Creneau]]:
    """Return what the page asks for elsewhere, and what the association asks for by other requests on these days."""
    jours, association = _jours(lignes), conditions.association
    return [*places_de(placees), *(deja_voulus(association, jours) if association and jours else ())]
