"""The two statements of the search: which rooms suit, and when they are taken. They read, and decide no rule."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from math import asin, cos, degrees, radians, sin
from typing import Any

from django.db import connection

from etablissements.base_legale import ACTE_SQL, PEUT_PRETER_SQL
from salles.faits import tableau
from salles.moteur import Cadre, Demandeur, Profil
from salles.recherche.question import Candidate, Dates, Recherche

RAYON_TERRE_KM = 6371  # the sphere on which distances are measured
MARGE = 1.001  # the box is a little too large, never too small: the arc decides
PERSONNE = Demandeur()

# -- Which rooms suit --------------------------------------------------------------------

DISTANCE = f"""{RAYON_TERRE_KM} * acos(least(1, sind(site.latitude) * sind(%(lat)s)
    + cosd(site.latitude) * cosd(%(lat)s) * cosd(site.longitude - %(lon)s)))"""
BOITE = """site.latitude BETWEEN %(lat)s - %(hauteur)s AND %(lat)s + %(hauteur)s
    AND site.longitude BETWEEN %(lon)s - %(largeur)s AND %(lon)s + %(largeur)s"""
EQUIPEMENTS = """(SELECT count(*) FROM salles_salle_equipements porte
    WHERE porte.salle_id = salle.id AND porte.equipement_id = ANY(%(equipements)s)) = %(nombre_equipements)s"""
# An activity without any type of building is admitted nowhere.
ACTIVITE = """(%(types_erp)s::varchar[] <> '{}'
    AND (salle.types_erp && %(types_erp)s::varchar[] OR salle.gn6_autorise_le IS NOT NULL))"""


def lire_candidates(recherche: Recherche) -> list[Candidate]:
    """Return the rooms offered that suit, whatever their dates."""
    conditions = ["salle.statut = 'publiee'", PEUT_PRETER_SQL]
    parametres: dict[str, Any] = {"lat": recherche.latitude, "lon": recherche.longitude}
    if recherche.latitude is not None and recherche.rayon_km is not None:
        conditions += [BOITE, f"{DISTANCE} <= %(rayon)s"]
        hauteur, largeur = _boite(recherche.latitude, recherche.rayon_km)
        parametres |= {"rayon": recherche.rayon_km, "hauteur": hauteur, "largeur": largeur}
    if recherche.etablissement is not None:
        conditions.append("salle.etablissement_id = %(etablissement)s")
        parametres["etablissement"] = recherche.etablissement
    if recherche.types:
        conditions.append("salle.type = ANY(%(types)s)")
        parametres["types"] = list(recherche.types)
    if recherche.effectif is not None:
        conditions.append("salle.effectif_max >= %(effectif)s")
        parametres["effectif"] = recherche.effectif
    if recherche.equipements:
        conditions.append(EQUIPEMENTS)
        codes = sorted(set(recherche.equipements))
        parametres |= {"equipements": codes, "nombre_equipements": len(codes)}
    if recherche.pmr:
        conditions.append("salle.accessible_pmr")
    if recherche.activite:
        conditions.append(ACTIVITE)
        parametres["types_erp"] = list(recherche.activite.types_erp)
    with connection.cursor() as curseur:
        curseur.execute(
            f"""
            SELECT salle.id, profil.empreinte, salle.etablissement_id, ecole.collectivite_id,
                {"NULL" if recherche.latitude is None else DISTANCE}
            FROM salles_salle salle
            JOIN salles_profilouverture profil ON profil.id = salle.profil_id
            JOIN etablissements_etablissement ecole ON ecole.id = salle.etablissement_id
            {ACTE_SQL}
            JOIN etablissements_site site ON site.id = ecole.site_id
            WHERE {" AND ".join(conditions)}
            """,  # noqa: S608 -- our own fragments, never a word of the user
            parametres,
        )
        return list(map(Candidate._make, curseur.fetchall()))


def _boite(latitude: float, rayon_km: float) -> tuple[float, float]:
    """Return half the height and half the width, in degrees, of the box around a circle on the sphere."""
    angle = rayon_km / RAYON_TERRE_KM
    etroitesse = cos(radians(latitude))
    largeur = 180.0 if sin(angle) >= etroitesse else degrees(asin(sin(angle) / etroitesse))
    return degrees(angle) * MARGE, largeur * MARGE


# -- When they are taken -----------------------------------------------------------------

# Each `OFFSET 0` holds the plan. That of the correlated subquery, to one ordered pass over the days of each room: left
# to itself the planner probes the index once per room and date, three times slower. That of the arrays, to a hash of
# the wanted slots, made once: if it knew how many they are, it might hash what is taken, room by room.
COLONNES = ("lot", "jour", "debut", "fin", "fin_tampon", "groupe", "date")
PRISES = """
WITH voulu AS MATERIALIZED (
    SELECT voulu.* FROM (
        SELECT %(lot)s::int[] AS lots, %(jour)s::date[] AS jours, %(debut)s::timestamptz[] AS debuts,
            %(fin)s::timestamptz[] AS fins, %(fin_tampon)s::timestamptz[] AS fins_tampon,
            %(groupe)s::bigint[] AS groupes, %(date)s::text[]::varbit[] AS dates
        OFFSET 0
    ) AS tableaux, unnest(lots, jours, debuts, fins, fins_tampon, groupes, dates)
        AS voulu(lot, jour, debut, fin, fin_tampon, groupe, date)
)
SELECT candidate.salle, (
    SELECT bit_or(voulu.date) FROM (
        SELECT candidate.lot, o.jour, o.debut, o.fin, o.fin_tampon, o.groupe
        FROM salles_salle_espaces partie JOIN salles_occupation o ON o.espace_id = partie.espace_id
        WHERE partie.salle_id = candidate.salle AND o.jour BETWEEN %(premier_jour)s AND %(dernier_jour)s
            AND (o.option_jusqu_au IS NULL OR o.option_jusqu_au > %(maintenant)s)
        OFFSET 0
    ) o JOIN voulu ON voulu.lot = o.lot AND voulu.jour = o.jour AND (
        (voulu.debut < o.fin AND o.debut < voulu.fin)
        OR (voulu.debut < o.fin_tampon AND o.debut < voulu.fin_tampon AND o.groupe IS DISTINCT FROM voulu.groupe)
    )
)
FROM unnest(%(salles)s::bigint[], %(lots)s::int[]) AS candidate(salle, lot)
"""


def lire_prises(
    recherche: Recherche,
    candidates: Sequence[Candidate],
    des_profils: dict[str, Profil],
    dates: dict[Cadre, Dates],
    admises: dict[int, int],
    demandeurs: Mapping[int, Demandeur],
) -> dict[int, int]:
    """Return the dates on which each room is taken or too close to what is, for rooms that still have a date."""
    lots: dict[tuple[Cadre, timedelta, int | None], int] = {}
    lot_du_profil: dict[tuple[str, int | None, int | None], int] = {}
    lot_de, utiles = {}, defaultdict[int, int](int)  # `utiles`: the dates that some room of the lot admits
    for candidate in candidates:
        if admises[candidate.salle]:
            demandeur = demandeurs[candidate.etablissement] if demandeurs else PERSONNE
            cle = (candidate.profil, demandeur.association, demandeur.depot)
            if (lot := lot_du_profil.get(cle)) is None:
                profil = des_profils[candidate.profil]
                en_groupe = (profil.cadre, profil.regles.tampon, demandeur.groupe_dans(profil))
                lot = lot_du_profil[cle] = lots.setdefault(en_groupe, len(lots))
            lot_de[candidate.salle], utiles[lot] = lot, utiles[lot] | admises[candidate.salle]
    if not lot_de:
        return {}
    voulus = [
        (lot, jour, creneau.debut, creneau.fin, cadre.fin_avec_tampon(creneau, tampon), groupe, _bit(rang, len(jours)))
        for (cadre, tampon, groupe), lot in lots.items()
        for jours in [dates[cadre].jours]
        for rang, (jour, creneau) in enumerate(zip(jours, dates[cadre].creneaux, strict=True))
        if utiles[lot] >> rang & 1
    ]
    colonnes = zip(COLONNES, map(tableau, zip(*voulus, strict=True)), strict=True)
    jours = [jour for _, jour, *_ in voulus]
    with connection.cursor() as curseur:
        curseur.execute(
            PRISES,
            {
                **dict(colonnes),
                "salles": tableau(lot_de),
                "lots": tableau(lot_de.values()),
                "premier_jour": min(jours),
                "dernier_jour": max(jours),
                "maintenant": recherche.maintenant,
            },
        )
        return {salle: int(masque, 2) for salle, masque in curseur.fetchall() if masque}


def _bit(rang: int, longueur: int) -> str:
    """Write one date as a PostgreSQL bit string; all those of a lot have the same length."""
    return f"{1 << rang:0{longueur}b}"
