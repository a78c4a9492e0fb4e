"""The equipment of a school, lived by hand: what there is, what is out, who brings it back."""

from datetime import timedelta

import pytest

from salles.models import Materiel, PretSeul
from tests.personnages import etablissement
from tests.salles.pages_d_essai import adresse, sans_balises, texte
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, local, salle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]

VENDREDI, UNE_HEURE = LUNDI - timedelta(days=3), timedelta(hours=1)
LE_PRET = {
    "quantite": "20",
    "a_qui": "Comité des fêtes",
    "debut": "13/11/2026",
    "heure_debut": "17 h",
    "fin": "lundi 16 novembre 2026",
    "heure_fin": "8h",
}


@pytest.fixture
def tables(ecole) -> Materiel:
    return Materiel.objects.create(etablissement=ecole, nom="Tables pliantes", quantite=30)


@pytest.fixture
def page(ecole) -> str:
    return adresse("materiel_ecole", ecole)


def dehors(tables: Materiel, **champs) -> PretSeul:
    """Lend some since an hour ago, until Monday."""
    conditions = {"quantite": 20, "a_qui": "Comité des fêtes", "debut": MAINTENANT - UNE_HEURE} | champs
    return PretSeul.objects.create(materiel=tables, fin=local("08:00", "09:00").debut, **conditions)


def erreurs(reponse) -> dict:
    """Return what is said at each field, with plain spaces."""
    siennes = reponse.context["form"].errors
    return {nom: [erreur.replace("\N{NO-BREAK SPACE}", " ") for erreur in dites] for nom, dites in siennes.items()}


def test_de_la_page_vide_au_pret_note(gestionnaire, ecole, page):
    assert "Rien n’est encore à prêter." in texte(gestionnaire.get(page))
    assert "Il n’y a rien à prêter." in texte(gestionnaire.get(adresse("preter", ecole)))
    assert gestionnaire.post(page, {"nom": "Tables pliantes", "quantite": "30"}).url == page
    tables = Materiel.objects.get()
    assert (tables.etablissement, tables.salle, tables.quantite) == (ecole, None, 30)
    reponse = gestionnaire.post(adresse("preter", ecole), LE_PRET | {"materiel": tables.pk})
    assert reponse.url == page
    pret = PretSeul.objects.get()
    assert (pret.quantite, pret.a_qui, pret.debut, pret.fin) == (
        20,
        "Comité des fêtes",
        local("17:00", "18:00", VENDREDI).debut,
        local("08:00", "09:00").debut,
    )
    lue = sans_balises(gestionnaire.get(page))
    assert "1 prêt sans salle , en cours ou à venir." in lue
    assert "20 tables pliantes Comité des fêtes Du vendredi 13 nov. 2026, 17 h, au lundi 16 nov. 2026, 8 h." in (
        lue.replace("\N{NO-BREAK SPACE}", " ")
    )
    assert "20 promis à la fois au plus, le vendredi 13 nov. 2026 à 17 h." in lue.replace("\N{NO-BREAK SPACE}", " ")


def test_le_retour_a_minuit_est_la_fin_de_ce_jour(gestionnaire, ecole, tables):
    gestionnaire.post(
        adresse("preter", ecole), LE_PRET | {"materiel": tables.pk, "fin": "15/11/2026", "heure_fin": "minuit"}
    )
    assert PretSeul.objects.get().fin == local("00:00", "01:00").debut


def test_le_refus_se_lit_au_champ_et_rien_n_est_perdu(gestionnaire, ecole, tables):
    dehors(tables)
    reponse = gestionnaire.post(adresse("preter", ecole), LE_PRET | {"materiel": tables.pk})
    assert erreurs(reponse) == {
        "quantite": [
            "Il n’en reste que 10 sur 30, le vendredi 13 novembre 2026 à 17 h. Prêtez-en moins, ou changez les dates."
        ]
    }
    assert 'value="Comité des fêtes"' in texte(reponse)
    assert 'value="lundi 16 novembre 2026"' in texte(reponse)


