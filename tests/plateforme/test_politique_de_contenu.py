"""Whatever the site answers, it bears one strict policy: nothing inline, nothing foreign but the tiles of the IGN."""

import pytest

POLITIQUE = {
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data: https://data.geopf.fr",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("adresse", "statut"),
    [
        ("/", 200),
        ("/?pres_de=%00", 200),
        ("/aide/association/", 200),
        ("/compte/login/", 200),
        ("/association/", 302),
        ("/sante/", 503),
        ("/theme/dep-99.css", 404),
        ("/une-page-qui-n-existe-pas/", 404),
        ("/api/schema/", 200),
        ("/api/docs/", 200),
        ("/api/v1/referentiels/", 200),
        ("/api/v1/recherche/", 400),
        ("/api/v1/demandes/", 401),
    ],
)
def test_chaque_reponse_porte_la_politique(client, adresse, statut):
    reponse = client.get(adresse)
    lue = set(reponse.headers["Content-Security-Policy"].split("; "))
    assert (reponse.status_code, lue) == (statut, POLITIQUE)
