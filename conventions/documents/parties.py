"""Who contracts and who signs, as plain data for `convention.typ`."""

from collections.abc import Sequence
from typing import Any

from associations.models import Association, Membre
from conventions.deroule import Partie, nom_de_la_partie, parties_de
from conventions.documents.a_completer import Lignes, de_l_organisateur
from conventions.mentions import adresse_de
from conventions.models import Convention, Decision
from etablissements.ecriture import enumerer
from etablissements.models import Collectivite, Etablissement


def parties(convention: Convention, decision: Decision, representants: Sequence[Membre]) -> list[dict[str, Any]]:
    """Return what identifies each party."""
    demande = convention.demande
    return [
        {
            "role": "La collectivité" if convention.acte else "La collectivité propriétaire",
            "lignes": _collectivite(demande.etablissement.collectivite),
        },
        {"role": "L’établissement", "lignes": _etablissement(demande.etablissement, decision)},
        {"role": "L’organisateur", "lignes": _organisateur(demande.association, representants)},
    ]


def signataires(convention: Convention, decision: Decision, representants: Sequence[Membre]) -> list[dict[str, Any]]:
    """Return who signs, in order: the party, the name and the capacity of the person, none where it is not known."""
    demande = convention.demande
    collectivite = demande.etablissement.collectivite
    return [
        {
            "role": "L’organisateur",
            "partie": demande.association.nom,
            "nom": _noms(representants),
            "qualite": None,
        },
        {
            "role": "L’établissement",
            "partie": demande.etablissement.nom,
            "nom": str(decision.auteur),
            "qualite": decision.qualite,
        },
        {
            "role": "La collectivité",
            "partie": collectivite.nom,
            "nom": collectivite.representant or None,
            "qualite": "" if collectivite.representant else None,
        },
        *(
            {"role": "La commune", "partie": nom_de_la_partie(convention, partie), "nom": None, "qualite": None}
            for partie in parties_de(convention)
            if partie == Partie.COMMUNE
        ),
    ]


def _noms(representants: Sequence[Membre]) -> str | None:
    return enumerer([str(membre.utilisateur) for membre in representants]) or None


def _collectivite(collectivite: Collectivite) -> Lignes:
    return [
        ["Nom", collectivite.nom],
        ["Siège", collectivite.adresse or None],
        ["SIRET", collectivite.siret or None],
        ["Représentée par", collectivite.representant or None],
        ["Délibération ou arrêté, numéro et date", None],
    ]


def _etablissement(etablissement: Etablissement, decision: Decision) -> Lignes:
    vote: Lignes = [["Accord de l’organisme de gestion, du", None]]
    if etablissement.est_public:
        vote = [
            ["Délibération du conseil d’administration, numéro et date", None],
            ["Transmise le", None],
            ["Exécutoire le", None],
        ]
    return [
        ["Nom", etablissement.nom],
        ["UAI", etablissement.uai],
        ["Adresse", adresse_de(etablissement) or None],
        ["SIRET", etablissement.siret or None],
        ["Téléphone", etablissement.telephone or None],
        ["Représenté par", f"{decision.auteur}, {decision.qualite}"],
        *vote,
    ]


def _organisateur(association: Association, representants: Sequence[Membre]) -> Lignes:
    ville = f"{association.code_postal} {association.commune}".strip()
    return [
        ["Nom", association.nom],
        ["Nature", association.get_nature_display()],
        ["RNA", association.rna or ""],
        ["SIREN", association.siren or ""],
        ["Registre", association.registre or ""],
        ["Siège", ", ".join(partie for partie in (association.adresse, ville) if partie) or None],
        ["Représenté par", _noms(representants)],
        ["En qualité de", None],
        ["Objet statutaire", association.objet or None],
        *de_l_organisateur(association),
        ["Courriel", association.courriel or None],
        ["Téléphone", association.telephone or None],
    ]
