"""Which rows may this person see at all? Each app registers one answer per model; views ask nowhere else."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
_reponses: dict[type[Model], Callable[..., QuerySet]] = {}


def porte_sur(
    modele: type[M],
) -> Callable[[Callable[..., QuerySet[M]]], Callable[..., QuerySet[M]]]:
    """Register the scoping of `modele`; a second registration is a programming error."""

    def enregistrer(reponse: Callable[..., QuerySet[M]]) -> Callable[..., QuerySet[M]]:
        if modele in _reponses:
            raise RuntimeError(f"{modele.__name__} already has its scope")
        _reponses[modele] = reponse
        return reponse

    return enregistrer


def portee(utilisateur, modele: type[Model]) -> Any:
    """Return the rows of `modele` that `utilisateur` (possibly anonymous) may see, and no other.

    The queryset is the model's own, with its vocabulary, hence `Any`. A model without a registered scope is a
    programming error, never "everything".
    """
    return _reponses[modele](utilisateur)
