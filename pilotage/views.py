"""The authority's page and its tables to take away."""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from math import ceil
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from conventions.models import Demande
from etablissements.ecriture import enumerer
from etablissements.models import Collectivite, Etablissement
from etablissements.permissions import peut_regler
from pilotage import attente, exports, indicateurs, signatures
from pilotage.annee import AnneeScolaire
from pilotage.besoins import AU_MOINS, besoins
from pilotage.exceptions import FiltreRefuse
from pilotage.exports import Export
from pilotage.forms import FiltrePilotage
from pilotage.indicateurs import Heures, LigneHeures
from pilotage.permissions import collectivites_pilotees
from socle.parametres import fautes_de_nom, fautes_de_nombre

PAS_DE_L_ECHELLE = 5  # per cent
LIGNES_PAR_PAGE = 25
BESOINS_MONTRES = 10  # the others are in the file


def _choix(request: HttpRequest) -> tuple[FiltrePilotage, Collectivite, AnneeScolaire]:
    """Read authority and year from the address; an authority that is not one's own is not found.

    A year that is not one leaves the current one, and its sentence beside the field.
    """
    collectivites = collectivites_pilotees(request.user).order_by("code")
    premiere = collectivites.first()
    if premiere is None:
        raise Http404
    courante = AnneeScolaire.du(timezone.localdate())
    donnees = {"collectivite": premiere.code, "annee": str(courante)} | request.GET.dict()
    filtre = FiltrePilotage(donnees, collectivites=collectivites, courante=courante)
    if "collectivite" in filtre.errors:
        raise Http404
    return filtre, filtre.cleaned_data["collectivite"], filtre.cleaned_data.get("annee", courante)


@login_required
@require_safe
def pilotage(request: HttpRequest) -> HttpResponse:
    """What the authority must know first, then school by school and month by month."""
    filtre, collectivite, annee = _choix(request)
    etat = indicateurs.etat(collectivite, annee)
    releve = indicateurs.heures(collectivite, annee)
    contexte = {
        "filtre": filtre,
        "collectivite": collectivite,
        "annee": annee,
        "etat": etat,
        "sans_personne": indicateurs.sans_personne(collectivite, timezone.localdate()),
        "manques": enumerer(collectivite.mentions_manquantes),
        "nomme": peut_regler(request.user, collectivite),
        "demandes": [(statut.label, etat.demandes[statut]) for statut in Demande.Statut if statut in etat.demandes],
        "besoins": besoins(collectivite, annee),
        "besoins_montres": BESOINS_MONTRES,
        "au_moins": AU_MOINS,
        "total": releve.total,
        "par_etablissement": Tableau(_par_etablissement(releve.lignes)),
        "par_mois": Tableau(releve.par_mois),
    }
    return render(request, "pilotage/pilotage.html", contexte)


@login_required
@require_safe
def demandes(request: HttpRequest) -> HttpResponse:
    """The requests that wait in the schools of an authority, oldest first."""
    return _liste(request, "demandes", "Demandes en attente", attente.demandes_en_attente, attente.lire)


@login_required
@require_safe
def conventions(request: HttpRequest) -> HttpResponse:
    """The conventions that the authority has to sign, the first séance first."""
    return _liste(request, "conventions", "Conventions à signer", signatures.conventions_a_signer, signatures.lire)


def _liste(
    request: HttpRequest,
    nom: str,
    titre: str,
    choisir: Callable[[Collectivite], QuerySet],
    lire: Callable[[Sequence[Any], datetime], Sequence[Any]],
) -> HttpResponse:
    """Show what waits in an authority, page by page, below its own page."""
    collectivite = _collectivite(request)
    accueil = f"{reverse('pilotage:pilotage')}?collectivite={collectivite.code}"
    page = Paginator(choisir(collectivite), LIGNES_PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "titre": titre,
        "collectivite": collectivite,
        "url_pilotage": accueil,
        "ariane": [(accueil, "Pilotage"), (request.get_full_path(), titre)],
        "page": page,
        "lignes": lire(list(page), timezone.now()),
    }
    return render(request, f"pilotage/{nom}.html", contexte)


def _collectivite(request: HttpRequest) -> Collectivite:
    """Return the authority that the address names, else one's first; one that is not one's own is not found."""
    collectivites = collectivites_pilotees(request.user).order_by("code")
    code = request.GET.get("collectivite")
    trouvee = collectivites.filter(code=code).first() if code else collectivites.first()
    if trouvee is None:
        raise Http404
    return trouvee


@dataclass(frozen=True, slots=True)
class Tableau:
    """Lines with their hours, and the scale of the bars beside them, in per cent."""

    lignes: list[tuple[Any, Heures]]

    @property
    def echelle(self) -> int:
        """Return the highest share, rounded up to a multiple of 5."""
        plus_haut = max((heures.taux or 0 for _, heures in self.lignes), default=0)
        return max(1, ceil(plus_haut / PAS_DE_L_ECHELLE)) * PAS_DE_L_ECHELLE

    def avec_barres(self) -> list[tuple[Any, Heures, int]]:
        """Return each line with the width of its bar, from 0 to 100."""
        return [(sujet, heures, round(100 * (heures.taux or 0) / self.echelle)) for sujet, heures in self.lignes]


def _par_etablissement(lignes: Iterable[LigneHeures]) -> list[tuple[Etablissement, Heures]]:
    """Add up the months of each school; its lines follow each other."""
    return [
        (ecole, sum((ligne.heures for ligne in groupe), Heures()))
        for ecole, groupe in groupby(lignes, key=lambda ligne: ligne.etablissement)
    ]


def _refuser_le_douteux(request: HttpRequest, filtre: FiltrePilotage) -> None:
    """Refuse whatever the address says that would not be in the file: nobody sees there which year was read."""
    fautes = fautes_de_nom(request.GET, filtre.fields) | fautes_de_nombre(request.GET, repetables=())
    fautes |= {champ: [str(phrase) for phrase in phrases] for champ, phrases in filtre.errors.items()}
    if fautes:
        dites = " ; ".join(f"« {nom} » : {phrases[0]}" for nom, phrases in fautes.items())
        raise FiltreRefuse(f"{dites} Reprenez le fichier depuis la page du pilotage.")


def _fichier(request: HttpRequest, export: Export) -> HttpResponse:
    """Return a table as a spreadsheet opens it in French: semicolons and a byte-order mark."""
    filtre, collectivite, annee = _choix(request)
    _refuser_le_douteux(request, filtre)
    reponse = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="preau-{export.nom}-{collectivite.code}-{annee}.csv"'},
    )
    reponse.write("\ufeff")
    ecrire = csv.writer(reponse, delimiter=";")
    ecrire.writerow(export.colonnes)
    ecrire.writerows(export.lignes(collectivite, annee))
    return reponse


@login_required
@require_safe
def heures_csv(request: HttpRequest) -> HttpResponse:
    """Hours open and granted, by school and month."""
    return _fichier(request, exports.HEURES)


@login_required
@require_safe
def demandes_csv(request: HttpRequest) -> HttpResponse:
    """Requests filed in that school year, by school and state."""
    return _fichier(request, exports.DEMANDES)


@login_required
@require_safe
def publications_csv(request: HttpRequest) -> HttpResponse:
    """What each open school publishes today, nothing included."""
    return _fichier(request, exports.PUBLICATIONS)


@login_required
@require_safe
def besoins_csv(request: HttpRequest) -> HttpResponse:
    """Searches in vain of that school year, by commune and type of room."""
    return _fichier(request, exports.BESOINS)
