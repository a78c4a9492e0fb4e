"""Upkeep of the jobs themselves: nothing is lost with a killed worker, nothing personal stays longer than needed."""

from datetime import timedelta

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from plateforme.cadence import oublier

# Failed jobs hold addresses: kept long enough for somebody to look, no longer.
GARDE_DES_ECHECS_H = 30 * 24


@app.periodic(cron="* * * * *")
@app.task(name="plateforme.reprendre_les_abandons", queueing_lock="reprendre_les_abandons", pass_context=True)
async def reprendre_les_abandons(contexte: JobContext, timestamp: int) -> None:
    """Give back to the queue the jobs of workers that have not signed for 30 seconds."""
    gestionnaire = contexte.app.job_manager
    for tache in await gestionnaire.get_stalled_jobs():
        await gestionnaire.retry_job(tache)


@app.periodic(cron="17 3 * * *")
@app.task(name="plateforme.oublier_les_echecs", queueing_lock="oublier_les_echecs", pass_context=True)
async def oublier_les_echecs(contexte: JobContext, timestamp: int) -> None:
    """Delete the jobs that failed or were cancelled a month ago."""
    await contexte.app.job_manager.delete_old_jobs(
        nb_hours=GARDE_DES_ECHECS_H, include_failed=True, include_cancelled=True, include_aborted=True
    )


@app.periodic(cron="37 * * * *")
@app.task(name="plateforme.oublier_les_cadences", queueing_lock="oublier_les_cadences")
def oublier_les_cadences(timestamp: int) -> None:
    """Drop the counters of callers who have not come for an hour."""
    oublier(timezone.now() - timedelta(hours=1))
