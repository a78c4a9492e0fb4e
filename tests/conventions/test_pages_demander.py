"""The request page: signed out until the last step, nothing lost, filed once."""

import re
from datetime import date, timedelta
from urllib.parse import unquote

import pytest
from django.test import Client
from django.utils import timezone

from associations.models import Association
from conventions.models import CreneauDemande, Demande, Dossier
from etablissements.models import Etablissement
from salles.models import Materiel, Salle
from tests.conventions.demandes_d_essai import dates, deposee, etats, theatre
from tests.pages import a_plat, en_clair
from tests.personnages import MOT_DE_PASSE, adherer, association, personne
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, lundis, prises, salle

pytestmark = [pytest.mark.django_db, pytest.mark.lent]

SOUHAIT = {
    "date": "16/11/2026",
    "debut": "18 h",
    "fin": "20 h",
    "repetition": "hebdomadaire",
    "jusqu_au": "30/11/2026",
    "vacances": "inclure",
}
LES_LUNDIS = [(LUNDI + timedelta(weeks=n)).isoformat() for n in range(3)]


@pytest.fixture(autouse=True)
def _ce_lundi(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)


@pytest.fixture
def ici() -> Salle:
    return salle(nom="Gymnase", effectif_max=60)


def envoi(ici: Salle, **champs) -> dict:
    """Return the page as its browser sends it."""
    return {
        **SOUHAIT,
        "salle": ici.pk,
        "garder": LES_LUNDIS,
        "activite": theatre().pk,
        "objet": "Répétitions de la pièce.",
        "effectif": "24",
        "responsable_nom": "Malik Benali",
        "responsable_telephone": "06 00 00 00 00",
        "responsable_courriel": "malik@exemple.fr",
        "cle": "onglet-1",
        **champs,
    }


def page(client: Client, ici: Salle, **souhait) -> str:
    reponse = client.get("/demander/", {"salle": ici.pk, **SOUHAIT, **souhait})
    assert reponse.status_code == 200
    return a_plat(reponse)


# -- reading ---------------------------------------------------------------------------


def test_la_page_dit_date_par_date_ce_qui_est_possible(client, ici):
    prises(ici, lundis(2)[1])
    lue = page(client, ici)
    assert (
        "Vous demandez <strong>3 lundis</strong> au collège d’essai. "
        "Le 23 novembre n’est pas libre : cette date reste souhaitée, "
        "l’établissement peut vous la donner si elle se libère."
    ) in lue
    assert "<b>3 lundis, dont 2 libres</b>" in lue
    assert "Prise de 18 h à 20 h par une association. Une salle ne se prend jamais deux fois." in lue
    assert "Qui peut changer cela : la cheffe ou le chef d’établissement." in lue
    assert lue.count('name="garder"') == 3


def test_la_page_reprend_la_recherche(client, ici, malik):
    libelle = theatre().libelle
    lue = page(client, ici, activite=libelle, effectif="24")
    assert f'<option value="{theatre().pk}" selected>{libelle}</option>' in lue
    assert 'name="effectif" value="24"' in lue


def test_la_page_reprend_l_association_et_le_dernier_responsable(client, ici, club, malik):
    deposee(ici, par=club)
    lue = page(client, ici)
    assert "<b>Club d’essai</b>" in lue
    assert 'value="Malik Benali"' in lue
    assert 'value="06 00 00 00 00"' in lue


def test_sans_date_la_page_demande_d_abord_quand(client, ici):
    reponse = client.get("/demander/", {"salle": ici.pk, "effectif": "12"})
    assert "</span> cette salle ?</h1>" in a_plat(reponse)
    assert '<input type="hidden" name="effectif" value="12">' in reponse.content.decode()


def test_sans_date_la_page_propose_la_derniere_recherche(client, ici):
    client.cookies["recherche"] = "date=2026-11-24&jours=2&debut=19:00&fin=21:00&repetition=quinzaine&vacances=inclure"
    form = client.get("/demander/", {"salle": ici.pk}).context["form"]
    assert {nom: form[nom].value() for nom in ("jours", "debut", "fin", "date", "repetition", "vacances")} == {
        "jours": ["2"],
        "debut": "19:00",
        "fin": "21:00",
        "date": date(2026, 11, 24),
        "repetition": "quinzaine",
        "vacances": "inclure",
    }


