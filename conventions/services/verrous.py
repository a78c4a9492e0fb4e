"""Hold the requests of one act still. Source of the order: `docs/architecture.md`, Demande first, by id, then quota."""

from collections.abc import Collection, Iterable

from conventions.models import CompteurHeures, Convention, CreneauDemande, Demande


def verrouiller_demandes(identifiants: Collection[int]) -> dict[int, Demande]:
    """Lock these requests by id and return them as they now stand, with their school and requester."""
    list(Demande.objects.select_for_update().filter(pk__in=identifiants).order_by("pk").values_list("pk"))
    demandes = Demande.objects.select_related(
        "etablissement__collectivite", "etablissement__site__commune", "association", "activite", "dossier__depose_par"
    )
    return {demande.pk: demande for demande in demandes.filter(pk__in=identifiants)}


def verrouiller_demande(demande: Demande) -> Demande:
    return verrouiller_demandes([demande.pk])[demande.pk]


def verrouiller_convention(convention: Convention) -> Convention:
    """Lock the request, which stands for its convention, and return the convention as it now stands."""
    demande = verrouiller_demandes([convention.demande_id])[convention.demande_id]
    convention = Convention.objects.get(pk=convention.pk)
    convention.demande = demande
    return convention


def verrouiller_compteurs(demandes: Iterable[Demande]) -> None:
    """Let one decision at a time give hours to an association in a collectivité."""
    verrouiller_paires({(demande.association_id, demande.etablissement.collectivite_id) for demande in demandes})


def verrouiller_paires(paires: Collection[tuple[int, int]]) -> None:
    """Let one act at a time ask or decide for an association in a collectivité, by id.

    Call it once the requests are locked and before anything is judged. The row is written by the first filing there.
    """
    if not set(paires) <= _verrouilles(paires):
        _ouvrir(paires)
        _verrouilles(paires)


def _ouvrir(paires: Collection[tuple[int, int]]) -> None:
    CompteurHeures.objects.bulk_create(
        [
            CompteurHeures(association_id=association, collectivite_id=collectivite)
            for association, collectivite in sorted(paires)
        ],
        ignore_conflicts=True,
    )


def _verrouilles(paires: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    compteurs = CompteurHeures.objects.select_for_update().filter(
        association__in={association for association, _ in paires},
        collectivite__in={collectivite for _, collectivite in paires},
    )
    return set(compteurs.order_by("pk").values_list("association", "collectivite"))


def salles_a_decider(demande: Demande) -> set[int]:
    """Return the rooms of the dates that the school can still answer."""
    return set(demande.creneaux.ouverts().values_list("salle", flat=True))


def creneaux_a_decider(demande: Demande) -> list[CreneauDemande]:
    """Return the dates that the school can still answer, with all that judging and booking them needs."""
    return list(
        demande.creneaux.ouverts().select_related("reservation", "souhait", "salle__etablissement__collectivite")
    )
