"""A school that offers rooms and has nobody to answer: its authority is told, and why."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from conventions.services import completer, demander_pieces
from tests.conventions.demandes_d_essai import deposee
from tests.conventions.test_notifications import programmes
from tests.pages import a_plat, en_clair
from tests.personnages import etablissement, habiliter, personne
from tests.salles.salles_d_essai import MAINTENANT, salle

pytestmark = pytest.mark.django_db


@pytest.fixture
def ici():
    """A gym of a school without anybody, under an authority with two superviseurs and two more agents."""
    gymnase = salle(etablissement("0382042N", "Collège La Garenne"), nom="Gymnase")
    autorite = gymnase.etablissement.collectivite
    sonia = personne("sonia@exemple.fr")
    habiliter(sonia, "superviseur", autorite)
    habiliter(sonia, "instructeur", autorite)
    habiliter(personne("ivan@exemple.fr"), "instructeur", autorite)
    habiliter(personne("sign@exemple.fr"), "signataire", autorite)
    habiliter(personne("parti@exemple.fr", is_active=False), "superviseur", autorite)
    return gymnase


def lettres_a(adresse: str) -> list[str]:
    return [en_clair(" ".join(lettre.body.split())) for lettre in mail.outbox if lettre.to == [adresse]]


def test_la_demande_va_a_la_collectivite_qui_lit_pourquoi_et_ou_nommer(ici, executer_taches):
    demande = deposee(ici)
    executer_taches()
    (lettre,) = lettres_a("sonia@exemple.fr")
    assert (
        "Personne n’est chef d’établissement au collège La Garenne dans Préau, et lui seul donne l’accord : "
        "la demande restera sans réponse tant que personne n’est nommé. "
        "Association d’essai attend une réponse avant le 24 novembre 2026."
    ) in lettre
    assert "Nommer le chef d’établissement : http://127.0.0.1:8000/etablissement/0382042N/equipe/" in lettre
    assert f"http://127.0.0.1:8000/demandes/{demande.pk}/" in lettre
    (lettre,) = lettres_a("ivan@exemple.fr")
    assert "Un superviseur de votre collectivité peut nommer le chef d’établissement." in lettre
    assert "/equipe/" not in lettre
    assert {lettre.to[0] for lettre in mail.outbox} == {
        demande.dossier.depose_par.courriel,
        "sonia@exemple.fr",
        "ivan@exemple.fr",
    }


def test_qui_demande_lit_que_personne_ne_peut_encore_repondre(ici, client, executer_taches, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)
    demande = deposee(ici)
    executer_taches()
    client.force_login(demande.dossier.depose_par)
    page = a_plat(client.get(demande.get_absolute_url()))
    (accuse,) = lettres_a(demande.dossier.depose_par.courriel)
    for lu in (page, accuse):
        assert "Au collège La Garenne, personne n’est encore nommé pour vous répondre" in lu
        assert "doit vous répondre" not in lu


def test_avec_un_chef_la_collectivite_n_est_pas_prevenue(ici, taches):
    habiliter(personne("claire@exemple.fr"), "chef", ici.etablissement)
    demande = deposee(ici)
    assert sorted(programmes(taches)) == [
        ("conventions/a_decider", "claire@exemple.fr"),
        ("conventions/accuse", demande.dossier.depose_par.courriel),
    ]


def test_un_gestionnaire_seul_est_prevenu_et_la_collectivite_aussi(ici, taches):
    habiliter(personne("ines@exemple.fr"), "gestionnaire", ici.etablissement)
    deposee(ici)
    assert ("conventions/a_decider", "ines@exemple.fr") in programmes(taches)
    assert ("conventions/sans_chef", "sonia@exemple.fr") in programmes(taches)


def test_un_chef_dont_le_compte_est_ferme_ne_repond_plus(ici, taches):
    habiliter(personne("claire@exemple.fr", is_active=False), "chef", ici.etablissement)
    deposee(ici)
    assert ("conventions/sans_chef", "sonia@exemple.fr") in programmes(taches)


def test_la_suite_va_aussi_a_la_collectivite_qui_lit_a_la_place_de_qui(ici, executer_taches):
    demande = deposee(ici)
    demander_pieces(demande=demande, par=personne(), types=["cer"], maintenant=MAINTENANT)
    executer_taches()
    mail.outbox.clear()
    completer(demande=demande, maintenant=MAINTENANT + timedelta(days=1))
    executer_taches()
    (lettre,) = lettres_a("sonia@exemple.fr")
    assert (
        "Ce message est pour la direction du collège La Garenne. Personne n’y tient ce rôle dans Préau : "
        "vous le recevez à sa place. Nommer le chef d’établissement : "
        "http://127.0.0.1:8000/etablissement/0382042N/equipe/"
    ) in lettre
    html = mail.outbox[0].alternatives[0][0]
    assert f'href="http://127.0.0.1:8000/demandes/{demande.pk}/"' in html
    assert "vous le recevez à sa place" in en_clair(html)
