"""The pages with which a school publishes its rooms, lived by hand; they end with the stranger who sees nothing."""

from datetime import time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from etablissements.models import Habilitation
from salles.models import Espace, Materiel, Reservation, Salle
from salles.moteur import Plage
from salles.series import plages_de
from tests.personnages import etablissement, habiliter, personne
from tests.salles.pages_d_essai import adresse, lu, sans_balises, texte
from tests.salles.salles_d_essai import LUNDI, local, prises, salle
from tests.salles.test_photos import image

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge"), pytest.mark.lent]


DESCRIPTION = {
    "nom": "Gymnase",
    "type": "gymnase",
    "effectif_max": "120",
    "acces": "cle",
    "acces_detail": "Portail rue des Écoliers",
    "pmr_detail": "De plain-pied",
    "types_erp": ["X"],
    "categorie_erp": "4",
    "sanitaires": "on",
}
SANS_HEURES = {"h-TOTAL_FORMS": "0", "h-INITIAL_FORMS": "0"}


def test_de_la_page_vide_a_la_salle_publiee(gestionnaire, ecole):
    reponse = gestionnaire.post(adresse("ouvrir", ecole), {"nom": "Gymnase", "type": "gymnase"})
    une = Salle.objects.get()
    assert reponse.url == adresse("description", ecole, une.pk)
    reponse = gestionnaire.post(reponse.url, DESCRIPTION)
    assert reponse.url == adresse("photos", ecole, une.pk)
    reponse = gestionnaire.post(reponse.url, {"image": image(), "texte_alternatif": "Le gymnase vu de l’entrée"})
    assert reponse.url == adresse("photos", ecole, une.pk)
    semaine = {"cases": ["2-17:00-19:00", "2-19:00-22:00"], "applicabilite": "scolaire"}
    reponse = gestionnaire.post(adresse("ouvertures", ecole, une.pk), semaine | SANS_HEURES)
    assert reponse.url == adresse("planning", ecole, une.pk)
    reponse = gestionnaire.post(adresse("publication", ecole, une.pk), {"planning_a_jour": "on"})
    une.refresh_from_db()
    assert (une.statut, une.effectif_max, une.photos.count(), len(plages_de([une])[une.pk])) == ("publiee", 120, 1, 1)


@pytest.mark.parametrize("nom", ["nos_salles", "ouvrir", "saisir", "importer", "fermetures", "agenda", "modele_csv"])
def test_une_page_de_l_etablissement_ne_s_ouvre_qu_a_ceux_qui_y_travaillent(client, etranger, ecole, nom):
    assert etranger.get(adresse(nom, ecole)).status_code == 404
    client.logout()
    assert client.get(adresse(nom, ecole)).status_code == 302


@pytest.mark.parametrize(
    "nom",
    [
        "description",
        "espaces",
        "materiel",
        "photos",
        "ouvertures",
        "planning",
        "publication",
        "apercu",
        "retirer",
        "fermetures_salle",
        "agenda_salle",
    ],
)
def test_la_page_d_une_salle_s_ouvre_a_la_gestionnaire_et_pas_a_l_etranger(client, ecole, gestionnaire, nom):
    ici = salle(ecole)
    assert gestionnaire.get(adresse(nom, ecole, ici.pk)).status_code == 200
    etranger = personne()
    habiliter(etranger, Habilitation.Role.CHEF, etablissement(uai="0389999X", nom="Ailleurs"))
    client.force_login(etranger)
    assert client.get(adresse(nom, ecole, ici.pk)).status_code == 404


def test_la_loge_lit_l_agenda_mais_ne_publie_pas(loge, ecole):
    ici = salle(ecole)
    assert loge.get(adresse("agenda", ecole)).status_code == 200
    assert loge.get(adresse("agenda_salle", ecole, ici.pk)).status_code == 200
    assert loge.get(adresse("description", ecole, ici.pk)).status_code == 403


