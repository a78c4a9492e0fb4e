from django.db import migrations, models

# What a convention asks for over the hours that it asked it for, those given back since included. Rooms of different
# tariffs are told apart where today's tariffs explain the amount; elsewhere each hour takes its even share.
DIRE_LE_TARIF = """
    WITH tarifs AS (
        SELECT c.id, v.id AS convention, v.montant_euros AS montant,
            extract(epoch FROM c.fin - c.debut) / 3600 AS heures,
            coalesce(s.tarif_horaire_euros, a.tarif_horaire_euros) AS tarif
        FROM conventions_convention v
        JOIN conventions_creneaudemande c ON c.demande_id = v.demande_id
            AND c.etat IN ('accepte', 'suspendu', 'realise', 'non_honore', 'libere', 'deplace')
        JOIN salles_salle s ON s.id = c.salle_id
        JOIN etablissements_etablissement e ON e.id = s.etablissement_id
        JOIN etablissements_collectivite a ON a.id = e.collectivite_id
    ), dits AS (
        SELECT convention, round(sum(heures * tarif), 2) = min(montant) AS s_explique,
            round(min(montant) / sum(heures), 2) AS moyen
        FROM tarifs GROUP BY convention
    )
    UPDATE conventions_creneaudemande c
    SET tarif_horaire_euros = CASE WHEN d.s_explique THEN t.tarif ELSE d.moyen END
    FROM tarifs t JOIN dits d USING (convention) WHERE t.id = c.id
"""
# A draft that dates were given back from says those that are left: it is another version.
SUIVRE_LES_DATES = """
    UPDATE conventions_convention v
    SET premier_jour = n.premier_jour, dernier_jour = n.dernier_jour, montant_euros = n.montant,
        version = version + 1, redigee_le = now()
    FROM (
        SELECT v.id, coalesce(min(c.jour), v.premier_jour) AS premier_jour,
            coalesce(max(c.jour), v.dernier_jour) AS dernier_jour,
            coalesce(round(sum(c.tarif_horaire_euros * extract(epoch FROM c.fin - c.debut) / 3600), 2), 0) AS montant
        FROM conventions_convention v
        LEFT JOIN conventions_creneaudemande c ON c.demande_id = v.demande_id
            AND c.etat IN ('accepte', 'suspendu', 'realise', 'non_honore')
        WHERE v.statut IN ('redaction', 'abandonnee')
        GROUP BY v.id
    ) n
    WHERE n.id = v.id AND (v.premier_jour, v.dernier_jour, v.montant_euros)
        IS DISTINCT FROM (n.premier_jour, n.dernier_jour, n.montant)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("conventions", "0007_pieces_attendues_jusqu_au"),
        ("salles", "0006_pret_seul"),
    ]

    operations = [
        migrations.AddField(
            model_name="creneaudemande",
            name="tarif_horaire_euros",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="Celui de l’accord : un tarif qui change ensuite ne change pas ce qui est convenu.",
                max_digits=7,
                null=True,
                verbose_name="tarif convenu de l’heure",
            ),
        ),
        migrations.RunSQL(DIRE_LE_TARIF, migrations.RunSQL.noop),
        migrations.RunSQL(SUIVRE_LES_DATES, migrations.RunSQL.noop),
    ]
