"""Entering what already stands in the planning: by form, from a spreadsheet; and giving a date back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from etablissements.ecriture import pluriel
from etablissements.models import Etablissement
from salles.forms.planning import ImportForm, LiberationForm, UsageForm
from salles.models import Reservation, Salle
from salles.moteur import Repetition
from salles.regles import cadre_de
from salles.services.occupations_csv import COLONNES, Bilan, fichier_modele, importer_occupations
from salles.services.touches import a_venir, phrases
from salles.services.usages import Inscription, liberables, liberer_usage, saisir_usage
from salles.views.acces import etablissement_gere, salle_geree
from salles.views.etapes import ariane, contexte_etape, suivante
from socle.portee import portee
from socle.tenter import tenter


@login_required
@require_http_methods(["GET", "POST"])
def planning(request: HttpRequest, uai: str, pk: int) -> HttpResponse:
    """Show who is in the room already, and enter one more."""
    salle = salle_geree(request, uai, pk)
    maintenant = timezone.now()
    form = _formulaire(request, salle.etablissement, maintenant, Repetition.HEBDOMADAIRE, salle=salle)
    if form.is_valid() and _saisir(request, form, maintenant):
        return redirect(request.path)
    contexte = contexte_etape(salle, "planning") | {
        "form": form,
        "occupants": phrases(a_venir([salle], maintenant), avec_salle=False),
        "suivante": suivante(salle, "planning"),
    }
    return render(request, "salles/planning.html", contexte)


@login_required
@require_http_methods(["GET", "POST"])
def saisir(request: HttpRequest, uai: str) -> HttpResponse:
    """Enter a use from the agenda of the school, in any of its rooms."""
    etablissement = etablissement_gere(request, uai)
    maintenant = timezone.now()
    form = _formulaire(request, etablissement, maintenant, Repetition.AUCUNE)
    if form.is_valid() and (inscription := _saisir(request, form, maintenant)):
        jour = inscription.usage.souhait.premier_jour
        return redirect(f"{reverse('salles:agenda', args=[uai])}?jour={jour}")
    contexte = {
        "form": form,
        "etablissement": etablissement,
        "collectivite": etablissement.collectivite,
        "ariane": ariane(etablissement, (request.path, "Saisir une occupation")),
    }
    return render(request, "salles/saisir.html", contexte)


@login_required
@require_http_methods(["GET", "POST"])
def importer(request: HttpRequest, uai: str) -> HttpResponse:
    """Enter a spreadsheet; the page tells what became of each line."""
    etablissement = etablissement_gere(request, uai)
    form = ImportForm(request.POST or None, request.FILES or None)
    bilan: Bilan | None = None
    if form.is_valid():
        octets = form.cleaned_data.pop("fichier").read()
        bilan = tenter(
            form, importer_occupations, etablissement=etablissement, octets=octets, maintenant=timezone.now()
        )
    contexte = {
        "form": form,
        "bilan": bilan,
        "colonnes": _aide_colonnes(),
        "etablissement": etablissement,
        "collectivite": etablissement.collectivite,
        "ariane": ariane(etablissement, (request.path, "Importer le planning")),
    }
    return render(request, "salles/importer.html", contexte)


@login_required
@require_safe
def modele_csv(request: HttpRequest, uai: str) -> HttpResponse:
    """Hand out the model file, with the names of the school's own rooms."""
    etablissement = etablissement_gere(request, uai)
    noms = portee(request.user, Salle).filter(etablissement=etablissement).order_by("nom", "pk")
    aujourdhui = cadre_de(etablissement).jour(timezone.now())
    contenu = fichier_modele(list(noms.values_list("nom", flat=True)[:2]), aujourdhui)
    reponse = HttpResponse(contenu, content_type="text/csv; charset=utf-8")
    reponse["Content-Disposition"] = 'attachment; filename="planning-modele.csv"'
    return reponse


@login_required
@require_http_methods(["GET", "POST"])
def liberer(request: HttpRequest, uai: str, pk: int) -> HttpResponse:
    """Give back a date that the school entered, or the dates that follow too."""
    etablissement = etablissement_gere(request, uai)
    maintenant = timezone.now()
    reservations = portee(request.user, Reservation).filter(salle__etablissement=etablissement)
    reservation = get_object_or_404(liberables(reservations, maintenant).select_related("salle"), pk=pk)
    form = LiberationForm(request.POST or None, initial={"etendue": "date"})
    if form.is_valid():
        etendue = form.cleaned_data.pop("etendue")
        serie = etendue == "serie"
        if rendues := tenter(form, liberer_usage, reservation=reservation, serie_entiere=serie, maintenant=maintenant):
            messages.success(request, f"{pluriel(len(rendues), 'date rendue', 'dates rendues')}.")
            return redirect("salles:agenda", uai)
    cadre = cadre_de(etablissement)
    contexte = {
        "form": form,
        "reservation": reservation,
        "debut": cadre.local(reservation.debut),
        "fin": cadre.local(reservation.fin),
        "etablissement": etablissement,
        "collectivite": etablissement.collectivite,
        "ariane": ariane(etablissement, (request.path, "Libérer")),
    }
    with timezone.override(etablissement.fuseau):
        return render(request, "salles/liberer.html", contexte)


def _formulaire(
    request: HttpRequest,
    etablissement: Etablissement,
    maintenant,
    repetition: Repetition,
    *,
    salle: Salle | None = None,
) -> UsageForm:
    """Start from what is usual: who publishes a room tells its weekly occupants, the agenda is for what comes once."""
    salles = portee(request.user, Salle).filter(etablissement=etablissement).order_by("nom", "pk")
    initial = {"salle": salle, "nature": Reservation.Nature.ETABLISSEMENT, "repetition": repetition}
    form = UsageForm(
        request.POST or None, initial=initial, salles=salles, maintenant=maintenant, fuseau=etablissement.fuseau
    )
    if salle:
        form.fields["salle"].widget = form.fields["salle"].hidden_widget()
    return form


def _saisir(request: HttpRequest, form: UsageForm, maintenant) -> Inscription | None:
    """Enter the use and say what became of it, the dates that clash by name."""
    gardes = ("salle", "souhait", "nature", "libelle")
    form.cleaned_data = {nom: form.cleaned_data[nom] for nom in gardes}
    inscription = tenter(form, saisir_usage, maintenant=maintenant)
    if inscription is None:
        return None
    if inscription.prises:
        messages.success(
            request, f"{inscription.usage.libelle} : {pluriel(inscription.prises, 'date saisie', 'dates saisies')}."
        )
    if inscription.deja:
        messages.success(request, f"{pluriel(inscription.deja, 'date était déjà là', 'dates étaient déjà là')}.")
    if inscription.perdues:
        messages.warning(request, f"Pas libres : {' ; '.join(inscription.perdues)}.")
    return inscription


def _aide_colonnes() -> list[tuple[str, str]]:
    """Document the columns, under the names of the model file."""
    explications = {
        "salle": "Son nom, comme dans « Nos salles ».",
        "quand": "Une date, 24/11/2026, ou un jour de la semaine, mardi.",
        "debut": "18 h, 18 h 30 ou 18:30.",
        "fin": "Minuit s’écrit 0 h.",
        "jusqu_au": "Pour un jour de la semaine : la dernière date.",
        "libelle": "Qui, ou quoi. Lu par l’établissement seul.",
        "nature": "établissement (sans rien : c’est cela), association ou travaux.",
        "semaines": "toutes, A, B ou quinzaine.",
        "vacances": "oui pour garder les vacances et les jours fériés.",
    }
    return [(COLONNES[nom][0], explications[nom]) for nom in COLONNES]
