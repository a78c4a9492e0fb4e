"""The accord de l'établissement: dates held firm, subject to the signed convention."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from conventions.base_legale import exiger_pret
from conventions.jugement import Verdict, juger
from conventions.models import CreneauDemande, Decision, Demande, Derogation, Souhait
from conventions.rivales import Paire, creneaux_voisins, paires_rivales, perdants
from conventions.services.choix import Choix, choisir, lire_derogations
from conventions.services.confirmation import programmer_la_confirmation
from conventions.services.etat import noter_la_suite, photographier
from conventions.services.prises import enregistrer, prendre_dates, preter_a, verrouiller_moyens
from conventions.services.qualite import qualite_de
from conventions.services.redaction import rediger
from conventions.services.transitions import exiger_a_decider, passer, passer_date
from conventions.services.verrous import (
    creneaux_a_decider,
    salles_a_decider,
    verrouiller_compteurs,
    verrouiller_demandes,
)
from etablissements.calendriers import calendrier
from salles import moteur
from salles.models import ExceptionSerie, Reservation
from salles.moteur import Code
from salles.regles import cadre_de
from salles.series import creer_serie
from salles.services.prise import achever, ceder_la_place, liberer, raffermir
from socle.rejouer import rejouer

Etat = CreneauDemande.Etat
Statut = Demande.Statut


@dataclass(frozen=True, slots=True)
class Voeu:
    """What the accord should cover: dates (None: all that can be had), and the sentences that waive soft rules.

    `laisses` could not be had when the school chose: free again or not, it has refused none of them.
    """

    creneaux: Collection[int] | None
    phrases: Mapping[str, str]
    exactes: bool = False
    laisses: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """Who gives the accord, in what capacity, with which words."""

    auteur: Any
    qualite: str
    message: str = ""


@dataclass(slots=True)
class _Partage:
    """What the accord does to each date: given, moved, refused, left wished for; and what it takes from rivals."""

    donnes: list[CreneauDemande]
    deplaces: list[CreneauDemande]
    refuses: list[CreneauDemande]
    laisses: list[CreneauDemande]
    options_tombees: list[CreneauDemande]
    souhaits_perdus: list[CreneauDemande]
    prises_ici: set[int]  # of these, the dates that lose their very room, and not a part of it


@rejouer
def accepter(
    *,
    demande: Demande,
    par,
    maintenant: datetime,
    creneaux: Collection[int] | None = None,
    derogations: Mapping[str, str] | None = None,
    derogations_exactes: bool = False,
    message: str = "",
) -> Demande:
    """Give the accord on these dates, or on all that can be had, and draft the convention.

    A date that is not chosen is refused, unless it could not be had: it stays wished for. `derogations` waives soft
    rules, each with a sentence that is kept; one that no given date needs is dropped (the rule may have lapsed while
    the page was read), or refused where `derogations_exactes`. A live option of the same school on these dates ends;
    colliding wishes, to any school of the site, become unavailable. People are told after `REPENTIR`, by `confirmer`.
    Refuses with `TransitionImpossible`, `SalleIndisponible`, `DerogationManquante`, `DerogationImpossible`,
    `DerogationInutile`, `CreneauEtranger`, `SansBaseLegale`, `EtablissementFerme`: then nothing has changed.
    """
    voeu = Voeu(creneaux, lire_derogations(derogations or {}), derogations_exactes)
    demandes = verrouiller_avec_les_rivales(demande, maintenant)
    demande = demandes[demande.pk]
    exiger_a_decider(demande, Statut.ACCEPTEE)
    signature = Signature(par, qualite_de(par, demande.etablissement), message)
    programmer_la_confirmation(donner(demande, demandes, voeu, signature, maintenant=maintenant))
    return demande


def verrouiller_avec_les_rivales(demande: Demande, maintenant: datetime) -> dict[int, Demande]:
    """Lock the request and those to which an accord may take something, by id."""
    voisines = {voisin.demande_id for voisin in creneaux_voisins(demande, creneaux_a_decider(demande), maintenant)}
    return verrouiller_demandes({demande.pk, *voisines})


def donner(
    demande: Demande, demandes: Mapping[int, Demande], voeu: Voeu, signature: Signature, *, maintenant: datetime
) -> Decision:
    """Write the accord on a request that is locked with its rivals; the caller has seen that it may be, and tells.

    A wished date whose place is given to the one that the school offered in its stead has moved there.
    """
    verrouiller_compteurs([demande])
    verrouiller_moyens([demande], salles_a_decider(demande))
    ouverts = creneaux_a_decider(demande)
    exiger_pret(ouverts)
    paires = [paire for paire in paires_rivales(demande, ouverts, maintenant) if paire[1].demande_id in demandes]
    sous_option = [(sien, autre) for sien, autre in paires if autre.tient_une_option(maintenant)]
    choix = Choix(voeu.creneaux, voeu.phrases, {sien.pk for sien, _ in sous_option}, maintenant, voeu.exactes)
    rendues = [autre.prise.pk for sien, autre in sous_option if choix.tient_a(sien)]
    verdicts = juger(demande, ouverts, maintenant=maintenant, retient=choix.retient, rendues=rendues)
    retenus = choisir(demande, verdicts, choix)
    partage = _partager(verdicts, retenus, paires, voeu, maintenant)
    touches = [*ouverts, *partage.options_tombees, *partage.souhaits_perdus]
    decision = _decider(demande, signature, photographier(demande, touches, maintenant), maintenant)
    _lever_les_regles(decision, retenus, voeu.phrases)
    cedees = _perdre(partage)
    _tenir(demande, retenus, maintenant)
    achever(cedees)
    _conclure(partage, verdicts)
    passer(demande, Statut.ACCEPTEE)
    demande.decidee_le = maintenant
    demande.save(update_fields=["statut", "decidee_le"])
    rediger(demande, maintenant=maintenant)
    noter_la_suite(decision.avant, touches)
    decision.save(update_fields=["avant"])
    return decision


def _partager(
    verdicts: Sequence[Verdict],
    retenus: Sequence[Verdict],
    paires: Sequence[Paire],
    voeu: Voeu,
    maintenant: datetime,
) -> _Partage:
    donnes = {verdict.creneau.pk for verdict in retenus}
    remplaces = {verdict.creneau.au_lieu_de_id for verdict in retenus}
    deplaces = [verdict.creneau for verdict in verdicts if verdict.creneau.pk in remplaces]
    restes = [verdict for verdict in verdicts if verdict.creneau.pk not in donnes | remplaces]
    choisies = voeu.creneaux is not None
    libres = [verdict.creneau for verdict in restes if verdict.libre]
    refuses = [creneau for creneau in libres if choisies and creneau.pk not in voeu.laisses]
    options_tombees, souhaits_perdus = perdants(paires, donnes, maintenant)
    return _Partage(
        donnes=[verdict.creneau for verdict in retenus],
        deplaces=deplaces,
        refuses=refuses,
        laisses=[verdict.creneau for verdict in restes if verdict.creneau not in refuses],
        options_tombees=options_tombees,
        souhaits_perdus=souhaits_perdus,
        prises_ici={autre.pk for sien, autre in paires if sien.pk in donnes and sien.salle_id == autre.salle_id},
    )


def _decider(demande: Demande, signature: Signature, avant: dict, maintenant: datetime) -> Decision:
    decision = Decision(
        demande=demande,
        sens=Decision.Sens.ACCORD,
        message=signature.message,
        auteur=signature.auteur,
        qualite=signature.qualite,
        prise_le=maintenant,
        avant=avant,
    )
    decision.full_clean(exclude=["avant"])
    decision.save(force_insert=True)
    return decision


def _lever_les_regles(decision: Decision, retenus: Sequence[Verdict], phrases: Mapping[str, str]) -> None:
    """Record each sentence that was really needed."""
    codes = {str(raison.code) for verdict in retenus for raison in verdict.levables}
    for code in sorted(codes):
        derogation = Derogation(decision=decision, code=code, phrase=phrases[code])
        derogation.full_clean()
        derogation.save(force_insert=True)


def _perdre(partage: _Partage) -> list[Reservation]:
    """End the rivals' options on these dates and mark their wishes; both keep the reason. Return what was held."""
    cedees = [creneau.prise for creneau in partage.options_tombees]
    ceder_la_place(cedees)
    for creneau in [*partage.options_tombees, *partage.souhaits_perdus]:
        passer_date(creneau, Etat.INDISPONIBLE)
        creneau.raisons = [Code.OCCUPEE if creneau.pk in partage.prises_ici else Code.PARTIE_OCCUPEE]
        creneau.reservation = None
    enregistrer([*partage.options_tombees, *partage.souhaits_perdus])
    return cedees


