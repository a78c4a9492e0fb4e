"""The page of a filed request that lacks dates: sentences, one click, and what has gone meanwhile."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from conventions.models import CreneauDemande, Demande
from etablissements.models import Site
from salles.models import Materiel, Salle
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, le_lundi, president
from tests.pages import lire
from tests.personnages import association, etablissement, personne
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, lundis, prises, salle

pytestmark = [pytest.mark.django_db, pytest.mark.lent]
LUNDIS = [LUNDI + timedelta(weeks=n) for n in range(3)]


@pytest.fixture(autouse=True)
def _ce_lundi(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)


@pytest.fixture
def la_bas() -> Salle:
    site = Site.objects.create(nom="Autre site", latitude=45.36, longitude=5.69)
    return salle(etablissement("0382099A", "Collège Plan Menu", site=site), nom="Gymnase", type="gymnase")


@pytest.fixture
def demande(client, la_bas) -> Demande:
    """Return a request for three Mondays of which the last two are taken; who filed it is signed in."""
    ici = salle(type="gymnase", nom="Gymnase")
    prises(ici, *lundis(3, "17:30", "22:00")[1:])
    demande = deposee(ici, le_lundi(3), par=association("Club d’essai"))
    client.force_login(president(demande.association))
    return demande


def propositions(client, demande: Demande) -> list[str]:
    """Return what the buttons of the page send."""
    page = client.get(demande.get_absolute_url()).content.decode()
    return re.findall(r'name="placer" value="([^"]+)"', page)


def cliquer(client, demande: Demande, valeur: str) -> str:
    """Press the button of a proposal and return the page that follows."""
    reponse = client.post(f"/demandes/{demande.pk}/replacer/", {"placer": valeur})
    assert reponse.status_code == 302
    return lire(client, reponse.url)


def test_la_page_propose_en_phrases(client, demande):
    page = lire(client, demande.get_absolute_url())
    for attendu in (
        "2 dates ne sont pas libres.",
        "Voici deux façons de les placer.",
        "Les 2 dates manquantes, au gymnase du collège Plan Menu, à 7,8 km, mêmes heures.",
        "Vos 3 dates, au gymnase du collège Plan Menu, à 7,8 km, mêmes heures.",
        '<a href="?rayon=30#placer">Élargir à 30 km</a>',
    ):
        assert attendu in page


def test_rien_ne_convient_dans_le_rayon(client, demande):
    CreneauDemande.objects.update(raisons=["occupee"])
    Site.objects.filter(nom="Autre site").update(longitude=5.9)
    assert "Aucune autre salle ne convient dans 15 km." in lire(client, demande.get_absolute_url())
    assert "au gymnase du collège Plan Menu" in lire(client, f"{demande.get_absolute_url()}?rayon=30")


@pytest.mark.parametrize("rayon", ["", "0", "-5", "15,5", "10000000", "é", "<script>"])
def test_un_rayon_qui_n_est_pas_propose_est_celui_d_ordinaire(client, demande, rayon):
    assert "Voici deux façons de les placer." in lire(client, f"{demande.get_absolute_url()}?rayon={rayon}")


def test_un_clic_demande_les_dates_et_la_page_le_dit(client, demande, la_bas):
    page = cliquer(client, demande, propositions(client, demande)[0])
    neuve = Demande.objects.exclude(pk=demande.pk).get()
    assert [(date.salle, date.jour) for date in dates(neuve)] == [(la_bas, LUNDIS[1]), (la_bas, LUNDIS[2])]
    assert f"C’est demandé, au collège Plan Menu (demande {neuve.numero})." in page
    assert "Placer ce qui manque" not in page
    assert f"La demande {neuve.numero}</a>, au collège Plan Menu : envoyée." in page


def test_ce_qui_est_parti_entre_temps_est_dit(client, demande, la_bas):
    valeur = propositions(client, demande)[0]
    prises(la_bas, lundis(3, "17:30", "22:00")[1])
    page = cliquer(client, demande, valeur)
    assert "Entre-temps, la place du 23 novembre a été prise : elle n’est pas demandée." in page
    assert "Le 23 novembre n’est pas libre." in page


def test_tout_parti_ne_demande_rien_et_montre_ce_qui_reste(client, demande, la_bas):
    valeur = propositions(client, demande)[0]
    prises(la_bas, *lundis(3, "17:30", "22:00")[1:])
    page = cliquer(client, demande, valeur)
    assert "Ces places viennent d’être prises" in page
    assert "Aucune autre salle ne convient dans 15 km." in page
    assert Demande.objects.count() == 1


@pytest.mark.parametrize(
    ("valeur", "dit"),
    [
        ("", "ne se lit pas"),
        ("|", "ne se lit pas"),
        ("x", "ne se lit pas"),
        ("1;18:00;20:00;1", "ne se lit pas"),
        ("1;18:00;20:00;1;2026-02-31", "n’existe pas"),
        ("1;25:00;20:00;1;2026-11-23", "n’existe pas"),
        ("1;20:00;18:00;1;2026-11-23", "ne se lit pas"),
        ("9" * 40 + ";18:00;20:00;1;2026-11-23", "ne se lit pas"),
        ("9" * 18 + ";18:00;20:00;1;2026-11-23", "n’est plus proposée"),
        ("²;18:00;20:00;1;2026-11-23", "ne se lit pas"),
        (
            "|".join(f"1;18:00;20:00;1;20{annee}-11-{jour:02}" for annee in range(20, 40) for jour in range(1, 31)),
            "lit",
        ),
        ("\x00;18:00;20:00;1;<script>", "Écrivez le jour"),
    ],
)
def test_une_proposition_illisible_se_dit_en_francais(client, demande, valeur, dit):
    page = cliquer(client, demande, valeur)
    assert re.search(rf"toast[^<]*>.*{dit}", page, re.DOTALL)
    assert Demande.objects.count() == 1


def test_une_salle_retiree_entre_temps_se_dit(client, demande, la_bas):
    valeur = propositions(client, demande)[0]
    Salle.objects.filter(pk=la_bas.pk).update(statut="retiree")
    assert "Une des salles n’est plus proposée." in cliquer(client, demande, valeur)


def test_ni_l_ecole_ni_un_etranger_ne_placent_les_dates(client, demande):
    valeur = propositions(client, demande)[0]
    client.force_login(cheffe(demande.souhaits.get().salle))
    assert client.post(f"/demandes/{demande.pk}/replacer/", {"placer": valeur}).status_code == 403
    client.force_login(personne(prenom="Étranger"))
    assert client.post(f"/demandes/{demande.pk}/replacer/", {"placer": valeur}).status_code == 404
    assert Demande.objects.count() == 1


def test_ce_qui_est_demande_se_lit_avant_ce_qui_manque(client, demande):
    page = lire(client, demande.get_absolute_url())
    reperes = ['href="#placer"', "Ce que vous avez demandé", "Date par date", 'id="placer"']
    assert sorted(reperes, key=page.index) == reperes


SANS_MATERIEL = "Le matériel que vous empruntez ne suit pas dans un autre établissement : chacun prête le sien."


@pytest.mark.parametrize("emprunte", [True, False])
def test_la_proposition_et_le_clic_disent_que_le_materiel_ne_suit_pas(client, la_bas, emprunte):
    ici = salle(type="gymnase", nom="Gymnase")
    tables = Materiel.objects.create(etablissement=ici.etablissement, nom="Tables", quantite=20)
    prises(ici, *lundis(3, "17:30", "22:00")[1:])
    demande = deposee(ici, le_lundi(3), materiel={tables.pk: 10} if emprunte else None)
    client.force_login(president(demande.association))
    page = lire(client, demande.get_absolute_url())
    assert page.count(SANS_MATERIEL) == (2 if emprunte else 0)  # one a proposal
    suite = cliquer(client, demande, propositions(client, demande)[0])
    neuve = Demande.objects.exclude(pk=demande.pk).get()
    assert (neuve.etablissement, neuve.materiels.count()) == (la_bas.etablissement, 0)
    assert suite.count(SANS_MATERIEL) == (1 if emprunte else 0)


def test_dans_le_meme_etablissement_le_materiel_suit_et_rien_n_est_dit(client):
    ici = salle(type="gymnase", nom="Gymnase")
    salle(ici.etablissement, type="gymnase", nom="Petit gymnase")
    tables = Materiel.objects.create(etablissement=ici.etablissement, nom="Tables", quantite=20)
    prises(ici, *lundis(3, "17:30", "22:00")[1:])
    demande = deposee(ici, le_lundi(3), materiel={tables.pk: 10})
    client.force_login(president(demande.association))
    suite = cliquer(client, demande, propositions(client, demande)[0])
    neuve = Demande.objects.exclude(pk=demande.pk).get()
    assert list(neuve.materiels.values_list("materiel", "quantite")) == [(tables.pk, 10)]
    assert "ne suit pas" not in suite