def test_sans_date_ni_recherche_la_page_propose_un_soir(client, ici):
    form = client.get("/demander/", {"salle": ici.pk}).context["form"]
    assert [form[nom].value() for nom in ("jours", "date", "jusqu_au")] == [
        ["2"],
        date(2026, 11, 24),
        date(2027, 6, 30),
    ]


def test_sans_salle_on_revient_a_la_recherche(client):
    assert client.get("/demander/")["Location"] == "/"


@pytest.mark.parametrize("identifiant", ["0", "abc", "-1", "9" * 30, "9" * 5000, "1 OR 1=1", "½", "\x00"])
def test_une_salle_qui_n_existe_pas_n_existe_pas(client, identifiant):
    assert client.get("/demander/", {"salle": identifiant, **SOUHAIT}).status_code == 404


def test_une_salle_non_publiee_n_existe_pas_pour_qui_demande(client, ici):
    Salle.objects.filter(pk=ici.pk).update(statut=Salle.Statut.BROUILLON)
    assert client.get("/demander/", {"salle": ici.pk, **SOUHAIT}).status_code == 404


@pytest.mark.parametrize(
    ("champ", "valeur", "phrase"),
    [
        ("debut", "25:00", "25 h n’existe pas."),
        ("date", "31/02/2027", "Le 31 février 2027 n’existe pas."),
        ("date", "01/11/2026", "Le 1er novembre 2026 est passé."),
        ("fin", "17 h", "L’heure de fin doit venir après l’heure de début."),
        ("jusqu_au", "01/11/2026", "La dernière date vient avant la première."),
        ("date", "<script>", "Écrivez le jour comme 24/11/2026."),
        ("repetition", "tous les deux jours", "Choisissez parmi"),
    ],
)
def test_un_souhait_illisible_se_corrige_sur_la_page(client, ici, champ, valeur, phrase):
    assert phrase in page(client, ici, **{champ: valeur})


def test_trop_de_dates_se_disent_en_une_phrase(client, ici):
    lue = page(client, ici, jours=list("1234567"), jusqu_au="30/06/2028")
    assert "Ce souhait compte plus de 400 dates." in lue


def test_le_nombre_de_requetes_ne_depend_pas_des_dates(client, ici, malik, django_assert_num_queries):
    page(client, ici)  # an opening profile is read once in the life of the process
    for fin in ("16/11/2026", "30/11/2026"):
        with django_assert_num_queries(21):
            page(client, ici, jusqu_au=fin)


# -- filing ----------------------------------------------------------------------------


def test_la_demande_part_et_mene_a_son_accuse(client, ici, club, malik):
    reponse = client.post("/demander/", envoi(ici, association=club.pk))
    demande = Demande.objects.get()
    assert reponse["Location"] == demande.get_absolute_url()
    assert (demande.objet, demande.effectif, demande.association) == ("Répétitions de la pièce.", 24, club)
    assert [creneau.jour.isoformat() for creneau in dates(demande)] == LES_LUNDIS


def test_une_date_decochee_n_est_pas_demandee(client, ici, club, malik):
    client.post("/demander/", envoi(ici, association=club.pk, garder=LES_LUNDIS[:2]))
    assert [creneau.jour.isoformat() for creneau in dates(Demande.objects.get())] == LES_LUNDIS[:2]


def test_le_materiel_part_avec_la_demande(client, ici, club, malik):
    chaises = Materiel.objects.create(etablissement=ici.etablissement, nom="Chaises", quantite=30)
    client.post("/demander/", envoi(ici, association=club.pk, **{f"materiel_{chaises.pk}": "12"}))
    assert list(Demande.objects.get().materiels.values_list("materiel", "quantite")) == [(chaises.pk, 12)]


def test_deux_onglets_deposent_une_fois(client, ici, club, malik):
    reponses = [client.post("/demander/", envoi(ici, association=club.pk)) for _ in range(2)]
    assert Dossier.objects.count() == 1
    assert {reponse["Location"] for reponse in reponses} == {Demande.objects.get().get_absolute_url()}


def test_la_meme_page_changee_apres_coup_recoit_une_cle_neuve(client, ici, club, malik):
    client.post("/demander/", envoi(ici, association=club.pk))
    changee = {"association": club.pk, "objet": "Autre chose.", "debut": "20 h", "fin": "21 h"}
    reponse = client.post("/demander/", envoi(ici, **changee))
    lue = reponse.content.decode()
    assert "Cette clé a déjà servi pour une autre demande." in lue
    cle = re.search(r'name="cle" value="([0-9a-f]{32})"', lue)[1]
    client.post("/demander/", envoi(ici, cle=cle, **changee))
    assert list(Demande.objects.order_by("pk").values_list("objet", flat=True)) == [
        "Répétitions de la pièce.",
        "Autre chose.",
    ]


