"""The first rules of law, with their sources."""

from django.db import migrations

from etablissements.textes import remplir


def ecrire(apps, schema_editor):
    remplir(apps.get_model("etablissements", "TexteDeReference"))


class Migration(migrations.Migration):
    dependencies = [("etablissements", "0001_initial")]

    operations = [migrations.RunPython(ecrire, migrations.RunPython.noop)]
