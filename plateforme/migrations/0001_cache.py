"""The table of the shared cache: made with the others, so that no extra command is needed."""

from django.db import migrations

CREER = """
CREATE TABLE plateforme_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX plateforme_cache_expires ON plateforme_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = []
    operations = [migrations.RunSQL(CREER, reverse_sql="DROP TABLE plateforme_cache")]
