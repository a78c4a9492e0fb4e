"""What our management commands answer to a line they cannot take: in French, with what to type."""

from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command, load_command_class
from django.db import connection

from etablissements.management.commande import Commande
from etablissements.models import Collectivite

A_NOUS = sorted(
    (chemin.parents[2].name, chemin.stem)
    for chemin in Path(settings.BASE_DIR).glob("*/management/commands/*.py")
    if chemin.stem != "__init__"
)


@pytest.mark.parametrize(
    ("ligne", "phrase"),
    [
        ("demo --aujourdhui bidon",
         "--aujourdhui : « bidon » n’est pas une date, écrivez-la AAAA-MM-JJ, par exemple 2026-11-24."),
        ("demo --aujourdhui", "--aujourdhui attend une valeur."),
        ("demo --json=oui", "--json s’écrit sans valeur."),
        ("creer_collectivite dep-38 --nom Isère --type bidon",
         "--type : « bidon » n’est pas un choix possible, écrivez departement ou region."),
        ("creer_collectivite dep-38 --no Isère", "« --no » veut dire --no-color ou --nom : précisez."),
        ("creer_collectivite", "Il manque CODE, --nom et --type."),
        ("importer_annuaire", "Il manque FICHIER."),
        ("importer_vacances a.csv --bidon b", "Cette commande ne connaît pas « --bidon b »."),
        ("auditer_reservations tout", "Cette commande ne connaît pas « tout »."),
        ("memoire --requetes beaucoup", "--requetes : « beaucoup » n’est pas un nombre entier."),
    ],
)  # fmt: skip
def test_une_ligne_mal_tapee_est_refusee_en_francais_avec_un_exemple(ligne, phrase, capsys):
    nom, *options = ligne.split()
    with pytest.raises(CommandError) as refus:
        call_command(nom, *options)
    [application] = [application for application, commande in A_NOUS if commande == nom]
    phrase = f"{phrase} Exemple : {load_command_class(application, nom).exemple}"
    assert (str(refus.value), refus.value.returncode) == (phrase, 2)
    with pytest.raises(SystemExit, match="2"):
        load_command_class(application, nom).run_from_argv(["manage.py", nom, *options])
    assert capsys.readouterr() == ("", f"{phrase}\n")


@pytest.mark.parametrize(("application", "nom"), A_NOUS)
def test_chaque_commande_refuse_en_francais_et_son_exemple_se_lit(application, nom):
    commande = import_module(f"{application}.management.commands.{nom}").Command()
    assert isinstance(commande, Commande)
    debut, exemple = commande.exemple.split(" --nom ")[0].split()[:2]
    assert (debut, exemple) == ("manage.py", nom)


def test_ce_qu_argparse_dira_demain_reste_en_francais():
    with pytest.raises(CommandError, match=r"^Cette ligne n’est pas comprise\. Exemple : manage\.py demo"):
        load_command_class("plateforme", "demo").create_parser("manage.py", "demo").error("brand new refusal")


@pytest.mark.django_db
def test_un_nom_vide_nomme_son_option():
    with pytest.raises(CommandError, match=r"^--nom : Ce champ ne peut pas être vide\.$"):
        call_command("creer_collectivite", "dep-38", "--nom", "", "--type", "departement")
    assert not Collectivite.objects.exists()


@pytest.mark.usefixtures("collectivites")
@pytest.mark.django_db
def test_une_collectivite_inconnue_rappelle_les_codes_connus(tmp_path):
    with pytest.raises(CommandError) as refus:
        call_command("importer_annuaire", str(tmp_path / "annuaire.csv"), "--collectivite", "bidon")
    assert str(refus.value) == (
        "La collectivité « bidon » n’est pas connue. Écrivez l’un de ces codes : dep-35, dep-38, reg-53, reg-84 ; "
        "ou créez-la d’abord avec « creer_collectivite »."
    )


@pytest.mark.django_db
def test_une_base_sans_ses_tables_dit_quoi_taper():
    with connection.cursor() as curseur:
        curseur.execute("ALTER TABLE etablissements_collectivite RENAME TO ailleurs")
    with pytest.raises(CommandError) as refus:
        call_command("creer_collectivite", "dep-38", "--nom=Isère", "--type=departement")
    assert (str(refus.value), refus.value.returncode) == (
        "La base n’a pas toutes ses tables. Tapez « python manage.py migrate », puis recommencez.",
        2,
    )
