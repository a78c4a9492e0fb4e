"""The ministry's school calendar (`fr-en-calendrier-scolaire`): the decree, row by row.

Source: data.education.gouv.fr. A row gives two instants, midnights of Paris or of the territory, written in UTC. The
end is the day when classes resume; a row of one day has twice the same instant.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from etablissements.calendriers import annee_scolaire, bornes
from etablissements.cog import departements, zones_par_academie
from etablissements.models import PeriodeVacances, Zone
from etablissements.sans_accents import simplifier
from etablissements.services.calendriers import Ecart, Periode, ecrire_periodes
from etablissements.services.lecture import Ligne, lire
from etablissements.services.saisie_calendrier import DUREE_MAX, VacancesTropLongues
from socle.rejouer import rejouer

Origine = PeriodeVacances.Origine

ALIAS = {
    "nom": ("Description",),
    "public": ("Population",),
    "debut": ("Date de début", "start_date", "date_debut"),
    "fin": ("Date de fin", "end_date", "date_fin"),
    "academie": ("Académies", "location", "academie"),
    "zone": ("Zones", "zone"),
    "annee": ("annee_scolaire",),
}
PARIS = ZoneInfo("Europe/Paris")
ANNEE = re.compile(r"([12][0-9]{3})(?:-([12][0-9]{3}))?")  # of a school, or civil in the south
NOM_MAX = 80
DEBUT_SANS_FIN = "debut des "
MOTS_COMMUNS = ("Vacances", "Été", "Hiver", "Printemps", "Carnaval", "Février", "Mai", "Septembre", "Novembre")


class LigneRefusee(Exception):
    """The row cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Lue:
    """A row that counts, before rows of the same zone are compared; `dernier_jour` is None when no end is decreed."""

    numero: int
    zone: str
    annee: str
    nom: str
    premier_jour: date
    dernier_jour: date | None


@dataclass(slots=True)
class RapportVacances:
    """What an import did. First four: holidays, not rows; `ignores`: rows of others."""

    crees: int = 0
    mis_a_jour: int = 0
    inchanges: int = 0
    retires: int = 0
    ignores: int = 0
    refuses: list[dict[str, int | str]] = field(default_factory=list)


def importer_vacances(
    *, fichier: Path, avancer: Callable[[int, int], None] = lambda fait, total: None
) -> RapportVacances:
    """Import the official calendar; its rows replace projected ones and the library's, never those typed by a person.

    Never stops at a bad row: it is in the report, with its line. Importing twice changes nothing.
    Refuses with `FichierIllisible` when the file is no calendar.
    """
    rapport = RapportVacances()
    lues: list[Lue] = []
    lignes = lire(fichier, ALIAS, ["nom", "debut"])
    for fait, ligne in enumerate(lignes, start=1):
        try:
            lue = _interpreter(ligne)
        except LigneRefusee as refus:
            rapport.refuses.append({"ligne": ligne.numero, "raison": str(refus)})
        else:
            if lue:
                lues.append(lue)
            else:
                rapport.ignores += 1
        avancer(fait, len(lignes))
    retenues = _departager(lues, rapport)
    ecart = _ecrire(retenues=retenues)
    rapport.crees, rapport.mis_a_jour = ecart.crees, ecart.mis_a_jour
    rapport.inchanges, rapport.retires = ecart.inchanges, ecart.retires
    rapport.refuses.sort(key=lambda refus: refus["ligne"])
    return rapport


@rejouer
def _ecrire(*, retenues: list[Lue]) -> Ecart:
    existantes = list(PeriodeVacances.objects.filter(zone__in={lue.zone for lue in retenues}).order_by("premier_jour"))
    return ecrire_periodes(
        [_terminer(lue, retenues, existantes) for lue in retenues],
        remplacables=(Origine.OFFICIELLE, Origine.BIBLIOTHEQUE, Origine.PROJECTION),
    )


# -- One row -----------------------------------------------------------------------------


def _interpreter(ligne: Ligne) -> Lue | None:
    """Return what the row says, None when it is no holiday of pupils of collèges and lycées, or refuse."""
    if ligne.defaut:
        raise LigneRefusee(ligne.defaut)
    valeurs = ligne.valeurs
    zone = _zone(valeurs["zone"], valeurs["academie"])
    if not _concerne(valeurs["public"], zone) or "rentree" in simplifier(valeurs["nom"]):
        return None
    if not valeurs["nom"]:
        raise LigneRefusee("La ligne n’a pas de nom de vacances.")
    premier = jour_local(valeurs["debut"], zone)
    fin = jour_local(valeurs["fin"], zone) if valeurs["fin"] else premier
    if fin < premier:
        raise LigneRefusee(f"La fin ({fin:%d/%m/%Y}) vient avant le début ({premier:%d/%m/%Y}).")
    annee = valeurs["annee"] or annee_scolaire(premier)
    _verifier_annee(annee, premier)
    sans_fin = simplifier(valeurs["nom"]).startswith(DEBUT_SANS_FIN) and fin == premier
    dernier = None if sans_fin else max(premier, fin - timedelta(days=1))
    if (dernier or bornes(annee)[1]) - premier >= DUREE_MAX:
        raise LigneRefusee(VacancesTropLongues.message)
    return Lue(ligne.numero, zone, annee, _nom(valeurs["nom"], sans_fin), premier, dernier)


@cache
def _zone(zone: str, academie: str) -> str:
    noms = {simplifier(libelle): code for code, libelle in Zone.choices}
    noms |= {simplifier(nom): code for nom, code in zones_par_academie().items()}
    noms |= {"reunion": Zone.REUNION, "polynesie": Zone.POLYNESIE, "caen": Zone.B, "rouen": Zone.B}
    for texte in (zone, academie):
        if code := noms.get(simplifier(texte)):
            return str(code)
    raise LigneRefusee(f"La zone « {zone or academie} » n’est pas connue.")


