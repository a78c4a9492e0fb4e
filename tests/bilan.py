"""What `make approfondi` says at its end: how often each suite played, and how much of what it is about."""

from collections import Counter

import pytest
from hypothesis import settings

TOURS = 20
PROFIL = "approfondi"


def en_profondeur(config: pytest.Config) -> bool:
    return config.getoption("--hypothesis-profile") == PROFIL


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the counts of a run in depth: one line per suite that plays twenty times, and one for the properties."""
    if not en_profondeur(config):
        return
    issues: dict[str, Counter[str]] = {}
    proprietes: Counter[str] = Counter()
    for issue in ("passed", "failed"):
        for rapport in terminalreporter.stats.get(issue, []):
            proprietes[issue] += "hypothesis" in rapport.keywords
            if "vingt_fois" in rapport.keywords:
                suite = issues.setdefault(rapport.nodeid.partition("::")[0], Counter())
                suite[issue] += 1
                suite.update(dict(rapport.user_properties))
    terminalreporter.section("en profondeur")
    exemples = settings.default.max_examples if settings.default else 0
    terminalreporter.line(
        f"propriétés, {exemples} exemples chacune : {proprietes['passed']} réussies, {proprietes['failed']} échouées"
    )
    for suite, comptes in sorted(issues.items()):
        reussis, echoues = comptes.pop("passed", 0), comptes.pop("failed", 0)
        autres = "".join(f", {nombre} {nom}" for nom, nombre in sorted(comptes.items()))
        terminalreporter.line(f"{suite} : {reussis} réussis, {echoues} échoués{autres}")
