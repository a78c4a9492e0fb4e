import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conventions", "0003_compteur_heures"),
    ]

    operations = [
        migrations.AddField(
            model_name="souhait",
            name="remplace",
            field=models.ForeignKey(
                blank=True,
                help_text="Le souhait dont ces dates n’étaient pas libres.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="remplacants",
                to="conventions.souhait",
            ),
        ),
    ]
