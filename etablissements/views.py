"""Who acts for a school or an authority, what an authority sets, on what it founds lending, and the calendar."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from etablissements.base_legale import SANS_ARTICLE
from etablissements.couleurs import CONTRASTE_MIN, ENCRE_CLAIRE, FORME, contraste
from etablissements.direction import est_le_dernier_chef
from etablissements.forms import (
    ActeForm,
    EcoleForm,
    HabilitationForm,
    JourFerieForm,
    PeriodeForm,
    ReglagesForm,
)
from etablissements.models import Collectivite, Etablissement, Habilitation, JourFerie, PeriodeVacances
from etablissements.permissions import peut_habiliter, peut_piloter, peut_regler
from etablissements.services import habilitations as services
from etablissements.services import saisie_calendrier as saisie
from etablissements.services.actes import enregistrer_acte, retirer_acte
from etablissements.services.reglages import regler
from socle.erreur import ActeInconnu, exiger
from socle.portee import portee
from socle.tenter import tenter

ECOLES_PAR_PAGE = 25


@login_required
@require_http_methods(["GET", "POST"])
def equipe(request: HttpRequest, uai: str) -> HttpResponse:
    """Show who acts for a school; its head and the superviseurs of its authority name others."""
    ecole = get_object_or_404(portee(request.user, Etablissement).select_related("collectivite"), uai=uai.upper())
    if not peut_habiliter(request.user, ecole):
        raise Http404
    contexte = {"etablissement": ecole, "collectivite": ecole.collectivite, "nom": ecole.nom}
    return _roles(request, ecole, contexte, "etablissements/equipe.html")


@login_required
@require_http_methods(["GET", "POST"])
def habilitations(request: HttpRequest, code: str) -> HttpResponse:
    """Show who acts for an authority; its superviseurs name others."""
    autorite = _collectivite_pilotee(request, code)
    exiger(peut_regler(request.user, autorite))
    return _roles(request, autorite, {"collectivite": autorite}, "etablissements/habilitations.html")


def _roles(request: HttpRequest, lieu, contexte: dict, gabarit: str) -> HttpResponse:
    """List the roles held in a place today or later, and give one more."""
    aujourdhui = localdate()
    form = HabilitationForm(request.POST or None, roles=services.roles_de(lieu))
    if form.is_valid() and (
        donnee := tenter(form, services.habiliter, lieu=lieu, par=request.user, aujourdhui=aujourdhui)
    ):
        messages.success(request, f"{donnee.utilisateur} est {donnee.get_role_display()} : un message l’en prévient.")
        return redirect(request.path)
    tenues = (
        portee(request.user, Habilitation)
        .filter(**services.ou(lieu))
        .exclude(dernier_jour__lt=aujourdhui)
        .select_related("utilisateur")
        .order_by("role", "premier_jour", "pk")
    )
    return render(request, gabarit, contexte | {"form": form, "habilitations": tenues})


@login_required
@require_http_methods(["GET", "POST"])
def terminer(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then end a role."""
    tenue = get_object_or_404(
        portee(request.user, Habilitation).select_related("utilisateur", "collectivite", "etablissement__collectivite"),
        pk=pk,
    )
    lieu = tenue.lieu
    if isinstance(lieu, Etablissement):
        exiger(peut_habiliter(request.user, lieu))
        retour = reverse("etablissements:equipe", args=[lieu.uai])
    else:
        exiger(peut_regler(request.user, lieu))
        retour = reverse("etablissements:habilitations", args=[lieu.code])
    if request.method == "POST":
        services.terminer(habilitation=tenue, aujourdhui=localdate())
        messages.success(request, f"{tenue.utilisateur} n’est plus {tenue.get_role_display()}.")
        return redirect(retour)
    contexte = {
        "habilitation": tenue,
        "retour": retour,
        "soi": tenue.utilisateur_id == request.user.pk,
        "dernier_chef": est_le_dernier_chef(tenue, localdate()),
    }
    return render(request, "etablissements/terminer.html", contexte)


