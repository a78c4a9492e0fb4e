"""The one way to write to people."""

import pytest
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob

from comptes.courriels import programmer_courriel
from tests.personnages import association

DEMANDE = "associations/adhesion_demandee"
CONTEXTE = {"association": "Les Essais", "personne": "Chloé <Durand>", "courriel": "c@exemple.fr", "chemin": "/x/"}


def test_chaque_adresse_a_sa_tache_une_seule_fois(taches):
    numeros = programmer_courriel(DEMANDE, ["b@exemple.fr", "a@exemple.fr", "b@exemple.fr"], CONTEXTE)
    destinataires = [taches.jobs[numero]["args"]["destinataire"] for numero in numeros]
    assert destinataires == ["a@exemple.fr", "b@exemple.fr"]


def test_sans_destinataire_rien_n_est_programme(taches):
    assert programmer_courriel(DEMANDE, [], CONTEXTE) == []
    assert taches.jobs == {}


def test_le_message_a_un_objet_un_texte_et_une_page(executer_taches, mailoutbox):
    programmer_courriel(DEMANDE, ["a@exemple.fr"], CONTEXTE)
    executer_taches()
    (message,) = mailoutbox
    (page,) = message.alternatives
    assert message.subject == "Chloé <Durand> demande à rejoindre Les Essais"
    assert message.body.startswith("Bonjour,\n\nChloé <Durand> (c@exemple.fr) demande")
    assert "http://127.0.0.1:8000/x/" in message.body
    assert "<h1>Chloé &lt;Durand&gt; demande à rejoindre Les Essais</h1>" in page.content
    assert page.mimetype == "text/html"


def test_aucune_ligne_d_un_message_ne_commence_par_deux_points(executer_taches, mailoutbox):
    programmer_courriel("comptes/securite", ["a@exemple.fr"], {"fait": "le mot de passe a changé ; « enfin » !"})
    executer_taches()
    (message,) = mailoutbox
    fait = "le mot de passe a changé\xa0; «\xa0enfin\xa0»\xa0!"
    assert message.subject == f"Votre compte Préau\xa0: {fait}"
    assert f"Sur votre compte, {fait}.\n" in message.body
    assert f"Sur votre compte, <b>{fait}</b>." in message.alternatives[0].content


def test_un_nom_sur_deux_lignes_n_ajoute_pas_d_en_tete(executer_taches, mailoutbox):
    programmer_courriel(DEMANDE, ["a@exemple.fr"], {**CONTEXTE, "personne": "A\nBcc: b@exemple.fr"})
    executer_taches()
    assert mailoutbox[0].subject == "A"
    assert mailoutbox[0].recipients() == ["a@exemple.fr"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("defaite", "restees"), [(False, 1), (True, 0)])
def test_le_message_part_si_et_seulement_si_sa_cause_est_ecrite(defaite, restees):
    class Panne(Exception):
        pass

    def agir() -> None:
        with transaction.atomic():
            association()
            programmer_courriel(DEMANDE, ["a@exemple.fr"], CONTEXTE)
            if defaite:
                raise Panne

    with app.replace_connector(DjangoConnector(alias="default")):
        if defaite:
            with pytest.raises(Panne):
                agir()
        else:
            agir()
    assert ProcrastinateJob.objects.filter(task_name="comptes.envoyer_courriel").count() == restees
