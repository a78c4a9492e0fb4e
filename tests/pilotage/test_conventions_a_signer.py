"""The list of what an authority has to sign."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conventions.deroule import deroule_de
from conventions.models import Convention
from conventions.services import revenir
from etablissements.models import Collectivite, Habilitation
from tests.conventions.conventions_d_essai import APRES, EXECUTOIRE, JANVIER, menee, projet, relue, signer
from tests.pages import a_plat
from tests.personnages import association, collectivite, etablissement, habiliter, personne
from tests.salles.salles_d_essai import salle

pytestmark = pytest.mark.django_db

ADRESSE = "/pilotage/conventions/?collectivite=dep-38"
UNE_SEMAINE = timedelta(weeks=1)


@pytest.fixture
def sonia(client, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: APRES)
    sonia = personne("sonia@exemple.fr")
    habiliter(sonia, Habilitation.Role.SUPERVISEUR, collectivite(nom="Département d’essai"))
    client.force_login(sonia)
    return sonia


def signee_par_l_ecole(club: str = "Club d’essai", ici=None, **dates) -> Convention:
    """Return a convention that the organiser and the school have signed."""
    convention = menee(projet(ici, par=association(club), **dates), Convention.Statut.A_SIGNER)
    signer(convention)
    return relue(convention)


def lignes(client) -> list[tuple[str, str, bool]]:
    return [
        (str(ligne.convention.demande.association), str(ligne.depuis), ligne.commencee)
        for ligne in client.get(ADRESSE).context["lignes"]
    ]


def test_celle_qui_commence_le_plus_tot_vient_d_abord(client, sonia):
    ecole = etablissement()
    signee_par_l_ecole("Qui a le temps", salle(ecole), jour=JANVIER + UNE_SEMAINE)
    signee_par_l_ecole("Qui attend", salle(ecole), jour=JANVIER)
    assert lignes(client) == [("Qui attend", str(EXECUTOIRE), False), ("Qui a le temps", str(EXECUTOIRE), False)]
    page = a_plat(client.get(ADRESSE))
    assert "<strong>2 conventions attendent</strong> votre signature." in page
    assert "déjà commencée" not in page


def test_celle_dont_la_premiere_date_est_venue_est_marquee(client, sonia, monkeypatch):
    signee_par_l_ecole()
    monkeypatch.setattr(timezone, "now", lambda: APRES + 20 * UNE_SEMAINE)
    client.force_login(sonia)
    assert [commencee for *_, commencee in lignes(client)] == [True]
    assert "déjà commencée" in client.get(ADRESSE).content.decode()


def test_n_y_sont_que_celles_que_tous_avant_elle_ont_signees(client, sonia):
    de_l_organisateur_seul = menee(projet(salle(etablissement("0380039L"))), Convention.Statut.A_SIGNER)
    de_tous = signee_par_l_ecole()
    signer(de_tous)
    assert lignes(client) == []
    assert "Aucune convention n’attend votre signature." in client.get(ADRESSE).content.decode()
    signer(de_l_organisateur_seul)
    assert [nom for nom, *_ in lignes(client)] == [de_l_organisateur_seul.demande.association.nom]


def test_une_signature_reprise_ne_compte_plus(client, sonia):
    convention = signee_par_l_ecole()
    revenir(convention=convention, maintenant=APRES)
    assert lignes(client) == []


def test_la_commune_qui_signe_apres_elle_n_est_pas_attendue_d_elle(client, sonia):
    ecole = etablissement()
    Collectivite.objects.filter(pk=ecole.collectivite_id).update(base_legale=Collectivite.BaseLegale.L212_15)
    convention = signee_par_l_ecole(ici=salle(ecole))
    assert len(lignes(client)) == 1
    signer(convention)
    assert lignes(client) == []


def test_la_liste_est_celle_que_disent_les_deroules(client, sonia):
    """One convention in each state that leads to signing, and past it."""
    for uai, statut in zip(("0380001A", "0380039L", "0382042N"), ("transmise", "a_signer", "active"), strict=True):
        menee(projet(salle(etablissement(uai)), par=association(statut)), statut)
    signee_par_l_ecole()
    attendues = [
        str(convention.demande.association)
        for convention in Convention.objects.select_related("demande__etablissement", "demande__association")
        if deroule_de(convention).partie_attendue == "collectivite"
    ]
    assert [nom for nom, *_ in lignes(client)] == attendues == ["Club d’essai"]


def test_une_autre_collectivite_n_y_est_pas(client, sonia):
    signee_par_l_ecole(ici=salle(etablissement("0351234J", collectivite=collectivite("reg-53"))))
    assert lignes(client) == []
    assert client.get("/pilotage/conventions/?collectivite=reg-53").status_code == 404


def test_le_pilotage_le_dit_et_y_mene(client, sonia):
    assert ADRESSE not in client.get("/pilotage/").content.decode()
    signee_par_l_ecole()
    page = a_plat(client.get("/pilotage/"))
    assert f'<a href="{ADRESSE}">1 convention attend</a> votre signature.' in page


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_liste_pose_toujours_autant_de_questions(client, sonia, django_assert_num_queries, nombre):
    for uai in ("0381780D", "0380039L", "0382042N")[:nombre]:
        signee_par_l_ecole(ici=salle(etablissement(uai)))
    with django_assert_num_queries(8):
        assert client.get(ADRESSE).content.decode().count('data-t="Première date"') == nombre