@pytest.mark.parametrize(
    ("champs", "attendues"),
    [
        ({"materiel": ""}, {"materiel": ["Choisissez un matériel."]}),
        ({"materiel": "0"}, {"materiel": ["Choisissez-en un de la liste."]}),
        ({"materiel": "\x00"}, {"materiel": ["Le caractère nul n’est pas autorisé."]}),
        ({"quantite": "0"}, {"quantite": ["Au moins un."]}),
        ({"quantite": "10000000000"}, {"quantite": ["10 000 au plus."]}),
        ({"quantite": "vingt"}, {"quantite": ["Écrivez un nombre, par exemple 60."]}),
        ({"debut": "31/02/2027"}, {"debut": ["Le 31 février 2027 n’existe pas."]}),
        (
            {"heure_fin": "25:00"},
            {"heure_fin": ["25 h n’existe pas. Écrivez l’heure comme 18 h ou 18 h 30."]},
        ),
        ({"fin": "12/11/2026"}, {"fin": ["Le retour vient avant le départ : corrigez l’un des deux."]}),
        (
            {"debut": "01/10/2026", "fin": "02/10/2026"},
            {"fin": ["Ce retour est passé : donnez celui qui est prévu."]},
        ),
        ({"fin": "31/12/2100"}, {"fin": ["Un prêt dure 31 jours au plus. Notez-en un autre pour la suite."]}),
    ],
)
def test_une_saisie_impossible_se_dit_en_francais_a_son_champ(gestionnaire, ecole, tables, champs, attendues):
    reponse = gestionnaire.post(adresse("preter", ecole), LE_PRET | {"materiel": str(tables.pk)} | champs)
    assert (reponse.status_code, erreurs(reponse)) == (200, attendues)
    assert PretSeul.objects.count() == 0


def test_l_heure_qui_n_existe_pas_se_dit_a_son_champ(gestionnaire, ecole, tables):
    nuit = {"debut": "28/03/2027", "heure_debut": "2:30", "fin": "29/03/2027"}
    reponse = gestionnaire.post(adresse("preter", ecole), LE_PRET | {"materiel": tables.pk} | nuit)
    assert erreurs(reponse)["heure_debut"][0].startswith("Le 28/03/2027, 02:30 n’existe pas")
    assert PretSeul.objects.count() == 0


@pytest.mark.parametrize("a_qui", ["", "x" * 121, "Club\x00"])
def test_a_qui_se_dit_en_peu_de_mots(gestionnaire, ecole, tables, a_qui):
    reponse = gestionnaire.post(adresse("preter", ecole), LE_PRET | {"materiel": tables.pk, "a_qui": a_qui})
    assert (reponse.status_code, list(erreurs(reponse))) == (200, ["a_qui"])


def test_un_materiel_d_ailleurs_n_est_pas_dans_la_liste(gestionnaire, ecole, tables):
    ailleurs = Materiel.objects.create(etablissement=etablissement("0389999X", nom="Ailleurs"), nom="T", quantite=1)
    reponse = gestionnaire.post(adresse("preter", ecole), LE_PRET | {"materiel": ailleurs.pk})
    assert erreurs(reponse) == {"materiel": ["Choisissez-en un de la liste."]}


# -- Coming back ---------------------------------------------------------------------------


def test_la_loge_recoit_ce_qui_revient_mais_ne_prete_pas(loge, ecole, tables, page):
    pret = dehors(tables)
    rendre = adresse("rendre", ecole, pret.pk)
    lue = texte(loge.get(page))
    assert f'href="{rendre}"' in lue
    assert adresse("preter", ecole) not in lue
    assert "Tout est revenu ?" in texte(loge.get(rendre))
    assert loge.post(rendre).url == page
    pret.refresh_from_db()
    assert pret.rendu_le == MAINTENANT
    assert "Comité des fêtes" not in texte(loge.get(page))
    assert [loge.post(page).status_code, loge.get(adresse("preter", ecole)).status_code] == [403, 403]


def test_un_double_clic_dit_que_c_est_deja_fait(gestionnaire, ecole, tables):
    rendre = adresse("rendre", ecole, dehors(tables).pk)
    gestionnaire.post(rendre)
    assert "Ce prêt est déjà fini" in texte(gestionnaire.post(rendre, follow=True))


