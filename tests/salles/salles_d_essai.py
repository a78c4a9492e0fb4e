"""Builders of rooms and of what takes them: each makes exactly what its name says."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from django.db import transaction

from etablissements.models import Etablissement
from salles import series
from salles.models import Espace, Reservation, Salle
from salles.moteur import Applicabilite, Cadre, Creneau, Demandeur, Plage
from salles.recherche import QuiDemande
from salles.services.prise import Ligne, prendre
from salles.services.profils import actualiser_profils
from tests.personnages import etablissement

MAINTENANT = datetime(2026, 11, 9, 8, tzinfo=UTC)
LUNDI = date(2026, 11, 16)
PARIS = Cadre("Europe/Paris", "A", "metropole")
TOUS_LES_SOIRS = [Plage(jour, time(17, 30), time(22), Applicabilite.TOUTES, feries=True) for jour in range(1, 8)]

_numeros = count(1)


def salle(
    ecole: Etablissement | None = None,
    *,
    espaces: Iterable[Espace] = (),
    plages: Iterable[Plage] = TOUS_LES_SOIRS,
    **champs,
) -> Salle:
    """Return a published room of its own Espace, open every evening, unless told otherwise."""
    ecole = ecole or etablissement()
    numero = next(_numeros)
    defauts = {"nom": f"Salle {numero}", "type": Salle.Type.SALLE_DE_CLASSE, "effectif_max": 30, "types_erp": ["R"]}
    neuve = Salle.objects.create(etablissement=ecole, **(defauts | champs))
    neuve.espaces.set(list(espaces) or [espace(ecole)])
    ouvrir(neuve, plages)
    Salle.objects.filter(pk=neuve.pk).update(
        statut=Salle.Statut.PUBLIEE, publiee_le=MAINTENANT, planning_a_jour_le=MAINTENANT
    )
    return Salle.objects.select_related("etablissement__collectivite").get(pk=neuve.pk)


def espace(ecole: Etablissement) -> Espace:
    return Espace.objects.create(site=ecole.site, nom=f"Espace {next(_numeros)}")


def ouvrir(une_salle: Salle, plages: Iterable[Plage]) -> None:
    series.ouvrir([(une_salle, plages)])
    actualiser_profils([une_salle])


def local(debut: str, fin: str, jour: date = LUNDI, cadre: Cadre = PARIS) -> Creneau:
    """Return a slot of that local day; a `fin` of "00:00" is the midnight that ends it."""
    return cadre.creneau(jour, time.fromisoformat(debut), time.fromisoformat(fin))


def lundis(nombre: int, debut: str = "18:00", fin: str = "20:00") -> list[Creneau]:
    return [local(debut, fin, LUNDI + timedelta(weeks=n)) for n in range(nombre)]


def prises(
    une_salle: Salle,
    *creneaux: Creneau,
    groupe: int | None = None,
    jusqu_au: datetime | None = None,
    nature: Reservation.Nature = Reservation.Nature.ASSOCIATION,
    maintenant: datetime = MAINTENANT,
) -> list[Reservation | None]:
    """Take these slots without asking for any rule."""
    with transaction.atomic():
        return prendre(
            [
                Ligne(salle=une_salle, creneau=creneau, nature=nature, groupe=groupe, option_jusqu_au=jusqu_au)
                for creneau in creneaux
            ],
            maintenant=maintenant,
        )


def pour(demandeur: Demandeur) -> QuiDemande:
    """Return the same requester at every school."""
    return lambda ecoles, _: dict.fromkeys(ecoles, demandeur)
