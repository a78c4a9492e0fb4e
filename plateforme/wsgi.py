"""The entry point of web servers."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plateforme.settings")

application = get_wsgi_application()

# What is loaded by now stays for good: the collector need not walk through it again under every large search.
gc.collect()
gc.freeze()
