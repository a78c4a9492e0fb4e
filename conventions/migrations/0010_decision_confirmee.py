from django.db import migrations, models

# What was decided before is told by messages that are written already: it stands.
DEJA_DITES = """
    UPDATE conventions_decision SET confirmee_le = prise_le + interval '10 minutes' WHERE annulee_le IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("conventions", "0009_rappels"),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="confirmee_le",
            field=models.DateTimeField(
                blank=True,
                help_text="Dite au demandeur : plus personne ne revient dessus.",
                null=True,
                verbose_name="confirmée le",
            ),
        ),
        migrations.RunSQL(DEJA_DITES, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="decision", name="messages"),
    ]
