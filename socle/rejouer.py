"""Durable transactions, tried again a bounded number of times when two of them met."""

import functools
import random
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import DatabaseError, transaction

P = ParamSpec("P")
R = TypeVar("R")

ESSAIS = 3
# serialization_failure, deadlock_detected, exclusion_violation: another transaction has just taken what this one wanted
CODES_REJOUABLES = {"40001", "40P01", "23P01"}
PAUSE_MAX_S = 0.05


def est_rejouable(erreur: DatabaseError) -> bool:
    """Tell whether the very same transaction may succeed when it is run again."""
    return getattr(erreur.__cause__, "sqlstate", None) in CODES_REJOUABLES


def rejouer(verbe: Callable[P, R]) -> Callable[P, R]:
    """Run a public verb in one durable transaction, at most three times when another one was in its way.

    Verbs do not call verbs: a durable block refuses to be nested, so a mistake is seen at once.
    """

    @functools.wraps(verbe)
    def durable(*args: P.args, **kwargs: P.kwargs) -> R:
        for essai in range(1, ESSAIS + 1):
            try:
                with transaction.atomic(durable=True):
                    return verbe(*args, **kwargs)
            except DatabaseError as erreur:
                if essai == ESSAIS or not est_rejouable(erreur):
                    raise
                time.sleep(random.uniform(0, PAUSE_MAX_S))  # noqa: S311 -- jitter, not a secret
        raise AssertionError("unreachable")

    return durable
