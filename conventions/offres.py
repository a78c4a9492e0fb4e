"""What a school offers in place of what was asked for, in words: pages, messages and the offer itself share them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from conventions.models import ContreProposition, CreneauDemande, Demande
from conventions.phrases import Moment, citer, majuscule, moment
from etablissements.ecriture import heure, jour_court, jour_long, plage_courte, plage_horaire
from salles.models import Salle

COMME_DEMANDE = "comme demandé"


@dataclass(frozen=True, slots=True)
class Lieu:
    """A room with hours on the wall clock of its school."""

    salle: Salle
    moment: Moment

    @property
    def heures(self) -> str:
        return plage_horaire(self.moment.debut, self.moment.fin)

    @property
    def heures_courtes(self) -> str:
        return plage_courte(self.moment.debut, self.moment.fin)

    @property
    def en_bref(self) -> str:
        """Write « Salle 12, 18 h – 20 h »."""
        return f"{self.salle.nom}, {self.heures_courtes}"


@dataclass(frozen=True, slots=True)
class DateOfferte:
    """A wished date and where the school gives it: elsewhere, or where it was wished."""

    voulu: Lieu
    offert: Lieu

    @property
    def quand(self) -> str:
        return jour_court(self.voulu.moment.jour)

    @property
    def bouge(self) -> bool:
        return self.phrase != COMME_DEMANDE

    @property
    def phrase(self) -> str:
        """Say what changes: « Salle 12 plutôt que Gymnase, de 18 h à 20 h comme demandé »."""
        autre_salle = self.offert.salle.pk != self.voulu.salle.pk
        autres_heures = (self.offert.moment.debut, self.offert.moment.fin) != (
            self.voulu.moment.debut,
            self.voulu.moment.fin,
        )
        voulu, offert = self.voulu, self.offert
        if autre_salle and autres_heures:
            return f"{offert.salle.nom}, {offert.heures}, plutôt que {voulu.salle.nom}, {voulu.heures}"
        if autre_salle:
            return f"{offert.salle.nom} plutôt que {voulu.salle.nom}, {offert.heures} comme demandé"
        if autres_heures:
            return f"{offert.heures} plutôt que {voulu.heures}, même salle"
        return COMME_DEMANDE


def date_offerte(demande: Demande, creneau: CreneauDemande) -> DateOfferte:
    """Read one date of an offer. Expects `salle`, and `au_lieu_de__salle` where it stands for a wished one."""
    fuseau = demande.etablissement.fuseau
    voulue = creneau.au_lieu_de or creneau
    return DateOfferte(Lieu(voulue.salle, moment(voulue, fuseau)), Lieu(creneau.salle, moment(creneau, fuseau)))


def lire_dates_offertes(demande: Demande, creneaux: Iterable[CreneauDemande]) -> list[DateOfferte]:
    """Return what the school offers now, date by date: what the request holds, in order."""
    return [date_offerte(demande, creneau) for creneau in creneaux if creneau.etat == CreneauDemande.Etat.OPTION]


def demande_commune(dates: Sequence[DateOfferte]) -> str:
    """Write what several dates were all asked as; nothing where each has to say it for itself."""
    voulus = {date.voulu.en_bref for date in dates}
    return voulus.pop() if len(dates) > 1 and len(voulus) == 1 else ""


def en_phrases(dates: Sequence[DateOfferte]) -> list[str]:
    """Say an offer in a few sentences, what moves first: « Les 3 et 10 novembre : Salle 12 plutôt que… »."""
    jours = defaultdict(list)
    for date in sorted(dates, key=lambda date: not date.bouge):
        jours[date.phrase].append(date.voulu.moment.jour)
    return [f"{majuscule(citer(siens))} : {phrase}." for phrase, siens in jours.items()]


def en_toutes_lettres(dates: Sequence[DateOfferte]) -> str:
    """Write an offer as it is kept: one sentence a line."""
    return "\n".join(en_phrases(dates))


def jusqu_a_quand(proposition: ContreProposition) -> str:
    """Write « le jeudi 3 décembre 2026 à 18 h » on the wall clock of the school."""
    fin = proposition.jusqu_au.astimezone(ZoneInfo(proposition.demande.etablissement.fuseau))
    return f"le {jour_long(fin.date())} à {heure(fin)}"
