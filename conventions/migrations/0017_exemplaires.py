"""A signed copy says who handed it in and when, and the one that it replaces is kept."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Max


def reprendre_les_exemplaires(apps, schema_editor) -> None:
    """Nobody noted who had handed these in: they came after the last signature."""
    modele = apps.get_model("conventions", "Exemplaire")
    conventions = apps.get_model("conventions", "Convention").objects.exclude(exemplaire="")
    modele.objects.bulk_create(
        modele(
            convention=convention,
            fichier=convention.exemplaire.name,
            consignee_le=convention.signee_le or convention.redigee_le,
        )
        for convention in conventions.annotate(signee_le=Max("signatures__consignee_le"))
    )


class Migration(migrations.Migration):
    dependencies = [
        ("conventions", "0016_brouillon_salle_gardee"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Exemplaire",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("consignee_le", models.DateTimeField(verbose_name="consignée le")),
                ("reprise_le", models.DateTimeField(blank=True, null=True, verbose_name="reprise le")),
                ("fichier", models.FileField(upload_to="conventions/%Y/")),
                (
                    "consignee_par",
                    models.ForeignKey(
                        help_text="Vide : Préau lui-même.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exemplaires",
                        to="conventions.convention",
                    ),
                ),
            ],
            options={
                "verbose_name": "exemplaire signé",
                "ordering": ["consignee_le", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("reprise_le", None)), fields=("convention",), name="exemplaire_un_seul"
                    )
                ],
            },
        ),
        migrations.RunPython(reprendre_les_exemplaires, migrations.RunPython.noop),
        migrations.RemoveField(model_name="convention", name="exemplaire"),
    ]
