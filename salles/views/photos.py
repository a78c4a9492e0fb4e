"""The photos of a room."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from salles.forms.photos import PhotoForm, TexteForm
from salles.models import PhotoSalle
from salles.services.photos import PHOTOS_MAX, ajouter_photo, decrire_photo, retirer_photo
from salles.views.acces import salle_geree
from salles.views.etapes import adresse, contexte_etape, suivante
from socle.portee import portee
from socle.tenter import tenter


@login_required
@require_http_methods(["GET", "POST"])
def photos(request: HttpRequest, uai: str, pk: int) -> HttpResponse:
    """Show the photos and take one more."""
    salle = salle_geree(request, uai, pk)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if form.is_valid() and tenter(form, ajouter_photo, salle=salle):
        messages.success(request, "La photo est ajoutée.")
        return redirect(request.path)
    les_photos = list(salle.photos.all())
    contexte = contexte_etape(salle, "photos") | {
        "form": form,
        "photos": [
            (photo, TexteForm(initial={"texte_alternatif": photo.texte_alternatif}, auto_id=f"p{photo.pk}_%s"))
            for photo in les_photos
        ],
        "complet": len(les_photos) >= PHOTOS_MAX,
        "suivante": suivante(salle, "photos"),
    }
    return render(request, "salles/photos.html", contexte)


@login_required
@require_POST
def modifier_photo(request: HttpRequest, uai: str, pk: int, photo: int) -> HttpResponse:
    """Change the words of a photo, or take it away."""
    salle = salle_geree(request, uai, pk)
    la_photo = get_object_or_404(portee(request.user, PhotoSalle).filter(salle=salle), pk=photo)
    if "retirer" in request.POST:
        retirer_photo(photo=la_photo)
        messages.success(request, "La photo est retirée.")
        return redirect(adresse(salle, "photos"))
    form = TexteForm(request.POST)
    if form.is_valid() and tenter(form, decrire_photo, photo=la_photo):
        messages.success(request, "La description est enregistrée.")
    else:
        messages.error(request, "Décrivez la photo en 200 signes au plus : qui ne la voit pas compte sur ces mots.")
    return redirect(adresse(salle, "photos"))
