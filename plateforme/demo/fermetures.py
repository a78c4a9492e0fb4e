"""The days on which a school of the demo lends nothing: exams, class councils, evenings for parents."""

import random
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from etablissements.models import Etablissement
from plateforme.demo.reperes import GRAINE
from salles.models import Fermeture

PART = 0.5  # of the schools close on each of these occasions; the others manage behind open doors
UN_JOUR = timedelta(days=1)
VENDREDI = 4 * UN_JOUR


def remplir_fermetures(etablissements: Sequence[Etablissement], annees: Iterable[int]) -> int:
    """Close the schools that never closed, before anything is taken there; return how many closures there are."""
    annees = tuple(annees)
    fermees = set(Fermeture.objects.values_list("etablissement", flat=True))
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


def _lundi(jour: date) -> date:
    """Return the Monday of that week."""
    return jour - jour.weekday() * UN_JOUR
