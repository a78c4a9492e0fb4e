"""A value that is on no list: people read one sentence, programs the codes, and nobody what was sent."""

import pytest
from django import forms
from django.urls import get_resolver
from django.utils.translation import gettext

from associations.forms import RoleForm
from pilotage.forms import FiltrePilotage
from salles.forms.description import DescriptionForm
from salles.forms.planning import LiberationForm
from salles.forms.souhait import SouhaitForm
from salles.models import Equipement
from socle.phrases import HORS_DE_LA_LISTE
from tests.salles.salles_d_essai import MAINTENANT

NOS_APPLICATIONS = ("plateforme", "pilotage", "conventions", "salles", "associations", "etablissements", "comptes")


def formulaires(classe: type = forms.BaseForm) -> list[type]:
    """Return the forms of our apps; the URLconf has them all read."""
    assert get_resolver().url_patterns
    filles = [petite for fille in classe.__subclasses__() for petite in (fille, *formulaires(fille))]
    return sorted({fille for fille in filles if fille.__module__.split(".")[0] in NOS_APPLICATIONS}, key=repr)


def phrases_de_django() -> set[str]:
    """Return what Django says of a field left empty, or of a choice that is none: never what to do."""
    return {
        gettext("This field is required."),
        gettext("Select a valid choice. %(value)s is not one of the available choices."),
        gettext("Select a valid choice. That choice is not one of the available choices."),
        gettext("“%(pk)s” is not a valid value."),
        gettext("Enter a list of values."),
    }


def test_aucun_champ_de_nos_formulaires_ne_parle_avec_la_phrase_de_django():
    champs = [
        (f"{formulaire.__name__}.{nom}", champ)
        for formulaire in formulaires()
        for nom, champ in formulaire.base_fields.items()
    ]
    assert len(champs) > 150
    fautifs = [ou for ou, champ in champs if {str(dit) for dit in champ.error_messages.values()} & phrases_de_django()]
    assert fautifs == []


@pytest.mark.parametrize(
    ("formulaire", "champ", "valeur"),
    [
        (RoleForm, "role", "<script>"),
        (LiberationForm, "etendue", "tout"),
        (RoleForm, "role", "\x00"),
        (RoleForm, "role", "a" * 5000),
    ],
)
def test_un_choix_forge_se_dit_sans_etre_repete(formulaire, champ, valeur):
    assert formulaire({champ: valeur}).errors[champ] == [HORS_DE_LA_LISTE]


def test_un_souhait_forge_ne_lit_pas_de_codes():
    form = SouhaitForm({"repetition": "parfois", "vacances": "peut-être"}, maintenant=MAINTENANT)
    assert (form.errors["repetition"], form.errors["vacances"]) == ([HORS_DE_LA_LISTE], [HORS_DE_LA_LISTE])


@pytest.mark.django_db
@pytest.mark.parametrize("valeurs", [["piscine"], ["-1"], [["x"]], ["9" * 40]])
def test_des_choix_multiples_forges_se_disent_de_meme(valeurs):
    form = DescriptionForm({"types_erp": valeurs, "equipements": valeurs}, equipements=Equipement.objects.all())
    assert form.errors["types_erp"] == [HORS_DE_LA_LISTE]
    assert form.errors["equipements"] == [HORS_DE_LA_LISTE]


@pytest.mark.django_db
def test_une_ligne_forgee_se_dit_de_meme():
    assert FiltrePilotage.base_fields["collectivite"].error_messages["invalid_choice"] == HORS_DE_LA_LISTE
