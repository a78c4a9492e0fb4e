"""Change a running series of the school: from when, into what, and what that does before it is saved."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from etablissements.ecriture import enumerer, pluriel
from etablissements.models import Etablissement
from salles.forms.planning import SerieForm
from salles.models import Reservation, Salle
from salles.moteur import Souhait
from salles.regles import cadre_de
from salles.series import souhait_de
from salles.services.modification import Difference, comparer, modifier_serie
from salles.services.usages import Usage, liberables
from salles.views.acces import etablissement_gere
from salles.views.etapes import ariane
from socle.portee import portee
from socle.tenter import tenter


@login_required
@require_http_methods(["GET", "POST"])
def modifier(request: HttpRequest, uai: str, pk: int) -> HttpResponse:
    """Show what a change would do to the dates to come; save what was shown."""
    etablissement = etablissement_gere(request, uai)
    maintenant = timezone.now()
    reservations = portee(request.user, Reservation).filter(salle__etablissement=etablissement)
    reservation = get_object_or_404(
        liberables(reservations, maintenant).select_related(
            "salle", "serie__evenement__rule", "serie__salle__etablissement"
        ),
        pk=pk,
    )
    if reservation.serie is None:
        raise Http404("Cette date ne se répète pas.")
    form = _formulaire(request, etablissement, reservation, souhait_de(reservation.serie), maintenant)
    difference = None
    if form.is_valid():
        usage = Usage(**{nom: form.cleaned_data[nom] for nom in ("salle", "souhait", "nature", "libelle")})
        form.cleaned_data = {"reservation": reservation, "usage": usage, "maintenant": maintenant}
        if (lue := request.POST.get("enregistrer")) and tenter(form, modifier_serie, empreinte=lue):
            messages.success(request, "La série est modifiée.")
            return redirect(f"{reverse('salles:agenda', args=[uai])}?jour={usage.souhait.premier_jour}")
        difference = tenter(form, comparer)
    contexte = {
        "form": form,
        "reservation": reservation,
        "difference": difference,
        "phrase": _phrase(difference) if difference else "",
        "dates": _dates(etablissement, difference) if difference else [],
        "etablissement": etablissement,
        "collectivite": etablissement.collectivite,
        "ariane": ariane(etablissement, (request.path, "Modifier la série")),
    }
    with timezone.override(etablissement.fuseau):
        return render(request, "salles/modifier_serie.html", contexte)


def _formulaire(
    request: HttpRequest,
    etablissement: Etablissement,
    reservation: Reservation,
    souhait: Souhait,
    maintenant: datetime,
) -> SerieForm:
    """Start from what the series says today, from this date on."""
    salles = (
        portee(request.user, Salle).filter(etablissement=etablissement).select_related("etablissement__collectivite")
    )
    initial = {
        "salle": reservation.salle,
        "libelle": reservation.libelle,
        "nature": reservation.nature,
        "date": max(map(cadre_de(etablissement).jour, (reservation.debut, maintenant))),
        "debut": souhait.heure_debut,
        "fin": souhait.heure_fin,
        "repetition": souhait.repetition,
        "jusqu_au": souhait.dernier_jour,
        "jours": sorted(souhait.jours),
        "vacances": souhait.vacances,
    }
    return SerieForm(
        request.POST or None,
        initial=initial,
        salles=salles.order_by("nom", "pk"),
        maintenant=maintenant,
        fuseau=etablissement.fuseau,
    )


def _phrase(difference: Difference) -> str:
    """Say the change in one sentence."""
    parties = [
        f"{pluriel(len(dates), 'date')} {verbe if len(dates) < 2 else verbes}"
        for dates, verbe, verbes in (
            (difference.gardees, "reste", "restent"),
            (difference.rendues, "est rendue", "sont rendues"),
            (difference.ajoutees, "est ajoutée", "sont ajoutées"),
            (difference.empechees, "n’est pas libre", "ne sont pas libres"),
        )
        if dates
    ]
    return f"{enumerer(parties)}."


def _dates(etablissement: Etablissement, difference: Difference) -> list[tuple[str, list[tuple[datetime, datetime]]]]:
    """Name the dates that leave and those that come, on the school's own clock."""
    local = cadre_de(etablissement).local
    groupes = (
        ("Rendues", [(une.debut, une.fin) for une in difference.rendues]),
        ("Ajoutées", [(creneau.debut, creneau.fin) for creneau in difference.ajoutees]),
    )
    return [(titre, [(local(debut), local(fin)) for debut, fin in dates]) for titre, dates in groupes if dates]
