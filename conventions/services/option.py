"""A hold that lapses: the head keeps the dates while thinking about it."""

from collections.abc import Collection
from datetime import datetime

from conventions import notifications
from conventions.base_legale import exiger_pret
from conventions.jugement import juger
from conventions.models import CreneauDemande, Demande
from conventions.services.choix import Choix, choisir
from conventions.services.pieces import clore_la_demande_de_pieces
from conventions.services.prises import enregistrer, prendre_dates, preter_a, verrouiller_moyens
from conventions.services.transitions import exiger_a_decider, passer, passer_date
from conventions.services.verrous import (
    creneaux_a_decider,
    salles_a_decider,
    verrouiller_compteurs,
    verrouiller_demande,
    verrouiller_demandes,
)
from salles.services.prise import liberer
from socle.rejouer import rejouer

Etat = CreneauDemande.Etat


@rejouer
def poser_option(*, demande: Demande, maintenant: datetime, creneaux: Collection[int] | None = None) -> Demande:
    """Hold these dates and their equipment, or all that are free, until the option lapses; the requester is told.

    An option waives no rule and ends nobody else's. Refuses with `TransitionImpossible`, `SalleIndisponible`,
    `DerogationManquante`, `CreneauEtranger`, `SansBaseLegale`, `EtablissementFerme`.
    """
    demande = verrouiller_demande(demande)
    exiger_a_decider(demande, Demande.Statut.EN_INSTRUCTION)
    if demande.statut != Demande.Statut.EN_INSTRUCTION:
        passer(demande, Demande.Statut.EN_INSTRUCTION)
        clore_la_demande_de_pieces(demande, maintenant)
    verrouiller_compteurs([demande])
    verrouiller_moyens([demande], salles_a_decider(demande))
    a_decider = creneaux_a_decider(demande)
    exiger_pret(a_decider)
    ouverts = [creneau for creneau in a_decider if not creneau.tient_une_option(maintenant)]
    choix = Choix(creneaux, {}, (), maintenant, leve=False)
    verdicts = juger(demande, ouverts, maintenant=maintenant, retient=choix.retient)
    retenus = choisir(demande, verdicts, choix)
    jusqu_au = maintenant + demande.etablissement.collectivite.duree_option
    prendre_dates(demande, retenus, maintenant=maintenant, option_jusqu_au=jusqu_au)
    tenus = [verdict.creneau for verdict in retenus]
    preter_a(demande, tenus)
    for creneau in tenus:
        creneau.etat = Etat.SOUHAITE if creneau.etat == Etat.OPTION else creneau.etat  # it lapsed, nobody wrote it yet
        passer_date(creneau, Etat.OPTION)
        creneau.raisons = []
    enregistrer(tenus)
    demande.save(update_fields=["statut"])
    notifications.option_posee(demande, tenus, jusqu_au)
    return demande


@rejouer
def eteindre_options(*, maintenant: datetime) -> list[CreneauDemande]:
    """Write what is already true: options past their date are wishes again; tell those who waited.

    Read and accepted correctly before this job has run: `etat_au`.
    """
    eteintes = CreneauDemande.objects.options_eteintes(maintenant).exclude(
        demande__statut=Demande.Statut.CONTRE_PROPOSEE  # they end with the offer: `expirer`
    )
    demandes = verrouiller_demandes(set(eteintes.values_list("demande", flat=True)))
    perdues = list(eteintes.filter(demande__in=demandes).select_related("reservation", "salle").order_by("pk"))
    liberer([creneau.prise for creneau in perdues])
    par_demande: dict[int, list[CreneauDemande]] = {}
    for creneau in perdues:
        passer_date(creneau, Etat.SOUHAITE)
        creneau.reservation = None
        par_demande.setdefault(creneau.demande_id, []).append(creneau)
    enregistrer(perdues)
    for identifiant, siennes in par_demande.items():
        notifications.option_tombee(demandes[identifiant], siennes)
    return perdues
