"""Ask for a room: usable signed out until the request leaves, and nothing typed is lost on the way."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from associations.models import Association, DemandeAdhesion
from comptes.suite import se_presenter
from conventions import services
from conventions.base_legale import exiger_base_legale
from conventions.forms.demande import (
    CHAMPS_DU_SOUHAIT,
    BrouillonForm,
    DemandeForm,
    DemandeSansCompteForm,
    activite_nommee,
    cle_neuve,
)
from conventions.forms.lignes import lire_lignes
from conventions.forms.reprise import donnees_de
from conventions.lecture.preremplir import responsable_habituel
from conventions.lecture.souhait import SouhaitLu
from conventions.models import Brouillon, Dossier
from conventions.services.replacement import souhait_de
from conventions.views.brouillons import (
    GARDER,
    contexte_du_brouillon,
    est_a_garder,
    garder_la_page,
    ouvert,
    proposer_d_autres_salles,
)
from conventions.views.demander_contexte import contexte_de_la_page
from conventions.views.demander_placer import ACTES, ailleurs_de_la_page, est_un_placement, placer, rayon_voulu
from conventions.views.demander_saisie import Saisie, lire_saisie
from etablissements.champs import lire_entier, lire_jour
from salles.forms.souhait import SouhaitForm
from salles.models import Activite, Materiel, Salle
from salles.moteur import Souhait
from salles.reparations import RAYON_KM
from salles.views.recherche import souvenir
from socle.erreur import ActeInconnu, ErreurMetier
from socle.idempotence import Cle, CleReutilisee
from socle.portee import portee
from socle.tenter import tenter

SESSION = "demande_en_cours"
GARDE_MAX = 64_000  # characters; four hundred dates and every field full take a third of it
DETOURS = {"nouvelle": "associations:nouvelle", "rejoindre": "associations:rejoindre"}
PAR_LES_DATES = "dates"


@require_http_methods(["GET", "POST"])
def demander(request: HttpRequest) -> HttpResponse:
    """Show the request that the search prepared, then file it; signed out, keep it and go through sign-in."""
    if request.method == "POST":
        return _recevoir(request)
    if not request.GET.get("salle"):
        return redirect("/")
    return _montrer(request, request.GET)


@require_safe
def reprendre(request: HttpRequest) -> HttpResponse:
    """Come back from sign-in, sign-up or a new association with everything that was typed."""
    if SESSION not in request.session:
        return redirect("/")
    if not request.user.is_authenticated:
        return _se_faire_connaitre()
    return _montrer(request, QueryDict(request.session[SESSION]))


@login_required
@require_safe
def rouvrir(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a draft as it was kept, or in the room that `salle` names; what has passed since is said at its field."""
    siens = portee(request.user, Brouillon).select_related(
        "demande__etablissement__collectivite", "demande__etablissement__site", "salle", "garde_par"
    )
    brouillon = get_object_or_404(siens, pk=pk)
    if autre := request.GET.get("salle"):
        return _montrer(request, donnees_de(brouillon, salle=autre))
    if not brouillon.se_reprend:
        return proposer_d_autres_salles(request, brouillon, timezone.now())
    return _montrer(request, donnees_de(brouillon))


def _montrer(request: HttpRequest, donnees: QueryDict) -> HttpResponse:
    """Show the page for a wish that came by the address, from the session or from a draft."""
    maintenant = timezone.now()
    salle = _salle(request, donnees)
    exiger_base_legale(salle.etablissement)
    if not any(donnees.get(champ) for champ in CHAMPS_DU_SOUHAIT):
        proposees = souvenir(request, maintenant)
        return _demander_les_dates(request, salle, SouhaitForm(maintenant=maintenant, initial=proposees), donnees)
    souhait = SouhaitForm(donnees, maintenant=maintenant)
    if not souhait.is_valid():
        return _demander_les_dates(request, salle, souhait, donnees)
    form = _form(request, salle, maintenant, initial=_initial(request, donnees, salle))
    try:
        garder = frozenset(map(lire_jour, donnees.getlist("garder"))) if "garder" in donnees else None
        sans = {jour for ligne in lire_lignes(donnees.getlist("ailleurs")) for jour in ligne.jours}
        saisie = lire_saisie(form, souhait.cleaned_data["souhait"], salle, garder=garder, sans=sans)
    except ErreurMetier as refus:
        souhait.add_error(refus.champ if refus.champ in souhait.fields else None, refus.message)
        return _demander_les_dates(request, salle, souhait, donnees)
    except ValidationError as illisible:
        souhait.add_error(None, illisible)
        return _demander_les_dates(request, salle, souhait, donnees)
    return _page(request, salle, form, saisie, cle_neuve(), rayon_km=rayon_voulu(donnees.get("elargir", "")))


