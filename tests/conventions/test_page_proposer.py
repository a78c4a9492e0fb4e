"""The page where a school puts an offer together: tried date by date before it is sent."""

import re
from datetime import timedelta

import pytest

from conventions.models import ContreProposition, Demande
from conventions.services import poser_option
from tests.conventions.demandes_d_essai import dates, deposee, le_lundi
from tests.conventions.offres_d_essai import MOT, contre_proposee
from tests.formulaires import Formulaire
from tests.pages import a_plat
from tests.personnages import association, etablissement, habiliter, personne
from tests.salles.salles_d_essai import MAINTENANT, lundis, prises, salle

pytestmark = [pytest.mark.django_db, pytest.mark.lent, pytest.mark.usefixtures("horloge")]


@pytest.fixture
def petite(ici):
    return salle(ici.etablissement, nom="Petite salle")


@pytest.fixture
def demande(ici) -> Demande:
    return deposee(ici, le_lundi(3), par=association("Club A"))


def adresse(demande: Demande) -> str:
    return f"/etablissement/demandes/{demande.pk}/proposer/"


def portees(page: str, champ: str = "place") -> list[str]:
    """Return what the page carries from one step to the next."""
    return re.findall(rf'name="{champ}" value="([^"]+)"', page)


def envoyer(client, demande: Demande, **champs):
    return client.post(adresse(demande), {"acte": "envoyer", "message": MOT, **champs})


def au_petit(demande: Demande, petite, *rangs: int) -> list[str]:
    """Return, as the page carries them, all the dates, those of these ranks in the small room."""
    return [
        f"{date.pk};{petite.pk if rang in rangs else date.salle_id};18:00;20:00"
        for rang, date in enumerate(dates(demande))
    ]


def test_la_page_de_decision_y_mene(client, demande, claire):
    assert adresse(demande) in a_plat(client.get(f"/etablissement/demandes/{demande.pk}/"))


def test_la_gestionnaire_prepare_mais_ne_propose_pas(client, demande, ici):
    gestionnaire = habiliter(personne("gestion@exemple.fr"), "gestionnaire", ici.etablissement).utilisateur
    client.force_login(gestionnaire)
    assert adresse(demande) not in a_plat(client.get(f"/etablissement/demandes/{demande.pk}/"))
    assert client.get(adresse(demande)).status_code == 403


def test_ce_qui_est_libre_reste_et_le_moteur_place_le_reste(client, demande, claire, ici, petite):
    prises(ici, lundis(3)[1])
    page = a_plat(client.get(adresse(demande)))
    un, deux, trois = dates(demande)
    assert portees(page) == [
        f"{un.pk};{ici.pk};18:00;20:00",
        f"{deux.pk};{petite.pk};18:00;20:00",
        f"{trois.pk};{ici.pk};18:00;20:00",
    ]
    assert "Petite salle plutôt que Gymnase, de 18 h à 20 h comme demandé. Libre." in page
    assert "3 dates à proposer" in page


def test_ce_qui_ne_se_place_pas_se_dit_et_se_coche(client, demande, claire, ici):
    prises(ici, *lundis(3, "17:30", "22:00"))
    page = a_plat(client.get(adresse(demande)))
    assert (portees(page), len(portees(page, "sans"))) == ([], 3)
    assert "Comme demandé : ce n’est pas possible." in page
    assert page.count("checked>") == 3
    assert "Rien n’est encore à proposer" in page


def test_placer_des_dates_les_eprouve_sans_rien_ecrire(client, demande, claire, ici, petite):
    prises(petite, lundis(3)[2])
    un, deux, trois = dates(demande)
    reponse = client.post(
        adresse(demande),
        {
            "acte": "placer",
            "place": au_petit(demande, petite),
            "dates": [deux.pk, trois.pk],
            "salle": petite.pk,
            "debut": "",
            "fin": "",
        },
    )
    page = a_plat(reponse)
    assert reponse.status_code == 200
    assert portees(page) == [f"{un.pk};{ici.pk};18:00;20:00", f"{deux.pk};{petite.pk};18:00;20:00"]
    assert portees(page, "sans") == [f"{trois.pk};{petite.pk};18:00;20:00"]
    assert "ce n’est pas possible." in page
    assert "Une réponse est à revoir" not in page
    assert not ContreProposition.objects.exists()


def test_sans_date_cochee_toutes_changent(client, demande, claire, ici, petite):
    page = a_plat(client.post(adresse(demande), {"acte": "placer", "salle": petite.pk, "debut": "", "fin": ""}))
    assert portees(page) == au_petit(demande, petite, 0, 1, 2)


