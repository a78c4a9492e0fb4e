"""The one family of refusals that the trade may raise."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager


class ErreurMetier(Exception):
    """A refusal by a rule of the trade: a stable `code`, and a French sentence that says what to do.

    `champ` names the form field at fault, when there is one; `details` carries plain data for the API.
    `statut_http` is how the API answers: 409 where the state of things has moved, 400 where the input is at fault.
    """

    code = "refus"
    message = "Cette action n’est pas possible."
    statut_http = 409
    champ: str | None = None

    def __init__(
        self,
        message: str | None = None,
        *,
        champ: str | None = None,
        details: Mapping | None = None,
    ):
        self.message = message or self.message
        self.champ = champ or self.champ
        self.details = dict(details or {})
        super().__init__(self.message)


class DroitManquant(ErreurMetier):
    """The person is known and sees the object, but may not do this."""

    code = "droit_manquant"
    message = "Vous n’avez pas le droit de faire cela. Demandez à la personne qui gère cet espace."
    statut_http = 403


class ActeInconnu(ErreurMetier):
    """The call names an act that no page offers there."""

    code = "acte_inconnu"
    message = "Cette page ne propose pas cela. Rien n’est changé : rechargez-la, puis recommencez."
    statut_http = 400


@contextmanager
def au_rang(rang: int, liste: str, champs: Collection[str]) -> Iterator[None]:
    """Say of a refusal of one item of a list which one it is, as a call names it: « creneaux.2.dates ».

    `champs` are the fields of an item; a refusal of anything else passes as it is.
    """
    try:
        yield
    except ErreurMetier as refus:
        if refus.champ in champs:
            refus.champ = f"{liste}.{rang}.{refus.champ}"
        raise


def exiger(droit: bool) -> None:
    """Refuse with `DroitManquant` unless the right is held: the person sees the object, but may not do this."""
    if not droit:
        raise DroitManquant
