"""Load what the engine needs to know, for any number of rooms, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, date

from django.db import connection

from etablissements.calendriers import calendriers
from salles.models import Materiel, Pret, ProfilOuverture, Salle
from salles.moteur import Creneau, Faits, Fermeture, Occupant, Porteur, Profil, Stock
from salles.regles import cadre_de, regles_de

# A profile never changes under its name: what was read once stays true.
_profils_lus: dict[str, Profil] = {}


def profils(empreintes: Collection[str]) -> dict[str, Profil]:
    """Return the profiles of these names. Each is read once in the life of the process: then no query at all."""
    inconnues = set(empreintes) - _profils_lus.keys()
    if inconnues:
        lignes = ProfilOuverture.objects.filter(empreinte__in=inconnues).values_list("empreinte", "contenu")
        _profils_lus.update((empreinte, Profil.depuis(contenu)) for empreinte, contenu in lignes)
    return {empreinte: _profils_lus[empreinte] for empreinte in empreintes}


def fermetures(
    salles: Collection[int],
    etablissements: Collection[int],
    collectivites: Collection[int],
    premier_jour: date,
    dernier_jour: date,
) -> dict[tuple[Porteur, int], list[Fermeture]]:
    """Return the closures that touch these days (both included), by who closes: one query."""
    lues: dict[tuple[Porteur, int], list[Fermeture]] = defaultdict(list)
    with connection.cursor() as curseur:  # arrays: thousands of ids make a slow IN
        curseur.execute(
            """
            SELECT salle_id, etablissement_id, collectivite_id, premier_jour, dernier_jour, motif
            FROM salles_fermeture
            WHERE premier_jour <= %s AND dernier_jour >= %s
                AND (salle_id = ANY(%s) OR etablissement_id = ANY(%s) OR collectivite_id = ANY(%s))
            ORDER BY premier_jour, id
            """,
            [dernier_jour, premier_jour, list(salles), list(etablissements), list(collectivites)],
        )
        for salle, etablissement, collectivite, premier, dernier, motif in curseur.fetchall():
            if salle:
                cle = (Porteur.SALLE, salle)
            elif etablissement:
                cle = (Porteur.ETABLISSEMENT, etablissement)
            else:
                cle = (Porteur.COLLECTIVITE, collectivite)
            lues[cle].append(Fermeture(premier, dernier, cle[0], motif))
    return lues


def occupants(salles: Collection[int], jours: Collection[date]) -> dict[int, list[Occupant]]:
    """Return what is taken on these local dates in any part of each room, dead options included: one query."""
    lus: dict[int, list[Occupant]] = defaultdict(list)
    parties = Salle.espaces.through.objects.filter(salle__in=salles, espace__occupations__jour__in=jours)
    lignes = parties.order_by("espace__occupations__debut", "espace_id").values_list(
        "salle_id",
        "espace__occupations__reservation__salle_id",
        "espace__occupations__debut",
        "espace__occupations__fin",
        "espace__occupations__fin_tampon",
        "espace__occupations__groupe",
        "espace__occupations__option_jusqu_au",
        "espace__occupations__reservation__nature",
    )
    for salle, autre, debut, fin, fin_tampon, groupe, option_jusqu_au, nature in lignes:
        lus[salle].append(Occupant(autre, debut, fin, fin_tampon, groupe, option_jusqu_au, nature))
    return lus


def stocks(materiels: Collection[int], jours: Collection[date]) -> dict[int, Stock]:
    """Return each stock with what is lent on these local dates, as long as its slot is held: two queries."""
    prets: dict[int, list[tuple[Creneau, int]]] = defaultdict(list)
    lignes = (
        Pret.objects.filter(materiel__in=materiels, reservation__occupations__jour__in=jours)
        .values_list("pk", "materiel_id", "quantite", "reservation__debut", "reservation__fin")
        .distinct()
    )
    for _, materiel, quantite, debut, fin in lignes:
        prets[materiel].append((Creneau(debut.astimezone(UTC), fin.astimezone(UTC)), quantite))
    return {
        materiel.pk: Stock(materiel.nom, materiel.quantite, tuple(prets[materiel.pk]))
        for materiel in Materiel.objects.filter(pk__in=materiels)
    }


def charger(salles: Iterable[Salle], jours: Collection[date], materiels: Collection[int] = ()) -> dict[int, Faits]:
    """Return the facts of each room on these local dates, of which there is at least one.

    Six queries, whatever the number of rooms and dates; eight with `materiels`. Expects
    `salle.etablissement.collectivite` to be loaded. A draft that was never given openings never opens.
    """
    salles = list(salles)
    noms = dict(
        ProfilOuverture.objects.filter(pk__in={salle.profil_id for salle in salles}).values_list("pk", "empreinte")
    )
    compiles = profils(set(noms.values()))
    des_salles = {
        salle.pk: compiles[noms[salle.profil_id]]
        if salle.profil_id
        else Profil((), regles_de(salle), cadre_de(salle.etablissement))
        for salle in salles
    }
    pris = occupants([salle.pk for salle in salles], jours)
    fermees = fermetures(
        [salle.pk for salle in salles],
        {salle.etablissement_id for salle in salles},
        {salle.etablissement.collectivite_id for salle in salles},
        min(jours),
        max(jours),
    )
    des_zones = calendriers({(profil.cadre.zone, profil.cadre.territoire) for profil in des_salles.values()})
    en_stock = stocks(materiels, jours) if materiels else {}
    return {
        salle.pk: Faits(
            salle=salle.pk,
            profil=(profil := des_salles[salle.pk]),
            calendrier=des_zones[profil.cadre.zone, profil.cadre.territoire],
            fermetures=(
                *fermees.get((Porteur.COLLECTIVITE, salle.etablissement.collectivite_id), ()),
                *fermees.get((Porteur.ETABLISSEMENT, salle.etablissement_id), ()),
                *fermees.get((Porteur.SALLE, salle.pk), ()),
            ),
            occupants=tuple(pris.get(salle.pk, ())),
            effectif_max=salle.effectif_max,
            types_erp=tuple(salle.types_erp),
            gn6_autorise_le=salle.gn6_autorise_le,
            stocks=en_stock,
        )
        for salle in salles
    }
