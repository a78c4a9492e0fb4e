"""A draft whose room is no longer offered: it says so, and goes on in another room with all that it says."""

import pytest

from conventions.models import Brouillon
from etablissements.models import Etablissement
from salles.models import Salle
from tests.conventions.brouillons_d_essai import envoi, garde, valeurs
from tests.pages import lire
from tests.salles.salles_d_essai import lundis, prises, salle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]


@pytest.mark.parametrize("fin", [Salle.objects, Etablissement.objects], ids=["salle retirée", "école fermée"])
def test_une_salle_qui_n_est_plus_proposee_le_dit_et_le_brouillon_peut_etre_jete(client, ici, club, malik, fin):
    brouillon = garde(ici, club)
    fin.update(**{"statut": "retiree"} if fin.model is Salle else {"ouvert": False})
    page = lire(client, "/association/")
    assert "Cette salle n’est plus proposée." in page
    assert ">Reprendre<" not in page
    ailleurs = lire(client, brouillon.get_absolute_url())
    assert "« Gymnase », Collège Plan Menu, n’est plus proposée. Ce que vous avez écrit est gardé" in ailleurs
    assert "aucune autre n’a de date libre à ces heures, et l’établissement n’en propose pas d’autre." in ailleurs
    assert client.post(f"{brouillon.get_absolute_url()}jeter/")["Location"] == "/association/"


def test_un_brouillon_dont_la_salle_est_retiree_va_dans_une_autre(client, ici, club, malik):
    """All that was typed goes along, and the draft keeps its number; the dates are chosen anew."""
    brouillon = garde(ici, club, objet="Répétitions de la pièce.", effectif="24")
    dojo, petit = salle(ici.etablissement, nom="Dojo"), salle(ici.etablissement, nom="Placard", effectif_max=10)
    prises(dojo, lundis(1)[0])
    type(ici).objects.filter(pk=ici.pk).update(statut="retiree")
    page = lire(client, brouillon.get_absolute_url())
    assert "2 dates libres sur 3." in page
    assert (f'href="?salle={dojo.pk}"' in page, f'href="?salle={petit.pk}"' in page) == (True, False)
    rouvert = client.get(brouillon.get_absolute_url(), {"salle": dojo.pk})
    assert (valeurs(rouvert)["objet"], valeurs(rouvert)["effectif"]) == ("Répétitions de la pièce.", "24")
    tape = {"brouillon": rouvert.context["reprise"], "cle": rouvert.context["cle"]}
    client.post("/demander/", envoi(dojo, club, en_brouillon="1", **tape))
    assert [(un.pk, un.salle.nom, un.revision) for un in Brouillon.objects.all()] == [(brouillon.pk, "Dojo", 2)]


def test_sans_souhait_lisible_les_salles_de_l_etablissement_se_proposent(client, ici, club, malik):
    brouillon = garde(ici, club, debut="", fin="")
    dojo = salle(ici.etablissement, nom="Dojo")
    type(ici).objects.filter(pk=ici.pk).update(statut="retiree")
    assert f'href="?salle={dojo.pk}"' in lire(client, brouillon.get_absolute_url())


def test_une_salle_inconnue_ne_reprend_pas_un_brouillon(client, ici, club, malik):
    brouillon = garde(ici, club)
    for autre in ("999999", "gymnase", "0"):
        assert client.get(brouillon.get_absolute_url(), {"salle": autre}).status_code == 404


@pytest.mark.parametrize("nombre", [1, 4])
def test_les_autres_salles_ne_coutent_pas_plus_quand_elles_sont_plus(
    client, ici, club, malik, nombre, django_assert_num_queries
):
    brouillon = garde(ici, club)
    for rang in range(nombre):
        salle(ici.etablissement, nom=f"Salle {rang}")
    type(ici).objects.filter(pk=ici.pk).update(statut="retiree")
    lire(client, brouillon.get_absolute_url())  # the profiles of opening are kept from one search to the next
    with django_assert_num_queries(10):
        lire(client, brouillon.get_absolute_url())
