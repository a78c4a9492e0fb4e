from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("etablissements", "0006_date_de_l_annuaire"),
    ]

    operations = [
        migrations.AddField(
            model_name="collectivite",
            name="delai_pieces_jours",
            field=models.PositiveSmallIntegerField(
                default=30,
                help_text="En jours ; ensuite la demande se ferme (CRPA, L114-5).",
                verbose_name="délai pour donner les pièces",
            ),
        ),
    ]
