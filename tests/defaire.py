"""One world for many examples: what an example did is undone, what it found is still there."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def tout_defaire() -> Iterator[None]:
    """Leave nothing behind; the verbs refuse to run within a block of ours, for theirs is durable."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)
