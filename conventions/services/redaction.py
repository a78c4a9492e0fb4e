"""Draft the convention of an accord: terms of that day, under the law that the authority applies."""

from collections.abc import Sequence
from datetime import datetime

from conventions.base_legale import exiger_base_legale
from conventions.models import Convention, CreneauDemande, Demande
from conventions.prix import Etat, Prix, heures_de_la_date, prix_de
from etablissements.textes import textes_en_vigueur
from salles.regles import cadre_de
from salles.tarifs import tarif_horaire


def rediger(demande: Demande, *, maintenant: datetime) -> Convention:
    """Write the draft that covers the dates given, at the tariffs of that day; belongs to the accord's transaction."""
    base = exiger_base_legale(demande.etablissement)
    convention = Convention(demande=demande, numero=f"C-{demande.numero}", base_legale=base.article, acte=base.acte)
    donnes = list(convention.creneaux.select_related("salle__etablissement__collectivite"))
    for creneau in donnes:
        creneau.tarif_horaire_euros = tarif_horaire(creneau.salle)
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
        _dire(convention, list(convention.creneaux.select_related("salle__etablissement")), maintenant)


def dechirer(demande: Demande) -> None:
    """Forget the draft and its tariffs: the accord was undone before the requester was told."""
    Convention.objects.filter(demande=demande, statut=Convention.Statut.REDACTION).delete()
    demande.creneaux.update(tarif_horaire_euros=None)


def _dire(convention: Convention, creneaux: Sequence[CreneauDemande], maintenant: datetime) -> None:
    """Write period and price of these dates. Where none is left nothing is due, and the period stays as history."""
    convention.redigee_le = maintenant
    prix = prix_de(map(heures_de_la_date, creneaux), convention.demande.association)
    convention.montant_euros = prix.montant
    if creneaux:
        convention.premier_jour, convention.dernier_jour = creneaux[0].jour, creneaux[-1].jour
        convention.motif_gratuite = _motif_de_gratuite(convention.demande, prix, maintenant)


def _motif_de_gratuite(demande: Demande, prix: Prix, maintenant: datetime) -> str:
    """Return the coded motive of what is free; empty where nothing is, where the law allows none or asks for none."""
    est_du = all(ligne.tarif for ligne in prix.heures)
    if est_du or prix.etat == Etat.A_FIXER or not demande.etablissement.est_public:
        return ""
    jour = cadre_de(demande.etablissement).jour(maintenant)
    return f"intérêt général, {textes_en_vigueur(jour)['gratuite'].intitule}"
