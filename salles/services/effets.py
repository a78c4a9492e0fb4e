"""What a change of rules, of openings or of a room does to what is held and to who waits: said before it is kept.

What is held stays as it is. The change is written, and the one engine is asked before and after it: what stands in the
way of a date only afterwards is what the change implies. Unless that was read, the transaction keeps nothing of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.db import connection

from etablissements.calendriers import calendriers
from etablissements.ecriture import enumerer, jour_court, minuscule, periode, pluriel
from etablissements.models import Collectivite, Etablissement
from salles.models import Reservation, Salle
from salles.moteur import LIBELLES, Code, Profil, trop_pres
from salles.moteur.ouvertures import fenetre
from salles.regles import Niveau, cadre_de, regle, regles_de, salles_de
from salles.services.genes import qui
from salles.services.implications import Rubrique, exiger_lecture, rubriques
from salles.services.releves import Attente, Releve, Tenue, relever, tenues_de, usages_de

DU_CALENDRIER = frozenset({Code.HORS_OUVERTURE, Code.VACANCES, Code.JOUR_FERIE})
DE_LA_SALLE = frozenset({Code.EFFECTIF, Code.ACTIVITE, Code.GN6})


@contextmanager
def a_lire(
    niveau: Niveau, maintenant: datetime, vu: str | None, *, avec: Iterable[int] = ()
) -> Iterator[list[Rubrique]]:
    """Ask with `AConfirmer` unless what the body changes in the rooms of this level was read, by the name `vu`.

    The body writes under the lock of what changes, and may put what is to be read first in the list that it is given.
    `vu` is None where nobody is asked. `avec`: ids of other rooms that it touches, those of another school of the site
    without a name.
    """
    aussi: list[Rubrique] = []
    if vu is None:
        yield aussi
        return
    salles = [*salles_de(niveau).values_list("pk", flat=True), *avec]
    # an authority sets neither hours nor what a room admits: what its schools hold is not judged for nothing
    tenues = [] if isinstance(niveau, Collectivite) else tenues_de(salles, maintenant)
    avant = relever(salles, tenues, maintenant)
    yield aussi
    apres = relever(salles, tenues, maintenant)
    ecole = None if isinstance(niveau, Collectivite) else niveau.etablissement if isinstance(niveau, Salle) else niveau
    exiger_lecture([*aussi, *_effets(avant, apres, tenues, maintenant, ecole)], vu)


def _effets(
    avant: Releve, apres: Releve, tenues: Sequence[Tenue], maintenant: datetime, ecole: Etablissement | None
) -> list[Rubrique]:
    """Say what the change touches: by room and occupant for those of a school, by school for an authority."""
    par_ecole = ecole is None
    perdues = _perdues(avant, apres, ecole)
    return rubriques(
        (
            "Resteront plus serrées que le nouveau temps entre deux occupations",
            dire(_serrees(avant, apres, maintenant), par_ecole),
        ),
        ("Resteront prises hors des nouvelles ouvertures", dire(_hors_ouvertures(avant, apres, tenues), par_ecole)),
        (
            "Resteront prises, alors que la salle ne les admettra plus",
            dire(_non_admises(avant, apres, tenues), par_ecole),
        ),
        (
            "Attendent une réponse et ne seront plus libres sans dérogation",
            dire([touche for touche, dure in perdues if not dure], par_ecole),
        ),
        (
            "Attendent une réponse et ne pourront plus être accordées",
            dire([touche for touche, dure in perdues if dure], par_ecole),
        ),
        (
            "N’admettront plus aucune durée : leur plus courte dépasse leur plus longue",
            _sans_duree(avant, apres, par_ecole),
        ),
        (
            "N’auront plus aucune date à demander : leur délai dépasse leur horizon",
            _sans_date(avant, apres, maintenant, par_ecole),
        ),
    )


# -- What is touched -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Touche:
    """A date that the change touches: where, when, and the words that gather it with others."""

    salle: Salle
    debut: datetime
    mots: str


# The neighbours that may come to be too close: other groups, or one that a rule may part. `trop_pres` decides.
VOISINES = """
    SELECT DISTINCT o.reservation_id, o.groupe, suivante.reservation_id, suivante.groupe
    FROM unnest(%s::bigint[], %s::interval[]) AS voulu(salle, tampon)
    JOIN salles_reservation r ON r.salle_id = voulu.salle AND r.fin > %s
    JOIN salles_occupation o ON o.reservation_id = r.id
    JOIN salles_occupation suivante ON suivante.espace_id = o.espace_id AND suivante.jour = o.jour
        AND (suivante.groupe <> o.groupe OR o.groupe < 0)
        AND suivante.debut >= o.fin AND suivante.debut < o.fin + voulu.tampon
    WHERE (o.option_jusqu_au IS NULL OR o.option_jusqu_au > %s)
        AND (suivante.option_jusqu_au IS NULL OR suivante.option_jusqu_au > %s)
    ORDER BY o.reservation_id, suivante.reservation_id
