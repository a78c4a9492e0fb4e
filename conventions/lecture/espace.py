"""The space of an association: what waits for it, its next sessions, where its requests stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from associations.models import DemandeAdhesion
from conventions.echeances import EN_ECHEANCE
from conventions.lecture.demande import badge, etapes, phrase, projet_a_lire
from conventions.models import CreneauDemande, Demande
from conventions.phrases import Moment, majuscule, moment, nom_commun, titre_de
from etablissements.ecriture import JOURS, heure, jour_court, jour_mois, plage_courte, pluriel
from salles.regles import cadre_de

Etat = CreneauDemande.Etat
Statut = Demande.Statut
SEANCES_EN_VUE = 6
CHOSES = {2: "Deux", 3: "Trois"}


@dataclass(frozen=True, slots=True)
class Seance:
    """An accepted date."""

    creneau: CreneauDemande
    moment: Moment
    dans: int  # days from today, 0 once it has come

    @property
    def quand(self) -> str:
        if self.dans < 2:
            return ("aujourd’hui", "demain")[self.dans]
        return f"dans {self.dans} jours"

    @property
    def jour(self) -> str:
        return jour_court(self.moment.jour)

    @property
    def jour_proche(self) -> str:
        """Write the day without its year, which « dans 3 jours » makes plain."""
        return f"{JOURS[self.moment.jour.weekday()]} {jour_mois(self.moment.jour)}"

    @property
    def horaire(self) -> str:
        return plage_courte(self.moment.debut, self.moment.fin)

    @property
    def lieu(self) -> str:
        return f"{self.creneau.salle.nom}, {nom_commun(self.creneau.demande.etablissement)}"

    @property
    def sous_reserve(self) -> bool:
        return self.creneau.demande.statut == Statut.ACCEPTEE


def demandes_lues(demandes: QuerySet[Demande]) -> QuerySet[Demande]:
    """Fetch what the list tells of each request, in a constant number of queries."""
    return (
        demandes.select_related("etablissement__collectivite", "association", "convention")
        .prefetch_related("creneaux__reservation", "creneaux__salle", "souhaits__salle", *EN_ECHEANCE, "decisions")
        .order_by("-deposee_le", "-pk")
    )


def seances(
    creneaux: QuerySet[CreneauDemande], maintenant: datetime, *, depuis: datetime | None = None
) -> list[Seance]:
    """Return the accepted dates to come, or those since `depuis`, soonest first: one query."""
    tenues = (
        creneaux.filter(etat=Etat.ACCEPTE, fin__gt=depuis or maintenant)
        .select_related("salle", "demande__etablissement")
        .order_by("debut", "pk")
    )
    return [_seance(creneau, maintenant) for creneau in tenues]


def _seance(creneau: CreneauDemande, maintenant: datetime) -> Seance:
    etablissement = creneau.demande.etablissement
    aujourdhui = cadre_de(etablissement).jour(maintenant)
    return Seance(creneau, moment(creneau, etablissement.fuseau), max(0, (creneau.jour - aujourdhui).days))


def lignes(demandes: Iterable[Demande], maintenant: datetime) -> list[dict[str, Any]]:
    """Return one line a request, what its members must do first: its name, where it stands, what to do."""
    lues = [_ligne(demande, maintenant) for demande in demandes]
    return sorted(lues, key=lambda ligne: not (ligne["a_repondre"] or ligne["attend"]))


def _ligne(demande: Demande, maintenant: datetime) -> dict[str, Any]:
    creneaux = list(demande.creneaux.all())
    decision = next((prise for prise in demande.decisions.all() if prise.annulee_le is None), None)
    attendues = next((pieces for pieces in demande.pieces_demandees.all() if not pieces.completees_le), None)
    return {
        "demande": demande,
        "titre": f"{majuscule(titre_de(demande))}, {nom_commun(demande.etablissement)}",
        "badge": badge(demande.statut, demande.get_statut_display()),
        "phrase": phrase(demande, creneaux, maintenant, decision=decision, attendues=attendues),
        "etapes": etapes(demande),
        "attend": demande.statut == Statut.INCOMPLETE,
        "a_repondre": demande.est_contre_proposee,
        "convention": projet_a_lire(getattr(demande, "convention", None), decision, maintenant),
    }


def titre(a_venir: Sequence[Seance], demandes: Sequence[Demande]) -> str:
    if a_venir:
        prochaine = a_venir[0]
        return f"Votre prochaine séance est {prochaine.quand}, à {heure(prochaine.moment.debut)}."
    en_attente = sum(demande.est_a_decider and demande.statut != Statut.INCOMPLETE for demande in demandes)
    if en_attente:
        verbe = "attend" if en_attente == 1 else "attendent"
        return f"{pluriel(en_attente, 'demande')} {verbe} une réponse."
    return "Vous n’avez pas de séance à venir."


def ce_qui_attend(demandes: Sequence[Demande], a_accueillir: Sequence[DemandeAdhesion]) -> str:
    """Say what the members have to do, if anything: papers to give, people to let in."""
    actes = []
    offertes = [demande for demande in demandes if demande.est_contre_proposee]
    if len(offertes) == 1:
        actes.append(f"répondre à une proposition pour {titre_de(offertes[0])}")
    elif offertes:
        actes.append(f"répondre à {len(offertes)} propositions")
    incompletes = [demande for demande in demandes if demande.statut == Statut.INCOMPLETE]
    if len(incompletes) == 1:
        actes.append(f"donner des pièces pour {titre_de(incompletes[0])}")
    elif incompletes:
        actes.append(f"donner des pièces pour {len(incompletes)} demandes")
    if len(a_accueillir) == 1:
        actes.append(f"répondre à {a_accueillir[0].utilisateur}, qui demande à vous rejoindre")
    elif a_accueillir:
        actes.append(f"répondre à {len(a_accueillir)} personnes qui demandent à vous rejoindre")
    if not actes:
        return "Vous n’avez rien à faire." if demandes else ""
    if len(actes) == 1:
        return f"Une seule chose vous attend : {actes[0]}."
    return f"{CHOSES[len(actes)]} choses vous attendent : {' ; '.join(actes)}."
