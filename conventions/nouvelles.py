"""What people are told of a convention: one function per message, a job of the caller's transaction."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils import timezone

from comptes.courriels import programmer_courriel
from conventions.destinataires import demandeur, dire_a_l_ecole
from conventions.models import Convention, CreneauDemande
from conventions.phrases import l_instance, le, les_dates, majuscule, moments
from etablissements.ecriture import jour_long, jour_mois
from etablissements.notifications import instructeurs, superviseurs

GABARIT = "conventions/nouvelle"


def organisateur_attendu(convention: Convention) -> None:
    """Tell the organiser that the vote is there and that it signs first; until when the school cannot."""
    etablissement = convention.demande.etablissement
    suite = "Vous signez en premier."
    if convention.executoire_le:
        quand = f"{jour_mois(convention.executoire_le)} {convention.executoire_le.year}"
        suite = f"{suite} L’établissement signe ensuite, à partir du {quand}, quand le vote est exécutoire."
    annonce = f"{majuscule(l_instance(etablissement))} a donné son accord à la convention {convention.numero}."
    _ecrire(convention, demandeur(convention.demande), "Votre convention est votée : à vous de signer", annonce, suite)


def collectivite_attendue(convention: Convention, maintenant: datetime) -> None:
    """Tell the agents of the authority that its signature alone is missing."""
    demande = convention.demande
    collectivite, aujourdhui = demande.etablissement.collectivite, timezone.localdate(maintenant)
    agents = {*instructeurs(collectivite, aujourdhui), *superviseurs(collectivite, aujourdhui)}
    annonce = (
        f"{demande.association.nom} et {le(demande.etablissement)} ont signé la convention {convention.numero}. "
        "La collectivité signe à son tour."
    )
    suite = "Consignez la signature dans Préau quand elle est donnée : l’établissement peut aussi le faire pour vous."
    _ecrire(convention, agents, "Une convention attend la signature de la collectivité", annonce, suite)


def assurance_attendue(convention: Convention, jour: date) -> None:
    """Tell the organiser what keeps a signed convention from being active."""
    annonce = (
        f"Toutes les parties ont signé la convention {convention.numero}. Il manque une attestation d’assurance qui "
        f"couvre le {jour_long(jour)} : aucune séance ne commence avant."
    )
    suite = "Déposez-la parmi vos documents : la convention devient active dans l’heure."
    _ecrire(convention, demandeur(convention.demande), "Convention signée : il manque l’assurance", annonce, suite)


def convention_active(convention: Convention, maintenant: datetime) -> None:
    """Tell both sides that sessions may begin."""
    fin = convention.dernier_jour
    annonce = f"La convention {convention.numero} est signée par tous et active jusqu’au {jour_mois(fin)} {fin.year}."
    objet = f"Convention active : {convention.demande.association.nom}"
    _ecrire(convention, demandeur(convention.demande), "Votre convention est active", annonce, "Bonnes séances !")
    contexte = _contexte(convention, objet, annonce, "La loge lit dans l’agenda que la porte peut s’ouvrir.")
    dire_a_l_ecole(GABARIT, convention.demande, contexte, maintenant)


def convention_abandonnee(convention: Convention, rendues: Sequence[CreneauDemande], maintenant: datetime) -> None:
    """Tell both sides that the convention will not be, why, and which dates are free again."""
    demande = convention.demande
    annonce = f"La convention {convention.numero} ne se fera pas. {convention.motif_abandon}"
    suite = "Aucune date n’était à venir."
    if rendues:
        dites = les_dates(moments(rendues, demande.etablissement.fuseau))
        suite = f"Ne sont plus tenues, et libres pour d’autres : {dites}."
    _ecrire(convention, demandeur(demande), "Votre convention est abandonnée", annonce, suite)
    contexte = _contexte(convention, f"Convention abandonnée : {demande.association.nom}", annonce, suite)
    dire_a_l_ecole(GABARIT, demande, contexte, maintenant)


def _ecrire(convention: Convention, adresses: Iterable[str], objet: str, annonce: str, suite: str) -> None:
    programmer_courriel(GABARIT, adresses, _contexte(convention, objet, annonce, suite))


def _contexte(convention: Convention, objet: str, annonce: str, suite: str) -> dict[str, str]:
    return {
        "objet": objet,
        "annonce": annonce,
        "suite": suite,
        "chemin": convention.get_absolute_url(),
        "signature": f"Préau, pour {le(convention.demande.etablissement)}.",
    }
