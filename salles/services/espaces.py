"""Which walls a room stands in: two rooms that share an Espace are never taken at once."""

from collections.abc import Iterable
from datetime import datetime
from itertools import count

from django.db import IntegrityError, transaction

from etablissements.models import Etablissement
from salles.models import Espace, Salle
from salles.services.copie import dupliquer
from salles.services.touches import a_venir, phrases
from socle.erreur import ErreurMetier
from socle.rejouer import rejouer

MOTS_DES_PARTIES = {2: "moitié", 3: "tiers", 4: "quart"}
NOM_MAX = 120


class CompositionOccupee(ErreurMetier):
    """The walls are held on dates to come: those slots stand on the composition as it is."""

    code = "composition_occupee"
    message = (
        "Des occupations sont prévues entre ces murs. Attendez la dernière, ou libérez-les, avant de changer "
        "ce que la salle occupe."
    )


class CompositionRefusee(ErreurMetier):
    code = "composition_refusee"
    statut_http = 400


def nommer(espace: Espace, nom: str) -> Espace:
    """Save the Espace under that name; where another of the site has taken it, a number follows."""
    for rang in count(1):
        suffixe = f" ({rang})" if rang > 1 else ""
        espace.nom = nom[: NOM_MAX - len(suffixe)] + suffixe
        try:
            with transaction.atomic():
                espace.save()
        except IntegrityError:
            continue
        break
    return espace


@rejouer
def composer(*, salle: Salle, espaces: Iterable[Espace], maintenant: datetime) -> Salle:
    """Say which Espaces of the site the room covers.

    Refuses with `CompositionOccupee` while the room is held on dates to come, with `CompositionRefusee` without
    any Espace or with one of another site.
    """
    choisis = list(espaces)
    salle = Salle.objects.select_for_update(of=("self",)).select_related("etablissement").get(pk=salle.pk)
    if not choisis:
        raise CompositionRefusee("Une salle occupe au moins un espace.", champ="espaces")
    if any(espace.site_id != salle.etablissement.site_id for espace in choisis):
        raise CompositionRefusee("Cet espace est sur un autre site.", champ="espaces")
    if set(choisis) != set(salle.espaces.all()):
        _exiger_libres([salle], maintenant)
        salle.espaces.set(choisis)
    return salle


@rejouer
def diviser(*, salle: Salle, parties: int, maintenant: datetime) -> list[Salle]:
    """Cut the one Espace of the room in equal parts, and open a draft room for each of them.

    Every room that covered the Espace, this one and those of other schools of the site, covers all its parts from
    then on. Refuses with `CompositionOccupee` while one of them is held on dates to come.
    """
    etablissement = Etablissement.objects.select_for_update().get(pk=salle.etablissement_id)
    murs = salle.espaces.all()
    list(Salle.objects.select_for_update(of=("self",)).filter(espaces__in=murs).order_by("pk"))
    list(Espace.objects.select_for_update().filter(pk__in=murs.values("pk")).order_by("pk"))
    entier = list(salle.espaces.all())  # read once it stands still: another school of the site may have cut it
    if len(entier) != 1:
        raise CompositionRefusee("Cette salle couvre déjà plusieurs parties : ouvrez une salle pour chacune.")
    espace = entier[0]
    entieres = list(Salle.objects.filter(espaces=espace).order_by("pk"))
    _exiger_libres(entieres, maintenant)
    noms = [f"{salle.nom[: NOM_MAX - 12]}, {MOTS_DES_PARTIES[parties]} {rang}" for rang in range(1, parties + 1)]
    if prises := set(etablissement.salles.filter(nom__in=noms).values_list("nom", flat=True)):
        raise CompositionRefusee(f"Une salle porte déjà le nom « {sorted(prises)[0]} ».")
    morceaux = [nommer(espace, noms[0]), *(nommer(Espace(site=etablissement.site), nom) for nom in noms[1:])]
    for entiere in entieres:
        entiere.espaces.set(morceaux)
    surface = salle.surface_m2 and salle.surface_m2 // parties
    effectif = max(1, salle.effectif_max // parties)
    return [
        dupliquer(salle, nom=nom, espaces=[morceau], effectif_max=effectif, surface_m2=surface)
        for nom, morceau in zip(noms, morceaux, strict=True)
    ]


def _exiger_libres(salles: list[Salle], maintenant: datetime) -> None:
    if occupations := phrases(a_venir(salles, maintenant)):
        raise CompositionOccupee(details={"occupations": occupations})