def test_l_ecole_lit_ce_qui_est_ouvert_sans_le_delai_des_autres(loge, client, ecole):
    """Tonight is too late for an association; the school reads that the room is free."""
    ici = salle(ecole, delai_jours=15)
    siennes = loge.get(adresse("agenda_salle", ecole, ici.pk), {"jour": "2026-11-09"}).context
    client.logout()
    celles_de_tous = client.get(ici.get_absolute_url(), {"jour": "2026-11-09"}).context
    assert siennes["phrase_semaine"].replace("\N{NO-BREAK SPACE}", " ") == "31 h 30 restent libres cette semaine."
    assert celles_de_tous["phrase_semaine"] == "Il est trop tard pour demander cette semaine."
    assert {bloc["url"] for jour in siennes["jours"] for bloc in jour["blocs"] if bloc["nature"] == "libre"} == {""}


@pytest.mark.parametrize(
    ("maintenant", "phrase", "lundi"),
    [
        (local("17:00", "18:00").debut, "31 h 30 restent libres cette semaine.", [("libre", "17:30", "22:00")]),
        (
            local("20:00", "21:00").debut,
            "29 h restent libres cette semaine.",
            [("clos", "17:30", "20:00"), ("libre", "20:00", "22:00")],
        ),
        (
            local("22:00", "23:00", LUNDI + timedelta(days=6)).debut,
            "Il ne reste rien de libre cette semaine.",
            [("clos", "17:30", "22:00")],
        ),
    ],
)
def test_la_semaine_de_l_ecole_se_compte_a_partir_de_maintenant(
    gestionnaire, ecole, monkeypatch, maintenant, phrase, lundi
):
    ici = salle(ecole)
    monkeypatch.setattr(timezone, "now", lambda: maintenant)
    lue = gestionnaire.get(reverse("salles:agenda_salle", args=[ecole.uai, ici.pk]), {"jour": f"{LUNDI}"}).context
    assert lue["phrase_semaine"].replace("\N{NO-BREAK SPACE}", " ") == phrase
    blocs = [(bloc["nature"], f"{bloc['debut']:%H:%M}", f"{bloc['fin']:%H:%M}") for bloc in lue["jours"][0]["blocs"]]
    assert [bloc for bloc in blocs if bloc[1] >= "17:30" and bloc[2] <= "22:00"] == lundi


def test_une_salle_d_une_autre_ecole_est_introuvable_sous_la_sienne(gestionnaire, ecole):
    ailleurs = salle(etablissement(uai="0389999X", nom="Ailleurs"))
    assert gestionnaire.get(adresse("description", ecole, ailleurs.pk)).status_code == 404


# -- The list --------------------------------------------------------------------------


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_liste_se_lit_en_un_nombre_constant_de_requetes(gestionnaire, ecole, nombre, django_assert_num_queries):
    for _ in range(nombre):
        salle(ecole)
    with django_assert_num_queries(11):
        assert gestionnaire.get(adresse("nos_salles", ecole)).status_code == 200


def test_la_liste_dit_ce_qui_manque_a_un_brouillon(gestionnaire, ecole):
    gestionnaire.post(adresse("ouvrir", ecole), {"nom": "Gymnase", "type": "gymnase"})
    lue = texte(gestionnaire.get(adresse("nos_salles", ecole)))
    assert (
        "Il manque « Par où, et qui appeler », un mot sur l’accès en fauteuil, une photo et ses heures d’ouverture."
        in lue
    )


def test_ce_qui_attend_se_lit_avant_ce_qui_est_publie(gestionnaire, ecole):
    salle(ecole, nom="Atrium")
    gestionnaire.post(adresse("ouvrir", ecole), {"nom": "Verrière", "type": "gymnase"})
    lue = texte(gestionnaire.get(adresse("nos_salles", ecole)))
    _, _, liste = lue.partition("1 salle publiée</strong>, et 1 autre qui attend.")
    ordre = ["À finir ou à reprendre", "Verrière", "Publiées", "Atrium"]
    assert sorted(ordre, key=liste.index) == ordre


