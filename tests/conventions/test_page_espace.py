"""The space of a member: what comes next, what waits for them, where their requests are."""

import pytest

from associations.models import DemandeAdhesion
from conventions.models import Demande
from conventions.services import accepter, demander_pieces
from conventions.services.etat import REPENTIR
from tests.conventions.demandes_d_essai import cheffe, deposee, le_lundi, president
from tests.pages import lire
from tests.personnages import association, personne
from tests.salles.salles_d_essai import MAINTENANT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]


@pytest.fixture
def demande(ici, club) -> Demande:
    return deposee(ici, le_lundi(3), par=club)


def test_l_espace_dit_la_prochaine_seance_et_ou_en_sont_les_demandes(client, demande, malik, ici, horloge):
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    horloge(MAINTENANT + REPENTIR)
    page = lire(client, "/association/")
    assert "Votre prochaine séance est dans 7 jours, à 18 h." in page
    assert "Lundi 16 novembre<br>" in page
    assert "sous réserve de la convention signée" in page
    assert "Le lundi de 18 h à 20 h, Gymnase, collège Plan Menu" in page
    assert "Lire le projet de convention" in page


def test_l_espace_dit_ce_qui_attend(client, demande, malik, ici):
    assert "1 demande attend une réponse." in lire(client, "/association/")
    demander_pieces(demande=demande, par=cheffe(ici), types=["cer"], maintenant=MAINTENANT)
    assert "Une seule chose vous attend : donner des pièces" in lire(client, "/association/")


def test_l_espace_dit_qui_demande_a_le_rejoindre(client, demande, malik, ici):
    ali = personne("ali@exemple.fr", prenom="Ali", nom="Ouali")
    DemandeAdhesion.objects.create(association=demande.association, utilisateur=ali, deposee_le=MAINTENANT)
    page = lire(client, "/association/")
    assert "Une seule chose vous attend : répondre à Ali Ouali, qui demande à vous rejoindre." in page
    assert f'href="/association/{demande.association_id}/membres/"' in page
    assert "Ali Ouali demande à rejoindre" in page
    demander_pieces(demande=demande, par=cheffe(ici), types=["cer"], maintenant=MAINTENANT)
    assert "Deux choses vous attendent : donner des pièces" in lire(client, "/association/")


def test_sans_association_l_espace_propose_d_en_inscrire_une(client):
    client.force_login(personne())
    page = lire(client, "/association/")
    assert "Vous n’agissez encore pour aucune association." in page
    assert "/association/nouvelle/" in page


def test_sans_demande_l_espace_mene_a_la_recherche(client):
    club = association()
    client.force_login(president(club))
    assert "Vous n’avez aucune demande en cours." in lire(client, "/association/")


@pytest.mark.parametrize("nombre", [1, 3])
def test_l_espace_ne_lit_pas_plus_quand_les_demandes_sont_plus(client, ici, nombre, django_assert_num_queries):
    club = association()
    client.force_login(president(club))
    for rang in range(nombre):
        une = deposee(ici, le_lundi(2, f"{18 + rang}:00", f"{19 + rang}:00"), par=club)
        accepter(demande=une, par=cheffe(ici), maintenant=MAINTENANT)
    with django_assert_num_queries(16):
        lire(client, "/association/")
