"""The inbox of a school: what waits, most urgent first, one sentence a line. Constant number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from conventions.echeances import EN_ECHEANCE, repondre_avant
from conventions.jugement import Verdict, juger_demandes
from conventions.lecture.demande import derniere_offre
from conventions.lecture.pieces import badge_des_pieces
from conventions.models import CreneauDemande, Demande
from conventions.notifications import chemin_de_decision
from conventions.offres import jusqu_a_quand
from conventions.phrases import les_dates, moments, titre_du_souhait
from conventions.rivales import recouvrements
from etablissements.ecriture import JOURS, enumerer, jour_mois, pluriel
from etablissements.models import Etablissement
from salles.faits import espaces_de
from salles.models import Salle
from salles.moteur import Code
from salles.regles import cadre_de

Statut = Demande.Statut
UNE_SEMAINE = 7  # days
RIVALES_NOMMEES = 3  # the others are counted


@dataclass(frozen=True, slots=True)
class Ligne:
    """One line: when, one sentence, one button."""

    jours: int | None  # days left; None when the clock stands still
    quand: str
    phrase: str
    badges: list[dict[str, Any]]
    acte: str
    qui: str  # so that two buttons of one name can be told apart by ear
    url: str

    @property
    def attend_ailleurs(self) -> bool:
        """Tell whether the clock stands still: the next move is the association's."""
        return self.jours is None

    @property
    def urgence(self) -> int:
        if self.jours is None or self.jours > UNE_SEMAINE:
            return 3
        return 1 if self.jours <= 1 else 2


A_DECIDER = "a_decider"  # declared on the model, for those who read it


def salles_avec_leur_ecole(chemin: str) -> Prefetch:
    """Fetch the rooms at the end of `chemin`: the dates of one room share its instance, school and authority."""
    return Prefetch(chemin, Salle.objects.select_related("etablissement__collectivite"))


def demandes_lues(demandes: QuerySet[Demande]) -> QuerySet[Demande]:
    """Fetch what the inbox tells of each request, in a constant number of queries."""
    ouverts = CreneauDemande.objects.ouverts().select_related("reservation")
    ouverts = ouverts.prefetch_related(salles_avec_leur_ecole("salle"))  # which the judgement reads
    a_decider = Prefetch("creneaux", ouverts, to_attr=A_DECIDER)
    return (
        demandes.filter(statut__in=Demande.A_DECIDER)
        .select_related("etablissement__collectivite", "association", "activite")
        .prefetch_related(
            a_decider,
            "souhaits__salle",
            "association__pieces",
            *EN_ECHEANCE,
        )
        .order_by("deposee_le", "pk")
    )


def offres(demandes: QuerySet[Demande]) -> list[tuple[Demande, str]]:
    """Return the requests that have something else to accept, first filed first, each with until when."""
    offertes = (
        demandes.filter(statut=Statut.CONTRE_PROPOSEE)
        .select_related("etablissement", "association")
        .prefetch_related("contre_propositions")
        .order_by("deposee_le", "pk")
    )
    return [(demande, jusqu_a_quand(offre)) for demande in offertes if (offre := derniere_offre(demande))]


def lignes(etablissement: Etablissement, demandes: Sequence[Demande], maintenant: datetime) -> list[Ligne]:
    """Return the lines of the undecided requests; those that want the same slots share one.

    What is free is said of a request that has its line to itself: between rivals it depends on who gets the accord.
    """
    aujourdhui = cadre_de(etablissement).jour(maintenant)
    groupes = _groupes(demandes)
    seules = {groupe[0]: groupe[0].a_decider for groupe in groupes if len(groupe) == 1}
    verdicts = juger_demandes(seules, maintenant=maintenant)
    lues = [_ligne(groupe, verdicts.get(groupe[0].pk, []), aujourdhui, maintenant) for groupe in groupes]
    return sorted(lues, key=lambda ligne: (ligne.jours is None, ligne.jours or 0))


def _groupes(demandes: Sequence[Demande]) -> list[list[Demande]]:
    """Put together the requests that rival, directly or through another one; the first filed comes first."""
    creneaux = [creneau for demande in demandes for creneau in demande.a_decider]
    espaces = espaces_de({creneau.salle_id for creneau in creneaux})
    voisines: dict[int, set[int]] = defaultdict(set)
    for un, autre in recouvrements(creneaux, creneaux, espaces):
        if un.demande_id != autre.demande_id:
            voisines[un.demande_id].add(autre.demande_id)
    par_pk = {demande.pk: demande for demande in demandes}
    vues: set[int] = set()
    groupes = []
    for demande in demandes:
        if demande.pk not in vues:
            composante = _composante(demande.pk, voisines)
            vues |= composante
            groupes.append([par_pk[pk] for pk in par_pk if pk in composante])
    return groupes


def _composante(depart: int, voisines: dict[int, set[int]]) -> set[int]:
    atteintes, a_voir = {depart}, [depart]
    while a_voir:
        neuves = voisines[a_voir.pop()] - atteintes
        atteintes |= neuves
        a_voir += neuves
    return atteintes


