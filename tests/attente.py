"""One act in the midst of another: the second starts, waits for a row of the first, and goes on after its commit."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from socle.erreur import ErreurMetier

ESSAIS = 6_000  # a minute and more: a busy machine is slow, not stuck
PAUSE_S = 0.01


def pendant(
    premier: Callable[[], object], second: Callable[[], Any], quand_il_attend: Callable[[], object] = lambda: None
) -> Any:
    """Play the first act and commit once the second waits for it; return what the second answered or its refusal.

    `quand_il_attend` looks at the database meanwhile, from the transaction of the first.
    """
    reponses: list = []

    def jouer() -> None:
        try:
            reponses.append(second())
        except ErreurMetier as refus:
            reponses.append(refus)
        finally:
            connection.close()

    fil = threading.Thread(target=jouer)
    with transaction.atomic():
        premier()
        fil.start()
        _attendre_que_l_autre_attende()
        quand_il_attend()
    fil.join()
    [reponse] = reponses
    return reponse


def _attendre_que_l_autre_attende() -> None:
    for _ in range(ESSAIS):
        with connection.cursor() as curseur:
            curseur.execute("SELECT pg_sleep(%s)", [PAUSE_S])
            curseur.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if curseur.fetchone()[0]:
                return
    raise AssertionError("the second act never waited for the first")
