"""The dates of an offer: put under option in the place of wished ones, taken away when it ends without an accord."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from conventions.exceptions import CreneauEtranger, DatesQuiSeRecouvrent, PlaceDejaDemandee, SalleHorsEcole
from conventions.jugement import DU_DEPOT, creneau_du_moteur, juger
from conventions.manques import premier_souhait
from conventions.models import ContreProposition, CreneauDemande, Demande, Souhait
from conventions.services.prises import enregistrer
from conventions.services.transitions import passer_date
from salles import moteur
from salles.models import Reservation, Salle
from salles.moteur import Creneau
from salles.regles import cadre_de
from salles.services.prise import ceder_la_place, liberer
from socle.erreur import au_rang

Etat = CreneauDemande.Etat
CHAMPS_D_UNE_PLACE = ("creneau", "salle", "debut", "fin")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a wished date would go, the same day: a room of the school and two hours on its wall clock."""

    creneau: int
    salle: int
    debut: time
    fin: time


@dataclass(frozen=True, slots=True)
class Placee:
    """A wished date with the room and the slot that the school gives it."""

    voulue: CreneauDemande
    salle: Salle
    debut: time
    fin: time
    creneau: Creneau
    rang: int  # among the places, as they were given

    @property
    def bouge(self) -> bool:
        return self.voulue.salle_id != self.salle.pk or creneau_du_moteur(self.voulue) != self.creneau


def placer(demande: Demande, places: Sequence[Place], ouverts: Sequence[CreneauDemande]) -> list[Placee]:
    """Give each wished date its room and its slot, in the order of the dates.

    Refuses with `CreneauEtranger` a date that is not to be decided, or named twice; with `SalleHorsEcole`; and, as the
    engine does, hours in the wrong order or that the clocks jump over. Each refusal names the place at fault.
    """
    a_placer = {creneau.pk: creneau for creneau in ouverts}
    salles = _salles_de_l_ecole(demande, {place.salle for place in places})
    placees = {}
    for rang, place in enumerate(places):
        with au_rang(rang, "creneaux", CHAMPS_D_UNE_PLACE):
            placees[place.creneau] = _placee(a_placer.pop(place.creneau, None), salles.get(place.salle), place, rang)
    return [placees[creneau.pk] for creneau in ouverts if creneau.pk in placees]


def _salles_de_l_ecole(demande: Demande, voulues: set[int]) -> dict[int, Salle]:
    """Return those of these rooms that the school publishes, with all that judging needs."""
    publiees = Salle.objects.publiees().filter(etablissement=demande.etablissement_id)
    return publiees.select_related("etablissement__collectivite").in_bulk(voulues)


def _placee(voulue: CreneauDemande | None, salle: Salle | None, place: Place, rang: int) -> Placee:
    if voulue is None:
        raise CreneauEtranger(champ="creneau")
    if salle is None:
        raise SalleHorsEcole
    dit = moteur.Souhait.aux_dates((voulue.jour,), place.debut, place.fin)
    creneau = cadre_de(salle.etablissement).creneau(voulue.jour, dit.heure_debut, dit.heure_fin)
    return Placee(voulue, salle, place.debut, place.fin, creneau, rang)


def oter_les_options(ouverts: Sequence[CreneauDemande]) -> list[Reservation]:
    """End what the request holds: the offer takes its place. `achever` these once it is taken."""
    tenues = [creneau for creneau in ouverts if creneau.etat == Etat.OPTION]
    cedees = [creneau.prise for creneau in tenues]
    ceder_la_place(cedees)
    _rendre_au_souhait(tenues)
    return cedees


