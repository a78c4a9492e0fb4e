"""Something else than what was asked for: the school puts it together, who asked answers."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from conventions import services
from conventions.forms.offre import ENVOYER, OTER, PLACER, OffreForm, ReponseForm, ecrire_place
from conventions.lecture import demande as lecture_demande
from conventions.lecture import offre as lecture
from conventions.lecture.offre import LigneDOffre
from conventions.models import CreneauDemande, Demande
from conventions.offres import demande_commune, en_phrases, jusqu_a_quand, lire_dates_offertes
from conventions.permissions import peut_decider
from conventions.phrases import le, majuscule, titre_de
from conventions.services import Place
from conventions.services.etat import REPENTIR
from conventions.views.decision import a_instruire, annoncer, ariane_de_l_ecole, duree_de_l_option, vers_la_boite
from conventions.views.demande import la_mienne
from etablissements.ecriture import duree, pluriel
from salles.models import Salle
from socle.erreur import ActeInconnu, ErreurMetier, exiger
from socle.portee import portee
from socle.tenter import tenter

ACCEPTER, DECLINER = "accepter", "decliner"


@login_required
@require_http_methods(["GET", "POST"])
def proposer(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an offer together, date by date, and send it."""
    maintenant = timezone.now()
    demande = a_instruire(request, pk)
    exiger(peut_decider(request.user, demande))
    if not demande.est_a_decider:
        return redirect("conventions:decision", pk=pk)
    ouverts = lecture.ouverts_de(demande)
    salles = list(portee(request.user, Salle).publiees().filter(etablissement=demande.etablissement_id))
    dates = [creneau.pk for creneau in ouverts]
    if request.method != "POST":
        lignes = lecture.premiere_offre(demande, ouverts, maintenant)
        return _page(request, demande, OffreForm(dates=dates, salles=salles), lignes)
    form = OffreForm(request.POST, dates=dates, salles=salles)
    if form.is_valid() and form.acte == ENVOYER and _envoyer(request, demande, form, maintenant):
        annoncer(request, demande, f"Proposition prête pour {demande.association.nom}.")
        return vers_la_boite(demande)
    lignes = _eprouver(request, demande, ouverts, form, maintenant)
    if not form.errors:  # what was placed stands in the lines: the choice is made anew
        form = OffreForm(initial={"message": form["message"].value()}, dates=dates, salles=salles)
    return _page(request, demande, form, lignes)


def _envoyer(request: HttpRequest, demande: Demande, form: OffreForm, maintenant: datetime) -> Demande | None:
    """Send what the page showed as possible; on refusal, the sentence stands on the form."""
    return tenter(form, _contre_proposer, demande=demande, par=request.user, maintenant=maintenant)


def _contre_proposer(*, demande: Demande, par, maintenant: datetime, place: Mapping[int, Place], message: str, **_):
    return services.contre_proposer(
        demande=demande, par=par, places=list(place.values()), message=message, maintenant=maintenant
    )


def _eprouver(
    request: HttpRequest, demande: Demande, ouverts: Sequence[CreneauDemande], form: OffreForm, maintenant: datetime
) -> list[LigneDOffre]:
    """Judge the draft as the form leaves it; what cannot be read as an offer leaves it as it was, as far as it can."""
    avant = {**form.cleaned_data.get("place", {}), **form.cleaned_data.get("sans", {})}
    apres = avant if form.errors else _changer(avant, ouverts, form)
    essais = [apres, avant, _dans_ces_salles(avant, form.salles)]
    for places in (essai for rang, essai in enumerate(essais) if essai not in essais[:rang]):
        try:
            verdicts = services.eprouver(
                demande=demande, par=request.user, places=list(places.values()), maintenant=maintenant
            )
        except ErreurMetier as refus:
            _dire(form, refus)
        else:
            return lecture.lire_l_offre(demande, ouverts, places, verdicts)
    return lecture.lire_l_offre(demande, ouverts, {}, [])


def _dire(form: OffreForm, refus: ErreurMetier) -> None:
    """Write a refusal once: beside what was typed when it has just been placed, above the whole when it is sent."""
    champ = (refus.champ or "").rpartition(".")[2] if form.acte == PLACER else None
    champ = champ if champ in form.fields else None
    if not form.has_error(champ or NON_FIELD_ERRORS, refus.code):
        form.add_error(champ, ValidationError(refus.message, refus.code))


def _dans_ces_salles(places: Mapping[int, Place], salles: Collection[int]) -> dict[int, Place]:
    """Return what of the draft stands in a room that may still be offered."""
    return {date: place for date, place in places.items() if place.salle in salles}


