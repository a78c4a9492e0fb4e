import django.core.validators
from django.db import migrations, models

# A price below zero was a slip: that of the authority is asked for, and the dearest hour is the most that may be.
CORRIGER = """
    UPDATE salles_salle
    SET tarif_horaire_euros = CASE WHEN tarif_horaire_euros < 0 THEN NULL ELSE 500 END
    WHERE tarif_horaire_euros < 0 OR tarif_horaire_euros > 500
"""


class Migration(migrations.Migration):
    dependencies = [
        ("etablissements", "0008_tarif_plausible"),
        ("salles", "0006_pret_seul"),
    ]

    operations = [
        migrations.RunSQL(CORRIGER, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="salle",
            name="tarif_horaire_euros",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="Vide : le tarif de la collectivité.",
                max_digits=7,
                null=True,
                validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(500)],
                verbose_name="tarif de l’heure",
            ),
        ),
        migrations.AddConstraint(
            model_name="salle",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("tarif_horaire_euros", None),
                    models.Q(("tarif_horaire_euros__gte", 0), ("tarif_horaire_euros__lte", 500)),
                    _connector="OR",
                ),
                name="salle_tarif_plausible",
                violation_error_message="Le tarif de l’heure est entre 0 et 500 euros.",
            ),
        ),
    ]
