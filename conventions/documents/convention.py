"""The draft of the convention, as plain data for `convention.typ`. Every article reads dated texts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from associations.models import Membre, Piece
from conventions.documents.a_completer import Lignes, blancs
from conventions.documents.parties import parties, signataires
from conventions.lecture.convention import etat, phrase_de_l_abandon
from conventions.lecture.pieces import pieces_lues
from conventions.mentions import tribunal_de
from conventions.models import Convention, CreneauDemande, Decision, Demande, Souhait
from conventions.phrases import (
    Moment,
    citer,
    heures_de,
    les_dates,
    majuscule,
    moment,
    souhait_en_toutes_lettres,
    vote_attendu,
)
from conventions.pieces import ATTENDUES
from conventions.prix import RESTE_A_FIXER, RIEN_N_EST_DU, Etat, prix_convenu
from etablissements.ecriture import (
    duree,
    enumerer,
    euros,
    jour_long,
    jour_mois,
    nombre,
    periode,
    plage_horaire,
    pluriel,
)
from etablissements.models import TexteDeReference
from salles.models import Salle
from salles.moteur import LIBELLES, Code
from salles.regles import cadre_de


def contenu(
    convention: Convention,
    creneaux: Sequence[CreneauDemande],
    exclus: Sequence[date],
    decision: Decision,
    representants: Sequence[Membre],
    textes: Mapping[str, TexteDeReference],
) -> dict[str, Any]:
    """Return everything that the document says; `exclus` are the dates asked for that it does not cover.

    Expects on the convention its request with school, site, authority, requester, wishes, equipment; on each date its
    room; on each representative, the person.
    """
    demande = convention.demande
    etablissement = demande.etablissement
    voulus = [moment(creneau, etablissement.fuseau) for creneau in creneaux]
    return {
        **_en_tete(convention, decision, textes),
        "parties": parties(convention, decision, representants),
        "blancs": blancs(convention),
        "engagement_republicain": Piece.Type.CER in ATTENDUES[demande.association.nature],
        **_occupation(convention, creneaux, voulus),
        "exceptions": _exceptions(demande, exclus),
        "pieces": [
            [piece.nom[:1].upper() + piece.nom[1:], piece.mot]
            for piece in pieces_lues(demande.association, demande.association.pieces.all(), convention.premier_jour)
        ],
        "tribunal": tribunal_de(etablissement),
        "textes": {code: _texte(texte) for code, texte in textes.items()},
        "signataires": signataires(convention, decision, representants),
        "derogations": [[LIBELLES[Code(levee.code)], levee.phrase] for levee in decision.derogations.all()],
    }


def _en_tete(convention: Convention, decision: Decision, textes: Mapping[str, TexteDeReference]) -> dict[str, Any]:
    """Say which paper this is, what it rests on, and which request and accord led to it."""
    demande = convention.demande
    etablissement = demande.etablissement
    jour = cadre_de(etablissement).jour
    arrete = convention.statut not in (Convention.Statut.REDACTION, Convention.Statut.ABANDONNEE)
    return {
        "numero": convention.numero,
        "version": str(convention.version),
        "etat": "Texte soumis au vote et à la signature" if arrete else etat(convention),
        "projet": convention.statut == Convention.Statut.REDACTION,
        "arrete": arrete,
        "situation": phrase_de_l_abandon(convention),
        "redigee_le": _jour(jour(convention.redigee_le)),
        "base_legale": _base_legale(convention, textes),
        "article": bool(convention.base_legale),
        "public": etablissement.est_public,
        "vote_attendu": vote_attendu(etablissement),
        "demande": f"{demande.numero}, déposée le {_jour(jour(demande.deposee_le))}",
        "accord": f"{_jour(jour(decision.prise_le))}, par {decision.auteur}, {decision.qualite}",
    }


def _occupation(convention: Convention, creneaux: Sequence[CreneauDemande], voulus: Sequence[Moment]) -> dict[str, Any]:
    """Say what is lent, for what, when and at what price."""
    demande = convention.demande
    salles = list(dict.fromkeys(creneau.salle for creneau in creneaux))
    return {
        "activite": str(demande.activite),
        "objet": demande.objet,
        "salles": [_salle(salle) for salle in salles],
        "materiel": [[ligne.materiel.nom, nombre(ligne.quantite)] for ligne in demande.materiels.all()],
        "horaires": _horaires(creneaux, voulus),
        "etendue": _etendue(voulus),
        "periode": _periode(voulus),
        "effectif": pluriel(demande.effectif, "personne"),
        "responsable": {"nom": demande.responsable_nom, "telephone": demande.responsable_telephone},
        "prix": {"phrase": _prix(convention, creneaux)},
        "dates": [
            [jour_long(voulu.jour), plage_horaire(voulu.debut, voulu.fin), creneau.salle.nom]
            for voulu, creneau in zip(voulus, creneaux, strict=True)
        ],
    }


def _etendue(voulus: Sequence[Moment]) -> str:
    """Say how much is lent: « 21 dates, soit 42 h, du 1er décembre 2026 au 8 juin 2027 »."""
    dates = pluriel(len(voulus), "date")
    return f"{dates}, soit {heures_de(voulus)}, {_periode(voulus)}" if voulus else dates


def _periode(voulus: Sequence[Moment]) -> str:
    return periode(voulus[0].jour, voulus[-1].jour) if voulus else ""


def _base_legale(convention: Convention, textes: Mapping[str, TexteDeReference]) -> dict[str, str]:
    """Name the article or the act, and say in a sentence that the convention rests on it."""
    if convention.acte:
        return {
            "nom": convention.acte,
            "phrase": f"La convention est passée en application de cet acte : {convention.acte}.",
        }
    texte = textes[convention.base_legale]
    return {"nom": texte.intitule, "phrase": f"La convention est passée au titre de l’{texte.intitule}. {texte.regle}"}


def _horaires(creneaux: Sequence[CreneauDemande], voulus: Sequence[Moment]) -> list[str]:
    """Say, room by room and hour by hour, what was given; the wish may have been longer."""
    groupes: dict[tuple, list[Moment]] = defaultdict(list)
    for creneau, voulu in zip(creneaux, voulus, strict=True):
        groupes[creneau.salle, voulu.debut, voulu.fin].append(voulu)
    return [f"{salle.nom} : {les_dates(donnees)}" for (salle, _, _), donnees in groupes.items()]


def _exceptions(demande: Demande, exclus: Sequence[date]) -> Lignes:
    """Say what the request left out, and which of its dates the convention does not cover."""
    series = [souhait for souhait in demande.souhaits.all() if souhait.repetition != Souhait.Repetition.AUCUNE]
    vacances = enumerer(list(dict.fromkeys(str(souhait.get_vacances_display()) for souhait in series)))
    return [
        ["Demandé", majuscule(" ; ".join(souhait_en_toutes_lettres(souhait) for souhait in demande.souhaits.all()))],
        ["Vacances et jours fériés", majuscule(vacances)],
        ["Dates demandées, non comprises", majuscule(citer(exclus)) if exclus else ""],
    ]


def _jour(jour) -> str:
    return f"{jour_mois(jour)} {jour.year}"


def _texte(texte: TexteDeReference) -> dict[str, str]:
    return {"intitule": texte.intitule, "regle": texte.regle, "delai": _delai(texte)}


def _delai(texte: TexteDeReference) -> str:
    if texte.mois:
        return f"{texte.mois} mois"
    return pluriel(texte.jours, "jour") if texte.jours else ""


def _salle(salle: Salle) -> dict[str, Any]:
    sur_place = [
        mot for mot, present in (("vestiaires", salle.vestiaires), ("sanitaires", salle.sanitaires)) if present
    ]
    securite = [f"type {enumerer(salle.types_erp)}"] if salle.types_erp else []
    if salle.categorie_erp:
        securite.append(str(salle.get_categorie_erp_display()))
    if salle.gn6_autorise_le:
        securite.append(f"autorisation GN 6 du {_jour(salle.gn6_autorise_le)}")
    return {
        "nom": salle.nom,
        "acces": ". ".join(_presents((salle.get_acces_display(), salle.acces_detail.rstrip(".")))) or "à préciser",
        "lignes": [
            ["Type", salle.get_type_display()],
            ["Surface", f"{nombre(salle.surface_m2)} m²" if salle.surface_m2 else ""],
            ["Effectif maximal", pluriel(salle.effectif_max, "personne")],
            ["Sécurité incendie", ", ".join(securite)],
            ["Accessibilité", salle.pmr_detail or ("accessible en fauteuil" if salle.accessible_pmr else "")],
            ["Sur place", ", ".join(sur_place)],
        ],
    }


def _presents(mots: Iterable[str]) -> list[str]:
    return [mot for mot in mots if mot]


def _prix(convention: Convention, creneaux: Sequence[CreneauDemande]) -> str:
    """Say what is due for these very dates, what is free and why, what remains to be fixed."""
    prix = prix_convenu(convention, creneaux)
    if not prix.heures:
        return f"{RIEN_N_EST_DU}."
    dites = []
    if prix.montant:
        dites.append(
            f"La redevance est de {euros(prix.montant)} pour {duree(prix.temps_du)}, à raison de {prix.a_l_heure}. "
            "Elle est versée à l’établissement et n’est pas indexée."
        )
    if prix.etat == Etat.A_FIXER:
        dites.append(f"{RESTE_A_FIXER}, que ce projet ne porte pas.")
        if not prix.montant:
            dites.append("La redevance est versée à l’établissement.")
    if prix.etat == Etat.GRATUIT:
        dites.append("L’occupation est gratuite.")
    if convention.motif_gratuite:
        dites.append(f"Motif de la gratuité : {convention.motif_gratuite}.")
    return " ".join(dites)
