"""What the requester gives up: the request, the accord, or one date."""

from datetime import datetime

from conventions import notifications
from conventions.exceptions import DatePassee, TransitionImpossible
from conventions.models import ContreProposition, Convention, CreneauDemande, Demande
from conventions.services.dates import clore_les_dates, rendre, tout_rendre
from conventions.services.etapes import aujourd_hui, consigner
from conventions.services.offre import lever
from conventions.services.redaction import suivre_les_dates
from conventions.services.transitions import passer
from conventions.services.verrous import creneaux_a_decider, verrouiller_demande
from socle.rejouer import rejouer

Etat = CreneauDemande.Etat
Statut = Convention.Statut


@rejouer
def retirer(*, demande: Demande, maintenant: datetime) -> Demande:
    """Withdraw a request that is not decided yet; an accord that came first is refused with `TransitionImpossible`."""
    demande = verrouiller_demande(demande)
    passer(demande, Demande.Statut.RETIREE)
    for proposition in demande.contre_propositions.en_attente():
        lever(proposition, ContreProposition.Issue.RETIREE, maintenant=maintenant)
    clore_les_dates(creneaux_a_decider(demande), maintenant=maintenant, tenues=Etat.LIBERE)
    demande.save(update_fields=["statut"])
    notifications.demande_retiree(demande, maintenant)
    return demande


@rejouer
def annuler_demande(*, demande: Demande, maintenant: datetime) -> Demande:
    """Give up after the accord: the dates to come are free again, the convention is abandoned, or ends."""
    demande = verrouiller_demande(demande)
    _annuler(demande, maintenant)
    return demande


def renoncer(*, demande: Demande, maintenant: datetime) -> Demande:
    """Withdraw what is not decided yet, give up what was granted: the one act of an association that wants no more."""
    verbe = annuler_demande if demande.peut_devenir(Demande.Statut.ANNULEE) else retirer
    return verbe(demande=demande, maintenant=maintenant)


def _annuler(demande: Demande, maintenant: datetime) -> None:
    passer(demande, Demande.Statut.ANNULEE)
    tout_rendre(demande, maintenant=maintenant)
    convention = _convention(demande, maintenant)
    # whoever gives back all that a signed contract is about ends it; what was not signed was none
    fin = Statut.RESILIEE if convention.statut in Convention.SIGNEES else Statut.ABANDONNEE
    consigner(convention, fin, aujourd_hui(convention, maintenant), None, maintenant)
    demande.save(update_fields=["statut"])
    notifications.demande_retiree(demande, maintenant)


@rejouer
def liberer_date(*, creneau: CreneauDemande, maintenant: datetime) -> CreneauDemande:
    """Give one accepted date back: the room is free again at once, and the school is told.

    The last one ends the request as `annuler_demande` does: an accord about nothing is none. Refuses with
    `TransitionImpossible` a date that is not held, with `DatePassee` one that has begun.
    """
    demande = verrouiller_demande(creneau.demande)
    creneau = demande.creneaux.select_related("reservation", "salle", "demande__etablissement__collectivite").get(
        pk=creneau.pk
    )
    if creneau.etat != Etat.ACCEPTE:
        raise TransitionImpossible(demande, "rendre cette date, qui n’est pas accordée")
    if creneau.debut <= maintenant:
        raise DatePassee
    rendre([creneau])
    if est_la_derniere(creneau):
        _annuler(demande, maintenant)
    else:
        _convention(demande, maintenant).save()
        notifications.date_rendue(creneau, maintenant)
    return creneau


def est_la_derniere(creneau: CreneauDemande) -> bool:
    """Tell whether the accord covers no other date, past or to come."""
    return not CreneauDemande.objects.convenus().filter(demande=creneau.demande_id).exclude(pk=creneau.pk).exists()


def _convention(demande: Demande, maintenant: datetime) -> Convention:
    """Return the convention, which says the dates that are left; the caller saves it."""
    convention = Convention.objects.select_for_update().get(demande=demande)
    convention.demande = demande
    suivre_les_dates(convention, maintenant=maintenant)
    return convention