def _concerne(public: str, zone: str) -> bool:
    """Tell whether the row is for pupils of secondary schools on the main island."""
    texte = simplifier(public)
    if "enseignant" in texte and "eleve" not in texte:
        return False
    if "premier degre" in texte and "second degre" not in texte and "college" not in texte:
        return False
    # Rows of Saint-Martin or Saint-Barthélemy alone stand among those of the académie de Guadeloupe.
    return zone != Zone.GUADELOUPE or "saint" not in texte or "guadeloupe" in texte


def jour_local(texte: str, zone: str) -> date:
    """Return the day whose midnight is this instant, in Paris or in the territory; refuse any other instant."""
    for forme in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(texte, forme).date()  # noqa: DTZ007 -- a day, not an instant
        except ValueError:
            continue
    try:
        instant = datetime.fromisoformat(texte)
        if instant.tzinfo is None:
            instant = instant.replace(tzinfo=UTC)
        locaux = [instant.astimezone(fuseau) for fuseau in (_fuseau(zone), PARIS, UTC)]
    except (ValueError, OverflowError):
        raise LigneRefusee(f"« {texte} » n’est pas une date : écrivez par exemple 2026-10-17.") from None
    for local in locaux:
        if local.time() == time(0):
            return local.date()
    raise LigneRefusee(f"« {texte} » n’est minuit ni à Paris ni dans la zone : le jour serait deviné.")


@cache
def _fuseau(zone: str) -> ZoneInfo:
    return ZoneInfo(next(d.fuseau for d in departements().values() if d.zone == zone))


def _verifier_annee(annee: str, premier: date) -> None:
    forme = ANNEE.fullmatch(annee)
    if forme is None or (forme[2] and int(forme[2]) != int(forme[1]) + 1):
        raise LigneRefusee(f"L’année scolaire « {annee} » ne se lit pas : écrivez 2026-2027.")
    debut, fin = bornes(annee)
    # A summer of the south belongs to the year that ends, and runs into the next.
    if not debut - timedelta(days=62) <= premier <= fin + timedelta(days=62):
        raise LigneRefusee(f"Le {premier:%d/%m/%Y} n’est pas dans l’année scolaire {annee}.")


def _nom(texte: str, sans_fin: bool) -> str:
    """Write the name as a sentence does: « Vacances d’été »."""
    mots = (texte.split("des ", 1)[1] if sans_fin else texte).replace("'", "’")
    for mot in MOTS_COMMUNS:
        mots = mots.replace(mot, mot.lower())
    if len(mots) > NOM_MAX:
        raise LigneRefusee(f"Le nom des vacances a plus de {NOM_MAX} signes. Corrigez-le dans le fichier.")
    return mots[0].upper() + mots[1:]


# -- Rows together -----------------------------------------------------------------------


def _departager(lues: list[Lue], rapport: RapportVacances) -> list[Lue]:
    """Keep one row per holiday: académies repeat those of their zone, and the dates of most of them count."""
    par_periode: dict[tuple, list[Lue]] = defaultdict(list)
    for lue in lues:
        par_periode[lue.zone, lue.annee, simplifier(lue.nom), lue.premier_jour, lue.dernier_jour].append(lue)
    voix = Counter({cle: len(memes) for cle, memes in par_periode.items()})
    retenues: list[Lue] = []
    for cle, _ in voix.most_common():
        lue = par_periode[cle][0]
        rivale = next((autre for autre in retenues if autre.zone == lue.zone and _se_croisent(lue, autre)), None)
        if rivale is None:
            retenues.append(lue)
            continue
        rapport.refuses += [
            {"ligne": ecartee.numero, "raison": f"D’autres dates sont plus souvent données : ligne {rivale.numero}."}
            for ecartee in par_periode[cle]
        ]
    return retenues


def _se_croisent(une: Lue, autre: Lue) -> bool:
    fin_une, fin_autre = (lue.dernier_jour or lue.premier_jour for lue in (une, autre))
    return une.premier_jour <= fin_autre and autre.premier_jour <= fin_une


def _terminer(lue: Lue, retenues: list[Lue], existantes: list[PeriodeVacances]) -> Periode:
    """Return the row to write; a holiday without a decreed end gets the library's, else a provisional one."""
    periode = Periode(lue.zone, lue.annee, lue.nom, lue.premier_jour, lue.premier_jour, Origine.OFFICIELLE)
    if lue.dernier_jour:
        return replace(periode, dernier_jour=lue.dernier_jour)
    for existante in existantes:
        if existante.zone == lue.zone and existante.premier_jour == lue.premier_jour and not existante.provisoire:
            return replace(periode, dernier_jour=existante.dernier_jour, origine=existante.origine)
    dernier = _fin_probable(lue, retenues, existantes)
    return replace(periode, dernier_jour=dernier, origine=Origine.PROJECTION)


def _fin_probable(lue: Lue, retenues: list[Lue], existantes: list[PeriodeVacances]) -> date:
    """Return the last day of a holiday as long as its namesake of the year before, else the end of the school year."""
    passees = {(p.zone, simplifier(p.nom), p.premier_jour): p.dernier_jour for p in existantes if not p.provisoire}
    passees |= {(r.zone, simplifier(r.nom), r.premier_jour): r.dernier_jour for r in retenues if r.dernier_jour}
    for (zone, nom, premier), dernier in sorted(passees.items(), reverse=True):
        if zone == lue.zone and nom == simplifier(lue.nom) and premier < lue.premier_jour:
            return lue.premier_jour + (dernier - premier)
    return max(bornes(lue.annee)[1], lue.premier_jour)
