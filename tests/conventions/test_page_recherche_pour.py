"""`/` for members of an association: their quotas and buffers are judged, and the page says for whom."""

import re
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.utils import timezone

from associations.models import Association
from conventions.services import accepter
from etablissements.models import Collectivite
from salles.models import RechercheInfructueuse, Salle
from tests.conventions.demandes_d_essai import cheffe, deposee, le_lundi, president
from tests.conventions.test_quotas import limiter
from tests.pages import a_plat
from tests.personnages import adherer, association, collectivite, etablissement, personne
from tests.salles.salles_d_essai import MAINTENANT, lundis, prises, salle

pytestmark = [pytest.mark.django_db, pytest.mark.lent]

TROIS_LUNDIS = {
    "lat": "45.36",
    "lon": "5.59",
    "date": "2026-11-16",
    "debut": "18:00",
    "fin": "20:00",
    "repetition": "hebdomadaire",
    "jusqu_au": "2026-11-30",
    "vacances": "inclure",
}
QUESTION, REPONSE = 5, 12  # what they cost whoever is signed out
CONNEXION = 3  # the session, the person, what the person is entitled to


@pytest.fixture(autouse=True)
def _ce_lundi(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)


@pytest.fixture
def ici() -> Salle:
    return salle(etablissement(nom="Collège Plan Menu"), nom="Gymnase")


@pytest.fixture
def club(ici) -> Association:
    """Return an association that may hold five hours a year: two of the three dates."""
    limiter(ici.etablissement.collectivite, annee=5)
    return association("Club A")


@pytest.fixture
def deux_clubs(client, club) -> tuple[Association, Association]:
    """Return two associations of the person who is signed in."""
    autre = association("Club B")
    adherer(president(club), autre)
    client.force_login(president(club))
    return club, autre


def chercher(client, **criteres):
    reponse = client.get("/", TROIS_LUNDIS | criteres)
    assert reponse.status_code == 200
    return reponse


def ligne(reponse):
    [ecole] = reponse.context["ecoles"]
    return ecole.lignes[0]


def lu(reponse) -> str:
    return a_plat(reponse)


def accorder(ici: Salle, club: Association, fois: int = 1) -> None:
    demande = deposee(ici, le_lundi(fois, "20:00", "21:00"), par=club)
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)


# -- One association ---------------------------------------------------------------------------


def test_le_membre_d_une_association_lit_ce_qu_elle_peut_tenir(client, ici, club):
    client.force_login(president(club))
    reponse = chercher(client)
    assert (ligne(reponse).compte, ligne(reponse).demander) == (
        "Libre 2 lundis sur 3",
        "Demander les 3 lundis (2\N{NO-BREAK SPACE}libres)",
    )
    [manque] = ligne(reponse).manques
    assert (manque["etat"], manque["quand"].replace("\N{NO-BREAK SPACE}", " ")) == ("reparer", "lundi 30 nov. 2026")
    assert manque["raison"].replace("\N{NO-BREAK SPACE}", " ") == (
        "Quota d’heures atteint. "
        "La collectivité limite chaque association à 5 h par année scolaire, tous ses établissements ensemble."
    )
    assert (
        "Cherché pour Club A : une limite d’heures par association retire des dates. "
        "Elle est écrite avec les dates qui manquent.</p>"
    ) in lu(reponse)


def test_ce_que_l_association_tient_deja_compte(client, ici, club):
    accorder(ici, club, fois=2)
    client.force_login(president(club))
    assert ligne(chercher(client)).compte == "Libre 1 lundi sur 3"


def test_la_page_d_une_association_dit_les_dates_de_l_api(client, ici, club):
    accorder(ici, club, fois=2)
    client.force_login(president(club))
    api = client.get("/api/v1/recherche/", TROIS_LUNDIS | {"association": club.pk}).json()
    [gymnase] = api["results"]
    assert (gymnase["creneaux_libres"], ligne(chercher(client)).compte) == (1, "Libre 1 lundi sur 3")


