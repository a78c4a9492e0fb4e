from django.db import migrations, models

# Nobody was told a last day before: it begins now, and the reminder comes before it.
DES_MAINTENANT = """
    UPDATE conventions_piecesdemandees SET dernier_jour = greatest(demandees_le, now())::date + 30
"""


class Migration(migrations.Migration):
    dependencies = [
        ("conventions", "0006_calendrier_inconnu"),
    ]

    operations = [
        migrations.AddField(
            model_name="piecesdemandees",
            name="dernier_jour",
            field=models.DateField(null=True, verbose_name="attendues jusqu’au"),
        ),
        migrations.RunSQL(DES_MAINTENANT, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="piecesdemandees",
            name="dernier_jour",
            field=models.DateField(verbose_name="attendues jusqu’au"),
        ),
        migrations.AddField(
            model_name="piecesdemandees",
            name="relancees_le",
            field=models.DateTimeField(blank=True, null=True, verbose_name="relancées le"),
        ),
    ]
