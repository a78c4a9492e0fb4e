import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("etablissements", "0003_quotas"),
    ]

    operations = [
        migrations.CreateModel(
            name="ActeFondateur",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "intitule",
                    models.CharField(
                        help_text="« Délibération de la commission permanente », « Convention avec l’organisme de gestion ».",
                        max_length=160,
                        verbose_name="intitulé",
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        blank=True,
                        help_text="Le numéro de l’acte, s’il en porte un.",
                        max_length=60,
                        verbose_name="référence",
                    ),
                ),
                ("pris_le", models.DateField(help_text="24/11/2026", verbose_name="date de l’acte")),
                (
                    "etablissement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="acte",
                        to="etablissements.etablissement",
                        verbose_name="établissement",
                    ),
                ),
            ],
            options={
                "verbose_name": "acte fondateur",
                "verbose_name_plural": "actes fondateurs",
                "ordering": ["etablissement"],
            },
        ),
    ]
