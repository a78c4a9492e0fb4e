"""A request that the school refused: its dates may go elsewhere where the ground lies in the school."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from conventions.manques import MOTIFS_DE_L_ECOLE, voeux_de
from conventions.models import Decision, Demande
from conventions.propositions import proposer
from conventions.services import accepter, refuser, replacer
from etablissements.models import Site
from salles.models import Salle
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, etats, le_lundi, president
from tests.pages import a_plat
from tests.personnages import association, etablissement, personne
from tests.salles.autour_de_voiron import planter_les_communes
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, lundis, prises, salle

pytestmark = [pytest.mark.django_db, pytest.mark.lent]
LUNDIS = [LUNDI + timedelta(weeks=n) for n in range(3)]
AUTRES_MOTIFS = [motif for motif in Decision.Motif if motif not in MOTIFS_DE_L_ECOLE]


@pytest.fixture(autouse=True)
def _ce_lundi(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)


@pytest.fixture
def ici() -> Salle:
    return salle(nom="Gymnase", type="gymnase")


def voisine(uai: str = "0382099A", degres: float = 0.1) -> Salle:
    """Return a gym of another school, so many degrees of longitude away: 0.1 is 7.8 km."""
    site = Site.objects.create(nom="Autre site", latitude=45.36, longitude=5.59 + degres)
    return salle(etablissement(uai, f"Collège {uai}", site=site), nom="Gymnase", type="gymnase")


@pytest.fixture
def la_bas() -> Salle:
    return voisine()


@pytest.fixture
def demande(client, ici) -> Demande:
    """Return a request for three Mondays; who filed it is signed in."""
    demande = deposee(ici, le_lundi(3), par=association("Club d’essai"))
    client.force_login(president(demande.association))
    return demande


def refusee(demande: Demande, motif: str = Decision.Motif.BESOIN_ETABLISSEMENT) -> Demande:
    par = cheffe(demande.souhaits.first().salle)
    refuser(demande=demande, par=par, motif=motif, message="Examens blancs.", maintenant=MAINTENANT)
    return Demande.objects.get(pk=demande.pk)


def propositions(demande: Demande) -> list:
    return [proposition for voeu in voeux_de(demande, MAINTENANT) for proposition in proposer(voeu)]


def placer(demande: Demande, rang: int = 0) -> Demande:
    """Ask for what a proposal places and return the request that is filed."""
    remplacement = replacer(
        demande=demande,
        demandeur=president(demande.association),
        lignes=propositions(demande)[rang].lignes,
        maintenant=MAINTENANT,
    )
    [neuve] = remplacement.demandes
    return neuve


def lire(client, demande: Demande) -> str:
    reponse = client.get(demande.get_absolute_url())
    assert reponse.status_code == 200
    return a_plat(reponse)


def recherche(client, demande: Demande) -> dict[str, list[str]]:
    """Return what the button of the page searches for."""
    [adresse] = re.findall(
        r'href="(/\?[^"]*|/)">(?:(?!</a>).)*Chercher une autre salle', lire(client, demande), re.DOTALL
    )
    return parse_qs(urlsplit(adresse.replace("&amp;", "&")).query)


# -- Where the ground lies in the school -----------------------------------------------------------


def test_toutes_les_dates_refusees_sont_a_placer_dans_une_autre_ecole(ici, la_bas, demande):
    salle(ici.etablissement, nom="Autre gymnase", type="gymnase")  # the school refused: none of its rooms
    [proposition] = {proposition.lignes for proposition in propositions(refusee(demande))}
    assert [(ligne.salle, ligne.jours) for ligne in proposition] == [(la_bas, tuple(LUNDIS))]


def test_la_page_le_dit_en_phrases_sans_promettre_le_premier_souhait(client, la_bas, demande):
    page = lire(client, refusee(demande))
    for attendu in (
        "Placer ces dates ailleurs</h2>",
        "<b>3 dates sont à placer ailleurs.</b> Voici une façon de les placer.",
        "Vos 3 dates, au gymnase du collège 0382099A, à 7,8 km, mêmes heures.",
    ):
        assert attendu in page
    assert "reste noté" not in page


def test_un_clic_demande_ailleurs_et_la_page_ne_propose_plus_rien(client, la_bas, demande):
    demande = refusee(demande)
    [valeur] = re.findall(r'name="placer" value="([^"]+)"', client.get(demande.get_absolute_url()).content.decode())
    reponse = client.post(f"/demandes/{demande.pk}/replacer/", {"placer": valeur})
    assert (reponse.status_code, reponse.url) == (302, demande.get_absolute_url())
    neuve = Demande.objects.exclude(pk=demande.pk).get()
    assert [(date.salle, date.jour, date.etat) for date in dates(neuve)] == [
        (la_bas, jour, "souhaite") for jour in LUNDIS
    ]
    page = lire(client, demande)
    assert f"C’est demandé, au collège 0382099A (demande {neuve.numero}). Cet établissement vous répondra." in page
    assert "Placer ces dates ailleurs" not in page
    assert etats(demande) == ["refuse"] * 3


def test_une_partie_seulement_trouve_place(client, la_bas, demande):
    prises(la_bas, lundis(3, "15:30", "22:00")[2])
    page = lire(client, refusee(demande))
    assert "2 dates, au gymnase" not in page
    assert "Les 16 et 23 novembre, au gymnase du collège 0382099A, à 7,8 km, mêmes heures." in page
    assert "Le 30 novembre reste sans place." in page


def test_une_seule_date_refusee_se_dit_au_singulier(client, ici, la_bas):
    demande = refusee(deposee(ici, le_lundi(1), par=association("Club d’essai")))
    client.force_login(president(demande.association))
    page = lire(client, demande)
    assert "<b>Le 16 novembre est à placer ailleurs.</b> Voici une façon de la placer." in page
    assert "Votre date, au gymnase du collège 0382099A" in page


def test_rien_ne_convient_et_la_recherche_reste(client, demande):
    page = lire(client, refusee(demande))
    assert "Aucune autre salle ne convient dans 15 km." in page
    assert "Chercher une autre salle" in page


# -- One living place for a date -----------------------------------------------------------------------


def test_une_ecole_qui_a_refuse_n_est_pas_proposee_une_seconde_fois(ici, la_bas, demande):
    troisieme = voisine("0382100B", degres=0.15)
    demande = refusee(demande)
    deuxieme = refusee(placer(demande))
    assert deuxieme.etablissement == la_bas.etablissement
    for refus in (demande, deuxieme):
        assert {ligne.salle for une in propositions(refus) for ligne in une.lignes} == {troisieme}


def test_replacee_depuis_le_second_refus_la_date_ne_l_est_plus_depuis_le_premier(la_bas, demande):
    voisine("0382100B", degres=0.15)
    demande = refusee(demande)
    deuxieme = refusee(placer(demande))
    troisieme = placer(deuxieme)
    premier = demande.souhaits.get()
    assert [souhait.remplace for souhait in troisieme.souhaits.all()] == [premier]
    assert (propositions(demande), propositions(deuxieme)) == ([], [])


def test_refusee_apres_un_placement_c_est_la_premiere_demande_qui_cherche_encore(ici, la_bas):
    prises(ici, lundis(3, "15:30", "22:00")[2])
    demande = deposee(ici, le_lundi(3), par=association("Club d’essai"))
    la_suite = refusee(placer(demande))
    troisieme = voisine("0382100B", degres=0.15)
    assert propositions(la_suite) == []
    assert {ligne.salle for une in propositions(demande) for ligne in une.lignes} == {troisieme}


def test_un_placement_accorde_n_est_plus_a_placer(la_bas, demande):
    demande = refusee(demande)
    accepter(demande=placer(demande), par=cheffe(la_bas), maintenant=MAINTENANT)
    assert propositions(demande) == []


# -- Where it does not ----------------------------------------------------------------------------------


@pytest.mark.parametrize("motif", AUTRES_MOTIFS)
def test_un_refus_qui_tient_au_demandeur_ou_a_l_activite_ne_propose_rien(client, la_bas, demande, motif):
    demande = refusee(demande, motif)
    assert propositions(demande) == []
    page = lire(client, demande)
    assert "Chercher ailleurs</h2>" in page
    assert "La même recherche, autour de cet établissement, vous montre les autres salles." in page
    assert 'name="placer"' not in page


def test_un_bouton_forge_sur_un_tel_refus_ne_depose_rien(client, la_bas, demande):
    souhait = demande.souhaits.get().pk
    refusee(demande, Decision.Motif.INCIDENTS_IMPAYES)
    valeur = f"{la_bas.pk};18:00;20:00;{souhait};{LUNDI}"
    assert client.post(f"/demandes/{demande.pk}/replacer/", {"placer": valeur}).status_code == 409
    assert Demande.objects.count() == 1


# -- The search ------------------------------------------------------------------------------------------


def test_la_recherche_reprend_le_souhait(client, ici, demande):
    planter_les_communes()
    Site.objects.filter(etablissements=ici.etablissement).update(commune="38563")
    assert recherche(client, refusee(demande, Decision.Motif.PIECES_MANQUANTES)) == {
        "activite": ["theatre"],
        "effectif": ["12"],
        "type": ["gymnase"],
        "association": [str(demande.association.pk)],
        "pres_de": ["Voiron (38)"],
        "jours": ["1"],
        "date": ["2026-11-16"],
        "debut": ["18:00"],
        "fin": ["20:00"],
        "repetition": ["hebdomadaire"],
        "jusqu_au": ["2026-11-30"],
        "vacances": ["inclure"],
    }


def test_une_activite_qui_ne_convenait_pas_a_la_salle_se_cherche_dans_tous_les_types(client, demande):
    lue = recherche(client, refusee(demande, Decision.Motif.INCOMPATIBLE_LOCAL))
    assert ("type" in lue, lue["lat"], lue["lon"]) == (False, ["45.36"], ["5.59"])


def test_la_recherche_ne_garde_que_les_dates_a_venir(client, demande, monkeypatch):
    demande = refusee(demande)
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT + timedelta(days=15))
    client.force_login(president(demande.association))
    assert recherche(client, demande)["date"] == ["2026-11-30"]
    assert recherche(client, demande)["repetition"] == ["aucune"]
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT + timedelta(weeks=9))
    client.force_login(president(demande.association))  # the session is over by then
    assert recherche(client, demande) == {}


def test_le_bouton_mene_a_une_recherche_qui_repond(client, ici, la_bas, demande):
    lue = recherche(client, refusee(demande))
    ecoles = client.get("/", lue).context["ecoles"]
    assert {ecole.etablissement for ecole in ecoles} == {ici.etablissement, la_bas.etablissement}


def test_ni_l_ecole_ni_un_etranger_ne_lisent_ces_propositions(client, ici, la_bas, demande):
    demande = refusee(demande)
    client.force_login(cheffe(ici))
    assert client.get(demande.get_absolute_url()).status_code == 302  # to the page of the decision
    client.force_login(personne(prenom="Étranger"))
    assert client.get(demande.get_absolute_url()).status_code == 404
