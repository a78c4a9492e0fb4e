"""Whatever is sent, by whoever: an answer or a problem, never a fault of ours, and never half of a request."""

import json

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comptes.agenda import jeton_de
from conventions.models import CreneauDemande, Demande, Dossier
from conventions.services import accepter
from salles.models import Equipement, Materiel
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, le_lundi, president, theatre
from tests.personnages import adherer, association, etablissement
from tests.plateforme.fourmis import Appel, Terrain, appels, terrain
from tests.salles.autour_de_voiron import planter_les_communes
from tests.salles.salles_d_essai import MAINTENANT, salle

JSON = "application/json"
PROBLEME = "application/problem+json"


@pytest.fixture(autouse=True)
def _horloge(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)


@pytest.fixture
def monde(db) -> Terrain:
    """Return a school with a request to decide and one that is agreed, and a school of others."""
    ici, la_bas = salle(), salle(etablissement("0382099A"))
    a_decider, accordee, d_autrui = (
        deposee(ici, le_lundi(2)),
        deposee(ici, le_lundi(1, "20:00", "22:00")),
        deposee(la_bas),
    )
    accepter(demande=accordee, par=cheffe(ici), maintenant=MAINTENANT)
    planter_les_communes()
    Equipement.objects.get_or_create(code="piano", defaults={"libelle": "Piano"})
    tables = Materiel.objects.create(etablissement=ici.etablissement, nom="Tables", quantite=10)
    demandes = [a_decider, accordee, d_autrui]
    return terrain(
        agenda_jeton=[jeton_de(president(a_decider.association))],
        salles_id=[ici.pk, la_bas.pk],
        demandes_id=[demande.pk for demande in demandes],
        creneaux_id=[creneau.pk for demande in demandes for creneau in dates(demande)],
        conventions_id=[accordee.convention.pk],
        salle=[ici.pk, la_bas.pk],
        association=[demande.association_id for demande in demandes],
        activite=[theatre().pk],
        id=[tables.pk],
        etablissement=["0381780D", "0382099A"],
        creneaux=[creneau.pk for creneau in dates(a_decider)],
        date=["2026-11-16", "2026-11-17", "24/11/2026"],
        dates=["2026-11-18", "2026-11-19"],
        du=["2026-11-16"],
        au=["2026-11-16", "2026-12-31"],
        jusqu_au=["2026-12-31", "2027-06-30"],
        debut=["18:00", "19:30"],
        fin=["20:00", "00:00", "8 h"],
        pres_de=["Voiron", "38500"],
        rayon_km=[5, 20.5],
        equipement=["piano"],
        materiel=[f"{tables.pk}:4"],
    )


@pytest.fixture
def acteurs(monde) -> list[Client]:
    """Return nobody, somebody else, and the head of the school who also presides the three associations."""
    touche_a_tout = cheffe(dates(Demande.objects.order_by("pk").first())[0].salle)
    for demande in Demande.objects.all():
        adherer(touche_a_tout, demande.association)
    clients = [Client(raise_request_exception=False) for _ in range(4)]
    for client, personne in zip(clients[1:], [president(association()), touche_a_tout, touche_a_tout], strict=True):
        client.force_login(personne)
    return clients


@pytest.mark.hypothesis
@pytest.mark.lent
def test_quoi_que_l_on_envoie_l_api_repond_ou_refuse(monde, acteurs):
    @settings(max_examples=settings.default.max_examples * 2, suppress_health_check=list(HealthCheck))
    @given(appel=appels(monde), client=st.sampled_from(acteurs))
    def essayer(appel: Appel, client: Client) -> None:
        point = transaction.savepoint()
        try:
            verifier(appel, client)
        finally:
            connection.needs_rollback = False
            transaction.savepoint_rollback(point)

    essayer()


def verifier(appel: Appel, client: Client) -> None:
    avant = _etat()
    corps = {} if appel.corps is None else {"data": json.dumps(appel.corps), "content_type": JSON}
    reponse = getattr(client, appel.methode)(appel.adresse, **corps)
    assert reponse.status_code in {200, 201, 400, 401, 403, 404, 406, 409, 413, 415, 422}, (appel, reponse.status_code)
    if reponse.status_code < 300:
        return
    probleme = reponse.json()
    assert reponse["Content-Type"] == PROBLEME
    assert probleme["status"] == reponse.status_code
    assert probleme["detail"]
    assert _etat() == avant


def _etat() -> tuple:
    """Return what a refused call leaves as it was."""
    return (
        Dossier.objects.count(),
        list(Demande.objects.order_by("pk").values_list("pk", "statut")),
        list(CreneauDemande.objects.order_by("pk").values_list("pk", "etat", "reservation")),
    )
