"""Who is written to about a request: who filed it, the school, or the authority where the school has nobody."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from comptes.courriels import programmer_courriel
from conventions.models import Demande
from conventions.phrases import du
from etablissements.notifications import direction, instructeurs, superviseurs


def demandeur(demande: Demande) -> list[str]:
    return [demande.dossier.depose_par.courriel]


def dire_a_l_ecole(gabarit: str, demande: Demande, contexte: Mapping[str, Any], maintenant: datetime) -> None:
    """Write to the head and the gestionnaire; where there is neither, to the authority, which is told why."""
    adresses = direction(demande.etablissement, timezone.localdate(maintenant))
    if adresses:
        programmer_courriel(gabarit, adresses, contexte)
    else:
        dire_a_la_collectivite(gabarit, demande, {**contexte, "a_la_place": du(demande.etablissement)}, maintenant)


def dire_a_la_collectivite(gabarit: str, demande: Demande, contexte: Mapping[str, Any], maintenant: datetime) -> None:
    """Write to the superviseurs, who may name the people of a school, and to the instructeurs, who may not."""
    etablissement, aujourdhui = demande.etablissement, timezone.localdate(maintenant)
    nomment = superviseurs(etablissement.collectivite, aujourdhui)
    autres = set(instructeurs(etablissement.collectivite, aujourdhui)) - set(nomment)
    lue = {**contexte, "chemin": demande.get_absolute_url()}
    programmer_courriel(gabarit, nomment, lue | {"nommer": reverse("etablissements:equipe", args=[etablissement.uai])})
    programmer_courriel(gabarit, autres, lue | {"nommer": ""})
