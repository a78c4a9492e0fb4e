"""The same call twice acts once."""

from datetime import timedelta

import pytest
from django.db import transaction

from socle.idempotence import DUREE_DE_VIE, Cle, CleInvalide, CleReutilisee, garder, reserver, retrouver
from socle.models import CleIdempotence
from tests.personnages import MAINTENANT, personne

pytestmark = pytest.mark.django_db


def agir(cle: Cle, reponse: dict, maintenant=MAINTENANT) -> dict:
    """Do an act once: what a verb does with its key."""
    with transaction.atomic():
        if gardee := reserver(cle, maintenant=maintenant):
            return gardee
        garder(cle, reponse=reponse, statut_http=201)
        return reponse


def test_le_meme_appel_recoit_la_meme_reponse():
    cle = Cle.de(personne(), "abc", {"objet": "Théâtre"})
    assert [agir(cle, {"dossier": 1}), agir(cle, {"dossier": 2})] == [{"dossier": 1}, {"dossier": 1}]
    assert retrouver(cle, maintenant=MAINTENANT) == {"dossier": 1}


def test_l_ordre_des_champs_ne_change_pas_le_corps():
    qui = personne()
    assert Cle.de(qui, "abc", {"a": 1, "b": 2}) == Cle.de(qui, "abc", {"b": 2, "a": 1})


def test_la_meme_cle_pour_autre_chose_est_refusee():
    qui = personne()
    agir(Cle.de(qui, "abc", {"objet": "Théâtre"}), {"dossier": 1})
    with pytest.raises(CleReutilisee) as refus:
        agir(Cle.de(qui, "abc", {"objet": "Danse"}), {"dossier": 2})
    assert (refus.value.statut_http, refus.value.code) == (422, "cle_reutilisee")


def test_deux_personnes_peuvent_choisir_la_meme_cle():
    reponses = [agir(Cle.de(personne(), "abc", {}), {"dossier": rang}) for rang in (1, 2)]
    assert reponses == [{"dossier": 1}, {"dossier": 2}]


def test_un_refus_ne_garde_rien():
    cle = Cle.de(personne(), "abc", {})
    with transaction.atomic():
        assert reserver(cle, maintenant=MAINTENANT) is None
        transaction.set_rollback(True)
    assert agir(cle, {"dossier": 1}) == {"dossier": 1}


def test_une_cle_s_oublie_apres_un_jour():
    cle = Cle.de(personne(), "abc", {})
    agir(cle, {"dossier": 1})
    assert agir(cle, {"dossier": 2}, MAINTENANT + DUREE_DE_VIE) == {"dossier": 1}
    assert agir(cle, {"dossier": 2}, MAINTENANT + DUREE_DE_VIE + timedelta(seconds=1)) == {"dossier": 2}
    assert CleIdempotence.objects.count() == 1


@pytest.mark.parametrize("valeur", ["", "a b", "é", "a\x00", "a" * 121])
def test_une_cle_mal_formee_est_refusee(valeur):
    with pytest.raises(CleInvalide):
        Cle.de(personne(), valeur, {})