"""


def _serrees(avant: Releve, apres: Releve, maintenant: datetime) -> list[Touche]:
    """Return the uses to come that end too close to the next one, in a room or through one that shares a part.

    Only where the buffer grows or is asked for where it was not; one stops at local midnight, so both lie on one day.
    """
    tampons = {pk: regle(salle, "tampon")[0] for pk, salle in _elargies(avant, apres).items()}
    if not tampons:
        return []
    with connection.cursor() as curseur:
        curseur.execute(VOISINES, [list(tampons), list(tampons.values()), maintenant, maintenant, maintenant])
        paires = curseur.fetchall()
    voisines = {pk for une, _, suivante, _ in paires for pk in (une, suivante)}
    lues = Reservation.objects.select_related("salle__etablissement__collectivite").in_bulk(voisines)
    pour = usages_de(voisines, maintenant)
    couples = [
        ((lues[une], groupe, pour.get(une)), (lues[suivante], groupe_suivant, pour.get(suivante)))
        for une, groupe, suivante, groupe_suivant in paires
    ]
    return [
        Touche(salle, une[0].debut, f"{qui(salle, une[0])} puis {qui(salle, suivante[0])}")
        for une, suivante in couples
        if trop_pres(apres.emprise(*une), apres.emprise(*suivante))
        and not trop_pres(avant.emprise(*une), avant.emprise(*suivante))
        for salle in [apres.salles.get(une[0].salle_id) or apres.salles[suivante[0].salle_id]]
    ]


def _elargies(avant: Releve, apres: Releve) -> dict[int, Salle]:
    """Return the rooms where a use may newly be too close to the next one.

    Those whose buffer grew; those that answer otherwise for an association's own slots, and those that share their
    walls, of another school of the site too: what was one group there may be two.
    """

    def change(nom: str) -> Iterator[tuple[Salle, Any, Any]]:
        for pk, salle in apres.salles.items():
            yield salle, regle(avant.salles[pk], nom)[0], regle(salle, nom)[0]

    elargies = {salle.pk: salle for salle, naguere, desormais in change("tampon") if desormais > naguere}
    autrement = [salle for salle, naguere, desormais in change("tampon_leve_pour_soi") if desormais != naguere]
    if autrement:
        autour = Salle.objects.filter(espaces__salles__in=autrement).select_related("etablissement__collectivite")
        elargies |= {salle.pk: salle for salle in autour}
    return elargies


def _hors_ouvertures(avant: Releve, apres: Releve, tenues: Iterable[Tenue]) -> list[Touche]:
    """Return the dates held by associations that the new openings do not contain any more."""
    return [
        Touche(salle, tenue.creneau.debut, qui(salle, tenue.reservation))
        for tenue in tenues
        if _nouveaux(avant, apres, tenue) & DU_CALENDRIER
        for salle in [apres.salles[tenue.reservation.salle_id]]
    ]


def _non_admises(avant: Releve, apres: Releve, tenues: Iterable[Tenue]) -> list[Touche]:
    """Return the firm dates of associations that are too many now, or come for what the room does not admit any more.

    An option is among what awaits an answer.
    """
    return [
        Touche(salle, tenue.creneau.debut, f"{qui(salle, tenue.reservation)} ({_pourquoi(nouveaux)})")
        for tenue in tenues
        if tenue.reservation.tenue == Reservation.Tenue.FERME
        and (nouveaux := _nouveaux(avant, apres, tenue) & DE_LA_SALLE)
        for salle in [apres.salles[tenue.reservation.salle_id]]
    ]


def _nouveaux(avant: Releve, apres: Releve, tenue: Tenue) -> set[Code]:
    return apres.contre[tenue.reservation.pk] - avant.contre[tenue.reservation.pk]


def _perdues(avant: Releve, apres: Releve, pour: Etablissement | None) -> list[tuple[Touche, bool]]:
    """Return the awaited dates that something newly keeps from being given, and whether nobody waives it.

    What could not be given anyway is not lost. `pour`: the school that reads it.
    """
    perdues = []
    for date, attente in apres.attentes.items():
        naguere = avant.attentes.get(date, attente)  # filed in between: nothing is known of it under the old rules
        if naguere.dures or not (nouveaux := attente.codes - naguere.codes - {Code.OPTION}):
            continue
        mots = f"{_qui_attend(attente, pour)} ({_pourquoi(attente.dures or nouveaux)})"
        perdues.append((Touche(attente.salle, attente.debut, mots), bool(attente.dures)))
    return perdues


def _qui_attend(attente: Attente, pour: Etablissement | None) -> str:
    """Name who waits, but never whoever asked another school of the site."""
    if pour and attente.salle.etablissement_id != pour.pk:
        return "auprès d’un autre établissement du site"
    return attente.qui


def _pourquoi(codes: Iterable[Code]) -> str:
    return enumerer(sorted(minuscule(LIBELLES[code]) for code in codes))


def _sans_duree(avant: Releve, apres: Releve, par_ecole: bool) -> Iterator[str]:
    """Name the rooms whose shortest use is newly longer than their longest."""

    def croisees(salle: Salle) -> bool:
        regles = regles_de(salle)
        return regles.duree_min > regles.duree_max

    for pk, salle in apres.salles.items():
        if croisees(salle) and not croisees(avant.salles[pk]):
            yield _nommer(salle, par_ecole)


def _sans_date(avant: Releve, apres: Releve, maintenant: datetime, par_ecole: bool) -> Iterator[str]:
    """Name the rooms where one must newly ask earlier than one may, as the school calendar counts today."""
    changees = [
        (salle, _sans_ouverture(salle))
        for pk, salle in apres.salles.items()
        if any(regle(salle, nom)[0] != regle(avant.salles[pk], nom)[0] for nom in ("delai_jours", "horizon_jours"))
    ]
    des_zones = calendriers({(profil.cadre.zone, profil.cadre.territoire) for _, profil in changees})

    def croise(profil: Profil) -> bool:
        premier, dernier = fenetre(profil, des_zones[profil.cadre.zone, profil.cadre.territoire], maintenant)
        return premier > dernier

    for salle, profil in changees:
        if croise(profil) and not croise(_sans_ouverture(avant.salles[salle.pk])):
            yield _nommer(salle, par_ecole)


def _sans_ouverture(salle: Salle) -> Profil:
    """Return what the rules alone make of a room."""
    return Profil((), regles_de(salle), cadre_de(salle.etablissement))


def _nommer(salle: Salle, par_ecole: bool) -> str:
    return f"{salle.nom}, {salle.etablissement}" if par_ecole else salle.nom


# -- Words -----------------------------------------------------------------------------


def dire(touches: Iterable[Touche], par_ecole: bool) -> list[str]:
    """Gather the dates that share their words, in the order of schools and rooms; an authority reads counts alone."""

    def sujet(touche: Touche) -> tuple[str, ...]:
        ecole = touche.salle.etablissement
        return (ecole.nom, ecole.uai) if par_ecole else (touche.salle.nom, str(touche.salle.pk), touche.mots)

    groupes: dict[tuple[str, ...], list[Touche]] = defaultdict(list)
    for touche in touches:
        groupes[sujet(touche)].append(touche)
    return [
        f"{cle[0]} : {_dates(siennes)}" if par_ecole else f"{cle[0]}, {cle[2]} : {_dates(siennes)}"
        for cle, siennes in sorted(groupes.items(), key=itemgetter(0))
    ]


def _dates(touches: Sequence[Touche]) -> str:
    jours = sorted(cadre_de(touche.salle.etablissement).jour(touche.debut) for touche in touches)
    if len(jours) == 1:
        return f"le {jour_court(jours[0])}."
    return f"{pluriel(len(jours), 'date')}, {periode(jours[0], jours[-1])}."