@login_required
@require_http_methods(["GET", "POST"])
def reglages(request: HttpRequest, code: str) -> HttpResponse:
    """Show and change what an authority sets; `apercu` shows the colours without keeping them."""
    autorite = _collectivite_pilotee(request, code)
    exiger(peut_regler(request.user, autorite))
    form = ReglagesForm(request.POST or None, request.FILES or None, collectivite=autorite)
    apercu = "apercu" in request.POST
    if not apercu and form.is_valid() and tenter(form, regler, collectivite=autorite):
        messages.success(request, "Les réglages sont enregistrés. Les pages déjà ouvertes changeront dans l’heure.")
        return redirect(request.path)
    couleurs = (_couleur(form, "marque_1", autorite), _couleur(form, "marque_2", autorite))
    contexte = {"collectivite": autorite, "form": form, "couleurs": couleurs, "lisible": _lisible(couleurs[0])}
    return render(request, "etablissements/reglages.html", contexte)


@login_required
@require_http_methods(["GET", "POST"])
def calendrier(request: HttpRequest, code: str) -> HttpResponse:
    """Show the holidays of the zones and territories of an authority, and add one."""
    autorite, zones, territoires = _calendrier_regle(request, code)
    aujourdhui = localdate()
    envoi = {nom: request.POST if nom in request.POST else None for nom in ("vacances", "ferie")}
    vacances = PeriodeForm(envoi["vacances"], prefix="v", zones=zones)
    ferie = JourFerieForm(envoi["ferie"], prefix="f", territoires=territoires)
    if request.method == "POST" and not any(envoi.values()):
        raise ActeInconnu
    for form, verbe in ((vacances, saisie.ecrire_periode), (ferie, saisie.ecrire_jour_ferie)):
        if zones and form.is_valid() and (ecrit := tenter(form, verbe, aujourdhui=aujourdhui)):
            messages.success(request, f"« {ecrit.nom} » est au calendrier.")
            return redirect(request.path)
    debut, fin = saisie.horizon(aujourdhui)
    periodes = portee(request.user, PeriodeVacances).filter(zone__in=zones)
    feries = portee(request.user, JourFerie).filter(territoire__in=territoires)
    contexte = {
        "collectivite": autorite,
        "periodes": periodes.filter(dernier_jour__gte=debut, premier_jour__lte=fin).order_by("zone", "premier_jour"),
        "feries": feries.filter(jour__range=(debut, fin)).order_by("territoire", "jour"),
        "vacances": vacances,
        "ferie": ferie,
        "form": ferie if ferie.is_bound else vacances,
    }
    return render(request, "etablissements/calendrier.html", contexte)


