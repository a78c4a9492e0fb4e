"""The space of an association: its record, its people, its papers. Its requests are shown by `conventions`."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from associations import services
from associations.exceptions import AssociationConnue
from associations.fichiers import reponse_piece
from associations.forms import FicheForm, PieceForm, RejoindreForm, ReponseForm, RoleForm
from associations.models import Association, DemandeAdhesion, Membre, Piece
from associations.permissions import est_membre, peut_gerer
from associations.portefeuille import est_assuree, manques
from comptes.suite import suite
from socle.erreur import exiger
from socle.portee import portee
from socle.tenter import tenter

ATTENTE = DemandeAdhesion.Reponse.ATTENTE


@login_required
@require_http_methods(["GET", "POST"])
def nouvelle(request: HttpRequest) -> HttpResponse:
    """Enter an association; where it is known already, offer to ask its members."""
    form = FicheForm(request.POST or None)
    if form.is_valid() and (
        association := tenter(form, services.creer_association, createur=request.user, maintenant=now())
    ):
        messages.success(request, f"{association.nom} est inscrite : vous pouvez demander une salle en son nom.")
        return redirect(suite(request, association.get_absolute_url()))
    contexte = {
        "form": form,
        "connue": form.has_error("__all__", AssociationConnue.code),
        "suite": suite(request),
    }
    return render(request, "associations/nouvelle.html", contexte)


@login_required
@require_http_methods(["GET", "POST"])
def rejoindre(request: HttpRequest) -> HttpResponse:
    """Ask to join a known association, named by its identifier."""
    form = RejoindreForm(request.POST or None)
    if form.is_valid() and (
        adhesion := tenter(form, services.demander_adhesion, demandeur=request.user, maintenant=now())
    ):
        messages.success(
            request,
            f"Votre demande est chez les membres de « {adhesion.association.nom} » : ils vous répondront par courriel.",
        )
        return redirect(suite(request, "/association/"))
    return render(request, "associations/rejoindre.html", {"form": form, "suite": suite(request)})


@login_required
@require_safe
def association(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the record as schools will read it, and what it lacks."""
    fiche = get_object_or_404(portee(request.user, Association), pk=pk)
    contexte = {
        "association": fiche,
        "gere": peut_gerer(request.user, fiche),
        "faits": _faits(fiche),
        "manques": manques(fiche, portee(request.user, Piece).filter(association=fiche), localdate()),
        "adhesions": portee(request.user, DemandeAdhesion).filter(association=fiche, reponse=ATTENTE).count(),
    }
    return render(request, "associations/association.html", contexte)


def _faits(fiche: Association) -> list[tuple[str, str]]:
    """Return the lines of the record that are filled in."""
    siege = " ".join(filter(None, [fiche.adresse, fiche.code_postal, fiche.commune]))
    lignes = [
        ("Numéro RNA", fiche.rna),
        ("SIREN", fiche.siren),
        ("SIRET du siège", fiche.siret),
        ("Registre d’Alsace-Moselle", fiche.registre),
        ("Objet", fiche.objet),
        ("Siège", siege),
        ("Adresse électronique", fiche.courriel),
        ("Téléphone", fiche.telephone),
    ]
    return [(terme, valeur) for terme, valeur in lignes if valeur]


