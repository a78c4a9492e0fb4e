"""When nothing is free: the nearest thing that is, found by searching again with one thing given up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from etablissements.ecriture import distance_km, enumerer
from salles.forms.recherche import RechercheForm
from salles.moteur import Vacances
from salles.recherche import Recherche, Resultat, chercher
from salles.views.phrases import distance, lettres, majuscule

RAYONS_KM = (10, 20, 50, 100)


@dataclass(frozen=True, slots=True)
class Piste:
    """One sentence, the query string that leads there, and the verb of the button."""

    phrase: str
    parametres: str
    mot: str


def piste(form: RechercheForm, recherche: Recherche, *, tout_en_vacances: bool) -> Piste | None:
    """Return the smallest concession that finds a free date: some dates only, farther away, or fewer criteria.

    Three searches at most. `tout_en_vacances`: holidays took every date of the wish out.
    """
    if tout_en_vacances:
        return _pendant_les_vacances(form, recherche)
    return _en_partie(form, recherche) or _plus_loin(form, recherche) or _sans_criteres(form, recherche)


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


def _plus_loin(form: RechercheForm, recherche: Recherche) -> Piste | None:
    rayon = recherche.rayon_km or 0
    if rayon >= RAYONS_KM[-1] or not (libres := _libres(replace(recherche, rayon_km=RAYONS_KM[-1]))):
        return None
    proche = min(resultat.distance_km or 0 for resultat in libres)
    assez = next(km for km in RAYONS_KM if km >= proche)
    comprises = [resultat for resultat in libres if (resultat.distance_km or 0) <= assez]
    phrase = (
        f"La plus proche qui soit libre est à {distance_km(proche)}. {_combien(comprises)} à {distance(assez)} au plus."
    )
    return Piste(phrase, form.parametres(rayon_km=str(assez)), f"Élargir à {distance(assez)}")


def _sans_criteres(form: RechercheForm, recherche: Recherche) -> Piste | None:
    """Give up what one wanted of the room; never the access in a wheelchair, which is not a wish."""
    nue = replace(recherche, types=(), equipements=(), activite=None)
    if nue == recherche or not (libres := _libres(nue)):
        return None
    vouliez = [
        ("au type de salle", recherche.types),
        ("à l’activité", recherche.activite),
        ("aux équipements", recherche.equipements),
    ]
    phrase = f"{_combien(libres)} si vous renoncez {enumerer([mot for mot, voulu in vouliez if voulu])}."
    sans = form.parametres(type=None, equipement=None, activite=None)
    return Piste(phrase, sans, "Voir cette salle" if len(libres) == 1 else f"Voir ces {len(libres)} salles")


def _combien(libres: Sequence[Resultat]) -> str:
    return f"{majuscule(lettres(len(libres)))} {'salle est libre' if len(libres) == 1 else 'salles sont libres'}"
