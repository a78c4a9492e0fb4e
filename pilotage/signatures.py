"""The conventions that an authority has to sign, the first séance first. Constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet

from conventions.deroule import Partie, que_la_collectivite_signe
from conventions.models import Convention, Signature
from etablissements.models import Collectivite
from salles.regles import cadre_de


@dataclass(frozen=True, slots=True)
class ASigner:
    """One convention that all before the authority have signed."""

    convention: Convention
    depuis: date  # the day on which the school signed
    commencee: bool  # its first date has come: somebody stands before a closed door


def conventions_a_signer(collectivite: Collectivite) -> QuerySet[Convention]:
    """Return the conventions that wait for the signature of an authority, with all that their lines tell.

    Of their signatures, the school's alone.
    """
    de_l_ecole = Prefetch("signatures", Signature.objects.en_vigueur().filter(partie=Partie.ETABLISSEMENT))
    siennes = Convention.objects.filter(demande__etablissement__collectivite=collectivite)
    siennes = siennes.select_related("demande__association", "demande__etablissement__collectivite")
    return que_la_collectivite_signe(siennes).prefetch_related(de_l_ecole).order_by("premier_jour", "pk")


def lire(conventions: Sequence[Convention], maintenant: datetime) -> list[ASigner]:
    """Return one line a convention. Expects `conventions_a_signer`."""
    return [
        ASigner(
            convention,
            depuis=convention.signatures.all()[0].signee_le,
            commencee=convention.premier_jour <= cadre_de(convention.demande.etablissement).jour(maintenant),
        )
        for convention in conventions
    ]
