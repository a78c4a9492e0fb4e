"""The convention on screen: what is agreed, what is missing, whose turn it is.

Préau writes a draft and nothing more: votes and signatures happen on paper. What it does not know, it does not say.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from conventions.lecture.demande import etapes
from conventions.lecture.pieces import PieceLue, pieces_lues
from conventions.models import Convention, CreneauDemande, Decision, Demande
from conventions.phrases import heures_de, instance_de, le, les_dates, majuscule, moments, vote_attendu
from conventions.prix import prix_convenu
from etablissements.ecriture import enumerer, jour_mois, pluriel
from etablissements.models import TexteDeReference
from etablissements.textes import textes_en_vigueur
from salles.regles import cadre_de

Statut = Convention.Statut
VOTES = {Statut.REDACTION: "à venir", Statut.ABANDONNEE: "sans objet"}


def lire(convention: Convention, creneaux: Sequence[CreneauDemande], maintenant: datetime) -> dict[str, Any]:
    """Return what the page says; two queries more than what came in."""
    demande = convention.demande
    textes = textes_en_vigueur(cadre_de(demande.etablissement).jour(maintenant))
    salles = enumerer(list(dict.fromkeys(creneau.salle.nom for creneau in creneaux)))
    return {
        "titre": f"Convention, {salles}" if salles else "Convention",
        "etat": etat(convention),
        "phrase": phrase(convention),
        "etapes": etapes(demande),
        "parties": parties(convention),
        "vote": vote(convention, textes),
        "convenu": convenu(convention, creneaux),
        "pieces": pieces(demande, convention),
        "historique": historique(demande),
        "ariane": [
            (demande.get_absolute_url(), f"Demande {demande.numero}"),
            (convention.get_absolute_url(), f"Convention {convention.numero}"),
        ],
    }


def etat(convention: Convention) -> str:
    """Name the state, and say of a draft that it is not signed."""
    if convention.statut == Statut.REDACTION:
        return "Projet, non signé"
    if convention.statut == Statut.ABANDONNEE:
        return "Projet abandonné"
    return f"Convention {convention.get_statut_display()}"


def phrase(convention: Convention) -> str:
    """Say where the convention stands, for the page and for the document."""
    if convention.statut == Statut.ABANDONNEE:
        return "Ce projet est abandonné : la demande a été retirée après l’accord."
    if convention.statut == Statut.REDACTION:
        return (
            f"Ce projet n’est signé par personne. Restent {vote_attendu(convention.demande.etablissement)}, "
            "puis trois signatures : l’organisateur, l’établissement, la collectivité. "
            "Préau ne les enregistre pas encore : seul l’exemplaire signé par toutes les parties fait foi."
        )
    return (
        f"La convention est « {convention.get_statut_display()} ». Préau n’en garde ni le vote ni les signatures : "
        "seul l’exemplaire signé par toutes les parties fait foi."
    )


def vote(convention: Convention, textes: Mapping[str, TexteDeReference]) -> list[tuple[str, str]]:
    """Return what the school has voted, and the article or the act on which the convention rests."""
    vu = VOTES.get(Statut(convention.statut), "non enregistré dans Préau")
    if convention.acte:
        return [(majuscule(instance_de(convention.demande.etablissement)), vu), ("Acte", convention.acte)]
    return [
        (majuscule(instance_de(convention.demande.etablissement)), vu),
        ("Exécutoire", f"{textes['executoire'].jours} jours après sa transmission"),
        ("Base légale", textes[convention.base_legale].intitule),
    ]


def parties(convention: Convention) -> list[dict[str, Any]]:
    """Return who signs, in order, and when where all are still to sign."""
    demande = convention.demande
    etablissement = demande.etablissement
    if convention.statut != Statut.REDACTION:
        noms = (demande.association.nom, etablissement.nom, etablissement.collectivite.nom)
        return [{"titre": nom} for nom in noms]
    acquis, executoire = (
        ("cet accord acquis", "ensuite") if convention.acte else ("le vote acquis", "quand le vote est exécutoire")
    )
    signataires = (
        (demande.association.nom, f"L’organisateur signe en premier, une fois {acquis}."),
        (etablissement.nom, f"La cheffe ou le chef d’établissement signe {executoire}."),
        (etablissement.collectivite.nom, "La collectivité signe en dernier ; la convention devient active."),
    )
    return [{"titre": titre, "texte": texte} for titre, texte in signataires]


def convenu(convention: Convention, creneaux: Sequence[CreneauDemande]) -> list[tuple[str, str]]:
    demande = convention.demande
    voulus = moments(creneaux, demande.etablissement.fuseau)
    return [
        ("Dates", majuscule(les_dates(voulus))),
        ("Durée", heures_de(voulus)),
        ("Effectif", f"{pluriel(demande.effectif, 'personne')} au plus"),
        ("Prix", prix_convenu(convention, creneaux).phrase),
    ]


def pieces(demande: Demande, convention: Convention) -> list[PieceLue]:
    return pieces_lues(demande.association, demande.association.pieces.all(), convention.premier_jour)


def historique(demande: Demande) -> list[dict[str, Any]]:
    """Return what happened, newest first."""
    jour = cadre_de(demande.etablissement).jour
    faits = [(demande.deposee_le, "Demande déposée")]
    for decision in demande.decisions.en_vigueur():
        accord = decision.sens == Decision.Sens.ACCORD
        faits.append((decision.prise_le, f"{'Accord' if accord else 'Refus'} : {le(demande.etablissement)}"))
    return [
        {"titre": f"{jour_mois(jour(quand))} {jour(quand).year}", "texte": quoi, "fait": True}
        for quand, quoi in sorted(faits, reverse=True)
    ]
