"""The page of the decision: everything in view, one act, ten minutes to change one's mind."""

import re
from datetime import timedelta

import pytest

from associations.models import Piece
from conventions.models import Decision, Demande, Derogation
from conventions.services import accepter, poser_option
from salles.models import Reservation
from tests.conventions.demandes_d_essai import dates, deposee, etats, le_lundi
from tests.pages import a_plat, en_clair
from tests.personnages import association, etablissement, habiliter, personne
from tests.salles.salles_d_essai import MAINTENANT, lundis, prises, salle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge"), pytest.mark.lent]


@pytest.fixture
def demande(ici) -> Demande:
    return deposee(ici, le_lundi(3), par=association("Club A"))


def adresse(demande: Demande) -> str:
    return f"/etablissement/demandes/{demande.pk}/"


def lire(client, demande: Demande) -> str:
    reponse = client.get(adresse(demande))
    assert reponse.status_code == 200
    return a_plat(reponse)


def toutes(demande: Demande) -> list[int]:
    return [creneau.pk for creneau in dates(demande)]


def relue(demande: Demande) -> Demande:
    return Demande.objects.get(pk=demande.pk)


# -- reading ---------------------------------------------------------------------------


def test_la_page_montre_qui_quoi_pieces_et_passe(client, demande, claire):
    page = lire(client, demande)
    for attendu in (
        "Club A demande le lundi de 18 h à 20 h.",
        "« Répétitions de la pièce de fin d’année. »",
        "3 pièces manquent",
        "Première demande dans cet établissement",
        "Malik Benali, 06 00 00 00 00, malik@exemple.fr",
        "3 dates servies, 6 h",
        "Confirmer l’accord",
    ):
        assert attendu in page
    assert page.count("checked>") == 3 + 3  # the three dates, and the three papers that one would ask for


def test_la_barre_dit_ce_qui_manque_et_mene_ailleurs_qu_a_l_accord(client, demande, claire):
    page = lire(client, demande)
    barre = page[page.index('class="barre-action') : page.index("</form>", page.index('class="barre-action'))]
    assert "<b>Club A</b> <span>3 lundis · 3 pièces manquent</span>" in barre
    assert '<a class="btn btn--discret" href="#autrement">Faire autrement</a>' in barre
    autrement = page[page.index('id="autrement"') :]
    for acte in ("Poser une option", "Demander des pièces", "Refuser"):
        assert f"<summary>{acte}</summary>" in autrement


def test_la_barre_se_tait_des_pieces_quand_elles_sont_la(client, demande, claire):
    for type_de_piece in ("attestation_rc", "cer", "statuts"):
        Piece.objects.create(
            association=demande.association, type=type_de_piece, fichier="x.pdf", deposee_le=MAINTENANT
        )
    assert "<b>Club A</b> <span>3 lundis</span>" in lire(client, demande)


def test_la_page_montre_les_mots_memes_du_message(client, demande, claire, taches, executer_taches):
    page = lire(client, demande)
    client.post(adresse(demande), {"acte": "accepter", "creneaux": toutes(demande)})
    executer_taches()
    [annonce] = [
        tache["args"]["contexte"]["annonce"]
        for tache in taches.jobs.values()
        if tache["args"].get("gabarit") == "conventions/accord"
    ]
    assert en_clair(f"« {annonce} »") in page


def test_lire_la_page_ne_fait_rien_avancer(client, demande, claire):
    lire(client, demande)
    assert relue(demande).statut == "soumise"


def test_les_rivales_se_comparent_avec_leurs_consequences(client, ici, demande, claire):
    autre = deposee(ici, le_lundi(2), par=association("Club B"))
    poser_option(demande=autre, creneaux=[dates(autre)[0].pk], maintenant=MAINTENANT)
    page = lire(client, demande)
    for attendu in (
        "Qui aura le lundi de 18 h à 20 h ?",
        "Les deux demandes se recouvrent sur 2 dates.",
        "Club B perd 2 dates sur 2, dont 1 sous option que vous lui aviez posée",
        "Club A perd 2 dates",
        "Club A garde 1 date possible",
        f'href="/etablissement/demandes/{autre.pk}/">Décider plutôt pour elle</a>',
        "Sous option pour Club B. Votre accord y met fin.",
        "« L’option que le collège Plan Menu vous gardait pour le lundi 16 novembre 2026 prend fin",
    ):
        assert attendu in page


def test_des_rivales_qui_ne_se_prennent_rien_le_lisent(client, ici, demande, claire):
    deposee(ici, le_lundi(2), par=association("Club B"), effectif=5000)
    deposee(ici, le_lundi(2), par=association("Club C"), effectif=5000)
    page = lire(client, demande)
    assert (
        "Trois demandes veulent le même lieu, mais dire oui à celle-ci n’ôte aucune date possible à une autre." in page
    )


