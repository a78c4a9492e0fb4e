"""A new authority joins."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from etablissements.identifiants import IdentifiantInvalide
from etablissements.models import Collectivite, Commune, JourFerie, PeriodeVacances
from etablissements.services.collectivites import CollectiviteExistante, creer_collectivite

pytestmark = pytest.mark.django_db


def test_un_departement_rejoint_le_commun_avec_les_regles_usuelles():
    isere = creer_collectivite(code="dep-38", nom=" Département de  l’Isère ", type_collectivite="departement")
    assert (isere.code, isere.nom, isere.type, isere.base_legale) == (
        "dep-38",
        "Département de l’Isère",
        "departement",
        "L213-2-2",
    )
    assert (isere.delai_jours, isere.horizon_jours, isere.tampon) == (20, 400, timedelta(minutes=15))


def test_une_region_a_la_base_legale_des_lycees():
    bretagne = creer_collectivite(code="reg-53", nom="Région Bretagne", type_collectivite="region")
    assert bretagne.base_legale == "L214-6-2"


@pytest.mark.parametrize(
    ("code", "type_collectivite", "raison"),
    [
        ("dep-96", "departement", "n’a pas de département 96"),
        ("dep-984", "departement", "n’a pas de département 984"),
        ("reg-12", "region", "n’a pas de région 12"),
        ("reg-38", "region", "n’a pas de région 38"),
        ("dep-38", "region", "corrigez l’un des deux"),
        ("38", "departement", "dep-38 ou reg-53"),
    ],
)
def test_refuse_un_code_que_le_code_officiel_ne_connait_pas(code, type_collectivite, raison):
    with pytest.raises(IdentifiantInvalide, match=raison):
        creer_collectivite(code=code, nom="Nom", type_collectivite=type_collectivite)
    assert not Collectivite.objects.exists()


def test_refuse_une_collectivite_deja_la():
    creer_collectivite(code="dep-38", nom="Isère", type_collectivite="departement")
    with pytest.raises(CollectiviteExistante, match="existe déjà"):
        creer_collectivite(code="dep-38", nom="Isère", type_collectivite="departement")


def test_la_commande_prepare_les_communes_et_les_calendriers():
    sortie = StringIO()
    call_command("creer_collectivite", "dep-38", "--nom", "Isère", "--type", "departement", stdout=sortie)
    assert sortie.getvalue().endswith("manage.py importer_annuaire FICHIER --collectivite dep-38\n")
    assert Commune.objects.count() == 34_963
    assert PeriodeVacances.objects.filter(zone="A").exists()
    assert JourFerie.objects.filter(territoire="metropole").exists()


@pytest.mark.parametrize("nom", ["", "  ", "N" * 121])
def test_la_commande_refuse_un_nom_vide_ou_trop_long(nom):
    with pytest.raises(CommandError):
        call_command("creer_collectivite", "dep-38", "--nom", nom, "--type", "departement")
    assert not Collectivite.objects.exists()