def _recevoir(request: HttpRequest) -> HttpResponse:
    """File the request, keep it as a draft, or go where something is missing: an account, an association."""
    maintenant = timezone.now()
    salle = _salle(request, request.POST)
    if detour := request.POST.get("detour"):
        if detour not in (*DETOURS, PAR_LES_DATES):
            raise ActeInconnu
        _garder(request)
        if request.user.is_authenticated and detour in DETOURS:
            return redirect(reverse(DETOURS[detour], query={"next": reverse("conventions:reprendre")}))
        tape = {nom: request.POST.get(nom) for nom in CHAMPS_DU_SOUHAIT} | {"jours": request.POST.getlist("jours")}
        return _demander_les_dates(request, salle, SouhaitForm(maintenant=maintenant, initial=tape), request.POST)
    if est_un_placement(request.POST):
        donnees = placer(request, _form(request, salle, maintenant, request.POST))
        _garder(request, donnees)
        return _montrer(request, donnees)
    if est_a_garder(request):
        return _recevoir_un_brouillon(request, salle, maintenant)
    form = _form(request, salle, maintenant, request.POST)
    form.is_valid()
    souhait = form.cleaned_data.get("souhait")
    saisie = _lire(form, souhait, salle) if souhait else None
    if saisie is None:
        return _revoir_les_dates(request, salle, form)
    if form.is_valid() and not request.user.is_authenticated:
        _garder(request)
        se_presenter(
            request,
            nom=form.cleaned_data["responsable_nom"],
            courriel=form.cleaned_data["responsable_courriel"],
        )
        return _se_faire_connaitre()
    if form.is_valid() and (
        dossier := tenter(form, _deposer, formulaire=form, lu=saisie.lu, request=request, maintenant=maintenant)
    ):
        request.session.pop(SESSION, None)
        return redirect(_suite(dossier, salle))
    cle = cle_neuve() if form.has_error("__all__", CleReutilisee.code) else request.POST.get("cle", "")
    return _page(request, salle, form, saisie, cle)


def _recevoir_un_brouillon(request: HttpRequest, salle: Salle, maintenant: datetime) -> HttpResponse:
    """Keep the page as it is; where it does not say whose draft it is, show it again with that question."""
    form = _form(request, salle, maintenant, request.POST, classe=BrouillonForm)
    form.is_valid()
    if garde := garder_la_page(request, form, salle, maintenant):
        request.session.pop(SESSION, None)
        return garde
    souhait = form.cleaned_data.get("souhait")
    saisie = _lire(form, souhait, salle) if souhait else None
    if saisie is None:
        return _revoir_les_dates(request, salle, form)
    return _page(request, salle, form, saisie, request.POST.get("cle", ""))


def _revoir_les_dates(request: HttpRequest, salle: Salle, form: DemandeForm) -> HttpResponse:
    """Go back to the day and the hours, which cannot be read; the rest waits in the session."""
    _garder(request)
    souhait = SouhaitForm(request.POST, maintenant=form.maintenant)
    return _demander_les_dates(request, salle, souhait, request.POST, refus=form)


def _se_faire_connaitre() -> HttpResponse:
    """Lead to the page where most make their account and the others sign in."""
    return redirect_to_login(reverse("conventions:reprendre"), login_url=reverse("account_signup"))


def _deposer(*, formulaire: DemandeForm, lu: SouhaitLu, request: HttpRequest, maintenant: datetime, **_) -> Dossier:
    corps = {nom: request.POST.getlist(nom) for nom in request.POST if nom not in ("csrfmiddlewaretoken", "cle")}
    cle = formulaire.cleaned_data["cle"]
    return services.deposer(
        association=formulaire.cleaned_data["association"],
        demandeur=request.user,
        souhaits=[formulaire.souhait_de_salle(lu.jours), *map(souhait_de, formulaire.cleaned_data["ailleurs"])],
        activite=formulaire.cleaned_data["activite"],
        objet=formulaire.cleaned_data["objet"],
        effectif=formulaire.cleaned_data["effectif"],
        responsable=formulaire.responsable(),
        materiel=formulaire.besoins(),
        brouillon=formulaire.cleaned_data["brouillon"],
        maintenant=maintenant,
        cle=Cle.de(request.user, cle, corps) if cle else None,
    )


def _suite(dossier: Dossier, salle: Salle) -> str:
    """Return the request to the school of the page; it names those that left with it for other schools."""
    return dossier.demandes.get(etablissement=salle.etablissement_id).get_absolute_url()


def _lire(form: DemandeForm, souhait: Souhait, salle: Salle) -> Saisie | None:
    """Explain the dates of a form that was sent, whatever else is wrong with it."""
    try:
        return lire_saisie(form, souhait, salle, garder=form.cleaned_data.get("garder", frozenset()))
    except ErreurMetier as refus:
        form.add_error(refus.champ if refus.champ in form.fields else None, refus.message)
        return None