def test_placer_a_une_autre_heure_ou_ne_pas_proposer(client, demande, claire, ici):
    un, deux, trois = dates(demande)
    places = [f"{date.pk};{ici.pk};18:00;20:00" for date in (un, deux, trois)]
    essai = {"place": places, "dates": [un.pk], "salle": "", "debut": "20 h", "fin": "22 h"}
    page = a_plat(client.post(adresse(demande), essai | {"acte": "placer"}))
    assert portees(page)[0] == f"{un.pk};{ici.pk};20:00;22:00"
    assert "De 20 h à 22 h plutôt que de 18 h à 20 h, même salle. Libre." in page
    page = a_plat(client.post(adresse(demande), essai | {"acte": "oter"}))
    assert portees(page) == places[1:]
    assert "Pas proposée." in page


def test_un_choix_qui_n_est_pas_place_ne_part_pas_sans_lui(client, demande, claire, petite):
    places = au_petit(demande, petite, 0)
    for choix in ({"salle": petite.pk}, {"debut": "20 h", "fin": "22 h"}):
        reponse = envoyer(client, demande, place=places, **choix)
        assert "Ce choix n’est pas encore placé : placez ces dates ici, ou videz la salle et les heures." in a_plat(
            reponse
        )
        assert portees(a_plat(reponse)) == places
    assert Demande.objects.get().statut == "soumise"


def test_une_fois_place_le_choix_se_vide_et_la_phrase_reste(client, demande, claire, petite):
    essai = {"acte": "placer", "dates": [dates(demande)[0].pk], "salle": petite.pk, "debut": "", "fin": ""}
    form = Formulaire(a_plat(client.post(adresse(demande), essai | {"message": MOT})), None)
    assert (form.valeurs["salle"], form.valeurs["message"]) == ([""], [MOT])


def test_rien_ne_s_envoie_avant_qu_une_date_ne_change(client, demande, claire, ici, petite):
    essai = {"acte": "placer", "dates": [dates(demande)[0].pk], "salle": petite.pk, "debut": "", "fin": ""}
    assert 'value="envoyer"' not in a_plat(client.get(adresse(demande)))
    assert 'value="envoyer"' in a_plat(client.post(adresse(demande), essai))


def test_envoyer_tient_les_dates_et_le_dit(client, demande, claire, petite):
    reponse = client.post(
        adresse(demande), {"acte": "envoyer", "message": MOT, "place": au_petit(demande, petite, 1)}, follow=True
    )
    page = a_plat(reponse)
    assert Demande.objects.get().statut == "contre_proposee"
    assert "Proposition prête pour Club A. Rien ne part avant 10 minutes." in page
    assert "Vos propositions, en attente d’une réponse" in page
    assert "Club A</a> doit répondre avant le lundi 16 novembre 2026 à 18 h." in page
    assert "Rien ne vous attend." in page


def test_on_annule_depuis_la_page_puis_la_demande_est_a_decider(client, demande, claire, ici, petite, horloge):
    contre_proposee(ici, petite, demande=demande)
    page = a_plat(client.get(f"/etablissement/demandes/{demande.pk}/"))
    assert "Club A doit répondre à votre proposition." in page
    assert "Annuler cette proposition" in page
    reponse = client.post(f"/etablissement/demandes/{demande.pk}/annuler/", follow=True)
    assert "La proposition est annulée, personne n’a été prévenu." in a_plat(reponse)
    assert Demande.objects.get().statut == "soumise"


def test_apres_dix_minutes_on_reprend_sa_proposition(client, demande, claire, ici, petite, horloge):
    contre_proposee(ici, petite, demande=demande)
    horloge(MAINTENANT + timedelta(minutes=10))
    page = a_plat(client.get(f"/etablissement/demandes/{demande.pk}/"))
    assert "Reprendre cette proposition" in page
    assert "Annuler cette proposition" not in page
    client.post(f"/etablissement/demandes/{demande.pk}/reprendre/")
    assert Demande.objects.get().statut == "en_instruction"


