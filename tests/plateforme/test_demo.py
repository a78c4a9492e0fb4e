"""The demo fills real schools, twice the same, and refuses where it would do harm."""

import csv
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from etablissements.models import Etablissement, Site
from plateforme.demo.batiments import publie, remplir_batiments
from plateforme.demo.collectivites import MODELES, remplir_collectivites
from plateforme.demo.dessin import VUES, dessiner
from plateforme.demo.fermetures import fermetures_de, remplir_fermetures
from plateforme.demo.photos import retablir_les_fichiers
from plateforme.demo.planning import _usages, remplir_planning
from plateforme.demo.plans import TIERS, plans_de
from salles.models import Espace, Occupation, PhotoSalle, Reservation, Salle
from salles.moteur import Repetition
from salles.services.completude import manques
from tests.personnages import etablissement

MAINTENANT = datetime(2026, 11, 22, 11, tzinfo=UTC)
ECOLES = Path("etablissements/donnees/etablissements.csv")
SEMAINES = 34  # of class between 8 September and 27 June, at most
OCCUPATIONS_MAX = 120_000
TEXTE_MAX = 200  # characters of the alternative text


def test_une_ecole_tire_toujours_les_memes_salles():
    ecole = Etablissement(uai="0382042N", nature=Etablissement.Nature.COLLEGE, site=Site())
    assert plans_de(ecole) == plans_de(ecole)
    noms = Counter(plan.nom for plan in plans_de(ecole))
    assert max(noms.values()) == 1
    assert 6 <= len(noms) <= 15


@pytest.mark.parametrize("annee", [2025, 2026, 2027])
def test_deux_annees_de_la_demo_tiennent_sous_cent_vingt_mille_occupations(annee, settings):
    prises = 0
    with (settings.BASE_DIR / ECOLES).open(encoding="utf-8") as lignes:
        for ligne in csv.DictReader(lignes, delimiter=";"):
            nature = Etablissement.Nature.COLLEGE if ligne["type"] == "Collège" else Etablissement.Nature.LYCEE
            ecole = Etablissement(uai=ligne["uai"], nature=nature, site=Site())
            prises += _prises(ecole, (annee - 1, annee)) if publie(ecole) else 0
    assert OCCUPATIONS_MAX / 2 < prises <= OCCUPATIONS_MAX


def _prises(ecole: Etablissement, annees: tuple[int, int]) -> int:
    """Count the parts taken on each date, as if no two uses ever clashed."""
    plans = plans_de(ecole)
    salles = [Salle(nom=plan.nom, type=plan.type) for plan in plans]
    ouvertures = {plan.nom: plan.ouvertures for plan in plans}
    parties = {salle.nom: len(plan.espaces) for salle, plan in zip(salles, plans, strict=True)}
    return sum(
        parties[usage.salle.nom] * (1 if usage.souhait.repetition == Repetition.AUCUNE else SEMAINES)
        for usage in _usages(ecole, salles, annees, ouvertures)
    )


def test_les_fermetures_de_la_demo_tombent_entre_decembre_et_juin():
    lycee = Etablissement(uai="0381603H", nature=Etablissement.Nature.LYCEE)
    annees = {annee: fermetures_de(lycee, annee) for annee in range(2020, 2032)}
    for annee, fermetures in annees.items():
        for fermeture in fermetures:
            assert date(annee, 12, 1) <= fermeture.premier_jour <= fermeture.dernier_jour <= date(annee + 1, 6, 30)
    assert {len(fermetures) for fermetures in annees.values()} == {0, 1, 2, 3}


def test_la_demo_refuse_un_site_en_service(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="Ajoutez --force"):
        call_command("demo")


@pytest.mark.django_db(transaction=True)
def test_les_sept_collectivites_n_entrent_qu_une_fois():
    codes = [modele.code for modele in MODELES]
    assert sorted(remplir_collectivites()) == sorted(codes)
    assert sorted(remplir_collectivites()) == sorted(codes)


