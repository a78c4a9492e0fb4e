"""Import schools from the ministry's open data: annuaire, géolocalisation, lycées; whatever the year of the file."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from etablissements.models import Collectivite
from etablissements.services.import_annuaire.alias import ALIAS, INDISPENSABLES
from etablissements.services.import_annuaire.ecriture import Destination, ecrire
from etablissements.services.import_annuaire.fiche import Fiche, LigneRefusee, interpreter
from etablissements.services.import_annuaire.fusion import fusionner
from etablissements.services.import_annuaire.rattachement import proprietaires
from etablissements.services.lecture import Ligne, lire
from socle.erreur import ErreurMetier


class CollectiviteInconnue(ErreurMetier):
    code = "collectivite_inconnue"
    statut_http = 400


@dataclass(slots=True)
class RapportAnnuaire:
    """What an import did; its names are the keys of the JSON. First three: schools; `ignores`: rows.

    `plus_recents`: those of the `inchanges` that keep newer data. `signales`: cells that were read as nothing.
    """

    crees: int = 0
    mis_a_jour: int = 0
    inchanges: int = 0
    plus_recents: int = 0
    ignores: int = 0
    refuses: list[dict[str, int | str]] = field(default_factory=list)
    signales: list[dict[str, int | str]] = field(default_factory=list)

    def refuser(self, ligne: int, uai: str, raison: str) -> None:
        self.refuses.append({"ligne": ligne, "uai": uai, "raison": raison})


def importer_annuaire(
    *,
    fichier: Path,
    aujourdhui: date,
    collectivite: str | None = None,
    avancer: Callable[[int, int], None] = lambda fait, total: None,
) -> RapportAnnuaire:
    """Import the collèges, lycées and EREA of the file that a known authority owns, or `collectivite` alone.

    Never stops at a bad row: it is in the report, with its line and the reason. Idempotent on the UAI. A row older than
    the one a school was last written from changes nothing; a row without a date is taken as it comes.
    Refuses with `FichierIllisible` or `CollectiviteInconnue`.
    """
    connues = _collectivites(collectivite)
    rapport = RapportAnnuaire()
    fiches = _interpreter_tout(lire(fichier, ALIAS, INDISPENSABLES), rapport, aujourdhui)
    fusionnees, contredites = fusionner(_garder(fiches, connues, rapport))
    for fiche, raison in contredites:
        rapport.refuser(fiche.ligne, fiche.uai, raison)
    compte = ecrire(
        destinations=[Destination(fiche, connues[_proprietaire(fiche, connues)]) for fiche in fusionnees],
        aujourdhui=aujourdhui,
        avancer=avancer,
    )
    rapport.crees, rapport.mis_a_jour, rapport.inchanges = compte.crees, compte.mis_a_jour, compte.inchanges
    rapport.plus_recents = compte.plus_recents
    for uai, ligne, phrase in compte.signales:
        rapport.signales.append({"ligne": ligne, "uai": uai, "raison": phrase})
    rapport.signales.sort(key=lambda signale: signale["ligne"])
    rapport.refuses.sort(key=lambda refus: refus["ligne"])
    return rapport


def _collectivites(code: str | None) -> dict[str, Collectivite]:
    connues = {collectivite.code: collectivite for collectivite in Collectivite.objects.all()}
    if not connues:
        raise CollectiviteInconnue(
            "Aucune collectivité n’est connue : créez-en une avec « creer_collectivite », puis recommencez."
        )
    if code is None:
        return connues
    if code not in connues:
        raise CollectiviteInconnue(
            f"La collectivité « {code} » n’est pas connue. Écrivez l’un de ces codes : {', '.join(sorted(connues))} ; "
            "ou créez-la d’abord avec « creer_collectivite »."
        )
    return {code: connues[code]}


def _interpreter_tout(lignes: list[Ligne], rapport: RapportAnnuaire, aujourdhui: date) -> list[Fiche]:
    fiches = []
    for ligne in lignes:
        try:
            fiche = interpreter(ligne, aujourdhui=aujourdhui)
        except LigneRefusee as refus:
            rapport.refuser(ligne.numero, ligne.valeurs.get("uai", ""), str(refus))
            continue
        if fiche is None:
            rapport.ignores += 1
        else:
            fiches.append(fiche)
    if 2 * sum(fiche.de_seconde_main for fiche in fiches) > len(fiches):
        for fiche in fiches:
            fiche.de_seconde_main = True
    return fiches


def _garder(fiches: list[Fiche], connues: dict[str, Collectivite], rapport: RapportAnnuaire) -> list[Fiche]:
    gardees = [fiche for fiche in fiches if _proprietaire(fiche, connues)]
    rapport.ignores += len(fiches) - len(gardees)
    return gardees


def _proprietaire(fiche: Fiche, connues: dict[str, Collectivite]) -> str:
    return next((code for code in proprietaires(fiche.nature, fiche.departement) if code in connues), "")
