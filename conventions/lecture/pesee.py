"""What a yes to each of the requests that meet gives, takes and leaves: one judgement, whichever page shows it.

A request that is not on the page, but would lose dates to one that is, is judged too: so the figures of a rival are
those of the rival's own page.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q

from conventions.jugement import Verdict, juger_demandes
from conventions.lecture.dates import DateLue
from conventions.models import CreneauDemande, Demande
from conventions.phrases import Moment, heures_de, moment
from conventions.rivales import Paire, recouvrements
from etablissements.ecriture import pluriel
from salles.faits import espaces_de
from salles.models import Salle
from salles.moteur import Code, Raison


@dataclass(frozen=True, slots=True)
class Plateau:
    """One request in the scales. `possibles`: what a yes could give it now; `donnees`: what it would give."""

    demande: Demande
    verdicts: list[Verdict]
    dates: list[DateLue]
    moments: list[Moment]
    possibles: set[int]
    donnees: set[int]

    @property
    def creneaux(self) -> list[CreneauDemande]:
        return [verdict.creneau for verdict in self.verdicts]

    def moments_de(self, choisis: Collection[int]) -> list[Moment]:
        paires = zip(self.creneaux, self.moments, strict=True)
        return [dit for creneau, dit in paires if creneau.pk in choisis]


@dataclass(frozen=True, slots=True)
class Pesee:
    """The request under examination, its rivals in the order of their filing, and who else would lose to them."""

    plateaux: dict[int, Plateau]
    paires: dict[int, list[Paire]]  # by request: its dates first, those in their way second
    sujet: int
    maintenant: datetime

    @property
    def rivales(self) -> list[Plateau]:
        return self.adversaires(self.sujet)

    def adversaires(self, demande: int) -> list[Plateau]:
        """Return the requests that want dates of this one, the first filed first."""
        rencontrees = {autre.demande_id for _, autre in self.paires[demande]}
        return [plateau for pk, plateau in self.plateaux.items() if pk in rencontrees]

    def communes(self) -> int:
        """Count the days on which a yes to the request takes a date that a rival could have, and the reverse."""
        sien = self.plateaux[self.sujet].possibles
        return len(
            {
                un.jour
                for un, autre in self.paires[self.sujet]
                if un.pk in sien and autre.pk in self.plateaux[autre.demande_id].possibles
            }
        )

    def consequences(self, demande: int) -> list[tuple[str, str]]:
        """Say what a yes gives, what it takes from each other request, what it leaves it."""
        plateau = self.plateaux[demande]
        gagnes = plateau.moments_de(plateau.donnees)
        if not gagnes:
            cochables = "Aucune date cochée : rien n’est encore à donner"
            return [("reste", cochables if plateau.possibles else "Aucune date possible en ce moment")]
        dites = [("gagne", f"{pluriel(len(gagnes), 'date servie', 'dates servies')}, {heures_de(gagnes)}")]
        for autre in self.adversaires(demande):
            dites += self._ce_que_perd(autre, demande)
        return dites

    def _ce_que_perd(self, autre: Plateau, demande: int) -> list[tuple[str, str]]:
        donnees = self.plateaux[demande].donnees
        perdues = {
            creneau.pk: creneau
            for sien, creneau in self.paires[demande]
            if sien.pk in donnees and creneau.pk in autre.possibles
        }
        nom, possibles = autre.demande.association.nom, len(autre.possibles)
        reste = possibles - len(perdues)
        garde = f"{nom} garde {pluriel(reste, 'date possible', 'dates possibles')}"
        if not possibles:
            return [("reste", f"{nom} n’a aucune date possible en ce moment")]
        if not perdues:
            return [("reste", garde)]
        options = sum(creneau.tient_une_option(self.maintenant) for creneau in perdues.values())
        de_l_option = f", dont {options} sous option que vous lui aviez posée" if options else ""
        attend = f"{nom} reste en attente ; si la salle se libère, vous pourrez la lui donner"
        return [
            ("perd", f"{nom} perd {pluriel(len(perdues), 'date')} sur {possibles}{de_l_option}"),
            ("reste", garde if reste else attend),
        ]


def peser(demande: Demande, maintenant: datetime, *, cochees: Collection[int] | None = None) -> Pesee:
    """Weigh this request against those that want the same place; `cochees` are its boxes (None: what can be had).

    Expects the request with school, authority and requester. Constant number of queries.
    """
    par_demande = _creneaux_en_jeu(demande)
    tous = [creneau for creneaux in par_demande.values() for creneau in creneaux]
    espaces = espaces_de({creneau.salle_id for creneau in tous})
    paires: dict[int, list[Paire]] = defaultdict(list)
    for un, autre in recouvrements(tous, tous, espaces):
        if un.demande_id != autre.demande_id:
            paires[un.demande_id].append((un, autre))
    rivales = {autre.demande_id for _, autre in paires[demande.pk]}
    proches = {demande.pk, *rivales, *(autre.demande_id for pk in rivales for _, autre in paires[pk])}
    demandes = _lire(demande, proches)
    voulus = {lue: par_demande.get(pk, []) for pk, lue in demandes.items()}
    porteurs = _porteurs(paires, demandes, maintenant)
    verdicts = juger_demandes(
        voulus,
        maintenant=maintenant,
        retient=lambda verdict: (
            _a_donner(verdict, porteurs)
            if cochees is None or verdict.creneau.demande_id != demande.pk
            else verdict.creneau.pk in cochees
        ),
        rendues={
            pk: [autre.prise.pk for _, autre in siennes if autre.tient_une_option(maintenant)]
            for pk, siennes in paires.items()
        },
    )
    plateaux = {
        pk: _plateau(lue, verdicts[pk], porteurs, cochees if pk == demande.pk else None) for pk, lue in demandes.items()
    }
    return Pesee(plateaux, paires, demande.pk, maintenant)


def _creneaux_en_jeu(demande: Demande) -> dict[int, list[CreneauDemande]]:
    """Return the open dates of the request and of the undecided ones of its school, by request: two queries."""
    creneaux = list(
        CreneauDemande.objects.ouverts()
        .filter(
            Q(demande=demande)
            | Q(demande__etablissement=demande.etablissement_id, demande__statut__in=Demande.A_DECIDER)
        )
        .select_related("reservation")
    )
    salles = Salle.objects.select_related("etablissement__collectivite").in_bulk(
        {creneau.salle_id for creneau in creneaux}
    )
    par_demande: dict[int, list[CreneauDemande]] = defaultdict(list)
    for creneau in creneaux:
        creneau.salle = salles[creneau.salle_id]
        par_demande[creneau.demande_id].append(creneau)
    return par_demande


def _lire(demande: Demande, proches: Collection[int]) -> dict[int, Demande]:
    """Return the requests by their number, the one under examination as it was given."""
    autres = (
        Demande.objects.filter(pk__in=set(proches) - {demande.pk})
        .select_related("association", "activite", "etablissement__collectivite")
        .prefetch_related("association__pieces")
    )
    lues = sorted([demande, *autres], key=lambda lue: (lue.deposee_le, lue.pk))
    return {lue.pk: lue for lue in lues}


def _porteurs(
    paires: Mapping[int, Iterable[Paire]], demandes: Mapping[int, Demande], maintenant: datetime
) -> dict[int, str]:
    """Name, by date, who holds the option in its way that an accord of the same school would end."""
    noms = {pk: lue.association.nom for pk, lue in demandes.items()}
    return {
        sien.pk: noms.get(autre.demande_id, "une autre association")
        for siennes in paires.values()
        for sien, autre in siennes
        if autre.tient_une_option(maintenant)
    }


def _a_donner(verdict: Verdict, porteurs: Mapping[int, str]) -> bool:
    """Tell whether a yes gives this date: nothing in the way but an option that the school may end."""
    option_a_nous = not verdict.sous_option or verdict.creneau.pk in porteurs
    return not verdict.dures and not verdict.levables and option_a_nous


def _plateau(
    demande: Demande, verdicts: list[Verdict], porteurs: Mapping[int, str], cochees: Collection[int] | None
) -> Plateau:
    possibles = {verdict.creneau.pk for verdict in verdicts if _a_donner(verdict, porteurs)}
    siennes = {verdict.creneau.pk for verdict in verdicts}
    donnees = possibles if cochees is None else siennes & set(cochees)
    moments = [moment(verdict.creneau, demande.etablissement.fuseau) for verdict in verdicts]
    return Plateau(
        demande=demande,
        verdicts=verdicts,
        dates=[
            _date(verdict, dit, porteurs.get(verdict.creneau.pk), verdict.creneau.pk in donnees)
            for verdict, dit in zip(verdicts, moments, strict=True)
        ],
        moments=moments,
        possibles=possibles,
        donnees=donnees,
    )


def _date(verdict: Verdict, dit: Moment, porteur: str | None, cochee: bool) -> DateLue:
    creneau = verdict.creneau
    return DateLue(
        valeur=str(creneau.pk),
        jour=dit.jour,
        debut=dit.debut,
        fin=dit.fin,
        raisons=_dites_au_chef(verdict.raisons, porteur),
        cochee=cochee,
        salle=creneau.salle.nom,
    )


def _dites_au_chef(raisons: Sequence[Raison], porteur: str | None) -> tuple[Raison, ...]:
    """Name to the head who holds the option: it is the school's own."""
    if porteur is None:
        return tuple(raisons)
    return tuple(
        replace(raison, libelle=f"Sous option pour {porteur}", regle="Votre accord y met fin.")
        if raison.code == Code.OPTION
        else raison
        for raison in raisons
    )
