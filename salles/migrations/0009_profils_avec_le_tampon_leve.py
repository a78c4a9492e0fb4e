"""A profile says whether its room waives the buffer between an association's own slots: search reads it there."""

import hashlib
import json
from collections import defaultdict

from django.db import migrations
from django.db.models.functions import Coalesce


def completer(apps, _editeur):
    """Give each room the profile that it had, with its answer; profiles never change under their name."""
    salles = apps.get_model("salles", "Salle").objects.exclude(profil=None)
    profils = apps.get_model("salles", "ProfilOuverture").objects
    leve = Coalesce(
        "tampon_leve_pour_soi",
        "etablissement__tampon_leve_pour_soi",
        "etablissement__collectivite__tampon_leve_pour_soi",
    )
    par_profil = defaultdict(list)
    for pk, *cle in salles.annotate(leve=leve).values_list("pk", "profil", "leve"):
        par_profil[tuple(cle)].append(pk)
    anciens = profils.in_bulk({profil for profil, _ in par_profil})
    for (profil, reponse), siennes in sorted(par_profil.items()):
        ancien = anciens[profil]
        contenu = ancien.contenu | {"regles": ancien.contenu["regles"] | {"tampon_leve_pour_soi": reponse}}
        empreinte = hashlib.sha256(json.dumps(contenu, sort_keys=True).encode()).hexdigest()
        suite = {"contenu": contenu, "zone": ancien.zone, "territoire": ancien.territoire, "fuseau": ancien.fuseau}
        nouveau, _ = profils.get_or_create(empreinte=empreinte, defaults=suite)
        salles.filter(pk__in=siennes).update(profil=nouveau)


class Migration(migrations.Migration):
    dependencies = [
        ("salles", "0008_tampon_leve_par_la_salle"),
        ("etablissements", "0010_regle_sans_aide"),
    ]

    operations = [migrations.RunPython(completer, migrations.RunPython.noop)]
