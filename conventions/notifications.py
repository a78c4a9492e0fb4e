"""Who is told what about a request: one function per message, a job of the caller's transaction."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from comptes.courriels import programmer_courriel
from conventions import annonces
from conventions.destinataires import demandeur, dire_a_l_ecole, dire_a_la_collectivite
from conventions.echeances import jour_du_depot, refus_implicite_le, repondre_avant
from conventions.mentions import accuse_de_reception
from conventions.models import Convention, CreneauDemande, Decision, Demande, PiecesDemandees
from conventions.phrases import du, le, les_dates, majuscule, moment, moments, nom_commun, pas_libres
from etablissements.direction import a_un_chef
from etablissements.ecriture import enumerer, jour_long, jour_mois, pluriel
from etablissements.models import Collectivite, Etablissement
from etablissements.notifications import direction, superviseurs
from etablissements.textes import textes_en_vigueur
from salles.regles import cadre_de


def _contexte(demande: Demande, creneaux: Sequence[CreneauDemande]) -> dict[str, Any]:
    """Return what every message may say of a request."""
    etablissement = demande.etablissement
    salles = dict.fromkeys(creneau.salle.nom for creneau in creneaux)
    return {
        "numero": demande.numero,
        "association": demande.association.nom,
        "etablissement": le(etablissement),
        "ecole": nom_commun(etablissement),
        "salle": enumerer(list(salles)),
        "dates": les_dates(moments(creneaux, etablissement.fuseau)),
        "signature": f"Préau, pour {le(etablissement)}.",
        "chemin": demande.get_absolute_url(),
    }


def _dates_de(demande: Demande) -> list[CreneauDemande]:
    return list(demande.creneaux.souhaites().select_related("salle"))


def demande_deposee(demande: Demande) -> None:
    """Acknowledge receipt to whoever filed, and tell the school. Source: CRPA L112-3."""
    creneaux = _dates_de(demande)
    textes = textes_en_vigueur(jour_du_depot(demande))
    contexte = _contexte(demande, creneaux)
    programmer_courriel(
        "conventions/accuse",
        demandeur(demande),
        contexte
        | {
            "pas_libres": pas_libres([perdu.jour for perdu in _indisponibles(creneaux)], len(creneaux)),
            "reponse": reponse_attendue(demande),
            "mentions": accuse_de_reception(demande, textes),
            "chemin_pdf": reverse("conventions:accuse_pdf", args=[demande.pk]),
        },
    )
    _dire_a_qui_decide(demande, creneaux, contexte)


def _dire_a_qui_decide(demande: Demande, creneaux: Sequence[CreneauDemande], contexte: Mapping[str, Any]) -> None:
    """Tell the school what is asked of it; where nobody there may give the accord, tell its authority as well."""
    aujourdhui = timezone.localdate(demande.deposee_le)
    programmer_courriel(
        "conventions/a_decider",
        direction(demande.etablissement, aujourdhui),
        {
            **contexte,
            "activite": majuscule(str(demande.activite).lower()),
            "effectif": pluriel(demande.effectif, "personne"),
            "en_une_phrase": demande.objet,
            "libres": combien_sont_libres(creneaux),
            "reponse": f"Votre réponse est attendue {_avant(demande)}.",
            "chemin": chemin_de_decision(demande),
        },
    )
    if not a_un_chef(demande.etablissement, aujourdhui):
        sans_chef = {**contexte, "annonce": annonces.sans_chef(demande.etablissement), "avant": _avant(demande)}
        dire_a_la_collectivite("conventions/sans_chef", demande, sans_chef, demande.deposee_le)


def chemin_de_decision(demande: Demande) -> str:
    return reverse("conventions:decision", args=[demande.pk])


def reponse_attendue(demande: Demande) -> str:
    """Say when the school should answer, or that nobody there can; the clock stands still while papers are awaited."""
    if not a_un_chef(demande.etablissement, jour_du_depot(demande)):
        return annonces.personne_pour_repondre(demande.etablissement)
    if demande.est_contre_proposee:
        return f"{majuscule(le(demande.etablissement))} vous a proposé autre chose : à vous de répondre."
    if repondre_avant(demande) is None:
        return f"Le délai de réponse {du(demande.etablissement)} reprend quand vous aurez donné les pièces demandées."
    return f"{majuscule(le(demande.etablissement))} doit vous répondre {_avant(demande)}."


def _avant(demande: Demande) -> str:
    echeance = repondre_avant(demande)
    return f"avant le {jour_mois(echeance)} {echeance.year}" if echeance else "quand les pièces seront là"


def _indisponibles(creneaux: Sequence[CreneauDemande]) -> list[CreneauDemande]:
    return [creneau for creneau in creneaux if creneau.etat == CreneauDemande.Etat.INDISPONIBLE]


def combien_sont_libres(creneaux: Sequence[CreneauDemande]) -> str:
    """Say at a glance whether everything asked for was free."""
    perdus = _indisponibles(creneaux)
    if not perdus:
        return "La date est libre." if len(creneaux) == 1 else "Toutes les dates sont libres."
    if len(perdus) == len(creneaux):
        return "La date n’est pas libre." if len(creneaux) == 1 else "Aucune des dates n’est libre."
    libres = pluriel(len(creneaux) - len(perdus), "date")
    return (
        f"{majuscule(libres)} sur {len(creneaux)} {'est libre' if len(creneaux) - len(perdus) < 2 else 'sont libres'}."
    )


# -- Decisions: told by `confirmer`, once they can no longer be undone -----------------------


def accord_donne(decision: Decision, accordees: Sequence[CreneauDemande], refusees: Sequence[CreneauDemande]) -> None:
    """Tell the requester which dates are given, and what remains before the first session."""
    demande = decision.demande
    fuseau = demande.etablissement.fuseau
    annonce = annonces.accord(demande.etablissement, moments(accordees, fuseau), moments(refusees, fuseau))
    programmer_courriel(
        "conventions/accord",
        demandeur(demande),
        _contexte(demande, accordees) | {"annonce": annonce, "mot": decision.message},
    )


def refus_donne(decision: Decision) -> None:
    """Tell the requester why, who decided, and how to contest it. Source: CRPA L211-2."""
    demande = decision.demande
    prise = cadre_de(demande.etablissement).jour(decision.prise_le)
    programmer_courriel(
        "conventions/refus",
        demandeur(demande),
        _contexte(demande, _dates_de(demande))
        | {
            "annonce": annonces.refus(demande.etablissement, decision.get_motif_display()),
            "mot": decision.message,
            "prise_le": f"{jour_mois(prise)} {prise.year}",
            "auteur": str(decision.auteur),
            "qualite": decision.qualite,
            "recours": decision.voies_de_recours,
        },
    )


def dates_perdues(demande: Demande, perdues: Sequence[CreneauDemande], *, option_tombee: bool, par: Demande) -> None:
    """Tell a rival what the accord given to another request, `par`, takes from it; nobody is named."""
    jours = [creneau.jour for creneau in perdues]
    if par.etablissement_id == demande.etablissement_id:
        annonce = annonces.dates_perdues(demande.etablissement, jours, option_tombee=option_tombee)
    else:
        annonce = annonces.dates_perdues_a_cote(jours)
    programmer_courriel(
        "conventions/dates_perdues", demandeur(demande), _contexte(demande, perdues) | {"annonce": annonce}
    )


# -- What leaves at once ------------------------------------------------------------------


def option_posee(demande: Demande, tenues: Sequence[CreneauDemande], jusqu_au: datetime) -> None:
    annonce = annonces.option(
        demande.etablissement,
        moments(tenues, demande.etablissement.fuseau),
        cadre_de(demande.etablissement).jour(jusqu_au),
    )
    programmer_courriel("conventions/option", demandeur(demande), _contexte(demande, tenues) | {"annonce": annonce})


def option_tombee(demande: Demande, perdues: Sequence[CreneauDemande]) -> None:
    programmer_courriel("conventions/option_tombee", demandeur(demande), _contexte(demande, perdues))


def calendrier_paru(demande: Demande, chomees: Sequence[CreneauDemande], maintenant: datetime) -> None:
    """Tell both sides which dates turn out to fall in the holidays; nothing that is held was given back."""
    contexte = _contexte(demande, chomees) | {
        "annonce": annonces.calendrier_paru([creneau.jour for creneau in chomees]),
        "suite": "Rien n’a été rendu : ce qui est accordé le reste, et l’établissement peut donner les autres.",
    }
    programmer_courriel("conventions/calendrier_paru", demandeur(demande), contexte)
    pour_l_ecole = contexte | {
        "chemin": chemin_de_decision(demande),
        "suite": "Rien n’a été rendu : relisez ces dates, et prévenez ceux qui viennent si la salle reste fermée.",
    }
    dire_a_l_ecole("conventions/calendrier_paru", demande, pour_l_ecole, maintenant)


def dates_liberees(demande: Demande, liberees: Sequence[CreneauDemande]) -> None:
    """Tell who wanted these dates that they are free again; after the accord, a click asks for them."""
    annonce = annonces.dates_liberees(
        demande.etablissement, moments(liberees, demande.etablissement.fuseau), a_decider=demande.est_a_decider
    )
    programmer_courriel(
        "conventions/dates_liberees",
        demandeur(demande),
        _contexte(demande, liberees)
        | {
            "annonce": annonce,
            "chemin": f"{demande.get_absolute_url()}{'' if demande.est_a_decider else '#placer'}",
            "acte": "Voir ma demande" if demande.est_a_decider else "Demander ce qui s’est libéré",
        },
    )


def ecole_fermee(demande: Demande, dates: Sequence[CreneauDemande]) -> None:
    """Tell who was given dates in a school that closed, or awaits its answer, and where to turn."""
    etablissement, chemin = demande.etablissement, demande.get_absolute_url()
    annonce = annonces.ecole_fermee(etablissement, moments(dates, etablissement.fuseau), a_decider=demande.est_pendante)
    programmer_courriel(
        "conventions/ecole_fermee",
        demandeur(demande),
        _contexte(demande, dates)
        | {
            "annonce": annonce,
            "a_decider": demande.est_pendante,
            "collectivite": etablissement.collectivite.nom,
            "joindre": etablissement.collectivite.courriel,
            "chemin": f"{chemin}#placer" if demande.est_pendante else chemin,
        },
    )


def ecoles_fermees(
    collectivite: Collectivite, fermees: Mapping[Etablissement, Mapping[Demande, int]], aujourdhui: date
) -> None:
    """Tell an authority which of its schools closed, and how many dates each has given or leaves unanswered."""
    programmer_courriel(
        "conventions/ecoles_fermees",
        superviseurs(collectivite, aujourdhui),
        {
            "annonce": annonces.ecoles_fermees(list(fermees)),
            "lignes": [annonces.ce_qui_tenait_a(ecole, demandes) for ecole, demandes in fermees.items()],
            "chemin": reverse("espace"),
        },
    )


def pieces_demandees(pieces: PiecesDemandees) -> None:
    """Ask for papers, or ask again: when one already has, the message says so. Source: CRPA L114-5."""
    demande = pieces.demande
    annonce = annonces.pieces(demande.etablissement, pieces.noms, pieces.dernier_jour)
    programmer_courriel(
        "conventions/pieces",
        demandeur(demande),
        _contexte(demande, _dates_de(demande))
        | {
            "annonce": annonce,
            "mot": pieces.message,
            "objet": "Il manque toujours des pièces" if pieces.relancees_le else "Il manque des pièces",
        },
    )


def demande_expiree(pieces: PiecesDemandees, maintenant: datetime) -> None:
    """Tell both sides that a request is over for want of its papers."""
    demande = pieces.demande
    contexte = _contexte(demande, _dates_de(demande))
    annonce = annonces.pieces_jamais_venues(demande.etablissement, pieces.noms, pieces.dernier_jour)
    programmer_courriel("conventions/expiree", demandeur(demande), contexte | {"annonce": annonce})
    dire_a_l_ecole(
        "conventions/expiree_ecole",
        demande,
        contexte | {"pieces": str(pieces), "chemin": chemin_de_decision(demande)},
        maintenant,
    )


def demande_completee(demande: Demande, maintenant: datetime) -> None:
    dire_a_l_ecole(
        "conventions/completee",
        demande,
        _contexte(demande, _dates_de(demande))
        | {"reponse": f"Votre réponse est attendue {_avant(demande)}.", "chemin": chemin_de_decision(demande)},
        maintenant,
    )


def ecole_relancee(demande: Demande, maintenant: datetime) -> None:
    """Remind the school of the answer that it owes."""
    dire_a_l_ecole(
        "conventions/relance",
        demande,
        _contexte(demande, _dates_de(demande))
        | {"annonce": annonces.relance(demande, maintenant), "chemin": chemin_de_decision(demande)},
        maintenant,
    )


def retard_signale(demande: Demande, maintenant: datetime) -> None:
    """Tell the authority that a school has not answered in time, and what its silence will mean."""
    refus = refus_implicite_le(demande, textes_en_vigueur(jour_du_depot(demande)))
    dire_a_la_collectivite(
        "conventions/retard",
        demande,
        _contexte(demande, _dates_de(demande))
        | {
            "annonce": annonces.relance(demande, maintenant),
            "silence": annonces.silence(refus, cadre_de(demande.etablissement).jour(maintenant)),
        },
        maintenant,
    )


def demande_retiree(demande: Demande, maintenant: datetime) -> None:
    """Tell the school that a request, or an accord it gave, is given up."""
    annulee = demande.statut == Demande.Statut.ANNULEE
    suite = "Vous n’avez plus rien à décider."
    if annulee:
        signee = demande.convention.statut == Convention.Statut.RESILIEE
        fin = "la convention prend fin" if signee else "le projet de convention est abandonné"
        suite = f"L’accord que vous aviez donné tombe : ces dates sont de nouveau libres, {fin}."
    dire_a_l_ecole(
        "conventions/retrait",
        demande,
        _contexte(demande, _dates_de(demande)) | {"suite": suite, "chemin": chemin_de_decision(demande)},
        maintenant,
    )


def date_rendue(creneau: CreneauDemande, maintenant: datetime) -> None:
    demande = creneau.demande
    rendue = moment(creneau, demande.etablissement.fuseau)
    dire_a_l_ecole(
        "conventions/date_rendue",
        demande,
        _contexte(demande, [creneau]) | {"date": f"le {jour_long(rendue.jour)}", "chemin": chemin_de_decision(demande)},
        maintenant,
    )
