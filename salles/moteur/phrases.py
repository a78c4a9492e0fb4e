"""The French of the engine: hours, dates, and the sentence of each rule."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from salles.moteur.ouvertures import Fermeture, Porteur
from salles.moteur.profil import Regles

FINE = "\u202f"  # narrow no-break space, between a number and its unit
JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
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
DU_PORTEUR = {
    Porteur.SALLE: "de la salle",
    Porteur.ETABLISSEMENT: "de l’établissement",
    Porteur.COLLECTIVITE: "de la collectivité",
}


def heure(moment: time | datetime) -> str:
    """Write a wall-clock time as one says it: « 18 h », « 18 h 30 »."""
    minutes = f"{FINE}{moment.minute:02d}" if moment.minute else ""
    return f"{moment.hour}{FINE}h{minutes}"


def jusqu_a(moment: time | datetime) -> str:
    """Write an end: the midnight that ends a day is « minuit »."""
    return "minuit" if moment.hour == moment.minute == 0 else heure(moment)


def jour_long(jour: date) -> str:
    """Write a date: « mardi 24 novembre 2026 », « dimanche 1er novembre 2026 »."""
    numero = "1er" if jour.day == 1 else str(jour.day)
    return f"{JOURS[jour.weekday()]} {numero}{FINE}{MOIS[jour.month - 1]} {jour.year}"


def duree(temps: timedelta) -> str:
    """Write a duration: « 45 minutes », « 1 h 30 »."""
    minutes = int(temps.total_seconds()) // 60
    if minutes < 60:
        return f"{minutes}{FINE}minute{'s' if minutes > 1 else ''}"
    return heure(time(minutes // 60, minutes % 60)) if minutes < 24 * 60 else f"{minutes // 60}{FINE}h"


def regle_ouverture(jour: date, horaires: Sequence[tuple[time, time]]) -> str:
    nom = JOURS[jour.weekday()]
    if not horaires:
        return f"La salle n’ouvre pas le {nom}."
    heures = " et ".join(f"de {heure(debut)} à {jusqu_a(fin)}" for debut, fin in horaires)
    return f"Le {nom}, la salle est ouverte {heures}."


def libelle_fermeture(fermeture: Fermeture) -> str:
    if fermeture.premier_jour == fermeture.dernier_jour:
        quand = f"le {jour_long(fermeture.premier_jour)}"
    else:
        quand = f"du {jour_long(fermeture.premier_jour)} au {jour_long(fermeture.dernier_jour)}"
    return f"Fermeture {quand}{FINE}: {fermeture.motif}" if fermeture.motif else f"Fermeture {quand}"


def regle_fermeture(fermeture: Fermeture) -> str:
    return f"Une fermeture {DU_PORTEUR[fermeture.porteur]} l’emporte sur les heures d’ouverture."


def regle_tampon(tampon: timedelta) -> str:
    return f"L’établissement garde {duree(tampon)} entre deux occupations, pour le ménage et les clés."


def regle_delai(regles: Regles, premier_possible: date) -> str:
    jours = f"{regles.delai_jours}{FINE}jour{'s' if regles.delai_jours > 1 else ''} de classe"
    return f"On demande au moins {jours} avant{FINE}: la première date possible est le {jour_long(premier_possible)}."


def regle_horizon(regles: Regles, dernier_possible: date) -> str:
    return f"On demande au plus {regles.horizon_jours}{FINE}jours avant, donc jusqu’au {jour_long(dernier_possible)}."


def regle_duree(regles: Regles) -> str:
    return f"Une occupation dure de {duree(regles.duree_min)} à {duree(regles.duree_max)}."


def regle_pas(regles: Regles) -> str:
    return f"Une occupation commence à un multiple de {duree(regles.pas)} après minuit."


def regle_gn6(types_erp: Sequence[str]) -> str:
    admis = f"La salle est du type {' ou '.join(types_erp)}" if types_erp else "La salle n’a pas de type ERP"
    return (
        f"{admis}{FINE}; un autre usage demande une autorisation du maire (règlement de sécurité, article GN{FINE}6)."
    )


def regle_effectif(effectif_max: int) -> str:
    pluriel = "s" if effectif_max > 1 else ""
    return f"La salle reçoit {effectif_max}{FINE}personne{pluriel} au plus, public compris."


def regle_materiel(nom: str, reste: int, quantite: int) -> str:
    return f"{nom}{FINE}: il en reste {max(reste, 0)} sur {quantite} à cette heure."


def moment(debut: datetime, fin: datetime) -> str:
    """Write local bounds: « de 18 h à 20 h »."""
    return f"de {heure(debut)} à {jusqu_a(fin)}"
