"""The hours that one association may hold: set by an authority or by a school, once what they imply was read."""

from datetime import timedelta

import pytest
from django.utils import timezone

from associations.models import Association
from conventions.services import accepter
from conventions.services.quotas import limiter
from etablissements.models import Etablissement
from salles import faits
from salles.models import Reservation, Salle
from salles.moteur import Periode
from salles.regles import quotas_de
from salles.services.implications import AConfirmer
from tests.conventions.demandes_d_essai import cheffe, deposee, le_lundi
from tests.personnages import association, collectivite, etablissement, habiliter, personne
from tests.salles.pages_d_essai import lu, sans_balises
from tests.salles.salles_d_essai import MAINTENANT, salle

pytestmark = pytest.mark.django_db

E = "\N{NO-BREAK SPACE}"
DIX_HEURES = timedelta(hours=10)
RIEN = {"quota_semaine": None, "quota_mois": None, "quota_annee": None}
AU_DELA = "Resteront prises au-delà de la nouvelle limite"
PERDUES = "Attendent une réponse et ne seront plus libres sans dérogation"


def heures(lieu) -> list[timedelta | None]:
    lieu.refresh_from_db()
    return [lieu.quota_semaine, lieu.quota_mois, lieu.quota_annee]


def envoyer(client, role: str, lieu, url: str, **champs):
    client.force_login(habiliter(personne(), role, lieu).utilisateur)
    return client.post(url, champs)


@pytest.mark.parametrize("role", ["chef", "gestionnaire", "superviseur"])
def test_l_ecole_pose_les_siennes_et_les_reprend(client, role):
    ecole = etablissement()
    lieu = ecole.collectivite if role == "superviseur" else ecole
    adresse = f"/etablissement/{ecole.uai}/quotas/"
    assert envoyer(client, role, lieu, adresse, quota_semaine="4", quota_annee="120").status_code == 302
    assert heures(ecole) == [timedelta(hours=4), None, timedelta(hours=120)]
    assert 'value="120"' in client.get(adresse).content.decode()
    client.post(adresse, {"quota_semaine": "", "quota_mois": "", "quota_annee": ""})
    assert heures(ecole) == [None, None, None]


def test_vide_dit_ce_que_vaut_la_collectivite(client):
    ecole = etablissement(collectivite=collectivite(quota_mois=DIX_HEURES))
    client.force_login(habiliter(personne(), "chef", ecole).utilisateur)
    form = client.get(f"/etablissement/{ecole.uai}/quotas/").context["form"]
    assert [champ.help_text for champ in form] == [
        "Vide : sans limite.",
        "Vide : 10\xa0h, comme la collectivité.",
        "Vide : sans limite.",
    ]


@pytest.mark.parametrize("valeur", ["0", "-1", "169", "1000000000", "2,5", "dix", "4\x00", "😀", "<script>"])
def test_une_valeur_fautive_se_dit_a_sa_place_et_ne_change_rien(client, valeur):
    ecole = etablissement()
    reponse = envoyer(client, "chef", ecole, f"/etablissement/{ecole.uai}/quotas/", quota_semaine=valeur)
    assert list(reponse.context["form"].errors) == ["quota_semaine"]
    assert heures(ecole) == [None, None, None]


def test_le_superviseur_pose_celles_de_la_collectivite(client):
    isere = collectivite()
    adresse = f"/pilotage/{isere.code}/quotas/"
    assert envoyer(client, "superviseur", isere, adresse, quota_annee="60").status_code == 302
    assert heures(isere) == [None, None, timedelta(hours=60)]
    client.post(adresse, {"quota_semaine": "", "quota_mois": "", "quota_annee": ""})
    assert heures(isere) == [None, None, None]


def test_une_fonction_dit_quelle_limite_vaut_et_qui_la_pose():
    isere = collectivite(quota_semaine=DIX_HEURES, quota_annee=DIX_HEURES)
    ecole = etablissement(collectivite=isere, quota_annee=timedelta(hours=60))
    assert quotas_de(ecole) == [
        (Periode.SEMAINE, DIX_HEURES, isere),
        (Periode.ANNEE, timedelta(hours=60), ecole),
    ]


# -- What a limit implies ------------------------------------------------------------------------


@pytest.fixture
def troupe() -> Association:
    return association("Les Tréteaux")


@pytest.fixture
def ici(troupe) -> Salle:
    """Return a room where the troupe holds two Mondays of two hours, and awaits an answer for the third."""
    ici = salle(nom="Gymnase")
    demande = deposee(ici, le_lundi(2), par=troupe)
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    deposee(ici, le_lundi(3, "20:00", "21:00"), par=troupe)
    return ici


