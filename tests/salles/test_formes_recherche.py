"""The one shape of a search: what the API reads is what the page reads."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from salles.forms.recherche import RechercheForm, lire_recherche
from salles.forms.souhait import SouhaitForm, fin_de_l_annee
from salles.models import Activite, Salle
from salles.moteur import Repetition, Souhait, Vacances
from salles.recherche import Recherche
from salles.views.phrases import les_dates
from tests.pages import en_clair
from tests.salles.autour_de_voiron import equipement, planter_les_communes
from tests.salles.salles_d_essai import MAINTENANT

BONNE = "pres_de=Voiron&date=2026-11-24&debut=18:00&fin=20:00"


@pytest.fixture(autouse=True)
def communes(db):
    planter_les_communes()
    Activite.objects.get_or_create(code="theatre", defaults={"libelle": "Théâtre amateur", "types_erp": ["L"]})


def api(parametres: str) -> Recherche:
    return lire_recherche(QueryDict(parametres), maintenant=MAINTENANT)


def test_tous_les_criteres_de_l_api():
    for code in ("piano", "scene"):
        equipement(code, code)
    lue = api(
        "lat=45.5&lon=5.5&rayon_km=7.5&type=amphi&type=cdi&effectif=24&equipement=piano&equipement=scene&pmr=1"
        "&activite=theatre&date=2026-11-24&debut=18:00&fin=20:00&jours=2&jours=4&repetition=quinzaine"
        "&jusqu_au=2027-03-31&vacances=inclure&complet=1&page=2"
    )
    assert lue == Recherche(
        souhait=Souhait(
            date(2026, 11, 24),
            time(18),
            time(20),
            date(2027, 3, 31),
            jours=frozenset({2, 4}),
            repetition=Repetition.QUINZAINE,
            vacances=Vacances.INCLURE,
        ),
        maintenant=MAINTENANT,
        latitude=45.5,
        longitude=5.5,
        rayon_km=7.5,
        types=("amphi", "cdi"),
        effectif=24,
        equipements=("piano", "scene"),
        pmr=True,
        activite=Activite.objects.get(code="theatre"),
        complet=True,
    )


def test_ce_qui_n_est_pas_dit_est_le_plus_simple():
    assert api(BONNE) == Recherche(
        souhait=Souhait(date(2026, 11, 24), time(18), time(20), vacances=Vacances.INCLURE),
        maintenant=MAINTENANT,
        latitude=45.3644,
        longitude=5.5928,
        rayon_km=10,
    )


def test_une_serie_sans_fin_va_jusqu_a_fin_juin_hors_vacances():
    souhait = api(f"{BONNE}&repetition=hebdomadaire").souhait
    assert (souhait.dernier_jour, souhait.vacances) == (date(2027, 6, 30), Vacances.EXCLURE)


@pytest.mark.parametrize(
    ("jour", "fin"),
    [
        (date(2026, 9, 1), date(2027, 6, 30)),
        (date(2027, 6, 30), date(2027, 6, 30)),
        (date(2027, 7, 1), date(2028, 6, 30)),
    ],
)
def test_la_fin_de_l_annee_scolaire(jour, fin):
    assert fin_de_l_annee(jour) == fin


def test_l_api_refuse_les_parametres_inconnus_avec_les_autres_fautes():
    with pytest.raises(ValidationError) as refus:
        api(f"{BONNE}&effectif=0&couleur=bleue")
    assert sorted(refus.value.message_dict) == ["couleur", "effectif"]
    assert refus.value.message_dict["couleur"][0].startswith("Ce paramètre n’existe pas. Paramètres connus : ")


@pytest.mark.parametrize("activite", ["theatre", "Théâtre amateur", "THEATRE AMATEUR", "théâtre"])
def test_l_activite_s_ecrit_par_son_code_ou_son_nom(activite):
    assert api(f"{BONNE}&activite={activite}").activite.code == "theatre"


@pytest.mark.parametrize("ecrit", ["24/11/2026", "2026-11-24", "mardi 24 novembre 2026"])
def test_les_jours_se_lisent_a_la_francaise(ecrit):
    form = SouhaitForm(QueryDict(f"date={ecrit}&debut=18 h&fin=20h30"), maintenant=MAINTENANT)
    assert form.is_valid()
    assert form.cleaned_data["souhait"] == Souhait(
        date(2026, 11, 24), time(18), time(20, 30), vacances=Vacances.INCLURE
    )


@pytest.mark.parametrize(
    "ecrit", ["8/12/2026, 1er décembre 2026", "2026-12-01;2026-12-08,", "01/12/2026,8/12/2026,24/11/2026"]
)
def test_des_dates_choisies_une_a_une_font_un_seul_souhait(ecrit):
    choisies = (date(2026, 11, 24), date(2026, 12, 1), date(2026, 12, 8))
    form = RechercheForm(
        QueryDict(f"{BONNE}&repetition=dates&jours=2&autres_dates={ecrit}".replace(";", "%3B")), maintenant=MAINTENANT
    )
    assert form.is_valid()
    souhait = form.recherche.souhait
    assert souhait == Souhait.aux_dates(choisies, time(18), time(20))
    assert les_dates(3, souhait) == "les 3 dates"
    assert api(form.parametres()).souhait == souhait
    relue = RechercheForm(initial=form.compris, maintenant=MAINTENANT)
    assert relue["jours"].value() == []
    assert "08/12/2026" in relue["autres_dates"].value()


@pytest.mark.parametrize(
    ("autres", "phrase"),
    [
        ("", "Écrivez ici les autres dates, ou dites « Une seule fois »."),
        ("31/02/2027", "Le 31 février 2027 n’existe pas."),
        ("1/1/2020", "Le 1er janvier 2020 est passé. Choisissez un jour à partir d’aujourd’hui, le 9 novembre 2026."),
        ("demain", "Écrivez le jour comme 24/11/2026."),
        ("8/12/2026\x00", "Écrivez le jour comme 24/11/2026."),
        ("1/12/2026," * 2_000, "Écrivez moins de dates à la fois."),
        (
            ",".join(f"{date(2026, 12, 1) + timedelta(days=n):%d/%m/%Y}" for n in range(401)),
            "Ce souhait compte plus de 400 dates. Choisissez une période plus courte ou moins de jours.",
        ),
        ("8/12/2035", "Trois ans au plus : finissez le 26 novembre 2029 au plus tard."),
    ],
)
def test_une_date_choisie_fautive_se_dit(autres, phrase):
    form = SouhaitForm(
        {"date": "24/11/2026", "debut": "18 h", "fin": "20 h", "repetition": "dates", "autres_dates": autres},
        maintenant=MAINTENANT,
    )
    assert [en_clair(dite) for dites in form.errors.values() for dite in dites] == [phrase]


@pytest.mark.parametrize("aussi", ["repetition=hebdomadaire", "repetition=aucune", ""])
def test_des_dates_choisies_ne_se_repetent_pas(aussi):
    form = RechercheForm(QueryDict(f"{BONNE}&autres_dates=8/12/2026&{aussi}"), maintenant=MAINTENANT)
    assert list(form.errors) == ["autres_dates"]


def test_la_question_relue_dit_ce_qui_a_ete_compris():
    form = RechercheForm(QueryDict(f"{BONNE}&activite=theatre&repetition=hebdomadaire&type="), maintenant=MAINTENANT)
    assert form.is_valid()
    relue = RechercheForm(initial=form.compris, maintenant=MAINTENANT)
    assert {
        nom: relue[nom].value() for nom in ("activite", "jours", "debut", "jusqu_au", "rayon_km", "repetition")
    } == {
        "activite": "Théâtre amateur",
        "jours": ["2"],
        "debut": time(18),
        "jusqu_au": date(2027, 6, 30),
        "rayon_km": "10",
        "repetition": "hebdomadaire",
    }


@pytest.mark.parametrize(("demande", "proposes"), [("20", 4), ("7.5", 5), ("7,5", 5), ("<b>", 4), ("900", 4)])
def test_la_liste_des_rayons_contient_celui_qui_est_demande(demande, proposes):
    form = RechercheForm(QueryDict(f"{BONNE}&rayon_km={demande}"), maintenant=MAINTENANT)
    assert len(form.fields["rayon_km"].widget.choices) == proposes


def test_plusieurs_types_restent_quand_on_renvoie_la_question():
    form = RechercheForm(QueryDict(f"{BONNE}&type=amphi&type=cdi"), maintenant=MAINTENANT)
    assert form.is_valid()
    assert RechercheForm(initial=form.compris, maintenant=MAINTENANT).autres_types == ["cdi"]


@pytest.mark.parametrize(
    ("parametre", "codes"),
    [
        ("repetition=parfois", "hebdomadaire, quinzaine, semaine_a, semaine_b, aucune, dates"),
        ("vacances=oui", "exclure, inclure"),
        ("type=piscine", ", ".join(Salle.Type.values)),
    ],
)
def test_l_api_nomme_les_codes_ou_la_page_montre_les_reponses(parametre, codes):
    with pytest.raises(ValidationError) as refus:
        api(f"{BONNE}&{parametre}")
    assert refus.value.message_dict == {parametre.split("=")[0]: [f"Choisissez parmi : {codes}."]}
    form = RechercheForm(QueryDict(f"{BONNE}&{parametre}"), maintenant=MAINTENANT)
    assert form.errors == {parametre.split("=")[0]: ["Choisissez parmi les réponses proposées."]}
