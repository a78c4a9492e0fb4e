"""A week of a room as `{% agenda %}` draws it: free, taken by whom it may be said, closed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from etablissements.dessins import DERNIERE_HEURE, PREMIERE_HEURE
from etablissements.ecriture import duree
from salles.disponibilites import Journee, Moment
from salles.models import Reservation
from salles.moteur import Cadre, Creneau, retrancher, union

Nature = Reservation.Nature
# Where two uses of parts of one room overlap, the first of these is drawn; its class and what the public reads.
DESSINS = {
    Nature.ASSOCIATION: ("ferme", "Pris"),
    Nature.TRAVAUX: ("ecole", "Travaux"),
    Nature.ETABLISSEMENT: ("ecole", "Usage scolaire"),
}
RANGS = {nature: rang for rang, nature in enumerate(DESSINS)}
Noms = Mapping[tuple[Any, Any, str], str]


def jours(
    journees: Iterable[Journee],
    cadre: Cadre,
    a_demander: tuple[date, date] | None,
    *,
    url_demande: str = "",
    noms: Noms | None = None,
) -> list[dict[str, Any]]:
    """Return the days for `{% agenda %}`.

    `a_demander`: first and last day that one may ask for, both included; none for the school itself, which needs no
    delay. `url_demande`: address to which the slot is
    added, for whoever may ask. `noms`: labels by (debut, fin, nature), for those who work for the school; without them
    nobody is named.
    """
    return [
        {"jour": journee.jour, "blocs": _blocs(journee, cadre, a_demander, url_demande, noms)} for journee in journees
    ]


def pour_l_ecole(journees: Iterable[Journee], maintenant: datetime) -> list[Journee]:
    """Return the days as the school itself may use them: open, to come and not taken, whatever delay others keep."""
    return [
        replace(
            journee,
            libres=() if journee.fermetures else tuple(_a_venir(_non_prises(journee), maintenant)),
        )
        for journee in journees
    ]


def _non_prises(journee: Journee) -> list[Creneau]:
    return retrancher(journee.ouvertures, union(moment.creneau for moment in journee.prises))


def _a_venir(creneaux: Iterable[Creneau], maintenant: datetime) -> Iterator[Creneau]:
    return (Creneau(max(creneau.debut, maintenant), creneau.fin) for creneau in creneaux if creneau.fin > maintenant)


def phrase_de_la_semaine(journees: Sequence[Journee], a_demander: tuple[date, date] | None) -> str:
    """« 17 h 30 restent libres cette semaine. », and why nothing does when nothing does; `a_demander` as in `jours`."""
    libres = sum(((creneau.fin - creneau.debut) for journee in journees for creneau in journee.libres), timedelta(0))
    if libres:
        verbe = "reste libre" if timedelta(hours=1) <= libres < timedelta(hours=2) else "restent libres"
        return f"{duree(libres)} {verbe} cette semaine."
    if motifs := list(dict.fromkeys(fermeture.motif for journee in journees for fermeture in journee.fermetures)):
        return f"Rien de libre cette semaine : {motifs[0]}."
    if vacances := next((journee.vacances for journee in journees if journee.vacances), None):
        return f"Rien de libre cette semaine : {vacances}."
    ouverts = [journee.jour for journee in journees if journee.ouvertures]
    if ouverts and a_demander is None:
        return "Il ne reste rien de libre cette semaine."
    if ouverts and a_demander and max(ouverts) < a_demander[0]:
        return "Il est trop tard pour demander cette semaine."
    if ouverts and a_demander and min(ouverts) > a_demander[1]:
        return "Il est trop tôt pour demander cette semaine."
    if ouverts:
        return "Tout est pris cette semaine."
    return "La salle n’ouvre pas cette semaine."


def _blocs(
    journee: Journee, cadre: Cadre, a_demander: tuple[date, date] | None, url_demande: str, noms: Noms | None
) -> list[dict[str, Any]]:
    blocs = [
        _bloc(cadre, creneau, "libre", url=_avec_le_creneau(url_demande, cadre, journee.jour, creneau))
        for creneau in journee.libres
    ]
    blocs += _prises(journee, cadre, noms or {})
    dessinees = cadre.creneau(journee.jour, time(PREMIERE_HEURE), time(DERNIERE_HEURE))
    ouvertes = () if journee.fermetures else journee.ouvertures
    occupees = union([*ouvertes, *(moment.creneau for moment in journee.prises)])
    libelle = journee.fermetures[0].motif if journee.fermetures else ""
    blocs += [_bloc(cadre, creneau, "clos", libelle=libelle) for creneau in retrancher([dessinees], occupees)]
    pourquoi = _hors_delai(journee.jour, a_demander) if a_demander else "Passé"
    if pourquoi and not journee.fermetures:
        perdues = retrancher(_non_prises(journee), journee.libres)
        blocs += [_bloc(cadre, creneau, "clos", libelle=pourquoi) for creneau in perdues]
    return sorted(blocs, key=lambda bloc: bloc["debut"])


def _hors_delai(jour: date, a_demander: tuple[date, date]) -> str:
    """Say why an hour that is open and free cannot be asked for, empty when it can."""
    if jour < a_demander[0]:
        return "Trop tard pour demander"
    return "Trop tôt pour demander" if jour > a_demander[1] else ""


def _prises(journee: Journee, cadre: Cadre, noms: Noms) -> list[dict[str, Any]]:
    """Return what is taken, without overlap: parts of one room may be taken at the same time."""
    blocs: list[dict[str, Any]] = []
    couvert: list[Creneau] = []
    for moment in sorted(journee.prises, key=_rang):
        reste = retrancher([moment.creneau], couvert)
        blocs += [_bloc(cadre, creneau, _classe(moment), libelle=_libelle(moment, noms)) for creneau in reste]
        couvert = union([*couvert, moment.creneau])
    return blocs


def _rang(moment: Moment) -> tuple[bool, bool, int, Creneau]:
    return moment.partie, moment.option, RANGS[Nature(moment.nature)], moment.creneau


def _classe(moment: Moment) -> str:
    return "option" if moment.option else DESSINS[Nature(moment.nature)][0]


def _libelle(moment: Moment, noms: Noms) -> str:
    nom = noms.get((moment.creneau.debut, moment.creneau.fin, moment.nature))
    if nom:
        return nom
    if moment.partie:
        return "Une partie prise"
    return "Option" if moment.option else DESSINS[Nature(moment.nature)][1]


def _bloc(cadre: Cadre, creneau: Creneau, nature: str, **suite: str) -> dict[str, Any]:
    debut, fin = cadre.local(creneau.debut).time(), cadre.local(creneau.fin).time()
    return {"debut": debut, "fin": fin, "nature": nature, **suite}


def _avec_le_creneau(url: str, cadre: Cadre, jour: date, creneau: Creneau) -> str:
    if not url:
        return ""
    debut, fin = cadre.local(creneau.debut), cadre.local(creneau.fin)
    lien = "&" if "?" in url else "?"
    return f"{url}{lien}{urlencode({'date': jour, 'debut': f'{debut:%H:%M}', 'fin': f'{fin:%H:%M}'})}"
