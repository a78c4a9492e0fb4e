"""The page where an association reads what its school offers, and answers."""

import pytest

from conventions.models import Demande
from conventions.services import reprendre_proposition
from tests.conventions.demandes_d_essai import cheffe, deposee, deposee_en, le_lundi, president
from tests.conventions.offres_d_essai import MOT, contre_proposee, lue
from tests.formulaires import Formulaire
from tests.pages import a_plat
from tests.personnages import adherer, association, personne
from tests.salles.salles_d_essai import MAINTENANT, local, salle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]


@pytest.fixture
def demande(ici, club) -> Demande:
    petite = salle(ici.etablissement, nom="Petite salle")
    return contre_proposee(ici, petite, demande=deposee(ici, le_lundi(2), par=club))


def adresse(demande: Demande) -> str:
    return f"/demandes/{demande.pk}/proposition/"


def test_l_espace_et_la_demande_disent_qu_il_y_a_a_repondre(client, demande, malik):
    espace = a_plat(client.get("/association/"))
    assert "Une seule chose vous attend : répondre à une proposition pour le lundi de 18 h à 20 h, Gymnase." in espace
    assert espace.index(adresse(demande)) < espace.index("Où en sont mes demandes")
    page = a_plat(client.get(f"/demandes/{demande.pk}/"))
    for attendu in (
        "Le collège Plan Menu vous propose autre chose.",
        "Répondez avant le lundi 16 novembre 2026 à 18 h : d’ici là, ces dates vous sont gardées.",
        f"« {MOT} »",
        "Le 23 novembre : Petite salle plutôt que Gymnase, de 18 h à 20 h comme demandé.",
        "2 dates proposées.",
        "Proposée : Petite salle, 18 h – 20 h",
        "Proposée comme demandé",
        "Le lundi de 18 h à 20 h, du 16 au 23 novembre 2026",
        adresse(demande),
    ):
        assert attendu in page
    assert "Placer ce qui manque" not in page


def test_l_espace_montre_d_abord_la_demande_qui_attend_une_reponse(client, demande, malik, ici):
    plus_recente = deposee(ici, le_lundi(2, "20:00", "22:00"), par=demande.association)
    espace = a_plat(client.get("/association/"))
    assert espace.index(f'<h3><a href="/demandes/{demande.pk}/') < espace.index(
        f'<h3><a href="/demandes/{plus_recente.pk}/'
    )


def test_la_page_montre_ce_qui_etait_voulu_et_ce_qui_est_propose(client, demande, malik):
    page = a_plat(client.get(adresse(demande)))
    for attendu in (
        f"« {MOT} »",
        "attendue avant <b>le lundi 16 novembre 2026 à 18 h</b>",
        "Petite salle, 18 h – 20 h",
        "Demandé : Gymnase, 18 h – 20 h.",
        "Comme demandé",
        "Accepter la proposition",
        "Décliner la proposition",
    ):
        assert attendu in page


def test_ce_que_toutes_les_dates_voulaient_ne_se_dit_qu_une_fois(client, ici):
    offerte = contre_proposee(ici, salle(ici.etablissement, nom="Petite salle"), 6)
    client.force_login(president(offerte.association))
    assert a_plat(client.get(adresse(offerte))).count("Demandé :") == 1


def test_chaque_date_dit_ce_qu_elle_voulait_ou_elles_ne_voulaient_pas_la_meme_chose(client, ici):
    deux = deposee_en([ici, salle(ici.etablissement, nom="Amphithéâtre")], 1)
    offerte = contre_proposee(ici, salle(ici.etablissement, nom="Petite salle"), demande=deux)
    client.force_login(president(offerte.association))
    page = a_plat(client.get(adresse(offerte)))
    assert page.count("Demandé :") == 1
    assert "Demandé : Gymnase, 18 h – 20 h" in page


def test_accepter_d_un_geste(client, demande, malik):
    page = a_plat(client.post(adresse(demande), {"acte": "accepter", "proposition": lue(demande)}, follow=True))
    assert Demande.objects.get().statut == "acceptee"
    assert "C’est accepté : le collège Plan Menu vous donne ces dates." in page
    assert "Déplacée : Petite salle, 18 h – 20 h" in page
    assert "2 dates accordées." in page
    assert "Lire le projet de convention" in page