# -- Bad input ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("nom", ""),
        ("nom", "x" * 121),
        ("nom", "Gym\x00nase"),
        ("type", "piscine"),
        ("effectif_max", "0"),
        ("effectif_max", "1000000000"),
        ("effectif_max", "beaucoup"),
        ("effectif_max", "😀"),
        ("surface_m2", "-1"),
        ("acces", "fenêtre"),
        ("types_erp", ["Z"]),
        ("categorie_erp", "9"),
        ("gn6_autorise_le", "31/02/2027"),
        ("gn6_autorise_le", "10/11/2026"),
        ("equipements", ["inconnu"]),
        ("tarif_horaire_euros", "99999999"),
        ("tarif_horaire_euros", "-5"),
        ("tarif_horaire_euros", "500,01"),
    ],
)
def test_une_reponse_fautive_a_sa_phrase_et_rien_n_est_perdu(gestionnaire, ecole, champ, valeur):
    ici = salle(ecole, nom="Avant")
    reponse = gestionnaire.post(adresse("description", ecole, ici.pk), DESCRIPTION | {champ: valeur})
    assert list(reponse.context["form"].errors) == [champ]
    assert "Portail rue des Écoliers" in texte(reponse)
    assert Salle.objects.get(pk=ici.pk).nom == "Avant"


def test_du_code_et_des_emojis_sont_du_texte(gestionnaire, ecole):
    ici = salle(ecole)
    gestionnaire.post(adresse("description", ecole, ici.pk), DESCRIPTION | {"nom": "<script>alert(1)</script> 🏀"})
    lue = texte(gestionnaire.get(reverse("salles:salle", args=[ici.pk])))
    assert "<script>alert" not in lue
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 🏀" in lue


def test_ouvrir_une_salle_demande_un_type_ou_un_modele_de_l_etablissement(gestionnaire, ecole):
    ailleurs = salle(etablissement(uai="0389999X", nom="Ailleurs"))
    salle(ecole)
    reponse = gestionnaire.post(adresse("ouvrir", ecole), {"nom": "Gymnase", "modele": ailleurs.pk})
    assert list(reponse.context["form"].errors) == ["modele", "type"]


@pytest.mark.parametrize(
    "champs",
    [
        {"h-TOTAL_FORMS": "1000000000", "h-INITIAL_FORMS": "0"},
        {"h-TOTAL_FORMS": "<script>"},
        {},
        SANS_HEURES | {"cases": "9-99:99"},
        SANS_HEURES | {"applicabilite": "jamais"},
    ],
)
def test_des_ouvertures_fautives_ne_changent_rien(gestionnaire, ecole, champs):
    ici = salle(ecole)
    avant = plages_de([ici])
    semaine = {"cases": ["2-17:00-19:00"], "applicabilite": "scolaire"}
    reponse = gestionnaire.post(adresse("ouvertures", ecole, ici.pk), semaine | champs)
    assert reponse.status_code == 200
    assert plages_de([ici]) == avant


def test_les_raccourcis_ne_sont_proposes_qu_a_une_salle_sans_heures(gestionnaire, ecole):
    neuve, ouverte = salle(ecole, plages=[]), salle(ecole, nom="Déjà ouverte")
    pages = [texte(gestionnaire.get(adresse("ouvertures", ecole, une.pk))) for une in (neuve, ouverte)]
    assert ["Le plus souvent" in page for page in pages] == [True, False]
    reponse = gestionnaire.post(
        adresse("ouvertures", ecole, neuve.pk), SANS_HEURES | {"raccourcis": "samedi", "applicabilite": "scolaire"}
    )
    assert reponse.status_code == 302
    assert plages_de([neuve])[neuve.pk] == [Plage(6, time(8), time(22))]


