"""Where is the place that somebody typed? The local table of communes first, the Géoplateforme for addresses.

Source: Géocodage Géoplateforme (IGN, 50 requests per second), with geopy. Communes and postal codes need no network.
"""

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar
from urllib.error import HTTPError

from django.conf import settings
from geopy.adapters import URLLibAdapter
from geopy.exc import GeocoderQueryError, GeopyError
from geopy.geocoders import BANFrance

from etablissements.models import Commune
from etablissements.toponymie import (
    communes_citees,
    communes_nommees,
    communes_ressemblantes,
    est_un_territoire,
    nommer,
)
from socle.erreur import ErreurMetier

LONGUEUR_MAX = 200
LONGUEUR_CITEE = 60
# Below this score (0 to 1) the Géoplateforme itself is not sure.
SCORE_MIN = 0.5
ALTERNATIVES = 5
# After a failure the network is left alone for a while: a dead one costs its delay once, not at every search.
REPOS_S = 60
PRECISIONS = {"housenumber": "numero", "street": "rue", "locality": "lieu_dit", "municipality": "commune"}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Lieu:
    """A place on the map, in degrees. `precision`: numero, rue, lieu_dit or commune; `source`: communes, geoplateforme.

    `alternatives`: namesakes, or communes of the same postal code, to be offered beside. `faute_de_mieux`: an address
    was typed, and its commune is all that was understood.
    """

    latitude: float
    longitude: float
    libelle: str
    precision: str
    source: str
    alternatives: tuple["Lieu", ...] = ()
    faute_de_mieux: bool = False


class LieuIntrouvable(ErreurMetier):
    code = "lieu_introuvable"
    statut_http = 400


class GeocodeurMuet(Exception):
    """The geocoder did not answer in time, or not as expected."""


@dataclass
class Disjoncteur:
    """Remembers, in this process, until when the network is left alone."""

    jusqu_a: float = 0.0  # time.monotonic()

    def est_ouvert(self) -> bool:
        return time.monotonic() < self.jusqu_a

    def ouvrir(self) -> None:
        self.jusqu_a = time.monotonic() + REPOS_S


disjoncteur = Disjoncteur()


def situer(texte: str) -> Lieu:
    """Return the place of a commune, a postal code or an address typed in any usual way.

    Names and postal codes are answered from the local table; an address by the Géoplateforme, or when it is silent
    by the commune that the address cites. Refuses with `LieuIntrouvable`, which says what to write.
    """
    ecrit = " ".join("".join(signe if signe.isprintable() else " " for signe in texte).split())[:LONGUEUR_MAX]
    if nommees := communes_nommees(ecrit):
        return _lieu_de_commune(*nommees)
    if est_un_territoire(ecrit):
        raise _introuvable(ecrit, [])
    if adresse := _situer_adresse(ecrit):
        return adresse
    # A name alone that almost is another one is a slip of the hand: better ask than find a commune inside it.
    proches = communes_ressemblantes(ecrit)
    if not proches and (citees := communes_citees(ecrit)):
        return replace(_lieu_de_commune(citees[0]), faute_de_mieux=True)
    raise _introuvable(ecrit, [nommer(commune) for commune in proches])


def _lieu_de_commune(commune: Commune, *homonymes: Commune) -> Lieu:
    return Lieu(
        latitude=commune.latitude,  # type: ignore[arg-type]  # only communes with a position are looked up
        longitude=commune.longitude,  # type: ignore[arg-type]
        libelle=nommer(commune),
        precision="commune",
        source="communes",
        alternatives=tuple(_lieu_de_commune(homonyme) for homonyme in homonymes[:ALTERNATIVES]),
    )


def _introuvable(ecrit: str, proches: list[str]) -> LieuIntrouvable:
    cite = f"« {ecrit if len(ecrit) <= LONGUEUR_CITEE else f'{ecrit[:LONGUEUR_CITEE]}…'} »"
    if not any(signe.isalnum() for signe in ecrit):
        message = "Écrivez une commune, un code postal ou une adresse."
    elif proches:
        message = f"Nous ne trouvons pas {cite}. Vouliez-vous dire {' ou '.join(proches)} ?"
    elif est_un_territoire(ecrit):
        message = f"{cite} désigne tout un territoire : écrivez une commune ou un code postal."
    else:
        message = (
            f"Nous ne trouvons pas {cite}. Écrivez une commune, un code postal ou une adresse, "
            "par exemple « Voiron », « 38500 » ou « 12 rue Haute, Voiron »."
        )
    return LieuIntrouvable(message, champ="pres_de", details={"propositions": proches})


# -- Network -----------------------------------------------------------------------------


def _situer_adresse(ecrit: str) -> Lieu | None:
    """Return what the Géoplateforme is sure of; None when it is not, or when it does not answer."""
    if not any(signe.isalnum() for signe in ecrit) or disjoncteur.est_ouvert():
        return None
    try:
        return _interroger(settings.PREAU_GEOCODEUR_DOMAINE, ecrit)
    except GeocodeurMuet:
        disjoncteur.ouvrir()
        return None


@lru_cache(maxsize=2_000)
def _interroger(adresse_du_service: str, ecrit: str) -> Lieu | None:
    """Ask once per address; a failure is not kept."""
    protocole, _, domaine = adresse_du_service.rpartition("://")
    delai = settings.PREAU_GEOCODEUR_DELAI_S
    geocodeur = BANFrance(
        domain=domaine,
        scheme=protocole or "https",
        timeout=delai,
        user_agent="preau",
        adapter_factory=URLLibAdapter,  # the other one, chosen where `requests` is installed, tries three times
    )
    try:
        reponse = _dans_le_delai(lambda: _demander(geocodeur, ecrit), delai)
        return _lire(reponse.raw) if reponse else None
    except GeocoderQueryError:
        return None  # the service answered: it does not understand the text
    except (GeopyError, OSError, LookupError, TypeError, ValueError, AttributeError) as erreur:
        raise GeocodeurMuet from erreur


def _demander(geocodeur: BANFrance, ecrit: str) -> Any:
    try:
        return geocodeur.geocode(ecrit, limit=1)
    except GeopyError as erreur:
        cause: BaseException | None = erreur
        while cause:
            if isinstance(cause, HTTPError):
                cause.close()  # geopy reads what a refusal says, and leaves it open
            cause = cause.__cause__ or cause.__context__
        raise


def _lire(reponse: dict[str, Any]) -> Lieu | None:
    proprietes = reponse["properties"]
    longitude, latitude = map(float, reponse["geometry"]["coordinates"])
    if float(proprietes["score"]) < SCORE_MIN or not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    precision = PRECISIONS.get(proprietes["type"], "lieu_dit")
    return Lieu(latitude, longitude, str(proprietes["label"]), precision, "geoplateforme")


def _dans_le_delai(question: Callable[[], T], delai_s: float) -> T:
    """Return the answer, or raise `TimeoutError`: a slow name server or a trickle of bytes escapes socket timeouts."""
    reponses: queue.Queue[tuple[T | None, BaseException | None]] = queue.Queue(1)

    def demander() -> None:
        try:
            reponses.put((question(), None))
        except BaseException as erreur:  # noqa: BLE001 -- handed over to the caller's thread
            reponses.put((None, erreur))

    threading.Thread(target=demander, daemon=True).start()
    try:
        reponse, erreur = reponses.get(timeout=delai_s)
    except queue.Empty:
        raise TimeoutError from None
    if erreur:
        raise erreur
    return reponse  # type: ignore[return-value]