@login_required
@require_http_methods(["GET", "POST"])
def corriger_periode(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Correct the name and the days of a school holiday."""
    autorite, zones, _ = _calendrier_regle(request, code)
    periode = get_object_or_404(portee(request.user, PeriodeVacances), pk=pk, zone__in=zones)
    initiales = {nom: getattr(periode, nom) for nom in PeriodeForm.base_fields}
    form = PeriodeForm(request.POST or None, initial=initiales)
    if form.is_valid() and (
        ecrite := tenter(form, saisie.ecrire_periode, periode=periode, zone=periode.zone, aujourdhui=localdate())
    ):
        messages.success(request, f"« {ecrite.nom} » est au calendrier.")
        return redirect("etablissements:calendrier", code)
    contexte = {"collectivite": autorite, "periode": periode, "form": form}
    return render(request, "etablissements/corriger_periode.html", contexte)


@login_required
@require_http_methods(["GET", "POST"])
def enlever_periode(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Ask, then take a school holiday away."""
    autorite, zones, _ = _calendrier_regle(request, code)
    periode = get_object_or_404(portee(request.user, PeriodeVacances), pk=pk, zone__in=zones)
    if request.method == "POST":
        saisie.retirer_periode(periode=periode)
        messages.success(request, f"« {periode.nom} » n’est plus au calendrier.")
        return redirect("etablissements:calendrier", code)
    contexte = {"collectivite": autorite, "retire": periode, "lieu": periode.get_zone_display()}
    return render(request, "etablissements/retirer_du_calendrier.html", contexte)


@login_required
@require_http_methods(["GET", "POST"])
def enlever_ferie(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Ask, then take a bank holiday away."""
    autorite, _, territoires = _calendrier_regle(request, code)
    ferie = get_object_or_404(portee(request.user, JourFerie), pk=pk, territoire__in=territoires)
    if request.method == "POST":
        saisie.retirer_jour_ferie(ferie=ferie)
        messages.success(request, f"« {ferie.nom} » n’est plus au calendrier.")
        return redirect("etablissements:calendrier", code)
    contexte = {"collectivite": autorite, "retire": ferie, "lieu": ferie.get_territoire_display()}
    return render(request, "etablissements/retirer_du_calendrier.html", contexte)


@login_required
@require_safe
def bases_legales(request: HttpRequest, code: str) -> HttpResponse:
    """List the schools of an authority for which the law names no article, with the act recorded for each."""
    autorite = _collectivite_reglee(request, code)
    ecoles = portee(request.user, Etablissement).filter(SANS_ARTICLE, collectivite=autorite)
    sans_acte = ecoles.filter(acte=None).count()
    form = EcoleForm(request.GET or None)
    cherche = form.cleaned_data["q"] if form.is_valid() else ""
    trouvees = ecoles.repondant_a(cherche) if cherche else ecoles
    trouvees = trouvees.select_related("acte", "site__commune").order_by("nom", "uai")
    page = Paginator(trouvees, ECOLES_PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "collectivite": autorite,
        "form": form,
        "page": page,
        "lignes": [(ecole, getattr(ecole, "acte", None)) for ecole in page],
        "sans_acte": sans_acte,
        "total": ecoles.count(),
        "cherche": cherche,
    }
    return render(request, "etablissements/bases_legales.html", contexte)


@login_required
@require_http_methods(["GET", "POST"])
def base_legale(request: HttpRequest, code: str, uai: str) -> HttpResponse:
    """Record the act of one school."""
    autorite, ecole = _ecole_sans_article(request, code, uai)
    acte = getattr(ecole, "acte", None)
    form = ActeForm(request.POST or None, initial=model_to_dict(acte) if acte else None)
    if form.is_valid() and tenter(form, enregistrer_acte, etablissement=ecole, aujourdhui=localdate()):
        messages.success(request, f"L’acte est enregistré : les salles de {ecole} sont proposées.")
        return redirect("etablissements:bases_legales", code)
    contexte = {"collectivite": autorite, "etablissement": ecole, "acte": acte, "form": form}
    return render(request, "etablissements/base_legale.html", contexte)


@login_required
@require_http_methods(["GET", "POST"])
def enlever_acte(request: HttpRequest, code: str, uai: str) -> HttpResponse:
    """Ask, then take away the act of one school."""
    autorite, ecole = _ecole_sans_article(request, code, uai)
    if request.method == "POST":
        retirer_acte(etablissement=ecole, aujourdhui=localdate())
        messages.success(request, f"L’acte est retiré : les salles de {ecole} ne sont plus proposées.")
        return redirect("etablissements:bases_legales", code)
    return render(request, "etablissements/retirer_acte.html", {"collectivite": autorite, "etablissement": ecole})


def _ecole_sans_article(request: HttpRequest, code: str, uai: str) -> tuple[Collectivite, Etablissement]:
    """Return a private or agricultural school of an authority, for its superviseurs only."""
    autorite = _collectivite_reglee(request, code)
    ecoles = portee(request.user, Etablissement).filter(SANS_ARTICLE, collectivite=autorite)
    return autorite, get_object_or_404(ecoles.select_related("acte", "collectivite"), uai=uai.upper())


def _collectivite_reglee(request: HttpRequest, code: str) -> Collectivite:
    autorite = _collectivite_pilotee(request, code)
    exiger(peut_regler(request.user, autorite))
    return autorite


def _calendrier_regle(request: HttpRequest, code: str) -> tuple[Collectivite, tuple[str, ...], tuple[str, ...]]:
    """Return the authority, for its superviseurs only, with the zones and the territories of its schools."""
    autorite = _collectivite_pilotee(request, code)
    exiger(peut_regler(request.user, autorite))
    ecoles = portee(request.user, Etablissement).filter(collectivite=autorite)
    paires = set(ecoles.values_list("zone_vacances", "territoire").distinct())
    return autorite, tuple(sorted({zone for zone, _ in paires})), tuple(sorted({lieu for _, lieu in paires}))


def _collectivite_pilotee(request: HttpRequest, code: str) -> Collectivite:
    """Return the authority, for its own agents only."""
    autorite = get_object_or_404(portee(request.user, Collectivite), code=code)
    if not peut_piloter(request.user, autorite):
        raise Http404
    return autorite


def _couleur(form: ReglagesForm, champ: str, autorite: Collectivite) -> str:
    """Return the colour that the form shows, the one in force when what was sent is no colour."""
    saisie = str(form[champ].value())
    return saisie if FORME.fullmatch(saisie) else getattr(autorite, champ)


def _lisible(couleur: str) -> bool:
    return contraste(couleur, ENCRE_CLAIRE) >= CONTRASTE_MIN