def test_un_pret_a_venir_s_annule(gestionnaire, ecole, tables, page):
    pret = dehors(tables, debut=MAINTENANT + UNE_HEURE)
    assert "Annuler ce prêt ?" in texte(gestionnaire.get(adresse("rendre", ecole, pret.pk)))
    gestionnaire.post(adresse("rendre", ecole, pret.pk))
    assert "Rien n’est prêté sans salle, ni maintenant ni plus tard." in texte(gestionnaire.get(page))
    assert PretSeul.objects.count() == 1


def test_ce_qui_est_fini_ne_se_montre_plus(gestionnaire, tables, page):
    dehors(tables, debut=MAINTENANT - 2 * UNE_HEURE)
    PretSeul.objects.update(fin=MAINTENANT)
    assert "Comité des fêtes" not in texte(gestionnaire.get(page))


# -- The stock -----------------------------------------------------------------------------


def test_la_page_compte_tout_le_materiel_et_dit_avec_quelle_salle(gestionnaire, ecole, tables, page):
    avec = Materiel.objects.create(etablissement=ecole, salle=salle(ecole, nom="Gymnase"), nom="Tapis", quantite=9)
    lue = sans_balises(gestionnaire.get(page))
    assert "9 tapis , avec Gymnase. Rien n’en est promis." in lue.replace("\N{NO-BREAK SPACE}", " ")
    assert gestionnaire.post(page, {"materiel": avec.pk, f"m{avec.pk}-quantite": "12"}).url == page
    avec.refresh_from_db()
    assert avec.quantite == 12
    gestionnaire.post(page, {"materiel": avec.pk, "retirer": "1"})
    assert list(Materiel.objects.all()) == [tables]
    assert gestionnaire.post(page, {"materiel": "9" * 5000, "retirer": "1"}).status_code == 404


def test_le_stock_ne_descend_pas_sous_ce_qui_est_dehors(gestionnaire, tables, page):
    dehors(tables)
    assert "20 promis à la fois au plus, en ce moment." in texte(gestionnaire.get(page))
    reponse = gestionnaire.post(page, {"materiel": tables.pk, f"m{tables.pk}-quantite": "19"})
    assert "20 sont promis à une même heure. Gardez-en autant." in texte(reponse)


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_page_se_lit_en_un_nombre_constant_de_requetes(gestionnaire, ecole, page, nombre, django_assert_num_queries):
    for rang in range(nombre):
        dehors(Materiel.objects.create(etablissement=ecole, nom=f"Tables {rang}", quantite=30))
    with django_assert_num_queries(11):
        assert gestionnaire.get(page).status_code == 200


def test_l_etranger_ne_trouve_rien(client, etranger, ecole, tables, page):
    adresses = [page, adresse("preter", ecole), adresse("rendre", ecole, dehors(tables).pk)]
    assert [etranger.get(une).status_code for une in adresses] == [404] * 3
    client.logout()
    assert [client.get(une).status_code for une in adresses] == [302] * 3


# -- What everyone reads -------------------------------------------------------------------


def test_la_page_publique_dit_ce_qui_s_emprunte_avec_la_salle_et_sans_elle(client, ecole, tables):
    ici = salle(ecole)
    Materiel.objects.create(etablissement=ecole, salle=ici, nom="Chaises", quantite=60)
    Materiel.objects.create(etablissement=ecole, salle=salle(ecole), nom="Tapis", quantite=9)
    type(ecole).objects.update(telephone="04 76 00 00 00")
    dehors(tables, a_qui="Fête secrète")
    lue = sans_balises(client.get(ici.get_absolute_url())).replace("\N{NO-BREAK SPACE}", " ")
    assert "Matériel 60 chaises et 30 tables pliantes" in lue
    assert "Sans salle Chaises, tables pliantes et tapis : à demander à l’établissement, 04 76 00 00 00" in lue
    assert "secrète" not in lue


def test_sans_materiel_la_page_publique_n_en_parle_pas(client, ecole):
    lue = sans_balises(client.get(salle(ecole).get_absolute_url()))
    assert ("Matériel" in lue, "Sans salle" in lue) == (False, False)
