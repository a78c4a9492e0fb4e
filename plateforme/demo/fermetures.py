"""The days on which nothing is lent in the demo: exams, class councils, evenings for parents, works."""

import random
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from etablissements.models import Collectivite, Etablissement
from plateforme.demo.collectivites import BRETAGNE, ISERE
from plateforme.demo.reperes import GRAINE, UAI_DU_CHEF
from salles.models import Fermeture, Salle

PART = 0.5  # of the schools close on each of these occasions; the others manage behind open doors
UN_JOUR = timedelta(days=1)
VENDREDI = 4 * UN_JOUR
DANS_SEPT_SEMAINES, DANS_DIX_SEMAINES = timedelta(weeks=7), timedelta(weeks=10)


def remplir_fermetures(etablissements: Sequence[Etablissement], annees: Iterable[int], *, aujourdhui: date) -> int:
    """Close the schools that never closed, before anything is taken there; return how many closures there are."""
    annees = tuple(annees)
    fermees = set(Fermeture.objects.values_list("etablissement", flat=True))
    if not fermees:
        Fermeture.objects.bulk_create([*_travaux(aujourdhui), *_coupures(aujourdhui)])
    Fermeture.objects.bulk_create(
        fermeture
        for ecole in etablissements
        if ecole.pk not in fermees
        for annee in annees
        for fermeture in fermetures_de(ecole, annee)
    )
    return Fermeture.objects.count()


def fermetures_de(ecole: Etablissement, annee: int) -> list[Fermeture]:
    """Draw the closures of one school for the school year that begins in `annee`."""
    hasard = random.Random(f"{GRAINE}-fermetures-{ecole.uai}-{annee}")
    parents = date(annee, 12, 1) + hasard.randrange(14) * UN_JOUR
    conseils = _lundi(date(annee + 1, 3, 8)) + hasard.randrange(3) * 7 * UN_JOUR
    if ecole.nature == Etablissement.Nature.COLLEGE:
        examen = (_lundi(date(annee + 1, 6, 28)), UN_JOUR, "Épreuves du brevet")
    else:
        examen = (_lundi(date(annee + 1, 6, 15)), VENDREDI, "Épreuves du baccalauréat")
    occasions = [
        (parents, 0 * UN_JOUR, "Rencontre entre parents et professeurs"),
        (conseils, VENDREDI, "Semaine des conseils de classe"),
        examen,
    ]
    return [
        Fermeture(etablissement=ecole, premier_jour=premier, dernier_jour=premier + suite, motif=motif)
        for premier, suite, motif in occasions
        if hasard.random() < PART
    ]


def _travaux(aujourdhui: date) -> list[Fermeture]:
    """Close for three weeks a third of the gym of the head's collège, and with it the whole gym."""
    premier = _lundi(aujourdhui + DANS_SEPT_SEMAINES)
    salles = Salle.objects.filter(etablissement__uai=UAI_DU_CHEF, nom__in=("Gymnase entier", "Gymnase, tiers sud"))
    return [
        Fermeture(
            salle=salle, premier_jour=premier, dernier_jour=premier + 18 * UN_JOUR, motif="Réfection du sol, tiers sud"
        )
        for salle in salles.order_by("pk")
    ]


def _coupures(aujourdhui: date) -> list[Fermeture]:
    """Close one day all the schools of the two authorities that have an account."""
    jour = _lundi(aujourdhui + DANS_DIX_SEMAINES) + VENDREDI
    return [
        Fermeture(collectivite=collectivite, premier_jour=jour, dernier_jour=jour, motif="Contrôle électrique annuel")
        for collectivite in Collectivite.objects.filter(code__in=(ISERE, BRETAGNE)).order_by("code")
    ]


def _lundi(jour: date) -> date:
    """Return the Monday of that week."""
    return jour - jour.weekday() * UN_JOUR
