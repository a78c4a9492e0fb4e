"""Draft the convention of an accord: terms of that day, under the law that the authority applies."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from associations.models import Association
from conventions.base_legale import exiger_base_legale
from conventions.models import Convention, CreneauDemande, Demande
from etablissements.textes import textes_en_vigueur
from salles.models import Salle
from salles.regles import cadre_de

CENTIME = Decimal("0.01")
UNE_HEURE = timedelta(hours=1)
# A fee is due from whoever is not a non-profit or a public body. Source: the text `gratuite` (CGPPP L2125-1).
NATURES_GRATUITES = (Association.Nature.ASSOCIATION, Association.Nature.COLLECTIVITE)


def rediger(demande: Demande, *, maintenant: datetime) -> Convention:
    """Write the draft that covers the dates given, at the tariffs of that day; belongs to the accord's transaction."""
    base = exiger_base_legale(demande.etablissement)
    convention = Convention(demande=demande, numero=f"C-{demande.numero}", base_legale=base.article, acte=base.acte)
    donnes = list(convention.creneaux.select_related("salle__etablissement__collectivite"))
    for creneau in donnes:
        creneau.tarif_horaire_euros = tarif_de(creneau.salle)
    CreneauDemande.objects.bulk_update(donnes, ["tarif_horaire_euros"])
    _dire(convention, donnes, maintenant)
    convention.full_clean(exclude=["numero", "demande"])
    convention.save(force_insert=True)
    return convention


def suivre_les_dates(convention: Convention, *, maintenant: datetime) -> None:
    """Make the draft say the dates that it still covers; whatever frees or adds one calls this, and saves.

    A convention that is no draft any more is not touched: an avenant changes it.
    """
    if convention.statut == Convention.Statut.REDACTION:
        convention.version += 1
        _dire(convention, list(convention.creneaux), maintenant)


def dechirer(demande: Demande) -> None:
    """Forget the draft and its tariffs: the accord was undone before the requester was told."""
    Convention.objects.filter(demande=demande, statut=Convention.Statut.REDACTION).delete()
    demande.creneaux.update(tarif_horaire_euros=None)


def _dire(convention: Convention, creneaux: Sequence[CreneauDemande], maintenant: datetime) -> None:
    """Write period and price of these dates. Where none is left nothing is due, and the period stays as history."""
    convention.redigee_le = maintenant
    convention.montant_euros = montant_de(creneaux)
    if creneaux:
        convention.premier_jour, convention.dernier_jour = creneaux[0].jour, creneaux[-1].jour
        convention.motif_gratuite = (
            "" if convention.montant_euros else _motif_de_gratuite(convention.demande, maintenant)
        )


def tarif_de(salle: Salle) -> Decimal:
    """Return the price of an hour: that of the room, else that of the authority; one grid for everybody."""
    if salle.tarif_horaire_euros is not None:
        return salle.tarif_horaire_euros
    return salle.etablissement.collectivite.tarif_horaire_euros


def montant_de(creneaux: Sequence[CreneauDemande]) -> Decimal:
    """Return what these dates cost at the tariffs agreed, to the cent."""
    total = sum(
        (
            (creneau.tarif_horaire_euros or 0) * Decimal((creneau.fin - creneau.debut) / UNE_HEURE)
            for creneau in creneaux
        ),
        Decimal(0),
    )
    return total.quantize(CENTIME, ROUND_HALF_UP)


def _motif_de_gratuite(demande: Demande, maintenant: datetime) -> str:
    """Return the coded motive that a free use needs; empty where none is known, or none due: private premises."""
    if demande.association.nature not in NATURES_GRATUITES or not demande.etablissement.est_public:
        return ""
    jour = cadre_de(demande.etablissement).jour(maintenant)
    return f"intérêt général, {textes_en_vigueur(jour)['gratuite'].intitule}"
