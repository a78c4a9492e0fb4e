"""The sentences that pages, e-mails and documents share: dates of a request, names of schools."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from conventions.models import CreneauDemande, Demande, Souhait
from etablissements.ecriture import (
    JOURS,
    duree,
    enumerer,
    heure,
    jour_long,
    jour_mois,
    les_jours,
    periode,
    plage_horaire,
    pluriel,
)
from etablissements.models import Etablissement
from salles import moteur
from socle.typographie import BLANC

DATES_CITEES = 3  # beyond, a sentence counts and does not name

# How a name of the directory begins, and the article that it takes in a sentence.
ARTICLES = {
    "collège": "le ",
    "lycée": "le ",
    "établissement": "l’",
    "école": "l’",
    "cité": "la ",
    "section": "la ",
    "internat": "l’",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """A wanted date on the wall clock of its school."""

    jour: date
    debut: time
    fin: time
    duree: timedelta


def moment(creneau: CreneauDemande, fuseau: str) -> Moment:
    horloge = ZoneInfo(fuseau)
    debut, fin = creneau.debut.astimezone(horloge), creneau.fin.astimezone(horloge)
    return Moment(creneau.jour, debut.time(), fin.time(), creneau.fin - creneau.debut)


def moments(creneaux: Iterable[CreneauDemande], fuseau: str) -> list[Moment]:
    return [moment(creneau, fuseau) for creneau in creneaux]


def le(etablissement: Etablissement) -> str:
    """Write a school within a sentence: « le collège Plan Menu »; a name of another kind stays as it is."""
    premier = etablissement.nom.split(" ", 1)[0]
    article = ARTICLES.get(premier.lower())
    return f"{article}{premier.lower()}{etablissement.nom[len(premier) :]}" if article else etablissement.nom


def nom_commun(etablissement: Etablissement) -> str:
    """Write the name as a list does: « collège Plan Menu »."""
    return le(etablissement).removeprefix("le ").removeprefix("la ").removeprefix("l’")


def au(etablissement: Etablissement) -> str:
    """Write « au collège Plan Menu », « à l’école… »."""
    nom = le(etablissement)
    return f"au {nom.removeprefix('le ')}" if nom.startswith("le ") else f"à {nom}"


def du(etablissement: Etablissement) -> str:
    """Write « du collège Plan Menu », « de l’école… »."""
    nom = le(etablissement)
    return f"du {nom.removeprefix('le ')}" if nom.startswith("le ") else f"de {nom}"


def instance_de(etablissement: Etablissement) -> str:
    """Name who, in a public or a private school, says yes before its head signs."""
    return "conseil d’administration" if etablissement.est_public else "organisme de gestion"


def l_instance(etablissement: Etablissement) -> str:
    """Write « le conseil d’administration », « l’organisme de gestion »."""
    return f"{'le ' if etablissement.est_public else 'l’'}{instance_de(etablissement)}"


def de_l_instance(etablissement: Etablissement) -> str:
    """Write « du conseil d’administration », « de l’organisme de gestion »."""
    return f"{'du ' if etablissement.est_public else 'de l’'}{instance_de(etablissement)}"


def vote_attendu(etablissement: Etablissement) -> str:
    """Name what remains to be had on the side of the school before anybody signs."""
    instance = instance_de(etablissement)
    return f"le vote du {instance}" if etablissement.est_public else f"l’accord de l’{instance}"


def majuscule(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:]


def combien(jours: Sequence[date]) -> str:
    """Count dates with the word that fits: « 31 mardis », « 12 dates », « le mardi 3 novembre 2026 »."""
    if len(jours) == 1:
        return f"le {jour_long(jours[0])}"
    semaine = {jour.weekday() for jour in jours}
    return pluriel(len(jours), JOURS[semaine.pop()] if len(semaine) == 1 else "date")


def provisoires(jours: Sequence[date]) -> str:
    """Say which dates hang on a school calendar that is not decreed yet; nothing when there are none."""
    if not jours:
        return ""
    reste = "est provisoire" if len(jours) == 1 else "sont provisoires"
    return f"{majuscule(combien(jours))} {reste} : le calendrier scolaire de cette période n’est pas encore paru."


def les_dates(voulus: Sequence[Moment]) -> str:
    """Say a set of dates in one breath: « 31 mardis de 18 h à 20 h, du 8 septembre 2026 au 22 juin 2027 »."""
    if not voulus:
        return "aucune date"
    jours = [voulu.jour for voulu in voulus]
    heures = {(voulu.debut, voulu.fin) for voulu in voulus}
    quand = f" {plage_horaire(*heures.pop())}" if len(heures) == 1 else ""
    if len(jours) == 1:
        return f"le {jour_long(jours[0])}{quand}"
    return f"{combien(jours)}{quand}, {periode(min(jours), max(jours))}"


def citer(jours: Sequence[date]) -> str:
    """Name a few dates, count many: « le 3 novembre et le 8 décembre », « 12 mardis »."""
    return combien(jours) if len(jours) > DATES_CITEES else les_jours(jours)


def pas_libres(perdues: Sequence[date], voulues: int) -> str:
    """Say which of the wanted dates cannot be had as things stand, and what becomes of them; nothing if all can."""
    if not perdues:
        return ""
    if len(perdues) == 1:
        qui = "Cette date" if voulues == 1 else majuscule(citer(perdues))
        reste = "elle reste souhaitée" if voulues == 1 else "cette date reste souhaitée"
        return f"{qui} n’est pas libre : {reste}, l’établissement peut vous la donner si elle se libère."
    suite = "l’établissement peut vous les donner si elles se libèrent"
    if len(perdues) == voulues:
        return f"Aucune de ces dates n’est libre : elles restent souhaitées, {suite}."
    return f"{majuscule(citer(perdues))} ne sont pas libres : ces dates restent souhaitées, {suite}."


def titre_du_souhait(souhait: Souhait | moteur.Souhait) -> str:
    """Name a wish as people do: « le mardi de 18 h à 20 h », « le samedi 21 novembre 2026 de 14 h à 18 h »."""
    heures = plage_horaire(souhait.heure_debut, souhait.heure_fin)
    if souhait.repetition == Souhait.Repetition.AUCUNE:
        dates = souhait.dates or [souhait.premier_jour]
        return f"{pluriel(len(dates), 'date')} {heures}" if len(dates) > 1 else f"le {jour_long(dates[0])} {heures}"
    jours = enumerer([f"le {JOURS[jour - 1]}" for jour in sorted(souhait.jours)])
    return f"{jours} {heures}"


def souhait_en_toutes_lettres(souhait: Souhait) -> str:
    """Write the whole wish: « le mardi de 18 h à 20 h, du 8 septembre au 22 juin, sauf pendant les vacances »."""
    if souhait.repetition == Souhait.Repetition.AUCUNE:
        return titre_du_souhait(souhait)
    rythme = "" if souhait.repetition == Souhait.Repetition.HEBDOMADAIRE else f", {souhait.get_repetition_display()}"
    bornes = periode(souhait.premier_jour, souhait.dernier_jour)
    return f"{titre_du_souhait(souhait)}{rythme}, {bornes}, {souhait.get_vacances_display()}"


def titre_de(demande: Demande) -> str:
    """Name a request by its first wish and its room: « le mardi de 18 h à 20 h, gymnase »."""
    souhait = next(iter(demande.souhaits.all()))
    return f"{titre_du_souhait(souhait)}, {souhait.salle.nom}"


def heures_de(voulus: Iterable[Moment]) -> str:
    """Add up the time asked for: « 62 h »."""
    return duree(sum((voulu.duree for voulu in voulus), timedelta(0)))


def instant_en_toutes_lettres(instant: datetime, fuseau: str) -> str:
    """Write « le 11 juin 2026 à 21 h 42 » on the wall clock of the school."""
    local = instant.astimezone(ZoneInfo(fuseau))
    minutes = f"{local.hour}{BLANC}h{BLANC}{local.minute:02}"
    return f"le {jour_mois(local.date())} {local.year} à {minutes}"


def peut_se_raviser(demande: Demande, jusqu_a: datetime) -> str:
    """Say until when the answer may still be taken back."""
    fin = jusqu_a.astimezone(ZoneInfo(demande.etablissement.fuseau))
    return f"Cette réponse sera confirmée à {heure(fin)} : {le(demande.etablissement)} peut encore se raviser jusque-là"