def _tenir(demande: Demande, retenus: Sequence[Verdict], maintenant: datetime) -> None:
    """Make firm what an option of this request holds, and take the rest."""
    series = _series(demande, [verdict.creneau for verdict in retenus])
    options = [verdict.creneau for verdict in retenus if verdict.creneau.tient_une_option(maintenant)]
    fermes = set(raffermir([creneau.prise for creneau in options], maintenant=maintenant))
    for creneau in options:
        creneau.prise.serie_id = series.get(creneau.souhait_id)
    Reservation.objects.bulk_update([creneau.prise for creneau in options], ["serie"])
    a_prendre = [verdict for verdict in retenus if verdict.creneau.reservation_id not in fermes]
    prendre_dates(demande, a_prendre, maintenant=maintenant, series=series)
    preter_a(demande, [verdict.creneau for verdict in retenus])


def _series(demande: Demande, donnes: Sequence[CreneauDemande]) -> dict[int, int]:
    """Write down each repeated wish that keeps several dates as a series, and return its id by Souhait.

    Every date of its rule that the accord does not hold is an exception: taken out by the requester, refused, left
    wished for, or given back under an accord that was undone.
    """
    par_souhait: dict[int, list[CreneauDemande]] = defaultdict(list)
    for creneau in donnes:
        par_souhait[creneau.souhait_id].append(creneau)
    series = {}
    for souhait in demande.souhaits.exclude(repetition=Souhait.Repetition.AUCUNE).select_related(
        "salle__etablissement"
    ):
        tenus = {creneau.jour for creneau in par_souhait[souhait.pk]}
        if len(par_souhait[souhait.pk]) > 1:
            serie = creer_serie(salle=souhait.salle, souhait=souhait_du_moteur(souhait))
            series[souhait.pk] = serie.pk
            absents = set(_jours_de_la_regle(souhait)) - tenus
            ExceptionSerie.objects.bulk_create(ExceptionSerie(serie=serie, jour=jour) for jour in sorted(absents))
    return series


