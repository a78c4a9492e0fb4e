"""The inbox: a sentence first, the most urgent line first, rivals together."""

from datetime import timedelta

import pytest
from django.utils import timezone

from associations.models import Piece
from conventions.models import Demande
from conventions.services import accepter, demander_pieces, poser_option, renoncer
from salles.services.fermetures import fermer
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, etats, le_lundi
from tests.pages import a_plat
from tests.personnages import association, etablissement, habiliter, personne
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, espace, salle

pytestmark = [pytest.mark.django_db, pytest.mark.lent]

LOIN = LUNDI + timedelta(weeks=10)


@pytest.fixture
def horloge(monkeypatch):
    """Return a function that sets the clock of the site."""

    def regler(instant=MAINTENANT) -> None:
        monkeypatch.setattr(timezone, "now", lambda: instant)

    regler()
    return regler


@pytest.fixture
def ici(horloge):
    return salle(etablissement(nom="Collège Plan Menu"), nom="Gymnase")


@pytest.fixture
def claire(client, ici):
    claire = cheffe(ici)
    client.force_login(claire)
    return claire


def boite(client, ici) -> str:
    reponse = client.get(f"/etablissement/{ici.etablissement.uai}/")
    assert reponse.status_code == 200
    return a_plat(reponse)


def test_rien_a_decider_se_dit(client, ici, claire):
    page = boite(client, ici)
    assert "<h1>Rien ne vous attend.</h1>" in page
    assert "Aucune demande à lire." in page
    ici.statut = "brouillon"
    ici.save()
    assert "Aucune salle n’est publiée : personne ne peut encore vous demander." in boite(client, ici)


def test_une_demande_tient_en_une_phrase_et_un_bouton(client, ici, claire):
    demande = deposee(ici, le_lundi(3, jour=LOIN), par=association("Chorale de démonstration n° 7"))
    page = boite(client, ici)
    assert "<h1>Une chose vous attend.</h1>" in page
    assert (
        "Chorale de démonstration n° 7 demande Gymnase, 3 lundis de 18 h à 20 h, du 25 janvier au 8 février 2027."
        in page
    )
    assert f'href="/etablissement/demandes/{demande.pk}/">Lire et décider<' in page
    assert "Avant le 24 novembre" in page


def test_deux_boutons_de_meme_nom_se_distinguent_a_l_oreille(client, ici, claire):
    deposee(ici, par=association("Club A"))
    deposee(ici, le_lundi(1, "20:00", "21:00"), par=association("Club B"))
    page = boite(client, ici)
    for club in ("Club A", "Club B"):
        assert f'>Lire et décider<span class="sr"> : {club}</span></a>' in page


@pytest.mark.parametrize("role", ["chef", "gestionnaire"])
def test_des_demandes_attendent_et_le_chemin_des_salles_reste_ouvert(client, ici, role):
    deposee(ici)
    qui = personne()
    habiliter(qui, role, ici.etablissement)
    client.force_login(qui)
    page = boite(client, ici)
    for suite, mot in (("salles/", "Nos salles"), ("agenda/", "L’agenda"), ("fermetures/", "Fermer des jours")):
        adresse = f"/etablissement/{ici.etablissement.uai}/{suite}"
        assert f'<a href="{adresse}">{mot}</a>' in page
        assert client.get(adresse).status_code == 200


def test_un_etablissement_ferme_n_a_plus_de_salles_a_tenir(client, ici, claire):
    ici.etablissement.ouvert = False
    ici.etablissement.save()
    assert "Nos salles</a>" not in boite(client, ici)
    assert client.get(f"/etablissement/{ici.etablissement.uai}/salles/").status_code == 404


@pytest.mark.parametrize(
    ("jours", "quand"),
    [(0, "Avant le 24 novembre"), (10, "Avant mardi"), (14, "Demain"), (15, "Aujourd’hui"), (16, "En retard")],
)
def test_l_urgence_suit_le_delai_de_reponse(client, ici, claire, horloge, jours, quand):
    deposee(ici, le_lundi(jour=LOIN))
    horloge(MAINTENANT + timedelta(days=jours))
    client.force_login(claire)  # a session lasts two weeks
    assert quand in boite(client, ici)


def test_la_premiere_date_presse_plus_que_le_delai(client, ici, claire):
    deposee(ici, le_lundi(jour=LUNDI))
    assert "Avant le 16 novembre" in boite(client, ici)


