"""A draft keeps its room, as a wish does: none is left behind without what was typed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conventions", "0015_brouillons"),
        ("salles", "0009_profils_avec_le_tampon_leve"),
    ]

    operations = [
        migrations.AlterField(
            model_name="brouillon",
            name="salle",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="salles.salle"),
        ),
    ]
