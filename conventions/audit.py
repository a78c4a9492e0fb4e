"""An independent look at what was decided: no request is lost, none is half accepted.

Its own queries, in the manner of `salles.audit`: nothing of the services, the transition tables or the constraints.
"""

from conventions.audit_des_conventions import CONTROLES as DES_CONVENTIONS
from salles.audit import Controle

DONNEE = "('acceptee', 'conventionnee', 'close')"
FINIE = "('refusee', 'retiree', 'annulee', 'expiree')"
# what an accord is about; a date that was given back, or that it moved, is no part of it any more
CONVENUE = "('accepte', 'suspendu', 'realise', 'non_honore')"

CONTROLES = [
    Controle(
        "accord_sans_prise",
        "La date {0} de la demande {1} est accordée, mais rien ne la tient dans sa salle, à ses heures.",
        """
        SELECT c.id, d.numero FROM conventions_creneaudemande c
        JOIN conventions_demande d ON d.id = c.demande_id
        LEFT JOIN salles_reservation r ON r.id = c.reservation_id
        WHERE c.etat = 'accepte'
            AND (r.tenue, r.salle_id, r.debut, r.fin) IS DISTINCT FROM ('ferme', c.salle_id, c.debut, c.fin)
        """,
    ),
    Controle(
        "option_sans_prise",
        "La date {0} de la demande {1} est sous option, mais sa réservation est ferme, ou d’ailleurs.",
        # `liberee`: the option died and somebody took its place; the job has not written it yet
        """
        SELECT c.id, d.numero FROM conventions_creneaudemande c
        JOIN conventions_demande d ON d.id = c.demande_id
        LEFT JOIN salles_reservation r ON r.id = c.reservation_id
        WHERE c.etat = 'option' AND ((r.salle_id, r.debut, r.fin) IS DISTINCT FROM (c.salle_id, c.debut, c.fin)
            OR r.tenue NOT IN ('option', 'liberee'))
        """,
    ),
    Controle(
        "prise_sans_demande",
        "La réservation {0} tient la salle {1} pour une association, mais aucune date demandée ne la porte.",
        # group 0: a running occupant that the school entered itself
        """
        SELECT DISTINCT r.id, r.salle_id FROM salles_reservation r
        JOIN salles_occupation o ON o.reservation_id = r.id AND o.groupe <> 0
        WHERE r.tenue <> 'liberee' AND r.nature = 'association' AND NOT EXISTS (
            SELECT 1 FROM conventions_creneaudemande c
            WHERE c.reservation_id = r.id AND c.etat IN ('option', 'accepte', 'suspendu', 'realise', 'non_honore')
        )
        """,
    ),
    Controle(
        "date_sans_accord",
        "La date {0} est accordée, mais la demande {1} ne l’est pas.",
        # what was held before the request was given up stays as it was
        f"""
        SELECT c.id, d.numero FROM conventions_creneaudemande c JOIN conventions_demande d ON d.id = c.demande_id
        WHERE c.etat = 'accepte' AND d.statut NOT IN {DONNEE}
            AND (d.statut <> 'annulee' OR c.debut > %(maintenant)s)
        """,  # noqa: S608 -- our own words
    ),
    Controle(
        "accord_incomplet",
        "La demande {0} est accordée, mais sa décision, sa convention ou ses dates manquent.",
        f"""
        SELECT d.numero FROM conventions_demande d
        WHERE d.statut IN {DONNEE} AND (
            (SELECT count(*) FROM conventions_decision s
                WHERE s.demande_id = d.id AND s.sens = 'accord' AND s.annulee_le IS NULL) <> 1
            OR NOT EXISTS (SELECT 1 FROM conventions_convention v WHERE v.demande_id = d.id)
            OR NOT EXISTS (SELECT 1 FROM conventions_creneaudemande c
                WHERE c.demande_id = d.id AND c.etat IN {CONVENUE})
        )
        """,  # noqa: S608 -- our own words
    ),
    Controle(
        "refus_incomplet",
        "La demande {0} est refusée, mais sa décision manque, ou elle en a plusieurs.",
        """
        SELECT d.numero FROM conventions_demande d
        WHERE d.statut = 'refusee' AND (SELECT array_agg(s.sens) FROM conventions_decision s
            WHERE s.demande_id = d.id AND s.annulee_le IS NULL) IS DISTINCT FROM ARRAY['refus'::varchar]
        """,
    ),
    Controle(
        "decision_de_trop",
        "La demande {0} n’est pas décidée, mais elle porte une décision ou une convention.",
        f"""
        SELECT d.numero FROM conventions_demande d
        WHERE d.statut NOT IN {DONNEE} AND d.statut NOT IN {FINIE} AND (
            EXISTS (SELECT 1 FROM conventions_decision s WHERE s.demande_id = d.id AND s.annulee_le IS NULL)
            OR EXISTS (SELECT 1 FROM conventions_convention v WHERE v.demande_id = d.id)
        )
        """,  # noqa: S608 -- our own words
    ),
    Controle(
        "proposition_vide",
        "La demande {0} attend la réponse à une contre-proposition, mais rien ne lui est proposé.",
        """
        SELECT d.numero FROM conventions_demande d
        WHERE d.statut = 'contre_proposee' AND NOT (
            EXISTS (SELECT 1 FROM conventions_contreproposition p
                WHERE p.demande_id = d.id AND p.issue = 'en_attente')
            AND EXISTS (SELECT 1 FROM conventions_creneaudemande c
                WHERE c.demande_id = d.id AND c.etat = 'option' AND c.au_lieu_de_id IS NOT NULL)
        )
        """,
    ),
    Controle(
        "proposition_oubliee",
        "La contre-proposition {0} attend une réponse, mais la demande {1} ne l’attend pas.",
        """
        SELECT p.id, d.numero FROM conventions_contreproposition p JOIN conventions_demande d ON d.id = p.demande_id
        WHERE p.issue = 'en_attente' AND d.statut <> 'contre_proposee'
        """,
    ),
    Controle(
        "date_remplacee_a_tort",
        "La date {0} de la demande {1} est proposée ou déplacée, mais sa jumelle manque ou n’est pas dans cet état.",
        """
        SELECT c.id, d.numero FROM conventions_creneaudemande c
        JOIN conventions_demande d ON d.id = c.demande_id
        JOIN conventions_creneaudemande voulue ON voulue.id = c.au_lieu_de_id
        WHERE (voulue.demande_id, voulue.jour) <> (c.demande_id, c.jour)
            OR (d.statut = 'contre_proposee' AND c.etat <> 'option')
            OR (d.statut = 'contre_proposee' AND voulue.etat NOT IN ('souhaite', 'indisponible'))
            OR (d.statut <> 'contre_proposee' AND voulue.etat <> 'deplace')
        UNION ALL
        SELECT c.id, d.numero FROM conventions_creneaudemande c
        JOIN conventions_demande d ON d.id = c.demande_id
        WHERE c.etat = 'deplace'
            AND NOT EXISTS (SELECT 1 FROM conventions_creneaudemande offerte WHERE offerte.au_lieu_de_id = c.id)
        """,
    ),
    Controle(
        "date_en_suspens",
        "La demande {1} est finie, mais sa date {0} attend encore une réponse.",
        f"""
        SELECT c.id, d.numero FROM conventions_creneaudemande c JOIN conventions_demande d ON d.id = c.demande_id
        WHERE d.statut IN {FINIE} AND c.etat IN ('souhaite', 'option', 'indisponible', 'en_attente', 'propose')
        """,  # noqa: S608 -- our own words
    ),
    Controle(
        "depot_incomplet",
        "Le dossier {0} a une demande sans date, ou n’en a aucune.",
        """
        SELECT DISTINCT o.id FROM conventions_dossier o LEFT JOIN conventions_demande d ON d.dossier_id = o.id
        WHERE NOT EXISTS (SELECT 1 FROM conventions_creneaudemande c WHERE c.demande_id = d.id)
        """,
    ),
    Controle(
        "souhait_ampute",
        "Le souhait {0} de la demande {1} a {2} date(s) sur les {3} qui furent demandées.",
        """
        SELECT s.id, d.numero, count(c.id), s.nombre FROM conventions_souhait s
        JOIN conventions_demande d ON d.id = s.demande_id
        LEFT JOIN conventions_creneaudemande c ON c.souhait_id = s.id
        GROUP BY s.id, d.id HAVING count(c.id) <> s.nombre
        """,
    ),
    Controle(
        "jour_faux",
        "La date {0} de la demande {1} n’est pas rangée au jour de ses heures : ses quotas comptent faux.",
        """
        SELECT c.id, d.numero FROM conventions_creneaudemande c
        JOIN conventions_demande d ON d.id = c.demande_id
        JOIN etablissements_etablissement e ON e.id = d.etablissement_id
        WHERE c.jour <> (c.debut AT TIME ZONE e.fuseau)::date
        """,
    ),
    Controle(
        "nature_fausse",
        "La réservation {0} tient une date de la demande {1}, mais ne dit pas que c’est pour une association.",
        """
        SELECT r.id, d.numero FROM conventions_creneaudemande c
        JOIN conventions_demande d ON d.id = c.demande_id
        JOIN salles_reservation r ON r.id = c.reservation_id
        WHERE r.nature <> 'association'
        """,
    ),
    Controle(
        "groupe_faux",
        "L’occupation {0}, de la réservation {1}, passe pour celle d’un autre groupe.",
        # That of its association or of its filing: whether the buffer between both was waived then, nobody knows any
        # more. What no request holds is the school's, or alone.
        """
        SELECT o.id, o.reservation_id FROM salles_occupation o
        JOIN salles_reservation r ON r.id = o.reservation_id
        LEFT JOIN conventions_creneaudemande c ON c.reservation_id = r.id
        LEFT JOIN conventions_demande d ON d.id = c.demande_id
        WHERE (c.id IS NOT NULL AND o.groupe NOT IN (-d.association_id, -(2 ^ 40)::bigint - d.dossier_id))
            OR (c.id IS NULL AND r.nature <> 'association' AND o.groupe NOT IN (0, r.id))
        """,
    ),
    Controle(
        "derogation_oubliee",
        "La date {0} de la demande {1} est accordée malgré une règle ({2}) à laquelle sa décision ne déroge pas.",
        # an option of the school that the accord ended is among the reasons, and is no rule
        f"""
        SELECT c.id, d.numero, raison FROM conventions_creneaudemande c
        JOIN conventions_demande d ON d.id = c.demande_id
        JOIN conventions_decision n ON n.demande_id = d.id AND n.sens = 'accord' AND n.annulee_le IS NULL,
            jsonb_array_elements_text(c.raisons) AS raison
        WHERE c.etat IN {CONVENUE} AND raison <> 'option'
            AND NOT EXISTS (SELECT 1 FROM conventions_derogation l WHERE l.decision_id = n.id AND l.code = raison)
        """,  # noqa: S608 -- our own words
    ),
    Controle(
        "fermee_sans_derogation",
        "La date {0} de la demande {1} est accordée un jour de fermeture, sans que personne y ait dérogé.",
        # Whichever came first: closing refuses what is held and to come, and so do walls that would bring a date
        # behind a closed door. Only what is over may lie in a closure that was written afterwards. Nobody waives that
        # of the authority. A closed room closes its walls.
        """
        SELECT DISTINCT c.id, d.numero FROM conventions_creneaudemande c
        JOIN conventions_demande d ON d.id = c.demande_id
        JOIN salles_reservation r ON r.id = c.reservation_id AND r.fin > %(maintenant)s
        JOIN salles_salle s ON s.id = r.salle_id
        JOIN etablissements_etablissement e ON e.id = s.etablissement_id
        JOIN (
            SELECT f.id, partage.salle_id, f.premier_jour, f.dernier_jour, TRUE AS derogeable
            FROM salles_fermeture f JOIN salles_salle_espaces mur ON mur.salle_id = f.salle_id
            JOIN salles_salle_espaces partage ON partage.espace_id = mur.espace_id
            UNION ALL
            SELECT f.id, salle.id, f.premier_jour, f.dernier_jour, TRUE
            FROM salles_fermeture f JOIN salles_salle salle USING (etablissement_id)
            UNION ALL
            SELECT f.id, salle.id, f.premier_jour, f.dernier_jour, FALSE
            FROM salles_fermeture f JOIN etablissements_etablissement ecole USING (collectivite_id)
            JOIN salles_salle salle ON salle.etablissement_id = ecole.id
        ) f ON f.salle_id = s.id AND (r.debut AT TIME ZONE e.fuseau)::date BETWEEN f.premier_jour AND f.dernier_jour
        WHERE c.etat = 'accepte' AND NOT (f.derogeable AND EXISTS (
            SELECT 1 FROM conventions_decision n JOIN conventions_derogation l ON l.decision_id = n.id
            WHERE n.demande_id = d.id AND n.sens = 'accord' AND n.annulee_le IS NULL AND l.code = 'fermeture'
        ))
        """,
    ),
    Controle(
        "projet_perime",
        "Le projet {0} ne dit pas la période ou le prix des dates de la demande {1}.",
        """
        SELECT v.numero, d.numero FROM conventions_convention v JOIN conventions_demande d ON d.id = v.demande_id
        JOIN conventions_creneaudemande c ON c.demande_id = d.id
            AND c.etat IN ('accepte', 'suspendu', 'realise', 'non_honore')
        WHERE v.statut = 'redaction'
        GROUP BY v.id, d.id
        HAVING (v.premier_jour, v.dernier_jour, v.montant_euros) IS DISTINCT FROM (min(c.jour), max(c.jour),
            round(sum(c.tarif_horaire_euros * extract(epoch FROM c.fin - c.debut) / 3600), 2))
        """,
    ),
    Controle(
        "materiel_oublie",
        "La date {0} est tenue, mais le matériel {1} de sa demande n’est pas prêté comme demandé.",
        """
        SELECT c.id, m.materiel_id FROM conventions_creneaudemande c
        JOIN conventions_materieldemande m ON m.demande_id = c.demande_id
        LEFT JOIN salles_pret p ON p.reservation_id = c.reservation_id AND p.materiel_id = m.materiel_id
        WHERE c.etat IN ('accepte', 'option') AND p.quantite IS DISTINCT FROM m.quantite
        """,
    ),
    *DES_CONVENTIONS,
]
