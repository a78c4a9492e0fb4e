"""Run the whole bench on a loaded database, and tell it: floor, Préau and ratio side by side."""

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plateforme.banc import mesures, planchers, reservations
from plateforme.banc.mesures import Mesure
from plateforme.banc.planchers import Questions

# How many times the floor each question may take; the others inform.
SEUILS = {"Q1": 3.0, "Q1r": 3.0, "Q2": 2.0, "Q2r": 2.0, "Q5": 3.0}
SEUIL_RICHE = 1.5  # times the plain workload, searched in the same run
SEUIL_CROISSANCE = 3.0  # times the small workload, with as many candidate rooms
BUDGET_R_MS = 300  # no floor for repair: nobody else does it


def mesurer(dossier: Path) -> dict[str, Any]:
    """Return what each question took on Préau and on its floor, by name of question."""
    # as plateforme/wsgi.py does for those who serve
    gc.collect()
    gc.freeze()
    questions = Questions.lire(dossier)
    rapport: dict[str, Any] = {}
    for suffixe, rayon in (("", questions.rayon_km), ("r", None)):
        _noter(rapport, f"Q1{suffixe}", mesures.un_creneau(questions, rayon))
        _noter(rapport, f"Q2{suffixe}", mesures.une_serie(questions, rayon))
    _noter(rapport, "Q3", mesures.une_semaine(questions))
    _noter(rapport, "Q5", reservations.series_reservees(questions))
    _noter(rapport, "Q6", mesures.regles_deroulees(dossier))
    reparation = mesures.une_reparation(questions)
    rapport["R"] = {
        "reparation_ms": reparation.ms,
        "lignes": reparation.lignes,
        "budget_ms": BUDGET_R_MS,
        "tenu": reparation.ms <= BUDGET_R_MS,
    }
    rapport["Q4"] = reservations.reservations_simultanees()
    return rapport


def mesurer_riche(dossier: Path, simple: dict[str, Any]) -> dict[str, Any]:
    """Return what Q1 and Q2 take on the rich workload beside the plain one, and whether search and reasons agree."""
    questions = Questions.lire(dossier)
    rapport: dict[str, Any] = {}
    for suffixe, rayon in (("", questions.rayon_km), ("r", None)):
        for nom, mesurer_une in ((f"Q1{suffixe}", mesures.un_creneau), (f"Q2{suffixe}", mesures.une_serie)):
            [preau] = mesurer_une(questions, rayon, plancher=False)
            rapport[nom] = _a_comparer({"ms": preau.ms, "lignes": preau.lignes}, simple[nom], SEUIL_RICHE)
    verifiees, desaccords = mesures.desaccords(questions)
    return rapport | {"salles_verifiees": verifiees, "desaccords": desaccords}


def mesurer_croissance(dossier: Path, petite: dict[str, Any]) -> dict[str, Any]:
    """Return what Q1, Q2 and Q3 take among the schools of France, beside their floors and beside those of a région.

    At equal candidates.
    """
    questions = Questions.lire(dossier)
    rayon = planchers.rayon_pour(questions, petite["Q2"]["lignes"])
    rapport: dict[str, Any] = {}
    _noter(rapport, "Q1", mesures.un_creneau(questions, rayon))
    _noter(rapport, "Q2", mesures.une_serie(questions, rayon))
    _noter(rapport, "Q3", mesures.une_semaine(questions))
    for nom, entree in rapport.items():
        avant = petite[nom]
        entree["requetes_avant"] = avant["requetes"]
        entree["croissance"] = _a_comparer(entree, avant, SEUIL_CROISSANCE)
        entree["croissance"]["tenu"] &= entree["requetes"] == avant["requetes"]
    return rapport