def test_sans_limite_atteinte_rien_n_est_dit_et_les_liens_ne_portent_rien(client, ici, club):
    limiter(ici.etablissement.collectivite, annee=60)
    client.force_login(president(club))
    reponse = chercher(client)
    assert (reponse.context["pour"], ligne(reponse).compte) == (None, "Libre les 3 lundis")
    assert "association=" not in ligne(reponse).url_demande


def test_la_limite_se_dit_aussi_pour_une_salle_d_une_autre_page(client, ici, club):
    """Six schools without any limit are read first: the one where a date is taken away waits on the second page."""
    sans_limite = collectivite("dep-73")
    for numero in range(6):
        salle(etablissement(f"073000{numero}A", f"Collège {numero}", collectivite=sans_limite))
    client.force_login(president(club))
    reponse = chercher(client)
    assert ici not in [ligne.salle for ecole in reponse.context["ecoles"] for ligne in ecole.lignes]
    assert "Cherché pour Club A : une limite d’heures par association retire des dates." in lu(reponse)
    assert chercher(client, page="2").context["ecoles"][0].meilleure.salle == ici


def test_une_collectivite_qui_n_admet_pas_l_association_n_est_pas_une_limite(client, ici, club):
    refusee = association("Les Artisans", nature=Association.Nature.AUTRE)
    client.force_login(president(refusee))
    Collectivite.objects.update(natures_admises=["association"])
    reponse = chercher(client)
    assert (ligne(reponse).libre, reponse.context["pour"]) == (False, None)


def test_ses_propres_seances_ne_tiennent_pas_l_association_a_distance(client, ici, club):
    Collectivite.objects.update(tampon=timedelta(minutes=30), tampon_leve_pour_soi=True, quota_annee=None)
    ici = salle(ici.etablissement, nom="Salle avec tampon", effectif_max=90)
    accorder(ici, club)
    assert ligne(chercher(client, effectif="90")).compte == "Libre 2 lundis sur 3"
    client.force_login(president(club))
    assert ligne(chercher(client, effectif="90")).compte == "Libre les 3 lundis"


def test_une_recherche_que_seul_le_quota_rend_vaine_n_est_pas_notee(client, ici, club, executer_taches):
    limiter(ici.etablissement.collectivite, annee=1)
    client.force_login(president(club))
    assert chercher(client).context["en_vain"] is True
    executer_taches()
    assert RechercheInfructueuse.objects.count() == 0


# -- Several -------------------------------------------------------------------------------------


def test_plusieurs_associations_se_choisissent_dans_la_question(client, deux_clubs):
    club, autre = deux_clubs
    page = lu(client.get("/"))
    assert re.findall(r'<option value="(\d*)"[^>]*>(Choisissez|Club .)<', page) == [
        ("", "Choisissez"),
        (str(club.pk), "Club A"),
        (str(autre.pk), "Club B"),
    ]
    assert '<label for="id_association">Au nom de' in page


def test_sans_choix_rien_n_est_compte_et_la_page_propose_de_choisir(client, deux_clubs):
    reponse = chercher(client)
    assert ligne(reponse).compte == "Libre les 3 lundis"
    pour = reponse.context["pour"]
    assert pour.phrase == "Dites pour qui vous cherchez : les heures que vous tenez déjà seront comptées."
    assert [nom for nom, _ in pour.autres] == ["Club A", "Club B"]


def test_le_choix_suit_les_liens_les_pages_et_la_demande(client, ici, deux_clubs):
    club, autre = deux_clubs
    reponse = chercher(client, association=str(autre.pk))
    assert ligne(reponse).compte == "Libre 2 lundis sur 3"
    for adresse in (ligne(reponse).url, ligne(reponse).url_demande, reponse.context["elargir"]["url"]):
        assert dict(parse_qsl(urlsplit(adresse).query))["association"] == str(autre.pk)
    assert reponse.context["form"]["association"].value() == str(autre.pk)
    [(nom, parametres)] = reponse.context["pour"].autres
    assert (nom, dict(parse_qsl(parametres))["association"]) == ("Club A", str(club.pk))
    demander = client.get(ligne(reponse).url_demande)
    assert demander.context["form"]["association"].value() == autre.pk


