"""Jobs of this app, found by the worker under the name `taches`."""

from django.utils import timezone
from procrastinate.contrib.django import app

from comptes.taches import REESSAIS
from conventions.models import ContreProposition, Convention, Decision
from conventions.services import (
    confirmer,
    confirmer_contre_proposition,
    conventions_a_suivre,
    demandes_a_expirer,
    demandes_a_poursuivre,
    demandes_a_relancer,
    demandes_en_attente,
    eteindre_options,
    expirer_proposition,
    jeter_les_dormants,
    poursuivre,
    rejuger,
    rejuger_les_provisoires,
    relancer,
    suivre,
)
from conventions.services.confirmation import CONFIRMER
from conventions.services.contre_proposition import CONFIRMER as CONFIRMER_UNE_OFFRE
from conventions.services.suivi import SUIVRE

TOUS_LES_QUARTS_D_HEURE = "*/15 * * * *"
TOUTES_LES_NUITS = "40 3 * * *"
TOUS_LES_MATINS = "10 7 * * *"
TOUTES_LES_HEURES = "5 * * * *"


@app.periodic(cron=TOUS_LES_QUARTS_D_HEURE)
@app.task(name="conventions.eteindre_options", queueing_lock="conventions.eteindre_options")
def eteindre_les_options(timestamp: int) -> None:
    """Write down the options that have lapsed and tell those who waited; nothing depends on the hour of this job."""
    eteindre_options(maintenant=timezone.now())


@app.periodic(cron=TOUTES_LES_HEURES)
@app.task(name="conventions.rejuger_les_provisoires", queueing_lock="conventions.rejuger_les_provisoires")
def rejuger_le_calendrier(timestamp: int) -> None:
    """Judge again what was asked for before the school calendar came out, by whatever way it came in."""
    rejuger_les_provisoires(maintenant=timezone.now())


@app.task(name=CONFIRMER, retry=REESSAIS)
def confirmer_une_decision(*, decision: int) -> None:
    """Tell what was decided ten minutes ago, unless it was undone."""
    confirmer(decision=Decision.objects.get(pk=decision), maintenant=timezone.now())


@app.periodic(cron=TOUS_LES_QUARTS_D_HEURE)
@app.task(name="conventions.expirer_les_propositions", queueing_lock="conventions.expirer_les_propositions")
def expirer_les_propositions(timestamp: int) -> None:
    """End the requests whose offer had no answer in time; one transaction a request."""
    maintenant = timezone.now()
    for demande in demandes_a_expirer(maintenant):
        expirer_proposition(demande=demande, maintenant=maintenant)


@app.task(name=CONFIRMER_UNE_OFFRE, retry=REESSAIS)
def confirmer_une_contre_proposition(*, proposition: int) -> None:
    """Tell what was offered ten minutes ago, unless it was undone or answered."""
    confirmer_contre_proposition(proposition=ContreProposition.objects.get(pk=proposition), maintenant=timezone.now())


@app.task(name=SUIVRE, retry=REESSAIS)
def suivre_une_convention(*, convention: int) -> None:
    """Draw what follows from a step that was recorded ten minutes ago, if it still stands."""
    suivre(convention=Convention.objects.get(pk=convention), maintenant=timezone.now())


@app.periodic(cron=TOUTES_LES_HEURES)
@app.task(name="conventions.suivre_les_conventions", queueing_lock="conventions.suivre_les_conventions")
def suivre_les_conventions(timestamp: int) -> None:
    """Activate what an insurance covers since, close what is over; one transaction a convention."""
    maintenant = timezone.now()
    for convention in conventions_a_suivre(maintenant):
        suivre(convention=convention, maintenant=maintenant)


@app.task(name="conventions.rejuger_les_souhaits")
def rejuger_les_souhaits(*, demandes: list[int]) -> None:
    """Offer again what these requests wanted where a place was given back; one transaction a request."""
    _rejuger(demandes)


@app.periodic(cron=TOUTES_LES_NUITS)
@app.task(name="conventions.rejuger_la_nuit", queueing_lock="conventions.rejuger_la_nuit")
def rejuger_la_nuit(timestamp: int) -> None:
    """Judge again all that could not be had: a closure may be lifted, a rule eased, a decision no longer undone."""
    _rejuger(None)


@app.periodic(cron=TOUTES_LES_NUITS)
@app.task(name="conventions.jeter_les_brouillons", queueing_lock="conventions.jeter_les_brouillons")
def jeter_les_brouillons(timestamp: int) -> None:
    """Throw away the drafts that nobody has touched for a year, with the people that they name."""
    jeter_les_dormants(maintenant=timezone.now())


@app.periodic(cron=TOUS_LES_MATINS)
@app.task(name="conventions.poursuivre_les_pieces", queueing_lock="conventions.poursuivre_les_pieces")
def poursuivre_les_pieces(timestamp: int) -> None:
    """Ask again for papers that are due, and end the requests whose papers never came; one transaction a request."""
    maintenant = timezone.now()
    for demande in demandes_a_poursuivre(maintenant):
        poursuivre(demande=demande, maintenant=maintenant)


@app.periodic(cron=TOUS_LES_MATINS)
@app.task(name="conventions.relancer_les_ecoles", queueing_lock="conventions.relancer_les_ecoles")
def relancer_les_ecoles(timestamp: int) -> None:
    """Remind the schools that owe an answer and tell the authorities of those that are late; one transaction each."""
    maintenant = timezone.now()
    for demande in demandes_a_relancer(maintenant):
        relancer(demande=demande, maintenant=maintenant)


def _rejuger(parmi: list[int] | None) -> None:
    maintenant = timezone.now()
    for demande in demandes_en_attente(maintenant, parmi):
        rejuger(demande=demande, maintenant=maintenant)
