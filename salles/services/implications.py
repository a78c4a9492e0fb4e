"""What a change implies for what is held and for who waits: read before it is saved, and saved as it was read."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from socle.erreur import ErreurMetier


@dataclass(frozen=True, slots=True)
class Rubrique:
    """One kind of consequence, a sentence for each."""

    titre: str
    phrases: tuple[str, ...]


class AConfirmer(ErreurMetier):
    """Not a refusal but a question: `rubriques` were not read yet, or are no longer what was read."""

    code = "a_confirmer"
    message = "Lisez ce que ce changement implique, puis enregistrez."

    def __init__(self, rubriques: Sequence[Rubrique]):
        super().__init__(details={"implications": {rubrique.titre: list(rubrique.phrases) for rubrique in rubriques}})
        self.rubriques = tuple(rubriques)
        self.empreinte = hashlib.sha256(repr(self.rubriques).encode()).hexdigest()[:16]


def rubriques(*parties: tuple[str, Iterable[str]]) -> list[Rubrique]:
    """Return what has something to say of these (title, sentences)."""
    return [Rubrique(titre, lues) for titre, phrases in parties if (lues := tuple(phrases))]


def exiger_lecture(lues: Sequence[Rubrique], vu: str | None) -> None:
    """Ask with `AConfirmer` unless these are what the person read, by the name `vu`; None where nobody is asked.

    Called under the lock of what changes: what is written is what was read.
    """
    if not lues or vu is None:
        return
    question = AConfirmer(lues)
    if vu != question.empreinte:
        raise question
