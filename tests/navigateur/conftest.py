"""What every browser test gets: a page that reports its faults, a judge of accessibility, and pictures on request.

The network is cut by `--host-resolver-rules`: nothing but the site itself answers, so that the tests see what people
see when all else is down. `ouvrir_reseau` answers for the IGN. Every test of this folder is marked `navigateur`.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

expect.set_options(timeout=30_000)  # milliseconds: a busy machine is slow, not wrong

DOSSIER = Path(__file__).parent
CAPTURES = os.environ.get("PREAU_TESTS_CAPTURES")  # a folder: where to put the pictures, if anywhere
# A transparent pixel: what a tile is here.
TUILE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001"
    "e221bc330000000049454e44ae426082"
)
# The browser itself tells of each refusal of the policy, in the page where it happens.
GUETTER_LA_POLITIQUE = """
document.addEventListener("securitypolicyviolation", (refus) => {
  console.error(`CSP ${refus.effectiveDirective} ${refus.blockedURI} ${refus.sourceFile ?? ""}`);
});
"""


def pytest_collection_modifyitems(items) -> None:
    for item in items:
        if DOSSIER in item.path.parents:
            item.add_marker(pytest.mark.navigateur)


@pytest.fixture
def page(page, live_server) -> Iterator:
    """Fail on an error in the console, a refusal of the policy, or a faulty answer of ours."""
    fautes: list[str] = []

    def noter_reponse(reponse) -> None:
        if reponse.url.startswith(live_server.url) and (
            reponse.status >= 500 or (reponse.status == 404 and "/static/" in reponse.url)
        ):
            fautes.append(f"{reponse.status} {reponse.url}")

    def noter_message(message) -> None:
        # what the cut network or an answer fails to bring is judged above
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            fautes.append(message.text)

    page.add_init_script(GUETTER_LA_POLITIQUE)
    page.on("pageerror", lambda erreur: fautes.append(f"script: {erreur}"))
    page.on("response", noter_reponse)
    page.on("console", noter_message)
    yield page
    assert fautes == []


@pytest.fixture
def ouvrir_reseau(page) -> Callable[[], None]:
    """Return a function that lets the tiles of the IGN come (each a transparent pixel)."""

    def ouvrir() -> None:
        page.route(
            "https://data.geopf.fr/**", lambda route: route.fulfill(status=200, content_type="image/png", body=TUILE)
        )

    return ouvrir


@pytest.fixture
def sans_faute_axe() -> Callable:
    """Return a function that fails with the list of what axe finds on the page, best practices included."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()

    def juger(page) -> None:
        trouvees = axe.run(page).response["violations"]
        assert [
            f"{violation['id']} ({violation['impact']}) : {noeud['html'][:160]}"
            for violation in trouvees
            for noeud in violation["nodes"]
        ] == []

    return juger


@pytest.fixture
def photographier() -> Callable:
    """Return a function that keeps a picture of the whole page, when `PREAU_TESTS_CAPTURES` names a folder."""

    def prendre(page, nom: str) -> None:
        if CAPTURES:
            page.screenshot(path=Path(CAPTURES) / f"{nom}.png", full_page=True)

    return prendre
