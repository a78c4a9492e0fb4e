"""Jobs of this app, found by the worker under the name `taches`."""

from django.utils import timezone
from procrastinate.contrib.django import app

from conventions.services import eteindre_options

TOUS_LES_QUARTS_D_HEURE = "*/15 * * * *"


@app.periodic(cron=TOUS_LES_QUARTS_D_HEURE)
@app.task(name="conventions.eteindre_options", queueing_lock="conventions.eteindre_options")
def eteindre_les_options(timestamp: int) -> None:
    """Write down the options that have lapsed and tell those who waited; nothing depends on the hour of this job."""
    eteindre_options(maintenant=timezone.now())