def implique(niveau, **quotas) -> dict[str, list[str]]:
    """Return what these limits would ask to be read, nothing when they ask for nothing."""
    try:
        limiter(niveau=niveau, maintenant=MAINTENANT, vu="", **RIEN | quotas)
    except AConfirmer as question:
        return question.details["implications"]
    return {}


def test_une_limite_dit_ce_qui_reste_au_dela_et_ce_qui_ne_sera_plus_libre(ici):
    assert implique(ici.etablissement, quota_semaine=timedelta(hours=1)) == {
        AU_DELA: [f"Gymnase, Les Tréteaux (heures par semaine) : 2{E}dates, du 16 au 23{E}novembre 2026."],
        PERDUES: [f"Gymnase, Les Tréteaux (quota d’heures atteint) : 2{E}dates, du 16 au 23{E}novembre 2026."],
    }


def test_les_dates_attendues_d_une_demande_s_ajoutent(ici):
    assert implique(ici.etablissement, quota_annee=timedelta(hours=6)) == {
        PERDUES: [f"Gymnase, Les Tréteaux (quota d’heures atteint) : le lundi 30{E}nov. 2026."]
    }


def test_une_limite_qui_laisse_tout_ne_demande_rien(ici):
    assert implique(ici.etablissement, quota_annee=timedelta(hours=7)) == {}


def test_relever_une_limite_ne_demande_rien(ici):
    Etablissement.objects.update(quota_annee=timedelta(hours=1))
    assert implique(ici.etablissement, quota_annee=timedelta(hours=3)) == {}


def test_rendre_la_main_a_une_collectivite_plus_stricte_se_lit_d_abord(ici):
    ecole = ici.etablissement
    ecole.collectivite.quota_annee = timedelta(hours=4)
    ecole.collectivite.save()
    Etablissement.objects.update(quota_annee=DIX_HEURES)
    assert list(implique(ecole)) == [PERDUES]


def test_la_collectivite_lit_des_nombres_et_compte_toutes_ses_ecoles(ici, troupe):
    ailleurs = salle(etablissement("0380039L", "Collège voisin"))
    accepter(demande=deposee(ailleurs, par=troupe), par=cheffe(ailleurs), maintenant=MAINTENANT)
    assert implique(ici.etablissement.collectivite, quota_semaine=timedelta(hours=3)) == {
        AU_DELA: [f"Collège d’essai : le lundi 16{E}nov. 2026.", f"Collège voisin : le lundi 16{E}nov. 2026."],
        PERDUES: [f"Collège d’essai : le lundi 16{E}nov. 2026."],
    }


@pytest.mark.parametrize("nombre", [2, 4])
def test_limiter_demande_un_nombre_constant_de_requetes(nombre, troupe, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(faits, "_profils_lus", {})
    for rang in range(nombre):
        ici = salle(etablissement(f"038000{rang}A", f"Collège {rang}"))
        accepter(demande=deposee(ici, le_lundi(2), par=troupe), par=cheffe(ici), maintenant=MAINTENANT)
        deposee(ici, le_lundi(2, "20:00", "21:00"), par=troupe)
    une_heure = RIEN | {"quota_annee": timedelta(hours=1)}
    with django_assert_num_queries(38), pytest.raises(AConfirmer):
        limiter(
            niveau=ici.etablissement.collectivite,
            maintenant=MAINTENANT,
            vu="",
            **une_heure,
        )


@pytest.mark.parametrize("role", ["chef", "superviseur"])
def test_la_page_le_montre_puis_l_enregistre_et_ce_qui_est_pris_le_reste(client, monkeypatch, ici, role):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)
    ecole = ici.etablissement
    lieu, adresse = {
        "chef": (ecole, f"/etablissement/{ecole.uai}/quotas/"),
        "superviseur": (ecole.collectivite, f"/pilotage/{ecole.collectivite.code}/quotas/"),
    }[role]
    question = envoyer(client, role, lieu, adresse, quota_semaine="1", quota_mois="", quota_annee="")
    lue = sans_balises(question)
    assert f"{lieu} Les heures par association : ce que cela implique Ce qui est pris reste pris" in lue
    assert AU_DELA in lue
    assert heures(lieu) == [None, None, None]
    revenue = client.post(adresse, {"quota_semaine": "1", "revenir": "1"})
    assert revenue.context["form"]["quota_semaine"].value() == "1"
    assert client.post(adresse, lu(question)).status_code == 302
    assert heures(lieu) == [timedelta(hours=1), None, None]
    assert set(Reservation.objects.values_list("tenue", flat=True)) == {"ferme"}
