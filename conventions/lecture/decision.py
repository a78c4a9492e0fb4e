"""Everything the head needs in view to decide: dates as they stand now, rivals, consequences, who will be told what."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from conventions import annonces
from conventions.jugement import Verdict
from conventions.lecture.dates import DateLue, frise, lignes_par_raison
from conventions.lecture.heures import Solde, soldes
from conventions.lecture.pesee import Pesee, Plateau, peser
from conventions.lecture.pieces import PieceLue, badge_des_pieces, pieces_lues
from conventions.models import CreneauDemande, Demande
from conventions.phrases import Moment, combien, les_dates, majuscule, provisoires
from conventions.prix import Heures, Prix, heures_de_la_date, prix_de
from conventions.rivales import paires_rivales, perdants
from etablissements import dessins
from etablissements.ecriture import jour_mois, pluriel
from salles.models import Salle
from salles.moteur import LIBELLES, Code
from salles.regles import cadre_de

Etat = CreneauDemande.Etat
ACCORDEES = (Demande.Statut.ACCEPTEE, Demande.Statut.CONVENTIONNEE, Demande.Statut.CLOSE)


@dataclass(frozen=True, slots=True)
class Rivale:
    """Another request that wants some of the same slots, and what a yes to it would mean."""

    demande: Demande
    frise: dessins.Frise
    badge_pieces: dict[str, Any]
    resume: str
    passe: str
    consequences: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Prevenu:
    """Who will be told: one line, and the very words of each message."""

    qui: str
    bref: str
    messages: tuple[str, ...] = ()


@dataclass(slots=True)
class Examen:
    """One undecided request under the eyes of the head."""

    demande: Demande
    maintenant: datetime
    dates: list[DateLue]
    moments: list[Moment]
    prix: Prix
    salles_sans_tarif: list[Salle]
    lignes: list[dict[str, Any]]
    provisoires: str
    frise: dessins.Frise
    pieces: list[PieceLue]
    badge_pieces: dict[str, Any]
    resume: str
    passe: str
    regles: dict[str, str]
    soldes: list[Solde]
    rivales: list[Rivale]
    communes: int  # days that the request and a rival could each have
    consequences: list[tuple[str, str]]
    prevenus: list[Prevenu]

    @property
    def cochees(self) -> list[DateLue]:
        return [lue for lue in self.dates if lue.cochee]

    @property
    def combien(self) -> str:
        return combien([lue.jour for lue in self.cochees]) if self.cochees else "aucune date cochée"

    @property
    def a_donner(self) -> str:
        donnees = [dite for dite, lue in zip(self.moments, self.dates, strict=True) if lue.cochee]
        return les_dates(donnees)


def examiner(demande: Demande, maintenant: datetime, *, cochees: Sequence[int] | None = None) -> Examen:
    """Judge the dates now and weigh each choice; `cochees` are the boxes that the head ticked (None: what can be had).

    Expects the request with school, authority, requester and its papers. Constant number of queries.
    """
    pesee = peser(demande, maintenant, cochees=cochees)
    plateau = pesee.plateaux[demande.pk]
    creneaux = plateau.creneaux
    jour = creneaux[0].jour if creneaux else cadre_de(demande.etablissement).jour(maintenant)
    pieces = list(demande.association.pieces.all())
    heures = _heures_a_donner(plateau)
    passes = _passes(demande, {rivale.demande.pk for rivale in pesee.rivales})
    return Examen(
        demande=demande,
        maintenant=maintenant,
        dates=plateau.dates,
        moments=plateau.moments,
        prix=prix_de(heures, demande.association),
        salles_sans_tarif=list(dict.fromkeys(ligne.salle for ligne in heures if not ligne.tarif)),
        lignes=lignes_par_raison(plateau.dates, libre="Libre en ce moment."),
        provisoires=provisoires([creneau.jour for creneau in creneaux if creneau.calendrier_inconnu]),
        frise=_frise(plateau),
        pieces=pieces_lues(demande.association, pieces, jour),
        badge_pieces=badge_des_pieces(demande.association, pieces, jour),
        resume=_resume(demande, creneaux, maintenant),
        passe=passes.get(demande.association_id, JAMAIS),
        regles=_regles(plateau.verdicts),
        soldes=_soldes(demande, creneaux, maintenant),
        rivales=[_rivale(rivale, pesee, passes) for rivale in pesee.rivales],
        communes=pesee.communes(),
        consequences=pesee.consequences(demande.pk),
        prevenus=_prevenus(plateau, pesee),
    )


A_COTE = "Une demande à un autre établissement du site"
JAMAIS = "Première demande dans cet établissement"


def _heures_a_donner(plateau: Plateau) -> list[Heures]:
    """Return the hours of the ticked dates; where none is, no time at all, but the tariffs are still told."""
    heures = [heures_de_la_date(creneau) for creneau in plateau.creneaux]
    cochees = [ligne for ligne, lue in zip(heures, plateau.dates, strict=True) if lue.cochee]
    return cochees or [replace(ligne, temps=timedelta(0)) for ligne in heures]


def _frise(plateau: Plateau) -> dessins.Frise:
    ticks = [(lue.jour, lue.tick) for lue in plateau.dates]
    return frise(ticks, dessins.frise(ticks).etiquette)


def _regles(verdicts: Sequence[Verdict]) -> dict[str, str]:
    """Return the soft rules that stand in the way of some date, by code."""
    return {str(raison.code): LIBELLES[Code(raison.code)] for verdict in verdicts for raison in verdict.levables}


def _soldes(demande: Demande, creneaux: Sequence[CreneauDemande], maintenant: datetime) -> list[Solde]:
    jours = {creneau.jour for creneau in creneaux}
    par_association = soldes([demande.association], [demande.etablissement], jours, maintenant=maintenant)
    return par_association.get(demande.association_id, [])


def _resume(demande: Demande, creneaux: Sequence[CreneauDemande], maintenant: datetime) -> str:
    jour = cadre_de(demande.etablissement).jour
    options = [creneau for creneau in creneaux if creneau.tient_une_option(maintenant)]
    suite = f"déposée le {jour_mois(jour(demande.deposee_le))}"
    if options:
        suite = f"option jusqu’au {jour_mois(jour(options[0].fin_de_l_option))}"
    return f"{demande.activite}, {pluriel(demande.effectif, 'personne')} · {suite}"


def _passes(demande: Demande, rivales: set[int]) -> dict[int, str]:
    """Say what the school already knows of each requester: one query."""
    ecole = Q(etablissement=demande.etablissement_id)
    lignes = (
        Demande.objects.filter(ecole, association__demandes__in={demande.pk, *rivales}, statut__in=ACCORDEES)
        .values("association")
        .annotate(
            accords=Count("pk", distinct=True),
            absences=Count("creneaux", filter=Q(creneaux__etat=Etat.NON_HONORE), distinct=True),
        )
        .order_by("association")
    )
    return {
        ligne["association"]: pluriel(ligne["accords"], "accord déjà donné", "accords déjà donnés")
        + (f", {pluriel(ligne['absences'], 'absence')} sans prévenir" if ligne["absences"] else "")
        for ligne in lignes
    }


def _rivale(plateau: Plateau, pesee: Pesee, passes: dict[int, str]) -> Rivale:
    autre, creneaux = plateau.demande, plateau.creneaux
    return Rivale(
        demande=autre,
        frise=_frise(plateau),
        badge_pieces=badge_des_pieces(autre.association, autre.association.pieces.all(), creneaux[0].jour),
        resume=_resume(autre, creneaux, pesee.maintenant),
        passe=passes.get(autre.association_id, JAMAIS),
        consequences=pesee.consequences(autre.pk),
    )


def _prevenus(plateau: Plateau, pesee: Pesee) -> list[Prevenu]:
    """Say who will be told what, in the very words of the messages."""
    demande = plateau.demande
    donnees = plateau.moments_de(plateau.donnees)
    refusees = [dit for dit, lue in zip(plateau.moments, plateau.dates, strict=True) if not lue.cochee]
    nom = demande.association.nom
    if not donnees:
        return [Prevenu(nom, "Rien tant qu’aucune date n’est cochée.")]
    sauf = f" ; {pluriel(len(refusees), 'date')} en moins" if refusees else ""
    accord = annonces.accord(demande.etablissement, donnees, refusees)
    bref = f"L’accord, pour {combien([dit.jour for dit in donnees])}{sauf}"
    return [
        Prevenu(nom, bref, (accord,)),
        *_rivales_prevenues(plateau, pesee),
        *_voisines_prevenues(plateau, pesee.maintenant),
        Prevenu("La loge", "Rien avant la convention signée."),
        Prevenu(demande.etablissement.collectivite.nom, "Une ligne dans son suivi, sans courriel."),
    ]


def _rivales_prevenues(plateau: Plateau, pesee: Pesee) -> list[Prevenu]:
    etablissement = plateau.demande.etablissement
    tombees, perdues = perdants(pesee.paires[plateau.demande.pk], plateau.donnees, pesee.maintenant)
    prevenues = []
    for rivale in pesee.rivales:
        brefs, messages = [], []
        for touchees, option_tombee in ((tombees, True), (perdues, False)):
            jours = [creneau.jour for creneau in touchees if creneau.demande_id == rivale.demande.pk]
            if jours:
                brefs.append(f"la fin de l’option, pour {combien(jours)}" if option_tombee else _plus_libres(jours))
                messages.append(annonces.dates_perdues(etablissement, jours, option_tombee=option_tombee))
        if messages:
            prevenues.append(Prevenu(rivale.demande.association.nom, majuscule(" ; ".join(brefs)), tuple(messages)))
    return prevenues


def _voisines_prevenues(plateau: Plateau, maintenant: datetime) -> list[Prevenu]:
    """Say what is told to who waits for a part of the same walls at another school of the site: nobody is named."""
    demande = plateau.demande
    donnees = [creneau for creneau in plateau.creneaux if creneau.pk in plateau.donnees]
    paires = paires_rivales(demande, donnees, maintenant)
    d_a_cote = [paire for paire in paires if paire[1].demande.etablissement_id != demande.etablissement_id]
    _, perdues = perdants(d_a_cote, plateau.donnees, maintenant)
    par_demande: dict[int, list[date]] = defaultdict(list)
    for creneau in perdues:
        par_demande[creneau.demande_id].append(creneau.jour)
    return [
        Prevenu(A_COTE, majuscule(_plus_libres(jours)), (annonces.dates_perdues_a_cote(jours),))
        for jours in par_demande.values()
    ]


def _plus_libres(jours: Sequence[date]) -> str:
    return f"{combien(jours)} {'n’est plus libre' if len(jours) == 1 else 'ne sont plus libres'}"