def test_ce_que_porte_une_option_se_propose_ailleurs(client, demande, claire, ici):
    poser_option(demande=demande, maintenant=MAINTENANT)
    un, *_ = dates(demande)
    places = [f"{date.pk};{ici.pk};18:00;20:00" for date in dates(demande)]
    essai = {"acte": "placer", "place": places, "dates": [un.pk], "salle": "", "debut": "19 h", "fin": "21 h"}
    assert "De 19 h à 21 h plutôt que de 18 h à 20 h, même salle. Libre." in a_plat(
        client.post(adresse(demande), essai)
    )


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"message": ""}, "Écrivez une phrase : pourquoi vous proposez autre chose."),
        ({"message": "x" * 501}, "Écrivez 500 caractères au plus (il y en a 501)."),
        ({"message": "a\x00b"}, "caractère nul"),
        ({"place": []}, "Proposez au moins une date dans une autre salle ou à une autre heure."),
        ({"place": ["n’importe quoi"]}, "Cette proposition ne se lit pas."),
        ({"place": ["1;2;25:00;26:00"]}, "25 h n’existe pas."),
        ({"place": ["1;2;18:00"]}, "Cette proposition ne se lit pas."),
        ({"place": ["999999;2;18:00;20:00"]}, "Cette proposition ne se lit pas."),
        ({"place": ["1" * 30 + ";2;18:00;20:00"]}, "Cette proposition ne se lit pas."),
    ],
)
def test_ce_qui_ne_se_lit_pas_se_dit_et_rien_ne_part(client, demande, claire, petite, champs, phrase):
    reponse = envoyer(client, demande, **{"place": au_petit(demande, petite, 0)} | champs)
    assert reponse.status_code == 200
    assert phrase in a_plat(reponse)
    assert Demande.objects.get().statut == "soumise"


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"dates": [], "acte": "oter"}, "Cochez au moins une date à ne pas proposer."),
        ({"dates": ["999999"]}, "Une des dates n’est plus à décider. Rechargez la page."),
        ({"salle": "999999"}, "Choisissez une salle de la liste."),
        ({"debut": "25:00", "fin": "26:00"}, "25 h n’existe pas."),
        ({"debut": "20:00", "fin": ""}, "Donnez les deux heures, ou aucune."),
        ({"debut": "", "fin": "20:00"}, "Donnez les deux heures, ou aucune."),
        ({"debut": "20:00", "fin": "18:00"}, "L’heure de fin doit venir après l’heure de début."),
    ],
)
def test_un_essai_illisible_se_dit_et_garde_ce_qui_etait_propose(client, demande, claire, petite, champs, phrase):
    places = au_petit(demande, petite, 0)
    essai = {"dates": [dates(demande)[1].pk], "salle": petite.pk, "debut": "", "fin": ""} | champs
    page = a_plat(client.post(adresse(demande), {"acte": "placer", "place": places, **essai}))
    assert phrase in page
    assert portees(page) == places


def test_la_salle_d_une_autre_ecole_ne_se_propose_pas(client, demande, claire):
    ailleurs = salle(etablissement("0380001A"))
    reponse = envoyer(client, demande, place=[f"{dates(demande)[0].pk};{ailleurs.pk};18:00;20:00"])
    assert "Cette salle n’est pas une de celles que l’établissement publie." in a_plat(reponse)


@pytest.mark.parametrize("acte", ["envoyer", "placer"])
def test_une_salle_retiree_entre_temps_ne_perd_pas_le_reste_du_brouillon(client, demande, claire, petite, acte):
    places = au_petit(demande, petite, 1)
    type(petite).objects.filter(pk=petite.pk).update(statut="brouillon")
    tard = {"dates": [dates(demande)[2].pk], "debut": "19:00", "fin": "21:00"} if acte == "placer" else {}
    page = a_plat(client.post(adresse(demande), {"acte": acte, "message": MOT, "place": places, **tard}))
    assert "Cette salle n’est pas une de celles que l’établissement publie." in page
    assert portees(page) == [places[0], places[2]]
    assert not ContreProposition.objects.exists()


def test_l_ecole_fermee_entre_temps_le_dit(client, demande, claire, ici, petite):
    places = au_petit(demande, petite, 0)
    type(ici.etablissement).objects.update(ouvert=False)
    essai = {"acte": "placer", "place": places, "dates": [dates(demande)[1].pk], "salle": petite.pk}
    for acte in ("placer", "envoyer"):
        reponse = client.post(adresse(demande), essai | {"acte": acte, "message": MOT})
        assert reponse.status_code == 200
        assert "aucune date ne peut plus y être donnée" in a_plat(reponse) or acte == "envoyer"
    assert Demande.objects.get().statut == "soumise"


def test_une_demande_decidee_ne_recoit_plus_de_proposition(client, demande, claire, ici, petite):
    contre_proposee(ici, petite, demande=demande)
    assert client.get(adresse(demande)).url == f"/etablissement/demandes/{demande.pk}/"
    assert envoyer(client, demande).url == f"/etablissement/demandes/{demande.pk}/"


@pytest.mark.parametrize("fois", [2, 6])
def test_la_page_ne_lit_pas_plus_quand_les_dates_sont_plus(
    client, claire, ici, petite, fois, django_assert_num_queries
):
    demande = deposee(ici, le_lundi(fois))
    prises(ici, lundis(2)[1])
    with django_assert_num_queries(48):
        client.get(adresse(demande))