def test_demander_deux_fois_les_memes_dates_dit_ou_elles_sont_deja(client, ici, club, malik):
    client.post("/demander/", envoi(ici, association=club.pk))
    premiere = Demande.objects.get()
    reponse = client.post("/demander/", envoi(ici, association=club.pk, cle="0" * 32))
    assert f"dans votre demande {premiere.numero}" in a_plat(reponse)
    assert Demande.objects.count() == 1


def test_un_detour_qui_ne_mene_nulle_part_se_dit(client, ici):
    assert client.post("/demander/", envoi(ici, detour="ailleurs")).status_code == 400


# -- the detour by sign-in ---------------------------------------------------------------


def test_sans_compte_rien_ne_se_perd_en_chemin(client, ici):
    reponse = client.post("/demander/", envoi(ici, garder=LES_LUNDIS[1:]))
    assert reponse["Location"] == "/compte/signup/?next=/demander/reprendre/"
    assert Dossier.objects.count() == 0
    porte = client.get(reponse["Location"])
    assert (porte.context["form"]["prenom"].value(), porte.context["form"]["nom"].value()) == ("Malik", "Benali")
    assert 'action="/compte/login/?next=%2Fdemander%2Freprendre%2F"' in porte.content.decode()
    club = association("Club d’essai")
    malik = adherer(personne("malik@exemple.fr"), club).utilisateur
    malik.emailaddress_set.create(email=malik.courriel, verified=True, primary=True)
    reponse = client.post(
        "/compte/login/", {"login": "malik@exemple.fr", "password": MOT_DE_PASSE, "next": "/demander/reprendre/"}
    )
    assert reponse["Location"] == "/demander/reprendre/"
    lue = client.get("/demander/reprendre/").content.decode()
    assert "Répétitions de la pièce.</textarea>" in lue
    assert 'name="effectif" value="24"' in lue
    assert lue.count('name="garder"') == 3
    assert f'value="{LES_LUNDIS[0]}">' in lue  # unticked
    assert f'value="{LES_LUNDIS[1]}" checked' in lue
    assert "<b>Club d’essai</b>" in lue
    client.post("/demander/", envoi(ici, association=club.pk, garder=LES_LUNDIS[1:]))
    assert etats(Demande.objects.get()) == ["souhaite", "souhaite"]
    assert client.get("/demander/reprendre/")["Location"] == "/"


def test_inscrire_son_association_en_chemin_ramene_a_la_demande(client, ici):
    client.force_login(personne())
    reponse = client.post("/demander/", envoi(ici, detour="nouvelle"))
    assert unquote(reponse["Location"]) == "/association/nouvelle/?next=/demander/reprendre/"
    reponse = client.post(
        reponse["Location"],
        {"nom": "Les Essais", "nature": "association", "rna": "W381000001", "next": "/demander/reprendre/"},
    )
    assert reponse["Location"] == "/demander/reprendre/"
    lue = client.get("/demander/reprendre/").content.decode()
    assert "<b>Les Essais</b>" in lue
    assert "Répétitions de la pièce.</textarea>" in lue


def test_changer_de_jour_garde_ce_qui_est_ecrit(client, ici, malik):
    lue = client.post("/demander/", envoi(ici, detour="dates")).content.decode()
    assert "</span> cette salle ?</h1>" in en_clair(lue)
    assert "Répétitions de la pièce.</textarea>" in page(client, ici, date="23/11/2026")


def test_reprendre_sans_rien_a_reprendre_ramene_a_la_recherche(client, malik):
    assert client.get("/demander/reprendre/")["Location"] == "/"