def test_chacun_est_prevenu_en_une_ligne_et_le_message_entier_se_deplie(client, ici, demande, claire):
    autre = deposee(ici, le_lundi(3), par=association("Club B"))
    poser_option(demande=autre, creneaux=[dates(autre)[0].pk], maintenant=MAINTENANT)
    page = lire(client, demande)
    lignes = re.findall(r"<summary>([^<]*)<span", page[page.index('class="prevenus"') :])
    assert lignes == [
        "L’accord, pour 3 lundis",
        "La fin de l’option, pour le lundi 16 novembre 2026 ; 2 lundis ne sont plus libres",
    ]
    assert page.count("<p>« L’option que le collège Plan Menu vous gardait") == 1
    assert page.count("<p>« Pour 2 lundis, le collège Plan Menu a donné la salle") == 1


def test_l_ecole_se_souvient_du_demandeur(client, ici, claire):
    club = association("Club A")
    accepter(demande=deposee(ici, le_lundi(1, "20:00", "21:00"), par=club), par=claire, maintenant=MAINTENANT)
    assert "1 accord déjà donné" in lire(client, deposee(ici, par=club))


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_page_ne_lit_pas_plus_quand_les_rivales_sont_plus(
    client, ici, demande, claire, nombre, django_assert_num_queries
):
    for _ in range(nombre):
        deposee(ici, le_lundi(nombre))
    with django_assert_num_queries(28):
        lire(client, demande)


# -- deciding --------------------------------------------------------------------------


def test_un_clic_donne_l_accord_et_ramene_a_la_boite(client, demande, claire):
    reponse = client.post(adresse(demande), {"acte": "accepter", "creneaux": toutes(demande), "message": ""})
    assert reponse["Location"] == f"/etablissement/{demande.etablissement.uai}/"
    assert (relue(demande).statut, etats(demande)) == ("acceptee", ["accepte"] * 3)
    page = a_plat(client.get(reponse["Location"]))
    assert "Accord donné à Club A pour 3 lundis de 18 h à 20 h, du 16 au 30 novembre 2026." in page
    assert f'action="/etablissement/demandes/{demande.pk}/annuler/"' in page


def test_on_peut_annuler_dans_les_dix_minutes(client, demande, claire, horloge):
    client.post(adresse(demande), {"acte": "accepter", "creneaux": toutes(demande)})
    assert "Revenir sur cette décision" in lire(client, demande)
    reponse = client.post(f"{adresse(demande)}annuler/")
    assert reponse["Location"] == adresse(demande)
    assert (relue(demande).statut, etats(demande)) == ("soumise", ["souhaite"] * 3)


def test_apres_dix_minutes_on_lit_que_c_est_trop_tard(client, demande, claire, horloge):
    client.post(adresse(demande), {"acte": "accepter", "creneaux": toutes(demande)})
    horloge(MAINTENANT + timedelta(minutes=10))
    assert "Revenir sur cette décision" not in lire(client, demande)
    reponse = client.post(f"{adresse(demande)}annuler/")
    assert reponse.status_code == 409
    assert "La décision est partie" in reponse.content.decode()


def test_une_date_decochee_est_refusee(client, demande, claire):
    client.post(adresse(demande), {"acte": "accepter", "creneaux": toutes(demande)[:2]})
    assert etats(demande) == ["accepte", "accepte", "refuse"]


def test_une_date_prise_entre_temps_se_dit_sur_la_page_a_jour(client, ici, demande, claire):
    prises(ici, lundis(3)[1])
    reponse = client.post(adresse(demande), {"acte": "accepter", "creneaux": toutes(demande)})
    page = a_plat(reponse)
    assert reponse.status_code == 200
    assert "La salle n’est plus libre" in page
    assert "Rien n’a été changé" in page
    assert "Prise de 18 h à 20 h par une association" in page
    assert relue(demande).statut == "soumise"


def test_une_regle_souple_se_leve_sur_la_page(client, claire, ici):
    courte = salle(ici.etablissement, duree_max=timedelta(hours=1), nom="Studio")
    demande = deposee(courte, par=association("Club A"))
    page = lire(client, demande)
    assert "Lever la règle « Durée hors des limites de la salle » : pourquoi ?" in page
    envoi = {"acte": "accepter", "creneaux": toutes(demande)}
    assert "vous pouvez la lever en écrivant pourquoi" in a_plat(client.post(adresse(demande), envoi))
    client.post(adresse(demande), {**envoi, "regle_duree": "Spectacle de fin d’année."})
    assert list(Derogation.objects.values_list("code", "phrase")) == [("duree", "Spectacle de fin d’année.")]
    assert "Spectacle de fin d’année." in lire(client, demande)


def test_poser_une_option_depuis_la_page(client, demande, claire):
    client.post(adresse(demande), {"acte": "option", "creneaux": toutes(demande)[:1]})
    assert etats(demande) == ["option", "souhaite", "souhaite"]


