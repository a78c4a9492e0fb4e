from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conventions", "0004_souhait_remplace"),
    ]

    operations = [
        migrations.AddField(
            model_name="convention",
            name="acte",
            field=models.CharField(
                blank=True, help_text="L’acte de la collectivité, là où la loi ne donne pas d’article.", max_length=260
            ),
        ),
        migrations.AlterField(
            model_name="convention",
            name="base_legale",
            field=models.CharField(
                blank=True,
                choices=[
                    ("L212-15", "article L. 212-15 du code de l’éducation"),
                    ("L213-2-2", "article L. 213-2-2 du code de l’éducation"),
                    ("L214-6-2", "article L. 214-6-2 du code de l’éducation"),
                ],
                max_length=8,
                verbose_name="base légale",
            ),
        ),
        migrations.AddConstraint(
            model_name="convention",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("acte__gt", ""), ("base_legale", "")),
                    models.Q(("acte", ""), ("base_legale__gt", "")),
                    _connector="OR",
                ),
                name="convention_sur_un_article_ou_un_acte",
                violation_error_message="Une convention se fonde sur un article ou sur un acte.",
            ),
        ),
    ]
