"""The school gives up before it has signed, or its council votes no: the dates are free again, both sides are told."""

from datetime import date, datetime

from conventions import nouvelles
from conventions.deroule import Partie, deroule_de
from conventions.exceptions_des_conventions import AbandonNonMotive, EtapeImpossible
from conventions.models import Convention, Demande
from conventions.models.creneau import CONVENTION_ABANDONNEE
from conventions.phrases import l_instance, majuscule
from conventions.services.dates import tout_rendre
from conventions.services.etapes import aujourd_hui, consigner, exiger_accord_confirme, exiger_jour_du_vote
from conventions.services.transitions import ETAPES, exiger_etape, passer
from conventions.services.verrous import verrouiller_convention
from etablissements.ecriture import jour_mois
from socle.rejouer import rejouer

Statut = Convention.Statut


@rejouer
def abandonner(*, convention: Convention, par, motif: str, maintenant: datetime) -> Convention:
    """Give up with a sentence, which the association reads; nobody gives up what the school has signed.

    Refuses with `AbandonNonMotive`, `EtapeImpossible`, and with `AccordRevocable`: that accord is taken back.
    """
    if not motif.strip():
        raise AbandonNonMotive
    convention = verrouiller_convention(convention)
    if not est_abandonnable(convention):
        raise EtapeImpossible(convention, ETAPES[Statut.ABANDONNEE])
    exiger_accord_confirme(convention, maintenant)
    convention.motif_abandon = motif.strip()
    _abandonner(convention, par, aujourd_hui(convention, maintenant), maintenant)
    return convention


@rejouer
def consigner_le_refus(
    *, convention: Convention, par, votee_le: date, maintenant: datetime, reference: str = ""
) -> Convention:
    """Write down that the council said no: the convention is given up. Source: `docs/domaine.md`, a vote is needed."""
    convention = verrouiller_convention(convention)
    exiger_etape(convention, Statut.DELIBEREE)
    exiger_jour_du_vote(convention, votee_le, maintenant)
    instance = majuscule(l_instance(convention.demande.etablissement))
    convention.motif_abandon = f"{instance} a voté contre cette convention le {jour_mois(votee_le)} {votee_le.year}."
    _abandonner(convention, par, votee_le, maintenant, reference=reference)
    return convention


def est_abandonnable(convention: Convention) -> bool:
    """Tell whether the school may still give up: the text may be abandoned, and its head has not signed."""
    return convention.peut_devenir(Statut.ABANDONNEE) and Partie.ETABLISSEMENT not in deroule_de(convention).signatures


def _abandonner(convention: Convention, par, le: date, maintenant: datetime, *, reference: str = "") -> None:
    demande = convention.demande
    passer(demande, Demande.Statut.ANNULEE)
    rendues = tout_rendre(demande, maintenant=maintenant, raisons=[CONVENTION_ABANDONNEE])
    demande.save(update_fields=["statut"])
    consigner(convention, Statut.ABANDONNEE, le, par, maintenant, reference=reference)
    nouvelles.convention_abandonnee(convention, rendues, maintenant)
