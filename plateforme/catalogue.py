"""The public catalogue of schools: it shows schools with their rooms, so it stands above both."""

from datetime import date
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, re_path
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from etablissements.base_legale import peut_preter
from etablissements.calendriers import calendrier
from etablissements.cog import departements
from etablissements.ecriture import jour_mois, periode
from etablissements.models import Etablissement
from etablissements.permissions import peut_habiliter, peut_publier
from salles.models import Salle
from socle.portee import portee

PAR_PAGE = 20
PUBLIEES = Count("salles", filter=Q(salles__statut=Salle.Statut.PUBLIEE) & peut_preter())


class CatalogueForm(forms.Form):
    """What to look for among the schools; everything may stay empty."""

    sans_mention_facultatif = True

    q = forms.CharField(label="Nom, commune ou UAI", required=False, max_length=80)
    nature = forms.ChoiceField(
        required=False,
        choices=[("", "Toutes"), *((n.value, n.label.capitalize()) for n in Etablissement.Nature)],
    )

    def __init__(self, donnees, codes):
        super().__init__(donnees)
        noms = departements()
        choix = [("", "Tous"), *((code, f"{noms[code].nom} ({code})") for code in sorted(codes))]
        self.fields["departement"] = forms.ChoiceField(label="Département", required=False, choices=choix)


@require_safe
def liste(request: HttpRequest) -> HttpResponse:
    """List the schools; those that offer rooms come first."""
    ecoles = portee(request.user, Etablissement)
    codes = ecoles.order_by().values_list("departement", flat=True).distinct()
    form = CatalogueForm(request.GET or None, codes)
    if form.is_valid():
        filtre = form.cleaned_data
        if filtre["q"]:
            ecoles = ecoles.repondant_a(filtre["q"])
        ecoles = ecoles.filter(**{nom: filtre[nom] for nom in ("nature", "departement") if filtre[nom]})
    ecoles = ecoles.select_related("site__commune").annotate(publiees=PUBLIEES)
    page = Paginator(ecoles.order_by("-publiees", "nom", "uai"), PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "form": form,
        "page": page,
        "offrantes": ecoles.filter(publiees__gt=0).count(),
        "filtree": form.is_bound,
    }
    return render(request, "etablissements/liste.html", contexte)


@require_safe
def etablissement(request: HttpRequest, uai: str) -> HttpResponse:
    """Show a school and the rooms that it offers."""
    if uai != uai.upper():
        return redirect("etablissements:etablissement", uai=uai.upper(), permanent=True)
    ecole = get_object_or_404(
        portee(request.user, Etablissement).select_related("collectivite", "site__commune"), uai=uai
    )
    contexte = {
        "etablissement": ecole,
        "collectivite": ecole.collectivite,
        "faits": _faits(ecole),
        "salles": portee(request.user, Salle).proposees().filter(etablissement=ecole).prefetch_related("photos"),
        "vacances": phrase_vacances(ecole, localdate(timezone=ZoneInfo(ecole.fuseau))),
        "gere": peut_publier(request.user, ecole),
        "habilite": peut_habiliter(request.user, ecole),
    }
    return render(request, "etablissements/etablissement.html", contexte)


def _faits(ecole: Etablissement) -> list[tuple[str, str]]:
    """Return the lines that are known of the school."""
    site = ecole.site
    ville = f"{site.code_postal} {site.commune or ''}".strip()
    lignes = [
        ("Adresse", ", ".join(filter(None, [site.adresse, ville]))),
        ("Téléphone", ecole.telephone),
        ("Adresse électronique", ecole.courriel),
        ("Propriétaire", ecole.collectivite.nom),
        ("Académie", ecole.academie),
        ("UAI", ecole.uai),
    ]
    return [(terme, valeur) for terme, valeur in lignes if valeur]


def phrase_vacances(ecole: Etablissement, jour: date) -> str:
    """Say which holidays run on that day at that school, or come next: « Prochaines vacances : Noël, du… »."""
    connues = calendrier(ecole.zone_vacances, ecole.territoire).vacances
    prochaine = next((vacances for vacances in connues if vacances.dernier_jour >= jour), None)
    if prochaine is None:
        return "Les prochaines vacances ne sont pas encore connues."
    reserve = ", dates à confirmer" if prochaine.provisoire else ""
    if prochaine.premier_jour <= jour:
        return f"En ce moment : {prochaine.nom}, jusqu’au {jour_mois(prochaine.dernier_jour)} inclus{reserve}."
    return f"Prochaines vacances : {prochaine.nom}, {periode(prochaine.premier_jour, prochaine.dernier_jour)}{reserve}."


urlpatterns = [
    path("etablissements/", liste, name="liste"),
    re_path(r"^etablissements/(?P<uai>[0-9]{7}[A-Za-z])/$", etablissement, name="etablissement"),
]
