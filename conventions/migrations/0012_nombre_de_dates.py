"""How many dates each wish came to, so that one that vanishes is missed. Those of today are counted once."""

from django.db import migrations, models

COMPTER = """
    UPDATE conventions_souhait s SET nombre = c.nombre
    FROM (SELECT souhait_id, count(*) AS nombre FROM conventions_creneaudemande GROUP BY souhait_id) c
    WHERE c.souhait_id = s.id
"""


class Migration(migrations.Migration):
    dependencies = [("conventions", "0011_dates_attendues")]

    operations = [
        migrations.AddField(
            model_name="souhait",
            name="nombre",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="Au dépôt : aucune ne se perd depuis.", verbose_name="nombre de dates"
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(COMPTER, migrations.RunSQL.noop),
    ]
