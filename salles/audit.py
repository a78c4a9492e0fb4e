"""An independent look at what is taken: its own queries, nothing of the constraints, the writer or the engine."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection


@dataclass(frozen=True, slots=True)
class Controle:
    """What must never be: `requete` returns the ids that `phrase` names. Its only parameter is `maintenant`."""

    code: str
    phrase: str
    requete: str


CONTROLES = [
    Controle(
        "chevauchement",
        "Les réservations {0} et {1} tiennent l’espace {2} au même moment.",
        # by the times of the reservations, whatever the occupations say
        """
        SELECT DISTINCT une.id, autre.id, o.espace_id
        FROM salles_reservation une
        JOIN salles_occupation o ON o.reservation_id = une.id
        JOIN salles_occupation p ON p.espace_id = o.espace_id AND p.reservation_id > o.reservation_id
            AND p.jour BETWEEN o.jour - 1 AND o.jour + 1
        JOIN salles_reservation autre ON autre.id = p.reservation_id
        WHERE une.tenue <> 'liberee' AND autre.tenue <> 'liberee'
            AND une.debut < autre.fin AND autre.debut < une.fin
        """,
    ),
    Controle(
        "occupations_chevauchees",
        "Les occupations {0} et {1} se chevauchent sur l’espace {2}.",
        """
        SELECT id, suivante, espace_id FROM (
            SELECT id, espace_id, fin, lead(id) OVER espace AS suivante, lead(debut) OVER espace AS debut_suivant
            FROM salles_occupation WINDOW espace AS (PARTITION BY espace_id ORDER BY debut, fin)
        ) ordonnees WHERE debut_suivant < fin
        """,
    ),
    Controle(
        "tampon_mordu",
        "L’occupation {1} commence dans le tampon de l’occupation {0}, d’un autre groupe.",
        """
        SELECT o.id, p.id FROM salles_occupation o
        JOIN salles_occupation p ON p.espace_id = o.espace_id AND p.jour = o.jour
        WHERE p.debut >= o.fin AND p.debut < o.fin_tampon AND p.groupe <> o.groupe
        """,
    ),
    Controle(
        "sans_duree",
        "La réservation {0} ou son occupation {1} finit avant d’avoir commencé, ou dure plus d’un jour.",
        # an empty interval overlaps nothing, so neither the constraints nor the first controls see it
        """
        SELECT r.id, o.id FROM salles_reservation r LEFT JOIN salles_occupation o ON o.reservation_id = r.id
        WHERE r.fin <= r.debut OR o.fin <= o.debut OR o.fin_tampon < o.fin OR o.fin - o.debut > interval '25 hours'
        """,
    ),
    Controle(
        "occupation_orpheline",
        "L’occupation {0} tient l’espace {1} pour une réservation qui n’existe pas.",
        """
        SELECT o.id, o.espace_id FROM salles_occupation o
        WHERE NOT EXISTS (SELECT 1 FROM salles_reservation r WHERE r.id = o.reservation_id)
        """,
    ),
    Controle(
        "tenue_sans_occupation",
        "La réservation {0} est tenue mais n’occupe aucun espace.",
        """
        SELECT r.id FROM salles_reservation r
        WHERE r.tenue <> 'liberee' AND NOT EXISTS (SELECT 1 FROM salles_occupation o WHERE o.reservation_id = r.id)
        """,
    ),
    Controle(
        "liberee_avec_occupation",
        "La réservation {0} est libérée mais occupe encore l’espace {1}.",
        """
        SELECT r.id, o.espace_id FROM salles_reservation r JOIN salles_occupation o ON o.reservation_id = r.id
        WHERE r.tenue = 'liberee'
        """,
    ),
    Controle(
        "desaccord",
        "La réservation {0} et son occupation {1} ne disent pas les mêmes heures, le même jour ou la même option.",
        """
        SELECT r.id, o.id FROM salles_reservation r
        JOIN salles_occupation o ON o.reservation_id = r.id
        JOIN salles_salle s ON s.id = r.salle_id
        JOIN etablissements_etablissement e ON e.id = s.etablissement_id
        WHERE (r.debut, r.fin) <> (o.debut, o.fin)
            OR r.option_jusqu_au IS DISTINCT FROM o.option_jusqu_au
            OR o.jour <> (o.debut AT TIME ZONE e.fuseau)::date
            OR o.fin > ((o.jour + 1)::timestamp AT TIME ZONE e.fuseau)
            OR o.fin_tampon > ((o.jour + 1)::timestamp AT TIME ZONE e.fuseau)
        """,
    ),
    Controle(
        "composition",
        "La réservation {0} n’occupe pas exactement les espaces de sa salle.",
        # what is over keeps the walls of its time
        """
        SELECT r.id FROM salles_reservation r
        WHERE r.tenue <> 'liberee' AND r.fin > %(maintenant)s
            AND ARRAY(SELECT o.espace_id FROM salles_occupation o WHERE o.reservation_id = r.id ORDER BY 1)
                <> ARRAY(SELECT p.espace_id FROM salles_salle_espaces p WHERE p.salle_id = r.salle_id ORDER BY 1)
        """,
    ),
    Controle(
        "tampons_differents",
        "La réservation {0} n’a pas le même tampon, ou le même groupe, dans tous ses espaces.",
        # Whether it is the right one nobody can tell: rules change, and what is held keeps the buffer it was given.
        """
        SELECT reservation_id FROM salles_occupation WHERE fin > %(maintenant)s GROUP BY reservation_id
        HAVING count(DISTINCT coalesce(tampon_entier, fin_tampon)) > 1 OR count(DISTINCT groupe) > 1
        """,
    ),
    Controle(
        "tampon_coupe_pour_rien",
        "Le tampon de l’occupation {0}, de la réservation {1}, est coupé là où personne ne commence.",
        # what it was cut for may stand in another part of the same room
        """
        SELECT o.id, o.reservation_id FROM salles_occupation o
        WHERE o.tampon_entier > o.fin_tampon AND o.tampon_entier > %(maintenant)s AND NOT EXISTS (
            SELECT 1 FROM salles_occupation soeur JOIN salles_occupation suivante USING (espace_id, jour)
            WHERE soeur.reservation_id = o.reservation_id AND suivante.debut = o.fin_tampon
        )
        """,
    ),
    Controle(
        "serie_d_ailleurs",
        "La réservation {0} suit la série {1}, qui est celle d’une autre salle.",
        """
        SELECT r.id, s.id FROM salles_reservation r JOIN salles_serie s ON s.id = r.serie_id
        WHERE s.salle_id <> r.salle_id
        """,
    ),
    Controle(
        "exception_tenue",
        "La réservation {0} tient une date que la série {1} a rendue pour de bon.",
        """
        SELECT r.id, s.id FROM salles_reservation r JOIN salles_serie s ON s.id = r.serie_id
        JOIN salles_exceptionserie x ON x.serie_id = s.id AND x.jour = (r.debut AT TIME ZONE s.fuseau)::date
        WHERE r.tenue <> 'liberee'
        """,
    ),
    Controle(
        "sans_murs",
        "La salle {0} est publiée, mais elle n’occupe aucun espace : elle paraît libre et personne ne l’obtient.",
        """
        SELECT s.id FROM salles_salle s WHERE s.statut = 'publiee'
            AND NOT EXISTS (SELECT 1 FROM salles_salle_espaces p WHERE p.salle_id = s.id)
        """,
    ),
    Controle(
        "murs_d_ailleurs",
        "La salle {0} occupe l’espace {1}, qui est sur un autre site que son établissement.",
        """
        SELECT s.id, p.espace_id FROM salles_salle s
        JOIN etablissements_etablissement e ON e.id = s.etablissement_id
        JOIN salles_salle_espaces p ON p.salle_id = s.id
        JOIN salles_espace x ON x.id = p.espace_id
        WHERE x.site_id <> e.site_id
        """,
    ),
    Controle(
        "profil_d_une_autre",
        "La salle {0} est cherchée sous un profil qui n’a pas ses règles, ses ouvertures ou son établissement.",
        # An opening without a first day begins in the first week of 2000. A weekly rule without days has that of its
        # start; it counts Monday as 0.
        """
        WITH plage AS (
            SELECT p.salle_id, p.applicabilite, p.feries, s.semaine,
                v.start AT TIME ZONE s.fuseau AS debut, v."end" AT TIME ZONE s.fuseau AS fin,
                ((v.end_recurring_period - interval '1 microsecond') AT TIME ZONE s.fuseau)::date AS dernier_jour,
                string_to_array(substring(g.params FROM 'byweekday:([0-9,]+)'), ',') AS jours
            FROM salles_plageouverture p
            JOIN salles_serie s ON s.id = p.serie_id
            JOIN schedule_event v ON v.id = s.evenement_id
            JOIN schedule_rule g ON g.id = v.rule_id
        ), ouverte AS (
            SELECT salle_id, jsonb_agg(jsonb_build_object(
                'jour_iso', jour, 'debut', debut::time, 'fin', fin::time, 'applicabilite', applicabilite,
                'feries', feries, 'semaine', semaine, 'dernier_jour', dernier_jour,
                'premier_jour', CASE WHEN debut >= date '2000-01-10' THEN debut::date END
            )) AS plages
            FROM plage, LATERAL (
                SELECT j::int + 1 AS jour FROM unnest(jours) AS j
                UNION SELECT extract(isodow FROM debut)::int WHERE jours IS NULL
            ) semaine GROUP BY salle_id
        )
        SELECT s.id FROM salles_salle s
        JOIN etablissements_etablissement e ON e.id = s.etablissement_id
        JOIN etablissements_collectivite c ON c.id = e.collectivite_id
        JOIN salles_profilouverture f ON f.id = s.profil_id
        LEFT JOIN ouverte o ON o.salle_id = s.id
        WHERE f.contenu -> 'regles' <> jsonb_build_object(
                'tampon', extract(epoch FROM coalesce(s.tampon, e.tampon, c.tampon)),
                'delai_jours', coalesce(s.delai_jours, e.delai_jours, c.delai_jours),
                'horizon_jours', coalesce(s.horizon_jours, e.horizon_jours, c.horizon_jours),
                'duree_min', extract(epoch FROM coalesce(s.duree_min, e.duree_min, c.duree_min)),
                'duree_max', extract(epoch FROM coalesce(s.duree_max, e.duree_max, c.duree_max)),
                'pas', extract(epoch FROM coalesce(s.pas, e.pas, c.pas)),
                'tampon_leve_pour_soi',
                coalesce(s.tampon_leve_pour_soi, e.tampon_leve_pour_soi, c.tampon_leve_pour_soi))
            OR f.contenu -> 'cadre' <> jsonb_build_object(
                'zone', e.zone_vacances, 'territoire', e.territoire, 'fuseau', e.fuseau,
                'semaine_a_paire', e.semaine_a_paire)
            OR (f.zone, f.territoire, f.fuseau) <> (e.zone_vacances, e.territoire, e.fuseau)
            OR NOT f.contenu -> 'plages' @> coalesce(o.plages, '[]')
            OR NOT coalesce(o.plages, '[]') @> (f.contenu -> 'plages')
        """,
    ),
    Controle(
        "stock",
        "Le matériel {0} est prêté {1} fois pour {2} en stock, au début {3}.",
        # the peak falls at the beginning of one of the loans
        """
        WITH dehors AS (
            SELECT p.materiel_id, p.quantite, r.debut, r.fin, 'de la réservation ' || r.id AS avec
            FROM salles_pret p JOIN salles_reservation r ON r.id = p.reservation_id
            WHERE r.tenue <> 'liberee' AND (r.option_jusqu_au IS NULL OR r.option_jusqu_au > %(maintenant)s)
            UNION ALL
            SELECT materiel_id, quantite, debut, coalesce(rendu_le, fin), 'du prêt sans salle ' || id
            FROM salles_pretseul WHERE rendu_le IS NULL OR rendu_le > debut
        )
        SELECT m.id, sum(autre.quantite), m.quantite, un.avec
        FROM dehors un
        JOIN salles_materiel m ON m.id = un.materiel_id
        JOIN dehors autre ON autre.materiel_id = m.id AND autre.debut <= un.debut AND un.debut < autre.fin
        GROUP BY m.id, un.avec HAVING sum(autre.quantite) > m.quantite
        """,
    ),
]


def anomalies(maintenant: datetime, controles: Iterable[Controle] = CONTROLES) -> Iterator[str]:
    """Yield a French sentence for each thing that must not be, its code first."""
    with connection.cursor() as curseur:
        for controle in controles:
            curseur.execute(f"{controle.requete} ORDER BY 1", {"maintenant": maintenant})
            for ligne in curseur.fetchall():
                yield f"{controle.code} : {controle.phrase.format(*ligne)}"
