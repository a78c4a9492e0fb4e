"""The layers of the house, seen by the relations of its tables: a string escapes import-linter, not this."""

import pytest
from django.apps import apps
from django.db.models import Field

# A table may point to its own layer or to one further down; `salles` and `associations` do not know each other.
ETAGES = {
    "plateforme": 6,
    "pilotage": 5,
    "conventions": 4,
    "salles": 3,
    "associations": 3,
    "etablissements": 2,
    "comptes": 1,
    "socle": 0,
}

# Django's own seam: the person is named by `AUTH_USER_MODEL`, whichever app keeps people.
COUTURES = {"socle.CleIdempotence.acteur"}


def _nom(champ: Field) -> str:
    return f"{champ.model._meta.label}.{champ.name}"


def _relations() -> list[Field]:
    return [
        champ
        for modele in apps.get_models(include_auto_created=True)
        if modele._meta.app_label in ETAGES
        for champ in modele._meta.get_fields()
        if champ.is_relation and not champ.auto_created and champ.related_model is not None
    ]


@pytest.mark.parametrize("relation", _relations(), ids=_nom)
def test_une_relation_descend_les_etages(relation):
    application, visee = relation.model._meta.app_label, relation.related_model._meta.app_label
    if visee in ETAGES and _nom(relation) not in COUTURES:
        assert application == visee or ETAGES[application] > ETAGES[visee]


def test_les_tables_de_la_maison_sont_vues():
    assert {relation.model._meta.app_label for relation in _relations()} >= {"salles", "associations", "conventions"}
