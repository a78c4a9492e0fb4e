"""Drop the indexes that no question uses (docs/decisions/0033): the beginning of another says the same, or nobody asks.

The column keeps its foreign key: only the index goes, without holding anybody up.
"""

import django.db.models.deletion
from django.db import migrations, models

INDEX = {
    "salles_espace_site_id_7533b670": "salles_espace (site_id)",
    "salles_pret_reservation_id_2e94ca7d": "salles_pret (reservation_id)",
    "salles_reservation_salle_id_ff3842a2": "salles_reservation (salle_id)",
    "salles_salle_etablissement_id_ca161d2b": "salles_salle (etablissement_id)",
    "salles_salle_profil_id_64253bd9": "salles_salle (profil_id)",
}


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("salles", "0002_referentiels")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"DROP INDEX CONCURRENTLY IF EXISTS {nom}", f"CREATE INDEX CONCURRENTLY {nom} ON {colonne}"
                )
                for nom, colonne in INDEX.items()
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="espace",
                    name="site",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="espaces",
                        to="etablissements.site",
                    ),
                ),
                migrations.AlterField(
                    model_name="pret",
                    name="reservation",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prets",
                        to="salles.reservation",
                    ),
                ),
                migrations.AlterField(
                    model_name="reservation",
                    name="salle",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reservations",
                        to="salles.salle",
                    ),
                ),
                migrations.AlterField(
                    model_name="salle",
                    name="etablissement",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="salles",
                        to="etablissements.etablissement",
                        verbose_name="établissement",
                    ),
                ),
                migrations.AlterField(
                    model_name="salle",
                    name="profil",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="salles",
                        to="salles.profilouverture",
                    ),
                ),
            ],
        )
    ]
