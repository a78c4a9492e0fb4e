"""The convention on screen: what is agreed, what happened, what is missing, whose turn it is.

Votes and signatures happen on paper; Préau says what was written down of them, by whom, and what follows.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from conventions.deroule import Deroule, Partie, deroule_de, nom_de_la_partie
from conventions.lecture.demande import etapes
from conventions.lecture.pieces import PieceLue, pieces_lues
from conventions.models import Convention, CreneauDemande, Decision, Demande, Etape, Exemplaire, Signature
from conventions.phrases import (
    citer,
    de_l_instance,
    heures_de,
    instance_de,
    l_instance,
    le,
    les_dates,
    majuscule,
    moments,
    vote_attendu,
)
from conventions.prix import prix_convenu
from conventions.services.suivi import est_couverte, jour_a_couvrir
from etablissements.ecriture import enumerer, jour_long, jour_mois, pluriel
from etablissements.models import TexteDeReference
from etablissements.textes import textes_en_vigueur
from salles.regles import cadre_de

Statut = Convention.Statut
FAIT_FOI = "Seul l’exemplaire signé par toutes les parties fait foi."


def lire(
    convention: Convention, creneaux: Sequence[CreneauDemande], du_texte: Sequence[CreneauDemande], maintenant: datetime
) -> dict[str, Any]:
    """Return what the page says; `creneaux` are the dates still held, `du_texte` those that the text says.

    Expects `etapes` and `signatures` with who recorded them.
    """
    demande = convention.demande
    deroule = deroule_de(convention)
    textes = textes_en_vigueur(cadre_de(demande.etablissement).jour(maintenant))
    salles = enumerer(list(dict.fromkeys(creneau.salle.nom for creneau in creneaux)))
    a_couvrir = _jour_non_couvert(convention, maintenant)
    return {
        "titre": f"Convention, {salles}" if salles else f"Convention {convention.numero}",
        "etat": etat(convention),
        "phrase": phrase(deroule, a_couvrir),
        "assurance_attendue": a_couvrir is not None,
        "fait_foi": FAIT_FOI if convention.statut in Convention.AVANT_SIGNATURE else "",
        "etapes": etapes(demande),
        "parties": parties(deroule),
        "vote": vote(deroule, textes),
        "convenu": convenu(convention, creneaux, du_texte),
        "pieces": pieces(demande, convention),
        "historique": historique(deroule),
        "ariane": ariane(convention),
    }


def ariane(convention: Convention) -> list[tuple[str, str]]:
    demande = convention.demande
    return [
        (demande.get_absolute_url(), f"Demande {demande.numero}"),
        (convention.get_absolute_url(), f"Convention {convention.numero}"),
    ]


def etat(convention: Convention) -> str:
    """Name the state, and say of a draft that it is not signed."""
    if convention.statut == Statut.REDACTION:
        return "Projet, non signé"
    if convention.statut == Statut.ABANDONNEE:
        return "Projet abandonné"
    return f"Convention {convention.get_statut_display()}"


def phrase(deroule: Deroule, a_couvrir: date | None) -> str:
    """Say where the convention stands, and what comes next; `a_couvrir` is the day that lacks an insurance."""
    convention = deroule.convention
    etablissement = convention.demande.etablissement
    match convention.statut:
        case Statut.ABANDONNEE:
            return phrase_de_l_abandon(convention)
        case Statut.REDACTION:
            return (
                f"Ce projet n’est signé par personne. Restent {vote_attendu(etablissement)}, puis les signatures : "
                f"{enumerer([str(partie.label) for partie in deroule.parties])}."
            )
        case Statut.A_DELIBERER:
            seance = deroule.le(Statut.A_DELIBERER)
            quand = f" pour la séance {de_l_instance(etablissement)}, le {jour_long(seance)}" if seance else ""
            return f"Le texte est arrêté{quand}."
        case Statut.DELIBEREE | Statut.TRANSMISE | Statut.A_SIGNER:
            return f"{_ce_qui_est_acquis(deroule)} {_qui_signe(deroule)}"
        case Statut.SIGNEE:
            return f"Toutes les parties ont signé. {_ce_qui_manque_pour_ouvrir(a_couvrir)}"
        case Statut.ACTIVE:
            return f"Toutes les parties ont signé : la convention est active jusqu’au {_jour(convention.dernier_jour)}."
        case Statut.ECHUE:
            return f"La convention est arrivée à son terme le {_jour(convention.dernier_jour)}."
        case Statut.RESILIEE:
            return "La convention a pris fin : l’organisateur a rendu toutes les dates qui restaient."
        case _:
            return f"La convention est « {convention.get_statut_display()} »."


def phrase_de_l_abandon(convention: Convention) -> str:
    if convention.motif_abandon:
        return f"Ce projet est abandonné. {convention.motif_abandon}"
    return "Ce projet est abandonné : la demande a été retirée après l’accord."


def _ce_qui_est_acquis(deroule: Deroule) -> str:
    """Say the vote, and from when it can be relied upon."""
    convention = deroule.convention
    vote = deroule.le(Statut.DELIBEREE)
    instance = majuscule(l_instance(convention.demande.etablissement))
    dite = f"{instance} a donné son accord{f' le {_jour(vote)}' if vote else ''}."
    if convention.executoire_le:
        return f"{dite} Son vote est exécutoire le {_jour(convention.executoire_le)}."
    if convention.se_transmet:
        return f"{dite} L’établissement doit encore transmettre la délibération."
    return dite


def _qui_signe(deroule: Deroule) -> str:
    """Say whose signature is next, and whose follow."""
    restent = [str(partie.label) for partie in deroule.parties if partie not in deroule.signatures]
    if len(restent) == len(deroule.parties):
        return f"Signent ensuite, dans l’ordre : {enumerer(restent)}."
    if len(restent) == 1:
        return f"Reste à signer : {restent[0]}."
    return f"Restent à signer, dans l’ordre : {enumerer(restent)}."


def _jour_non_couvert(convention: Convention, maintenant: datetime) -> date | None:
    """Return the day for which a convention that all have signed lacks an insurance."""
    if convention.statut != Statut.SIGNEE or est_couverte(convention, maintenant):
        return None
    return jour_a_couvrir(convention, maintenant)


def _ce_qui_manque_pour_ouvrir(a_couvrir: date | None) -> str:
    if a_couvrir is None:
        return "La convention devient active dans quelques minutes."
    return (
        f"Il manque une attestation d’assurance qui couvre le {jour_long(a_couvrir)} : "
        "la convention devient active dans l’heure où elle est donnée."
    )


def vote(deroule: Deroule, textes: Mapping[str, TexteDeReference]) -> list[tuple[str, str]]:
    """Return what the school has voted, and the article or the act on which the convention rests."""
    convention = deroule.convention
    lignes = [(majuscule(instance_de(convention.demande.etablissement)), _dit_du_vote(deroule))]
    if convention.se_transmet:
        transmise = deroule.le(Statut.TRANSMISE)
        lignes += [("Transmise", f"le {_jour(transmise)}")] if transmise else []
        delai = f"{textes['executoire'].jours} jours après sa transmission"
        if convention.executoire_le:
            lignes.append(("Exécutoire", f"le {_jour(convention.executoire_le)}"))
        elif convention.statut in Convention.AVANT_SIGNATURE:
            lignes.append(("Exécutoire", delai))
    if convention.acte:
        return [*lignes, ("Acte", convention.acte)]
    return [*lignes, ("Base légale", textes[convention.base_legale].intitule)]


def _dit_du_vote(deroule: Deroule) -> str:
    """Say when the council meets, or what it said."""
    if acquis := deroule.etapes.get(Statut.DELIBEREE):
        numero = f", acte n° {acquis.reference}" if acquis.reference else ""
        return f"accord donné le {_jour(acquis.fait_le)}{numero}"
    if deroule.convention.statut == Statut.ABANDONNEE:
        return "sans objet"
    seance = deroule.le(Statut.A_DELIBERER)
    return f"séance du {_jour(seance)}" if seance else "à venir"


def parties(deroule: Deroule) -> list[dict[str, Any]]:
    """Return who signs, in order: who has, whose turn it is, on which condition the others will."""
    convention = deroule.convention
    lues = []
    for partie in deroule.parties:
        signature = deroule.signatures.get(partie)
        lues.append(
            {
                "titre": nom_de_la_partie(convention, partie),
                "texte": _signee(signature) if signature else _a_signer(deroule, partie),
                "fait": signature is not None,
                "courant": partie == deroule.partie_attendue,
            }
        )
    return lues


def _signee(signature: Signature) -> str:
    return f"Signée le {_jour(signature.signee_le)} par {signature.nom}, {signature.qualite}."


def _a_signer(deroule: Deroule, partie: str) -> str:
    """Say when a party signs; nothing of a convention that nobody will sign any more."""
    convention = deroule.convention
    if convention.statut not in Convention.AVANT_SIGNATURE:
        return ""
    acquis = "le vote acquis" if convention.se_transmet else "l’accord acquis"
    match partie:
        case Partie.ORGANISATEUR:
            return f"L’organisateur signe en premier, une fois {acquis}."
        case Partie.ETABLISSEMENT:
            executoire = "quand le vote est exécutoire" if convention.se_transmet else "ensuite"
            return f"La cheffe ou le chef d’établissement signe {executoire}."
        case Partie.COMMUNE:
            return "La commune signe en dernier ; la convention devient active."
        case _ if partie == deroule.parties[-1]:
            return "La collectivité signe en dernier ; la convention devient active."
        case _:
            return "La collectivité signe ensuite."


def convenu(
    convention: Convention, creneaux: Sequence[CreneauDemande], du_texte: Sequence[CreneauDemande]
) -> list[tuple[str, str]]:
    """Return the terms: the dates still held, and the price of those that the text says."""
    demande = convention.demande
    voulus = moments(creneaux, demande.etablissement.fuseau)
    rendues = [creneau.jour for creneau in du_texte if creneau not in creneaux]
    return [
        ("Dates", majuscule(les_dates(voulus))),
        *([("Rendues depuis que le texte est arrêté", majuscule(citer(rendues)))] if rendues else []),
        *([("Durée", heures_de(voulus))] if voulus else []),
        ("Effectif", f"{pluriel(demande.effectif, 'personne')} au plus"),
        ("Prix", prix_convenu(convention, du_texte).phrase),
    ]


def pieces(demande: Demande, convention: Convention) -> list[PieceLue]:
    return pieces_lues(demande.association, demande.association.pieces.all(), convention.premier_jour)


def historique(deroule: Deroule) -> list[dict[str, Any]]:
    """Return what happened and who wrote it down, newest first; a step that was taken back is no part of it."""
    demande = deroule.convention.demande
    jour = cadre_de(demande.etablissement).jour
    faits = [(demande.deposee_le, "Demande déposée")]
    for decision in demande.decisions.en_vigueur():
        accord = decision.sens == Decision.Sens.ACCORD
        faits.append((decision.prise_le, f"{'Accord' if accord else 'Refus'} : {le(demande.etablissement)}"))
    faits += [(etape.consignee_le, _dite(etape, sous=jour(etape.consignee_le))) for etape in deroule.etapes.values()]
    faits += [
        (signature.consignee_le, _consignee(signature, sous=jour(signature.consignee_le)))
        for signature in deroule.signatures.values()
    ]
    faits += [(exemplaire.consignee_le, _deposee(exemplaire)) for exemplaire in deroule.convention.exemplaires.all()]
    faits.sort(key=lambda fait: fait[0])
    return [{"titre": _jour(jour(quand)), "texte": quoi, "fait": True} for quand, quoi in reversed(faits)]


FAITS = {
    Statut.A_DELIBERER: "Texte arrêté pour la séance du {}",
    Statut.DELIBEREE: "Vote favorable du {}",
    Statut.TRANSMISE: "Délibération transmise le {}",
    Statut.ACTIVE: "Convention active",
    Statut.ECHUE: "Convention échue",
    Statut.RESILIEE: "Fin de la convention",
    Statut.ABANDONNEE: "Projet abandonné",
}
# The same on the very day it is dated.
LE_JOUR_MEME = {Statut.DELIBEREE: "Vote favorable", Statut.TRANSMISE: "Délibération transmise"}


def dire_la_derniere(deroule: Deroule) -> str:
    """Say what was written down last."""
    derniere = deroule.derniere
    if derniere is None:
        return ""
    return _consignee(derniere) if isinstance(derniere, Signature) else _dite(derniere)


def _dite(etape: Etape, *, sous: date | None = None) -> str:
    """Say a step, `sous` the day that its title already says."""
    faits = FAITS | LE_JOUR_MEME if etape.fait_le == sous else FAITS
    quoi = faits[Statut(etape.statut)].format(_jour(etape.fait_le))
    return f"{quoi} (consigné par {etape.consignee_par})" if etape.consignee_par else quoi


def _consignee(signature: Signature, *, sous: date | None = None) -> str:
    du = "" if signature.signee_le == sous else f" du {_jour(signature.signee_le)}"
    return f"Signature{du} pour {signature.get_partie_display()} (consignée par {signature.consignee_par})"


def _deposee(exemplaire: Exemplaire) -> str:
    """Say a signed copy, one that another has replaced since too; one of before these were noted is by nobody."""
    quoi = "Exemplaire signé déposé" if exemplaire.reprise_le is None else "Exemplaire signé déposé, remplacé depuis"
    return f"{quoi} (par {exemplaire.consignee_par})" if exemplaire.consignee_par else quoi


def _jour(jour: date) -> str:
    return f"{jour_mois(jour)} {jour.year}"
