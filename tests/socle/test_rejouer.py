"""A verb is one durable transaction, tried again when PostgreSQL asks for it."""

import threading

import pytest
from django.db import OperationalError, connection, transaction

from etablissements.models import TexteDeReference
from socle.rejouer import ESSAIS, rejouer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def deux_lignes():
    """Two rows to be locked in opposite orders."""
    return [
        TexteDeReference.objects.create(
            code=code, intitule=code, regle="", source="essai", verifie_le="2026-01-01", premier_jour="2026-01-01"
        )
        for code in ("un", "deux")
    ]


@pytest.mark.vingt_fois
def test_un_interblocage_se_rejoue_sans_que_personne_le_voie(deux_lignes):
    croisement = threading.Barrier(2, timeout=20)
    essais = {"aller": 0, "retour": 0}

    @rejouer
    def verrouiller(sens, lignes):
        essais[sens] += 1
        TexteDeReference.objects.select_for_update().get(pk=lignes[0].pk)
        if essais[sens] == 1:
            croisement.wait()  # the first try of both holds one row and wants the other's
        TexteDeReference.objects.select_for_update().get(pk=lignes[1].pk)
        return sens

    reponses = []

    def courir(sens, lignes):
        reponses.append(verrouiller(sens, lignes))
        connection.close()

    fils = [
        threading.Thread(target=courir, args=("aller", deux_lignes)),
        threading.Thread(target=courir, args=("retour", deux_lignes[::-1])),
    ]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(timeout=30)

    assert sorted(reponses) == ["aller", "retour"]
    assert sum(essais.values()) > 2  # one of them was chosen as victim and ran again, once or twice


def test_apres_trois_essais_l_erreur_se_voit():
    essais = []

    @rejouer
    def toujours_en_conflit():
        essais.append(1)
        with connection.cursor() as curseur:
            curseur.execute("DO $$ BEGIN RAISE EXCEPTION 'conflit' USING ERRCODE = '40001'; END $$")

    with pytest.raises(OperationalError):
        toujours_en_conflit()
    assert len(essais) == ESSAIS


def test_une_autre_erreur_ne_se_rejoue_pas():
    essais = []

    @rejouer
    def annuler():
        essais.append(1)
        with connection.cursor() as curseur:
            curseur.execute("DO $$ BEGIN RAISE EXCEPTION 'arrêt' USING ERRCODE = '57014'; END $$")

    with pytest.raises(OperationalError):
        annuler()
    assert essais == [1]


def test_un_verbe_n_en_appelle_pas_un_autre():
    @rejouer
    def verbe():
        return True

    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        verbe()
