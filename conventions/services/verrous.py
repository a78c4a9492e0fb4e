"""Hold the requests of one act still. Source of the order: `docs/architecture.md`, Demande first, by id."""

from collections.abc import Collection

from conventions.models import CreneauDemande, Demande


def verrouiller_demandes(identifiants: Collection[int]) -> dict[int, Demande]:
    """Lock these requests by id and return them as they now stand, with their school and requester."""
    list(Demande.objects.select_for_update().filter(pk__in=identifiants).order_by("pk").values_list("pk"))
    demandes = Demande.objects.select_related(
        "etablissement__collectivite", "etablissement__site__commune", "association", "activite", "dossier__depose_par"
    )
    return {demande.pk: demande for demande in demandes.filter(pk__in=identifiants)}


def verrouiller_demande(demande: Demande) -> Demande:
    return verrouiller_demandes([demande.pk])[demande.pk]


def salles_a_decider(demande: Demande) -> set[int]:
    """Return the rooms of the dates that the school can still answer."""
    return set(demande.creneaux.ouverts().values_list("salle", flat=True))


def creneaux_a_decider(demande: Demande) -> list[CreneauDemande]:
    """Return the dates that the school can still answer, with all that judging and booking them needs."""
    return list(demande.creneaux.ouverts().select_related("reservation", "salle__etablissement__collectivite"))
