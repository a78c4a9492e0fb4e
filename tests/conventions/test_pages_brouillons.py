"""A draft on its pages: kept from the request form, listed in the own space, taken up again, sent, thrown away."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from associations.models import Association, Membre
from conventions.models import Brouillon, Demande, Dossier
from conventions.services import Reprise, jeter_brouillon
from salles.models import Materiel
from tests.conventions.brouillons_d_essai import LES_LUNDIS, SOUHAIT, envoi, garde, valeurs
from tests.conventions.demandes_d_essai import dates, deposee, theatre
from tests.pages import a_plat, en_clair
from tests.personnages import adherer, association, personne
from tests.salles.salles_d_essai import MAINTENANT

pytestmark = [pytest.mark.django_db, pytest.mark.lent]
GARDER = {"en_brouillon": "1"}


@pytest.fixture(autouse=True)
def _ce_lundi(horloge):
    """Read at `MAINTENANT`, until a test says otherwise."""


def membre(club: Association, prenom: str) -> Client:
    """Return the browser of another member."""
    client = Client()
    client.force_login(adherer(personne(prenom=prenom, nom="Roux"), club, Membre.Role.MEMBRE).utilisateur)
    return client


@pytest.fixture
def plus_tard(client, malik, horloge):
    """Return what moves the clock on, and signs in again."""

    def avancer(**duree) -> None:
        horloge(MAINTENANT + timedelta(**duree))
        client.force_login(malik)

    return avancer


def a_la_date(reponse) -> str:
    """Return what is said at the field of the date."""
    return en_clair(reponse.context["form"].errors["date"][0])


def lue(client, adresse: str, **parametres) -> str:
    reponse = client.get(adresse, parametres)
    assert reponse.status_code == 200
    return a_plat(reponse)


# -- keeping -------------------------------------------------------------------------------


def test_le_bouton_garde_et_mene_a_son_espace_qui_le_dit_en_premier(client, ici, club, malik):
    reponse = client.post("/demander/", envoi(ici, club, **GARDER))
    assert reponse["Location"] == "/association/"
    page = lue(client, "/association/")
    assert "C’est gardé, et rien n’est envoyé." in page
    for attendu in (
        "Gymnase, le lundi de 18 h à 20 h, collège Plan Menu",
        "« Répétitions de la pièce. »",
        "Gardé le 9 novembre 2026 à 9 h 00 par Malik Essai. Rien n’est envoyé.",
    ):
        assert attendu in page
    assert page.index(">Brouillons</h2>") < page.index(">Où en sont mes demandes</h2>")
    assert (Dossier.objects.count(), Demande.brouillons.count()) == (0, 1)


def test_rien_qu_une_salle_et_une_date_suffit(client, ici, club, malik):
    client.post("/demander/", {"salle": ici.pk, "association": club.pk, **SOUHAIT, **GARDER})
    assert Brouillon.objects.get().saisie.keys() == {*SOUHAIT, "garder"}


@pytest.mark.parametrize("champ", ["date", "debut", "fin"])
@pytest.mark.parametrize("vide", ["vide", "absent"])
@pytest.mark.parametrize("repetition", ["hebdomadaire", "dates", "aucune"])
def test_sans_jour_ou_sans_heure_le_brouillon_se_garde_et_se_rouvre(client, ici, club, malik, champ, vide, repetition):
    ecrit = envoi(ici, club, autres_dates="23/11/2026" if repetition == "dates" else "", **GARDER)
    ecrit |= {"repetition": repetition, champ: ""}
    if vide == "absent":
        del ecrit[champ]
    assert client.post("/demander/", ecrit)["Location"] == "/association/"
    assert "Gymnase" in lue(client, "/association/")
    rouvert = client.get(Brouillon.objects.get().get_absolute_url())
    assert rouvert.context["form"].errors.keys() == {champ}


@pytest.mark.parametrize("champ", ["date", "debut", "fin"])
def test_sans_jour_ni_association_on_redit_d_abord_ce_qui_manque_au_souhait(client, ici, club, malik, champ):
    reponse = client.post("/demander/", envoi(ici, club, **GARDER) | {champ: "", "association": ""})
    assert reponse.status_code == 200
    assert reponse.context["form"].errors.keys() == {champ}


def test_tout_ce_qui_etait_ecrit_est_la_quand_on_le_rouvre(client, ici, club, malik):
    chaises = Materiel.objects.create(etablissement=ici.etablissement, nom="Chaises", quantite=30)
    ecrit = envoi(ici, club, garder=LES_LUNDIS[1:], **{f"materiel_{chaises.pk}": "12"})
    client.post("/demander/", ecrit | GARDER)
    reponse = membre(club, "Nadia").get(Brouillon.objects.get().get_absolute_url())
    montre = valeurs(reponse)
    for champ in ("objet", "effectif", "responsable_nom", "responsable_telephone", f"materiel_{chaises.pk}"):
        assert montre[champ] == ecrit[champ]
    assert (montre["activite"], montre["association"]) == (theatre().pk, club.pk)
    assert [date.valeur for date in reponse.context["lu"].dates if date.cochee] == LES_LUNDIS[1:]
    assert "Brouillon gardé le 9 novembre 2026 à 9 h 00 par Malik Essai." in a_plat(reponse)


def test_ce_qui_est_vide_reste_vide_et_ne_prend_pas_le_nom_de_qui_rouvre(client, ici, club, malik):
    garde(ici, club)
    montre = valeurs(membre(club, "Nadia").get(Brouillon.objects.get().get_absolute_url()))
    assert [montre.get(champ) for champ in ("objet", "effectif", "responsable_nom", "responsable_courriel")] == [
        None
    ] * 4


def test_aucune_date_cochee_se_garde_aussi(client, ici, club, malik):
    client.post("/demander/", envoi(ici, club, garder=[], **GARDER))
    reponse = client.get(Brouillon.objects.get().get_absolute_url())
    assert [date.cochee for date in reponse.context["lu"].dates] == [False] * 3


def test_garder_de_nouveau_change_le_meme_brouillon(client, ici, club, malik):
    client.post("/demander/", envoi(ici, club, **GARDER))
    rouvert = client.get(Brouillon.objects.get().get_absolute_url())
    tape = {"brouillon": rouvert.context["reprise"], "cle": rouvert.context["cle"], "objet": "Autre chose."}
    client.post("/demander/", envoi(ici, club, **tape, **GARDER))
    assert list(Brouillon.objects.values_list("revision", "saisie__objet")) == [(2, ["Autre chose."])]


def test_la_meme_page_gardee_deux_fois_fait_un_brouillon(client, ici, club, malik):
    for _ in range(2):
        client.post("/demander/", envoi(ici, club, **GARDER))
    assert Brouillon.objects.count() == 1


@pytest.mark.parametrize(
    ("champ", "valeur", "gardee"),
    [
        ("effectif", "une douzaine", "une douzaine"),
        ("objet", "a" * 400, "a" * 400),
        ("objet", "Théâtre 🎭 « d’été »", "Théâtre 🎭 « d’été »"),
        ("objet", "avant\x00après", "avantaprès"),
        ("responsable_telephone", "à demander à Paul", "à demander à Paul"),
        ("activite", "magie", "magie"),
        ("debut", "25:00", "25:00"),
    ],
)
def test_ce_qui_est_mal_ecrit_se_garde_tel_quel_et_se_dit_a_l_envoi(client, ici, club, malik, champ, valeur, gardee):
    reponse = client.post("/demander/", envoi(ici, club, **{champ: valeur}, **GARDER))
    assert (reponse.status_code, Brouillon.objects.get().saisie[champ]) == (302, [gardee])
    assert client.get(Brouillon.objects.get().get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("tape", "phrase"),
    [
        ({"association": ""}, "Dites au nom de qui vous gardez ce brouillon"),
        ({"association": "9" * 30}, "Choisissez une association dont vous êtes membre."),
        ({"objet": "a" * 100_000}, "Ce brouillon est trop long pour être gardé."),
        ({"brouillon": "abc"}, "Ce brouillon ne se lit pas."),
        ({"brouillon": "999.1"}, "Ce brouillon n’existe plus"),
        ({"cle": "é"}, "La clé d’idempotence"),
    ],
)
def test_ce_qui_ne_peut_etre_garde_le_dit_en_une_phrase(client, ici, club, malik, tape, phrase):
    reponse = client.post("/demander/", envoi(ici, club, **tape, **GARDER))
    assert (reponse.status_code, Brouillon.objects.count()) == (200, 0)
    page = a_plat(reponse)
    assert phrase in page
    assert "Choisissez une activité." not in page


def test_l_association_d_un_autre_est_refusee(client, ici, malik):
    reponse = client.post("/demander/", envoi(ici, association("Pas la sienne"), **GARDER))
    assert "Choisissez une association dont vous êtes membre." in a_plat(reponse)
    assert Brouillon.objects.count() == 0


def test_le_vingt_et_unieme_se_refuse_a_son_champ(client, ici, club, malik):
    for _ in range(20):
        garde(ici, club)
    reponse = client.post("/demander/", envoi(ici, club, **GARDER))
    assert reponse.context["form"].errors["association"][0].startswith("« Club d’essai » a déjà 20 brouillons.")


def test_qui_agit_pour_deux_associations_dit_pour_laquelle_et_le_lit(client, ici, club, malik):
    adherer(malik, association("Club voisin"))
    refus = client.post("/demander/", envoi(ici, club, association="", **GARDER))
    assert refus.context["form"].errors.keys() == {"association"}
    client.post("/demander/", envoi(ici, club, **GARDER))
    assert "par Malik Essai, pour « Club d’essai ». Rien n’est envoyé." in lue(client, "/association/")


def test_sans_compte_le_bouton_n_y_est_pas_et_rien_ne_change_au_chemin(client, ici, club):
    assert "en_brouillon" not in lue(client, "/demander/", salle=ici.pk, **SOUHAIT)
    reponse = client.post("/demander/", envoi(ici, club, **GARDER))
    assert reponse["Location"] == "/compte/signup/?next=/demander/reprendre/"
    assert Brouillon.objects.count() == 0


# -- taking up -------------------------------------------------------------------------------


def test_une_date_passee_se_dit_a_son_champ_et_le_reste_attend(client, ici, club, plus_tard):
    client.post("/demander/", envoi(ici, club, **GARDER))
    brouillon = Brouillon.objects.get()
    plus_tard(weeks=2)
    assert "Le 16 novembre 2026 est passé." in lue(client, "/association/")
    reponse = client.get(brouillon.get_absolute_url())
    assert a_la_date(reponse).startswith("Le 16 novembre 2026 est passé.")
    assert f'name="brouillon" value="{brouillon.pk}.1"' in a_plat(reponse)
    apres = client.get(
        "/demander/",
        {"salle": ici.pk, **SOUHAIT, "date": "30/11/2026", "jusqu_au": "7/12/2026", "brouillon": f"{brouillon.pk}.1"},
    )
    assert (valeurs(apres)["objet"], valeurs(apres)["effectif"]) == ("Répétitions de la pièce.", "24")
    assert apres.context["reprise"] == f"{brouillon.pk}.1"


def test_envoyer_une_date_passee_la_dit_a_son_champ_et_n_envoie_rien(client, ici, club, plus_tard):
    client.post("/demander/", envoi(ici, club, **GARDER))
    plus_tard(weeks=2)
    reponse = client.post("/demander/", envoi(ici, club, brouillon=f"{Brouillon.objects.get().pk}.1"))
    assert a_la_date(reponse).startswith("Le 16 novembre 2026 est passé.")
    assert (Dossier.objects.count(), Brouillon.objects.count()) == (0, 1)


def test_choisir_d_autres_dates_n_oublie_ni_le_brouillon_ni_ce_qu_on_vient_d_ecrire(client, ici, club, malik):
    brouillon = garde(ici, club, objet="Ce qui était gardé.")
    tape = {"objet": "Ce qu’on vient d’écrire.", "brouillon": f"{brouillon.pk}.1"}
    quand = a_plat(client.post("/demander/", envoi(ici, club, detour="dates", **tape)))
    assert f'name="brouillon" value="{brouillon.pk}.1"' in quand
    reponse = client.get("/demander/", {"salle": ici.pk, **SOUHAIT, "brouillon": f"{brouillon.pk}.1"})
    assert valeurs(reponse)["objet"] == "Ce qu’on vient d’écrire."


def test_une_demande_neuve_dans_la_meme_salle_ne_touche_pas_au_brouillon(client, ici, club, malik):
    brouillon = garde(ici, club, objet="Ce qui était gardé.")
    client.post("/demander/", envoi(ici, club, detour="dates", brouillon=f"{brouillon.pk}.1"))
    reponse = client.get("/demander/", {"salle": ici.pk, **SOUHAIT})
    assert (reponse.context["reprise"], reponse.context["brouillon"]) == ("", None)


# -- sending -----------------------------------------------------------------------------------


def test_un_brouillon_complete_part_et_mene_a_son_accuse(client, ici, club, malik, horloge):
    brouillon = garde(ici, club)
    horloge(MAINTENANT + timedelta(days=1))
    rouvert = client.get(brouillon.get_absolute_url())
    tape = {"brouillon": rouvert.context["reprise"], "cle": rouvert.context["cle"]}
    reponse = client.post("/demander/", envoi(ici, club, **tape))
    demande = Demande.objects.get()
    assert reponse["Location"] == demande.get_absolute_url() == f"/demandes/{brouillon.pk}/"
    assert (demande.numero, demande.deposee_le) == ("2026-38-000001", MAINTENANT + timedelta(days=1))
    assert [creneau.jour.isoformat() for creneau in dates(demande)] == LES_LUNDIS
    assert "Votre demande est arrivée le 10 novembre 2026 à 9 h 00." in lue(client, demande.get_absolute_url())
    assert ">Brouillons</h2>" not in lue(client, "/association/")


def test_le_second_qui_envoie_lit_le_numero_de_ce_qui_est_parti(client, ici, club, malik):
    brouillon = garde(ici, club)
    membre(club, "Nadia").post("/demander/", envoi(ici, club, brouillon=f"{brouillon.pk}.1"))
    reponse = client.post("/demander/", envoi(ici, club, brouillon=f"{brouillon.pk}.1"))
    assert "Ce brouillon est déjà envoyé : c’est votre demande 2026-38-000001." in a_plat(reponse)
    assert (reponse.context["reprise"], Demande.objects.count()) == ("", 1)


def test_qui_lit_que_le_brouillon_a_change_peut_passer_outre(client, ici, club, malik):
    brouillon = garde(ici, club)
    membre(club, "Nadia").post("/demander/", envoi(ici, club, brouillon=f"{brouillon.pk}.1", **GARDER))
    reponse = client.post("/demander/", envoi(ici, club, brouillon=f"{brouillon.pk}.1", objet="De Malik.", **GARDER))
    assert "Nadia Roux a gardé ce brouillon après que vous l’avez ouvert." in a_plat(reponse)
    assert reponse.context["reprise"] == f"{brouillon.pk}.2"
    client.post("/demander/", envoi(ici, club, brouillon=f"{brouillon.pk}.2", objet="De Malik.", **GARDER))
    assert Brouillon.objects.get().saisie["objet"] == ["De Malik."]


def test_jete_entre_temps_ce_qui_est_a_l_ecran_part_sans_lui(client, ici, club, malik):
    brouillon = garde(ici, club)
    rouvert = client.get(brouillon.get_absolute_url())
    jeter_brouillon(reprise=Reprise(brouillon.pk, 1), par=malik)
    tape = {"brouillon": rouvert.context["reprise"], "cle": rouvert.context["cle"]}
    reponse = client.post("/demander/", envoi(ici, club, **tape))
    assert "Ce brouillon n’existe plus" in a_plat(reponse)
    assert 'name="brouillon"' not in a_plat(reponse)
    cle = re.search(r'name="cle" value="([^"]*)"', a_plat(reponse))[1]
    client.post("/demander/", envoi(ici, club, cle=cle))
    assert Demande.objects.count() == 1


def test_placer_ailleurs_garde_le_fil_du_brouillon(client, ici, club, malik):
    brouillon = garde(ici, club)
    reponse = client.post("/demander/", envoi(ici, club, brouillon=f"{brouillon.pk}.1", relire="1"))
    assert reponse.context["reprise"] == f"{brouillon.pk}.1"


# -- throwing away -------------------------------------------------------------------------------


def test_jeter_demande_confirmation_puis_efface_tout(client, ici, club, malik):
    brouillon = garde(ici, club, responsable_nom="Malik Benali")
    adresse = f"{brouillon.get_absolute_url()}jeter/"
    page = lue(client, adresse)
    assert "Jeter ce brouillon ?" in page
    assert "Gymnase, Collège Plan Menu. Brouillon gardé le 9 novembre 2026 à 9 h 00 par Malik Essai." in page
    assert Brouillon.objects.count() == 1
    client.post(adresse, {"reprise": f"{brouillon.pk}.1"})
    assert "Le brouillon est jeté, avec tout ce qui y était écrit." in lue(client, "/association/")
    assert (Brouillon.objects.count(), Demande.brouillons.count()) == (0, 0)


def test_jeter_ce_qu_un_autre_vient_de_changer_se_refuse(client, ici, club, malik):
    brouillon = garde(ici, club)
    membre(club, "Nadia").post("/demander/", envoi(ici, club, brouillon=f"{brouillon.pk}.1", **GARDER))
    reponse = client.post(f"{brouillon.get_absolute_url()}jeter/", {"reprise": f"{brouillon.pk}.1"})
    assert (reponse.status_code, Brouillon.objects.count()) == (409, 1)


def test_un_mois_avant_la_fin_la_page_dit_quand_le_brouillon_sera_jete(client, ici, club, plus_tard, settings):
    settings.PREAU_BROUILLONS_JOURS = 365
    garde(ici, club, date="1/11/2027", jusqu_au="1/11/2027")
    plus_tard(days=334)
    assert "Il sera jeté" not in lue(client, "/association/")
    plus_tard(days=335)
    assert "Il sera jeté le 9 novembre si personne n’y touche." in lue(client, "/association/")


# -- what it costs, who sees it ------------------------------------------------------------------


@pytest.mark.parametrize("nombre", [1, 3])
def test_l_espace_ne_lit_pas_plus_quand_les_brouillons_sont_plus(
    client, ici, club, malik, nombre, django_assert_num_queries
):
    for _ in range(nombre):
        garde(ici, club)
    with django_assert_num_queries(8):
        lue(client, "/association/")


def test_ni_un_etranger_ni_un_inconnu_n_ouvre_ni_ne_jette(client, ici, club):
    brouillon = garde(ici, club)
    adresses = [brouillon.get_absolute_url(), f"{brouillon.get_absolute_url()}jeter/"]
    assert [client.get(adresse).status_code for adresse in adresses] == [302, 302]
    deposee(ici, par=association("Une autre"))
    client.force_login(adherer(personne(), association("Une troisième")).utilisateur)
    assert [client.get(adresse).status_code for adresse in adresses] == [404, 404]
    assert client.post(adresses[1]).status_code == 404
    assert ">Brouillons</h2>" not in lue(client, "/association/")
