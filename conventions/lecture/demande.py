"""A request as its requester reads it: where it stands, what comes next, date by date."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from conventions import annonces
from conventions.echeances import repondre_avant
from conventions.lecture.dates import frise
from conventions.models import ContreProposition, Convention, CreneauDemande, Decision, Demande, PiecesDemandees
from conventions.models.creneau import CONVENTION_ABANDONNEE
from conventions.offres import jusqu_a_quand
from conventions.oppositions import RETIREE
from conventions.phrases import (
    au,
    du,
    instance_de,
    instant_en_toutes_lettres,
    le,
    les_dates,
    majuscule,
    moments,
    nom_commun,
    peut_se_raviser,
    provisoires,
    souhait_en_toutes_lettres,
    vote_attendu,
)
from conventions.prix import prix_de_la_demande
from conventions.services.repentir import revocable_jusqu_a
from etablissements import dessins
from etablissements.ecriture import enumerer, jour_court, jour_mois, minuscule, nombre, plage_courte, pluriel
from salles.models import Salle
from salles.moteur import LIBELLES, Code
from salles.moteur.raisons import DEROGEABLES
from salles.regles import cadre_de

Etat = CreneauDemande.Etat
Statut = Demande.Statut

PLURIELS = {  # after a count of dates
    Etat.SOUHAITE: "demandées",
    Etat.OPTION: "sous option",
    Etat.ACCEPTE: "accordées",
    Etat.INDISPONIBLE: "pas libres",
    Etat.REFUSE: "refusées",
    Etat.EN_ATTENTE: "sur liste d’attente",
    Etat.PROPOSE: "proposées",
    Etat.LIBERE: "rendues",
    Etat.DEPLACE: "déplacées",
    Etat.SUSPENDU: "suspendues",
    Etat.REALISE: "tenues",
    Etat.NON_HONORE: "non honorées",
}
TICKS = {
    Etat.SOUHAITE: "libre",
    Etat.ACCEPTE: "libre",
    Etat.REALISE: "libre",
    Etat.OPTION: "attente",
    Etat.EN_ATTENTE: "attente",
    Etat.PROPOSE: "reparer",
}
BADGES = {
    Statut.SOUMISE: ("attente", "sablier"),
    Statut.INCOMPLETE: ("attente", "document"),
    Statut.EN_INSTRUCTION: ("attente", "sablier"),
    Statut.CONTRE_PROPOSEE: ("attente", "modifier"),
    Statut.ACCEPTEE: ("oui", "coche"),
    Statut.CONVENTIONNEE: ("oui", "sceau"),
    Statut.REFUSEE: ("non", "croix"),
}
# What became of the dates that nobody answered: one, several.
SANS_REPONSE = {Statut.RETIREE: ("retirée", "retirées"), Statut.EXPIREE: ("close", "closes")}
TITRES = {
    Statut.CONVENTIONNEE: "Votre convention est active.",
    Statut.RETIREE: "Vous avez retiré cette demande.",
    Statut.ANNULEE: "Vous avez renoncé à ces dates.",
    Statut.EXPIREE: "Cette demande est close : ses pièces ne sont pas venues.",
}
ETAPE_EN_COURS = {Statut.ACCEPTEE: 1, Statut.CONVENTIONNEE: 3}
VOTEES = (Convention.Statut.DELIBEREE, Convention.Statut.TRANSMISE, Convention.Statut.A_SIGNER)


@dataclass(frozen=True, slots=True)
class DateDemandee:
    """One date with its outcome, for a line of the page."""

    creneau: CreneauDemande
    quand: str
    salle: str
    mot: str
    pourquoi: str
    etat: str
    tick: str
    a_rendre: bool


def badge(statut: str, mot: str) -> dict[str, str]:
    ton, icone = BADGES.get(Statut(statut), ("", "document"))
    return {"ton": ton, "icone": icone, "mot": mot}


def etapes(demande: Demande) -> list[dict[str, Any]]:
    """Return the four steps of a request that is alive, nothing for one that has ended."""
    if not (demande.est_a_decider or demande.statut in ETAPE_EN_COURS or demande.statut == Statut.CONTRE_PROPOSEE):
        return []
    rang = ETAPE_EN_COURS.get(Statut(demande.statut), 0)
    if demande.statut == Statut.ACCEPTEE:
        rang += rang_de(convention_de(demande))
    mots = ("accord de l’établissement", instance_de(demande.etablissement), "signatures", "active")
    return [{"mot": mot, "faite": indice < rang, "courante": indice == rang} for indice, mot in enumerate(mots)]


def convention_de(demande: Demande) -> Convention | None:
    """Return what the accord drew up; one query unless it came with the request."""
    return getattr(demande, "convention", None)


def est_signee(demande: Demande) -> bool:
    """Tell whether all have signed the convention of a request."""
    convention = convention_de(demande)
    return convention is not None and convention.statut in Convention.SIGNEES


def motif_d_abandon(demande: Demande) -> str:
    """Return why the school gave up after its accord; nothing where the requester did, or nobody."""
    convention = convention_de(demande) if demande.statut == Statut.ANNULEE else None
    return convention.motif_abandon if convention else ""


def rang_de(convention: Convention | None) -> int:
    """Return how many steps a convention is beyond its vote: none, one once voted, two once all have signed."""
    if convention is None:
        return 0
    return 2 if convention.statut in Convention.SIGNEES else int(convention.statut in VOTEES)


def lire_dates(demande: Demande, creneaux: Sequence[CreneauDemande], maintenant: datetime) -> list[DateDemandee]:
    """Return each date, in order; what is only offered is told with the date for which it would stand.

    Expects `salle` and `reservation`.
    """
    offertes = {creneau.au_lieu_de_id: creneau for creneau in creneaux if creneau.au_lieu_de_id}
    return [
        _lire(demande, creneau, offertes.get(creneau.pk), maintenant)
        for creneau in creneaux
        if not (demande.est_contre_proposee and creneau.au_lieu_de_id)
    ]


def _lire(
    demande: Demande, creneau: CreneauDemande, offerte: CreneauDemande | None, maintenant: datetime
) -> DateDemandee:
    cadre = cadre_de(demande.etablissement)
    etat = Etat(creneau.etat_au(maintenant))
    if demande.est_contre_proposee and (offerte or creneau.etat == Etat.OPTION):
        etat = Etat.PROPOSE
    mot = mot_de(demande, etat)
    if offerte:
        ou = f"{offerte.salle.nom}, {plage_courte(cadre.local(offerte.debut), cadre.local(offerte.fin))}"
        mot = f"{mot if etat == Etat.DEPLACE else 'proposée'} : {ou}"
    elif etat == Etat.PROPOSE and demande.est_contre_proposee:
        mot = "proposée comme demandé"
    elif etat == Etat.OPTION:
        mot = f"sous option jusqu’au {jour_mois(cadre.jour(creneau.fin_de_l_option))}"
    raisons = [_libelle(creneau, code) for code in creneau.raisons] if etat == Etat.INDISPONIBLE else []
    if CONVENTION_ABANDONNEE in creneau.raisons:
        raisons = ["Convention abandonnée"]
    debut, fin = cadre.local(creneau.debut), cadre.local(creneau.fin)
    return DateDemandee(
        creneau=creneau,
        quand=f"{jour_court(creneau.jour)}, {plage_courte(debut, fin)}",
        salle=creneau.salle.nom,
        mot=mot,
        pourquoi=" ; ".join(map(minuscule, raisons)),
        etat=etat,
        tick=tick_de(creneau, etat),
        a_rendre=etat == Etat.ACCEPTE and creneau.debut > maintenant,
    )


def _libelle(creneau: CreneauDemande, code: str) -> str:
    """Say why a date could not be had; what a room that was withdrawn lacks is not hours."""
    retiree = code == Code.HORS_OUVERTURE and creneau.salle.statut == Salle.Statut.RETIREE
    return RETIREE.libelle if retiree else LIBELLES[Code(code)]


def mot_de(demande: Demande, etat: str, combien: int = 1) -> str:
    """Say what became of one date, or of several: « accordée », « accordées »."""
    if etat == Etat.REFUSE and demande.statut in SANS_REPONSE:
        return SANS_REPONSE[Statut(demande.statut)][combien > 1]
    return PLURIELS[Etat(etat)] if combien > 1 else str(Etat(etat).label)


def tick_de(creneau: CreneauDemande, etat: str) -> str:
    """Return the tick of a date that was filed; one that could not be had keeps the mark of its reason."""
    if etat != Etat.INDISPONIBLE or not creneau.raisons:
        return TICKS.get(Etat(etat), "pris")
    if set(creneau.raisons) <= DEROGEABLES:
        return "reparer"
    return "attente" if set(creneau.raisons) - DEROGEABLES == {Code.OPTION} else "pris"


def dessiner(demande: Demande, dates: Sequence[DateDemandee]) -> dessins.Frise:
    """Draw the dates; the drawing says how many stand in each state. One that moved is drawn where it went."""
    dates = [lue for lue in dates if lue.etat != Etat.DEPLACE]
    comptes = Counter(Etat(lue.etat) for lue in dates)
    mots = {etat: mot_de(demande, etat, compte) for etat, compte in comptes.items()}
    if len(comptes) == 1:
        suite = f" {enumerer(list(mots.values()))}"  # « 22 dates demandées. »
    else:
        suite = f" : {enumerer([f'{nombre(comptes[etat])} {mot}' for etat, mot in mots.items()])}"
    phrase = f"{pluriel(len(dates), 'date')}{suite}."
    return frise([(lue.creneau.jour, lue.tick) for lue in dates], phrase)


def faits(demande: Demande, dates: Sequence[DateDemandee]) -> list[tuple[str, str]]:
    """Return what was asked for, term by term."""
    materiels = [f"{ligne.quantite} {ligne.materiel.nom.lower()}" for ligne in demande.materiels.all()]
    voulues = [lue for lue in dates if lue.creneau.au_lieu_de_id is None]
    salles = enumerer(list(dict.fromkeys(lue.salle for lue in voulues)))
    les_siens = [souhait for souhait in demande.souhaits.all() if souhait.contre_proposition_id is None]
    souhaits = [souhait_en_toutes_lettres(souhait) for souhait in les_siens]
    a_confirmer = provisoires([lue.creneau.jour for lue in voulues if lue.creneau.calendrier_inconnu])
    return [
        ("Salle", f"{salles}, {nom_commun(demande.etablissement)}"),
        ("Souhait", majuscule(" ; ".join(souhaits))),
        *([("Calendrier", a_confirmer)] if a_confirmer else []),
        ("Activité", f"{demande.activite}, {pluriel(demande.effectif, 'personne')}"),
        ("En une phrase", demande.objet),
        *([("Matériel", majuscule(enumerer(materiels)))] if materiels else []),
        ("Sur place", f"{demande.responsable_nom}, {demande.responsable_telephone}"),
        ("Demandeur", demande.association.nom),
    ]


def prix(demande: Demande, creneaux: Sequence[CreneauDemande]) -> list[tuple[str, str]]:
    """Return the line of the price; none where no date was given nor may be. Expects what `prix_de_la_demande` does."""
    du = prix_de_la_demande(demande, creneaux)
    return [("Prix", du.phrase)] if du else []


def titre(demande: Demande) -> str:
    """Open the page with where the request stands."""
    etablissement = demande.etablissement
    match demande.statut:
        case Statut.SOUMISE:
            return f"Votre demande est arrivée {instant_en_toutes_lettres(demande.deposee_le, etablissement.fuseau)}."
        case Statut.INCOMPLETE:
            return f"{majuscule(le(etablissement))} attend des pièces."
        case Statut.EN_INSTRUCTION:
            return f"Votre demande est à l’étude {au(etablissement)}."
        case Statut.CONTRE_PROPOSEE:
            return f"{majuscule(le(etablissement))} vous propose autre chose."
        case Statut.ACCEPTEE:
            return f"{majuscule(le(etablissement))} vous donne son accord."
        case Statut.REFUSEE:
            return f"{majuscule(le(etablissement))} ne peut pas vous accueillir."
        case Statut.EXPIREE if _faute_de_reponse(demande):
            return "Cette demande est close : la proposition de l’établissement est restée sans réponse."
        case Statut.ANNULEE if motif_d_abandon(demande):
            return "La convention ne se fera pas."
        case _:
            return TITRES.get(Statut(demande.statut), "Cette demande est terminée.")


def phrase(
    demande: Demande,
    creneaux: Sequence[CreneauDemande],
    maintenant: datetime,
    *,
    decision: Decision | None = None,
    attendues: PiecesDemandees | None = None,
    sans_chef: bool = False,
) -> str:
    """Say in one sentence what comes next, and whose turn it is; `sans_chef`: nobody there can answer."""
    encore = decision and revocable_jusqu_a(decision, maintenant)
    etablissement = demande.etablissement
    fuseau = etablissement.fuseau
    donnes = [creneau for creneau in creneaux if creneau.etat in CreneauDemande.CONVENUS]
    if fermee := _ecole_fermee(demande, creneaux, maintenant):
        return fermee
    if (offre := derniere_offre(demande)) and (offre.attend or _faute_de_reponse(demande)):
        return _ou_en_est_l_offre(offre, maintenant)
    if demande.statut == Statut.INCOMPLETE and attendues:
        quand = f"au plus tard le {jour_mois(attendues.dernier_jour)}"
        return f"L’établissement attend, {quand} : {attendues}. Le délai de réponse s’arrête jusque-là."
    if demande.statut == Statut.EXPIREE and attendues:
        return annonces.pieces_jamais_venues(etablissement, attendues.noms, attendues.dernier_jour)
    if demande.est_a_decider and (echeance := repondre_avant(demande)):
        return _qui_doit_repondre(demande, creneaux, maintenant, echeance, sans_chef=sans_chef)
    if demande.statut == Statut.ACCEPTEE and encore:
        return (
            f"{majuscule(les_dates(moments(donnes, fuseau)))}. {peut_se_raviser(demande, encore)} ; "
            "le projet de convention se lira ensuite."
        )
    if demande.statut == Statut.ACCEPTEE:
        return f"{majuscule(les_dates(moments(donnes, fuseau)))}. {_ce_qui_reste(demande, donnes, maintenant)}"
    if motif := motif_d_abandon(demande):
        return f"{motif} Les dates à venir ne sont plus tenues."
    if demande.statut == Statut.REFUSEE and decision:
        reste = f" {peut_se_raviser(demande, encore)}." if encore else ""
        return f"Motif : {decision.get_motif_display()}.{reste}"
    porte = "portait" if demande.est_finie else "porte"
    voulus = [creneau for creneau in creneaux if creneau.au_lieu_de_id is None]
    return f"Elle {porte} sur {les_dates(moments(voulus, fuseau))}."


def derniere_offre(demande: Demande) -> ContreProposition | None:
    """Return the last thing that the school offered and did not undo. Expects `contre_propositions` prefetched."""
    dites = (une for une in demande.contre_propositions.all() if une.issue != ContreProposition.Issue.ANNULEE)
    return next(dites, None)


def _faute_de_reponse(demande: Demande) -> bool:
    """Tell whether the request is over because its requester did not answer an offer."""
    offre = derniere_offre(demande)
    return offre is not None and offre.issue == ContreProposition.Issue.EXPIREE


def _ou_en_est_l_offre(offre: ContreProposition, maintenant: datetime) -> str:
    """Say until when an offer may be answered, or could have been."""
    if offre.est_vivante(maintenant):
        return f"Répondez avant {jusqu_a_quand(offre)} : d’ici là, ces dates vous sont gardées."
    return f"Votre réponse était attendue avant {jusqu_a_quand(offre)} ; ces dates ne vous sont plus gardées."


def _qui_doit_repondre(
    demande: Demande, creneaux: Sequence[CreneauDemande], maintenant: datetime, echeance: date, *, sans_chef: bool
) -> str:
    """Say until when the school holds the dates, when its answer is due, or that nobody there can give one."""
    etablissement = demande.etablissement
    jour = cadre_de(etablissement).jour
    if options := [creneau for creneau in creneaux if creneau.tient_une_option(maintenant)]:
        jusqu_au = jour(min(creneau.fin_de_l_option for creneau in options))
        tenues = les_dates(moments(options, etablissement.fuseau))
        return f"Une option vous garde {tenues}, jusqu’au {jour_mois(jusqu_au)}. Vous n’avez rien à faire."
    if sans_chef:
        return annonces.personne_pour_repondre(etablissement)
    if echeance < jour(maintenant):
        return f"La réponse {du(etablissement)} était attendue le {jour_mois(echeance)} ; elle peut encore venir."
    return (
        f"{majuscule(le(etablissement))} doit vous répondre avant le {jour_mois(echeance)}. "
        "Vous n’avez rien à faire d’ici là."
    )


def _ecole_fermee(demande: Demande, creneaux: Sequence[CreneauDemande], maintenant: datetime) -> str:
    """Say of a school that closed what its message said, as long as dates to come hang on it."""
    etablissement = demande.etablissement
    if etablissement.ouvert or demande.statut not in Demande.VIVES:
        return ""
    etats = CreneauDemande.OUVERTS if demande.est_pendante else CreneauDemande.CONVENUS
    a_venir = [creneau for creneau in creneaux if creneau.etat in etats and creneau.debut > maintenant]
    if not a_venir:
        return ""
    return annonces.ecole_fermee(etablissement, moments(a_venir, etablissement.fuseau), a_decider=demande.est_pendante)


def _ce_qui_reste(demande: Demande, donnes: Sequence[CreneauDemande], maintenant: datetime) -> str:
    """Say what the accord still waits for before the door opens."""
    convention = convention_de(demande)
    match rang_de(convention):
        case 2:
            return "Toutes les parties ont signé : la convention est active dès que votre assurance couvre la date."
        case 1:
            reste = "La convention est votée ; restent des signatures"
        case _:
            reste = f"Restent {vote_attendu(demande.etablissement)}, puis les signatures"
    if any(creneau.debut <= maintenant for creneau in donnes):
        return f"Les premières dates sont passées. {reste} : seul l’exemplaire signé par toutes les parties fait foi."
    return f"{reste} ; aucune séance ne commence avant."


def projet_a_lire(convention: Convention | None, decision: Decision | None, maintenant: datetime) -> Convention | None:
    """Return the draft once the accord stands: until then it may still disappear."""
    return None if decision and revocable_jusqu_a(decision, maintenant) else convention