@login_required
@require_http_methods(["GET", "POST"])
def profil(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the record: those who represent the association."""
    fiche = get_object_or_404(portee(request.user, Association), pk=pk)
    exiger(peut_gerer(request.user, fiche))
    form = FicheForm(request.POST or None, initial=FicheForm.de(fiche))
    if form.is_valid() and tenter(form, services.modifier_association, association=fiche):
        messages.success(request, "La fiche est à jour.")
        return redirect(fiche)
    return render(request, "associations/profil.html", {"association": fiche, "form": form})


@login_required
@require_safe
def membres(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who acts for the association, and who asks to."""
    fiche = get_object_or_404(portee(request.user, Association), pk=pk)
    contexte = {
        "association": fiche,
        "gere": peut_gerer(request.user, fiche),
        "roles": Membre.Role.choices,
        "membres": portee(request.user, Membre).filter(association=fiche).select_related("utilisateur"),
        "adhesions": portee(request.user, DemandeAdhesion)
        .filter(association=fiche, reponse=ATTENTE)
        .select_related("utilisateur"),
    }
    return render(request, "associations/membres.html", contexte)


@login_required
@require_POST
def repondre(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or refuse who asks to join."""
    adhesion = get_object_or_404(portee(request.user, DemandeAdhesion).select_related("association"), pk=pk)
    exiger(est_membre(request.user, adhesion.association))
    form = ReponseForm(request.POST)
    if form.is_valid():
        repondue = services.repondre_adhesion(
            adhesion=adhesion, par=request.user, maintenant=now(), reponse=form.cleaned_data["reponse"]
        )
        messages.success(request, f"{repondue.utilisateur} reçoit votre réponse par courriel.")
    else:
        messages.error(request, "Choisissez d’accueillir ou de refuser.")
    return redirect("associations:membres", pk=adhesion.association_id)


@login_required
@require_POST
def nommer(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a member another role."""
    membre = get_object_or_404(portee(request.user, Membre).select_related("association", "utilisateur"), pk=pk)
    exiger(peut_gerer(request.user, membre.association))
    form = RoleForm(request.POST)
    if form.is_valid():
        services.nommer(membre=membre, role=form.cleaned_data["role"])
        messages.success(request, f"Le rôle de {membre.utilisateur} est changé.")
    else:
        messages.error(request, "Choisissez un des rôles de la liste.")
    return redirect("associations:membres", pk=membre.association_id)


@login_required
@require_http_methods(["GET", "POST"])
def retirer_membre(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then end a membership: the representatives for anyone, each member for oneself."""
    membre = get_object_or_404(portee(request.user, Membre).select_related("association", "utilisateur"), pk=pk)
    exiger(peut_gerer(request.user, membre.association) or membre.utilisateur_id == request.user.pk)
    if request.method == "POST":
        services.retirer_membre(membre=membre)
        messages.success(request, f"{membre.utilisateur} n’agit plus pour {membre.association.nom}.")
        if membre.utilisateur_id == request.user.pk:
            return redirect("/association/")
        return redirect("associations:membres", pk=membre.association_id)
    return render(request, "associations/retirer_membre.html", {"membre": membre, "association": membre.association})


@login_required
@require_http_methods(["GET", "POST"])
def pieces(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the wallet, and add to it."""
    fiche = get_object_or_404(portee(request.user, Association), pk=pk)
    form = PieceForm(request.POST or None, request.FILES or None)
    if form.is_valid() and (
        deposee := tenter(form, services.deposer_piece, association=fiche, deposee_par=request.user, maintenant=now())
    ):
        messages.success(request, f"Déposé : {deposee.get_type_display()}. Les établissements concernés le liront ici.")
        return redirect("associations:pieces", pk=fiche.pk)
    portefeuille = list(portee(request.user, Piece).filter(association=fiche))
    contexte = {
        "association": fiche,
        "form": form,
        "portefeuille": [(piece, _validite(piece, localdate())) for piece in portefeuille],
        "assuree": est_assuree(portefeuille, localdate()),
    }
    return render(request, "associations/pieces.html", contexte)


def _validite(piece: Piece, jour: date) -> dict[str, str]:
    """Return the badge of a paper on that day."""
    if piece.est_valable_le(jour):
        return {"ton": "oui", "icone": "coche", "mot": "valable"}
    if piece.premier_jour and piece.premier_jour > jour:
        return {"ton": "attente", "icone": "sablier", "mot": "pas encore valable"}
    return {"ton": "non", "icone": "croix", "mot": "périmé"}


@login_required
@require_safe
def piece(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out a paper of one's own association; schools read it through `conventions`."""
    return reponse_piece(get_object_or_404(portee(request.user, Piece).select_related("association"), pk=pk))


@login_required
@require_http_methods(["GET", "POST"])
def retirer_piece(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then take a paper out of the wallet."""
    trouvee = get_object_or_404(portee(request.user, Piece).select_related("association"), pk=pk)
    if request.method == "POST":
        services.retirer_piece(piece=trouvee)
        messages.success(request, "Le document est retiré.")
        return redirect("associations:pieces", pk=trouvee.association_id)
    return render(request, "associations/retirer_piece.html", {"piece": trouvee, "association": trouvee.association})