def _jours_de_la_regle(souhait: Souhait) -> list[date]:
    ecole = souhait.salle.etablissement
    return moteur.jours_voulus(
        souhait_du_moteur(souhait), cadre_de(ecole), calendrier(ecole.zone_vacances, ecole.territoire)
    )


def souhait_du_moteur(souhait: Souhait) -> moteur.Souhait:
    """Read a repeated wish back in the engine's words; the dates taken out of it are not part of the rule."""
    return moteur.Souhait(
        premier_jour=souhait.premier_jour,
        heure_debut=souhait.heure_debut,
        heure_fin=souhait.heure_fin,
        dernier_jour=souhait.dernier_jour,
        jours=frozenset(souhait.jours),
        repetition=moteur.Repetition(souhait.repetition),
        vacances=moteur.Vacances(souhait.vacances),
    )


def _conclure(partage: _Partage, verdicts: Sequence[Verdict]) -> None:
    """Write the outcome of each date. What could not be had stays wished for, with today's reasons."""
    codes = {verdict.creneau.pk: verdict.codes for verdict in verdicts}
    for creneau in partage.donnes:
        passer_date(creneau, Etat.ACCEPTE)
        creneau.raisons = codes[creneau.pk]
    for creneau in partage.deplaces:
        passer_date(creneau, Etat.DEPLACE)
    perdus = [*partage.refuses, *partage.laisses]
    liberer([creneau.prise for creneau in perdus if creneau.etat == Etat.OPTION])
    for creneau in partage.refuses:
        passer_date(creneau, Etat.REFUSE)
        creneau.reservation = None
    for creneau in partage.laisses:
        if creneau.etat in (Etat.SOUHAITE, Etat.OPTION):
            passer_date(creneau, Etat.INDISPONIBLE)
            creneau.reservation = None
        creneau.raisons = codes[creneau.pk] or creneau.raisons
    enregistrer([*partage.donnes, *partage.deplaces, *perdus])