def _changer(places: Mapping[int, Place], ouverts: Sequence[CreneauDemande], form: OffreForm) -> dict[int, Place]:
    """Return the draft once the ticked dates, or all where none is, have gone where the form says, or are left out."""
    lues = form.cleaned_data
    if form.acte == OTER:
        return {pk: place for pk, place in places.items() if pk not in lues["dates"]}
    if form.acte != PLACER:
        return dict(places)
    changees = [creneau for creneau in ouverts if creneau.pk in lues["dates"]] or ouverts
    return {**places, **{creneau.pk: _ailleurs(creneau, lues) for creneau in changees}}


def _ailleurs(creneau: CreneauDemande, lues: Mapping[str, Any]) -> Place:
    """Return where the form puts a date: what it leaves empty is as it was wished."""
    voulue = lecture.comme_demande(creneau)
    heures = (voulue.debut, voulue.fin) if lues["debut"] is None else (lues["debut"], lues["fin"])
    return Place(creneau.pk, lues["salle"] or voulue.salle, *heures)


def _page(request: HttpRequest, demande: Demande, form: OffreForm, lignes: Sequence[LigneDOffre]) -> HttpResponse:
    partent = [ligne for ligne in lignes if ligne.partira]
    cochees = set(request.POST.getlist("dates")) if form.errors else set()
    contexte = {
        "demande": demande,
        "collectivite": demande.etablissement.collectivite,
        "form": form,
        "titre_demande": titre_de(demande),
        "groupes": lecture.en_groupes(lignes),
        "places": [
            {
                "champ": "place" if ligne.partira else "sans",
                "valeur": ecrire_place(ligne.place),
            }
            for ligne in lignes
            if ligne.place
        ],
        "lignes": [(ligne, str(ligne.creneau.pk) in cochees if cochees else not ligne.partira) for ligne in lignes],
        "plusieurs_salles": len({ligne.voulu.salle.pk for ligne in lignes}) > 1,
        "partent": pluriel(len(partent), "date") if partent else "",
        "bougent": any(ligne.offerte and ligne.offerte.bouge for ligne in partent),
        "message": en_phrases([ligne.offerte for ligne in partent if ligne.offerte]),
        "option": duree_de_l_option(demande),
        "repentir": duree(REPENTIR),
        "ariane": [*ariane_de_l_ecole(demande), (request.path, "Proposer autre chose")],
    }
    return render(request, "conventions/proposer.html", contexte)


@login_required
@require_POST
def reprendre(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what one's school offered, and who asked may have read."""
    demande = a_instruire(request, pk)
    exiger(peut_decider(request.user, demande))
    services.reprendre_proposition(demande=demande, maintenant=timezone.now())
    messages.success(request, "La proposition est reprise : ses dates sont libres, la demande est à décider.")
    return redirect("conventions:decision", pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def repondre(request: HttpRequest, pk: int) -> HttpResponse:
    """Read what the school offers, and say yes or no to all of it."""
    maintenant = timezone.now()
    demande = la_mienne(request, pk)
    form = ReponseForm(request.POST or None)
    acte = request.POST.get("acte")
    if request.method == "POST" and acte not in (ACCEPTER, DECLINER):
        raise ActeInconnu
    if request.method == "POST" and form.is_valid():
        if acte == ACCEPTER:
            lue = form.cleaned_data["proposition"]
            services.accepter_proposition(demande=demande, maintenant=maintenant, proposition=lue)
            messages.success(request, f"C’est accepté : {le(demande.etablissement)} vous donne ces dates.")
            return redirect(demande)
        if tenter(form, services.decliner_proposition, demande=demande, maintenant=maintenant):
            messages.success(request, f"C’est décliné ; {le(demande.etablissement)} revient à vos premiers souhaits.")
            return redirect(demande)
    offre = lecture_demande.derniere_offre(demande)
    if offre is None or not offre.attend:
        return redirect(demande)
    creneaux = list(
        demande.creneaux.select_related("salle__etablissement__collectivite", "reservation", "au_lieu_de__salle")
    )
    offertes = lire_dates_offertes(demande, creneaux)
    contexte = {
        "demande": demande,
        "collectivite": demande.etablissement.collectivite,
        "titre": lecture_demande.titre(demande),
        "titre_demande": majuscule(titre_de(demande)),
        "offre": offre,
        "vivante": offre.est_vivante(maintenant),
        "jusqu_au": jusqu_a_quand(offre),
        "offertes": offertes,
        "plusieurs": len(offertes) > 1,
        "demande_commune": demande_commune(offertes),
        "prix": lecture_demande.prix(demande, creneaux),
        "form": form,
        "ariane": [
            ("/association/", "Mes demandes"),
            (demande.get_absolute_url(), demande.numero),
            (request.path, "La proposition"),
        ],
    }
    with timezone.override(demande.etablissement.fuseau):
        return render(request, "conventions/repondre.html", contexte)
