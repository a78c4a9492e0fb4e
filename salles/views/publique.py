"""What everyone may read of a room: its page, its photos, when it is taken."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from etablissements.base_legale import empechement
from etablissements.calendriers import calendrier
from etablissements.permissions import peut_accueillir
from salles import disponibilites
from salles.forms.recherche import RechercheForm
from salles.forms.semaine import UNE_SEMAINE, jour_demande, lundi
from salles.ics import agenda_public
from salles.models import PhotoSalle, Reservation, Salle
from salles.moteur import Profil
from salles.moteur.ouvertures import fenetre
from salles.permissions import peut_gerer
from salles.regles import cadre_de, regles_de
from salles.series import plages_de
from salles.tarifs import prix_affiche
from salles.views import fiche, semaine
from salles.views.voeu import Voeu, voeu
from socle.portee import portee

SIX_JOURS = timedelta(days=6)
UNE_HEURE_S = 3600


def salles_detaillees(utilisateur):
    """Fetch with a room all that its page tells."""
    return (
        portee(utilisateur, Salle)
        .select_related("etablissement__collectivite", "etablissement__site__commune")
        .prefetch_related("photos", "equipements", "etablissement__materiels")
    )


def salle(request: HttpRequest, pk: int, formulaire: Callable[..., RechercheForm]) -> HttpResponse:
    """Show a room; `formulaire` reads the wish that came along."""
    maintenant = timezone.now()
    la_salle = get_object_or_404(salles_detaillees(request.user), pk=pk)
    accueille = peut_accueillir(request.user, la_salle.etablissement)
    contexte = decrire(la_salle, request, maintenant, noms=accueille, formulaire=formulaire) | {
        "accueille": accueille,
        "gere": peut_gerer(request.user, la_salle),
        "apercu": False,
        "ariane": [
            ("/", "Chercher"),
            (la_salle.etablissement.get_absolute_url(), la_salle.etablissement.nom),
            (la_salle.get_absolute_url(), la_salle.nom),
        ],
    }
    return render(request, "salles/salle.html", contexte)


def decrire(
    la_salle: Salle,
    request: HttpRequest,
    maintenant: datetime,
    *,
    noms: bool,
    formulaire: Callable[..., RechercheForm] = RechercheForm,
) -> dict[str, Any]:
    """Return what the page of a room says; `noms` for those who work there."""
    cadre = cadre_de(la_salle.etablissement)
    aujourdhui = cadre.jour(maintenant)
    plages = [plage for plage in plages_de([la_salle]).get(la_salle.pk, []) if not plage.est_finie(aujourdhui)]
    regles = regles_de(la_salle)
    a_demander = fenetre(Profil(tuple(plages), regles, cadre), calendrier(cadre.zone, cadre.territoire), maintenant)
    souhaite = voeu(la_salle, request, maintenant, formulaire)
    jour, form = jour_demande(request.GET, _depart(souhaite, aujourdhui, a_demander, noms=noms))
    premier = lundi(jour)
    dernier = premier + SIX_JOURS
    journees = disponibilites.agendas([la_salle], du=premier, au=dernier, maintenant=maintenant)[la_salle]
    demandable = None if noms else a_demander
    if noms:
        journees = semaine.pour_l_ecole(journees, maintenant)
    proposee = la_salle.est_publiee and not empechement(la_salle.etablissement)
    url_demande = f"/demander/?salle={la_salle.pk}" if proposee and not noms else ""
    return {
        "salle": la_salle,
        "proposee": proposee,
        "collectivite": la_salle.etablissement.collectivite,
        "ce_que_c_est": fiche.ce_que_c_est(la_salle),
        "ou": fiche.ou(la_salle),
        "prix": prix_affiche(la_salle),
        "faits": fiche.faits(la_salle, regles, plages),
        "horaires": fiche.horaires(plages),
        "jour": form,
        "premier_jour": premier,
        "dernier_jour": dernier,
        "semaine_precedente": premier - UNE_SEMAINE,
        "semaine_suivante": premier + UNE_SEMAINE,
        "phrase_semaine": semaine.phrase_de_la_semaine(journees, demandable),
        "jours": semaine.jours(
            journees,
            cadre,
            demandable,
            url_demande=url_demande,
            noms=_noms(request, la_salle, premier, dernier) if noms else None,
        ),
        "voeu": souhaite,
    }


def _depart(souhaite: Voeu | None, aujourdhui: date, a_demander: tuple[date, date], *, noms: bool) -> date:
    """Return the day whose week is shown first: the wish's; else today for the school, the first chance for others."""
    if souhaite:
        return souhaite.premier_jour
    return aujourdhui if noms else a_demander[0]


def _noms(request: HttpRequest, la_salle: Salle, premier: date, dernier: date) -> dict:
    """Return who holds each slot of the week, parts of the room included, for those who may read it."""
    reservations = portee(request.user, Reservation).filter(
        occupations__espace__salles=la_salle, occupations__jour__range=(premier, dernier)
    )
    lues = reservations.values_list("debut", "fin", "nature", "libelle").distinct()
    return {(debut, fin, nature): libelle for debut, fin, nature, libelle in lues if libelle}


@require_safe
@cache_control(max_age=UNE_HEURE_S, private=True)
def photo(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out a photo to whoever sees its room."""
    la_photo = get_object_or_404(portee(request.user, PhotoSalle), pk=pk)
    return FileResponse(la_photo.image.open("rb"), content_type="image/webp")


@require_safe
def agenda_ics(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell calendars when the room is taken, without names."""
    la_salle = get_object_or_404(portee(request.user, Salle).select_related("etablissement"), pk=pk)
    reponse = HttpResponse(agenda_public(la_salle, timezone.now()), content_type="text/calendar; charset=utf-8")
    reponse["Content-Disposition"] = f'inline; filename="salle-{la_salle.pk}.ics"'
    return reponse
