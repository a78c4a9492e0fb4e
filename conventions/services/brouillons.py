"""Drafts of requests: kept as they were typed, opened again by any member, sent by `deposer`, or thrown away."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from associations.models import Association
from associations.permissions import associations_de, est_membre
from conventions.exceptions import (
    BrouillonChange,
    BrouillonDisparu,
    BrouillonEnvoye,
    BrouillonTropLong,
    MandatManquant,
    TropDeBrouillons,
)
from conventions.models import Brouillon, Demande
from conventions.services.transitions import passer
from salles.models import Salle
from socle import idempotence
from socle.idempotence import Cle
from socle.rejouer import rejouer

BROUILLONS_MAX = 20  # for one association
LONGUEUR_MAX = 64_000  # characters; four hundred dates and every field full take a third of it


@dataclass(frozen=True, slots=True)
class Reprise:
    """A draft as somebody opened it: another `revision` says that it was kept again since."""

    brouillon: int
    revision: int


@rejouer
def garder_brouillon(
    *,
    association: Association,
    salle: Salle,
    saisie: Mapping[str, Sequence[str]],
    par,
    maintenant: datetime,
    reprise: Reprise | None = None,
    cle: Cle | None = None,
) -> Brouillon:
    """Keep what was typed for a request, complete or not: nothing is reserved, judged or told to anybody.

    `reprise` is the draft that is kept again; without one, a page sent twice under the same `cle` keeps one draft.
    Refuses with `MandatManquant`, `TropDeBrouillons`, `BrouillonTropLong` and what `reprendre` refuses.
    """
    if not est_membre(par, association):
        raise MandatManquant
    if len(json.dumps(saisie, ensure_ascii=False)) > LONGUEUR_MAX:
        raise BrouillonTropLong
    brouillon = reprendre(reprise, par=par) if reprise else _deja_garde(cle, par, maintenant)
    demande = brouillon.demande if brouillon else Demande(statut=Demande.Statut.BROUILLON)
    if demande.association_id != association.pk:
        _exiger_une_place(association)
    demande.association, demande.etablissement = association, salle.etablissement
    demande.save()
    garde = Brouillon(
        demande=demande,
        salle=salle,
        saisie=saisie,
        revision=brouillon.revision + 1 if brouillon else 1,
        garde_par=par,
        garde_le=maintenant,
    )
    garde.save()
    if cle and not reprise:
        idempotence.garder(cle, reponse={"brouillon": garde.pk}, statut_http=201)
    return garde


@rejouer
def jeter_brouillon(*, reprise: Reprise, par) -> None:
    """Throw a draft away with all that was typed in it. Refuses what `reprendre` refuses."""
    reprendre(reprise, par=par).demande.delete()


@rejouer
def jeter_les_dormants(*, maintenant: datetime) -> None:
    """Throw away the drafts that nobody has touched for as long as the site keeps them."""
    trouves = list(Brouillon.objects.dormants(maintenant).values_list("pk", flat=True))
    list(Demande.brouillons.select_for_update().filter(pk__in=trouves).order_by("pk").values_list("pk"))
    dormants = Brouillon.objects.dormants(maintenant).filter(pk__in=trouves)  # one may have been kept meanwhile
    Demande.brouillons.filter(brouillon__in=dormants).delete()


def reprendre(reprise: Reprise, *, par) -> Brouillon:
    """Lock a draft and return it, if it still is as this person opened it.

    Refuses with `BrouillonEnvoye`, `BrouillonDisparu` (thrown away, or never theirs) or `BrouillonChange`.
    """
    brouillon = _verrouille(reprise.brouillon, par)
    if brouillon is None:
        partie = Demande.objects.filter(pk=reprise.brouillon, association__in=associations_de(par)).first()
        raise BrouillonEnvoye(partie) if partie else BrouillonDisparu
    if brouillon.revision != reprise.revision:
        raise BrouillonChange(brouillon)
    return brouillon


def envoyer(brouillon: Brouillon) -> Demande:
    """Turn a locked draft into the request that leaves, for the caller to fill and save. What was typed goes."""
    demande = brouillon.demande
    passer(demande, Demande.Statut.SOUMISE)
    brouillon.delete()
    return demande


def _deja_garde(cle: Cle | None, par, maintenant: datetime) -> Brouillon | None:
    """Return the draft that this page has kept before, unless it left or was thrown away since."""
    gardee = idempotence.reserver(cle, maintenant=maintenant) if cle else None
    return _verrouille(gardee["brouillon"], par) if gardee else None


def _verrouille(identifiant: int, par) -> Brouillon | None:
    siens = Demande.brouillons.filter(association__in=associations_de(par))
    if not siens.select_for_update().filter(pk=identifiant).first():
        return None
    return Brouillon.objects.select_related("demande", "garde_par").get(pk=identifiant)


def _exiger_une_place(association: Association) -> None:
    """Count under the lock of the association: two members do not both keep the last one."""
    Association.objects.select_for_update(no_key=True).get(pk=association.pk)
    if Demande.brouillons.filter(association=association).count() >= BROUILLONS_MAX:
        raise TropDeBrouillons(association, BROUILLONS_MAX)
