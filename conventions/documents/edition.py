"""Which convention, with what it needs to be read or printed: pages and API hand out the same document."""

from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from associations.models import Membre
from conventions.documents.convention import contenu
from conventions.documents.rendu import composer
from conventions.exceptions import ProjetPasEncoreLa
from conventions.exceptions_des_conventions import TexteDisparu
from conventions.models import Convention, CreneauDemande, Decision, Etape, Exemplaire, Signature
from conventions.models.creneau import CreneauDemandeQuerySet
from conventions.permissions import peut_instruire
from conventions.phrases import peut_se_raviser
from conventions.services.repentir import revocable_jusqu_a
from etablissements.textes import textes_en_vigueur
from salles.regles import cadre_de


def detaillees(conventions: QuerySet[Convention]) -> QuerySet[Convention]:
    """Fetch with the conventions all that their page and their document tell."""
    return conventions.select_related(
        "demande__etablissement__collectivite",
        "demande__etablissement__site__commune",
        "demande__association",
        "demande__activite",
    ).prefetch_related("demande__materiels__materiel", "demande__souhaits", "demande__association__pieces")


def deroulees(conventions: QuerySet[Convention]) -> QuerySet[Convention]:
    """Fetch with the conventions the steps and signatures that stand, all signed copies, and who wrote them down."""
    return conventions.prefetch_related(
        Prefetch("etapes", Etape.objects.en_vigueur().select_related("consignee_par")),
        Prefetch("signatures", Signature.objects.en_vigueur().select_related("consignee_par")),
        Prefetch("exemplaires", Exemplaire.objects.select_related("consignee_par")),
    )


def exiger_le_projet(convention: Convention, utilisateur, maintenant: datetime) -> None:
    """Refuse with `ProjetPasEncoreLa` while the accord may be taken back: its school alone reads the draft."""
    if peut_instruire(utilisateur, convention.demande):
        return
    decision = convention.demande.decisions.en_vigueur().first()
    if decision and (fin := revocable_jusqu_a(decision, maintenant)):
        raise ProjetPasEncoreLa(peut_se_raviser(convention.demande, fin))


def creneaux_convenus(convention: Convention) -> list[CreneauDemande]:
    """Return the dates that the convention covers, with what its page and its document tell of their rooms."""
    return _avec_leurs_salles(convention.creneaux)


def creneaux_du_texte(convention: Convention) -> list[CreneauDemande]:
    """Return the dates that the text says, given back since or not."""
    return _avec_leurs_salles(convention.creneaux_du_texte)


def _avec_leurs_salles(creneaux: CreneauDemandeQuerySet) -> list[CreneauDemande]:
    return list(creneaux.select_related("salle__etablissement__collectivite"))


def document(convention: Convention) -> bytes:
    """Return the PDF of a convention that came from `detaillees`: the stored text once it is fixed.

    Refuses with `TexteDisparu` where its file is gone; the audit tells it apart to whoever runs the site.
    """
    if not convention.texte:
        return imprimer(convention)
    try:
        with convention.texte.open("rb") as fichier:
            return fichier.read()
    except FileNotFoundError as erreur:
        raise TexteDisparu from erreur


def imprimer(convention: Convention) -> bytes:
    """Compose the PDF from what is known now."""
    return composer("convention", dire(convention), date_le=convention.redigee_le)


def dire(convention: Convention) -> dict[str, Any]:
    """Return all that the document says."""
    jour = cadre_de(convention.demande.etablissement).jour(convention.redigee_le)
    accords = convention.demande.decisions.en_vigueur().filter(sens=Decision.Sens.ACCORD)
    decision = accords.select_related("auteur").get()
    representants = convention.demande.association.membres.filter(role=Membre.Role.REPRESENTANT)
    exclus = convention.demande.creneaux.exclude(pk__in=convention.creneaux).order_by("jour")
    return contenu(
        convention,
        creneaux_convenus(convention),
        list(dict.fromkeys(exclus.values_list("jour", flat=True))),
        decision,
        list(representants.select_related("utilisateur")),
        textes_en_vigueur(jour),
    )
