"""Compare what was confirmed to the clients, the dead ones included, with what the database holds."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tests.arrets.machine import Machine

DECISIONS = {"accepter", "refuser"}


@dataclass
class Acte:
    """What one client wanted, and its outcome: `fait`, `refus`, or nothing, and then nobody knows."""

    acte: str
    quoi: dict
    issue: str | None = None


@dataclass
class Registre:
    """All that was wanted, by what it was about."""

    actes: list[Acte] = field(default_factory=list)

    @property
    def faits(self) -> int:
        return sum(acte.issue == "fait" for acte in self.actes)

    @property
    def inconnus(self) -> int:
        return sum(acte.issue is None for acte in self.actes)

    def bornes(self, *noms: str) -> tuple[Counter, Counter]:
        """Count, by request, these acts that are certain, and those that may have been done."""
        surs: Counter = Counter()
        possibles: Counter = Counter()
        for acte in self.actes:
            if acte.acte in noms and acte.issue != "refus":
                possibles[acte.quoi["demande"]] += 1
                surs[acte.quoi["demande"]] += acte.issue == "fait"
        return surs, possibles


def lire_les_journaux(dossier: Path) -> Registre:
    """Read what the clients wrote. Only the last line of a dead one may be cut short."""
    registre = Registre()
    for fichier in sorted(dossier.glob("*.jsonl")):
        ouverts: dict[int, Acte] = {}
        for texte in fichier.read_text().split("\n")[:-1]:  # what follows the last end of line was being written
            ligne = json.loads(texte)
            if "acte" in ligne:
                ouverts[ligne["n"]] = Acte(ligne.pop("acte"), ligne)
            elif ligne["n"] in ouverts:
                ouverts[ligne["n"]].issue = ligne["issue"]
        registre.actes += ouverts.values()
    return registre


def ecarts(registre: Registre, machine: Machine) -> list[str]:
    """Return each promise that was not kept, and each thing that nobody asked for."""
    return [
        *_des_depots(registre, machine),
        *_des_decisions(registre, machine),
        *_des_fins(registre, machine),
        *_des_dates(registre, machine),
    ]


def _des_depots(registre: Registre, machine: Machine) -> Iterable[str]:
    en_base = Counter(objet for (objet,) in machine.lire("SELECT objet FROM conventions_demande"))
    voulus = {acte.quoi["objet"]: acte.issue for acte in registre.actes if acte.acte == "déposer"}
    for objet, issue in voulus.items():
        permis = {"fait": {1}, "refus": {0}, None: {0, 1}}[issue]
        if en_base[objet] not in permis:
            yield f"dépôt {objet}, {issue} : {en_base[objet]} en base"
    for objet in en_base.keys() - voulus.keys():
        yield f"dépôt {objet} que personne n’a voulu"


def _des_decisions(registre: Registre, machine: Machine) -> Iterable[str]:
    """Every accord and refusal leaves a row, every change of mind an instant on it: each must be there once."""
    prises = machine.lire("SELECT demande_id, count(*), count(annulee_le) FROM conventions_decision GROUP BY 1")
    decidees = {demande: nombre for demande, nombre, _ in prises}
    annulees = {demande: nombre for demande, _, nombre in prises}
    yield from _hors_bornes("décisions", decidees, *registre.bornes(*DECISIONS))
    yield from _hors_bornes("repentirs", annulees, *registre.bornes("annuler la décision"))


def _des_fins(registre: Registre, machine: Machine) -> Iterable[str]:
    statuts = machine.lire("SELECT id, statut FROM conventions_demande")
    retirees = {demande: 1 for demande, statut in statuts if statut == "retiree"}
    annulees = {demande: 1 for demande, statut in statuts if statut == "annulee"}
    surs, possibles = registre.bornes("annuler la demande")
    _, rendues = registre.bornes("rendre")  # whoever gives the last date back gives up the request
    yield from _hors_bornes("retraits", retirees, *registre.bornes("retirer"))
    yield from _hors_bornes("annulations", annulees, surs, possibles + rendues)


def _hors_bornes(nom: str, en_base: dict[int, int], surs: Counter, possibles: Counter) -> Iterable[str]:
    for demande in {*en_base, *possibles}:
        nombre = en_base.get(demande, 0)
        if not surs[demande] <= nombre <= possibles[demande]:
            yield f"{nom} de la demande {demande} : {nombre} en base, {surs[demande]} à {possibles[demande]} attendus"


def _des_dates(registre: Registre, machine: Machine) -> Iterable[str]:
    """The dates of an accord that nobody has touched since are held, to the last of them."""
    etats = dict(machine.lire("SELECT id, etat FROM conventions_creneaudemande"))
    touchees: dict[int, int] = defaultdict(int)
    for acte in registre.actes:
        if acte.issue != "refus" and acte.acte in DECISIONS | {"annuler la décision", "annuler la demande", "rendre"}:
            touchees[acte.quoi["demande"]] += 1
    for acte in registre.actes:
        if acte.acte == "accepter" and acte.issue == "fait" and touchees[acte.quoi["demande"]] == 1:
            for creneau in acte.quoi["creneaux"]:
                if etats.get(creneau) != "accepte":
                    yield f"date {creneau} de la demande {acte.quoi['demande']} : {etats.get(creneau)}"


def messages_perdus_ou_en_trop(machine: Machine) -> list[str]:
    """Each cause in the database has its messages in the queue, and each message its cause.

    No worker runs: what was enqueued is still there. A decision has the job that tells it, undone or not.
    """
    demandes = [numero for (numero,) in machine.lire("SELECT numero FROM conventions_demande")]
    decisions = [str(pk) for (pk,) in machine.lire("SELECT id FROM conventions_decision")]
    file = machine.lire(
        "SELECT args ->> 'gabarit', args -> 'contexte' ->> 'numero' "
        "FROM procrastinate_jobs WHERE task_name = 'comptes.envoyer_courriel'"
    )
    a_confirmer = machine.lire(
        "SELECT args ->> 'decision' FROM procrastinate_jobs "
        "WHERE task_name = 'conventions.confirmer_une_decision' AND status = 'todo'"
    )
    attendus = {
        "accusés": Counter(demandes),
        "avis à l’école": Counter(demandes),
        "décisions à dire": Counter(decisions),
    }
    enfiles = {
        "accusés": Counter(numero for gabarit, numero in file if gabarit == "conventions/accuse"),
        "avis à l’école": Counter(numero for gabarit, numero in file if gabarit == "conventions/a_decider"),
        "décisions à dire": Counter(decision for (decision,) in a_confirmer),
    }
    return [
        f"{quoi} : perdus {attendus[quoi] - enfiles[quoi]}, en trop {enfiles[quoi] - attendus[quoi]}"
        for quoi in attendus
        if attendus[quoi] != enfiles[quoi]
    ]
