"""`/`: the question, then its answer at the same address. Nothing here needs an account or a script."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from etablissements.champs import lire_jour
from etablissements.models import Commune
from salles.chiffres import chiffres
from salles.forms.recherche import RAYON_KM, RechercheForm
from salles.forms.souhait import CHOISIES, fin_de_l_annee
from salles.models import Salle
from salles.moteur import Repetition, Vacances
from salles.recherche import Ordre, Resultat, chercher
from salles.taches import noter_plus_tard
from salles.views import phrases
from salles.views.croquis import NOMS_MAX, Plan, dessiner
from salles.views.ecoles import Ecole, ecoles, par_ecole
from salles.views.phrases import Compte
from salles.views.pistes import RAYONS_KM, piste
from socle.erreur import ErreurMetier
from socle.portee import portee

PAR_PAGE = 6  # schools
UN_JOUR = timedelta(days=1)
DANS = timedelta(days=14)  # the first date proposed leaves the school time to answer
MARDI = 2  # the evening most asked for
CE_SOIR = time(18)

# The last search stays with the person, in a cookie: no row is written for somebody who only reads.
TEMOIN = "recherche"
TEMOIN_S = 30 * 24 * 3600
TEMOIN_MAX = 1500  # characters


def recherche(request: HttpRequest, formulaire: Callable[..., RechercheForm]) -> HttpResponse:
    """Ask, or answer when something is asked. `formulaire` makes the form of whoever reads."""
    maintenant = timezone.now()
    if not request.GET.keys() & RechercheForm.base_fields.keys():
        return accueil(request, formulaire(initial=souvenir(request, maintenant), maintenant=maintenant))
    form = formulaire(request.GET, maintenant=maintenant)
    trouvees = _chercher(form)
    if trouvees is None:
        return accueil(request, form)
    return resultats(request, form, formulaire(initial=form.compris, maintenant=maintenant), trouvees)


def _chercher(form: RechercheForm) -> list[Resultat] | None:
    """Return the rooms; None when the form has something to mend, which may only be known once schools are met."""
    if not form.is_valid():
        return None
    try:
        return chercher(form.recherche)
    except ErreurMetier as refus:
        form.refuser(refus)
        return None


# -- The question --------------------------------------------------------------------------


def accueil(request: HttpRequest, form: RechercheForm) -> HttpResponse:
    instant = timezone.make_aware(datetime.combine(form.aujourdhui, CE_SOIR))
    contexte = {"form": form, "chiffres": chiffres(instant)}
    return render(request, "salles/recherche/accueil.html", contexte)


def souvenir(request: HttpRequest, maintenant: datetime) -> dict[str, Any]:
    """Return what the fields hold before anything is typed: the last search, else the most ordinary one."""
    aujourdhui = timezone.localdate(maintenant)
    derniere = QueryDict(request.COOKIES.get(TEMOIN, ""))
    if "date" not in derniere:
        premier = aujourdhui + DANS
        mardi = premier + (MARDI - premier.isoweekday()) % 7 * UN_JOUR
        return {
            "effectif": 20,
            "rayon_km": RAYON_KM,
            "jours": [str(MARDI)],
            "debut": time(18),
            "fin": time(20),
            "date": mardi,
            "repetition": Repetition.HEBDOMADAIRE,
            "jusqu_au": fin_de_l_annee(mardi),
        }
    plusieurs = {"jours", "type", "equipement"}
    memoire: dict[str, Any] = {nom: derniere.getlist(nom) if nom in plusieurs else derniere[nom] for nom in derniere}
    jour = _a_venir(derniere["date"], aujourdhui)
    if jour and "jusqu_au" in memoire:
        fin = _lu(derniere["jusqu_au"])
        memoire["jusqu_au"] = fin if fin and fin >= jour else fin_de_l_annee(jour)
    return memoire | {"date": jour}


def _a_venir(texte: str, aujourdhui: date) -> date | None:
    """Return the day, moved by whole weeks out of the past."""
    jour = _lu(texte)
    if jour is None or jour >= aujourdhui:
        return jour
    return jour + timedelta(weeks=-((jour - aujourdhui).days // 7))


def _lu(texte: str) -> date | None:
    try:
        return lire_jour(texte)
    except ValidationError:
        return None


# -- The answer ----------------------------------------------------------------------------


def resultats(
    request: HttpRequest, form: RechercheForm, relue: RechercheForm, trouvees: list[Resultat]
) -> HttpResponse:
    """Answer; `relue` is the question with what was understood."""
    ici = form.recherche
    groupes = par_ecole(trouvees)
    page = Paginator(groupes, PAR_PAGE).get_page(request.GET.get("page"))
    salles = (
        portee(request.user, Salle)
        .select_related("etablissement__site__commune", "etablissement__collectivite")
        .prefetch_related("equipements", "photos")
        .in_bulk([resultat.salle for groupe in page for resultat in groupe])
    )
    numerotees = ecoles(list(page), salles, ici, page.start_index(), form.parametres())
    comptes = [Compte(resultat.nombre_libres, len(resultat.dates.jours)) for resultat in trouvees]
    lieu = phrases.depuis(form.lieu.libelle) if form.lieu else "de votre position"
    limitee = any(resultat.hors_quota for resultat in trouvees)
    contexte: dict[str, Any] = {
        "form": relue,
        "pour": form.pour(limitee=limitee),
        "page": page,
        "ecoles": numerotees,
        "lieu": lieu,
        "recapitulatif": phrases.recapitulatif(form.cleaned_data, lieu),
        "homonymes": _homonymes(form),
        "compris": form.lieu.libelle if form.lieu else "",
        "faute_de_mieux": form.lieu.faute_de_mieux if form.lieu else False,
        "conclusion": phrases.conclusion(comptes, ici.souhait) if comptes else phrases.rien(form.cleaned_data, lieu),
        "vacances_otees": _vacances_otees(form, numerotees),
        "provisoires": phrases.provisoires(
            [len(resultat.creneaux_provisoires) for groupe in page for resultat in groupe]
        ),
        "elargir": _elargir(form),
        "bilan": phrases.bilan(len(trouvees), len(groupes), ici.rayon_km or 0),
        "une_seule_date": all(compte.voulues == 1 for compte in comptes),
        "en_vain": not any(resultat.libres for resultat in trouvees),
        "sans_issue": False,
        "ordre": _ordre(form),
    }
    if numerotees:
        contexte |= _carte(request, form, numerotees)
    if contexte["en_vain"]:
        voulues = max((compte.voulues for compte in comptes), default=0)
        contexte["piste"] = piste(form, ici, tout_en_vacances=bool(comptes) and not voulues)
        contexte["sans_issue"] = contexte["piste"] is None
        if not limitee:  # what a quota takes away is no lack of rooms
            _noter(request, form, voulues=voulues)
    reponse = render(request, "salles/recherche/resultats.html", contexte)
    _retenir(reponse, form)
    return reponse


def _homonymes(form: RechercheForm) -> list[dict[str, str]]:
    """Return the other places of that name, each with the same search around it."""
    if not form.lieu:
        return []
    return [
        {"nom": lieu.libelle, "url": f"{reverse('recherche')}?{form.parametres(pres_de=lieu.libelle)}"}
        for lieu in form.lieu.alternatives
    ]


def _vacances_otees(form: RechercheForm, numerotees: list[Ecole]) -> str:
    if not numerotees or form.recherche.souhait.vacances == Vacances.INCLURE:
        return ""
    zones = {ecole.etablissement.get_zone_vacances_display() for ecole in numerotees}
    return phrases.vacances_otees(sorted(zones))


def _ordre(form: RechercheForm) -> dict[str, str]:
    """Say in which order the rooms are read, and how to read them in the other one."""
    if form.recherche.ordre == Ordre.PROCHES:
        autre, dit = None, "Les plus proches d’abord, celles qui ne sont jamais libres à la fin."
    else:
        autre, dit = Ordre.PROCHES.value, "Les plus libres d’abord, puis les plus proches."
    mot = "Mettre les plus proches d’abord" if autre else "Mettre les plus libres d’abord"
    return {"dit": dit, "url": f"{reverse('recherche')}?{form.parametres(ordre=autre)}", "mot": mot}


def _elargir(form: RechercheForm) -> dict[str, str] | None:
    """Return the next usual radius; None from the largest on."""
    rayon = next((km for km in RAYONS_KM if km > (form.recherche.rayon_km or 0)), None)
    if rayon is None:
        return None
    url = f"{reverse('recherche')}?{form.parametres(rayon_km=str(rayon))}"
    return {"url": url, "mot": f"Élargir à {phrases.distance(rayon)}"}


def _carte(request: HttpRequest, form: RechercheForm, numerotees: list[Ecole]) -> dict[str, Any]:
    """Return what the map repeats of the list: the drawing, and where it is."""
    ici = form.recherche
    plan = Plan(*form.position, form.cleaned_data["rayon_km"])
    sud, nord, ouest, est = plan.bornes
    communes = portee(request.user, Commune).filter(latitude__range=(sud, nord), longitude__range=(ouest, est))
    ici_meme = Q(latitude=ici.latitude, longitude=ici.longitude)
    noms: Any = communes.annotate(ici=ici_meme).order_by("-ici", "-population")
    positions = [(ecole.numero, *ecole.position) for ecole in numerotees]
    croquis = dessiner(plan, positions, noms.values_list("nom", "latitude", "longitude")[: 3 * NOMS_MAX])
    cercles = [phrases.distance(cercle.km) for cercle in croquis.cercles]
    return {"croquis": croquis, "ici": ici, "legende_carte": f"Les cercles marquent {' et '.join(cercles)}."}


def _noter(request: HttpRequest, form: RechercheForm, *, voulues: int) -> None:
    """Have a search in vain remembered, once: reading its next page or coming back to it does not count again."""
    if request.COOKIES.get(TEMOIN) != _memoire(form):
        commune = form.lieu.libelle if form.lieu and form.lieu.precision == "commune" else ""
        noter_plus_tard(form.recherche, position=form.position, commune=commune, dates=voulues)


def _memoire(form: RechercheForm) -> str:
    """Return what is kept of a search; without the days chosen one by one, one day is left, asked for once."""
    oublies = [*form.a_oublier, *(["repetition"] if form.cleaned_data["repetition"] == CHOISIES else [])]
    return form.parametres(**dict.fromkeys(oublies))[:TEMOIN_MAX]


def _retenir(reponse: HttpResponse, form: RechercheForm) -> None:
    reponse.set_cookie(
        TEMOIN,
        _memoire(form),
        max_age=TEMOIN_S,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
