"""The demo tells the past: what it would have said to people was said then, and the first worker sends nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db.models import Max, Q
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob


@contextmanager
def messages_deja_partis(maintenant: datetime) -> Iterator[None]:
    """Drop the jobs that the block enqueues and whose hour is past; what is still to leave will."""
    dernier = ProcrastinateJob.objects.aggregate(Max("id"))["id__max"] or 0
    yield
    echues = ProcrastinateJob.objects.filter(Q(scheduled_at=None) | Q(scheduled_at__lte=maintenant), id__gt=dernier)
    for tache in echues.values_list("id", flat=True):
        app.job_manager.cancel_job_by_id(tache, delete_job=True)
