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
    """Write the draft that covers the dates given; belongs to the transaction of the accord."""
    donnes = list(
        demande.creneaux.filter(etat=CreneauDemande.Etat.ACCEPTE)
        .select_related("salle__etablissement__collectivite")
        .order_by("jour")
    )
    montant = montant_de(donnes)
    base = exiger_base_legale(demande.etablissement)
    convention = Convention(
        demande=demande,
        numero=f"C-{demande.numero}",
        base_legale=base.article,
        acte=base.acte,
        premier_jour=donnes[0].jour,
        dernier_jour=donnes[-1].jour,
        montant_euros=montant,
        motif_gratuite="" if montant else _motif_de_gratuite(demande, maintenant),
        redigee_le=maintenant,
    )
    convention.full_clean(exclude=["numero", "demande"])
    convention.save(force_insert=True)
    return convention


def tarif_de(salle: Salle) -> Decimal:
    """Return the price of an hour: that of the room, else that of the authority; one grid for everybody."""
    if salle.tarif_horaire_euros is not None:
        return salle.tarif_horaire_euros
    return salle.etablissement.collectivite.tarif_horaire_euros


def montant_de(creneaux: Sequence[CreneauDemande]) -> Decimal:
    """Return what these dates cost, to the cent."""
    total = sum(
        (tarif_de(creneau.salle) * Decimal((creneau.fin - creneau.debut) / UNE_HEURE) for creneau in creneaux),
        Decimal(0),
    )
    return total.quantize(CENTIME, ROUND_HALF_UP)


def _motif_de_gratuite(demande: Demande, maintenant: datetime) -> str:
    """Return the coded motive that a free use needs; empty where none is known, or none due: private premises."""
    if demande.association.nature not in NATURES_GRATUITES or not demande.etablissement.est_public:
        return ""
    jour = cadre_de(demande.etablissement).jour(maintenant)
    return f"intérêt général, {textes_en_vigueur(jour)['gratuite'].intitule}"
