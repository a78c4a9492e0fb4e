"""Run the whole bench on a loaded database, and tell it."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from plateforme.banc import mesures, planchers
from plateforme.banc.mesures import Mesure
from plateforme.banc.planchers import Questions

# How many times the floor each question may take; the others inform.
SEUILS = {"Q1": 3.0, "Q1r": 3.0, "Q2": 2.0, "Q2r": 2.0, "Q5": 3.0}
BUDGET_R_MS = 300  # no floor for repair: nobody else does it


def mesurer(dossier: Path) -> dict[str, Any]:
    """Return what each question took on Préau and on its floor, by name of question."""
    questions = Questions.lire(dossier)
    rapport: dict[str, Any] = {}
    for suffixe, rayon in (("", questions.rayon_km), ("r", None)):
        parametres = questions.parametres(rayon)
        _noter(
            rapport, f"Q1{suffixe}", mesures.un_creneau(questions, rayon), mesures.plancher(planchers.Q1, parametres)
        )
        _noter(rapport, f"Q2{suffixe}", mesures.une_serie(questions, rayon), mesures.plancher(planchers.Q2, parametres))
    parametres = questions.parametres(None)
    _noter(
        rapport,
        "Q3",
        mesures.une_semaine(questions),
        mesures.plancher(planchers.Q3, parametres, comparee=False),
    )
    _noter(rapport, "Q5", *mesures.series_reservees(questions))
    _noter(rapport, "Q6", *mesures.regles_deroulees(dossier))
    reparation = mesures.une_reparation(questions)
    rapport["R"] = {
        "reparation_ms": reparation.ms,
        "lignes": reparation.lignes,
        "budget_ms": BUDGET_R_MS,
        "tenu": reparation.ms <= BUDGET_R_MS,
    }
    rapport["Q4"] = mesures.reservations_simultanees()
    return rapport


def _noter(rapport: dict[str, Any], nom: str, preau: Mesure, sol: Mesure) -> None:
    entree = {cle: valeur for cle, valeur in asdict(preau).items() if valeur is not None}
    entree |= {"plancher_ms": sol.ms, "rapport": round(preau.ms / sol.ms, 2)}
    if sol.empreinte:
        entree["meme_reponse"] = sol.empreinte == preau.empreinte
    if nom in SEUILS:
        entree["tenu"] = preau.ms <= SEUILS[nom] * sol.ms
    rapport[nom] = entree


def ecrire(rapport: dict[str, Any]) -> str:
    """Return the report side by side, one line a question."""
    lignes = [f"chargement : {rapport['chargement_s']:.1f} s"]
    for nom, entree in rapport.items():
        if isinstance(entree, dict) and "ms" in entree:
            seuil = f", seuil {SEUILS[nom]:g} × : {'tenu' if entree['tenu'] else 'MANQUÉ'}" if nom in SEUILS else ""
            egale = {True: ", même réponse", False: ", RÉPONSE DIFFÉRENTE", None: ""}[entree.get("meme_reponse")]
            lignes.append(
                f"{nom:4} {entree['ms']:9.2f} ms, plancher {entree['plancher_ms']:9.2f} ms, "
                f"{entree['rapport']:5.2f} ×, {entree['lignes']} lignes{egale}{seuil}"
            )
    r = rapport["R"]
    lignes.append(
        f"R    {r['reparation_ms']:9.2f} ms pour replacer 34 dates, budget {r['budget_ms']} ms : "
        f"{'tenu' if r['tenu'] else 'MANQUÉ'}"
    )
    q4 = rapport["Q4"]
    lignes.append(
        f"Q4   {q4['aleatoire_par_s']} essais/s au hasard, {q4['chaude_par_s']} essais/s sur une seule salle, "
        f"{q4['chevauchements']} chevauchement"
    )
    return "\n".join(lignes)
