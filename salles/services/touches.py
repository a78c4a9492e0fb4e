"""Who is hit when a room is withdrawn, closed or divided: a change says it before anything is confirmed."""

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Min, Q, QuerySet

from etablissements.ecriture import jour_court, periode, plage_horaire, pluriel
from etablissements.models import Etablissement
from salles.models import Reservation, Salle

# How what is in the way is given back: no school takes back what it granted.
QUI_REND = (
    "L’association rend elle-même une date accordée, sur la page de sa demande : convenez-en avec elle. "
    "L’établissement libère dans son agenda ce qu’il y a saisi. Une option prend fin avec la réponse à la demande."
)

Voix = Callable[[Salle, datetime], list[str]]
_voix: list[Voix] = []


def aussi_touche(voix: Voix) -> Voix:
    """Register an app above that knows more people hit by a withdrawal, each as a sentence."""
    _voix.append(voix)
    return voix


def vivantes(reservations: QuerySet[Reservation], maintenant: datetime) -> QuerySet[Reservation]:
    """Keep what holds its room at that instant; a dead option holds nothing, job or no job."""
    return reservations.filter(
        Q(tenue=Reservation.Tenue.FERME) | Q(tenue=Reservation.Tenue.OPTION, option_jusqu_au__gt=maintenant)
    )


def a_venir(salles: Iterable[Salle] | QuerySet[Salle], maintenant: datetime) -> QuerySet[Reservation]:
    """Return what holds these rooms and is not over, room by room."""
    return (
        vivantes(Reservation.objects.filter(salle__in=salles, fin__gt=maintenant), maintenant)
        .select_related("salle__etablissement")
        .order_by("salle__nom", "salle", "nature", "libelle", "debut", "pk")
    )


def phrases(
    reservations: Iterable[Reservation], *, avec_salle: bool = True, pour: Etablissement | None = None
) -> list[str]:
    """Say who comes, where and when, a sentence for each occupant of each room. Expects the order of `a_venir`.

    `pour`: the school that reads it; whom another school of its site receives has no name there.
    """

    def occupant(reservation: Reservation) -> tuple[int, str, str]:
        return reservation.salle_id, reservation.nature, reservation.libelle

    return [_phrase(list(membres), avec_salle, pour) for _, membres in groupby(reservations, key=occupant)]


def phrases_par_ecole(reservations: QuerySet[Reservation]) -> list[str]:
    """Say how many dates each school has among them and when the first one is, in one query; nobody is named."""
    par_ecole = reservations.order_by().values(
        nom=F("salle__etablissement__nom"), uai=F("salle__etablissement__uai"), fuseau=F("salle__etablissement__fuseau")
    )
    return [
        f"{ecole['nom']} : {_dates_depuis(ecole['dates'], ecole['premiere'].astimezone(ZoneInfo(ecole['fuseau'])))}"
        for ecole in par_ecole.annotate(dates=Count("pk"), premiere=Min("debut")).order_by("nom", "uai")
    ]


def _dates_depuis(nombre: int, premiere: datetime) -> str:
    quand = jour_court(premiere.date())
    return f"une date, le {quand}." if nombre == 1 else f"{pluriel(nombre, 'date')}, la première le {quand}."


def touches(*, salle: Salle, maintenant: datetime) -> list[str]:
    """Return a sentence for each party that a withdrawal of the room hits: associations that hold or await dates."""
    tenues = a_venir([salle], maintenant).filter(nature=Reservation.Nature.ASSOCIATION)
    return phrases(tenues) + [phrase for voix in _voix for phrase in voix(salle, maintenant)]


def _phrase(reservations: list[Reservation], avec_salle: bool, pour: Etablissement | None) -> str:
    premiere = reservations[0]
    salle = premiere.salle
    horloge = ZoneInfo(salle.etablissement.fuseau)
    debuts = [reservation.debut.astimezone(horloge) for reservation in reservations]
    qui = premiere.libelle or premiere.get_nature_display().capitalize()
    if pour and salle.etablissement_id != pour.pk:
        qui = f"Un autre établissement du site, {salle.nom}"
    elif avec_salle:
        qui = f"{qui}, {salle.nom}"
    if len(debuts) == 1:
        heures = plage_horaire(debuts[0], premiere.fin.astimezone(horloge))
        return f"{qui} : le {jour_court(debuts[0].date())} {heures}."
    jours = periode(debuts[0].date(), debuts[-1].date())
    return f"{qui} : {pluriel(len(debuts), 'date')}, {jours}."
