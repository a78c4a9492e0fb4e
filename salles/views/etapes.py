"""The steps of publishing a room: each is a page that saves a draft, and none is needed to leave and come back."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from salles.models import Salle
from salles.series import plages_de
from salles.services.completude import PLANNING, Manque, manques, phrase_des_manques
from salles.views import fiche

ETAPES = {
    "description": "La salle",
    "photos": "Photos",
    "ouvertures": "Ouvertures",
    "planning": "Planning",
    "publication": "Publier",
}


@dataclass(frozen=True, slots=True)
class Etape:
    numero: int
    nom: str
    url: str
    courante: bool
    faite: bool


def adresse(salle: Salle, etape: str) -> str:
    return reverse(f"salles:{etape}", args=[salle.etablissement.uai, salle.pk])


def suivante(salle: Salle, etape: str) -> str:
    """Return the address of the step after this one."""
    noms = list(ETAPES)
    return adresse(salle, noms[noms.index(etape) + 1])


def contexte_etape(salle: Salle, etape: str) -> dict[str, Any]:
    """Return what each step shows around its form: the way, what is missing, the card as the public will see it."""
    absents = manques(salle, timezone.now())
    return {
        "salle": salle,
        "etablissement": salle.etablissement,
        "collectivite": salle.etablissement.collectivite,
        "etape": etape,
        "etapes": _etapes(salle, etape, absents),
        "manques": absents,
        "phrase_manques": phrase_des_manques(absents),
        "il_reste_la_case": absents == [PLANNING],
        "ariane": ariane(salle.etablissement, (adresse(salle, etape), salle.nom)),
        **carte(salle),
    }


def carte(salle: Salle) -> dict[str, Any]:
    """Return what the card of a room says."""
    heures = round(fiche.heures_par_semaine(plages_de([salle]).get(salle.pk, ())) / timedelta(hours=1))
    return {
        "heures": heures,
        "photo": salle.photos.first(),
        "atouts": fiche.atouts(salle),
    }


def ariane(etablissement, *suite: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        ("/etablissement/", etablissement.nom),
        (reverse("salles:nos_salles", args=[etablissement.uai]), "Nos salles"),
        *suite,
    ]


def _etapes(salle: Salle, courante: str, absents: list[Manque]) -> list[Etape]:
    a_faire = {manque.etape for manque in absents}
    # the planning has no obligatory answer of its own: it is done once it is certified
    if "publication" in a_faire:
        a_faire.add("planning")
    return [
        Etape(
            numero=rang,
            nom=nom,
            url=adresse(salle, etape),
            courante=etape == courante,
            faite=etape not in a_faire and (etape != "publication" or salle.est_publiee),
        )
        for rang, (etape, nom) in enumerate(ETAPES.items(), 1)
    ]