def test_les_heures_exactes_se_lisent_pliees_et_s_ouvrent_la_ou_il_y_a_une_faute(gestionnaire, ecole):
    ici = salle(ecole, plages=[Plage(jour, time(17, 30), time(22)) for jour in (1, 2)] + [Plage(6, time(9), time(20))])
    lu = gestionnaire.get(adresse("ouvertures", ecole, ici.pk))
    assert [phrase.replace("\N{NO-BREAK SPACE}", " ") for _, phrase in lu.context["exactes"]] == [
        "le lundi et mardi de 17 h 30 à 22 h",
        "le samedi de 9 h à 20 h",
    ]
    assert lu.content.decode().count('<details class="horaire">') == 2
    envoi = {"h-TOTAL_FORMS": "3", "h-INITIAL_FORMS": "2", "applicabilite": "scolaire"}
    envoi |= {"h-0-jours": ["1", "2"], "h-0-debut": "17 h 30", "h-0-fin": "22 h"}
    envoi |= {"h-1-jours": ["6"], "h-1-debut": "25:00", "h-1-fin": "20 h"}
    for rang in range(3):
        envoi |= {f"h-{rang}-applicabilite": "scolaire", f"h-{rang}-semaine": "toutes"}
    refus = gestionnaire.post(adresse("ouvertures", ecole, ici.pk), envoi).content.decode()
    assert (refus.count('<details class="horaire">'), refus.count('<details class="horaire" open>')) == (1, 1)
    assert 'value="25:00"' in refus


def test_un_compte_de_lignes_invente_ne_casse_pas_la_page(gestionnaire, ecole):
    ici = salle(ecole)
    envoi = {"h-TOTAL_FORMS": "5", "h-INITIAL_FORMS": "5", "cases": "9-99:99", "applicabilite": "scolaire"}
    assert gestionnaire.post(adresse("ouvertures", ecole, ici.pk), envoi).status_code == 200


def test_une_photo_sans_description_garde_la_phrase_au_champ(gestionnaire, ecole):
    ici = salle(ecole)
    reponse = gestionnaire.post(
        adresse("photos", ecole, ici.pk),
        {"image": SimpleUploadedFile("x.jpg", b"pas une image"), "texte_alternatif": "Vue"},
    )
    assert reponse.context["form"].errors == {
        "image": ["Cette image ne se lit pas. Choisissez une photo JPEG, PNG ou WebP."]
    }
    reponse = gestionnaire.post(adresse("photos", ecole, ici.pk), {"image": image(), "texte_alternatif": ""})
    assert list(reponse.context["form"].errors) == ["texte_alternatif"]


def test_un_espace_d_un_autre_site_n_est_pas_dans_la_liste(gestionnaire, ecole):
    ici = salle(ecole)
    ailleurs = salle(etablissement(uai="0389999X", nom="Ailleurs")).espaces.get()
    reponse = gestionnaire.post(adresse("espaces", ecole, ici.pk), {"espaces": [ailleurs.pk]})
    assert list(reponse.context["composition"].errors) == ["espaces"]


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("nom", ""),
        ("nom", "x" * 121),
        ("nom", "a\x00"),
        ("quantite", "0"),
        ("quantite", "1000000000"),
        ("quantite", "😀"),
    ],
)
def test_un_materiel_fautif_est_refuse_a_son_champ(gestionnaire, ecole, champ, valeur):
    ici = salle(ecole)
    reponse = gestionnaire.post(
        adresse("materiel", ecole, ici.pk), {"nom": "chaises", "quantite": "60"} | {champ: valeur}
    )
    assert list(reponse.context["form"].errors) == [champ]


def test_le_materiel_s_ajoute_se_compte_et_se_retire(gestionnaire, ecole):
    ici = salle(ecole)
    page = adresse("materiel", ecole, ici.pk)
    gestionnaire.post(page, {"nom": "chaises", "quantite": "60"})
    chaises = Materiel.objects.get()
    gestionnaire.post(page, {"materiel": chaises.pk, f"m{chaises.pk}-quantite": "40"})
    assert Materiel.objects.get().quantite == 40
    assert "40 chaises" in texte(gestionnaire.get(adresse("description", ecole, ici.pk)))
    gestionnaire.post(page, {"materiel": chaises.pk, "retirer": "1"})
    assert Materiel.objects.count() == 0
    assert gestionnaire.post(page, {"materiel": "x\x00"}).status_code == 404


