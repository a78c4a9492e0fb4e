"""Which dates an accord or an option may take, and what it must say where it may not."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from conventions.exceptions import (
    AucuneDate,
    CreneauEtranger,
    DerogationImpossible,
    DerogationInutile,
    DerogationManquante,
    OptionSansDerogation,
    SalleIndisponible,
)
from conventions.jugement import Verdict
from conventions.models import CreneauDemande, Demande
from conventions.phrases import citer, instant_en_toutes_lettres
from conventions.rivales import recouvrements
from etablissements.ecriture import minuscule
from salles.faits import espaces_de
from salles.moteur import Code, Raison
from salles.moteur.raisons import DEROGEABLES, LIBELLES
from salles.regles import cadre_de

# What the head believes to be free: when such a date cannot be had, the act is refused, never silently cut short.
CRUES_LIBRES = (CreneauDemande.Etat.SOUHAITE, CreneauDemande.Etat.PROPOSE, CreneauDemande.Etat.OPTION)


@dataclass(frozen=True, slots=True)
class Choix:
    """The rules of one act: dates asked for (None: all that can be had), sentences, options that it may end.

    `exact`: a sentence that nothing needs refuses the act. `leve`: whether the act may waive a rule at all.
    """

    voulus: Collection[int] | None
    phrases: Mapping[str, str]
    liberables: Collection[int]  # dates of this request whose only option is the school's own to end
    maintenant: datetime
    exact: bool = False
    leve: bool = True

    def obstacles(self, verdict: Verdict) -> list[Raison]:
        """Return what this act cannot overcome."""
        options = () if verdict.creneau.pk in self.liberables else _options(verdict)
        return [*verdict.dures, *options]

    def retient(self, verdict: Verdict) -> bool:
        """Tell whether the act means to take this date."""
        return self.tient_a(verdict.creneau) or (self.voulus is None and self.est_possible(verdict))

    def tient_a(self, creneau: CreneauDemande) -> bool:
        """Tell whether the act takes this date or is refused as a whole."""
        if self.voulus is not None:
            return creneau.pk in self.voulus
        return creneau.etat_au(self.maintenant) in CRUES_LIBRES

    def est_possible(self, verdict: Verdict) -> bool:
        return not self.obstacles(verdict) and all(raison.code in self.phrases for raison in verdict.levables)


def _options(verdict: Verdict) -> tuple[Raison, ...]:
    return tuple(raison for raison in verdict.raisons if raison.code == Code.OPTION)


def lire_derogations(derogations: Mapping[str, str]) -> dict[str, str]:
    """Return the sentences that waive a rule; refuses a rule that does not yield and drops an empty sentence."""
    for code in derogations:
        if code not in DEROGEABLES:
            raise DerogationImpossible(str(code)[:40])
    return {code: phrase.strip() for code, phrase in derogations.items() if phrase.strip()}


def choisir(demande: Demande, verdicts: Sequence[Verdict], choix: Choix) -> list[Verdict]:
    """Return the dates to take, at least one.

    Refuses with `AucuneDate`, `CreneauEtranger`, `SalleIndisponible` (which dates, why, since when),
    `DerogationManquante` and `DerogationInutile`.
    """
    if choix.voulus is not None and not choix.voulus:
        raise AucuneDate
    if choix.voulus is not None and set(choix.voulus) - {verdict.creneau.pk for verdict in verdicts}:
        raise CreneauEtranger
    # when a waiver is all that is missing, say so rather than that nothing is free
    retenus = [verdict for verdict in verdicts if choix.retient(verdict)] or [
        verdict for verdict in verdicts if not choix.obstacles(verdict)
    ]
    bloques = [verdict for verdict in retenus if choix.obstacles(verdict)]
    if bloques or not retenus:
        raise indisponible(demande, bloques or list(verdicts))
    a_lever = {str(raison.code): LIBELLES[raison.code] for verdict in retenus for raison in verdict.levables}
    if manquantes := {code: libelle for code, libelle in a_lever.items() if code not in choix.phrases}:
        raise DerogationManquante(manquantes) if choix.leve else OptionSansDerogation(manquantes)
    if choix.exact and (inutiles := sorted(choix.phrases.keys() - a_lever)):
        raise DerogationInutile(inutiles)
    return retenus


def indisponible(demande: Demande, verdicts: Sequence[Verdict]) -> SalleIndisponible:
    """Say which dates cannot be had, why, and since when they are taken."""
    if not verdicts:
        return SalleIndisponible("Aucune date de cette demande n’est à donner.", [])
    depuis = _prises_depuis([verdict.creneau for verdict in verdicts])
    quand = f" depuis {instant_en_toutes_lettres(max(depuis.values()), demande.etablissement.fuseau)}" if depuis else ""
    jours = citer([verdict.creneau.jour for verdict in verdicts])
    causes = list(dict.fromkeys(raison.libelle for verdict in verdicts for raison in verdict.raisons))
    pourquoi = f" : {minuscule(causes[0])}" if len(causes) == 1 else ""
    return SalleIndisponible(
        f"La salle n’est plus libre{quand} pour {jours}{pourquoi}. Rien n’a été changé : voyez les dates et décidez "
        "de nouveau.",
        [_en_json(verdict, depuis.get(verdict.creneau.pk)) for verdict in verdicts],
    )


def _en_json(verdict: Verdict, depuis: datetime | None) -> dict[str, Any]:
    creneau = verdict.creneau
    local = cadre_de(creneau.salle.etablissement).local
    return {
        "creneau": creneau.pk,
        "debut": local(creneau.debut).isoformat(),
        "fin": local(creneau.fin).isoformat(),
        "raisons": [{"code": str(raison.code), "libelle": raison.libelle} for raison in verdict.raisons],
        "depuis": depuis.isoformat() if depuis else None,
    }


def _prises_depuis(creneaux: Sequence[CreneauDemande]) -> dict[int, datetime]:
    """Return since when each date is taken, for those that another decision took."""
    preneurs = list(
        CreneauDemande.objects.filter(
            etat=CreneauDemande.Etat.ACCEPTE,
            jour__in={creneau.jour for creneau in creneaux},
            salle__espaces__salles__in={creneau.salle_id for creneau in creneaux},
        )
        .select_related("demande")
        .distinct()
    )
    espaces = espaces_de({creneau.salle_id for creneau in [*creneaux, *preneurs]})
    return {
        creneau.pk: preneur.demande.decidee_le
        for creneau, preneur in recouvrements(creneaux, preneurs, espaces)
        if preneur.demande.decidee_le
    }
