"""The hours that one association may hold: set by an authority, and otherwise by a school."""

from datetime import timedelta

import pytest

from salles.moteur import Periode
from salles.regles import quotas_de
from tests.etablissements.test_pages_reglages import REGLAGES
from tests.personnages import collectivite, etablissement, habiliter, personne

pytestmark = pytest.mark.django_db

DIX_HEURES = timedelta(hours=10)


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
    adresse = f"/pilotage/{isere.code}/reglages/"
    assert envoyer(client, "superviseur", isere, adresse, **REGLAGES, quota_annee="60").status_code == 302
    assert heures(isere) == [None, None, timedelta(hours=60)]
    client.post(adresse, REGLAGES)
    assert heures(isere) == [None, None, None]


def test_une_fonction_dit_quelle_limite_vaut_et_qui_la_pose():
    isere = collectivite(quota_semaine=DIX_HEURES, quota_annee=DIX_HEURES)
    ecole = etablissement(collectivite=isere, quota_annee=timedelta(hours=60))
    assert quotas_de(ecole) == [
        (Periode.SEMAINE, DIX_HEURES, isere),
        (Periode.ANNEE, timedelta(hours=60), ecole),
    ]
