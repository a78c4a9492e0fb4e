"""Load what the engine needs to know, for any number of rooms, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType

from django.db import connection
from django.db.models import BigIntegerField, Q, QuerySet, Value

from etablissements.calendriers import calendriers
from salles.models import Materiel, Pret, PretSeul, ProfilOuverture, Reservation, Salle
from salles.moteur import Creneau, Emprunt, Faits, Fermeture, Occupant, Porteur, Profil, Stock
from salles.regles import cadre_de, regles_d_en_haut, regles_de

UN_JOUR = timedelta(days=1)

# A profile never changes under its name: what was read once stays true. Some kilobytes each.
PROFILS_GARDES = 2_000
_profils_lus: dict[str, Profil] = {}


def profils(empreintes: Collection[str]) -> dict[str, Profil]:
    """Return the profiles of these names: one query for those that the process does not keep, none without any."""
    connus = {empreinte: profil for empreinte in empreintes if (profil := _profils_lus.get(empreinte))}
    if inconnues := set(empreintes) - connus.keys():
        lignes = ProfilOuverture.objects.filter(empreinte__in=inconnues).values_list("empreinte", "contenu")
        lus = {empreinte: Profil.depuis(contenu) for empreinte, contenu in lignes}
        if len(_profils_lus) + len(lus) > PROFILS_GARDES:
            _profils_lus.clear()
        _profils_lus.update(lus)
        connus |= lus
    return connus


def _noms_des_profils(numeros: Collection[int]) -> dict[int, str]:
    if not numeros:
        return {}
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT id, empreinte FROM salles_profilouverture WHERE id = ANY(%s::bigint[])", [tableau(numeros)]
        )
        return dict(curseur.fetchall())


def tableau(valeurs: Iterable[int | date | str | None]) -> str:
    """Write numbers, dates, instants and bit strings as PostgreSQL writes an array: psycopg is slow to send lists."""
    return f"{{{','.join('NULL' if valeur is None else str(valeur) for valeur in valeurs)}}}"


def espaces_de(salles: Collection[int]) -> dict[int, set[int]]:
    """Return the parts that each room covers: one query."""
    espaces: dict[int, set[int]] = defaultdict(set)
    for salle, espace in Salle.espaces.through.objects.filter(salle__in=salles).values_list("salle_id", "espace_id"):
        espaces[salle].add(espace)
    return espaces


def murs_d_un_acte(salles: Collection[int]) -> dict[int, set[int]]:
    """Return in what the dates of one act meet, by room: its parts; itself where the act takes no other, unread."""
    return espaces_de(salles) if len(salles) > 1 else {salle: {salle} for salle in salles}


def fermetures(
    salles: Collection[int],
    etablissements: Collection[int],
    collectivites: Collection[int],
    premier_jour: date,
    dernier_jour: date,
) -> dict[tuple[Porteur, int], list[Fermeture]]:
    """Return the closures that touch these days (both included), by who closes: one query.

    A closed room closes its walls: the rooms that share one with it close too.
    """
    lues: dict[tuple[Porteur, int], list[Fermeture]] = defaultdict(list)
    with connection.cursor() as curseur:
        curseur.execute(
            """
            SELECT voisine.salle_id, NULL, NULL, f.premier_jour, f.dernier_jour, f.motif, f.id
            FROM salles_fermeture f
            JOIN salles_salle_espaces mur ON mur.salle_id = f.salle_id
            JOIN salles_salle_espaces voisine ON voisine.espace_id = mur.espace_id
            WHERE f.premier_jour <= %(dernier)s AND f.dernier_jour >= %(premier)s
                AND voisine.salle_id = ANY(%(salles)s::bigint[])
            UNION
            SELECT NULL, etablissement_id, collectivite_id, premier_jour, dernier_jour, motif, id
            FROM salles_fermeture
            WHERE premier_jour <= %(dernier)s AND dernier_jour >= %(premier)s AND (
                etablissement_id = ANY(%(etablissements)s::bigint[])
                OR collectivite_id = ANY(%(collectivites)s::bigint[])
            )
            ORDER BY premier_jour, id
            """,
            {
                "premier": premier_jour,
                "dernier": dernier_jour,
                "salles": tableau(salles),
                "etablissements": tableau(etablissements),
                "collectivites": tableau(collectivites),
            },
        )
        for salle, etablissement, collectivite, premier, dernier, motif, _ in curseur.fetchall():
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
    with connection.cursor() as curseur:
        curseur.execute(
            """
            SELECT partie.salle_id, r.salle_id, o.debut, o.fin, o.fin_tampon, o.groupe, o.option_jusqu_au, r.nature
            FROM salles_salle_espaces partie
            JOIN salles_occupation o ON o.espace_id = partie.espace_id
            JOIN salles_reservation r ON r.id = o.reservation_id
            WHERE partie.salle_id = ANY(%s::bigint[]) AND o.jour = ANY(%s)
            ORDER BY o.debut, o.espace_id
            """,
            [tableau(salles), sorted(set(jours))],
        )
        for salle, *champs in curseur.fetchall():
            lus[salle].append(Occupant(*champs))
    return lus


def stocks(materiels: Collection[int], jours: Collection[date], *, maintenant: datetime) -> dict[int, Stock]:
    """Return each stock with what is lent on these local dates, with a room and by itself.

    Two queries, none without any `materiels`. What goes with a room is away as long as its slot is held, firm or by an
    option that lives.
    """
    if not (materiels and jours):
        return _stocks(materiels, [])
    # whatever the time zone, a local date lies within the UTC date of its name, the day before and the day after
    du = datetime.combine(min(jours), time(0), UTC) - UN_JOUR
    au = datetime.combine(max(jours), time(0), UTC) + 2 * UN_JOUR
    avec_une_salle = Pret.objects.filter(reservation__occupations__jour__in=jours)
    return _stocks(materiels, _prets(materiels, avec_une_salle, PretSeul.objects.dehors(du, au), maintenant))


def stocks_pendant(materiels: Collection[int], periode: Creneau, *, maintenant: datetime) -> dict[int, Stock]:
    """Return each stock with what is lent at any instant of a period, however long: the same two queries."""
    pendant = Q(reservation__debut__lt=periode.fin, reservation__fin__gt=periode.debut)
    avec_une_salle = Pret.objects.filter(pendant).exclude(reservation__tenue=Reservation.Tenue.LIBEREE)
    seuls = PretSeul.objects.dehors(periode.debut, periode.fin)
    return _stocks(materiels, _prets(materiels, avec_une_salle, seuls, maintenant))


def _prets(
    materiels: Collection[int], avec_une_salle: QuerySet[Pret], seuls: QuerySet[PretSeul], maintenant: datetime
) -> Iterable[tuple[int, int, int | None, datetime, datetime]]:
    """Return both kinds of loans in one query: what, how many, with which reservation, from, to."""
    vives = Q(reservation__option_jusqu_au=None) | Q(reservation__option_jusqu_au__gt=maintenant)
    return (
        avec_une_salle.filter(vives, materiel__in=materiels)
        .order_by()
        .values_list("materiel_id", "quantite", "reservation_id", "reservation__debut", "reservation__fin")
        .distinct()
    ).union(
        seuls.filter(materiel__in=materiels)
        .order_by()
        .values_list("materiel_id", "quantite", Value(None, BigIntegerField()), "debut", "jusqu_a"),
        all=True,
    )


def _stocks(
    materiels: Collection[int], prets: Iterable[tuple[int, int, int | None, datetime, datetime]]
) -> dict[int, Stock]:
    emprunts: dict[int, list[Emprunt]] = defaultdict(list)
    for materiel, quantite, par, debut, fin in prets:
        emprunts[materiel].append(Emprunt(Creneau(debut.astimezone(UTC), fin.astimezone(UTC)), quantite, par))
    return {
        materiel.pk: Stock(materiel.nom, materiel.quantite, tuple(emprunts[materiel.pk]))
        for materiel in Materiel.objects.filter(pk__in=materiels)
    }


def charger(
    salles: Iterable[Salle], jours: Collection[date], en_stock: Mapping[int, Stock] = MappingProxyType({})
) -> dict[int, Faits]:
    """Return the facts of each room on these local dates, of which there is at least one.

    Six queries, whatever the number of rooms and dates. Expects `salle.etablissement.collectivite` to be loaded. A
    draft that was never given openings never opens.
    """
    salles = list(salles)
    noms = _noms_des_profils({salle.profil_id for salle in salles if salle.profil_id})
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
            regles_d_en_haut=regles_d_en_haut(salle),
        )
        for salle in salles
    }