def test_refuser_depuis_la_page(client, demande, claire):
    client.post(adresse(demande), {"acte": "refuser", "motif": "personnel", "message": "Aucun agent."})
    assert (relue(demande).statut, Decision.objects.get().message) == ("refusee", "Aucun agent.")
    assert "aucun agent n’est disponible pour ouvrir" in lire(client, demande)


def test_demander_des_pieces_depuis_la_page(client, demande, claire):
    client.post(adresse(demande), {"acte": "demander_pieces", "types": ["cer", "statuts"]})
    assert relue(demande).statut == "incomplete"


@pytest.mark.parametrize(
    ("envoi", "phrase"),
    [
        ({"acte": "accepter"}, "Cochez au moins une date."),
        ({"acte": "accepter", "creneaux": ["9" * 30]}, "Une des dates n’est plus à décider."),
        ({"acte": "accepter", "creneaux": ["un"]}, "Une des dates n’est plus à décider."),
        ({"acte": "accepter", "creneaux": "toutes", "message": "a" * 2001}, "Écrivez 2 000 caractères au plus"),
        ({"acte": "accepter", "creneaux": "toutes", "message": "\x00"}, "Le caractère nul n’est pas autorisé."),
        ({"acte": "refuser", "motif": "", "message": "Les faits."}, "Choisissez un motif."),
        ({"acte": "refuser", "motif": "magie", "message": "Les faits."}, "Choisissez un motif de la liste."),
        ({"acte": "refuser", "motif": "personnel", "message": ""}, "Écrivez les faits, en une phrase au moins."),
        ({"acte": "refuser", "motif": "personnel", "message": " "}, "Écrivez les faits, en une phrase au moins."),
        ({"acte": "demander_pieces"}, "Cochez au moins une pièce."),
        ({"acte": "demander_pieces", "types": ["passeport"]}, "Cochez des pièces de la liste."),
    ],
)
def test_une_mauvaise_saisie_se_dit_et_rien_ne_bouge(client, demande, claire, envoi, phrase):
    if envoi.get("creneaux") == "toutes":
        envoi = envoi | {"creneaux": toutes(demande)}
    reponse = client.post(adresse(demande), envoi)
    assert reponse.status_code == 200
    assert phrase in a_plat(reponse)
    assert "à revoir" in a_plat(reponse)
    assert (relue(demande).statut, Decision.objects.count(), Reservation.objects.count()) == ("soumise", 0, 0)


@pytest.mark.parametrize("envoi", [{"acte": "effacer"}, {"acte": "\x00"}, {}])
def test_un_acte_inconnu_se_dit_et_rien_ne_bouge(client, demande, claire, envoi):
    reponse = client.post(adresse(demande), envoi)
    assert reponse.status_code == 400
    assert "Cette page ne propose pas cela. Rien n’est changé" in a_plat(reponse)
    assert relue(demande).statut == "soumise"


def test_une_date_d_une_autre_demande_est_refusee(client, demande, claire, ici):
    autre = deposee(salle(ici.etablissement))
    reponse = client.post(adresse(demande), {"acte": "accepter", "creneaux": toutes(autre)})
    assert "Une des dates n’est plus à décider." in a_plat(reponse)


def test_decider_deux_fois_se_dit(client, demande, claire):
    client.post(adresse(demande), {"acte": "refuser", "motif": "personnel", "message": "Aucun agent."})
    page = a_plat(client.post(adresse(demande), {"acte": "accepter", "creneaux": toutes(demande)}))
    assert "Une des dates n’est plus à décider." in page
    assert relue(demande).statut == "refusee"


# -- who may -----------------------------------------------------------------------------


@pytest.fixture
def gestionnaire(client, ici):
    qui = personne()
    habiliter(qui, "gestionnaire", ici.etablissement)
    client.force_login(qui)
    return qui


def test_la_gestionnaire_prepare_sans_decider(client, demande, gestionnaire):
    page = lire(client, demande)
    assert "L’accord revient à la cheffe ou au chef d’établissement." in page
    assert "Confirmer l’accord" not in page
    for acte in ("accepter", "refuser"):
        reponse = client.post(adresse(demande), {"acte": acte, "creneaux": toutes(demande)})
        assert reponse.status_code == 403
    client.post(adresse(demande), {"acte": "option", "creneaux": toutes(demande)})
    assert etats(demande) == ["option"] * 3


def test_une_autre_cheffe_et_le_demandeur_n_y_ont_pas_acces(client, demande):
    autre = personne()
    habiliter(autre, "chef", etablissement("0380039L", "Autre collège"))
    for qui in (autre, demande.dossier.depose_par):
        client.force_login(qui)
        assert client.get(adresse(demande)).status_code == 404
        assert client.post(adresse(demande), {"acte": "accepter"}).status_code == 404
        assert client.post(f"{adresse(demande)}annuler/").status_code == 404
