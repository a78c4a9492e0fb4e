"""Running occupants and school use from a spreadsheet: good lines enter, each bad line is told with its reason."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import StringIO

from django.core.exceptions import ValidationError

from etablissements.champs import lire_heure, lire_jour
from etablissements.ecriture import JOURS, pluriel
from etablissements.models import Etablissement
from etablissements.sans_accents import simplifier
from etablissements.services.lecture import FichierIllisible, Ligne, lire_octets
from salles.models import Reservation, Salle
from salles.moteur import Repetition, Souhait, Vacances
from salles.regles import cadre_de
from salles.services.prise import verrouiller
from salles.services.usages import Inscription, Usage, calendrier_de, dates_de, inscrire
from socle.erreur import ErreurMetier
from socle.rejouer import rejouer

POIDS_MAX = 1024 * 1024  # bytes
LIGNES_MAX = 1_000
LIBELLE_MAX = 120

# The names that each column may bear, the first being the one of the model file; in the order of that file.
COLONNES = {
    "salle": ("salle", "nom de la salle", "local"),
    "quand": ("date ou jour", "date", "jour", "quand"),
    "debut": ("début", "heure de début", "de"),
    "fin": ("fin", "heure de fin", "à"),
    "jusqu_au": ("jusqu’au", "jusqu_au", "dernier jour", "date de fin"),
    "libelle": ("libellé", "occupant", "objet", "qui"),
    "nature": ("nature",),
    "semaines": ("semaines", "semaine"),
    "vacances": ("vacances",),
}
INDISPENSABLES = ("salle", "quand", "debut", "fin", "libelle")
NATURES = {
    "": Reservation.Nature.ETABLISSEMENT,
    "etablissement": Reservation.Nature.ETABLISSEMENT,
    "association": Reservation.Nature.ASSOCIATION,
    "travaux": Reservation.Nature.TRAVAUX,
}
SEMAINES = {
    "": Repetition.HEBDOMADAIRE,
    "toutes": Repetition.HEBDOMADAIRE,
    "a": Repetition.SEMAINE_A,
    "b": Repetition.SEMAINE_B,
    "quinzaine": Repetition.QUINZAINE,
}
VACANCES = {"": Vacances.EXCLURE, "non": Vacances.EXCLURE, "oui": Vacances.INCLURE}
JOURS_SIMPLES = {nom: rang for rang, jour in enumerate(JOURS, 1) for nom in (jour, f"{jour}s")}


class LigneRefusee(ErreurMetier):
    code = "ligne_refusee"
    statut_http = 400


@dataclass(frozen=True, slots=True)
class Refus:
    """A line that did not enter; `ligne` counts as the spreadsheet does, the header being 1."""

    ligne: int
    raison: str


@dataclass(slots=True)
class Bilan:
    """What an import did. `dates` entered now, `deja` that stood already, `refus` by line.

    By date: `perdues`, which were not free, and `rendues`, which the school had given back or moved.
    """

    dates: int = 0
    deja: int = 0
    lignes: int = 0
    refus: list[Refus] = field(default_factory=list)
    perdues: list[Refus] = field(default_factory=list)
    rendues: list[Refus] = field(default_factory=list)


@rejouer
def importer_occupations(*, etablissement: Etablissement, octets: bytes, maintenant: datetime) -> Bilan:
    """Enter a file into the planning of a school. Sending the same file again changes nothing, whatever was given back.

    A weekday begins today. Refuses with `FichierIllisible` a file that is too heavy, too long, or without its columns.
    """
    if len(octets) > POIDS_MAX:
        raise FichierIllisible("Ce fichier pèse plus de 1 Mo. Coupez-le en deux.", champ="fichier")
    lignes = lire_octets(octets, COLONNES, INDISPENSABLES)
    if len(lignes) > LIGNES_MAX:
        raise FichierIllisible(
            f"Ce fichier a plus de {pluriel(LIGNES_MAX, 'ligne')}. Coupez-le en deux.", champ="fichier"
        )
    salles = _salles(etablissement)
    calendrier = calendrier_de(etablissement)
    aujourdhui = cadre_de(etablissement).jour(maintenant)
    bilan, usages = Bilan(), []
    for ligne in lignes:
        try:
            usage = lire_ligne(ligne, salles, aujourdhui)
            dates = dates_de(usage, calendrier, maintenant)
            if not dates:
                raise LigneRefusee("Toutes les dates sont passées, ou tombent pendant les vacances.")
            usages.append((usage, dates))
        except ErreurMetier as refus:
            bilan.refus.append(Refus(ligne.numero, refus.message))
        except ValidationError as refus:
            bilan.refus.append(Refus(ligne.numero, " ".join(refus.messages)))
    _compter(bilan, inscrire(usages, maintenant, reprendre=False))
    return bilan


def fichier_modele(noms: Sequence[str], aujourdhui: date) -> bytes:
    """Return a file that shows each column and enters as it is, in rooms of these names, from today on.

    Marked as UTF-8, so that spreadsheets read its accents.
    """
    gymnase, autre = [*noms, "Gymnase", "Salle polyvalente"][:2] if len(noms) != 1 else [noms[0]] * 2
    fin = date(aujourdhui.year + (aujourdhui.month > 6), 7, 3)
    reunion = aujourdhui + timedelta(days=14 - aujourdhui.weekday())  # a Monday, in a week or two
    texte = StringIO()
    ecrire = csv.writer(texte, delimiter=";", lineterminator="\r\n").writerow
    ecrire([alias[0] for alias in COLONNES.values()])
    ecrire([gymnase, "mardi", "8 h", "17 h", f"{fin:%d/%m/%Y}", "EPS", "établissement", "toutes", "non"])
    ecrire([gymnase, "mercredi", "18 h 30", "20 h 30", f"{fin:%d/%m/%Y}", "Club de badminton", "association", "", ""])
    ecrire([autre, f"{reunion:%d/%m/%Y}", "17 h", "19 h", "", "Conseil de classe", "établissement", "", ""])
    return texte.getvalue().encode("utf-8-sig")


def lire_ligne(ligne: Ligne, salles: dict[str, Salle], aujourdhui: date) -> Usage:
    """Read one line. Raises `LigneRefusee`, `SouhaitInvalide` or `ValidationError`, each with its sentence."""
    if ligne.defaut:
        raise LigneRefusee(ligne.defaut)
    valeurs = ligne.valeurs
    for nom in INDISPENSABLES:
        if not valeurs[nom]:
            raise LigneRefusee(f"La colonne « {COLONNES[nom][0]} » est vide.")
    if len(valeurs["libelle"]) > LIBELLE_MAX:
        raise LigneRefusee(f"Le libellé a plus de {LIBELLE_MAX} signes.")
    salle = salles.get(simplifier(valeurs["salle"]))
    if salle is None:
        raise LigneRefusee(f"Aucune salle de l’établissement ne s’appelle « {valeurs['salle']} ».")
    nature = _mot(valeurs["nature"], NATURES, "établissement, association ou travaux")
    return Usage(salle, _souhait(valeurs, aujourdhui), nature, valeurs["libelle"], ligne.numero)


def _souhait(valeurs: Mapping[str, str], aujourdhui: date) -> Souhait:
    debut, fin = lire_heure(valeurs["debut"]), lire_heure(valeurs["fin"])
    jour_iso = JOURS_SIMPLES.get(simplifier(valeurs["quand"]))
    if jour_iso is None:
        return Souhait(lire_jour(valeurs["quand"]), debut, fin, vacances=Vacances.INCLURE)
    if not valeurs["jusqu_au"]:
        raise LigneRefusee("Dites jusqu’à quelle date ce jour se répète (colonne « jusqu’au »).")
    return Souhait(
        aujourdhui,
        debut,
        fin,
        dernier_jour=lire_jour(valeurs["jusqu_au"]),
        jours=frozenset({jour_iso}),
        repetition=_mot(valeurs["semaines"], SEMAINES, "toutes, A, B ou quinzaine"),
        vacances=_mot(valeurs["vacances"], VACANCES, "oui ou non"),
    )


def _mot(texte: str, mots: dict, attendus: str):
    try:
        return mots[simplifier(texte)]
    except KeyError:
        raise LigneRefusee(f"« {texte} » n’est pas compris : écrivez {attendus}.") from None


def _salles(etablissement: Etablissement) -> dict[str, Salle]:
    """Hold the rooms of the school still and return them by their simplified name."""
    verrouiller(etablissement.salles.values_list("pk", flat=True))
    salles = etablissement.salles.select_related("etablissement__collectivite")
    return {simplifier(salle.nom): salle for salle in salles}


def _compter(bilan: Bilan, inscriptions: Sequence[Inscription]) -> None:
    for inscription in inscriptions:
        bilan.dates += inscription.prises
        bilan.deja += inscription.deja
        bilan.lignes += bool(inscription.prises or inscription.deja)
        bilan.perdues += [Refus(inscription.usage.ligne, phrase) for phrase in inscription.perdues]
        bilan.rendues += [Refus(inscription.usage.ligne, phrase) for phrase in inscription.rendues]
