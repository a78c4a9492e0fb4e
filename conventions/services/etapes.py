"""The steps of a convention that happen outside: Préau writes them down, dates them and draws what follows.

Source of the order and of the guards: Code de l'éducation R421-20, R421-54, and `docs/domaine.md`.
"""

from datetime import date, datetime, timedelta

from conventions.deroule import Partie, deroule_de, signables
from conventions.exceptions_des_conventions import (
    AccordRevocable,
    EtapeImpossible,
    EtapeMalDatee,
    SignatureNonAttendue,
    SignatureTropTot,
)
from conventions.models import Convention, Etape, Signature
from conventions.phrases import peut_se_raviser
from conventions.services.repentir import revocable_jusqu_a
from conventions.services.suivi import nouvelle_de, programmer_le_suivi
from conventions.services.texte import figer, rouvrir
from conventions.services.transitions import ETAPES, exiger_etape, passer_convention
from conventions.services.verrous import verrouiller_convention
from etablissements.ecriture import jour_mois
from etablissements.textes import textes_en_vigueur
from salles.regles import cadre_de
from socle.rejouer import rejouer

Statut = Convention.Statut
# Where taking a step back leads; a signature leads back to those that are left.
AVANT = {
    Statut.A_DELIBERER: Statut.REDACTION,
    Statut.DELIBEREE: Statut.A_DELIBERER,
    Statut.TRANSMISE: Statut.DELIBEREE,
    Statut.A_SIGNER: Statut.A_SIGNER,
    Statut.SIGNEE: Statut.A_SIGNER,
}


@rejouer
def arreter_le_texte(*, convention: Convention, par, seance_le: date, maintenant: datetime) -> Convention:
    """Put the text to the vote of that session: from here on the stored file is the text, and nothing rewrites it.

    Refuses with `EtapeImpossible`, with `EtapeMalDatee` a session before the accord or after the last date, with
    `AccordRevocable` as long as the accord may be taken back.
    """
    convention = verrouiller_convention(convention)
    exiger_etape(convention, Statut.A_DELIBERER)
    exiger_accord_confirme(convention, maintenant)
    exiger_jour(seance_le, _jour_de_l_accord(convention), convention.dernier_jour, champ="seance_le")
    figer(convention)
    consigner(convention, Statut.A_DELIBERER, seance_le, par, maintenant)
    return convention


@rejouer
def consigner_le_vote(
    *, convention: Convention, par, votee_le: date, maintenant: datetime, reference: str = ""
) -> Convention:
    """Write down that the council said yes; a no is for `abandon.consigner_le_refus`."""
    convention = verrouiller_convention(convention)
    exiger_etape(convention, Statut.DELIBEREE)
    exiger_jour_du_vote(convention, votee_le, maintenant)
    consigner(convention, Statut.DELIBEREE, votee_le, par, maintenant, reference=reference)
    programmer_le_suivi(convention, maintenant)
    return convention


@rejouer
def consigner_la_transmission(*, convention: Convention, par, transmise_le: date, maintenant: datetime) -> Convention:
    """Write down when the vote was transmitted, from which its enforceability is counted. Source: R421-54."""
    convention = verrouiller_convention(convention)
    exiger_etape(convention, Statut.TRANSMISE)
    if not convention.se_transmet:
        raise EtapeImpossible(convention, ETAPES[Statut.TRANSMISE])
    votee_le = deroule_de(convention).etapes[Statut.DELIBEREE].fait_le
    exiger_jour(transmise_le, votee_le, aujourd_hui(convention, maintenant), champ="transmise_le")
    delai = textes_en_vigueur(transmise_le)["executoire"].jours or 0
    convention.executoire_le = transmise_le + timedelta(days=delai)
    consigner(convention, Statut.TRANSMISE, transmise_le, par, maintenant)
    programmer_le_suivi(convention, maintenant)
    return convention


