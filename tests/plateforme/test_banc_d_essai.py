"""The harness itself: each rail catches what it is there for."""

import pytest
from django.db import connection, transaction

from tests.garde_fous import ECRITURE


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ('INSERT INTO "salles_salle" ("nom") VALUES (%s)', ["salles_salle"]),
        ("UPDATE salles_salle SET nom = %s", ["salles_salle"]),
        ('DELETE FROM "salles_occupation" WHERE id = %s', ["salles_occupation"]),
        ("WITH mortes AS (DELETE FROM salles_occupation RETURNING id) SELECT 1", ["salles_occupation"]),
        ('SELECT "salles_salle"."id" FROM "salles_salle" FOR UPDATE', []),
        ('SELECT 1 FROM "salles_salle" FOR NO KEY UPDATE OF "salles_salle"', []),
    ],
)
def test_reconnait_une_ecriture(sql, tables):
    assert ECRITURE.findall(sql) == tables


def _valeurs_en_cache() -> int:
    with connection.cursor() as curseur:
        curseur.execute("SELECT count(*) FROM plateforme_cache")
        return curseur.fetchone()[0]


@pytest.mark.parametrize("tour", [1, 2])
def test_ce_qu_un_test_a_valide_ne_parvient_pas_au_suivant(transactional_db, tour):
    assert _valeurs_en_cache() == 0
    with transaction.atomic(), connection.cursor() as curseur:
        curseur.execute("INSERT INTO plateforme_cache VALUES (%s, 'x', now())", [f"tour {tour}"])
    assert _valeurs_en_cache() == 1
