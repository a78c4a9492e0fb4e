"""Drop the indexes of the commune of a site: nobody asks which sites a commune has, and no commune is ever deleted."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("etablissements", "0004_acte_fondateur")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "DROP INDEX CONCURRENTLY IF EXISTS etablissements_site_commune_id_55fb8a2e",
                    "CREATE INDEX CONCURRENTLY etablissements_site_commune_id_55fb8a2e"
                    " ON etablissements_site (commune_id)",
                ),
                migrations.RunSQL(
                    "DROP INDEX CONCURRENTLY IF EXISTS etablissements_site_commune_id_55fb8a2e_like",
                    "CREATE INDEX CONCURRENTLY etablissements_site_commune_id_55fb8a2e_like"
                    " ON etablissements_site (commune_id varchar_pattern_ops)",
                ),
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="site",
                    name="commune",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sites",
                        to="etablissements.commune",
                    ),
                ),
            ],
        )
    ]