def ecrire_les_dates(proposition: ContreProposition, placees: Sequence[Placee]) -> list[CreneauDemande]:
    """Return the date of each place: the wished one where nothing changes, else one that stands in its stead.

    Refuses with `PlaceDejaDemandee` a place for which the request asks already, with `DatesQuiSeRecouvrent` one that
    is given to two of its dates; both name the place at fault.
    """
    bougent = [placee for placee in placees if placee.bouge]
    demandees = {(sienne.salle_id, creneau_du_moteur(sienne)) for sienne in proposition.demande.creneaux.all()}
    donnees = set()
    for placee in bougent:
        ou = placee.salle.pk, placee.creneau
        if ou in demandees:
            raise PlaceDejaDemandee(champ=f"creneaux.{placee.rang}")
        if ou in donnees:
            raise DatesQuiSeRecouvrent(champ=f"creneaux.{placee.rang}")
        donnees.add(ou)
    souhaits = _souhaits(proposition, bougent)
    offertes = {
        placee.voulue.pk: CreneauDemande(
            demande=proposition.demande,
            souhait=souhaits[_cle(placee)],
            salle=placee.salle,
            jour=placee.voulue.jour,
            debut=placee.creneau.debut,
            fin=placee.creneau.fin,
            raisons=sorted(DU_DEPOT.intersection(placee.voulue.raisons)),  # asked for in time, if its wish was
            calendrier_inconnu=placee.voulue.calendrier_inconnu,
            au_lieu_de=placee.voulue,
        )
        for placee in bougent
    }
    CreneauDemande.objects.bulk_create(offertes.values())
    return [offertes.get(placee.voulue.pk, placee.voulue) for placee in placees]


def _cle(placee: Placee) -> tuple[int, int, time, time]:
    return premier_souhait(placee.voulue), placee.salle.pk, placee.debut, placee.fin


def _souhaits(proposition: ContreProposition, bougent: Sequence[Placee]) -> dict[tuple, Souhait]:
    """Write a wish of the school for each room and hours that it gives to dates of one wish."""
    par_lieu: dict[tuple, list[Placee]] = defaultdict(list)
    for placee in bougent:
        par_lieu[_cle(placee)].append(placee)
    souhaits = {}
    for cle, siennes in par_lieu.items():
        jours = sorted({placee.voulue.jour for placee in siennes})
        souhaits[cle] = Souhait.objects.create(
            demande=proposition.demande,
            salle=siennes[0].salle,
            heure_debut=siennes[0].debut,
            heure_fin=siennes[0].fin,
            premier_jour=jours[0],
            dernier_jour=jours[-1],
            dates=jours,
            nombre=len(siennes),
            vacances=siennes[0].voulue.souhait.vacances,
            remplace_id=cle[0],
            contre_proposition=proposition,
        )
    return souhaits


def lever(proposition: ContreProposition, issue: str, *, maintenant: datetime) -> None:
    """End an offer without an accord: what it held is free, its dates are gone, the wishes are open as they were.

    An option that died unnoticed is freed as well. The caller has locked the request, and moves it.
    """
    tenues = list(proposition.demande.creneaux.filter(etat=Etat.OPTION).select_related("reservation"))
    liberer([creneau.prise for creneau in tenues])
    _rendre_au_souhait([creneau for creneau in tenues if creneau.au_lieu_de_id is None])
    proposition.souhaits.all().delete()
    proposition.issue, proposition.close_le = issue, maintenant
    proposition.save(update_fields=["issue", "close_le", "reponse"])


def rouvrir(demande: Demande, *, maintenant: datetime) -> None:
    """Judge the wishes again, now that the school may answer them: places may have gone while the offer stood."""
    ouverts = list(demande.creneaux.ouverts().select_related("reservation", "salle__etablissement__collectivite"))
    for verdict in juger(demande, ouverts, maintenant=maintenant):
        creneau = verdict.creneau
        creneau.etat, creneau.raisons = (Etat.SOUHAITE if verdict.libre else Etat.INDISPONIBLE), verdict.codes
    enregistrer(ouverts)


def _rendre_au_souhait(tenues: Sequence[CreneauDemande]) -> None:
    for creneau in tenues:
        passer_date(creneau, Etat.SOUHAITE)
        creneau.reservation = None
    enregistrer(tenues)
