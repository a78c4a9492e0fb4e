"""Dated closures of a room, a school or an authority: they win over every opening."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from etablissements.ecriture import jour_mois, periode
from etablissements.models import Collectivite, Etablissement
from salles.models import Espace, Fermeture, Reservation, Salle
from salles.moteur import Cadre
from salles.regles import PORTEE_MAX, cadre_de
from salles.services.effets import a_lire
from salles.services.touches import QUI_REND, a_venir, phrases, phrases_par_ecole
from socle.erreur import ErreurMetier
from socle.rejouer import rejouer

DUREE_MAX = timedelta(days=366)  # longer than a year: the room is withdrawn, not closed
UN_JOUR = timedelta(days=1)

Porteur = Salle | Etablissement | Collectivite
_MODELES: dict[str, type[Porteur]] = {"salle": Salle, "etablissement": Etablissement, "collectivite": Collectivite}


class FermetureRefusee(ErreurMetier):
    code = "fermeture_refusee"
    statut_http = 400


class FermetureOccupee(ErreurMetier):
    """Associations hold dates in the way: closing does not chase them, a displacement does."""

    code = "fermeture_occupee"
    message = f"Des associations ont déjà ces dates. {QUI_REND} Fermez ensuite."


@rejouer
def fermer(
    *,
    ou: Porteur,
    premier_jour: date,
    dernier_jour: date,
    motif: str,
    maintenant: datetime,
    vu: str | None = None,
) -> Fermeture:
    """Close a room, a school or all schools of an authority, from `premier_jour` to `dernier_jour`, both included.

    A room closes its walls, and with them the rooms that share one. The school's own use goes on behind the closed
    door. Asks with `AConfirmer` unless `vu` names who waits for these dates. Refuses with `FermetureOccupee` and the
    list when associations hold dates in the way, with `FermetureRefusee` when it is over, too far ahead, longer than a
    year or already there.
    """
    ou = _verrouiller(ou)
    fermeture = Fermeture(**{_porteur(ou): ou}, premier_jour=premier_jour, dernier_jour=dernier_jour, motif=motif)
    _verifier(fermeture, ou, maintenant)
    if occupations := obstacles(ou, premier_jour, dernier_jour, maintenant):
        raise FermetureOccupee(details={"occupations": occupations})
    fermeture.full_clean()
    voisines = _salles(ou) if isinstance(ou, Salle) else Salle.objects.none()
    with a_lire(ou, maintenant, vu, avec=voisines.values_list("pk", flat=True)):
        fermeture.save()
    return fermeture


@rejouer
def rouvrir(*, fermeture: Fermeture, maintenant: datetime) -> Fermeture:
    """Lift a closure: from today on the ordinary openings count again, and the days behind us stay closed.

    One that has not begun is removed; one that is over stays as it was.
    """
    [ou] = (porteur for nom in _MODELES if (porteur := getattr(fermeture, nom)))
    aujourdhui = aujourdhui_de(ou, maintenant)
    if fermeture.premier_jour >= aujourdhui:
        fermeture.delete()
    else:
        hier = aujourdhui - UN_JOUR
        Fermeture.objects.filter(pk=fermeture.pk, dernier_jour__gt=hier).update(dernier_jour=hier)
    return fermeture


def obstacles(ou: Porteur, premier_jour: date, dernier_jour: date, maintenant: datetime) -> list[str]:
    """Say which dates of associations such a closure would hit: who and when, or how many by school."""
    dates = dans_la_fermeture(ou, premier_jour, dernier_jour, maintenant)
    if isinstance(ou, Collectivite):
        return phrases_par_ecole(dates)
    return phrases(dates, pour=ou.etablissement if isinstance(ou, Salle) else ou)


def enfermees(salle: Salle, voisines: QuerySet[Salle], maintenant: datetime) -> list[str]:
    """Say which dates of associations would lie behind a closed door if the room shared a wall with these."""
    cadre = cadre_de(salle.etablissement)  # one site, one clock
    dites = []
    for fermees, ouvertes in (([salle], voisines), (voisines, [salle])):
        fermetures = Fermeture.objects.filter(salle__in=fermees, dernier_jour__gte=cadre.jour(maintenant))
        for nom, premier, dernier in fermetures.order_by("premier_jour", "pk").values_list(
            "salle__nom", "premier_jour", "dernier_jour"
        ):
            porte = f"« {nom} » est fermée {periode(premier, dernier)}"
            dates = _aux_jours(ouvertes, [cadre], premier, dernier, maintenant)
            dites += [f"{phrase.removesuffix('.')} ; {porte}." for phrase in phrases(dates, pour=salle.etablissement)]
    return dites


def dans_la_fermeture(
    ou: Porteur, premier_jour: date, dernier_jour: date, maintenant: datetime
) -> QuerySet[Reservation]:
    """Return the dates of associations that such a closure would hit, on the clock of each school."""
    return _aux_jours(_salles(ou), _cadres(ou), premier_jour, dernier_jour, maintenant)


def _aux_jours(
    salles: Iterable[Salle] | QuerySet[Salle],
    cadres: Iterable[Cadre],
    premier_jour: date,
    dernier_jour: date,
    maintenant: datetime,
) -> QuerySet[Reservation]:
    ces_jours = Q()
    for cadre in cadres:
        ces_jours |= Q(
            salle__etablissement__fuseau=cadre.fuseau,
            debut__lt=cadre.fin_du_jour(dernier_jour),
            fin__gt=cadre.journee(premier_jour).debut,
        )
    return a_venir(salles, maintenant).filter(ces_jours, nature=Reservation.Nature.ASSOCIATION)


def aujourdhui_de(ou: Porteur, maintenant: datetime) -> date:
    """Return the local date where that is; for an authority, the one of its schools where it is the earliest."""
    return min((cadre.jour(maintenant) for cadre in _cadres(ou)), default=maintenant.date())


def _cadres(ou: Porteur) -> Iterable[Cadre]:
    """Return one local frame for each time zone."""
    if isinstance(ou, Collectivite):
        return [cadre_de(ecole) for ecole in ou.etablissements.order_by("fuseau", "pk").distinct("fuseau")]
    return [cadre_de(ou.etablissement if isinstance(ou, Salle) else ou)]


def _verrouiller(ou: Porteur) -> Porteur:
    """Whoever books holds these rows FOR SHARE: no date can slip in between the check and the closure.

    A room holds its walls, and with them whoever books a room that shares one, or comes to share it.
    """
    ou = _MODELES[_porteur(ou)].objects.select_for_update(of=("self",)).get(pk=ou.pk)
    if isinstance(ou, Salle):
        list(Espace.objects.select_for_update().filter(pk__in=ou.espaces.values("pk")).order_by("pk"))
    return ou


def _salles(ou: Porteur) -> QuerySet[Salle]:
    if isinstance(ou, Salle):
        return Salle.objects.filter(espaces__in=ou.espaces.all()).distinct()
    if isinstance(ou, Etablissement):
        return ou.salles.all()
    return Salle.objects.filter(etablissement__collectivite=ou)


def _porteur(ou: Porteur) -> str:
    return next(nom for nom, modele in _MODELES.items() if isinstance(ou, modele))


def _verifier(fermeture: Fermeture, ou: Porteur, maintenant: datetime) -> None:
    if fermeture.dernier_jour < fermeture.premier_jour:
        raise FermetureRefusee("Le dernier jour vient avant le premier.", champ="dernier_jour")
    if fermeture.dernier_jour < aujourdhui_de(ou, maintenant):
        raise FermetureRefusee("Ces jours sont passés.", champ="dernier_jour")
    if fermeture.premier_jour > (fin := aujourdhui_de(ou, maintenant) + PORTEE_MAX):
        trop_loin = f"Personne ne réserve encore ces jours : donnez une date avant le {jour_mois(fin)} {fin.year}."
        raise FermetureRefusee(trop_loin, champ="premier_jour")
    if fermeture.dernier_jour - fermeture.premier_jour > DUREE_MAX:
        trop_long = "Plus d’un an : retirez plutôt la salle." if isinstance(ou, Salle) else "Un an au plus."
        raise FermetureRefusee(trop_long, champ="dernier_jour")
    if ou.fermetures.filter(premier_jour=fermeture.premier_jour, dernier_jour=fermeture.dernier_jour).exists():
        raise FermetureRefusee("Cette fermeture est déjà dans la liste.", champ="premier_jour")
