import django.core.validators
from django.db import migrations, models

# A price below zero was a slip: nothing is asked for, and the dearest hour is the most that may be.
CORRIGER = """
    UPDATE etablissements_collectivite
    SET tarif_horaire_euros = CASE WHEN tarif_horaire_euros < 0 THEN 0 ELSE 500 END
    WHERE tarif_horaire_euros < 0 OR tarif_horaire_euros > 500
"""


class Migration(migrations.Migration):
    dependencies = [
        ("etablissements", "0007_delai_des_pieces"),
    ]

    operations = [
        migrations.RunSQL(CORRIGER, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="collectivite",
            name="tarif_horaire_euros",
            field=models.DecimalField(
                decimal_places=2,
                default=0,
                help_text="0 : gratuit, avec un motif d’intérêt général.",
                max_digits=7,
                validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(500)],
                verbose_name="tarif de l’heure",
            ),
        ),
        migrations.AddConstraint(
            model_name="collectivite",
            constraint=models.CheckConstraint(
                condition=models.Q(("tarif_horaire_euros__gte", 0), ("tarif_horaire_euros__lte", 500)),
                name="collectivite_tarif_plausible",
                violation_error_message="Le prix de l’heure est entre 0 et 500 euros.",
            ),
        ),
    ]