def test_le_plus_presse_vient_en_premier(client, ici, claire, horloge):
    deposee(ici, le_lundi(1, "18:00", "19:00", jour=LOIN), par=association("Tardive"))
    deposee(ici, le_lundi(1, "20:00", "21:00"), par=association("Pressée"))
    horloge(MAINTENANT + timedelta(days=6))
    page = boite(client, ici)
    assert page.index("Pressée demande") < page.index("Tardive demande")
    assert "<h1>Deux choses vous attendent, dont une avant demain soir.</h1>" in page


def test_deux_rivales_font_une_seule_ligne(client, ici, claire):
    une = deposee(ici, le_lundi(2), par=association("Club A"))
    autre = deposee(ici, le_lundi(1, "19:00", "21:00"), par=association("Club B"))
    poser_option(demande=autre, maintenant=MAINTENANT)
    page = boite(client, ici)
    assert "Une chose vous attend" in page
    assert (
        "Club A veut Gymnase, le lundi de 18 h à 20 h ; "
        "Club B veut Gymnase, le lundi 16 novembre 2026 de 19 h à 21 h ; "
        "l’option posée pour Club B tombe le 24 novembre." in page
    )
    assert f'href="/etablissement/demandes/{une.pk}/">Comparer et décider<' in page


def test_la_salle_entiere_et_son_tiers_rivalisent(client, ici, claire):
    tiers = espace(ici.etablissement)
    entiere = salle(ici.etablissement, espaces=[tiers, espace(ici.etablissement)], nom="Entière")
    partie = salle(ici.etablissement, espaces=[tiers], nom="Tiers")
    deposee(entiere, par=association("Club A"))
    deposee(partie, par=association("Club B"))
    heures = "le lundi 16 novembre 2026 de 18 h à 20 h"
    assert f"Club A veut Entière, {heures} ; Club B veut Tiers, {heures}." in boite(client, ici)


@pytest.mark.parametrize(("nombre", "autres"), [(2, "Club 1 et Club 2"), (5, "Club 1, Club 2, Club 3 et 2 autres")])
def test_des_rivales_qui_veulent_la_meme_chose_tiennent_en_un_souffle(client, ici, claire, nombre, autres):
    for rang in range(nombre):
        deposee(ici, le_lundi(3), par=association(f"Club {rang + 1}"))
    assert f"{autres} veulent Gymnase, le lundi de 18 h à 20 h." in boite(client, ici)


def test_aucune_rivale_n_est_tue(client, ici, claire):
    for rang in range(4):
        deposee(ici, le_lundi(1, f"{17 + rang}:00", f"{19 + rang}:00"), par=association(f"Club {rang + 1}"))
    assert "de 19 h à 21 h ; une autre aussi." in boite(client, ici)


def test_des_salles_sans_partie_commune_ne_rivalisent_pas(client, ici, claire):
    deposee(ici)
    deposee(salle(ici.etablissement))
    assert "Deux choses vous attendent" in boite(client, ici)


def test_une_demande_qui_attend_des_pieces_ne_presse_pas(client, ici, claire):
    demande = deposee(ici)
    demander_pieces(demande=demande, par=claire, types=["cer"], maintenant=MAINTENANT)
    page = boite(client, ici)
    assert "En attente de pièces" in page
    assert "pièces demandées" in page
    assert "<h1>Rien ne vous attend.</h1>" in page
    assert '<p class="phrase">Une demande attend des pièces.</p>' in page
    deposee(ici, le_lundi(1, "20:00", "21:00"))
    page = boite(client, ici)
    assert "<h1>Une chose vous attend.</h1>" in page
    assert "Comptez 1 minute. Une demande attend des pièces." in page


@pytest.mark.parametrize(
    ("donnees", "mot"),
    [
        ({}, "3 pièces manquent"),
        ({"attestation_rc": None, "statuts": None}, "manque : contrat d’engagement républicain signé"),
        (
            {"attestation_rc": LUNDI - timedelta(days=1), "statuts": None, "cer": None},
            "à mettre à jour : attestation d’assurance responsabilité civile",
        ),
        ({"attestation_rc": LUNDI - timedelta(days=1), "cer": None}, "1 pièce manque, 1 à mettre à jour"),
        ({"attestation_rc": LUNDI, "statuts": None, "cer": None}, "pièces valides"),
    ],
)
def test_une_piece_qui_ne_couvre_pas_la_premiere_date_ne_manque_pas(client, ici, claire, donnees, mot):
    club = association("Club A")
    for type_de_piece, dernier_jour in donnees.items():
        Piece.objects.create(
            association=club, type=type_de_piece, fichier="x.pdf", deposee_le=MAINTENANT, dernier_jour=dernier_jour
        )
    deposee(ici, par=club)
    assert f"{mot}</span>" in boite(client, ici)


