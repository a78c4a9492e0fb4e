"""The one way to write to people: a job enqueued inside the transaction of its cause.

Nothing is lost if the process dies after the transaction, nothing leaves if it is rolled back. A message is two
templates, `courriels/<gabarit>.txt` (whose first line is « Objet : … ») and `courriels/<gabarit>.html`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from comptes.taches import envoyer_courriel


def programmer_courriel(gabarit: str, destinataires: Iterable[str], contexte: Mapping[str, Any]) -> list[int]:
    """Enqueue one message per address and return the ids of the jobs.

    `contexte` holds plain JSON values; a path in it becomes a link by `{{ adresse }}{{ chemin }}` in the template.
    One job an address: an attempt that is tried again never writes twice to the others.
    """
    adresses = sorted(set(destinataires))
    if not adresses:
        return []
    taches: list[dict[str, Any]] = [
        {"gabarit": gabarit, "destinataire": adresse, "contexte": dict(contexte)} for adresse in adresses
    ]
    return envoyer_courriel.batch_defer(*taches)