def _ligne(groupe: Sequence[Demande], verdicts: Sequence[Verdict], aujourdhui: date, maintenant: datetime) -> Ligne:
    premiere = groupe[0]
    limites = [limite for demande in groupe if (limite := limite_de(demande, maintenant))]
    jours = (min(limites) - aujourdhui).days if limites else None
    jour = min((creneau.jour for creneau in premiere.a_decider), default=aujourdhui)
    badges = [badge_des_pieces(premiere.association, premiere.association.pieces.all(), jour)]
    if len(groupe) > 1:
        badges = [{"ton": "attente", "icone": "personnes", "mot": f"{len(groupe)} demandes"}]
    if premiere.statut == Statut.INCOMPLETE:
        badges.append({"ton": "attente", "icone": "document", "mot": "pièces demandées"})
    return Ligne(
        jours=jours,
        quand=quand(jours, min(limites) if limites else None),
        phrase=_phrase(groupe, verdicts, maintenant),
        badges=badges,
        acte="Comparer et décider" if len(groupe) > 1 else "Lire et décider",
        qui=enumerer([*dict.fromkeys(demande.association.nom for demande in groupe)]),
        url=chemin_de_decision(premiere),
    )


def limite_de(demande: Demande, maintenant: datetime) -> date | None:
    """Return the day by which somebody has to act: answer due, option about to lapse, or the first date itself."""
    echeance = repondre_avant(demande)
    if echeance is None:
        return None
    cadre = cadre_de(demande.etablissement)
    options = [
        cadre.jour(creneau.fin_de_l_option) for creneau in demande.a_decider if creneau.tient_une_option(maintenant)
    ]
    a_venir = [creneau.jour for creneau in demande.a_decider if creneau.debut > maintenant]
    return min([echeance, *options, *a_venir])


def quand(jours: int | None, limite: date | None) -> str:
    if jours is None or limite is None:
        return "En attente de pièces"
    if jours < 0:
        return "En retard"
    if jours < 2:
        return ("Aujourd’hui", "Demain")[jours]
    if jours < UNE_SEMAINE:
        return f"Avant {JOURS[limite.weekday()]}"
    return f"Avant le {jour_mois(limite)}"


def _phrase(groupe: Sequence[Demande], verdicts: Sequence[Verdict], maintenant: datetime) -> str:
    if len(groupe) > 1:
        return f"{_rivales(groupe)}{_option_en_cours(groupe, maintenant)}."
    demande = groupe[0]
    salles = enumerer(list(dict.fromkeys(creneau.salle.nom for creneau in demande.a_decider)))
    dates = les_dates(moments(demande.a_decider, demande.etablissement.fuseau))
    option = _option_en_cours(groupe, maintenant)
    return f"{demande.association.nom} demande {salles}, {dates}{option}{_perdues(verdicts)}."


def _rivales(groupe: Sequence[Demande]) -> str:
    """Say who wants what: in one breath where all want the same hours of one room, else each in turn."""
    voulus = [_voulu(demande) for demande in groupe[:RIVALES_NOMMEES]]
    noms = [demande.association.nom for demande in groupe[:RIVALES_NOMMEES]]
    reste = len(groupe) - len(noms)
    autres = ["une autre" if reste == 1 else f"{reste} autres"] if reste else []
    if len(set(voulus)) == 1:
        return f"{enumerer([*noms, *autres])} veulent {voulus[0]}"
    chacune = [f"{nom} veut {voulu}" for nom, voulu in zip(noms, voulus, strict=True)]
    return " ; ".join([*chacune, *(f"{suite} aussi" for suite in autres)])


def _voulu(demande: Demande) -> str:
    """Write what one request wants: « Gymnase, le lundi de 18 h à 20 h »."""
    par_salle: dict[str, list[str]] = defaultdict(list)
    for souhait in demande.souhaits.all():
        par_salle[souhait.salle.nom].append(titre_du_souhait(souhait))
    return enumerer([f"{salle}, {enumerer(quand)}" for salle, quand in par_salle.items()])


def _perdues(verdicts: Sequence[Verdict]) -> str:
    """Say what cannot be given as things stand: what is gone by, and what is not free."""
    passees = sum(Code.PASSE in verdict.codes for verdict in verdicts)
    perdues = sum(not verdict.libre for verdict in verdicts) - passees
    dites = []
    if passees:
        dites.append(pluriel(passees, "date est passée", "dates sont passées"))
    if perdues and perdues == len(verdicts):
        dites.append("la salle n’est pas libre")
    elif perdues:
        dites.append(pluriel(perdues, "date n’est pas libre", "dates ne sont pas libres"))
    return f" ; {enumerer(dites)}" if dites else ""


def _option_en_cours(groupe: Sequence[Demande], maintenant: datetime) -> str:
    fins = [
        (creneau.fin_de_l_option, demande)
        for demande in groupe
        for creneau in demande.a_decider
        if creneau.tient_une_option(maintenant)
    ]
    if not fins:
        return ""
    fin, demande = min(fins, key=lambda couple: couple[0])
    jour = jour_mois(cadre_de(demande.etablissement).jour(fin))
    a_qui = f" posée pour {demande.association.nom}" if len(groupe) > 1 else ""
    return f" ; l’option{a_qui} tombe le {jour}"
