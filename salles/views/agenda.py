"""The agenda of a school: who comes that day, for the lodge, the week of each room."""

from collections.abc import Callable, Collection, Container, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from etablissements.models import Etablissement
from etablissements.permissions import peut_publier
from salles.forms.semaine import jour_demande
from salles.models import Reservation, Salle
from salles.regles import cadre_de
from salles.services.touches import phrases, vivantes
from salles.services.usages import liberables, tombees_en_vacances
from salles.views.acces import etablissement_accueilli
from salles.views.publique import decrire, salles_detaillees
from socle.portee import portee

UN_JOUR = timedelta(days=1)
QUAND = {timedelta(0): "aujourd’hui", UN_JOUR: "demain"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Visiteur:
    """Whom one opens to, told by the app that knows who asks. `reserve`: why the door stays shut, if it does."""

    nom: str
    effectif: int
    responsable: str
    telephone: str
    reserve: str


Visiteurs = Callable[[Collection[Reservation]], Mapping[int, Visiteur]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One use of a room that day, on the clock of its school."""

    reservation: Reservation
    debut: datetime
    fin: datetime
    en_cours: bool
    a_liberer: bool
    visiteur: Visiteur | None

    @property
    def est_attendu(self) -> bool:
        """Tell whether somebody comes from outside: an option promises nothing yet."""
        reservation = self.reservation
        return reservation.nature == Reservation.Nature.ASSOCIATION and reservation.tenue == Reservation.Tenue.FERME


def passages(
    reservations: QuerySet[Reservation],
    visiteurs: Visiteurs,
    maintenant: datetime,
    *,
    a_liberer: Container[int] = frozenset(),
) -> list[Passage]:
    """Return these uses in order, in two queries however many they are; `a_liberer`: those that the reader may free."""
    lues = list(reservations.select_related("salle__etablissement").order_by("debut", "salle__nom", "pk"))
    attendus = visiteurs(lues)
    dits = []
    for reservation in lues:
        local = cadre_de(reservation.salle.etablissement).local
        dits.append(
            Passage(
                reservation=reservation,
                debut=local(reservation.debut),
                fin=local(reservation.fin),
                en_cours=reservation.debut <= maintenant < reservation.fin,
                a_liberer=reservation.pk in a_liberer,
                visiteur=attendus.get(reservation.pk),
            )
        )
    return dits


def du_jour(utilisateur, etablissement: Etablissement, jour: date, maintenant: datetime) -> QuerySet[Reservation]:
    """Return what holds rooms of the school at some time of that day."""
    journee = cadre_de(etablissement).journee(jour)
    return vivantes(portee(utilisateur, Reservation), maintenant).filter(
        salle__etablissement=etablissement, debut__lt=journee.fin, fin__gt=journee.debut
    )


def agenda(request: HttpRequest, uai: str, visiteurs: Visiteurs) -> HttpResponse:
    """Say who comes that day, where, until when, and whether one opens; `visiteurs` knows them."""
    etablissement = etablissement_accueilli(request, uai)
    maintenant = timezone.now()
    aujourdhui = cadre_de(etablissement).jour(maintenant)
    jour, form = jour_demande(request.GET, aujourdhui)
    reservations = du_jour(request.user, etablissement, jour, maintenant)
    gere = peut_publier(request.user, etablissement)
    a_liberer = set(liberables(reservations, maintenant).values_list("pk", flat=True)) if gere else frozenset()
    dits = passages(reservations, visiteurs, maintenant, a_liberer=a_liberer)
    de_l_ecole = portee(request.user, Reservation).filter(salle__etablissement=etablissement)
    en_vacances = tombees_en_vacances(de_l_ecole, maintenant) if gere else []
    contexte = {
        "etablissement": etablissement,
        "collectivite": etablissement.collectivite,
        "form": form,
        "jour": jour,
        "quand": QUAND.get(jour - aujourdhui, "ce jour-là"),
        "veille": jour - UN_JOUR,
        "lendemain": jour + UN_JOUR,
        "attendus": [passage for passage in dits if passage.est_attendu],
        "en_vacances": [(siennes[0], phrases(siennes)[0]) for siennes in en_vacances],
        "autres": [passage for passage in dits if not passage.est_attendu],
        "salles": portee(request.user, Salle).filter(etablissement=etablissement).order_by("nom", "pk"),
        "gere": gere,
    }
    with timezone.override(etablissement.fuseau):
        return render(request, "salles/agenda.html", contexte)


@login_required
@require_safe
def agenda_salle(request: HttpRequest, uai: str, pk: int) -> HttpResponse:
    """Show the week of one room, with the names that the school may read."""
    etablissement = etablissement_accueilli(request, uai)
    salle = get_object_or_404(salles_detaillees(request.user).filter(etablissement=etablissement), pk=pk)
    contexte = decrire(salle, request, timezone.now(), noms=True) | {
        "etablissement": etablissement,
        "gere": peut_publier(request.user, etablissement),
        "salles": portee(request.user, Salle).filter(etablissement=etablissement).order_by("nom", "pk"),
    }
    return render(request, "salles/agenda_salle.html", contexte)
