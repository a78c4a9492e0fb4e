"""The demand that is not served: how often rooms were looked for in vain, commune by commune."""

from datetime import date

import pytest

from etablissements.models import Habilitation
from pilotage.annee import AnneeScolaire
from pilotage.besoins import Besoin, besoins
from salles.models import RechercheInfructueuse
from tests.pages import a_plat
from tests.personnages import collectivite, etablissement, habiliter, personne

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]

ANNEE = AnneeScolaire(2026)
NOVEMBRE = date(2026, 11, 3)


def vaines(combien: int, lieu: str = "Voiron (38)", types: str = "gymnase", jour: date = NOVEMBRE) -> None:
    RechercheInfructueuse.objects.bulk_create(
        RechercheInfructueuse(
            jour=jour, lieu=lieu, latitude=45.36, longitude=5.59, rayon_km=10, types=types, effectif=None, dates=1
        )
        for _ in range(combien)
    )


@pytest.fixture
def sonia(client):
    """She steers for an authority that has a school."""
    etablissement()
    sonia = personne("sonia@exemple.fr")
    habiliter(sonia, Habilitation.Role.SUPERVISEUR, collectivite())
    client.force_login(sonia)
    return sonia


def test_les_groupes_de_cinq_se_montrent_les_plus_grands_d_abord():
    vaines(5)
    vaines(7, "Rives (38)", "")
    vaines(4, "Moirans (38)")
    lus = besoins(collectivite(), ANNEE)
    assert lus.lignes == [Besoin("Rives (38)", "", 7), Besoin("Voiron (38)", "gymnase", 5)]
    assert [besoin.libelle for besoin in lus.lignes] == ["toute salle", "gymnase"]
    assert lus.recherches == 16


def test_une_recherche_de_deux_types_compte_pour_l_un_et_pour_l_autre():
    vaines(3, types="gymnase,salle_musique")
    vaines(2, types="gymnase")
    assert besoins(collectivite(), ANNEE).lignes == [Besoin("Voiron (38)", "gymnase", 5)]
    vaines(2, types="salle_musique")
    assert besoins(collectivite(), ANNEE).lignes[1] == Besoin("Voiron (38)", "salle_musique", 5)


def test_seuls_comptent_l_annee_et_le_territoire():
    vaines(5, jour=date(2026, 8, 31))
    vaines(5, "Rennes (35)")
    assert besoins(collectivite(), ANNEE).recherches == 0
    assert besoins(collectivite(), AnneeScolaire(2025)).recherches == 5
    assert besoins(collectivite("reg-53"), ANNEE).lignes == [Besoin("Rennes (35)", "gymnase", 5)]
    vaines(5)
    assert besoins(collectivite("reg-84"), ANNEE).lignes == [Besoin("Voiron (38)", "gymnase", 5)]


def test_la_page_le_montre_et_dit_ce_qu_elle_ne_montre_pas(client, sonia):
    adresse = "/pilotage/?annee=2026-2027"
    assert "Aucune recherche n’est restée sans résultat" in client.get(adresse).content.decode()
    for rang in range(11):
        vaines(5 + rang, f"Commune {rang:02} (38)")
    vaines(4, "Moirans (38)")
    page = a_plat(client.get(adresse))
    assert "<strong>114 recherches</strong> n’ont trouvé aucune date libre" in page
    assert page.count('data-t="Salle voulue"') == 10
    assert "Les 10 premières lignes sur 11" in page
    assert "Une ligne de moins de 5 recherches n’est pas montrée" in page
    assert "Moirans" not in page


def test_le_fichier_a_toutes_les_lignes_qui_se_montrent(client, sonia):
    vaines(5)
    vaines(4, "Moirans (38)")
    vaines(6, "Rives (38)", "")
    reponse = client.get("/pilotage/besoins.csv?annee=2026-2027")
    assert "preau-besoins-dep-38-2026-2027.csv" in reponse["Content-Disposition"]
    assert reponse.content.decode("utf-8-sig").splitlines() == [
        "commune;type;libelle;recherches",
        "Rives (38);;toute salle;6",
        "Voiron (38);gymnase;gymnase;5",
    ]


@pytest.mark.parametrize("communes", [1, 3])
def test_le_fichier_pose_toujours_autant_de_questions(client, sonia, django_assert_num_queries, communes):
    for rang in range(communes):
        vaines(5, f"Commune {rang} (38)")
    with django_assert_num_queries(5):
        assert client.get("/pilotage/besoins.csv?annee=2026-2027").content.count(b"gymnase;gymnase") == communes
