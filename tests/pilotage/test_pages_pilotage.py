"""The page of the authority and its CSV."""

import pytest

from etablissements.models import MENTIONS, Collectivite, Habilitation
from tests.conventions.demandes_d_essai import deposee
from tests.pages import a_plat
from tests.personnages import MOT_DE_PASSE, collectivite, etablissement, habiliter, personne
from tests.pilotage.test_indicateurs import LUNDI_SOIR
from tests.salles.salles_d_essai import lundis, prises, salle

pytestmark = pytest.mark.django_db


@pytest.fixture
def sonia(client):
    """She steers for the département, and is signed in."""
    sonia = personne("sonia@exemple.fr")
    habiliter(sonia, Habilitation.Role.SUPERVISEUR, collectivite(nom="Département d’essai"))
    client.login(email="sonia@exemple.fr", password=MOT_DE_PASSE)
    return sonia


def test_la_page_dit_les_chiffres_en_phrases(client, sonia):
    prises(salle(plages=LUNDI_SOIR), *lundis(2))
    page = client.get("/pilotage/?annee=2026-2027").content.decode().replace("\u00a0", " ")
    assert "<strong>1 établissement</strong> sur 1 a publié 1 salle." in page
    assert "<strong>4</strong> sont accordées" in page
    assert "Les heures se comptent par espace" in page


def test_sans_ecole_puis_sans_salle_la_page_le_dit(client, sonia):
    assert "Vos établissements ne sont pas encore dans l’annuaire." in client.get("/pilotage/").content.decode()
    etablissement()
    assert "Aucun établissement n’a encore publié de salle." in client.get("/pilotage/").content.decode()


def test_ce_que_les_accuses_de_reception_ne_disent_pas_encore_est_nomme(client, sonia):
    phrase = (
        "<p>Il manque à vos réglages le service responsable, l’adresse, le téléphone, l’adresse "
        "électronique, le représentant et le tribunal administratif.</p>"
    )
    lien = '<a href="/pilotage/dep-38/reglages/">Compléter vos réglages</a>'
    page = a_plat(client.get("/pilotage/"))
    assert (phrase in page, lien in page) == (True, True)

    instructeur = personne()
    habiliter(instructeur, Habilitation.Role.INSTRUCTEUR, collectivite())
    client.force_login(instructeur)
    page = a_plat(client.get("/pilotage/"))
    assert (lien in page, "Un superviseur peut compléter vos réglages." in page) == (False, True)

    Collectivite.objects.update(**dict.fromkeys(MENTIONS, "dit"))
    assert "Il manque à vos réglages" not in client.get("/pilotage/").content.decode()


def test_le_csv_s_ouvre_dans_un_tableur_francais(client, sonia):
    prises(salle(etablissement("0382042N", "Collège La Garenne"), plages=LUNDI_SOIR), *lundis(2))
    reponse = client.get("/pilotage/heures.csv?annee=2026-2027")
    assert reponse["Content-Type"] == "text/csv; charset=utf-8"
    assert "preau-heures-dep-38-2026-2027.csv" in reponse["Content-Disposition"]
    lignes = reponse.content.decode("utf-8-sig").splitlines()
    assert (
        lignes[0]
        == "uai;etablissement;commune;mois;heures_d_espaces_ouvertes;heures_d_espaces_accordees;taux_pour_cent"
    )
    assert lignes[3] == "0382042N;Collège La Garenne;;2026-11;20;4;20,0"
    assert len(lignes) == 13


def lignes_de(client, fichier: str) -> list[str]:
    return client.get(f"/pilotage/{fichier}?annee=2026-2027").content.decode("utf-8-sig").splitlines()


def test_les_demandes_par_etat_s_emportent(client, sonia):
    deposee(salle(etablissement("0382042N", "Collège La Garenne")))
    assert lignes_de(client, "demandes.csv") == [
        "uai;etablissement;commune;etat;libelle;demandes",
        "0382042N;Collège La Garenne;;soumise;envoyée;1",
    ]
    assert client.get("/pilotage/demandes.csv?annee=2025-2026").content.decode("utf-8-sig").count("\r\n") == 1


def test_les_publications_s_emportent_et_qui_ne_publie_rien_y_est(client, sonia):
    salle(etablissement("0382042N", "Collège La Garenne"))
    etablissement("0380039L", "Collège du Silence")
    assert lignes_de(client, "publications.csv") == [
        "uai;etablissement;commune;salles_publiees;salles_en_brouillon;salles_retirees;derniere_publication",
        "0380039L;Collège du Silence;;0;0;0;",
        "0382042N;Collège La Garenne;;1;0;0;2026-11-09",
    ]