@rejouer
def consigner_la_signature(
    *, convention: Convention, par, partie: str, nom: str, qualite: str, signee_le: date, maintenant: datetime
) -> Convention:
    """Write down that the party whose turn it is has signed; the last one makes the convention `signee`.

    Refuses with `EtapeImpossible`, `SignatureNonAttendue`, `EtapeMalDatee`, and with `SignatureTropTot` the head
    before the vote is enforceable.
    """
    convention = verrouiller_convention(convention)
    if convention.statut not in signables(convention):
        raise EtapeImpossible(convention, ETAPES[Statut.A_SIGNER])
    deroule = deroule_de(convention)
    if partie != deroule.partie_attendue:
        raise SignatureNonAttendue(str(Partie(partie).label))
    signees = [signature.signee_le for signature in deroule.signatures.values()]
    pas_avant = max([deroule.etapes[Statut.DELIBEREE].fait_le, *signees])
    exiger_jour(signee_le, pas_avant, aujourd_hui(convention, maintenant), champ="signee_le")
    executoire_le = convention.executoire_le
    if partie == Partie.ETABLISSEMENT and executoire_le and signee_le < executoire_le:
        raise SignatureTropTot(executoire_le, champ="signee_le")
    signature = Signature(
        convention=convention,
        partie=partie,
        nom=nom,
        qualite=qualite,
        signee_le=signee_le,
        consignee_par=par,
        consignee_le=maintenant,
    )
    signature.full_clean(exclude=["convention", "consignee_par"], validate_constraints=False)
    signature.save(force_insert=True)
    if convention.statut != Statut.A_SIGNER:
        passer_convention(convention, Statut.A_SIGNER)
    if partie == deroule.parties[-1]:
        passer_convention(convention, Statut.SIGNEE)
    convention.save()
    programmer_le_suivi(convention, maintenant)
    return convention


@rejouer
def revenir(*, convention: Convention, maintenant: datetime, lue: str | None = None) -> Convention:
    """Take the last step back, which was written by mistake. What freed dates or opened the door stays.

    `lue` is the key of the one that was read. Refuses with `EtapeImpossible` where there is nothing to take back, or
    something else.
    """
    convention = verrouiller_convention(convention)
    deroule = deroule_de(convention)
    derniere = deroule.derniere
    if convention.statut not in AVANT or derniere is None or lue not in (None, derniere.cle):
        raise EtapeImpossible(convention, "revenir sur une étape")
    if convention.annoncee == nouvelle_de(convention, deroule):  # else nobody knows yet of what is taken back
        convention.annoncee = ""
    derniere.reprise_le = maintenant
    derniere.save(update_fields=["reprise_le"])
    convention.statut = AVANT[Statut(convention.statut)]
    if len(deroule.signatures) == 1:
        convention.statut = signables(convention)[0]
    if convention.statut == Statut.REDACTION:
        rouvrir(convention, maintenant=maintenant)
    if convention.statut == Statut.DELIBEREE:
        convention.executoire_le = None
    convention.save()
    return convention


def consigner(convention: Convention, statut: str, le: date, par, maintenant: datetime, *, reference: str = "") -> None:
    """Move the convention and write down the step; `par` is None for what follows by itself."""
    passer_convention(convention, statut)
    etape = Etape(
        convention=convention,
        statut=statut,
        fait_le=le,
        reference=reference,
        consignee_par=par,
        consignee_le=maintenant,
    )
    etape.full_clean(exclude=["convention", "consignee_par"], validate_constraints=False)
    etape.save(force_insert=True)
    convention.save()


def exiger_accord_confirme(convention: Convention, maintenant: datetime) -> None:
    """Refuse with `AccordRevocable` as long as the accord may be taken back: that undoes it without a trace."""
    accord = convention.demande.decisions.en_vigueur().get()
    accord.demande = convention.demande
    if fin := revocable_jusqu_a(accord, maintenant):
        raise AccordRevocable(peut_se_raviser(convention.demande, fin))


def exiger_jour_du_vote(convention: Convention, votee_le: date, maintenant: datetime) -> None:
    exiger_jour(votee_le, _jour_de_l_accord(convention), aujourd_hui(convention, maintenant), champ="votee_le")


def exiger_jour(jour: date, pas_avant: date, pas_apres: date, *, champ: str) -> None:
    """Refuse with `EtapeMalDatee` a day outside of these two."""
    if not pas_avant <= jour <= pas_apres:
        bornes = f"entre le {jour_mois(pas_avant)} {pas_avant.year} et le {jour_mois(pas_apres)} {pas_apres.year}"
        raise EtapeMalDatee(f"Ce jour n’est pas possible : donnez-en un {bornes}.", champ=champ)


def aujourd_hui(convention: Convention, maintenant: datetime) -> date:
    return cadre_de(convention.demande.etablissement).jour(maintenant)


def _jour_de_l_accord(convention: Convention) -> date:
    return aujourd_hui(convention, convention.demande.decidee_le or convention.redigee_le)
