"""When nothing is free: the nearest thing that is, found by searching again with one thing given up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from etablissements.ecriture import distance_km, enumerer, plage_horaire
from salles.forms.recherche import RechercheForm
from salles.moteur import Vacances
from salles.recherche import Recherche, Resultat, chercher
from salles.views.phrases import distance, lettres, majuscule

RAYONS_KM = (10, 20, 50, 100)
LE_SOIR = time(18)
# What is given up of the room, in the search and in the address of its page.
NUE: dict[str, Any] = {"types": (), "equipements": (), "activite": None}
SANS = {"type": None, "equipement": None, "activite": None}


@dataclass(frozen=True, slots=True)
class Piste:
    """One sentence, the query string that leads there, and the verb of the button."""

    phrase: str
    parametres: str
    mot: str


def piste(form: RechercheForm, recherche: Recherche, *, tout_en_vacances: bool) -> Piste | None:
    """Return the smallest concession that finds a free date: some dates only, farther away, fewer criteria, both, or
    the evening instead.

    Five searches at most. `tout_en_vacances`: holidays took every date of the wish out.
    """
    if tout_en_vacances:
        return _pendant_les_vacances(form, recherche)
    return (
        _en_partie(form, recherche)
        or _plus_loin(form, recherche)
        or _sans_criteres(form, recherche)
        or _plus_loin_sans_criteres(form, recherche)
        or _le_soir(form, recherche)
    )


def _libres(recherche: Recherche) -> list[Resultat]:
    return [resultat for resultat in chercher(recherche) if resultat.libres]


def _pendant_les_vacances(form: RechercheForm, recherche: Recherche) -> Piste | None:
    souhait = replace(recherche.souhait, vacances=Vacances.INCLURE)
    if not (libres := _libres(replace(recherche, souhait=souhait))):
        return None
    phrase = f"{_combien(libres)} pendant les vacances."
    return Piste(phrase, form.parametres(vacances=str(Vacances.INCLURE)), "Chercher aussi pendant les vacances")


def _en_partie(form: RechercheForm, recherche: Recherche) -> Piste | None:
    if not recherche.complet or not (libres := _libres(replace(recherche, complet=False))):
        return None
    phrase = f"{_combien(libres)} à une partie des dates."
    return Piste(phrase, form.parametres(complet=None), "Voir les salles libres en partie")


def _plus_loin(form: RechercheForm, recherche: Recherche, renonce: str = "", **sans: None) -> Piste | None:
    """Look as far as one may, and propose the nearest usual radius that holds a free room."""
    rayon = recherche.rayon_km or 0
    if rayon >= RAYONS_KM[-1] or not (libres := _libres(replace(recherche, rayon_km=RAYONS_KM[-1]))):
        return None
    proche = min(resultat.distance_km or 0 for resultat in libres)
    assez = next(km for km in RAYONS_KM if km >= proche)
    comprises = [resultat for resultat in libres if (resultat.distance_km or 0) <= assez]
    phrase = (
        f"{renonce}la plus proche qui soit libre est à {distance_km(proche)}. "
        f"{_combien(comprises)} à {distance(assez)} au plus."
    )
    return Piste(majuscule(phrase), form.parametres(rayon_km=str(assez), **sans), f"Élargir à {distance(assez)}")


def _sans_criteres(form: RechercheForm, recherche: Recherche) -> Piste | None:
    """Give up what one wanted of the room; never the access in a wheelchair, which is not a wish."""
    nue = replace(recherche, **NUE)
    if nue == recherche or not (libres := _libres(nue)):
        return None
    mot = "Voir cette salle" if len(libres) == 1 else f"Voir ces {len(libres)} salles"
    return Piste(f"{_combien(libres)} si vous renoncez {_a_quoi(recherche)}.", form.parametres(**SANS), mot)


def _plus_loin_sans_criteres(form: RechercheForm, recherche: Recherche) -> Piste | None:
    nue = replace(recherche, **NUE)
    if nue == recherche:
        return None
    return _plus_loin(form, nue, f"Si vous renoncez {_a_quoi(recherche)}, ", **SANS)


def _le_soir(form: RechercheForm, recherche: Recherche) -> Piste | None:
    """Ask for as long an evening, when most rooms are open."""
    souhait = recherche.souhait
    le_meme_jour = [datetime.combine(souhait.premier_jour, heure) for heure in (souhait.heure_debut, souhait.heure_fin)]
    fin = datetime.combine(souhait.premier_jour, LE_SOIR) + (le_meme_jour[1] - le_meme_jour[0])
    if souhait.heure_debut == LE_SOIR or fin.date() != souhait.premier_jour:
        return None
    autre = replace(souhait, heure_debut=LE_SOIR, heure_fin=fin.time())
    if not (libres := _libres(replace(recherche, souhait=autre))):
        return None
    horaire = plage_horaire(LE_SOIR, fin.time())
    heures = {"debut": f"{LE_SOIR:%H:%M}", "fin": f"{fin:%H:%M}"}
    return Piste(f"{_combien(libres)} {horaire}.", form.parametres(**heures), f"Chercher {horaire}")


def _a_quoi(recherche: Recherche) -> str:
    voulus = [
        ("au type de salle", recherche.types),
        ("à l’activité", recherche.activite),
        ("aux équipements", recherche.equipements),
    ]
    return enumerer([mot for mot, voulu in voulus if voulu])


def _combien(libres: Sequence[Resultat]) -> str:
    return f"{majuscule(lettres(len(libres)))} {'salle est libre' if len(libres) == 1 else 'salles sont libres'}"