def test_le_choix_survit_a_la_page_ou_l_on_choisit_ses_dates(client, ici, deux_clubs):
    page = lu(client.get("/demander/", {"salle": ici.pk, "association": deux_clubs[1].pk}))
    assert f'<input type="hidden" name="association" value="{deux_clubs[1].pk}">' in page


def test_la_derniere_association_qui_a_demande_est_proposee(client, ici, deux_clubs):
    club, autre = deux_clubs
    deposee(ici, le_lundi(1, "20:00", "21:00"), par=club, maintenant=MAINTENANT - timedelta(days=2))
    adherer(personne(), autre)
    collegue = autre.membres.last().utilisateur
    deposee(ici, le_lundi(1, "20:00", "21:00"), par=autre)  # by the first member: the person signed in
    assert client.get("/").context["form"]["association"].value() == str(autre.pk)
    assert ligne(chercher(client)).compte == "Libre 2 lundis sur 3"
    adherer(collegue, club)
    client.force_login(collegue)
    assert client.get("/").context["form"]["association"].value() == ""


def test_on_dit_pour_qui_meme_quand_aucune_limite_ne_joue(client, ici, deux_clubs):
    limiter(ici.etablissement.collectivite, annee=60)
    assert (
        "<p>Cherché pour Club A, en comptant les heures que vous tenez déjà.</p>"
        '<p class="petit">Chercher pour : <a href="/?rayon_km=10&amp;debut='
    ) in lu(chercher(client, association=str(deux_clubs[0].pk)))


# -- The page of a room ------------------------------------------------------------------------------


def voeu(client, ici: Salle, **criteres):
    return client.get(ici.get_absolute_url(), TROIS_LUNDIS | criteres).context["voeu"]


def test_la_page_de_la_salle_juge_comme_la_recherche(client, ici, club):
    assert (voeu(client, ici).demander, voeu(client, ici).pour) == ("Demander les 3 lundis", None)
    client.force_login(president(club))
    lue = voeu(client, ici)
    assert (lue.demander, lue.titre_manques) == (
        "Demander les 3 lundis (2\N{NO-BREAK SPACE}libres)",
        "La date qui manque, et pourquoi",
    )
    assert lue.manques[0]["raison"].startswith("Quota d’heures atteint.")
    assert "Cherché pour Club A : une limite d’heures" in lu(client.get(ici.get_absolute_url(), TROIS_LUNDIS))


def test_la_page_de_la_salle_suit_le_choix_et_le_porte_plus_loin(client, ici, deux_clubs):
    assert voeu(client, ici).demander == "Demander les 3 lundis"
    lue = voeu(client, ici, association=str(deux_clubs[1].pk))
    assert (lue.demander, lue.pour.phrase.startswith("Cherché pour Club B")) == (
        "Demander les 3 lundis (2\N{NO-BREAK SPACE}libres)",
        True,
    )
    assert dict(parse_qsl(lue.parametres))["association"] == str(deux_clubs[1].pk)
    assert voeu(client, ici, association=str(association().pk)).demander == "Demander les 3 lundis"


def test_la_page_de_la_salle_ne_lit_les_associations_qu_avec_un_souhait(client, ici, club, django_assert_num_queries):
    adresse = ici.get_absolute_url()
    client.get(adresse)
    with django_assert_num_queries(12):
        client.get(adresse)
    client.force_login(president(club))
    with django_assert_num_queries(12 + CONNEXION + 2):  # one’s rights in this school, twice
        client.get(adresse)


