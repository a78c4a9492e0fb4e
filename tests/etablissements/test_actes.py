"""The act that lets a private or agricultural school lend: recorded, corrected and taken away by its authority."""

from datetime import date

import pytest
from django.utils import timezone

from etablissements.base_legale import BaseLegale, base_legale_de
from etablissements.models import ActeFondateur, Etablissement
from etablissements.services.actes import ActeAVenir, ActeInutile, enregistrer_acte, retirer_acte
from tests.pages import a_plat, en_clair
from tests.personnages import MAINTENANT, collectivite, etablissement, habiliter, personne

pytestmark = pytest.mark.django_db
UAI = "0380039L"
PAGES = "/pilotage/dep-38/base-legale/"
ACTE = {"intitule": "Délibération de la commission permanente", "reference": "2026-114", "pris_le": date(2026, 7, 3)}
SAISI = ACTE | {"pris_le": "3 juillet 2026"}
PHRASE = "Délibération de la commission permanente n° 2026-114 du 3\N{NO-BREAK SPACE}juillet 2026"


def enregistrer(ecole: Etablissement, **champs) -> ActeFondateur:
    return enregistrer_acte(etablissement=ecole, aujourdhui=MAINTENANT.date(), **(ACTE | champs))


@pytest.fixture
def prive() -> Etablissement:
    return etablissement(UAI, "Collège privé", secteur=Etablissement.Secteur.PRIVE)


@pytest.fixture
def superviseur(client, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)
    sonia = personne()
    habiliter(sonia, "superviseur", collectivite())
    client.force_login(sonia)
    return client


@pytest.mark.parametrize(
    ("champs", "attendue"),
    [
        ({}, BaseLegale(article="L213-2-2")),
        ({"secteur": "prive"}, None),
        ({"nature": "lycee_agricole"}, None),
    ],
    ids=["public", "prive", "agricole"],
)
def test_la_loi_suffit_a_un_etablissement_public_seulement(champs, attendue):
    assert base_legale_de(etablissement(**champs)) == attendue


def test_un_acte_enregistre_fonde_le_pret_puis_se_remplace_et_se_retire(prive):
    enregistrer(prive)
    assert base_legale_de(prive) == BaseLegale(acte=PHRASE)
    enregistrer(prive, reference="")
    assert base_legale_de(prive) == BaseLegale(acte=PHRASE.replace(" n° 2026-114", ""))
    retirer_acte(etablissement=prive, aujourdhui=MAINTENANT.date())
    assert base_legale_de(prive) is None


def test_refuse_un_acte_ou_la_loi_suffit_et_un_acte_a_venir(prive):
    with pytest.raises(ActeInutile):
        enregistrer(etablissement())
    with pytest.raises(ActeAVenir):
        enregistrer(prive, pris_le=date(2026, 9, 15))
    assert ActeFondateur.objects.count() == 0


# -- Pages -----------------------------------------------------------------------------


def test_la_page_sans_etablissement_concerne_le_dit(superviseur):
    etablissement()
    assert "La loi suffit" in superviseur.get(PAGES).content.decode()


def test_le_superviseur_enregistre_corrige_et_retire(superviseur, prive):
    assert "aucun acte" in superviseur.get(PAGES).content.decode()
    assert superviseur.post(f"{PAGES}{UAI}/", SAISI).url == PAGES
    assert en_clair(PHRASE) in a_plat(superviseur.get(PAGES))
    assert 'value="2026-114"' in superviseur.get(f"{PAGES}{UAI}/").content.decode()
    superviseur.post(f"{PAGES}{UAI}/", SAISI | {"reference": "2026-115"})
    assert ActeFondateur.objects.get().reference == "2026-115"
    assert superviseur.get(f"{PAGES}{UAI}/retirer/").status_code == 200
    assert superviseur.post(f"{PAGES}{UAI}/retirer/").url == PAGES
    assert ActeFondateur.objects.count() == 0


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("intitule", ""),
        ("intitule", "x" * 161),
        ("reference", "a\x00b"),
        ("pris_le", "31 février"),
        ("pris_le", "1/1/2099"),
    ],
)
def test_un_acte_fautif_se_dit_a_son_champ(superviseur, prive, champ, valeur):
    assert list(superviseur.post(f"{PAGES}{UAI}/", SAISI | {champ: valeur}).context["form"].errors) == [champ]
    assert ActeFondateur.objects.count() == 0


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_liste_se_lit_en_un_nombre_constant_de_requetes(superviseur, nombre, django_assert_num_queries):
    for rang in range(nombre):
        enregistrer(etablissement(f"038000{rang}A", f"Collège {rang}", secteur="prive"))
    with django_assert_num_queries(11):
        assert superviseur.get(PAGES).status_code == 200


def test_la_liste_se_cherche_par_le_nom(superviseur, prive):
    etablissement("0380005E", "Lycée agricole", nature="lycee_agricole")
    page = superviseur.get(f"{PAGES}?q=agricole").content.decode()
    assert ("Lycée agricole" in page, "Collège privé" in page) == (True, False)
    assert "rien trouvé" in superviseur.get(f"{PAGES}?q=inconnu").content.decode()
    assert list(superviseur.get(f"{PAGES}?q=\x00").context["form"].errors) == ["q"]


@pytest.mark.parametrize("uai", ["0381780D", "0350001A"], ids=["public", "d_ailleurs"])
def test_ni_un_etablissement_public_ni_celui_d_une_autre_collectivite_n_ont_de_page(superviseur, uai):
    etablissement("0381780D")
    etablissement("0350001A", collectivite=collectivite("dep-35"), secteur="prive")
    assert [superviseur.get(f"{PAGES}{uai}/{suite}").status_code for suite in ("", "retirer/")] == [404, 404]
