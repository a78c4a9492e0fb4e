"""Everything the head needs in view to decide: dates as they stand now, rivals, consequences, who will be told what."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from conventions import annonces
from conventions.jugement import Verdict, juger
from conventions.lecture.dates import DateLue, frise, lignes_par_raison
from conventions.lecture.demande import TICKS
from conventions.lecture.heures import Solde, soldes
from conventions.lecture.pieces import PieceLue, badge_des_pieces, pieces_lues
from conventions.models import CreneauDemande, Demande
from conventions.phrases import Moment, combien, heures_de, insecable, les_dates, moment, moments, provisoires
from conventions.rivales import Paire, paires_rivales
from etablissements import dessins
from etablissements.ecriture import BLANC, jour_mois, pluriel
from salles.moteur import LIBELLES, Code, Raison
from salles.regles import cadre_de

Etat = CreneauDemande.Etat
ACCORDEES = (Demande.Statut.ACCEPTEE, Demande.Statut.CONVENTIONNEE, Demande.Statut.CLOSE)


@dataclass(slots=True)
class Rivale:
    """Another request that wants some of the same slots, and what a yes to it would mean."""

    demande: Demande
    creneaux: list[CreneauDemande]  # all its open dates
    frise: dessins.Frise
    badge_pieces: dict[str, Any]
    resume: str
    passe: str
    consequences: list[tuple[str, str]]
    touchees: list[CreneauDemande] = field(default_factory=list)  # those that a yes to the first request takes away


@dataclass(slots=True)
class Examen:
    """One undecided request under the eyes of the head."""

    demande: Demande
    dates: list[DateLue]
    moments: list[Moment]
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
    consequences: list[tuple[str, str]]
    prevenus: list[tuple[str, str]]

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

    @property
    def recouvertes(self) -> int:
        return len({creneau.jour for rivale in self.rivales for creneau in rivale.touchees})


def examiner(demande: Demande, maintenant: datetime, *, cochees: Sequence[int] | None = None) -> Examen:
    """Judge the dates now and weigh each choice; `cochees` are the boxes that the head ticked (None: what can be had).

    Expects the request with school, authority, requester and its papers. Constant number of queries.
    """
    creneaux = list(demande.creneaux.ouverts().select_related("reservation", "salle__etablissement__collectivite"))
    retient = None if cochees is None else (lambda verdict: verdict.creneau.pk in cochees)
    verdicts = juger(demande, creneaux, maintenant=maintenant, retient=retient)
    paires = paires_rivales(demande, creneaux)
    porteurs = {sien.pk: autre.demande.association.nom for sien, autre in paires if autre.tient_une_option(maintenant)}
    dates = [_date(demande, verdict, porteurs, cochees) for verdict in verdicts]
    donnees = {creneau.pk for creneau, lue in zip(creneaux, dates, strict=True) if lue.cochee}
    passes = _passes(demande, {autre.demande_id for _, autre in paires})
    rivales = _rivales(demande, paires, donnees, passes, maintenant)
    voulus = moments(creneaux, demande.etablissement.fuseau)
    jour = creneaux[0].jour if creneaux else cadre_de(demande.etablissement).jour(maintenant)
    pieces = list(demande.association.pieces.all())
    gagnes = [dit for dit, lue in zip(voulus, dates, strict=True) if lue.cochee]
    return Examen(
        demande=demande,
        dates=dates,
        moments=voulus,
        lignes=lignes_par_raison(dates, libre="Libre en ce moment."),
        provisoires=provisoires([creneau.jour for creneau in creneaux if creneau.calendrier_inconnu]),
        frise=frise(
            [(lue.jour, lue.tick) for lue in dates], dessins.frise([(d.jour, d.tick) for d in dates]).etiquette
        ),
        pieces=pieces_lues(demande.association, pieces, jour),
        badge_pieces=badge_des_pieces(demande.association, pieces, jour),
        resume=_resume(demande, creneaux, maintenant),
        passe=passes.get(demande.association_id, JAMAIS),
        regles=_regles(verdicts),
        soldes=_soldes(demande, creneaux, maintenant),
        rivales=rivales,
        consequences=_consequences(gagnes, rivales, maintenant),
        prevenus=_prevenus(demande, voulus, dates, rivales, maintenant),
    )


JAMAIS = "Première demande dans cet établissement"


def _date(demande: Demande, verdict: Verdict, porteurs: dict[int, str], cochees: Sequence[int] | None) -> DateLue:
    """`porteurs` names who holds the option that an accord on this date would end."""
    creneau = verdict.creneau
    dit = moment(creneau, demande.etablissement.fuseau)
    option_a_nous = not verdict.sous_option or creneau.pk in porteurs
    a_donner = not verdict.dures and not verdict.levables and option_a_nous
    return DateLue(
        valeur=str(creneau.pk),
        jour=dit.jour,
        debut=dit.debut,
        fin=dit.fin,
        raisons=_dites_au_chef(verdict, porteurs.get(creneau.pk)),
        cochee=a_donner if cochees is None else creneau.pk in cochees,
        salle=creneau.salle.nom,
    )


def _dites_au_chef(verdict: Verdict, porteur: str | None) -> tuple[Raison, ...]:
    """Name to the head who holds the option: it is the school's own."""
    if porteur is None:
        return verdict.raisons
    return tuple(
        replace(raison, libelle=f"Sous option de {porteur}", regle="Votre accord y met fin.")
        if raison.code == Code.OPTION
        else raison
        for raison in verdict.raisons
    )


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


