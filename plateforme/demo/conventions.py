"""The conventions of the demo, led as far as their scene says, each step at an instant that lies in the past."""

from datetime import datetime

from comptes.models import Utilisateur
from conventions.deroule import Partie, deroule_de
from conventions.models import Convention, Demande
from conventions.services.etapes import (
    arreter_le_texte,
    consigner_la_signature,
    consigner_la_transmission,
    consigner_le_vote,
)
from conventions.services.suivi import suivre
from plateforme.demo.conteur import UN_JOUR

Statut = Convention.Statut
# Whose signature each scene has; `a_signer`: the authority's alone is awaited.
SIGNEES = {
    Statut.A_SIGNER: (Partie.ORGANISATEUR, Partie.ETABLISSEMENT),
    Statut.SIGNEE: tuple(Partie),
    Statut.ACTIVE: tuple(Partie),
}
ACTE = "2026-14"  # every council of the demo is invented, and so are the numbers of its acts


def mener_la_convention(demande: Demande, *, jusqu_a: str, par: Utilisateur, le: datetime) -> Convention:
    """Lead the draft of an accord given at the instant `le`; all that may be signed is, 19 days after it."""
    convention = Convention.objects.select_related("demande__etablissement", "demande__association").get(
        demande=demande
    )
    arreter_le_texte(convention=convention, par=par, seance_le=(le + 2 * UN_JOUR).date(), maintenant=le + UN_JOUR)
    if jusqu_a == Statut.A_DELIBERER:
        return convention
    le += 2 * UN_JOUR
    consigner_le_vote(convention=convention, par=par, votee_le=le.date(), reference=ACTE, maintenant=le)
    if jusqu_a == Statut.DELIBEREE:
        return convention
    le += UN_JOUR
    convention = consigner_la_transmission(convention=convention, par=par, transmise_le=le.date(), maintenant=le)
    if jusqu_a in SIGNEES and (executoire_le := convention.executoire_le):
        le += executoire_le - le.date()
    for partie in deroule_de(convention).parties:
        if partie in SIGNEES.get(Statut(jusqu_a), ()):
            _signer(convention, partie, par, le)
    return suivre(convention=convention, maintenant=le + UN_JOUR)


def _signer(convention: Convention, partie: Partie, par: Utilisateur, le: datetime) -> None:
    collectivite = convention.demande.etablissement.collectivite
    qui = {
        Partie.ORGANISATEUR: (convention.demande.responsable_nom, "Présidence"),
        Partie.ETABLISSEMENT: (str(par), "Cheffe ou chef d’établissement"),
        Partie.COLLECTIVITE: (collectivite.representant or collectivite.nom, "Représentation de la collectivité"),
    }
    nom, qualite = qui[partie]
    consigner_la_signature(
        convention=convention, par=par, partie=partie, nom=nom, qualite=qualite, signee_le=le.date(), maintenant=le
    )