def _salle(request: HttpRequest, donnees: QueryDict) -> Salle:
    """Return the published room that is asked for; anything else does not exist."""
    identifiant = _entier(donnees.get("salle"))
    salles = portee(request.user, Salle).publiees()
    salles = salles.select_related("etablissement__collectivite", "etablissement__site__commune")
    return get_object_or_404(salles, pk=identifiant)


def _form(
    request: HttpRequest,
    salle: Salle,
    maintenant: datetime,
    donnees: QueryDict | None = None,
    *,
    classe: type[DemandeForm] | None = None,
    initial: Mapping[str, Any] | None = None,
) -> DemandeForm:
    classe = classe or (DemandeForm if request.user.is_authenticated else DemandeSansCompteForm)
    return classe(
        donnees,
        initial=initial,
        maintenant=maintenant,
        salles=portee(request.user, Salle).publiees(),
        activites=portee(request.user, Activite),
        associations=portee(request.user, Association),
        materiels=portee(request.user, Materiel).filter(etablissement=salle.etablissement),
    )


def _initial(request: HttpRequest, donnees: QueryDict, salle: Salle) -> dict[str, Any]:
    """Return what is known already: the last request or the account, what was typed before, the search."""
    gardees = _tape_avant(request, donnees, salle).dict()
    connues = {} if donnees.get("brouillon") else responsable_habituel(request.user)
    voulues: dict[str, Any] = connues | {nom: valeur for nom, valeur in gardees.items() if valeur}
    voulues |= {nom: valeur for nom, valeur in donnees.dict().items() if valeur}
    associations = portee(request.user, Association)
    if len(associations[:2]) == 1:
        voulues["association"] = associations[0]
    else:
        voulues["association"] = associations.filter(pk=_entier(voulues.get("association"))).first()
    activite = activite_nommee(voulues.get("activite", ""), portee(request.user, Activite))
    plusieurs = {nom: donnees.getlist(nom) for nom in ("jours", "ailleurs")}
    return voulues | plusieurs | {"activite": activite, "salle": salle.pk}


def _tape_avant(request: HttpRequest, donnees: QueryDict, salle: Salle) -> QueryDict:
    """Return what was typed on this page before its dates were chosen anew: in this session, or in its draft."""
    tape, brouillon = QueryDict(request.session.get(SESSION, "")), donnees.get("brouillon", "")
    if tape.get("salle") == str(salle.pk) and tape.get("brouillon", "") == brouillon:
        return tape
    repris = ouvert(request, brouillon)
    return donnees_de(repris) if repris else QueryDict()


def _entier(valeur: Any) -> int | None:
    return lire_entier(str(valeur or ""))


def _garder(request: HttpRequest, tape_ici: QueryDict | None = None) -> None:
    """Keep what was typed for the way back, but nothing that no page of ours could send; the session carries it."""
    donnees = (tape_ici or request.POST).copy()
    for nom in ("csrfmiddlewaretoken", "detour", "cle", GARDER, *ACTES):
        donnees.pop(nom, None)
    if len(tape := donnees.urlencode()) <= GARDE_MAX:
        request.session[SESSION] = tape


def _demander_les_dates(
    request: HttpRequest, salle: Salle, souhait: SouhaitForm, donnees: QueryDict, *, refus: DemandeForm | None = None
) -> HttpResponse:
    """Ask for the day and the hours first, when none came along or when they cannot be read."""
    repris = ("effectif", "activite", "association", "brouillon")
    contexte = {
        "form": souhait,
        "refus": refus,
        "salle": salle,
        "collectivite": salle.etablissement.collectivite,
        "gardes": [(nom, donnees[nom]) for nom in repris if donnees.get(nom)],
        "ariane": [("/", "Chercher"), (salle.get_absolute_url(), salle.nom), ("#contenu", "Quand")],
    }
    return render(request, "conventions/demander_dates.html", contexte)


def _page(
    request: HttpRequest, salle: Salle, form: DemandeForm, saisie: Saisie, cle: str, *, rayon_km: float = RAYON_KM
) -> HttpResponse:
    en_attente = portee(request.user, DemandeAdhesion).filter(reponse=DemandeAdhesion.Reponse.ATTENTE)
    contexte = (
        contexte_de_la_page(salle, form, saisie)
        | ailleurs_de_la_page(salle, saisie, rayon_km)
        | contexte_du_brouillon(request, form)
        | {
            "cle": cle,
            "elargi": rayon_km != RAYON_KM,
            "attend_une_adhesion": request.user.is_authenticated
            and en_attente.filter(utilisateur=request.user).exists(),
        }
    )
    return render(request, "conventions/demander.html", contexte)
