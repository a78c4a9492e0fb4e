"""The no-break spaces of the pages: sentences have them, what people type keeps its own."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from plateforme.typographie import EspacesInsecables
from tests.personnages import adherer, association, personne

PHRASE = "<p>Libre : oui</p>"


def repondre(rf, reponse):
    return EspacesInsecables(lambda _requete: reponse)(rf.get("/"))


@pytest.mark.parametrize("nature", ["text/html", "text/html; charset=utf-8", "text/html; charset=iso-8859-1"])
def test_une_page_recoit_ses_espaces_et_sa_longueur(rf, nature):
    ecrite = HttpResponse(PHRASE, content_type=nature, headers={"Content-Length": str(len(PHRASE))})
    lue = repondre(rf, ecrite)
    assert lue.content.decode(lue.charset) == "<p>Libre\xa0: oui</p>"
    assert lue["Content-Length"] == str(len(lue.content))


@pytest.mark.parametrize(
    "ecrire",
    [
        lambda: HttpResponse(PHRASE, content_type="text/csv; charset=utf-8"),
        lambda: HttpResponse(PHRASE, content_type="application/json"),
        lambda: HttpResponse(PHRASE, content_type="text/html", headers={"Content-Encoding": "gzip"}),
        lambda: StreamingHttpResponse([PHRASE.encode()], content_type="text/html"),
    ],
)
def test_le_reste_passe_tel_quel(rf, ecrire: Callable[[], HttpResponse | StreamingHttpResponse]):
    assert repondre(rf, ecrire()).getvalue() == PHRASE.encode()


@pytest.mark.django_db
def test_ce_qui_est_tape_revient_tel_que_tape_et_se_lit_bien(client):
    lieu = "Chez « nous » : ici !"
    reponse = client.get("/", {"pres_de": lieu, "date": "31/02/2027", "debut": "25:00", "fin": "20:00"})
    page = reponse.content.decode()
    assert int(reponse["Content-Length"]) == len(reponse.content)
    assert f'value="{lieu}"' in page
    club = association("Club « Le Rendez-vous » : danse")
    client.force_login(adherer(personne(), club).utilisateur)
    page = client.get(club.get_absolute_url()).content.decode()
    assert "Club «\xa0Le Rendez-vous\xa0»\xa0: danse</h1>" in page
