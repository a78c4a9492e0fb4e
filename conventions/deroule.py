"""What is recorded of a convention so far, who signs in which order, and what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from conventions.models import Convention, Etape, Exemplaire, Signature
from etablissements.models import Collectivite

Partie = Signature.Partie
Statut = Convention.Statut
AVANT_LA_COLLECTIVITE = (Partie.ORGANISATEUR, Partie.ETABLISSEMENT)
DE_LA_COLLECTIVITE = (Partie.COLLECTIVITE, Partie.COMMUNE)  # who signs after the school


@dataclass(frozen=True, slots=True)
class Deroule:
    """The steps and signatures that stand, by state and by party."""

    convention: Convention
    etapes: Mapping[str, Etape]
    signatures: Mapping[str, Signature]

    @property
    def parties(self) -> tuple[Partie, ...]:
        return parties_de(self.convention)

    @property
    def partie_attendue(self) -> Partie | None:
        """Return who signs next; None before the vote, and when all have."""
        if self.convention.statut not in signables(self.convention):
            return None
        return next((partie for partie in self.parties if partie not in self.signatures), None)

    def le(self, statut: str) -> date | None:
        """Return the day of a step that is recorded."""
        etape = self.etapes.get(statut)
        return etape.fait_le if etape else None

    @property
    def exemplaire(self) -> Exemplaire | None:
        """Return the signed copy that stands: one query unless prefetched."""
        return next((un for un in self.convention.exemplaires.all() if un.reprise_le is None), None)

    @property
    def derniere(self) -> Etape | Signature | None:
        """Return what was recorded last: signatures follow all that leads to them."""
        signees = [self.signatures[partie] for partie in self.parties if partie in self.signatures]
        return signees[-1] if signees else self.etapes.get(self.convention.statut)


def deroule_de(convention: Convention) -> Deroule:
    """Return what stands: two queries unless prefetched. Expects `demande__etablissement`."""
    return Deroule(
        convention,
        {etape.statut: etape for etape in convention.etapes.all() if etape.reprise_le is None},
        {signature.partie: signature for signature in convention.signatures.all() if signature.reprise_le is None},
    )


def parties_de(convention: Convention) -> tuple[Partie, ...]:
    """Return who signs, in order; the mayor, where the law lets him lend. Source: docs/domaine.md, legal basis."""
    communes = (Partie.COMMUNE,) if convention.base_legale == Collectivite.BaseLegale.L212_15 else ()
    return (*AVANT_LA_COLLECTIVITE, Partie.COLLECTIVITE, *communes)


def que_la_collectivite_signe(conventions: QuerySet[Convention]) -> QuerySet[Convention]:
    """Narrow to those whose `partie_attendue` is the authority."""
    signees = Signature.objects.en_vigueur().filter(convention=OuterRef("pk"))
    return conventions.filter(
        *(Exists(signees.filter(partie=partie)) for partie in AVANT_LA_COLLECTIVITE),
        ~Exists(signees.filter(partie=Partie.COLLECTIVITE)),
        statut=Statut.A_SIGNER,
    )


def signables(convention: Convention) -> tuple[str, ...]:
    """Return the states in which a signature may be recorded: nobody signs before the vote, or its transmission."""
    return (Statut.TRANSMISE if convention.se_transmet else Statut.DELIBEREE, Statut.A_SIGNER)


def nom_de_la_partie(convention: Convention, partie: str) -> str:
    """Name a party as the pages do. Expects the school with authority and commune, and the requester."""
    demande = convention.demande
    match partie:
        case Partie.ORGANISATEUR:
            return demande.association.nom
        case Partie.ETABLISSEMENT:
            return demande.etablissement.nom
        case Partie.COMMUNE:
            commune = demande.etablissement.site.commune
            return f"Commune : {commune.nom}" if commune else "La commune"
        case _:
            return demande.etablissement.collectivite.nom
