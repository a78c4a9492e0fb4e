"""What a convention does by itself once its steps are recorded: it is told, becomes active, comes to its end.

A step may be taken back, so nothing is told nor opened before `REPENTIR`: a job of minute ten reads what stands then
(docs/decisions/0036). What only time brings, insurance or the last day, an hourly job sees.
"""

from datetime import date, datetime

from django.db.models import Q
from procrastinate.contrib.django import app

from associations.portefeuille import est_assuree
from conventions import nouvelles
from conventions.deroule import Deroule, Partie, deroule_de
from conventions.models import Convention, CreneauDemande, Demande, Etape
from conventions.services.etat import REPENTIR
from conventions.services.prises import enregistrer
from conventions.services.transitions import passer, passer_convention, passer_date
from conventions.services.verrous import verrouiller_convention
from salles.regles import cadre_de
from socle.rejouer import rejouer

SUIVRE = "conventions.suivre_une_convention"  # by its name: `conventions/taches.py` imports the services
Statut = Convention.Statut
Etat = CreneauDemande.Etat


def programmer_le_suivi(convention: Convention, maintenant: datetime) -> None:
    """Leave it to a job of this very transaction."""
    app.configure_task(SUIVRE, schedule_at=maintenant + REPENTIR).defer(convention=convention.pk)


@rejouer
def suivre(*, convention: Convention, maintenant: datetime) -> Convention:
    """Activate what is signed and insured, close what is over, tell whose turn it is; twice is once."""
    convention = verrouiller_convention(convention)
    deroule = deroule_de(convention)
    if deroule.derniere and maintenant < deroule.derniere.consignee_le + REPENTIR:
        return convention
    if convention.statut == Statut.SIGNEE and est_couverte(convention, maintenant):
        _passer(convention, Statut.ACTIVE, Demande.Statut.CONVENTIONNEE, maintenant)
    if convention.statut == Statut.ACTIVE and _jour(convention, maintenant) > convention.dernier_jour:
        _retirer_les_offres(convention.demande)
        _passer(convention, Statut.ECHUE, Demande.Statut.CLOSE, maintenant)
    _annoncer(convention, deroule, maintenant)
    return convention


def conventions_a_suivre(maintenant: datetime) -> list[Convention]:
    """Return, by id, the conventions that time may move: signed and not active, or active and perhaps over."""
    # the local day of a school may be one day before that of UTC
    a_suivre = Q(statut=Statut.SIGNEE) | Q(statut=Statut.ACTIVE, dernier_jour__lte=maintenant.date())
    return list(Convention.objects.filter(a_suivre).order_by("pk"))


def est_couverte(convention: Convention, maintenant: datetime) -> bool:
    """Tell whether an insurance of the wallet covers the first date still to come, else the first one."""
    return est_assuree(convention.demande.association.pieces.all(), jour_a_couvrir(convention, maintenant))


def jour_a_couvrir(convention: Convention, maintenant: datetime) -> date:
    """Return the day for which an insurance is awaited."""
    a_venir = convention.creneaux.filter(jour__gte=_jour(convention, maintenant)).first()
    return a_venir.jour if a_venir else convention.premier_jour


def _jour(convention: Convention, maintenant: datetime) -> date:
    return cadre_de(convention.demande.etablissement).jour(maintenant)


def _passer(convention: Convention, statut: str, statut_demande: str, maintenant: datetime) -> None:
    """Move convention and request together, and write down the step that nobody recorded."""
    passer_convention(convention, statut)
    convention.save(update_fields=["statut"])
    passer(convention.demande, statut_demande)
    convention.demande.save(update_fields=["statut"])
    le = _jour(convention, maintenant)
    Etape.objects.create(convention=convention, statut=statut, fait_le=le, consignee_le=maintenant)


def _retirer_les_offres(demande: Demande) -> None:
    """A request that is over offers nothing any more."""
    offertes = list(demande.creneaux.filter(etat=Etat.PROPOSE))
    for creneau in offertes:
        passer_date(creneau, Etat.INDISPONIBLE)
    enregistrer(offertes)


def _annoncer(convention: Convention, deroule: Deroule, maintenant: datetime) -> None:
    """Tell the news of the day, once, to those whom it concerns."""
    nouvelle = nouvelle_de(convention, deroule)
    if nouvelle in ("", convention.annoncee):
        return
    convention.annoncee = nouvelle
    convention.save(update_fields=["annoncee"])
    match nouvelle:
        case Partie.ORGANISATEUR:
            nouvelles.organisateur_attendu(convention)
        case Partie.COLLECTIVITE:
            nouvelles.collectivite_attendue(convention, maintenant)
        case Statut.SIGNEE:
            nouvelles.assurance_attendue(convention, jour_a_couvrir(convention, maintenant))
        case Statut.ACTIVE:
            nouvelles.convention_active(convention, maintenant)


def nouvelle_de(convention: Convention, deroule: Deroule) -> str:
    """Name what people ought to know as things stand: whose signature is awaited, or where the convention is."""
    if convention.statut in (Statut.SIGNEE, Statut.ACTIVE):
        return convention.statut
    attendue = deroule.partie_attendue
    return attendue if attendue in (Partie.ORGANISATEUR, Partie.COLLECTIVITE) else ""
