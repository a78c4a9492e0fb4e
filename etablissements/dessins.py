"""The geometry of the two drawings of time: the frise of a series and the week on Seyès ruling.

Nothing here reads the clock or the database: dates and states in, what the templates draw out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby

from etablissements.ecriture import JOURS, JOURS_COURTS, MOIS_COURTS, enumerer, jour_long, jour_mois, plage_courte

# -- the frise -------------------------------------------------------------------

ETATS = {
    "libre": "libre",
    "reparer": "prise, réparable",
    "attente": "sous option",
    "pris": "prise",
    "vacances": "vacances, hors du souhait",
}
TICKS_PAR_MOIS = 5  # as many as a month of a weekly wish; beyond, the months take more room
DATES_CITEES = 6  # beyond, the sentence counts instead of naming


@dataclass(frozen=True)
class Mois:
    nom: str
    etats: tuple[str, ...]


@dataclass(frozen=True)
class Frise:
    mois: tuple[Mois, ...]
    phrase: str  # « Libre 31 mardis sur 34. »
    manques: str  # « Pas libres : 3 novembre, 8 décembre et 15 juin. », empty when nothing is missing
    dense: bool

    @property
    def etiquette(self) -> str:
        return f"{self.phrase} {self.manques}".strip()


def frise(creneaux: Iterable[tuple[date, str]]) -> Frise:
    """Group dated states (see ETATS) by month and say them in a sentence.

    `vacances` dates are drawn but were not wanted: they are not counted.
    """
    dates = sorted(creneaux)
    if inconnus := {etat for _, etat in dates} - ETATS.keys():
        raise ValueError(f"unknown states: {sorted(inconnus)}")
    par_mois = [
        (cle, tuple(etat for _, etat in groupe))
        for cle, groupe in groupby(dates, key=lambda date_etat: (date_etat[0].year, date_etat[0].month))
    ]
    un_mois_revient = len({mois for (_, mois), _ in par_mois}) < len(par_mois)
    mois = tuple(Mois(_nom_du_mois(*cle, avec_annee=un_mois_revient), etats) for cle, etats in par_mois)
    voulues = [(jour, etat) for jour, etat in dates if etat != "vacances"]
    perdues = [jour for jour, etat in voulues if etat != "libre"]
    return Frise(
        mois=mois,
        phrase=_phrase([jour for jour, _ in voulues], len(perdues)),
        manques=_manques(perdues) if len(perdues) < len(voulues) else "",
        dense=any(len(m.etats) > TICKS_PAR_MOIS for m in mois),
    )


def _nom_du_mois(annee: int, mois: int, *, avec_annee: bool) -> str:
    return f"{MOIS_COURTS[mois - 1]} {annee % 100:02}" if avec_annee else MOIS_COURTS[mois - 1]


def _phrase(jours: list[date], perdues: int) -> str:
    libres = len(jours) - perdues
    if not jours:
        return "Aucune date."
    if len(jours) == 1:
        return f"{'Libre' if libres else 'Pas libre'} le {jour_long(jours[0])}."
    jours_de_semaine = {jour.weekday() for jour in jours}
    mot = JOURS[jours_de_semaine.pop()] if len(jours_de_semaine) == 1 else "date"
    if not perdues:
        return f"Libre les {len(jours)} {mot}s."
    if not libres:
        return f"Aucun{'e' if mot == 'date' else ''} des {len(jours)} {mot}s n’est libre."
    return f"Libre {libres} {mot}{'s' if libres > 1 else ''} sur {len(jours)}."


def _manques(perdues: list[date]) -> str:
    if not perdues:
        return ""
    if len(perdues) > DATES_CITEES:
        return f"{len(perdues)} dates ne sont pas libres, la première le {jour_mois(perdues[0])}."
    return f"Pas libre{'s' if len(perdues) > 1 else ''} : {enumerer([jour_mois(jour) for jour in perdues])}."


# -- the week ----------------------------------------------------------------------

NATURES = {  # the word on a block, and what the legend says
    "libre": ("Libre", "libre"),
    "ferme": ("Pris", "pris par une association"),
    "option": ("Option", "option, jusqu’à une date"),
    "ecole": ("Usage scolaire", "usage de l’établissement"),
    "clos": ("Fermé", "hors ouverture"),
}
PREMIERE_HEURE, DERNIERE_HEURE = 8, 22  # what the ruling shows; the list says the rest
QUARTS = (DERNIERE_HEURE - PREMIERE_HEURE) * 4


@dataclass(frozen=True)
class Bloc:
    nature: str
    horaire: str
    horaire_serre: str  # for the drawing, where a column is narrow
    libelle: str
    url: str
    classe: str  # place on the ruling; empty when the block lies outside the hours drawn


@dataclass(frozen=True)
class Jour:
    jour: date
    blocs: tuple[Bloc, ...]

    @property
    def nom(self) -> str:
        return f"{JOURS[self.jour.weekday()]} {jour_mois(self.jour)}"

    @property
    def nom_court(self) -> str:
        return JOURS_COURTS[self.jour.weekday()]

    @property
    def libres(self) -> tuple[Bloc, ...]:
        return tuple(bloc for bloc in self.blocs if bloc.nature == "libre")

    @property
    def autres(self) -> tuple[Bloc, ...]:
        """What is not free; hours that are merely not open are drawn, not told."""
        return tuple(bloc for bloc in self.blocs if bloc.nature != "libre" and bloc.libelle != NATURES["clos"][0])


def semaine(jours: Iterable[Mapping]) -> tuple[Jour, ...]:
    """Place the blocks of each day: `{"jour": date, "blocs": [{"debut", "fin", "nature", "libelle"?, "url"?}]}`.

    `debut` and `fin` are wall-clock times of that day, [debut, fin[; an end at 0:00 is the midnight that follows.
    """
    return tuple(Jour(jour["jour"], tuple(_bloc(bloc) for bloc in jour["blocs"])) for jour in jours)


def _bloc(bloc: Mapping) -> Bloc:
    nature = bloc["nature"]
    debut, fin = _minutes(bloc["debut"]), _minutes(bloc["fin"]) or 24 * 60
    return Bloc(
        nature=nature,
        horaire=plage_courte(bloc["debut"], bloc["fin"]),
        horaire_serre=f"{_serree(debut)}–{_serree(fin)}",
        libelle=bloc.get("libelle") or NATURES[nature][0],
        url=bloc.get("url", ""),
        classe=place(debut, fin),
    )


def _minutes(instant: time | datetime) -> int:
    return instant.hour * 60 + instant.minute


def _serree(minutes: int) -> str:
    return f"{minutes // 60}h" + (f"{minutes % 60:02}" if minutes % 60 else "")


def place(debut: int, fin: int) -> str:
    """Return the classes `de-N dur-N` of a slot given in minutes after midnight, cut to the hours drawn.

    A quarter that is begun is drawn whole, so that nothing taken looks free.
    """
    de = max(0, debut // 15 - PREMIERE_HEURE * 4)
    a = min(QUARTS, -(-fin // 15) - PREMIERE_HEURE * 4)
    return f"de-{de} dur-{a - de}" if a > de else ""


# -- ticking a week ------------------------------------------------------------------


def semaine_a_cocher(
    moments: Iterable[tuple[time, time]], *, cochees: Iterable[str] = (), bloquees: Iterable[str] = ()
) -> dict:
    """Lay out a week of boxes for `composants/coche_semaine.html`, one line per moment.

    The value of a box is `<ISO weekday>-<debut>-<fin>`, as in « 2-17:00-19:00 »; `lire_case` reads it back.
    """
    cochees, bloquees = set(cochees), set(bloquees)
    lignes = []
    for debut, fin in moments:
        valeurs = [f"{rang}-{debut:%H:%M}-{fin:%H:%M}" for rang in range(1, 8)]
        cases = [
            {"valeur": valeur, "jour": jour, "cochee": valeur in cochees, "bloquee": valeur in bloquees}
            for valeur, jour in zip(valeurs, JOURS, strict=True)
        ]
        lignes.append({"moment": plage_courte(debut, fin), "cases": cases})
    return {"jours": [{"nom": jour, "initiale": jour[0].upper()} for jour in JOURS], "lignes": lignes}


def lire_case(valeur: str) -> tuple[int, time, time]:
    """Read a ticked box back: ISO weekday, start and end. Raise ValueError on anything else."""
    jour, debut, fin = valeur.split("-")
    if jour not in "1234567" or len(jour) != 1:
        raise ValueError(f"not a weekday: {jour!r}")
    return int(jour), time.fromisoformat(debut), time.fromisoformat(fin)
