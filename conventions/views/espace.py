"""The association's own space: its requests, its next sessions."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from associations.models import Association, DemandeAdhesion
from comptes.agenda import jeton_de
from comptes.services import renouveler_agenda as renouveler
from conventions.lecture import brouillons
from conventions.lecture import espace as lecture
from conventions.lecture.heures import soldes
from conventions.models import Brouillon, CreneauDemande, Demande
from socle.portee import portee


@login_required
@require_POST
def renouveler_agenda(request: HttpRequest) -> HttpResponse:
    """Give one's agenda another address: the one that was handed on answers no more."""
    renouveler(utilisateur=request.user)
    messages.success(request, "Votre agenda a une nouvelle adresse. L’ancienne ne répond plus.")
    return redirect("conventions:espace_association")


@login_required
@require_safe
def espace(request: HttpRequest) -> HttpResponse:
    maintenant = timezone.now()
    associations = list(portee(request.user, Association))
    siennes = portee(request.user, Demande).filter(association__in=associations)
    demandes = list(lecture.demandes_lues(siennes))
    creneaux = portee(request.user, CreneauDemande).filter(demande__association__in=associations)
    seances = lecture.seances(creneaux, maintenant)
    en_cours = [demande for demande in demandes if demande.statut in Demande.VIVES]
    attendent = portee(request.user, DemandeAdhesion).filter(reponse=DemandeAdhesion.Reponse.ATTENTE)
    adhesions = list(attendent.select_related("association", "utilisateur"))
    a_accueillir = [adhesion for adhesion in adhesions if adhesion.utilisateur_id != request.user.pk]
    ecoles = {demande.etablissement for demande in demandes}
    des_soldes = soldes(associations, ecoles, {timezone.localdate(maintenant)}, maintenant=maintenant)
    lignes = lecture.lignes(en_cours, maintenant)
    contexte = {
        "associations": associations,
        "au_nom_de": [(association, des_soldes.get(association.pk, [])) for association in associations],
        "titre": lecture.titre(seances, demandes),
        "phrase": lecture.ce_qui_attend(demandes, a_accueillir),
        "a_faire": [ligne for ligne in lignes if ligne["a_repondre"] or ligne["attend"]],
        "a_accueillir": a_accueillir,
        "prochaine": seances[0] if seances else None,
        "seances": seances[: lecture.SEANCES_EN_VUE],
        "suivantes": seances[lecture.SEANCES_EN_VUE :],
        "adresse_agenda": request.build_absolute_uri(reverse("api:agenda_personnel", args=[jeton_de(request.user)])),
        "mes_brouillons": brouillons.lignes(brouillons.brouillons_lus(portee(request.user, Brouillon)), maintenant),
        "en_cours": lignes,
        "terminees": lecture.lignes([demande for demande in demandes if demande not in en_cours], maintenant),
        "url_nouvelle": reverse("associations:nouvelle"),
        "attend_une_adhesion": len(a_accueillir) < len(adhesions),
    }
    return render(request, "conventions/espace.html", contexte)