def test_les_dates_perdues_se_disent(client, ici, claire):
    rivale = deposee(ici, le_lundi(2))
    accepter(demande=deposee(ici, le_lundi()), par=claire, maintenant=MAINTENANT)
    assert rivale.creneaux.count() == 2
    assert "; 1 date n’est pas libre." in boite(client, ici)


def test_une_date_rendue_n_est_plus_dite_perdue(client, ici, claire):
    rivale = deposee(ici, le_lundi(2))
    autre = deposee(ici, le_lundi())
    accepter(demande=autre, par=claire, maintenant=MAINTENANT)
    assert "; 1 date n’est pas libre." in boite(client, ici)
    renoncer(demande=Demande.objects.get(pk=autre.pk), maintenant=MAINTENANT)
    assert etats(rivale) == ["indisponible", "souhaite"]  # judged again in ten minutes
    assert "n’est pas libre" not in boite(client, ici)


def test_une_fermeture_posee_depuis_le_depot_se_dit(client, ici, claire):
    demande = deposee(ici, le_lundi(3))
    fermer(ou=ici, premier_jour=LUNDI, dernier_jour=LUNDI, motif="Élections", maintenant=MAINTENANT)
    assert etats(demande) == ["souhaite"] * 3
    assert "; 1 date n’est pas libre." in boite(client, ici)
    fermer(
        ou=ici.etablissement,
        premier_jour=LUNDI + timedelta(days=1),
        dernier_jour=LUNDI + timedelta(weeks=3),
        motif="Travaux",
        maintenant=MAINTENANT,
    )
    assert "; la salle n’est pas libre." in boite(client, ici)


def test_une_date_passee_n_est_pas_dite_prise(client, ici, claire, horloge):
    deposee(ici, le_lundi(3))
    fermer(
        ou=ici,
        premier_jour=LUNDI + timedelta(weeks=1),
        dernier_jour=LUNDI + timedelta(weeks=1),
        motif="Élections",
        maintenant=MAINTENANT,
    )
    horloge(MAINTENANT + timedelta(weeks=1, days=1))
    assert "; 1 date est passée et 1 date n’est pas libre." in boite(client, ici)


def test_ce_soir_et_les_projets_se_lisent_dessous(client, ici, claire, horloge):
    demande = deposee(ici, le_lundi(), par=association("Badminton n° 3"))
    projet = accepter(demande=demande, par=claire, maintenant=MAINTENANT).convention
    horloge(dates(demande)[0].debut - timedelta(hours=2))
    page = boite(client, ici)
    assert "<b>Badminton n° 3</b>, Gymnase, 12 personnes au plus." in page
    lien = f'<a href="/conventions/{projet.pk}/">Badminton n° 3, C-2026-38-000001</a>'
    assert f"{lien} : à mettre à l’ordre du jour" in page


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_boite_ne_lit_pas_plus_quand_les_demandes_sont_plus(client, ici, claire, nombre, django_assert_num_queries):
    for rang in range(nombre):
        deposee(ici, le_lundi(2, f"{18 + rang}:00", f"{19 + rang}:00"))
    with django_assert_num_queries(25):
        boite(client, ici)


# -- the way in ------------------------------------------------------------------------


def test_qui_n_a_qu_une_ecole_y_va_droit(client, ici, claire):
    assert client.get("/etablissement/")["Location"] == f"/etablissement/{ici.etablissement.uai}/"


def test_qui_en_a_plusieurs_choisit(client, ici, claire):
    habiliter(claire, "chef", etablissement("0380039L", "Autre collège"))
    deposee(ici)
    page = a_plat(client.get("/etablissement/"))
    assert "Vous agissez pour <strong>2 établissements</strong>." in page
    assert "1 demande à décider." in page
    demander_pieces(demande=deposee(ici), par=claire, types=["cer"], maintenant=MAINTENANT)
    assert "1 demande à décider." in a_plat(client.get("/etablissement/"))


def test_la_loge_va_a_son_agenda(client, ici):
    yann = personne()
    habiliter(yann, "accueil", ici.etablissement)
    client.force_login(yann)
    assert client.get("/etablissement/")["Location"] == f"/etablissement/{ici.etablissement.uai}/agenda/"
    assert client.get(f"/etablissement/{ici.etablissement.uai}/").status_code == 404


def test_etranger_n_a_pas_de_boite(client, ici):
    client.force_login(personne())
    assert client.get("/etablissement/").status_code == 404
    assert client.get(f"/etablissement/{ici.etablissement.uai}/").status_code == 404
    assert client.get("/etablissement/0380039L/").status_code == 404
