"""Drafts of requests: what is said at the filing is null until then, and what was typed stands beside."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("associations", "0002_initial"),
        ("conventions", "0014_etapes_de_la_convention"),
        ("etablissements", "0009_tampon_leve_par_l_ecole"),
        ("salles", "0007_tarif_plausible"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Brouillon",
            fields=[
                (
                    "demande",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="brouillon",
                        serialize=False,
                        to="conventions.demande",
                    ),
                ),
                ("saisie", models.JSONField(help_text="Par champ du formulaire, les valeurs telles que tapées.")),
                (
                    "revision",
                    models.PositiveIntegerField(
                        default=1, help_text="Une de plus chaque fois qu’on le garde.", verbose_name="révision"
                    ),
                ),
                ("garde_le", models.DateTimeField(verbose_name="gardé le")),
            ],
            options={
                "ordering": ["-garde_le", "pk"],
            },
        ),
        migrations.AlterField(
            model_name="demande",
            name="activite",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="salles.activite",
                verbose_name="activité",
            ),
        ),
        migrations.AlterField(
            model_name="demande",
            name="deposee_le",
            field=models.DateTimeField(null=True, verbose_name="déposée le"),
        ),
        migrations.AlterField(
            model_name="demande",
            name="dossier",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="demandes",
                to="conventions.dossier",
            ),
        ),
        migrations.AlterField(
            model_name="demande",
            name="effectif",
            field=models.PositiveIntegerField(
                help_text="Personnes présentes en même temps.",
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(5000),
                ],
            ),
        ),
        migrations.AlterField(
            model_name="demande",
            name="numero",
            field=models.CharField(editable=False, max_length=20, null=True, unique=True, verbose_name="numéro"),
        ),
        migrations.AddConstraint(
            model_name="demande",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(
                            ("activite__isnull", True),
                            ("deposee_le__isnull", True),
                            ("dossier__isnull", True),
                            ("effectif__isnull", True),
                            ("numero__isnull", True),
                        ),
                        ("statut", "brouillon"),
                    ),
                    models.Q(
                        models.Q(
                            ("activite__isnull", False),
                            ("deposee_le__isnull", False),
                            ("dossier__isnull", False),
                            ("effectif__isnull", False),
                            ("numero__isnull", False),
                        ),
                        models.Q(("statut", "brouillon"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="demande_complete_ou_brouillon",
            ),
        ),
        migrations.AddField(
            model_name="brouillon",
            name="garde_par",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="gardé par",
            ),
        ),
        migrations.AddField(
            model_name="brouillon",
            name="salle",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="salles.salle"),
        ),
    ]
