"""Ask for the jobs of the dead to be taken up now, unless that waits in the queue already."""

from contextlib import suppress

import django

django.setup()

from procrastinate.exceptions import AlreadyEnqueued  # noqa: E402 -- Django comes first

from plateforme.taches import reprendre_les_abandons  # noqa: E402

with suppress(AlreadyEnqueued):
    reprendre_les_abandons.defer(timestamp=0)
