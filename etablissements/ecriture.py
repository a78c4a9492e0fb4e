"""How dates, hours and numbers are written in French: pages, e-mails and documents write them the same way.

Every function writes the wall clock of the value as it stands: convert an instant to the school's zone first.
Spaces inside a written value never break (U+00A0).
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby

from socle.typographie import BLANC

JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
JOURS_COURTS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
MOIS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
MOIS_COURTS = ("janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")


def minuscule(texte: str) -> str:
    """Begin without a capital; « Wi-Fi » and « CDI » keep theirs."""
    premier = texte.split(" ", 1)[0]
    return texte[:1].lower() + texte[1:] if premier[1:].islower() or len(premier) == 1 else texte


def heure(valeur: time | datetime) -> str:
    """Write an hour: « 18 h », « 18 h 30 », « minuit »."""
    if valeur.hour == 0 and valeur.minute == 0:
        return "minuit"
    return f"{valeur.hour}{BLANC}h" + (f"{BLANC}{valeur.minute:02}" if valeur.minute else "")


def plage_horaire(debut: time | datetime, fin: time | datetime) -> str:
    """Write a slot within a sentence: « de 18 h à 20 h »."""
    return f"de {heure(debut)} à {heure(fin)}"


def plage_courte(debut: time | datetime, fin: time | datetime) -> str:
    """Write a slot in a table or a label: « 18 h – 20 h ».

    After a dash a line may break even before a no-break space, which would then indent it: there stands a plain one.
    """
    return f"{heure(debut)}{BLANC}– {heure(fin)}"


def quantieme(jour: date) -> str:
    """Write the day of the month: « 1er », then « 2 », « 3 »…"""
    return "1er" if jour.day == 1 else str(jour.day)


def jour_mois(jour: date) -> str:
    """Write a day without its year: « 3 novembre »."""
    return f"{quantieme(jour)}{BLANC}{MOIS[jour.month - 1]}"


def les_jours(jours: Sequence[date]) -> str:
    """Name days within a sentence, month by month: « le 29 juin », « les 5, 12 et 19 janvier et le 2 février »."""
    mois = []
    for _, du_mois in groupby(jours, key=lambda jour: (jour.year, jour.month)):
        *avant, dernier = du_mois
        article = "les" if avant else "le"
        mois.append(f"{article} {enumerer([*map(quantieme, avant), jour_mois(dernier)])}")
    return enumerer(mois)


def jour_long(jour: date) -> str:
    """Write a day in full: « mardi 3 novembre 2026 »."""
    return f"{JOURS[jour.weekday()]} {jour_mois(jour)} {jour.year}"


def jour_court(jour: date) -> str:
    """Write a day for a list: « mardi 3 nov. 2026 »."""
    return f"{JOURS[jour.weekday()]} {quantieme(jour)}{BLANC}{MOIS_COURTS[jour.month - 1]} {jour.year}"


def periode(premier_jour: date, dernier_jour: date) -> str:
    """Write two days, both included: « du 8 septembre 2026 au 22 juin 2027 », shortened when they share a month."""
    if premier_jour == dernier_jour:
        return f"le {jour_mois(premier_jour)} {premier_jour.year}"
    fin = f"au {jour_mois(dernier_jour)} {dernier_jour.year}"
    if premier_jour.year != dernier_jour.year:
        return f"du {jour_mois(premier_jour)} {premier_jour.year} {fin}"
    if premier_jour.month != dernier_jour.month:
        return f"du {jour_mois(premier_jour)} {fin}"
    return f"du {quantieme(premier_jour)} {fin}"


def du_au(debut: datetime, fin: datetime) -> str:
    """Write a stretch of days: « du vendredi 13 nov. 2026, 17 h, au lundi 16 nov. 2026, 8 h », shortened within one.

    An end at midnight belongs to the day that it ends.
    """
    dernier_jour = (fin - timedelta(minutes=1)).date()
    if debut.date() == dernier_jour:
        return f"le {jour_court(debut)} {plage_horaire(debut, fin)}"
    return f"du {jour_court(debut)}, {heure(debut)}, au {jour_court(dernier_jour)}, {heure(fin)}"


def duree(valeur: timedelta) -> str:
    """Write a length of time: « 45 minutes », « 2 h », « 1 h 30 »."""
    minutes = round(valeur.total_seconds() / 60)
    if minutes < 60:
        return pluriel(minutes, "minute")
    return f"{nombre(minutes // 60)}{BLANC}h" + (f"{BLANC}{minutes % 60:02}" if minutes % 60 else "")


def nombre(valeur: int | float | Decimal, decimales: int = 0) -> str:
    """Write a number with a comma, and spaces between thousands: « 1 234,5 »."""
    return f"{valeur:,.{decimales}f}".replace(",", BLANC).replace(".", ",")


def distance_km(valeur: float) -> str:
    """Write kilometres: « 7,1 km », without decimals from 100 on."""
    return f"{nombre(valeur, 0 if valeur >= 100 else 1)}{BLANC}km"


def euros(valeur: Decimal | int) -> str:
    """Write an amount: « 4 € », « 4,50 € »."""
    return f"{nombre(valeur, 0 if valeur == int(valeur) else 2)}{BLANC}€"


def pluriel(compte: int, singulier: str, mot_pluriel: str | None = None) -> str:
    """Write a count and its word; in French zero and one are singular: « 0 salle », « 3 salles »."""
    mot = singulier if abs(compte) < 2 else (mot_pluriel or f"{singulier}s")
    return f"{nombre(compte)}{BLANC}{mot}"


def enumerer(mots: Sequence[str]) -> str:
    """Join words as a sentence does: « a, b et c »."""
    if len(mots) < 2:
        return "".join(mots)
    return f"{', '.join(mots[:-1])} et {mots[-1]}"
