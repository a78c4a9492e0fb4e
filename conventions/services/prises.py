"""Turn chosen dates into reservations: the part that accord, option and undo share."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from conventions.jugement import Verdict, creneau_du_moteur, juger
from conventions.models import CreneauDemande, Demande, MaterielDemande
from conventions.services.choix import indisponible
from salles.models import Materiel, Reservation, Salle
from salles.moteur import Code
from salles.services.prets import preter
from salles.services.prise import Ligne, ceder_le_tampon, groupe_de, prendre, verrouiller

Etat = CreneauDemande.Etat


def verrouiller_moyens(demandes: Collection[Demande], salles: Collection[int]) -> None:
    """Hold stocks, rules and composition still.

    Call it once the requests are locked and before the dates are read with their rooms: a room that was read earlier
    may carry rules that have changed since.
    """
    besoins = MaterielDemande.objects.filter(demande__in=demandes).values("materiel")
    list(Materiel.objects.select_for_update().filter(pk__in=besoins).order_by("pk").values_list("pk"))
    verrouiller(salles)


def ligne(
    creneau: CreneauDemande, demande: Demande, *, option_jusqu_au: datetime | None = None, serie_id: int | None = None
) -> Ligne:
    salle: Salle = creneau.salle
    return Ligne(
        salle=salle,
        creneau=creneau_du_moteur(creneau),
        nature=Reservation.Nature.ASSOCIATION,
        groupe=groupe_de(demande.association_id, salle, demande.dossier_id),  # type: ignore[arg-type]  # not a draft
        option_jusqu_au=option_jusqu_au,
        serie_id=serie_id,
        libelle=demande.association.nom[:120],
    )


def prendre_dates(
    demande: Demande,
    verdicts: Sequence[Verdict],
    *,
    maintenant: datetime,
    option_jusqu_au: datetime | None = None,
    series: Mapping[int, int] | None = None,
) -> None:
    """Take these dates, all or none, and write the reservation on each; the caller sets the state and saves.

    `series` gives the Serie of a Souhait. Refuses with `SalleIndisponible` what somebody took at this very instant.
    """
    lignes: list[tuple[CreneauDemande, Ligne]] = []
    cedees: list[tuple[CreneauDemande, Ligne]] = []
    for verdict in verdicts:
        creneau = verdict.creneau
        sienne = ligne(
            creneau,
            demande,
            option_jusqu_au=option_jusqu_au,
            serie_id=(series or {}).get(creneau.souhait_id),
        )
        est_cede = any(raison.code == Code.TAMPON for raison in verdict.raisons)
        (cedees if est_cede else lignes).append((creneau, sienne))
    creneaux = [creneau for creneau, _ in (*cedees, *lignes)]
    a_prendre = ceder_le_tampon([cedee for _, cedee in cedees], [sienne for _, sienne in lignes], maintenant=maintenant)
    reservations = prendre(a_prendre, maintenant=maintenant)
    perdues = []
    for creneau, reservation in zip(creneaux, reservations, strict=True):
        if reservation is None:
            perdues.append(creneau)
        else:
            creneau.reservation = reservation
    if perdues:
        raise indisponible(demande, juger(demande, perdues, maintenant=maintenant))


def preter_a(demande: Demande, creneaux: Iterable[CreneauDemande]) -> None:
    """Lend what the request borrows with each of these dates, which a reservation holds."""
    preter([creneau.prise for creneau in creneaux], dict(demande.materiels.values_list("materiel", "quantite")))


def enregistrer(creneaux: Sequence[CreneauDemande]) -> None:
    """Save states, reasons and reservations in one statement."""
    CreneauDemande.objects.bulk_update(creneaux, ["etat", "raisons", "reservation"])
