"""A refusal becomes a sentence beside the field."""

from django import forms
from django.core.exceptions import ValidationError

from socle.erreur import ErreurMetier
from socle.tenter import tenter


class Formulaire(forms.Form):
    nom = forms.CharField()


class NomPris(ErreurMetier):
    code = "nom_pris"
    message = "Ce nom est pris : choisissez-en un autre."
    champ = None


def rempli() -> Formulaire:
    formulaire = Formulaire({"nom": "Gymnase"})
    assert formulaire.is_valid()
    return formulaire


def refuser(champ):
    def verbe(nom):
        raise NomPris(champ=champ)

    return verbe


def test_le_verbe_recoit_les_donnees_et_son_objet_revient():
    assert tenter(rempli(), lambda nom, suffixe: nom + suffixe, suffixe=" !") == "Gymnase !"


def test_un_refus_se_lit_a_son_champ():
    formulaire = rempli()
    assert tenter(formulaire, refuser("nom")) is None
    assert formulaire.errors == {"nom": ["Ce nom est pris : choisissez-en un autre."]}
    assert formulaire.errors.as_data()["nom"][0].code == "nom_pris"


def test_un_refus_sans_champ_connu_se_lit_en_tete():
    formulaire = rempli()
    tenter(formulaire, refuser("autre_champ"))
    assert formulaire.non_field_errors() == ["Ce nom est pris : choisissez-en un autre."]


def test_une_contrainte_de_modele_se_lit_aussi():
    def verbe(nom):
        raise ValidationError({"nom": ["Trop court."], "ailleurs": ["Inconnu."]})

    formulaire = rempli()
    tenter(formulaire, verbe)
    assert formulaire.errors == {"nom": ["Trop court."], "__all__": ["Inconnu."]}
