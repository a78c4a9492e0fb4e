"""The same call twice acts once: pages sent from two tabs, API calls tried again after a lost answer."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from socle.erreur import ErreurMetier
from socle.models import CleIdempotence

DUREE_DE_VIE = timedelta(hours=24)
FORME = re.compile(r"[\x21-\x7e]{1,120}")


class CleInvalide(ErreurMetier):
    code = "cle_invalide"
    message = "La clé d’idempotence compte de 1 à 120 caractères ASCII sans espace."
    statut_http = 400


class CleReutilisee(ErreurMetier):
    code = "cle_reutilisee"
    message = "Cette clé a déjà servi pour une autre demande. Rouvrez le formulaire, ou envoyez une autre clé."
    statut_http = 422


@dataclass(frozen=True)
class Cle:
    """What the client calls this act, and what it asked: unique per actor."""

    acteur: Any
    valeur: str
    empreinte: str

    @classmethod
    def de(cls, acteur, valeur: str, corps: Any) -> "Cle":
        """Name an act by the client's key; `corps` is what was asked, in JSON values. Raises `CleInvalide`."""
        if not FORME.fullmatch(valeur):
            raise CleInvalide
        canonique = json.dumps(corps, sort_keys=True, default=str)
        return cls(acteur, valeur, hashlib.sha256(canonique.encode()).hexdigest())


def retrouver(cle: Cle, *, maintenant: datetime) -> dict | None:
    """Return the answer kept under this key, before its call is even read: what was well asked then may be no more.

    Raises `CleReutilisee` when the same key asked for something else.
    """
    gardees = CleIdempotence.objects.filter(acteur=cle.acteur, cle=cle.valeur, creee_le__gte=maintenant - DUREE_DE_VIE)
    return _reponse(cle, gardee) if (gardee := gardees.first()) else None


def reserver(cle: Cle, *, maintenant: datetime) -> dict | None:
    """Open the transaction of an act: return the answer kept under this key, or None when the act is to be done.

    A second call waits here until the transaction of the first ends; if that one was refused, nothing was kept and
    the second acts. Raises `CleReutilisee` when the same key asked for something else.
    """
    CleIdempotence.objects.filter(acteur=cle.acteur, creee_le__lt=maintenant - DUREE_DE_VIE).delete()
    gardee, neuve = CleIdempotence.objects.get_or_create(
        acteur=cle.acteur,
        cle=cle.valeur,
        defaults={"empreinte": cle.empreinte, "statut_http": 0, "reponse": {}, "creee_le": maintenant},
    )
    return None if neuve else _reponse(cle, gardee)


def _reponse(cle: Cle, gardee: CleIdempotence) -> dict:
    if gardee.empreinte != cle.empreinte:
        raise CleReutilisee
    return gardee.reponse


def garder(cle: Cle, *, reponse: dict, statut_http: int) -> None:
    """Close the transaction of an act: keep what a repeated call will be answered."""
    CleIdempotence.objects.filter(acteur=cle.acteur, cle=cle.valeur).update(reponse=reponse, statut_http=statut_http)
