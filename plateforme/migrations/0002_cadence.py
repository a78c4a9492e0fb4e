"""How many calls each caller made this minute. Not logged: a count that a crash loses harms nobody."""

from django.db import migrations

CREER = """
CREATE UNLOGGED TABLE plateforme_cadence (
    appelant char(64) PRIMARY KEY,
    minute bigint NOT NULL,
    appels integer NOT NULL
);
"""


class Migration(migrations.Migration):
    dependencies = [("plateforme", "0001_cache")]
    operations = [migrations.RunSQL(CREER, reverse_sql="DROP TABLE plateforme_cadence")]
