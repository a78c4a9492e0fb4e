"""The templates of the components: what a page may rely on."""

import re
from datetime import date, timedelta

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.test import RequestFactory

from etablissements.templatetags.preau import ICONES, icone


class Formulaire(forms.Form):
    activite = forms.CharField(label="Pour quoi faire", help_text="En une phrase.")
    choix = forms.ChoiceField(label="Vacances", choices=[("a", "Sans"), ("b", "Avec")], widget=forms.RadioSelect)
    mot = forms.CharField(label="Un mot", required=False)

    def clean(self):
        raise forms.ValidationError("La fin est avant le début.")


def rendre(gabarit: str, **contexte) -> str:
    return Template("{% load preau %}" + gabarit).render(Context(contexte))


@pytest.mark.parametrize("nom", ICONES)
def test_chaque_icone_existe_et_se_tait(nom):
    assert re.match(r'<svg [^>]*class="ic" aria-hidden="true"', icone(nom).replace("\n", " "))


def test_un_champ_en_faute_dit_son_indice_et_son_erreur():
    html = Formulaire({"activite": "", "choix": "a"})["activite"].as_field_group()
    assert 'aria-describedby="id_activite_helptext id_activite_error"' in html
    assert 'aria-invalid="true"' in html
    assert re.search(r'id="id_activite_helptext">En une phrase\.<', html)
    assert re.search(r'id="id_activite_error">.*Ce champ est obligatoire : remplissez-le\.', html, re.DOTALL)


def test_un_champ_facultatif_le_dit():
    assert "(facultatif)" in Formulaire()["mot"].as_field_group()
    assert "(facultatif)" not in Formulaire()["activite"].as_field_group()


def test_un_formulaire_ou_rien_n_est_exige_ne_le_repete_pas():
    class Recherche(Formulaire):
        sans_mention_facultatif = True

    assert "(facultatif)" not in Recherche()["mot"].as_field_group()


def test_le_resume_prend_le_focus_et_mene_aux_champs_dans_l_ordre():
    html = str(Formulaire({"activite": "", "choix": ""}))
    resume = html[: html.index("</ul>")]
    assert " autofocus " in resume
    assert 'tabindex="-1"' in resume
    assert "3 réponses sont à revoir" in resume
    assert "La fin est avant le début." in resume
    assert re.findall(r'href="([^"]+)"', resume) == ["#id_activite", "#id_choix_0"]
    assert 'id="id_choix_0"' in html


def test_un_formulaire_sans_faute_n_a_pas_de_resume():
    assert "resume-erreurs" not in str(Formulaire())


def test_les_pages_gardent_la_recherche():
    requete = RequestFactory().get("/", {"pres_de": "Voiron", "page": "2"})
    requete.user = AnonymousUser()
    page = Paginator(range(30), 10).page(2)
    html = render_to_string("composants/pagination.html", {"page": page}, request=requete)
    assert re.findall(r'href="([^"]+)"', html) == [
        "?pres_de=Voiron&amp;page=1",
        "?pres_de=Voiron&amp;page=1",
        "?pres_de=Voiron&amp;page=2",
        "?pres_de=Voiron&amp;page=3",
        "?pres_de=Voiron&amp;page=3",
    ]


def test_une_seule_page_n_a_pas_de_navigation():
    assert render_to_string("composants/pagination.html", {"page": Paginator([1], 10).page(1)}).strip() == ""


def test_ce_que_les_gens_ecrivent_est_echappe():
    faits = [("Nom", "<script>alert(1)</script>")]
    assert "<script>" not in rendre('{% include "composants/faits.html" %}', faits=faits)
    assert "<script>" not in rendre("{% alerte titre=nom %}{{ nom }}{% endalerte %}", nom="<script>")


def test_un_message_peut_offrir_de_revenir_en_arriere():
    annulable = Message(constants.SUCCESS, "La date est rendue.", extra_tags="/seances/12/reprendre/")
    refus = Message(constants.ERROR, "La date vient d’être prise.")
    html = rendre('{% include "composants/toast.html" %}', message=annulable, csrf_token="jeton")
    assert '<form method="post" action="/seances/12/reprendre/">' in html
    assert 'role="status"' in html
    html = rendre('{% include "composants/toast.html" %}', message=refus)
    assert "<form" not in html
    assert 'role="alert"' in html


def test_l_abri_entoure_ce_qu_on_lui_donne():
    html = rendre('{% abri "soleil cahier" %}<p>{{ mot }}</p>{% endabri %}', mot="ici & là")
    assert html.startswith('<div class="abri abri--soleil abri--cahier">')
    assert '<div class="abri__corps"><p>ici &amp; là</p></div>' in html


def test_la_frise_ne_dit_a_l_oreille_que_ce_que_la_phrase_tait():
    mardi = date(2026, 9, 1)
    libres = [(mardi, "libre"), (mardi + timedelta(weeks=1), "libre")]
    assert re.findall(r'(aria-hidden|aria-label)="([^"]*)"', rendre("{% frise dates %}", dates=libres)) == [
        ("aria-hidden", "true")
    ]
    une_prise = [*libres, (mardi + timedelta(weeks=2), "pris")]
    assert re.findall(r'(aria-hidden|aria-label)="([^"]*)"', rendre("{% frise dates %}", dates=une_prise)) == [
        ("aria-label", "Pas libre : 15\N{NO-BREAK SPACE}septembre.")
    ]


def test_une_icone_inconnue_est_une_faute_de_programme():
    with pytest.raises((KeyError, TemplateSyntaxError)):
        rendre('{% icone "marianne" %}')
