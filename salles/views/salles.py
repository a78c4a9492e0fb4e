"""The rooms of a school, as those who publish them see them; and the steps from a name to a published page."""

import copy
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from salles.forms.depart import DepartForm
from salles.forms.description import DescriptionForm
from salles.forms.ensemble import Ensemble
from salles.forms.ouvertures import SemaineForm, horaires, initiaux, plages_dites
from salles.models import Equipement, Salle
from salles.regles import cadre_de
from salles.series import plages_de
from salles.services.completude import manques, phrase_des_manques
from salles.services.implications import AConfirmer
from salles.services.ouvertures import definir_ouvertures
from salles.services.publication import copier_salle, decrire_salle, ouvrir_salle
from salles.views import fiche
from salles.views.acces import etablissement_gere, salle_geree
from salles.views.apercu import montrer, ou_question, revient
from salles.views.etapes import adresse, ariane, contexte_etape, suivante
from socle.portee import portee
from socle.tenter import tenter

DESCRIPTION_MOINDRE = {
    "titre": "La salle",
    "phrase": "Ce qui est pris reste pris ; les nouvelles dates suivent ce que la salle admet désormais.",
}
OUVERTURES_MOINDRES = {
    "titre": "Les ouvertures",
    "phrase": "Ce qui est pris reste pris ; les nouvelles dates suivent les nouvelles heures.",
}


@login_required
@require_safe
def nos_salles(request: HttpRequest, uai: str) -> HttpResponse:
    """List the rooms with their state and what they lack."""
    etablissement = etablissement_gere(request, uai)
    salles = (
        portee(request.user, Salle)
        .filter(etablissement=etablissement)
        .prefetch_related("photos", "plages", "espaces")
        .order_by("nom", "pk")
    )
    maintenant = timezone.now()
    publiees, a_finir = [], []
    for salle in salles:
        salle.etablissement = etablissement
        if salle.est_publiee:
            publiees.append({"salle": salle, "url": adresse(salle, "description")})
            continue
        absents = manques(salle, maintenant)
        etape = absents[0].etape if absents else "publication"
        a_finir.append({"salle": salle, "phrase": phrase_des_manques(absents), "url": adresse(salle, etape)})
    contexte = {
        "etablissement": etablissement,
        "collectivite": etablissement.collectivite,
        "publiees": publiees,
        "a_finir": a_finir,
        "ariane": ariane(etablissement),
    }
    return render(request, "salles/nos_salles.html", contexte)


@login_required
@require_http_methods(["GET", "POST"])
def ouvrir(request: HttpRequest, uai: str) -> HttpResponse:
    """Begin a room: like another one, or from its type."""
    etablissement = etablissement_gere(request, uai)
    existantes = portee(request.user, Salle).filter(etablissement=etablissement).order_by("nom", "pk")
    form = DepartForm(request.POST or None, salles=existantes)
    if form.is_valid() and (salle := _commencer(form, etablissement)):
        messages.success(request, f"« {salle.nom} » est commencée. Personne ne la voit avant que vous la publiiez.")
        return redirect(adresse(salle, "description"))
    contexte = {
        "form": form,
        "etablissement": etablissement,
        "collectivite": etablissement.collectivite,
        "ariane": ariane(etablissement, (request.path, "Ouvrir une salle")),
    }
    return render(request, "salles/ouvrir.html", contexte)


def _commencer(form: DepartForm, etablissement) -> Salle | None:
    donnees = form.cleaned_data
    modele = donnees.get("modele")
    form.cleaned_data = {"nom": donnees["nom"]}
    if modele:
        return tenter(form, copier_salle, modele=modele)
    return tenter(form, ouvrir_salle, etablissement=etablissement, type_de_salle=donnees["type"])


@login_required
@require_http_methods(["GET", "POST"])
def description(request: HttpRequest, uai: str, pk: int) -> HttpResponse:
    """Say what the room is and how one enters it; what that changes for dates held or awaited is read first."""
    salle = salle_geree(request, uai, pk)
    # the form writes on its instance, and what was refused must not show in the title
    form = DescriptionForm(
        request.POST or None, instance=copy.copy(salle), equipements=portee(request.user, Equipement)
    )
    if not revient(request) and form.is_valid():
        vu = request.POST.get("vu", "")
        fait = tenter(form, ou_question(decrire_salle), salle=salle, maintenant=timezone.now(), vu=vu)
        if isinstance(fait, AConfirmer):
            return montrer(request, fait, contexte_etape(salle, "description") | DESCRIPTION_MOINDRE)
        if fait:
            return _enregistree(request, fait, "description")
    contexte = contexte_etape(salle, "description") | {
        "form": form,
        "cases": [form[nom] for nom in ("accessible_pmr", "vestiaires", "sanitaires")],
    }
    return render(request, "salles/description.html", contexte)


@login_required
@require_http_methods(["GET", "POST"])
def ouvertures(request: HttpRequest, uai: str, pk: int) -> HttpResponse:
    """Tick the week, add exact hours; what that changes for dates held or awaited is read before it is saved."""
    salle = salle_geree(request, uai, pk)
    deja = plages_de([salle]).get(salle.pk, [])
    semaine_initiale, lignes_initiales = initiaux(deja)
    cadre = cadre_de(salle.etablissement)
    aujourdhui = cadre.jour(timezone.now())
    semaine = SemaineForm(request.POST or None, initial=semaine_initiale)
    lignes = horaires(request.POST or None, lignes_initiales, aujourdhui=aujourdhui)
    if request.method == "POST" and not revient(request) and all([semaine.is_valid(), lignes.is_valid()]):
        plages = [*semaine.plages(), *lignes.plages()]
        semaine.cleaned_data = {}
        arguments = {"salle": salle, "plages": plages, "maintenant": timezone.now(), "vu": request.POST.get("vu", "")}
        fait = tenter(semaine, ou_question(definir_ouvertures), **arguments)
        if isinstance(fait, AConfirmer):
            return montrer(request, fait, contexte_etape(salle, "ouvertures") | OUVERTURES_MOINDRES)
        if fait:
            if "encore" in request.POST:
                messages.success(request, "C’est enregistré. Ajoutez d’autres heures.")
                return redirect(f"{request.path}#heures")
            return _enregistree(request, salle, "ouvertures")
    contexte = contexte_etape(salle, "ouvertures") | {
        "semaine": semaine,
        "lignes": lignes,
        "exactes": [
            (ligne, *fiche.horaires(plages_dites(ligne.initial))) for ligne in lignes.initial_forms if ligne.initial
        ],
        "form": Ensemble(semaine, *lignes),
        "cette_semaine": cadre.semaine(aujourdhui).upper(),
        "lundi": aujourdhui - timedelta(days=aujourdhui.weekday()),
        "vierge": not deja,
        "par_cases": bool(semaine_initiale["cases"]) or not deja or (semaine.is_bound and semaine.has_changed()),
    }
    return render(request, "salles/ouvertures.html", contexte)


def _enregistree(request: HttpRequest, salle: Salle, etape: str) -> HttpResponse:
    """Lead to the next step, or back to the list when the room is published already."""
    messages.success(request, f"« {salle.nom} » : c’est enregistré.")
    return redirect(adresse(salle, "publication") if salle.est_publiee else suivante(salle, etape))
