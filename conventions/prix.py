"""What a request costs, and why it may be free: the only place that answers, for pages, document and API.

The price is that of the rooms, hour by hour. Free use of public premises is for those who serve a general interest;
from anybody else the law wants a fee, which a room without a tariff leaves to be fixed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from associations.models import Association
from conventions.models import Convention, CreneauDemande, Demande
from conventions.phrases import majuscule
from etablissements.ecriture import duree, enumerer, euros
from etablissements.models import Etablissement
from salles.models import Salle
from salles.tarifs import gratuit, l_heure, tarif_horaire

CENTIME = Decimal("0.01")
UNE_HEURE = timedelta(hours=1)
# A fee is due from whoever is not a non-profit or a public body. Source: the text `gratuite` (CGPPP L2125-1).
NATURES_GRATUITES = (Association.Nature.ASSOCIATION, Association.Nature.COLLECTIVITE)
SANS_TARIF = "prix à fixer"
RESTE_A_FIXER = "Redevance à fixer : la gratuité suppose un motif d’intérêt général"
RIEN_N_EST_DU = "Rien n’est dû : il ne reste aucune date"


class Etat(StrEnum):
    DU = "du"
    GRATUIT = "gratuit"
    A_FIXER = "a_fixer"


@dataclass(frozen=True, slots=True)
class Heures:
    """Some time in a room at so much an hour. Expects `etablissement` on the room."""

    salle: Salle
    temps: timedelta
    tarif: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Prix:
    """What these hours cost; `sans_tarif` is said of those that have no tariff."""

    etat: Etat
    heures: Sequence[Heures]
    sans_tarif: str

    @property
    def montant(self) -> Decimal:
        """Return what is due in all, to the cent."""
        total = sum((ligne.tarif * Decimal(ligne.temps / UNE_HEURE) for ligne in self.heures), Decimal(0))
        return total.quantize(CENTIME, ROUND_HALF_UP)

    @property
    def temps_du(self) -> timedelta:
        """Return the time that is paid for."""
        return sum((ligne.temps for ligne in self.heures if ligne.tarif), timedelta(0))

    @property
    def phrase(self) -> str:
        """« 4 € l’heure, soit 84 € pour 21 h », « Gratuit pour un usage d’intérêt général », « Redevance à fixer… »."""
        if not self.heures:
            return RIEN_N_EST_DU
        if self.etat == Etat.GRATUIT:
            return majuscule(self.sans_tarif)
        if self.etat == Etat.A_FIXER and not self.montant:
            return RESTE_A_FIXER
        total = f", soit {euros(self.montant)} pour {duree(self.temps_du)}" if self.montant else ""
        return f"{self.a_l_heure}{total}"

    @property
    def a_l_heure(self) -> str:
        """« 4 € l’heure », « 4 € l’heure pour 12 h (Salle 302) et prix à fixer (Gymnase) »."""
        groupes: dict[tuple[Decimal, Salle], timedelta] = defaultdict(timedelta)
        for ligne in self.heures:
            groupes[ligne.tarif, ligne.salle] += ligne.temps
        if len({tarif for tarif, _ in groupes}) == 1:
            return self._mot(self.heures[0].tarif)
        ecoles = {salle.etablissement_id for _, salle in groupes}
        dits = []
        for (tarif, salle), temps in groupes.items():
            nom = salle.nom if len(ecoles) == 1 else f"{salle.nom}, {salle.etablissement.nom}"
            pour = f" pour {duree(temps)}" if tarif and temps else ""
            dits.append(f"{self._mot(tarif)}{pour} ({nom})")
        return enumerer(dits)

    def _mot(self, tarif: Decimal) -> str:
        return l_heure(tarif) if tarif else self.sans_tarif


def gratuite_permise(association: Association, etablissement: Etablissement) -> bool:
    """Tell whether this requester may use rooms of this school for nothing; private premises know no such rule."""
    return not etablissement.est_public or association.nature in NATURES_GRATUITES


def prix_de(heures: Iterable[Heures], association: Association | None) -> Prix:
    """Return the price of these hours; until one knows who asks, nothing speaks against free use."""
    heures = list(heures)
    gratuites = [ligne.salle for ligne in heures if not ligne.tarif]
    if association and not all(gratuite_permise(association, salle.etablissement) for salle in gratuites):
        return Prix(etat=Etat.A_FIXER, heures=heures, sans_tarif=SANS_TARIF)
    return Prix(
        etat=Etat.DU if len(gratuites) < len(heures) else Etat.GRATUIT,
        heures=heures,
        sans_tarif=gratuit(gratuites[0].etablissement) if gratuites else "",
    )


def prix_de_la_demande(demande: Demande, creneaux: Iterable[CreneauDemande]) -> Prix | None:
    """Return the price of the dates that were given, or may still be; None of a request that has no such date.

    Expects the requester, and the dates with `salle__etablissement__collectivite`.
    """
    comptees = [creneau for creneau in creneaux if creneau.etat in _etats_comptes(demande)]
    return prix_de(map(heures_de_la_date, comptees), demande.association) if comptees else None


def _etats_comptes(demande: Demande) -> Collection[str]:
    """Return the states of the dates that a request would be charged for, as it stands."""
    if demande.est_contre_proposee:
        return (CreneauDemande.Etat.OPTION,)
    return CreneauDemande.OUVERTS if demande.est_a_decider else CreneauDemande.CONVENUS


def prix_convenu(convention: Convention, creneaux: Iterable[CreneauDemande]) -> Prix:
    """Return the price of the dates that a convention covers; what is free there is so for the motive that it says.

    Expects the convention with its school, the dates with their room.
    """
    heures, motif = [heures_de_la_date(creneau) for creneau in creneaux], convention.motif_gratuite
    prix = prix_de(heures, None)
    if convention.demande.etablissement.est_public and not motif and not all(ligne.tarif for ligne in heures):
        return replace(prix, etat=Etat.A_FIXER, sans_tarif=SANS_TARIF)
    return replace(prix, sans_tarif=f"gratuit, {motif}" if motif else "gratuit")


def au_tarif(salle: Salle, temps: timedelta) -> Heures:
    """Return some time in a room at today's tariff. Expects `etablissement__collectivite` on the room."""
    return Heures(salle, temps, tarif_horaire(salle))


def heures_de_la_date(creneau: CreneauDemande) -> Heures:
    """Return the time of a date, at the tariff that was agreed for it, else at today's."""
    convenu = creneau.tarif_horaire_euros
    tarif = tarif_horaire(creneau.salle) if convenu is None else convenu
    return Heures(creneau.salle, creneau.fin - creneau.debut, tarif)
