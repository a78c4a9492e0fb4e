"""Form fields for days and hours as people write them: 24/11/2026, 24 novembre 2026, 18 h 30, 18:30."""

import re
import unicodedata
from datetime import date, time

from django import forms
from django.core.exceptions import ValidationError

from etablissements.ecriture import JOURS, MOIS, heure
from socle.typographie import BLANC

NUMERIQUE = re.compile(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4}|[0-9]{2})")
ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
ANNEES = range(1900, 2101)  # beyond, arithmetic on dates may overflow
EN_LETTRES = re.compile(r"(?:([a-z]+)\.? )?([0-9]{1,2})(?:er)? ([a-z]+)\.? ([0-9]{4})")
HEURE = re.compile(r"([0-9]{1,2})(?: ?(?:h|heures?|:) ?([0-9]{2})?)?(?: ?(?:min|mn)|:00)?")

CHIFFRES_MAX = 18  # what a table can hold, and far from where reading a number becomes slow or refused

COMMENT_ECRIRE_UN_JOUR = "Écrivez le jour comme 24/11/2026."
COMMENT_ECRIRE_UNE_HEURE = f"Écrivez l’heure comme 18{BLANC}h ou 18{BLANC}h{BLANC}30."


def _simple(texte: str) -> str:
    """Strip accents, capitals and repeated spaces, so that « 1er  Août » reads like « 1er aout »."""
    lettres = unicodedata.normalize("NFKD", texte)
    sans_accent = "".join(lettre for lettre in lettres if not unicodedata.combining(lettre))
    return " ".join(sans_accent.lower().split())


def lire_entier(texte: str, chiffres: int = CHIFFRES_MAX) -> int | None:
    """Return the whole number that a page sent back, None for what is none or has more digits than that."""
    return int(texte) if texte.isascii() and texte.isdecimal() and len(texte) <= chiffres else None


MOIS_SIMPLES = [_simple(mois) for mois in MOIS]


def lire_jour(texte: str) -> date:
    """Read a day written the French way or as ISO; refuse with the sentence that says what to write."""
    simple = _simple(texte)
    if iso := ISO.fullmatch(simple):
        annee, mois, jour = (int(partie) for partie in iso.groups())
    elif numerique := NUMERIQUE.fullmatch(simple):
        jour, mois, annee = (int(partie) for partie in numerique.groups())
        annee += 2000 if len(numerique[3]) == 2 else 0
    elif lettres := EN_LETTRES.fullmatch(simple):
        jour, annee = int(lettres[2]), int(lettres[4])
        mois = _mois(lettres[3])
    else:
        raise ValidationError(COMMENT_ECRIRE_UN_JOUR, code="invalid")
    try:
        lu = date(annee, mois, jour)
    except ValueError:
        raise ValidationError(_pourquoi(jour, mois, annee), code="invalid") from None
    if lu.year not in ANNEES:
        raise ValidationError(f"L’année {lu.year} est hors de portée. {COMMENT_ECRIRE_UN_JOUR}", code="invalid")
    _verifier_le_jour_de_semaine(simple, lu)
    return lu


def _mois(mot: str) -> int:
    """Return the month that begins like `mot` (« nov », « sept »), when there is only one."""
    candidats = [rang for rang, mois in enumerate(MOIS_SIMPLES, 1) if mois.startswith(mot)]
    if len(candidats) != 1 or len(mot) < 3:
        raise ValidationError(COMMENT_ECRIRE_UN_JOUR, code="invalid")
    return candidats[0]


def _pourquoi(jour: int, mois: int, annee: int) -> str:
    if 1 <= mois <= 12 and 1 <= jour <= 31 and annee > 0:
        return f"Le {jour}{BLANC}{MOIS[mois - 1]} {annee} n’existe pas."
    return f"Ce jour n’existe pas. {COMMENT_ECRIRE_UN_JOUR}"


def _verifier_le_jour_de_semaine(simple: str, lu: date) -> None:
    """Refuse « lundi 24 novembre 2026 », a Tuesday: one of the two was a slip."""
    premier_mot = simple.split(" ")[0].rstrip(".")
    if premier_mot.isalpha() and not JOURS[lu.weekday()].startswith(premier_mot):
        raise ValidationError(
            f"Le {lu.day}{BLANC}{MOIS[lu.month - 1]} {lu.year} est un {JOURS[lu.weekday()]}.", code="invalid"
        )


def lire_heure(texte: str) -> time:
    """Read an hour written « 18 h », « 18h30 », « 18:30 » or « midi »; refuse in the same way."""
    simple = _simple(texte)
    if simple in ("midi", "minuit"):
        return time(12 if simple == "midi" else 0)
    if not (lue := HEURE.fullmatch(simple)):
        raise ValidationError(COMMENT_ECRIRE_UNE_HEURE, code="invalid")
    heures, minutes = int(lue[1]), int(lue[2] or 0)
    if heures > 23 or minutes > 59:
        ecrite = f"{heures}{BLANC}h" + (f"{BLANC}{minutes:02}" if minutes else "")
        raise ValidationError(f"{ecrite} n’existe pas. {COMMENT_ECRIRE_UNE_HEURE}", code="invalid")
    return time(heures, minutes)


class ChampDate(forms.DateField):
    """A day, typed: the keyboard is quicker than a calendar for whoever knows the date."""

    widget = forms.DateInput(format="%d/%m/%Y", attrs={"autocomplete": "off"})
    default_error_messages = {"required": "Donnez un jour.", "invalid": COMMENT_ECRIRE_UN_JOUR}

    def to_python(self, value) -> date | None:
        if not isinstance(value, str):
            return super().to_python(value)
        return lire_jour(value) if value.strip() else None


class ChampJours(forms.Field):
    """Several days in one line, between commas: a list of dates."""

    longueur_max = 10_000  # 400 days written in full

    def to_python(self, value) -> list[date]:
        texte = str(value or "")
        if len(texte) > self.longueur_max:
            raise ValidationError("Écrivez moins de dates à la fois.", code="max_length")
        return [lire_jour(jour) for jour in re.split("[,;]", texte) if jour.strip()]

    def prepare_value(self, value):
        return ", ".join(f"{jour:%d/%m/%Y}" for jour in value) if isinstance(value, list) else value


class SaisieHeure(forms.TextInput):
    """A typed hour, with a list of half-hours to pick from where the browser shows one."""

    template_name = "composants/saisie_heure.html"

    def __init__(self, attrs: dict | None = None, premiere: int = 8, derniere: int = 22):
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.premiere, self.derniere = premiere, derniere

    def format_value(self, value) -> str | None:
        return heure(value) if isinstance(value, time) else super().format_value(value)

    def get_context(self, name, value, attrs) -> dict:
        contexte = super().get_context(name, value, attrs)
        liste = f"{contexte['widget']['attrs'].get('id', name)}_heures"
        contexte["widget"]["attrs"]["list"] = liste
        demies = [time(h, m) for h in range(self.premiere, self.derniere) for m in (0, 30)] + [time(self.derniere)]
        return {**contexte, "liste": liste, "heures": [heure(demie) for demie in demies]}


class ChampHeure(forms.TimeField):
    """An hour of the day, typed or picked; never a native time field, which shows AM and PM on some phones."""

    widget = SaisieHeure
    default_error_messages = {"required": "Donnez une heure.", "invalid": COMMENT_ECRIRE_UNE_HEURE}

    def to_python(self, value) -> time | None:
        if not isinstance(value, str):
            return super().to_python(value)
        return lire_heure(value) if value.strip() else None
