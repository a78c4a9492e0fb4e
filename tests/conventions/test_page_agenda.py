"""The day of a school, for those who open the door: who comes, whom to call, and whether one opens."""

from datetime import timedelta

import pytest

from conventions.models import Convention, Demande
from conventions.services import accepter, poser_option
from salles.models import Reservation
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, le_lundi
from tests.pages import a_plat
from tests.personnages import association, etablissement, habiliter, personne
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, local, prises, salle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]

NON_SIGNEE = "Convention non signée : n’ouvrez pas sans l’exemplaire signé."
NON_ASSUREE = "Convention signée, assurance attendue : n’ouvrez pas sans l’attestation."


@pytest.fixture
def loge(client, ici):
    client.force_login(habiliter(personne(), "accueil", ici.etablissement).utilisateur)
    return client


@pytest.fixture
def accordee(ici) -> Demande:
    ici.acces, ici.acces_detail = "badge", "Sonnez au portail."
    ici.save()
    return accepter(demande=deposee(ici, par=association("Club A")), par=cheffe(ici), maintenant=MAINTENANT)


def lire(client, ici, jour=LUNDI) -> str:
    reponse = client.get(f"/etablissement/{ici.etablissement.uai}/agenda/", {"jour": str(jour)})
    assert reponse.status_code == 200
    return a_plat(reponse)


def test_la_loge_lit_qui_vient_qui_appeler_et_comment_ouvrir(loge, ici, accordee):
    page = lire(loge, ici)
    for attendu in (
        "<strong>1 séance</strong> ce jour-là, à 18 h.",
        "<b>18 h – 20 h</b>",
        "<b>Club A</b>, Gymnase, 12 personnes au plus.",
        'Sur place : Malik Benali, <a class="insecable" href="tel:0600000000">06 00 00 00 00</a>',
        "Accès par un badge remis. Sonnez au portail.",
        NON_SIGNEE,
    ):
        assert attendu in page
    assert "malik@exemple.fr" not in page


@pytest.mark.parametrize(
    ("statut", "reserve"),
    [(statut, NON_SIGNEE) for statut in ("redaction", "a_deliberer", "deliberee", "transmise", "a_signer")]
    + [("signee", NON_ASSUREE)]
    + [(statut, "") for statut in ("active", "avenant_en_cours", "denonciation_en_cours")]
    + [
        (statut, f"Convention {mot} : n’ouvrez pas.")
        for statut, mot in (
            ("suspendue", "suspendue"),
            ("echue", "échue"),
            ("resiliee", "résiliée"),
            ("abandonnee", "abandonnée"),
            ("caduque", "caduque"),
        )
    ],
)
def test_on_n_ouvre_que_sous_une_convention_signee(loge, ici, accordee, statut, reserve):
    Convention.objects.update(statut=statut)
    page = lire(loge, ici)
    assert ("ouvrez pas" in page, reserve in page) == (bool(reserve), True)


def test_chaque_etat_d_une_convention_ouvre_ou_retient():
    connus = {*Convention.AVANT_SIGNATURE, *Convention.OUVRANTS}
    assert set(Convention.Statut) - connus == {"signee", "suspendue", "echue", "resiliee", "abandonnee", "caduque"}


@pytest.mark.parametrize(
    ("heures", "quand"), [(0, "aujourd’hui"), (-24, "demain"), (-48, "ce jour-là"), (24, "ce jour-là")]
)
def test_sans_seance_personne_n_est_attendu(loge, ici, horloge, heures, quand):
    horloge(local("10:00", "11:00").debut + timedelta(hours=heures))
    assert f"Personne n’est attendu {quand}." in lire(loge, ici)


def test_une_option_et_les_usages_de_l_ecole_ne_sont_pas_attendus(loge, ici):
    poser_option(demande=deposee(ici, par=association("Club B")), creneaux=None, maintenant=MAINTENANT)
    prises(ici, local("08:00", "10:00"), nature=Reservation.Nature.ETABLISSEMENT, groupe=0)
    page = lire(loge, ici)
    assert "Personne n’est attendu ce jour-là." in page
    dessous = page[page.index("L’établissement lui-même") :]
    assert ("<b>8 h – 10 h</b>" in dessous, "(option)" in dessous, "Malik Benali" in page) == (True, True, False)


def test_un_occupant_que_l_ecole_a_saisi_est_attendu_sans_convention_ici(loge, ici):
    prises(ici, local("18:00", "20:00"))
    page = lire(loge, ici)
    assert "<strong>1 séance</strong> ce jour-là" in page
    assert "Saisi par l’établissement : sa convention n’est pas dans Préau." in page


def test_la_loge_ne_lit_pas_qui_vient_ailleurs(loge, ici, accordee):
    la_bas = salle(etablissement("0382099A", "Collège Voisin"))
    accepter(demande=deposee(la_bas, par=association("Club C")), par=cheffe(la_bas), maintenant=MAINTENANT)
    assert "Club C" not in lire(loge, ici)
    assert loge.get(f"/etablissement/{la_bas.etablissement.uai}/agenda/").status_code == 404


def test_la_cheffe_lit_la_meme_journee_dans_sa_boite(client, ici, accordee, claire, horloge):
    horloge(dates(accordee)[0].debut - timedelta(hours=2))
    boite = a_plat(client.get(f"/etablissement/{ici.etablissement.uai}/"))
    for attendu in ("<b>Club A</b>, Gymnase, 12 personnes au plus.", "Sur place : Malik Benali", NON_SIGNEE):
        assert (attendu, attendu in boite, attendu in lire(client, ici)) == (attendu, True, True)
    assert f'href="/etablissement/{ici.etablissement.uai}/agenda/?jour=2026-11-17">Qui vient demain</a>' in boite


def test_sans_seance_la_boite_le_dit(client, ici, claire):
    assert (
        "Personne n’est attendu aujourd’hui." in client.get(f"/etablissement/{ici.etablissement.uai}/").content.decode()
    )


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_journee_ne_lit_pas_plus_quand_les_seances_sont_plus(loge, ici, nombre, django_assert_num_queries):
    for rang in range(nombre):
        accepter(
            demande=deposee(ici, le_lundi(1, f"{18 + rang}:00", f"{19 + rang}:00")),
            par=cheffe(ici),
            maintenant=MAINTENANT,
        )
    with django_assert_num_queries(10):
        lire(loge, ici)