# -- Division, withdrawal ----------------------------------------------------------------


def test_diviser_depuis_la_page(gestionnaire, ecole):
    ici = salle(ecole, nom="Gymnase")
    question = gestionnaire.post(adresse("espaces", ecole, ici.pk), {"action": "diviser", "parties": "3"})
    assert "Gymnase, tiers 2" in texte(question)
    assert Salle.objects.count() == 1
    gestionnaire.post(adresse("espaces", ecole, ici.pk), lu(question))
    assert list(Salle.objects.order_by("nom").values_list("nom", flat=True)) == [
        "Gymnase",
        "Gymnase, tiers 1",
        "Gymnase, tiers 2",
        "Gymnase, tiers 3",
    ]
    assert Espace.objects.count() == 3


def test_diviser_une_salle_prise_dit_qui_garde_la_salle_entiere(gestionnaire, ecole):
    ici = salle(ecole, nom="Gymnase")
    prises(ici, local("18:00", "20:00"))
    reponse = gestionnaire.post(adresse("espaces", ecole, ici.pk), {"action": "diviser", "parties": "3"})
    assert "Association : le lundi 16 nov. 2026 de 18 h à 20 h." in texte(reponse)


def test_agrandir_une_salle_montre_ce_que_cela_implique_puis_l_enregistre(gestionnaire, ecole):
    ici, voisine = salle(ecole, nom="Gymnase"), salle(ecole, nom="Dojo")
    page = adresse("espaces", ecole, ici.pk)
    tous = [str(mur.pk) for mur in (ici.espaces.get(), voisine.espaces.get())]
    question = gestionnaire.post(page, {"espaces": tous})
    assert "Ne se prendront plus en même temps que Gymnase Dojo" in sans_balises(question)
    revenue = gestionnaire.post(page, {"espaces": tous, "revenir": "1"})
    assert revenue.context["composition"]["espaces"].value() == tous
    assert ici.espaces.count() == 1
    assert gestionnaire.post(page, lu(question)).url == adresse("description", ecole, ici.pk)
    assert ici.espaces.count() == 2


def test_agrandir_une_salle_sur_des_murs_pris_est_refuse_avec_la_liste(gestionnaire, ecole):
    ici, voisine = salle(ecole, nom="Gymnase"), salle(ecole, nom="Dojo")
    for une in (ici, voisine):
        prises(une, local("18:00", "20:00"))
    tous = [mur.pk for mur in (ici.espaces.get(), voisine.espaces.get())]
    lue = texte(gestionnaire.post(adresse("espaces", ecole, ici.pk), {"espaces": tous}))
    assert "est pris par association." in lue
    assert ici.espaces.count() == 1


def test_retirer_liste_qui_est_touche_puis_se_reprend(gestionnaire, ecole):
    ici = salle(ecole, nom="Gymnase")
    prises(ici, local("18:00", "20:00"), local("18:00", "20:00", LUNDI + timedelta(days=7)))
    lue = texte(gestionnaire.get(adresse("retirer", ecole, ici.pk)))
    assert "Association, Gymnase : 2 dates, du 16 au 23 novembre 2026." in lue
    gestionnaire.post(adresse("retirer", ecole, ici.pk))
    assert Salle.objects.get().statut == "retiree"
    assert Reservation.objects.filter(tenue="ferme").count() == 2
    assert "Annuler" in texte(gestionnaire.get(adresse("nos_salles", ecole)))


def test_publier_la_ou_personne_ne_repond_le_dit_avant(gestionnaire, ecole):
    une = salle(ecole)
    Salle.objects.update(statut=Salle.Statut.BROUILLON)
    page = adresse("publication", ecole, une.pk)
    assert "Personne ne peut encore répondre aux demandes." in gestionnaire.get(page).content.decode()
    habiliter(personne(), Habilitation.Role.CHEF, ecole)
    assert "Personne ne peut encore répondre" not in gestionnaire.get(page).content.decode()