# -- Others ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("forge", ["autre", "0", "-1", "²", "x", "\x00", "9" * 40, "<script>"])
def test_une_association_qui_n_est_pas_la_sienne_est_ignoree(client, ici, club, forge):
    autre = association("Les Inconnus")
    accorder(ici, autre, fois=2)
    client.force_login(president(club))
    reponse = chercher(client, association=str(autre.pk) if forge == "autre" else forge)
    assert ligne(reponse).compte == "Libre 2 lundis sur 3"  # judged for the reader's own
    assert "Inconnus" not in lu(reponse)
    assert "association=" not in ligne(reponse).url_demande


def test_un_choix_forge_parmi_plusieurs_ne_compte_pour_personne(client, deux_clubs):
    reponse = chercher(client, association=str(association("Les Inconnus").pk))
    assert ligne(reponse).compte == "Libre les 3 lundis"
    assert "association=" not in ligne(reponse).url_demande


def test_le_temoin_ne_dit_pas_pour_qui_l_on_cherchait(client, deux_clubs):
    chercher(client, association=str(deux_clubs[1].pk))
    assert "association" not in client.cookies["recherche"].value
    assert client.get("/").context["form"]["association"].value() == ""


def test_un_temoin_forge_ne_choisit_pour_personne(client, deux_clubs):
    client.cookies["recherche"] = f"date=2026-11-24&debut=18:00&fin=20:00&association={association().pk}"
    assert client.get("/").context["form"]["association"].value() == ""


@pytest.mark.parametrize("connecte", [False, True])
def test_sans_association_rien_ne_change(client, ici, club, connecte):
    if connecte:
        client.force_login(personne())
    reponse = chercher(client, association=str(club.pk))
    assert (ligne(reponse).compte, reponse.context["pour"]) == ("Libre les 3 lundis", None)
    assert "association=" not in ligne(reponse).url_demande
    assert "Au nom de" not in lu(client.get("/"))


# -- Queries -----------------------------------------------------------------------------------------


def test_deux_salles_d_une_ecole_ne_se_proposent_pas_au_dela_des_heures(client, ici, club):
    """Five hours a year: each of two rooms may give two dates of three, both together only two."""
    autre = salle(ici.etablissement, nom="Autre")
    prises(ici, *lundis(3)[2:])
    prises(autre, *lundis(3)[:2])

    def propose():
        ecoles = client.get("/", TROIS_LUNDIS).context["ecoles"]
        return next(ligne for ecole in ecoles for ligne in ecole.lignes if ligne.salle == ici).ailleurs

    assert propose() is not None
    client.force_login(president(club))
    assert propose() is None
    limiter(ici.etablissement.collectivite, annee=6)
    assert propose() is not None


def test_sans_compte_aucune_requete_de_plus(client, ici, club, django_assert_num_queries):
    chercher(client)  # an opening profile is read once in the life of the process
    with django_assert_num_queries(QUESTION):
        client.get("/")
    with django_assert_num_queries(REPONSE):
        chercher(client)


def test_connecte_sans_association_une_requete_le_dit(client, ici, club, django_assert_num_queries):
    chercher(client)
    client.force_login(personne())
    with django_assert_num_queries(QUESTION + CONNEXION + 1):
        client.get("/")
    with django_assert_num_queries(REPONSE + CONNEXION + 1):
        chercher(client)


@pytest.mark.parametrize("combien", [1, 3])
def test_autant_de_requetes_pour_une_association_que_pour_trois(client, ici, club, combien, django_assert_num_queries):
    for numero in range(1, combien):
        adherer(president(club), association(f"Club {numero}"))
    chercher(client)
    client.force_login(president(club))
    with django_assert_num_queries(QUESTION + CONNEXION + 1):
        client.get("/")
    with django_assert_num_queries(REPONSE + CONNEXION + 1 + 4 + 5):  # who asks, twice; why a date is missing
        assert ligne(chercher(client, association=str(club.pk))).compte == "Libre 2 lundis sur 3"
