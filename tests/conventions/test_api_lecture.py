"""The requests and conventions that a program may read: those of its person, and no other."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conventions.models import Convention
from conventions.services import accepter
from conventions.services.etat import REPENTIR
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, le_lundi, president
from tests.personnages import association, collectivite, etablissement, habiliter, personne
from tests.salles.salles_d_essai import MAINTENANT, salle

pytestmark = pytest.mark.django_db

ADRESSE = "/api/v1/demandes/"


@pytest.fixture(autouse=True)
def _horloge(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)


def numeros(client) -> list[int]:
    return [demande["id"] for demande in client.get(ADRESSE).json()["results"]]


def test_chacun_lit_les_siennes_les_plus_recentes_d_abord(client):
    ici, la_bas = salle(), salle(etablissement("0351234J", collectivite=collectivite("dep-35")))
    compagnie, club = association(), association()
    premiere = deposee(ici, par=compagnie).pk
    seconde = deposee(la_bas, par=compagnie, maintenant=MAINTENANT + timedelta(minutes=1)).pk
    troisieme = deposee(ici, par=club, maintenant=MAINTENANT + timedelta(minutes=2)).pk
    lecteurs = [
        (president(compagnie), [seconde, premiere]),
        (president(club), [troisieme]),
        (cheffe(ici), [troisieme, premiere]),
        (habiliter(personne(), "gestionnaire", la_bas.etablissement).utilisateur, [seconde]),
        (habiliter(personne(), "accueil", ici.etablissement).utilisateur, []),
        (habiliter(personne(), "instructeur", ici.etablissement.collectivite).utilisateur, [troisieme, premiere]),
        (habiliter(personne(), "superviseur", la_bas.etablissement.collectivite).utilisateur, [seconde]),
        (personne(), []),
    ]
    lues = []
    for lecteur, _ in lecteurs:
        client.force_login(lecteur)
        lues.append(numeros(client))
    assert lues == [attendues for _, attendues in lecteurs]


def test_sans_compte_on_ne_lit_ni_demande_ni_convention(client):
    demande = deposee(salle())
    for chemin in (ADRESSE, f"{ADRESSE}{demande.pk}/", "/api/v1/conventions/1/", "/api/v1/conventions/1/pdf/"):
        reponse = client.get(chemin)
        assert (reponse.status_code, reponse.json()["code"]) == (401, "authentification_necessaire")


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_liste_coute_le_meme_nombre_de_requetes(nombre, client, django_assert_num_queries):
    ici = salle()
    for rang in range(nombre):
        demande = deposee(ici, le_lundi(rang + 1, f"{10 + rang}:00", f"{11 + rang}:00"))
        accepter(
            demande=demande,
            par=cheffe(ici),
            maintenant=MAINTENANT,
            derogations={"hors_ouverture": "Porte ouverte."},
        )
    client.force_login(cheffe(ici))
    with django_assert_num_queries(9):
        assert len(numeros(client)) == nombre


def test_une_decision_dit_jusqu_a_quand_elle_peut_etre_reprise(client, monkeypatch):
    demande = deposee(salle())
    accepter(demande=demande, par=cheffe(demande.souhaits.get().salle), maintenant=MAINTENANT)
    client.force_login(president(demande.association))
    lue = client.get(f"{ADRESSE}{demande.pk}/").json()
    assert (lue["statut"], lue["revocable_jusqu_a"]) == ("acceptee", "2026-11-09T09:10:00+01:00")
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT + timedelta(minutes=10))
    assert client.get(f"{ADRESSE}{demande.pk}/").json()["revocable_jusqu_a"] is None


def test_une_demande_se_relit_comme_elle_fut_rendue(client):
    demande = deposee(salle())
    client.force_login(president(demande.association))
    seule = client.get(f"{ADRESSE}{demande.pk}/").json()
    assert client.get(ADRESSE).json() == {"count": 1, "next": None, "previous": None, "results": [seule]}
    assert (seule["id"], seule["numero"]) == (demande.pk, demande.numero)


@pytest.mark.parametrize("numero", ["0", "999999999", "9" * 40])
def test_une_demande_qui_n_existe_pas_est_introuvable(client, numero):
    client.force_login(personne())
    for chemin in (f"{ADRESSE}{numero}/", f"/api/v1/conventions/{numero}/", f"/api/v1/conventions/{numero}/pdf/"):
        reponse = client.get(chemin)
        assert (reponse.status_code, reponse["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("suite", ["", "1/"])
def test_lire_ne_prend_aucun_parametre(client, suite):
    client.force_login(personne())
    reponse = client.get(f"{ADRESSE}{suite}?statut=soumise")
    assert (reponse.status_code, list(reponse.json()["erreurs"])) == (400, ["statut"])


# -- Conventions -------------------------------------------------------------------------------


@pytest.fixture
def convention(monkeypatch) -> Convention:
    """Return the draft of an accord that nobody can take back any more."""
    demande = deposee(salle(), le_lundi(2))
    accepter(demande=demande, par=cheffe(dates(demande)[0].salle), maintenant=MAINTENANT)
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT + REPENTIR)
    return Convention.objects.select_related("demande__association").get()


def test_une_convention_dit_son_etat_et_son_document(client, convention):
    client.force_login(president(convention.demande.association))
    assert client.get(f"/api/v1/conventions/{convention.pk}/").json() == {
        "id": convention.pk,
        "numero": convention.numero,
        "demande": convention.demande_id,
        "statut": "redaction",
        "base_legale": "L213-2-2",
        "acte": "",
        "version": 1,
        "premier_jour": "2026-11-16",
        "dernier_jour": "2026-11-23",
        "montant_euros": "0.00",
        "motif_gratuite": convention.motif_gratuite,
        "prix": {
            "etat": "gratuit",
            "montant_euros": "0.00",
            "phrase": f"Gratuit, {convention.motif_gratuite}",
        },
        "redigee_le": "2026-11-09T09:00:00+01:00",
        "executoire_le": None,
        "empreinte": "",
        "signatures": [],
        "pdf": f"http://testserver/api/v1/conventions/{convention.pk}/pdf/",
    }


def test_le_document_est_celui_de_la_page(client, convention):
    client.force_login(president(convention.demande.association))
    reponse = client.get(f"/api/v1/conventions/{convention.pk}/pdf/", headers={"accept": "application/pdf"})
    assert (reponse.status_code, reponse["Content-Type"]) == (200, "application/pdf")
    assert reponse.content == client.get(f"/conventions/{convention.pk}/pdf/").content
    assert reponse.content.startswith(b"%PDF-")


def test_une_convention_d_autrui_est_introuvable(client, convention):
    client.force_login(habiliter(personne(), "chef", etablissement("0382099A")).utilisateur)
    for suite in ("", "pdf/"):
        reponse = client.get(f"/api/v1/conventions/{convention.pk}/{suite}")
        assert (reponse.status_code, reponse["Content-Type"]) == (404, "application/problem+json")
