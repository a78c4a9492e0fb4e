"""Which walls a room stands in: two rooms that share an Espace are never taken at once.

What is held and to come follows the walls of its room, or the change is refused with what stands in the way.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import count
from operator import attrgetter

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from etablissements.ecriture import enumerer, jour_court, periode, plage_horaire, pluriel
from etablissements.models import Etablissement
from salles.models import Espace, Occupation, Salle
from salles.moteur import se_chevauchent, se_genent
from salles.regles import cadre_de
from salles.services.copie import dupliquer
from salles.services.effets import a_lire
from salles.services.fermetures import enfermees
from salles.services.genes import qui
from salles.services.implications import Rubrique, exiger_lecture, rubriques
from salles.services.recomposition import recomposer
from salles.services.touches import QUI_REND, a_venir, phrases
from socle.erreur import ErreurMetier
from socle.rejouer import rejouer

MOTS_DES_PARTIES = {2: "moitié", 3: "tiers", 4: "quart"}
NOM_MAX = 120


class CompositionOccupee(ErreurMetier):
    """On dates that are held, somebody else holds the new walls, or a closed room closes them."""

    code = "composition_occupee"
    message = (
        "Des dates déjà données ne tiendraient plus dans ces espaces : d’autres y sont, ou ils sont fermés. "
        f"{QUI_REND} Recommencez ensuite, ou une fois l’espace rouvert."
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
def composer(*, salle: Salle, espaces: Iterable[Espace], maintenant: datetime, vu: str | None = None) -> Salle:
    """Say which Espaces of the site the room covers; what it holds to come takes the new ones and leaves the others.

    Asks with `AConfirmer` unless `vu` names what the change implies. Refuses with `CompositionOccupee` and the list
    where others hold the new Espaces on those dates, with `CompositionRefusee` without any or with one of another site.
    """
    choisis = {espace.pk: espace for espace in espaces}
    salle = Salle.objects.select_for_update(of=("self",)).select_related("etablissement__collectivite").get(pk=salle.pk)
    if not choisis:
        raise CompositionRefusee("Une salle occupe au moins un espace.", champ="espaces")
    if any(espace.site_id != salle.etablissement.site_id for espace in choisis.values()):
        raise CompositionRefusee("Cet espace est sur un autre site.", champ="espaces")
    gagnes, perdus = _difference(salle, choisis)
    # whoever books holds these rows FOR SHARE, and whoever closes, FOR UPDATE: what is read here stays until the end
    list(Espace.objects.select_for_update().filter(pk__in={*choisis, *perdus}).order_by("pk"))
    if occupations := empechements(salle, choisis.values(), maintenant):
        raise CompositionOccupee(details={"occupations": occupations})
    voisines = _voisines(salle, gagnes | perdus)
    with a_lire(salle, maintenant, vu, avec=voisines.values_list("pk", flat=True)) as aussi:
        aussi.extend(implications(salle, choisis.values(), maintenant))
        if not recomposer([salle], gagnes=gagnes, perdus=perdus, maintenant=maintenant):
            raise CompositionOccupee
        salle.espaces.set(choisis.values())
    return salle


def implications(salle: Salle, espaces: Iterable[Espace], maintenant: datetime) -> list[Rubrique]:
    """Say which rooms will block each other, which will not any more, and what follows the walls."""
    gagnes, perdus = _difference(salle, {espace.pk: espace for espace in espaces})
    gardes = set(salle.espaces.values_list("pk", flat=True)) - perdus
    avant, apres = _voisines(salle, gardes | perdus), _voisines(salle, gardes | gagnes)
    tenues = phrases(a_venir([salle], maintenant), avec_salle=False) if gagnes or perdus else []
    return rubriques(
        (f"Ne se prendront plus en même temps que {salle.nom}", _noms(salle, apres.exclude(pk__in=avant))),
        (f"Pourront se prendre en même temps que {salle.nom}", _noms(salle, avant.exclude(pk__in=apres))),
        (_ce_qui_suit(gagnes, perdus), tenues),
    )


def empechements(salle: Salle, espaces: Iterable[Espace], maintenant: datetime) -> list[str]:
    """Say who holds the new Espaces on the dates that the room holds, then which dates a closure would lock in.

    In the words of those who work in its school.
    """
    gagnes, _ = _difference(salle, {espace.pk: espace for espace in espaces})
    tenues = Occupation.objects.filter(reservation__in=a_venir([salle], maintenant).order_by().values("pk"))
    une_par_date = (
        tenues.order_by("reservation_id", "espace_id").distinct("reservation_id").select_related("reservation")
    )
    siennes = sorted(une_par_date, key=attrgetter("debut", "pk"))
    jours = {sienne.jour for sienne in siennes}
    la_bas = Occupation.objects.filter(espace__in=gagnes, jour__in=jours).exclude(option_jusqu_au__lte=maintenant)
    autres = list(la_bas.select_related("espace", "reservation__salle").order_by("debut", "espace"))
    heurts: dict[tuple[str, str, str, bool], list[Occupation]] = defaultdict(list)
    for sienne in siennes:
        for autre in autres:
            if autre.jour == sienne.jour and se_genent(sienne, autre):
                occupants = sienne.reservation.libelle or salle.nom, qui(salle, autre.reservation)
                heurts[*occupants, autre.espace.nom, se_chevauchent(sienne, autre)].append(sienne)
    prises = [_empechement(salle, *heurt, dates=dates) for heurt, dates in heurts.items()]
    return prises + enfermees(salle, _voisines(salle, gagnes), maintenant)


@rejouer
def diviser(*, salle: Salle, parties: int, maintenant: datetime, vu: str | None = None) -> list[Salle]:
    """Cut the one Espace of the room in equal parts, and open a draft room for each of them.

    Every room that covered the Espace, this one and those of other schools of the site, covers all its parts from
    then on, and what they hold to come takes all of them. Asks with `AConfirmer` unless `vu` names what that implies.
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
    noms = [f"{salle.nom[: NOM_MAX - 12]}, {MOTS_DES_PARTIES[parties]} {rang}" for rang in range(1, parties + 1)]
    if prises := set(etablissement.salles.filter(nom__in=noms).values_list("nom", flat=True)):
        raise CompositionRefusee(f"Une salle porte déjà le nom « {sorted(prises)[0]} ».")
    exiger_lecture(implications_de_la_division(salle, noms, maintenant), vu)
    morceaux = [nommer(espace, noms[0]), *(nommer(Espace(site=etablissement.site), nom) for nom in noms[1:])]
    # nobody can hold what was not there: every date to come gets all the parts
    recomposer(entieres, gagnes=[morceau.pk for morceau in morceaux[1:]], perdus=[], maintenant=maintenant)
    for entiere in entieres:
        entiere.espaces.set(morceaux)
    surface = salle.surface_m2 and salle.surface_m2 // parties
    effectif = max(1, salle.effectif_max // parties)
    return [
        dupliquer(salle, nom=nom, espaces=[morceau], effectif_max=effectif, surface_m2=surface)
        for nom, morceau in zip(noms, morceaux, strict=True)
    ]


def implications_de_la_division(salle: Salle, noms: Iterable[str], maintenant: datetime) -> list[Rubrique]:
    """Say which rooms open, which others will cover all the parts, and what is held of the whole room."""
    return rubriques(
        ("S’ouvriront en brouillon, chacune sa partie", noms),
        ("Couvriront aussi toutes les parties", _noms(salle, _voisines(salle, salle.espaces.values("pk")))),
        ("Garderont la salle entière", phrases(a_venir([salle], maintenant), avec_salle=False)),
    )


def _difference(salle: Salle, choisis: Collection[int]) -> tuple[set[int], set[int]]:
    """Return the Espaces that the room would gain and those that it would lose."""
    actuels = set(salle.espaces.values_list("pk", flat=True))
    return set(choisis) - actuels, actuels - set(choisis)


def _voisines(salle: Salle, espaces: Collection[int] | QuerySet) -> QuerySet[Salle]:
    """Return the other rooms that stand in these Espaces."""
    return Salle.objects.filter(
        pk__in=Salle.espaces.through.objects.filter(espace__in=espaces).values("salle")
    ).exclude(pk=salle.pk)


def _noms(salle: Salle, voisines: QuerySet[Salle]) -> list[str]:
    """Name these rooms; one that another school of the site has not published stays without a name."""
    lues = voisines.select_related("etablissement").order_by("etablissement__nom", "nom", "pk")
    return [
        voisine.nom
        if voisine.etablissement_id == salle.etablissement_id
        else f"{voisine.nom if voisine.est_publiee else 'une salle en préparation'}, {voisine.etablissement}"
        for voisine in lues
    ]


def _ce_qui_suit(gagnes: Collection[int], perdus: Collection[int]) -> str:
    noms = dict(Espace.objects.filter(pk__in={*gagnes, *perdus}).order_by("nom").values_list("pk", "nom"))
    gestes = [
        f"{verbe} {enumerer([f'« {nom} »' for espace, nom in noms.items() if espace in espaces])}"
        for verbe, espaces in (("prendra aussi", gagnes), ("rendra", perdus))
        if espaces
    ]
    return f"Ce qui est déjà pris {enumerer(gestes)}"


def _empechement(
    salle: Salle, occupant: str, autre: str, espace: str, chevauche: bool, *, dates: Sequence[Occupation]
) -> str:
    """Say it once for all the dates on which the same two meet."""
    local = cadre_de(salle.etablissement).local
    debut, fin = local(dates[0].debut), local(dates[0].fin)
    quand = f"le {jour_court(debut.date())} {plage_horaire(debut, fin)}"
    if len(dates) > 1:
        quand = f"{pluriel(len(dates), 'date')}, {periode(debut.date(), local(dates[-1].debut).date())}"
    comment = "pris" if chevauche else "pris trop près de ces heures"
    return f"{occupant} : {quand} ; « {espace} » est {comment} par {autre}."
