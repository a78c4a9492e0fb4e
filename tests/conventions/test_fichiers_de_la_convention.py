"""The files of a convention: the text that was put to the vote, and the signed copies that came back."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from conventions.models import Convention
from conventions.services import liberer_date
from tests.conventions.conventions_d_essai import APRES, EXECUTOIRE, menee, projet, relue
from tests.conventions.demandes_d_essai import dates, president
from tests.pages import a_plat
from tests.pdf import page_blanche
from tests.personnages import personne
from tests.salles.salles_d_essai import salle

pytestmark = pytest.mark.django_db

Statut = Convention.Statut


@pytest.fixture(autouse=True)
def _horloge(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: APRES)


def test_l_exemplaire_signe_se_depose_et_se_lit_par_qui_voit_la_convention(client, convention, chef):
    adresse = f"{convention.get_absolute_url()}exemplaire/"
    menee(convention, Statut.SIGNEE)
    assert client.get(adresse).status_code == 404
    faux = SimpleUploadedFile("signee.pdf", b"%PDF-1.4\n<script>")
    assert "Ce PDF est incomplet." in a_plat(client.post(adresse, {"fichier": faux}))
    for contenu in (page_blanche("Un"), page_blanche("Deux")):
        client.post(adresse, {"fichier": SimpleUploadedFile("signee.pdf", contenu)})
    assert [Path(un.fichier.path).read_bytes() for un in convention.exemplaires.all()] == [
        page_blanche("Un"),
        page_blanche("Deux"),
    ]
    page = a_plat(client.get(convention.get_absolute_url()))
    assert page.count(f"Exemplaire signé déposé (par {chef})") == 1
    assert page.count(f"Exemplaire signé déposé, remplacé depuis (par {chef})") == 1
    client.force_login(president(convention.demande.association))
    reponse = client.get(adresse)
    assert (b"".join(reponse.streaming_content), reponse["Cache-Control"]) == (
        page_blanche("Deux"),
        "private, no-store",
    )
    assert client.post(adresse, {"fichier": faux}).status_code == 403
    client.force_login(personne())
    assert client.get(adresse).status_code == 404


def test_on_ne_depose_pas_d_exemplaire_de_ce_qui_n_est_pas_signe(client, convention, chef):
    pdf = SimpleUploadedFile("signee.pdf", page_blanche())
    page = a_plat(client.post(f"{convention.get_absolute_url()}exemplaire/", {"fichier": pdf}))
    assert "L’exemplaire signé se dépose quand toutes les signatures sont consignées." in page
    assert not relue(convention).exemplaires.exists()


def test_la_page_et_l_api_servent_le_texte_garde(client, convention, chef):
    menee(convention, Statut.A_DELIBERER)
    with relue(convention).texte.open("rb") as fichier:
        garde = fichier.read()
    assert client.get(f"{convention.get_absolute_url()}pdf/").content == garde
    assert client.get(f"/api/v1/conventions/{convention.pk}/pdf/").content == garde


def test_un_texte_dont_le_fichier_a_disparu_le_dit_a_qui_pouvait_le_lire(client, convention, chef):
    garde = menee(convention, Statut.A_DELIBERER).texte
    garde.storage.delete(garde.name)
    page = client.get(f"{convention.get_absolute_url()}pdf/")
    assert page.status_code == 404
    assert "Le texte n’est plus dans les fichiers du site : prévenez qui le tient." in a_plat(page)
    lue = client.get(f"/api/v1/conventions/{convention.pk}/pdf/")
    assert (lue.status_code, lue.json()["code"]) == (404, "texte_disparu")


def test_l_api_dit_l_etat_l_empreinte_et_les_signatures(client, convention, chef):
    menee(convention, Statut.A_SIGNER)
    lue = client.get(f"/api/v1/conventions/{convention.pk}/").json()
    assert (lue["statut"], lue["executoire_le"], len(lue["empreinte"])) == ("a_signer", f"{EXECUTOIRE}", 64)
    assert lue["signatures"] == [
        {"partie": "organisateur", "nom": "Malik Benali", "qualite": "président", "signee_le": f"{EXECUTOIRE}"}
    ]


def test_ce_qui_est_rendu_depuis_se_dit_et_le_prix_reste_celui_du_texte(client):
    convention = menee(projet(salle(tarif_horaire_euros=4)), Statut.ACTIVE)
    liberer_date(creneau=dates(convention.demande)[0], maintenant=APRES)
    client.force_login(president(convention.demande.association))
    page = a_plat(client.get(convention.get_absolute_url()))
    assert "3 lundis de 18 h à 20 h, du 18 janvier au 1er février 2027" in page
    assert "Rendues depuis que le texte est arrêté" in page
    assert "4 € l’heure, soit 32 € pour 8 h" in page
    assert client.get(f"/api/v1/conventions/{convention.pk}/").json()["prix"]["montant_euros"] == "32.00"