@pytest.mark.lent
@pytest.mark.django_db(transaction=True)
def test_salles_et_planning_n_entrent_qu_une_fois():
    ecoles = [etablissement(uai, f"Collège {uai}") for uai in ("0381780D", "0382042N")]
    fermees = remplir_fermetures(ecoles, (2026,), aujourdhui=MAINTENANT.date())
    batis = remplir_batiments(ecoles, maintenant=MAINTENANT)
    pris = remplir_planning(ecoles, (2026,), maintenant=MAINTENANT)
    assert (batis, pris) == (Salle.objects.count(), Reservation.objects.count())
    assert pris > 0
    assert remplir_fermetures(ecoles, (2026,), aujourdhui=MAINTENANT.date()) == fermees == 3
    assert remplir_batiments(ecoles, maintenant=MAINTENANT) == 0
    assert remplir_planning(ecoles, (2026,), maintenant=MAINTENANT) == 0
    tenues = set(Occupation.objects.values_list("reservation", flat=True))
    assert tenues == set(Reservation.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("nom", sorted(VUES))
def test_une_vue_se_dessine_et_se_dit(nom):
    vue = dessiner(nom, 1)
    assert vue.image.size == (1280, 800)
    assert vue.texte.startswith("Salle de démonstration, dessinée : ")
    assert len(vue.texte) <= TEXTE_MAX


@pytest.mark.lent
@pytest.mark.django_db(transaction=True)
def test_une_salle_publiee_a_tout_ce_que_la_publication_demande():
    remplir_batiments([etablissement("0382042N", "Collège La Garenne")], maintenant=MAINTENANT)
    salles = Salle.objects.publiees()
    assert {salle.nom: manques(salle, MAINTENANT) for salle in salles} == {salle.nom: [] for salle in salles}
    assert salles.count() == Salle.objects.count() > 0
    assert Espace.objects.filter(salles__nom="CDI").get().nom == "CDI"  # alone on its site, it needs no other name


@pytest.mark.lent
@pytest.mark.django_db(transaction=True)
def test_les_murs_d_une_cite_aux_noms_interminables_portent_l_uai():
    long = "Lycée général et technologique " + "de l’Interminable " * 6
    college = etablissement("0382042N", long)
    etablissement("0381603H", "Lycée Pierre Béghin", nature=Etablissement.Nature.LYCEE, site=college.site)
    remplir_batiments(list(Etablissement.objects.order_by("uai")), maintenant=MAINTENANT)
    assert set(Espace.objects.filter(salles__nom="CDI").values_list("nom", flat=True)) == {
        "CDI (0382042N)",
        "CDI (Lycée Pierre Béghin)",
    }


@pytest.mark.lent
@pytest.mark.django_db(transaction=True)
def test_un_fichier_de_photo_perdu_est_redessine():
    remplir_batiments([etablissement("0382042N", "Collège La Garenne")], maintenant=MAINTENANT)
    photo = PhotoSalle.objects.first()
    depot, nom = photo.image.storage, photo.image.name
    avant = _octets(depot, nom)
    depot.delete(nom)
    assert [retablir_les_fichiers(), retablir_les_fichiers()] == [1, 0]
    assert _octets(depot, nom) == avant


def _octets(depot, nom: str) -> bytes:
    with depot.open(nom) as fichier:
        return fichier.read()


@pytest.mark.lent
@pytest.mark.django_db(transaction=True)
def test_deux_ecoles_d_une_cite_se_partagent_les_tiers_du_gymnase():
    college = etablissement("0382042N", "Collège La Garenne")
    lycee = etablissement("0381603H", "Lycée Pierre Béghin", nature=Etablissement.Nature.LYCEE, site=college.site)
    remplir_batiments([college, lycee], maintenant=MAINTENANT)
    murs = [
        {espace.pk for espace in Salle.objects.get(etablissement=ecole, nom="Gymnase entier").espaces.all()}
        for ecole in (college, lycee)
    ]
    assert murs[0] == murs[1]
    assert len(murs[0]) == len(TIERS)
    noms = [espace.nom for espace in Espace.objects.filter(salles__nom="CDI").order_by("nom")]
    assert noms == ["CDI (Collège La Garenne)", "CDI (Lycée Pierre Béghin)"]
