"""How far an association has used up the hours that it may hold, in words."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from associations.models import Association
from conventions.quotas import PERIODES, heures, regle, tenues
from etablissements.ecriture import MOIS, duree, jour_mois
from etablissements.models import Etablissement
from salles.moteur import Periode
from salles.regles import Niveau, quotas_de


@dataclass(frozen=True, slots=True)
class Solde:
    """One limit, where it is set, and the hours that count for it in the period of `jour`."""

    niveau: Niveau
    periode: Periode
    plafond: timedelta
    deja: timedelta
    jour: date

    @property
    def mot(self) -> str:
        return f"Heures par {PERIODES[self.periode]}"

    @property
    def combien(self) -> str:
        """Write « 38 h sur 60 h pour l’année scolaire 2026-2027 »."""
        return f"{duree(self.deja) if self.deja else 'aucune heure'} sur {duree(self.plafond)} {self._quand}"

    @property
    def regle(self) -> str:
        return regle(self.periode, self.plafond, self.niveau)

    @property
    def _quand(self) -> str:
        match self.periode:
            case Periode.SEMAINE:
                lundi = self.jour - timedelta(days=self.jour.weekday())
                return f"la semaine du {jour_mois(lundi)}"
            case Periode.MOIS:
                return f"en {MOIS[self.jour.month - 1]}"
            case Periode.ANNEE:
                return f"pour l’année scolaire {self.periode.de(self.jour)}"


def soldes(
    associations: Collection[Association],
    ecoles: Iterable[Etablissement],
    jours: Collection[date],
    *,
    maintenant: datetime,
) -> dict[int, list[Solde]]:
    """Return, by association, each limit that these schools apply, in the fullest of the periods of these dates.

    One query, none where nobody sets a limit. Expects the `collectivite` of each school.
    """
    limites = {(niveau, periode): plafond for ecole in ecoles for periode, plafond, niveau in quotas_de(ecole)}
    if not limites or not jours:
        return {}
    lues = tenues(associations, jours, maintenant=maintenant)
    return {
        association.pk: [
            _solde(niveau, periode, plafond, heures(lues[association.pk], periode, niveau), jours)
            for (niveau, periode), plafond in limites.items()
        ]
        for association in associations
    }


def _solde(
    niveau: Niveau, periode: Periode, plafond: timedelta, totaux: dict[str, timedelta], jours: Collection[date]
) -> Solde:
    jour = max(sorted(jours), key=lambda jour: totaux.get(periode.de(jour), timedelta(0)))
    return Solde(niveau, periode, plafond, totaux.get(periode.de(jour), timedelta(0)), jour)
