"""Many people at the same instant: real threads, real connections, real commits."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import Any

from django.db import connection

from conventions.audit import CONTROLES as DES_DEMANDES
from salles.audit import CONTROLES as DES_SALLES
from salles.audit import anomalies
from socle.erreur import ErreurMetier


def ensemble(actes: Sequence[Callable[[], Any]]) -> list:
    """Run all the acts at once, each on its own connection; return what each answered, or its refusal.

    Any other error, a deadlock that reached somebody to begin with, fails the test.
    """
    depart = Barrier(len(actes))

    def jouer(acte: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            depart.wait()
            return acte()
        except ErreurMetier as refus:
            return refus
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actes)) as fils:
        return list(fils.map(jouer, actes))


def defauts(maintenant: datetime) -> list[str]:
    """Return all that the audit holds against the rooms and the requests: nothing, if all is well."""
    return list(anomalies(maintenant, [*DES_SALLES, *DES_DEMANDES]))