def _noter(rapport: dict[str, Any], nom: str, mesurees: list[Mesure]) -> None:
    preau, sol = mesurees
    entree: dict[str, Any] = {
        "ms": preau.ms,
        "lignes": preau.lignes,
        "plancher_ms": sol.ms,
        "rapport": round(preau.ms / sol.ms, 2),
    }
    if preau.requetes is not None:
        entree["requetes"] = preau.requetes
    if preau.empreinte:
        entree |= {"empreinte": preau.empreinte, "meme_reponse": preau.empreinte == sol.empreinte}
    if nom in SEUILS:
        entree["tenu"] = preau.ms <= SEUILS[nom] * sol.ms
    rapport[nom] = entree


def _a_comparer(entree: dict[str, Any], avant: dict[str, Any], seuil: float) -> dict[str, Any]:
    return {
        "ms": entree["ms"],
        "lignes": entree["lignes"],
        "avant_ms": avant["ms"],
        "rapport": round(entree["ms"] / avant["ms"], 2),
        "tenu": entree["ms"] <= seuil * avant["ms"],
    }


# -- In words ----------------------------------------------------------------------------


def ecrire(rapport: dict[str, Any]) -> str:
    """Return the report side by side, one line a question."""
    return "\n".join([rapport["machine"], *_questions(rapport), *_riche(rapport), *_croissance(rapport)])


def _questions(rapport: dict[str, Any]) -> Iterator[str]:
    yield f"Chargement : {rapport['chargement_s']:.1f} s"
    yield from _a_cote_du_plancher(rapport)
    r, q4 = rapport["R"], rapport["Q4"]
    yield f"R    {r['reparation_ms']:9.2f} ms pour replacer 34 dates, {r['budget_ms']} ms au plus : {_tenu(r)}"
    yield (
        f"Q4   {q4['aleatoire_par_s']} essais/s au hasard, {q4['chaude_par_s']} essais/s sur une seule salle, "
        f"{q4['chevauchements']} anomalie"
    )


def _a_cote_du_plancher(entrees: dict[str, Any]) -> Iterator[str]:
    for nom, entree in entrees.items():
        if isinstance(entree, dict) and "plancher_ms" in entree:
            seuil = f", {SEUILS[nom]:g} × au plus : {_tenu(entree)}" if nom in SEUILS else ""
            egale = {True: ", même réponse", False: ", RÉPONSE DIFFÉRENTE", None: ""}[entree.get("meme_reponse")]
            requetes = f", {entree['requetes']} requêtes" if "requetes" in entree else ""
            yield (
                f"{nom:4} {entree['ms']:9.2f} ms, plancher {entree['plancher_ms']:9.2f} ms, "
                f"{entree['rapport']:5.2f} ×, {entree['lignes']} lignes{requetes}{egale}{seuil}"
            )


def _riche(rapport: dict[str, Any]) -> Iterator[str]:
    riche = rapport["riche"]
    yield f"Charge riche, à côté de la simple ({riche['chargement_s']:.1f} s de chargement)"
    yield from _a_cote(riche, SEUIL_RICHE)
    yield f"     {riche['salles_verifiees']} salles expliquées date par date, {riche['desaccords']} désaccord"


def _croissance(rapport: dict[str, Any]) -> Iterator[str]:
    if croissance := rapport.get("croissance"):
        yield f"La France, à candidates égales ({croissance['chargement_s']:.1f} s de chargement)"
        yield from _a_cote_du_plancher(croissance)
        yield "La France à côté de la région"
        mesurees = {nom: entree for nom, entree in croissance.items() if isinstance(entree, dict)}
        yield from _a_cote({nom: entree["croissance"] for nom, entree in mesurees.items()}, SEUIL_CROISSANCE)


def _a_cote(entrees: dict[str, Any], seuil: float) -> Iterator[str]:
    for nom, entree in entrees.items():
        if isinstance(entree, dict):
            yield (
                f"{nom:4} {entree['ms']:9.2f} ms, contre    {entree['avant_ms']:9.2f} ms, {entree['rapport']:5.2f} ×, "
                f"{entree['lignes']} lignes, {seuil:g} × au plus : {_tenu(entree)}"
            )


def _tenu(entree: dict[str, Any]) -> str:
    return "tenu" if entree["tenu"] else "MANQUÉ"
