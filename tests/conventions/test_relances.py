"""An answer that does not come: the school is reminded once, its authority is told once, and nothing else happens."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from conventions.models import Demande, Rappel
from conventions.services import accepter, completer, demander_pieces, demandes_a_relancer, relancer
from conventions.taches import relancer_les_ecoles
from etablissements.models import Collectivite
from tests.conventions.demandes_d_essai import cheffe, deposee, le_lundi
from tests.conventions.test_notifications import programmes
from tests.pages import en_clair
from tests.personnages import association, etablissement, habiliter, personne
from tests.salles.salles_d_essai import MAINTENANT, salle

pytestmark = pytest.mark.django_db

UN_JOUR = timedelta(days=1)


@pytest.fixture
def demande() -> Demande:
    """Filed on 9 November 2026 at a school that has a head, under an authority that has a superviseur."""
    ici = salle(etablissement("0382042N", "Collège La Garenne"), nom="Gymnase")
    habiliter(personne("claire@exemple.fr"), "chef", ici.etablissement)
    habiliter(personne("sonia@exemple.fr"), "superviseur", ici.etablissement.collectivite)
    return deposee(ici, le_lundi(2), par=association("Les Tréteaux"))


def le(jour: int, mois: int = 11) -> datetime:
    return datetime.fromisoformat(f"2026-{mois:02}-{jour:02}T07:10:00+01:00")


def rappels() -> list[tuple[str, datetime]]:
    return list(Rappel.objects.order_by("pk").values_list("a_qui", "envoye_le"))


@pytest.mark.parametrize(
    ("quand", "partis"),
    [
        (le(15), []),
        (le(16), ["ecole"]),
        (le(29), ["ecole"]),
        (le(30), ["ecole", "collectivite"]),
        (le(31, 12), ["ecole", "collectivite"]),
    ],
)
def test_l_ecole_au_septieme_jour_la_collectivite_au_vingt_et_unieme_une_fois_chacune(demande, taches, quand, partis):
    for _ in range(2):
        relancer(demande=demande, maintenant=quand)
    assert [a_qui for a_qui, _ in rappels()] == partis
    lettres = [lettre for lettre in programmes(taches) if lettre[0] in ("conventions/relance", "conventions/retard")]
    attendues = [("conventions/relance", "claire@exemple.fr"), ("conventions/retard", "sonia@exemple.fr")]
    assert lettres == attendues[: len(partis)]
    assert Demande.objects.get().statut == "soumise"


def test_les_messages_disent_depuis_quand_et_jusqu_a_quand(demande, executer_taches):
    executer_taches()
    mail.outbox.clear()
    relancer(demande=demande, maintenant=le(16))
    relancer(demande=demande, maintenant=le(30))
    executer_taches()
    relance, retard = (en_clair(" ".join(lettre.body.split())) for lettre in mail.outbox)
    assert [lettre.subject for lettre in mail.outbox] == [
        "Les Tréteaux attend votre réponse",
        "Les Tréteaux attend toujours une réponse",
    ]
    depuis = "La demande est là depuis le 9 novembre 2026 ; la réponse"
    assert f"{depuis} est attendue avant le 24 novembre 2026." in relance
    assert f"http://127.0.0.1:8000/etablissement/demandes/{demande.pk}/" in relance
    assert f"{depuis} était attendue avant le 24 novembre 2026." in retard
    assert "Sans réponse avant le 9 janvier 2027, la demande sera réputée refusée" in retard
    assert f"http://127.0.0.1:8000/demandes/{demande.pk}/" in retard
    assert "http://127.0.0.1:8000/etablissement/0382042N/equipe/" in retard


@pytest.mark.parametrize(("delai", "premier"), [(4, 11), (20, 19)])
def test_l_ecole_est_relancee_a_la_moitie_du_delai_de_sa_collectivite(demande, delai, premier):
    Collectivite.objects.update(delai_decision_jours=delai)
    relancer(demande=demande, maintenant=le(premier) - UN_JOUR)
    assert rappels() == []
    relancer(demande=demande, maintenant=le(premier))
    assert rappels() == [("ecole", le(premier))]


def test_rien_ne_part_tant_que_des_pieces_sont_attendues(demande):
    demander_pieces(demande=demande, par=personne(), types=["cer"], maintenant=MAINTENANT + UN_JOUR)
    relancer(demande=demande, maintenant=le(30))
    assert rappels() == []
    completer(demande=demande, maintenant=MAINTENANT + 11 * UN_JOUR)
    relancer(demande=demande, maintenant=le(25))
    assert rappels() == []
    relancer(demande=demande, maintenant=le(26))
    assert rappels() == [("ecole", le(26))]


def test_une_reponse_donnee_ne_se_relance_plus(demande):
    accepter(demande=demande, par=cheffe(demande.creneaux.first().salle), maintenant=MAINTENANT)
    relancer(demande=demande, maintenant=le(30))
    assert rappels() == []


def test_outre_mer_le_jour_est_celui_de_l_ecole(demande):
    ecole = demande.etablissement
    ecole.fuseau = "America/Guadeloupe"
    ecole.save()
    relancer(demande=demande, maintenant=datetime.fromisoformat("2026-11-16T03:00:00+01:00"))
    assert rappels() == []


def test_le_travail_du_matin_ne_lit_que_ce_qui_est_du(demande, monkeypatch):
    assert demandes_a_relancer(le(15)) == []
    assert demandes_a_relancer(le(16)) == [demande]
    monkeypatch.setattr("django.utils.timezone.now", lambda: le(16))
    relancer_les_ecoles(timestamp=0)
    assert rappels() == [("ecole", le(16))]
    assert demandes_a_relancer(le(29)) == []
    assert demandes_a_relancer(le(30)) == [demande]


@pytest.mark.parametrize("nombre", [1, 3])
def test_le_travail_du_matin_pose_toujours_autant_de_questions(nombre, django_assert_num_queries):
    ici = salle()
    for semaine in range(nombre):
        deposee(ici, le_lundi(jour=MAINTENANT.date() + timedelta(weeks=semaine)))
    with django_assert_num_queries(4):
        assert len(demandes_a_relancer(le(16))) == nombre