# -- what is refused -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("champ", "valeur", "phrase"),
    [
        ("objet", "", "Dites en une phrase ce que vous ferez."),
        ("objet", "a" * 301, "Écrivez 300 caractères au plus (il y en a 301)."),
        ("objet", "\x00", "Le caractère nul n’est pas autorisé."),
        ("effectif", "", "Dites combien vous serez."),
        ("effectif", "0", "Il faut au moins une personne."),
        ("effectif", "-3", "Il faut au moins une personne."),
        ("effectif", str(10**9), "Aucune salle ne reçoit plus de 5 000 personnes."),
        ("effectif", "beaucoup", "Écrivez un nombre, par exemple 24."),
        ("activite", "magie", "Choisissez une activité de la liste."),
        ("activite", "", "Choisissez une activité."),
        ("responsable_nom", "", "Nommez la personne qui sera là, clé en main."),
        ("responsable_telephone", "", "Donnez un numéro où la joindre sur place."),
        ("responsable_telephone", "abc", "Écrivez le numéro avec ses dix chiffres, par exemple 06 12 34 56 78."),
        ("responsable_telephone", "()", "Écrivez le numéro avec ses dix chiffres, par exemple 06 12 34 56 78."),
        ("responsable_courriel", "chez moi", "Écrivez l’adresse comme prenom@exemple.fr."),
        ("association", "", "Dites au nom de quelle association vous demandez."),
        ("association", "9" * 30, "Choisissez une association dont vous êtes membre."),
        ("garder", [], "Il ne reste aucune date."),
        ("garder", ["31/02/2027"], "Le 31 février 2027 n’existe pas."),
        ("garder", ["2026-11-16"] * 900, "Ce souhait compte plus de 400 dates."),
        ("cle", "é", "La clé d’idempotence"),
    ],
)
def test_une_mauvaise_saisie_se_dit_et_rien_n_est_ecrit(client, ici, club, malik, champ, valeur, phrase):
    reponse = client.post("/demander/", envoi(ici, **{"association": club.pk, champ: valeur}))
    assert reponse.status_code == 200
    lue = a_plat(reponse)
    assert phrase in lue
    assert "à revoir" in lue
    assert (Dossier.objects.count(), CreneauDemande.objects.count()) == (0, 0)


def test_ce_qu_on_tape_revient_echappe(client, ici, club, malik):
    lue = client.post("/demander/", envoi(ici, association=club.pk, objet="<script>🎭</script>", effectif="0"))
    assert "<script>🎭" not in lue.content.decode()
    assert "&lt;script&gt;🎭&lt;/script&gt;</textarea>" in lue.content.decode()


def test_l_association_d_un_autre_est_refusee(client, ici, malik):
    autre = association("Pas la sienne")
    lue = client.post("/demander/", envoi(ici, association=autre.pk)).content.decode()
    assert "Choisissez une association dont vous êtes membre." in lue
    assert Dossier.objects.count() == 0


def test_un_demandeur_non_admis_lit_pourquoi(client, ici, malik, club):
    Association.objects.update(nature="autre")
    lue = client.post("/demander/", envoi(ici, association=club.pk)).content.decode()
    assert "ne prête pas ces salles à ce type d’organisme" in lue


def test_une_ecole_privee_ne_recoit_pas_de_demande(client, ici, malik, club):
    Etablissement.objects.update(secteur="prive")
    lue = client.post("/demander/", envoi(ici, association=club.pk)).content.decode()
    assert "ne peut pas prêter de salle par ce site" in lue


def test_deux_mille_champs_sont_refuses_avant_d_etre_lus(client, ici, malik):
    reponse = client.post("/demander/", envoi(ici, garder=LES_LUNDIS[:1] * 2000))
    assert reponse.status_code == 413
    assert "<h1>Cet envoi est trop lourd.</h1>" in reponse.content.decode()


def test_la_session_ne_garde_pas_ce_que_nulle_page_n_envoie(client, ici):
    client.post("/demander/", envoi(ici, detour="dates"))
    assert "demande_en_cours" in client.session
    autre = Client()
    autre.post("/demander/", envoi(ici, detour="dates", objet="a" * 100_000))
    assert "demande_en_cours" not in autre.session


def test_des_dates_choisies_une_a_une_se_demandent_et_arrivent_telles_quelles(client, ici, club, malik):
    choisies = {"repetition": "dates", "autres_dates": "24/11/2026, 3/12/2026"}
    lue = client.get("/demander/", {"salle": ici.pk, **SOUHAIT, **choisies})
    jours = ["2026-11-16", "2026-11-24", "2026-12-03"]
    assert lue.context["form"]["autres_dates"].value() == choisies["autres_dates"]
    client.post("/demander/", envoi(ici, association=club.pk, **choisies, garder=jours))
    souhait = Demande.objects.get().souhaits.get()
    assert [jour.isoformat() for jour in souhait.dates] == jours
    assert [creneau.jour.isoformat() for creneau in dates(Demande.objects.get())] == jours


def test_la_page_des_dates_offre_d_en_choisir_une_a_une(client, ici):
    assert 'name="autres_dates"' in a_plat(client.get("/demander/", {"salle": ici.pk}))
