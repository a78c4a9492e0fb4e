"""What a superviseur types in the school calendar. Fillings and imports never touch it, nor write across it."""

from collections.abc import Sequence
from datetime import date, timedelta

from etablissements.calendriers import annee_scolaire, bornes
from etablissements.ecriture import enumerer, jour_mois
from etablissements.ecriture import periode as en_toutes_lettres
from etablissements.models import JourFerie, PeriodeVacances
from socle.erreur import ErreurMetier
from socle.rejouer import rejouer

ANNEES_A_VENIR = 2
UN_JOUR = timedelta(days=1)
DUREE_MAX = timedelta(days=100)  # no summer is longer: a slip in the year is


class VacancesInversees(ErreurMetier):
    code = "vacances_inversees"
    message = "Le dernier jour vient avant le premier : corrigez l’un des deux."
    statut_http = 400
    champ = "dernier_jour"


class VacancesTropLongues(ErreurMetier):
    code = "vacances_trop_longues"
    message = f"Des vacances durent {DUREE_MAX.days} jours au plus : vérifiez l’année."
    statut_http = 400
    champ = "dernier_jour"


class VacancesBoutABout(ErreurMetier):
    """One after the other, these holidays and their neighbours would be longer than any."""

    code = "vacances_bout_a_bout"
    champ = "premier_jour"

    def __init__(self, voisines: Sequence[PeriodeVacances], jours: int):
        noms = enumerer([f"« {voisine.nom} »" for voisine in voisines])
        super().__init__(
            f"Mises bout à bout avec {noms}, ces vacances dureraient {jours} jours, au lieu de {DUREE_MAX.days} au "
            "plus : corrigez les unes ou les autres."
        )


class HorsDuCalendrier(ErreurMetier):
    code = "hors_du_calendrier"
    statut_http = 400


class VacancesChevauchees(ErreurMetier):
    code = "vacances_chevauchees"
    champ = "premier_jour"


class DejaFerie(ErreurMetier):
    code = "deja_ferie"
    message = "Ce jour est déjà férié sur ce territoire."
    champ = "jour"


def horizon(aujourdhui: date) -> tuple[date, date]:
    """Return the first and last day that can be typed: the school year of today and the next two."""
    debut, fin = bornes(annee_scolaire(aujourdhui))
    return debut, fin.replace(year=fin.year + ANNEES_A_VENIR)


@rejouer
def ecrire_periode(
    *,
    zone: str,
    nom: str,
    premier_jour: date,
    dernier_jour: date,
    aujourdhui: date,
    periode: PeriodeVacances | None = None,
) -> PeriodeVacances:
    """Add a holiday, or correct `periode`; refuse dates inverted, too far apart, out of range, taken or endless."""
    if dernier_jour < premier_jour:
        raise VacancesInversees
    if dernier_jour - premier_jour >= DUREE_MAX:
        raise VacancesTropLongues
    _exiger_un_jour_du_calendrier(premier_jour, dernier_jour, aujourdhui, "premier_jour")
    existantes = {une.pk: une for une in PeriodeVacances.objects.select_for_update().filter(zone=zone).order_by("pk")}
    ligne = (existantes.get(periode.pk) if periode else None) or PeriodeVacances(zone=zone)
    # Read again: who held the rows before us may have added one.
    meme_zone = PeriodeVacances.objects.filter(zone=zone)
    autre = meme_zone.filter(premier_jour__lte=dernier_jour, dernier_jour__gte=premier_jour).exclude(pk=ligne.pk)
    if prise := autre.first():
        dates = en_toutes_lettres(prise.premier_jour, prise.dernier_jour)
        raise VacancesChevauchees(f"Ces dates chevauchent « {prise.nom} », {dates} : corrigez cette période.")
    _exiger_une_rentree(premier_jour, dernier_jour, list(meme_zone.exclude(pk=ligne.pk).order_by("premier_jour")))
    if not ligne.annee_scolaire or annee_scolaire(premier_jour) != annee_scolaire(ligne.premier_jour):
        du_sud = meme_zone.exclude(annee_scolaire__contains="-").exists()
        ligne.annee_scolaire = str(premier_jour.year) if du_sud else annee_scolaire(premier_jour)
    ligne.nom, ligne.premier_jour, ligne.dernier_jour = nom, premier_jour, dernier_jour
    ligne.origine = PeriodeVacances.Origine.SAISIE
    ligne.full_clean()
    ligne.save()
    return ligne


def _exiger_une_rentree(premier: date, dernier: date, autres: Sequence[PeriodeVacances]) -> None:
    """Refuse holidays that follow each other without a day of class for longer than any may last."""
    voisines: list[PeriodeVacances] = []
    while touche := next((une for une in autres if une not in voisines and _se_touchent(une, premier, dernier)), None):
        voisines.append(touche)
        premier, dernier = min(premier, touche.premier_jour), max(dernier, touche.dernier_jour)
    if voisines and dernier - premier >= DUREE_MAX:
        raise VacancesBoutABout(voisines, (dernier - premier).days + 1)


def _se_touchent(une: PeriodeVacances, premier: date, dernier: date) -> bool:
    return une.premier_jour <= dernier + UN_JOUR and une.dernier_jour >= premier - UN_JOUR


@rejouer
def retirer_periode(*, periode: PeriodeVacances) -> PeriodeVacances:
    """Take a holiday away; a later import that gives it writes it again."""
    PeriodeVacances.objects.filter(pk=periode.pk).delete()
    return periode


@rejouer
def ecrire_jour_ferie(*, territoire: str, jour: date, nom: str, aujourdhui: date) -> JourFerie:
    """Add a bank holiday; refuse a day out of range, or one that is a bank holiday already."""
    _exiger_un_jour_du_calendrier(jour, jour, aujourdhui, "jour")
    ferie, nouveau = JourFerie.objects.get_or_create(territoire=territoire, jour=jour, defaults={"nom": nom})
    if not nouveau:
        raise DejaFerie
    return ferie


@rejouer
def retirer_jour_ferie(*, ferie: JourFerie) -> JourFerie:
    """Take a bank holiday away; it stays away as long as its year keeps another one."""
    JourFerie.objects.filter(pk=ferie.pk).delete()
    return ferie


def _exiger_un_jour_du_calendrier(premier: date, dernier: date, aujourdhui: date, champ: str) -> None:
    debut, fin = horizon(aujourdhui)
    if dernier < debut or premier > fin:
        bords = f"{jour_mois(debut)} {debut.year} et le {jour_mois(fin)} {fin.year}"
        raise HorsDuCalendrier(f"Donnez un jour entre le {bords}.", champ=champ)
