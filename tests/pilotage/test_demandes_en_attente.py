"""The list of what waits in the schools of an authority."""

from datetime import timedelta

import pytest

from conventions.services import accepter, demander_pieces
from etablissements.models import Habilitation
from tests.conventions.demandes_d_essai import cheffe, deposee, le_lundi
from tests.pages import a_plat, en_clair
from tests.personnages import adherer, association, collectivite, etablissement, habiliter, personne
from tests.salles.salles_d_essai import MAINTENANT, salle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]

ADRESSE = "/pilotage/demandes/?collectivite=dep-38"
UN_JOUR = timedelta(days=1)


@pytest.fixture
def sonia(client):
    sonia = personne("sonia@exemple.fr")
    habiliter(sonia, Habilitation.Role.SUPERVISEUR, collectivite(nom="Département d’essai"))
    client.force_login(sonia)
    return sonia


def lignes(client) -> list[str]:
    """Return the cells of each line, in one breath."""
    reponse = client.get(ADRESSE)
    return [
        f"{attente.demande.association} | {attente.depuis} | {attente.avant} | {en_clair(attente.retard)}"
        for attente in reponse.context["lignes"]
    ]


def test_la_plus_ancienne_d_abord_avec_son_echeance_et_son_retard(client, sonia):
    ici = salle(etablissement("0382042N", "Collège La Garenne"))
    deposee(ici, par=association("Nouvelle"), maintenant=MAINTENANT)
    deposee(ici, par=association("Ancienne"), maintenant=MAINTENANT - 20 * UN_JOUR)
    deposee(ici, par=association("De justesse"), maintenant=MAINTENANT - 15 * UN_JOUR)
    donnee = deposee(ici, le_lundi(jour=MAINTENANT.date() + 14 * UN_JOUR), par=association("Servie"))
    accepter(demande=donnee, par=cheffe(ici), maintenant=MAINTENANT)
    assert lignes(client) == [
        "Ancienne | 2026-10-20 | 2026-11-04 | 5 jours de retard",
        "De justesse | 2026-10-25 | 2026-11-09 | ",
        "Nouvelle | 2026-11-09 | 2026-11-24 | ",
    ]
    page = a_plat(client.get(ADRESSE))
    assert "<strong>3 demandes attendent</strong>" in page
    assert 'avant le <span class="insecable">4 novembre 2026</span>' in page
    assert page.count("de retard") == 1


def test_le_delai_s_arrete_tant_que_des_pieces_sont_attendues(client, sonia):
    ici = salle(etablissement("0382042N", "Collège La Garenne"))
    demande = deposee(ici, maintenant=MAINTENANT - 40 * UN_JOUR)
    demander_pieces(demande=demande, par=cheffe(ici), types=["cer"], maintenant=MAINTENANT - 2 * UN_JOUR)
    page = a_plat(client.get(ADRESSE))
    assert 'après les pièces, attendues jusqu’au <span class="insecable">7 décembre 2026</span>' in page
    assert "de retard" not in page


def test_une_ecole_sans_chef_est_marquee(client, sonia):
    ici, ailleurs = salle(etablissement("0382042N")), salle(etablissement("0380039L"))
    deposee(ici)
    deposee(ailleurs)
    assert client.get(ADRESSE).content.decode().count("personne pour répondre") == 2
    cheffe(ici)
    assert client.get(ADRESSE).content.decode().count("personne pour répondre") == 1


def test_sans_demande_la_page_le_dit(client, sonia):
    assert "Aucune demande n’attend." in client.get(ADRESSE).content.decode()


def test_une_autre_collectivite_n_y_est_pas(client, sonia):
    bretagne = collectivite("reg-53")
    deposee(salle(etablissement("0351234J", collectivite=bretagne)))
    assert lignes(client) == []
    assert client.get("/pilotage/demandes/?collectivite=reg-53").status_code == 404
    assert client.get("/pilotage/demandes/?collectivite=0").status_code == 404


def test_au_dela_de_vingt_cinq_la_liste_continue(client, sonia):
    ici, club = salle(etablissement()), association()
    for semaine in range(26):
        deposee(ici, le_lundi(jour=MAINTENANT.date() + timedelta(weeks=semaine)), par=club)
    assert len(lignes(client)) == 25
    assert client.get(f"{ADRESSE}&page=2").content.decode().count('data-t="Déposée le"') == 1
    assert client.get(f"{ADRESSE}&page=zz").status_code == 200


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_liste_pose_toujours_autant_de_questions(client, sonia, django_assert_num_queries, nombre):
    for uai in ("0381780D", "0380039L", "0382042N")[:nombre]:
        deposee(salle(etablissement(uai)))
    with django_assert_num_queries(10):
        assert client.get(ADRESSE).content.decode().count('data-t="Déposée le"') == nombre


def test_le_pilotage_mene_a_la_liste_quelle_que_soit_l_annee_du_depot(client, sonia):
    deposee(salle(etablissement()))
    page = a_plat(client.get("/pilotage/?annee=2025-2026"))
    assert f'<a href="{ADRESSE}">1 demande attend</a> la réponse' in page


def test_qui_lit_pour_la_collectivite_revient_a_sa_liste(client, sonia):
    demande = deposee(salle(etablissement()))
    page = client.get(demande.get_absolute_url()).content.decode()
    assert f'<a href="{ADRESSE}">Demandes</a>' in page
    assert "Mes demandes" not in page
    adherer(sonia, demande.association)
    page = client.get(demande.get_absolute_url()).content.decode()
    assert '<a href="/association/">Mes demandes</a>' in page
    assert ADRESSE not in page