def test_decliner_avec_un_mot(client, demande, malik, ici):
    page = a_plat(
        client.post(
            adresse(demande), {"acte": "decliner", "message": "Trop petit.", "proposition": lue(demande)}, follow=True
        )
    )
    assert "C’est décliné ; le collège Plan Menu revient à vos premiers souhaits." in page
    assert demande.contre_propositions.get().reponse == "Trop petit."
    client.force_login(cheffe(ici))
    decision = a_plat(client.get(f"/etablissement/demandes/{demande.pk}/"))
    assert "Votre proposition est déclinée." in decision
    assert "Club d’essai répond : « Trop petit. »" in decision


@pytest.mark.parametrize(
    ("mot", "phrase"), [("x" * 501, "Écrivez 500 caractères au plus (il y en a 501)."), ("a\x00", "caractère nul")]
)
def test_un_mot_illisible_se_dit(client, demande, malik, mot, phrase):
    reponse = client.post(adresse(demande), {"acte": "decliner", "message": mot, "proposition": lue(demande)})
    assert reponse.status_code == 200
    assert phrase in a_plat(reponse)
    assert Demande.objects.get().statut == "contre_proposee"


def test_trop_tard_se_dit_et_ne_s_accepte_pas(client, demande, malik, horloge):
    horloge(local("18:00", "20:00").debut)
    page = a_plat(client.get(adresse(demande)))
    assert "ces dates ne vous sont plus gardées, et la demande va se fermer." in page
    assert "Accepter la proposition" not in page
    reponse = client.post(adresse(demande), {"acte": "accepter", "proposition": lue(demande)})
    assert reponse.status_code == 409
    assert "La réponse était attendue avant le 16 novembre 2026 à 18 h" in a_plat(reponse)


@pytest.mark.parametrize(("acte", "statut"), [("accepter", 409), ("decliner", 200)])
def test_on_ne_repond_pas_a_une_autre_proposition_que_celle_qu_on_a_lue(client, demande, malik, ici, acte, statut):
    nommee, _ = Formulaire(client.get(adresse(demande)).content.decode(), None).valeurs["proposition"]
    reprendre_proposition(demande=demande, maintenant=MAINTENANT)
    contre_proposee(ici, salle(ici.etablissement, nom="Préau"), demande=demande)
    reponse = client.post(adresse(demande), {"acte": acte, "proposition": nommee})
    assert reponse.status_code == statut
    assert "Ce qui est proposé a changé depuis que vous l’avez lu." in a_plat(reponse)
    assert Demande.objects.get().statut == "contre_proposee"


def test_qui_ne_nomme_pas_la_proposition_la_relit(client, demande, malik):
    reponse = client.post(adresse(demande), {"acte": "accepter"})
    assert reponse.status_code == 409
    assert "Relisez la proposition, puis répondez." in a_plat(reponse)


@pytest.mark.parametrize("acte", [{}, {"acte": ""}, {"acte": "zzz"}, {"acte": "accepter\x00"}])
def test_ce_qui_n_est_ni_oui_ni_non_ne_repond_rien(client, demande, malik, acte):
    reponse = client.post(adresse(demande), {"proposition": lue(demande), **acte})
    assert reponse.status_code == 400
    assert "Cette page ne propose pas cela. Rien n’est changé" in a_plat(reponse)
    assert demande.contre_propositions.get().attend


def test_decliner_trop_tard_se_dit_aussi(client, demande, malik, horloge):
    horloge(local("18:00", "20:00").debut)
    reponse = client.post(adresse(demande), {"acte": "decliner", "proposition": lue(demande)})
    assert "La réponse était attendue avant le 16 novembre 2026 à 18 h" in a_plat(reponse)


def test_sans_proposition_la_page_renvoie_a_la_demande(client, demande, malik):
    client.post(adresse(demande), {"acte": "accepter", "proposition": lue(demande)})
    assert client.get(adresse(demande)).url == f"/demandes/{demande.pk}/"


def test_l_accuse_de_reception_dit_ce_qui_fut_demande(client, demande, malik):
    assert client.get(f"/demandes/{demande.pk}/accuse.pdf").status_code == 200
    assert demande.creneaux.souhaites().count() == 2


def test_une_autre_association_ne_la_lit_pas(client, demande):
    client.force_login(adherer(personne("nadia@exemple.fr"), association("Autre")).utilisateur)
    assert client.get(adresse(demande)).status_code == 404


@pytest.mark.parametrize("fois", [2, 6])
def test_la_page_ne_lit_pas_plus_quand_les_dates_sont_plus(client, ici, fois, django_assert_num_queries):
    demande = contre_proposee(ici, salle(ici.etablissement), fois)
    client.force_login(president(demande.association))
    with django_assert_num_queries(11):
        client.get(adresse(demande))
