"""Builders of conventions, led to a state by the verbs of the trade. The accord is of Monday 9 November 2026."""

from datetime import date, datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from associations.models import Association, Piece
from associations.services import deposer_piece
from conventions.deroule import deroule_de
from conventions.models import Convention
from conventions.services import (
    accepter,
    arreter_le_texte,
    consigner_la_signature,
    consigner_la_transmission,
    consigner_le_vote,
    suivre,
)
from salles.models import Salle
from tests.conventions.demandes_d_essai import cheffe, deposee, le_lundi, president
from tests.pdf import page_blanche
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, salle

Statut = Convention.Statut
UN_JOUR = timedelta(days=1)
DIX_MINUTES = timedelta(minutes=10)
DEMAIN = MAINTENANT + UN_JOUR
ACCORD = MAINTENANT.date()
# the first Monday is two months later, so that a vote has the time to become enforceable
JANVIER = LUNDI + timedelta(weeks=8)
SEANCE = ACCORD + 2 * UN_JOUR
TRANSMISSION = SEANCE + UN_JOUR
EXECUTOIRE = TRANSMISSION + 15 * UN_JOUR
APRES = datetime.combine(EXECUTOIRE, MAINTENANT.timetz()) + UN_JOUR  # when all may have signed
ORDRE = (Statut.A_DELIBERER, Statut.DELIBEREE, Statut.TRANSMISE, Statut.A_SIGNER, Statut.SIGNEE, Statut.ACTIVE)


def projet(
    ici: Salle | None = None,
    *,
    fois: int = 4,
    par: Association | None = None,
    le: datetime = MAINTENANT,
    jour: date = JANVIER,
) -> Convention:
    """Return the draft of an accord on Mondays from that day on."""
    ici = ici or salle()
    demande = deposee(ici, le_lundi(fois, jour=jour), par=par, maintenant=le)
    accepter(demande=demande, par=cheffe(ici), maintenant=le)
    return Convention.objects.get(demande=demande)


def relue(convention: Convention) -> Convention:
    """Return the convention as the database has it."""
    return Convention.objects.select_related("demande__etablissement", "demande__association").get(pk=convention.pk)


def assurer(convention: Convention, dernier_jour: date = date(2027, 8, 31), le: datetime = MAINTENANT) -> None:
    """Put a certificate of insurance into the wallet of the requester."""
    lieu = relue(convention).demande.association
    deposer_piece(
        association=lieu,
        type_piece=Piece.Type.ATTESTATION_RC,
        fichier=SimpleUploadedFile("attestation.pdf", page_blanche()),
        deposee_par=president(lieu),
        maintenant=le,
        dernier_jour=dernier_jour,
    )


def menee(convention: Convention, jusqu_a: str, *, assuree: bool = True) -> Convention:
    """Lead a draft to a state, each step on the first day on which it may be; `a_signer`: the organiser has signed."""
    par = cheffe(convention.demande.creneaux.first().salle)
    publique = convention.se_transmet
    pas = {
        Statut.A_DELIBERER: lambda: arreter_le_texte(
            convention=convention, par=par, seance_le=SEANCE, maintenant=DEMAIN
        ),
        Statut.DELIBEREE: lambda: consigner_le_vote(
            convention=convention, par=par, votee_le=SEANCE, reference="2026-12", maintenant=APRES
        ),
        Statut.TRANSMISE: lambda: (
            publique
            and consigner_la_transmission(convention=convention, par=par, transmise_le=TRANSMISSION, maintenant=APRES)
        ),
        Statut.A_SIGNER: lambda: signer(convention),
        Statut.SIGNEE: lambda: [signer(convention) for _ in deroule_de(relue(convention)).parties[1:]],
        Statut.ACTIVE: lambda: _activer(convention, assuree=assuree),
    }
    for statut in ORDRE[: ORDRE.index(jusqu_a) + 1]:
        pas[statut]()
    return relue(convention)


def signer(convention: Convention, le: date = EXECUTOIRE, maintenant: datetime = APRES, **champs) -> Convention:
    """Record the signature of the party whose turn it is."""
    lue = relue(convention)
    champs = {"partie": deroule_de(lue).partie_attendue, "nom": "Malik Benali", "qualite": "président", **champs}
    par = cheffe(lue.demande.creneaux.first().salle)
    return consigner_la_signature(convention=convention, par=par, signee_le=le, maintenant=maintenant, **champs)


def _activer(convention: Convention, *, assuree: bool) -> None:
    if assuree:
        assurer(convention)
    suivre(convention=convention, maintenant=APRES + DIX_MINUTES)