@pytest.mark.parametrize(("fichier", "questions"), [("demandes.csv", 6), ("publications.csv", 5)])
def test_un_tableau_pose_toujours_autant_de_questions(client, sonia, django_assert_num_queries, fichier, questions):
    for uai in ("0381780D", "0380039L", "0382042N"):
        deposee(salle(etablissement(uai, f"Collège {uai}")))
    with django_assert_num_queries(questions):
        assert len(lignes_de(client, fichier)) == 4


def test_la_page_propose_les_quatre_tableaux(client, sonia):
    etablissement()
    page = client.get("/pilotage/?annee=2026-2027").content.decode()
    for fichier in ("heures", "demandes", "publications", "besoins"):
        assert f'href="/pilotage/{fichier}.csv?collectivite=dep-38&amp;annee=2026-2027"' in page


def test_un_nom_n_est_jamais_une_formule_pour_le_tableur(client, sonia):
    prises(salle(etablissement("0382042N", "=HYPERLINK(1)"), plages=LUNDI_SOIR), *lundis(2))
    lignes = client.get("/pilotage/heures.csv?annee=2026-2027").content.decode("utf-8-sig").splitlines()
    assert lignes[3] == "0382042N;'=HYPERLINK(1);;2026-11;20;4;20,0"


def test_une_annee_qui_n_en_est_pas_une_a_sa_phrase_au_champ(client, sonia):
    reponse = client.get("/pilotage/?annee=mille")
    assert reponse.status_code == 200
    assert 'aria-invalid="true"' in reponse.content.decode()


@pytest.mark.parametrize(
    ("parametres", "nom"),
    [
        ("annee=zz", "annee"),
        ("annee=2025", "annee"),
        ("annee=", "annee"),
        ("annee=2026-2027&annee=2025-2026", "annee"),
        ("anee=2025-2026", "anee"),
    ],
)
def test_le_csv_ne_donne_pas_une_autre_annee_que_celle_qui_est_demandee(client, sonia, parametres, nom):
    reponse = client.get(f"/pilotage/heures.csv?{parametres}")
    assert reponse.status_code == 400
    assert f"« {nom} » : " in a_plat(reponse)


def test_qui_ne_pilote_pas_ne_trouve_rien(client, sonia):
    collectivite("reg-53")
    assert client.get("/pilotage/?collectivite=reg-53").status_code == 404
    client.logout()
    assert client.get("/pilotage/")["Location"].startswith("/compte/")
    etranger = personne("etranger@exemple.fr")
    client.force_login(etranger)
    assert client.get("/pilotage/").status_code == 404
    for fichier in ("heures", "demandes", "publications", "besoins"):
        assert client.get(f"/pilotage/{fichier}.csv?collectivite=dep-38").status_code == 404


PERSONNE = "<strong>1 établissement ouvert</strong> n’a personne pour répondre"


def test_la_page_nomme_les_ecoles_qui_n_ont_personne_pour_repondre(client, sonia):
    ici = salle(etablissement("0382042N", "Collège La Garenne")).etablissement
    habiliter(personne(), Habilitation.Role.GESTIONNAIRE, ici)
    ailleurs = salle(etablissement("0380039L", "Collège du Lac")).etablissement
    chef = habiliter(personne(), Habilitation.Role.CHEF, ailleurs)
    etablissement("0381780D", "Collège sans salle")
    salle(etablissement("0381603H", "Collège fermé", ouvert=False))
    page = client.get("/pilotage/").content.decode().replace("\u00a0", " ")
    assert PERSONNE in page
    assert page.count("/equipe/") == 1
    assert 'href="/etablissement/0382042N/equipe/"' in page
    chef.delete()
    page = client.get("/pilotage/").content.decode().replace("\u00a0", " ")
    assert "<strong>2 établissements ouverts</strong> n’ont personne pour répondre" in page
    assert page.index("Collège du Lac") < page.index("Collège La Garenne")


def test_qui_ne_nomme_pas_lit_qui_le_peut(client, sonia):
    salle(etablissement("0382042N", "Collège La Garenne"))
    sonia.habilitations.update(role=Habilitation.Role.INSTRUCTEUR)
    page = client.get("/pilotage/").content.decode().replace("\u00a0", " ")
    assert PERSONNE in page
    assert "Un superviseur peut nommer quelqu’un." in page
    assert "/equipe/" not in page
