"""What the pages answer where no view has one to give."""

import re

import pytest
from django.urls import reverse

from tests.personnages import etablissement, habiliter, personne
from tests.plateforme.droits import adresses


def test_lire_l_adresse_d_un_bouton_dit_que_rien_n_a_ete_envoye(client, db):
    client.force_login(personne())
    reponse = client.get(reverse("conventions:replacer", args=[1]))
    assert (reponse.status_code, reponse["Allow"]) == (405, "POST")
    assert "Rien n’a été envoyé." in reponse.content.decode()


def adresses_a_mots() -> list[str]:
    """Return every address of the site that takes a word, with a NUL for the word."""
    toutes = {adresse for (_, methode), adresse in adresses().items() if methode == "GET"}
    a_mots = {adresse for adresse in toutes if re.search("<(code|uai|slug|jeton|key)>", adresse)}
    return sorted(re.sub("<\\w+>", "1", re.sub("<(code|uai|slug|jeton|key)>", "%00", adresse)) for adresse in a_mots)


def test_une_adresse_au_caractere_nul_ne_mene_nulle_part(client, db):
    lues = adresses_a_mots()
    assert {"/theme/%00.css", "/etablissement/%00/reponses/", "/pilotage/%00/quotas/"} <= set(lues)
    ecole = etablissement()
    for qui, lieu in ((None, None), ("chef", ecole), ("superviseur", ecole.collectivite)):
        if qui:
            client.force_login(habiliter(personne(), qui, lieu).utilisateur)
        assert {adresse: client.get(adresse).status_code for adresse in lues} == dict.fromkeys(lues, 404)
    assert "Introuvable" in client.get("/api/v1/salles/%00/explication/").json()["title"]


@pytest.mark.parametrize(
    ("d_ou", "retour"),
    [
        ("http://testserver/pilotage/dep-38/calendrier/?a=1", "/pilotage/dep-38/calendrier/?a=1"),
        ("https://ailleurs.exemple/piege/", None),
        ("http://testserver.exemple/piege/", None),
        ("http://testserver//piege.exemple/", None),
        ("javascript:alert('piege')", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_un_refus_ramene_a_la_page_que_l_on_quitte_jamais_ailleurs(client, db, d_ou, retour):
    client.force_login(habiliter(personne(), "superviseur", etablissement().collectivite).utilisateur)
    reponse = client.post("/pilotage/dep-38/calendrier/", headers={"referer": d_ou})
    assert reponse.status_code == 400
    page = reponse.content.decode()
    assert re.findall('href="([^"]*)">(?:Revenir à la page|Aller à mon compte)<', page) == [retour or "/compte/"]
    assert "piege" not in page
