"""What the school has answered: newest first, with the way back while it lasts."""

from datetime import timedelta

import pytest

from conventions.models import Demande
from conventions.services import accepter, annuler_decision, liberer_date, refuser
from conventions.views.boite import REPONSES_PAR_PAGE
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, le_lundi
from tests.pages import a_plat
from tests.personnages import association, habiliter, personne
from tests.salles.salles_d_essai import MAINTENANT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]
UNE_MINUTE = timedelta(minutes=1)


def page_de(client, ici, suite: str = "") -> str:
    reponse = client.get(f"/etablissement/{ici.etablissement.uai}/reponses/{suite}")
    assert reponse.status_code == 200
    return a_plat(reponse)


def refusee(ici, claire, demande: Demande, maintenant=MAINTENANT) -> Demande:
    return refuser(demande=demande, par=claire, motif="personnel", message="Aucun agent.", maintenant=maintenant)


def test_rien_de_repondu_se_dit(client, ici, claire):
    deposee(ici)
    assert "Vous n’avez encore répondu à aucune demande." in page_de(client, ici)


def test_la_boite_y_mene(client, ici, claire):
    page = client.get(f"/etablissement/{ici.etablissement.uai}/").content.decode()
    assert f'<a href="/etablissement/{ici.etablissement.uai}/reponses/">Déjà répondu</a>' in page


def test_chaque_reponse_se_relit_la_plus_recente_d_abord(client, ici, claire):
    oui = deposee(ici, le_lundi(3), par=association("Club A"))
    accepter(
        demande=oui, par=claire, creneaux=[creneau.pk for creneau in dates(oui)[:2]], maintenant=MAINTENANT + UNE_MINUTE
    )
    non = refusee(ici, claire, deposee(ici, le_lundi(2, "20:00", "21:00"), par=association("Club B")))
    deposee(ici, le_lundi(1, "21:00", "22:00"), par=association("Club C"))
    page = page_de(client, ici)
    phrases = [
        "Oui à Club A : 2 lundis de 18 h à 20 h, du 16 au 23 novembre 2026, Gymnase ; 1 date n’est pas donnée.",
        "Non à Club B, qui demandait le lundi de 20 h à 21 h, Gymnase : aucun agent n’est disponible pour ouvrir.",
    ]
    assert [page.count(phrase) for phrase in phrases] == [1, 1]
    assert page.index(phrases[0]) < page.index(phrases[1])
    assert "2 réponses données, la plus récente d’abord." in page
    assert "Le 9 novembre 2026 à 9 h 01" in page
    assert f'href="/etablissement/demandes/{non.pk}/">Relire' in page
    assert "Club C" not in page


def test_une_date_rendue_reste_parmi_celles_qui_furent_donnees(client, ici, claire):
    demande = accepter(demande=deposee(ici, le_lundi(2)), par=claire, maintenant=MAINTENANT)
    liberer_date(creneau=dates(demande)[0], maintenant=MAINTENANT + UNE_MINUTE)
    assert "2 lundis de 18 h à 20 h" in page_de(client, ici)


def test_une_date_rendue_sous_un_accord_annule_n_est_pas_donnee_par_le_suivant(client, ici, claire):
    demande = accepter(demande=deposee(ici, le_lundi(3)), par=claire, maintenant=MAINTENANT)
    liberer_date(creneau=dates(demande)[0], maintenant=MAINTENANT)
    annuler_decision(demande=demande, par=claire, maintenant=MAINTENANT + UNE_MINUTE)
    accepter(demande=demande, par=claire, maintenant=MAINTENANT + UNE_MINUTE)
    page = page_de(client, ici)
    assert "2 lundis de 18 h à 20 h, du 23 au 30 novembre 2026, Gymnase ; 1 date n’est pas donnée." in page


def test_on_revient_de_la_liste_sur_sa_decision_pendant_dix_minutes(client, ici, claire, horloge):
    demande = refusee(ici, claire, deposee(ici))
    page = page_de(client, ici)
    assert "vous pouvez revenir dessus jusqu’à 9 h 10." in page
    assert f'action="/etablissement/demandes/{demande.pk}/annuler/"' in page
    horloge(MAINTENANT + 10 * UNE_MINUTE)
    assert "annuler/" not in page_de(client, ici)
    horloge(MAINTENANT + 9 * UNE_MINUTE)
    assert client.post(f"/etablissement/demandes/{demande.pk}/annuler/").status_code == 302
    assert "Vous n’avez encore répondu à aucune demande." in page_de(client, ici)


def test_la_gestionnaire_relit_sans_pouvoir_revenir(client, ici):
    refusee(ici, cheffe(ici), deposee(ici))
    ines = personne()
    habiliter(ines, "gestionnaire", ici.etablissement)
    client.force_login(ines)
    page = page_de(client, ici)
    assert "Non à " in page
    assert "annuler/" not in page


def test_une_decision_annulee_puis_reprise_se_dit_une_fois(client, ici, claire):
    demande = refusee(ici, claire, deposee(ici, par=association("Club A")))
    annuler_decision(demande=demande, par=claire, maintenant=MAINTENANT)
    accepter(demande=Demande.objects.get(), par=claire, maintenant=MAINTENANT + UNE_MINUTE)
    page = page_de(client, ici)
    assert "Oui à Club A" in page
    assert "Non à Club A" not in page


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_liste_ne_lit_pas_plus_quand_les_reponses_sont_plus(client, ici, claire, nombre, django_assert_num_queries):
    for rang in range(nombre):
        refusee(ici, claire, deposee(ici, le_lundi(2, f"{18 + rang}:00", f"{19 + rang}:00")))
    with django_assert_num_queries(11):
        page_de(client, ici)


def test_la_liste_va_par_pages(client, ici, claire, monkeypatch):
    assert REPONSES_PAR_PAGE == 20
    monkeypatch.setattr("conventions.views.boite.REPONSES_PAR_PAGE", 1)
    refusee(ici, claire, deposee(ici, par=association("Club A")))
    refusee(ici, claire, deposee(ici, par=association("Club B")), MAINTENANT + UNE_MINUTE)
    assert ("Club A" in page_de(client, ici), "Club B" in page_de(client, ici)) == (False, True)
    assert "Non à Club A" in page_de(client, ici, "?page=2")
    assert "Non à Club A" in page_de(client, ici, "?page=999")
    assert "Non à Club B" in page_de(client, ici, "?page=zéro")
