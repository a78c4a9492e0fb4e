"""The agenda of a school: today's list for the lodge, the week of each room."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from etablissements.permissions import peut_publier
from salles.forms.semaine import jour_demande
from salles.models import Reservation, Salle
from salles.regles import cadre_de
from salles.services.touches import vivantes
from salles.services.usages import liberables
from salles.views.acces import etablissement_accueilli
from salles.views.publique import decrire, salles_detaillees
from socle.portee import portee

UN_JOUR = timedelta(days=1)


@login_required
@require_safe
def agenda(request: HttpRequest, uai: str) -> HttpResponse:
    """Say who comes that day, where, until when."""
    etablissement = etablissement_accueilli(request, uai)
    maintenant = timezone.now()
    cadre = cadre_de(etablissement)
    aujourdhui = cadre.jour(maintenant)
    jour, form = jour_demande(request.GET, aujourdhui)
    journee = cadre.journee(jour)
    du_jour = vivantes(portee(request.user, Reservation), maintenant).filter(
        salle__etablissement=etablissement, debut__lt=journee.fin, fin__gt=journee.debut
    )
    gere = peut_publier(request.user, etablissement)
    a_liberer = set(liberables(du_jour, maintenant).values_list("pk", flat=True)) if gere else set()
    contexte = {
        "etablissement": etablissement,
        "collectivite": etablissement.collectivite,
        "form": form,
        "jour": jour,
        "est_aujourdhui": jour == aujourdhui,
        "veille": jour - UN_JOUR,
        "lendemain": jour + UN_JOUR,
        "passages": [
            {
                "reservation": reservation,
                "debut": cadre.local(reservation.debut),
                "fin": cadre.local(reservation.fin),
                "a_liberer": reservation.pk in a_liberer,
                "en_cours": reservation.debut <= maintenant < reservation.fin,
            }
            for reservation in du_jour.select_related("salle").order_by("debut", "salle__nom", "pk")
        ],
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
