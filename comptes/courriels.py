"""The one way to write to people: a job enqueued inside the transaction of its cause.

Nothing is lost if the process dies after the transaction, nothing leaves if it is rolled back. A message is two
templates, `courriels/<gabarit>.txt` (whose first line is « Objet : … ») and `courriels/<gabarit>.html`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from procrastinate.contrib.django import app

from comptes.taches import envoyer_courriel


def programmer_courriel(
    gabarit: str, destinataires: Iterable[str], contexte: Mapping[str, Any], *, le: datetime | None = None
) -> list[int]:
    """Enqueue one message per address, now or at `le`, and return the ids of the jobs (to cancel an undone one).

    `contexte` holds plain JSON values; a path in it becomes a link by `{{ adresse }}{{ chemin }}` in the template.
    One job an address: an attempt that is tried again never writes twice to the others.
    """
    adresses = sorted(set(destinataires))
    if not adresses:
        return []
    envoi = envoyer_courriel.configure(schedule_at=le)
    taches: list[dict[str, Any]] = [
        {"gabarit": gabarit, "destinataire": adresse, "contexte": dict(contexte)} for adresse in adresses
    ]
    return envoi.batch_defer(*taches)


def annuler_courriels(taches: Iterable[int]) -> bool:
    """Cancel messages that have not left; False as soon as one has, and the caller rolls its transaction back."""
    return all(app.job_manager.cancel_job_by_id(tache) for tache in taches)