def _rivales(
    demande: Demande, paires: Sequence[Paire], donnees: set[int], passes: dict[int, str], maintenant: datetime
) -> list[Rivale]:
    """Weigh each other request: what it would get, what it would take from this one, what would remain."""
    if not paires:
        return []
    par_rivale: dict[int, list[Paire]] = defaultdict(list)
    for paire in paires:
        par_rivale[paire[1].demande_id].append(paire)
    autres = (
        Demande.objects.filter(pk__in=par_rivale)
        .select_related("association", "activite", "etablissement")
        .prefetch_related("association__pieces", "creneaux__reservation", "creneaux__salle")
        .order_by("deposee_le", "pk")
    )
    return [
        _rivale(
            autre,
            demande.association.nom,
            par_rivale[autre.pk],
            donnees=donnees,
            passe=passes.get(autre.association_id, JAMAIS),
            maintenant=maintenant,
        )
        for autre in autres
    ]


def _rivale(
    autre: Demande, nom: str, paires: Sequence[Paire], *, donnees: set[int], passe: str, maintenant: datetime
) -> Rivale:
    """`nom` is the requester of the request under examination, `donnees` the dates that it would be given."""
    ouverts = [creneau for creneau in autre.creneaux.all() if creneau.etat in CreneauDemande.OUVERTS]
    fuseau = autre.etablissement.fuseau
    pieces = list(autre.association.pieces.all())
    ticks = [(creneau.jour, TICKS.get(Etat(creneau.etat_au(maintenant)), "pris")) for creneau in ouverts]
    perdues_si_oui = {sien.pk for sien, _ in paires}
    possibles = [creneau for creneau in ouverts if creneau.etat != Etat.INDISPONIBLE]
    reste = len(donnees | perdues_si_oui) - len(perdues_si_oui)
    return Rivale(
        demande=autre,
        creneaux=ouverts,
        frise=frise(ticks, f"{les_dates(moments(ouverts, fuseau))} : {pluriel(len(possibles), 'date')} possibles."),
        badge_pieces=badge_des_pieces(autre.association, pieces, ouverts[0].jour),
        resume=_resume(autre, ouverts, maintenant),
        passe=passe,
        consequences=[
            ("gagne", f"{pluriel(len(possibles), 'date servie', 'dates servies')}, {_heures(possibles, fuseau)}"),
            ("perd", f"{nom} perd {pluriel(len(perdues_si_oui), 'date')}"),
            *([("reste", f"{nom} garde {pluriel(reste, 'date possible', 'dates possibles')}")] if reste else []),
        ],
        touchees=list({creneau.pk: creneau for sien, creneau in paires if sien.pk in donnees}.values()),
    )


def _heures(creneaux: Sequence[CreneauDemande], fuseau: str) -> str:
    return heures_de(moments(creneaux, fuseau))


def _consequences(gagnes: Sequence[Moment], rivales: Sequence[Rivale], maintenant: datetime) -> list[tuple[str, str]]:
    """Say what a yes gives, what it takes from each rival, what it leaves it."""
    if not gagnes:
        return [("reste", "Aucune date cochée : rien n’est encore à donner")]
    dites = [("gagne", f"{pluriel(len(gagnes), 'date servie', 'dates servies')}, {heures_de(gagnes)}")]
    for rivale in rivales:
        nom = rivale.demande.association.nom
        options = sum(creneau.tient_une_option(maintenant) for creneau in rivale.touchees)
        de_l_option = f", dont {options} sous option que vous lui aviez posée" if options else ""
        perdues = f"{pluriel(len(rivale.touchees), 'date')} sur {len(rivale.creneaux)}"
        dites.append(("perd", f"{nom} perd {perdues}{de_l_option}"))
        reste = len(rivale.creneaux) - len(rivale.touchees)
        suite = (
            f"{nom} garde {pluriel(reste, 'date possible', 'dates possibles')}" if reste else f"{nom} reste en attente"
        )
        dites.append(("reste", f"{suite} ; si la salle se libère, vous pourrez la lui donner"))
    return [(sens, insecable(dite)) for sens, dite in dites]


def _prevenus(
    demande: Demande,
    voulus: Sequence[Moment],
    dates: Sequence[DateLue],
    rivales: Sequence[Rivale],
    maintenant: datetime,
) -> list[tuple[str, str]]:
    """Say who will be told what, in the very words of the messages."""
    donnees = [dit for dit, lue in zip(voulus, dates, strict=True) if lue.cochee]
    refusees = [dit for dit, lue in zip(voulus, dates, strict=True) if not lue.cochee]
    if not donnees:
        return [(demande.association.nom, "Rien tant qu’aucune date n’est cochée.")]
    accord = annonces.accord(demande.etablissement, donnees, refusees)
    prevenus = [(demande.association.nom, f"«{BLANC}{accord}{BLANC}»")]
    for rivale in rivales:
        for sous_option in (True, False):
            jours = [c.jour for c in rivale.touchees if c.tient_une_option(maintenant) == sous_option]
            if jours:
                texte = annonces.dates_perdues(demande.etablissement, jours, option_tombee=sous_option)
                prevenus.append((rivale.demande.association.nom, f"«{BLANC}{texte}{BLANC}»"))
    return [
        *prevenus,
        ("La loge", "Rien avant la convention signée."),
        (demande.etablissement.collectivite.nom, "Une ligne dans son suivi, sans courriel."),
    ]
