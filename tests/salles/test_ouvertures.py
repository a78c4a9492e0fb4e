"""Openings: what is ticked is what is stored, and what is stored comes back ticked."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.http import QueryDict

from salles.forms.ouvertures import Horaires, SemaineForm, horaires, initiaux
from salles.models import Reservation, Salle, Serie
from salles.moteur import Applicabilite, HeureInexistante, Plage, Semaine
from salles.series import plages_de
from salles.services.implications import AConfirmer
from salles.services.ouvertures import OuverturesRefusees, definir_ouvertures
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, TOUS_LES_SOIRS, local, lundis, prises, salle

SOIR = Plage(2, time(17), time(22))


def cocher(**champs) -> SemaineForm:
    donnees = QueryDict(mutable=True)
    for nom, valeurs in champs.items():
        donnees.setlist(nom, valeurs)
    return SemaineForm(donnees)


def lignes(*lignes: dict) -> Horaires:
    donnees = QueryDict(mutable=True)
    donnees.update({"h-TOTAL_FORMS": str(len(lignes)), "h-INITIAL_FORMS": "0"})
    for rang, ligne in enumerate(lignes):
        for nom, valeur in ({"applicabilite": "scolaire", "semaine": "toutes"} | ligne).items():
            donnees.setlist(f"h-{rang}-{nom}", valeur if isinstance(valeur, list) else [valeur])
    return horaires(donnees, aujourdhui=LUNDI)


def erreurs(formset: Horaires) -> dict[str, list[str]]:
    assert formset.is_valid() is False
    return {champ: list(textes) for champ, textes in formset.errors[0].items()}


# -- Reading the page ------------------------------------------------------------------


def test_des_moments_qui_se_suivent_font_une_seule_ouverture():
    form = cocher(cases=["2-19:00-22:00", "2-17:00-19:00", "6-08:00-12:00"], applicabilite=["scolaire"])
    assert form.is_valid()
    assert form.plages() == [SOIR, Plage(6, time(8), time(12))]


def test_un_raccourci_vaut_ses_cases_et_s_ajoute_aux_autres():
    form = cocher(raccourcis=["soirs"], cases=["2-17:00-19:00", "6-08:00-12:00"], applicabilite=["scolaire"])
    assert form.is_valid()
    assert form.plages() == [
        *(Plage(jour, time(17), time(22)) for jour in range(1, 6)),
        Plage(6, time(8), time(12)),
    ]


def test_un_raccourci_invente_est_refuse_par_une_phrase():
    form = cocher(raccourcis=["toujours"], applicabilite=["scolaire"])
    assert list(form.errors) == ["raccourcis"]


def test_une_case_inventee_est_refusee_par_une_phrase():
    form = cocher(cases=["9-17:00-19:00"], applicabilite=["scolaire"])
    assert "cases" in form.errors


def test_une_ligne_vide_ne_dit_rien():
    formset = lignes({})
    assert formset.is_valid()
    assert formset.plages() == []


def test_une_ligne_d_heures_exactes_vaut_pour_chacun_de_ses_jours():
    formset = lignes({"jours": ["3", "5"], "debut": "18h30", "fin": "minuit", "semaine": "a", "feries": "on"})
    assert formset.is_valid()
    assert formset.plages() == [
        Plage(jour, time(18, 30), time(0), Applicabilite.SCOLAIRE, True, Semaine.A) for jour in (3, 5)
    ]


@pytest.mark.parametrize(
    ("ligne", "champ", "phrase"),
    [
        ({"debut": "18 h", "fin": "20 h"}, "jours", "Cochez au moins un jour."),
        ({"jours": ["2"], "fin": "20 h"}, "debut", "Donnez l’heure d’ouverture."),
        ({"jours": ["2"], "debut": "20 h", "fin": "18 h"}, "fin", "L’heure de fin doit venir après l’heure de début."),
        (
            {"jours": ["2"], "debut": "18 h", "fin": "20 h", "premier_jour": "2/9/2027", "dernier_jour": "1/9/2027"},
            "dernier_jour",
            "La dernière date vient avant la première.",
        ),
        (
            {"jours": ["2"], "debut": "18 h", "fin": "20 h", "dernier_jour": "15/11/2026"},
            "dernier_jour",
            "Le 15\N{NO-BREAK SPACE}novembre 2026 est passé : prolongez cette ligne, ou retirez-la.",
        ),
        (
            {"jours": ["2"], "debut": "18 h", "fin": "20 h", "premier_jour": "31/02/2027"},
            "premier_jour",
            "Le 31\N{NO-BREAK SPACE}février 2027 n’existe pas.",
        ),
        (
            {"jours": ["2"], "debut": "18 h", "fin": "20 h", "dernier_jour": "1/1/0999"},
            "dernier_jour",
            "L’année 999 est hors de portée. Écrivez le jour comme 24/11/2026.",
        ),
    ],
)
def test_une_ligne_fautive_est_refusee_a_son_champ(ligne, champ, phrase):
    assert erreurs(lignes(ligne)) == {champ: [phrase]}


def test_une_ligne_qui_finit_aujourd_hui_ouvre_encore():
    aujourdhui = {"jours": ["2"], "debut": "18 h", "fin": "20 h", "dernier_jour": f"{LUNDI}"}
    assert lignes(aujourdhui).is_valid()


def test_une_ligne_finie_se_retire():
    finie = {"jours": ["2"], "debut": "18 h", "fin": "20 h", "dernier_jour": "15/11/2026", "DELETE": "on"}
    retiree = lignes(finie)
    assert (retiree.is_valid(), retiree.plages()) == (True, [])


@pytest.mark.parametrize("heure", ["25:00", "-1", "😀", "<script>", "18 h 75", "9" * 400])
def test_une_heure_qui_n_existe_pas_est_refusee_a_son_champ(heure):
    assert list(erreurs(lignes({"jours": ["2"], "debut": heure, "fin": "20 h"}))) == ["debut"]


def test_trop_de_lignes_sont_refusees():
    formset = lignes(*[{}] * 61)
    assert formset.is_valid() is False
    assert "60 lignes au plus" in str(formset.non_form_errors())


# -- Coming back to the page -----------------------------------------------------------


def test_ce_qui_tient_dans_les_cases_revient_coche_et_le_reste_en_lignes():
    matin_a = Plage(3, time(9), time(11), semaine=Semaine.A)
    semaine, autres = initiaux([SOIR, Plage(6, time(8), time(12)), matin_a])
    assert semaine == {
        "cases": ["2-17:00-19:00", "2-19:00-22:00", "6-08:00-12:00"],
        "applicabilite": "scolaire",
        "feries": False,
    }
    assert [(ligne["jours"], ligne["debut"], ligne["semaine"]) for ligne in autres] == [([3], time(9), "a")]


def test_les_lignes_reviennent_dans_l_ordre_de_la_semaine():
    _, autres = initiaux([Plage(6, time(8), time(20)), Plage(3, time(13), time(22)), Plage(1, time(17, 30), time(22))])
    assert [ligne["jours"] for ligne in autres] == [[1], [3], [6]]


def test_une_ligne_qui_ne_dit_que_ses_heures_garde_le_reste_plie():
    simple, saison = lignes(
        {"jours": ["2"], "debut": "18 h", "fin": "20 h"},
        {"jours": ["2"], "debut": "20 h", "fin": "21 h", "dernier_jour": "31/02/2027"},
    )
    assert (simple.a_des_precisions, saison.a_des_precisions) == (False, True)


def test_des_ouvertures_de_periodes_differentes_ne_partagent_pas_les_cases():
    toute_l_annee = Plage(6, time(8), time(12), Applicabilite.TOUTES)
    semaine, autres = initiaux([SOIR, Plage(4, time(17), time(19)), toute_l_annee])
    assert (semaine["applicabilite"], len(semaine["cases"]), [ligne["jours"] for ligne in autres]) == (
        "scolaire",
        3,
        [[6]],
    )


@pytest.mark.django_db
def test_ce_qui_est_enregistre_se_relit_a_l_identique():
    voulues = [
        SOIR,
        Plage(4, time(17), time(22)),
        Plage(3, time(12), time(0), Applicabilite.TOUTES, True, Semaine.B, date(2026, 9, 2), date(2027, 6, 30)),
    ]
    ici = definir_ouvertures(salle=salle(), plages=voulues, maintenant=MAINTENANT)
    assert sorted(plages_de([ici])[ici.pk], key=lambda plage: plage.jour_iso) == sorted(
        voulues, key=lambda plage: plage.jour_iso
    )


@pytest.mark.django_db
def test_des_ouvertures_remplacees_ne_laissent_pas_de_serie_derriere_elles():
    ici = salle()
    definir_ouvertures(salle=ici, plages=[SOIR], maintenant=MAINTENANT)
    definir_ouvertures(salle=ici, plages=[SOIR, Plage(4, time(17), time(22))], maintenant=MAINTENANT)
    assert Serie.objects.filter(salle=ici).count() == 1  # two days of one pattern


@pytest.mark.django_db
def test_changer_les_ouvertures_change_le_profil():
    ici = salle()
    definir_ouvertures(salle=ici, plages=[SOIR], maintenant=MAINTENANT)
    assert Salle.objects.get(pk=ici.pk).profil_id != ici.profil_id


@pytest.mark.django_db
def test_une_salle_publiee_garde_au_moins_une_ouverture():
    ici = salle()
    with pytest.raises(OuverturesRefusees):
        definir_ouvertures(salle=ici, plages=[], maintenant=MAINTENANT)
    assert ici.plages.exists()


# -- What is held and awaited ------------------------------------------------------------


@pytest.mark.django_db
def test_reduire_les_ouvertures_liste_d_abord_ce_qui_reste_pris_en_dehors():
    ici = salle(nom="Gymnase")
    prises(ici, *lundis(2), local("18:00", "20:00", LUNDI + timedelta(days=1)))
    prises(ici, local("20:00", "21:00"), nature=Reservation.Nature.ETABLISSEMENT)
    with pytest.raises(AConfirmer) as question:
        definir_ouvertures(salle=ici, plages=[SOIR], maintenant=MAINTENANT, vu="")
    assert question.value.details["implications"] == {
        "Resteront prises hors des nouvelles ouvertures": [
            "Gymnase, association : 2\N{NO-BREAK SPACE}dates, du 16 au 23\N{NO-BREAK SPACE}novembre 2026."
        ]
    }
    assert len(plages_de([ici])[ici.pk]) == 7
    definir_ouvertures(salle=ici, plages=[SOIR], maintenant=MAINTENANT, vu=question.value.empreinte)
    assert Reservation.objects.filter(tenue="ferme").count() == 4


@pytest.mark.django_db
def test_elargir_les_ouvertures_ne_demande_rien():
    ici = salle(plages=[SOIR])
    prises(ici, *lundis(2))
    assert definir_ouvertures(salle=ici, plages=TOUS_LES_SOIRS, maintenant=MAINTENANT, vu="").pk == ici.pk


@pytest.mark.django_db
@pytest.mark.parametrize("des", [date(2027, 3, 22), date(2027, 3, 28)])
def test_une_ouverture_commence_apres_la_nuit_qui_n_a_pas_son_heure(des):
    ici = salle()
    nuit = Plage(7, time(2, 30), time(6), premier_jour=des)
    definir_ouvertures(salle=ici, plages=[nuit], maintenant=MAINTENANT)
    assert plages_de([ici])[ici.pk] == [replace(nuit, premier_jour=date(2027, 4, 4))]


@pytest.mark.django_db
def test_refuse_une_ouverture_d_une_seule_nuit_qui_n_a_pas_son_heure():
    nuit = date(2027, 3, 28)
    with pytest.raises(HeureInexistante):
        definir_ouvertures(
            salle=salle(),
            plages=[Plage(7, time(2, 30), time(6), premier_jour=nuit, dernier_jour=nuit)],
            maintenant=MAINTENANT,
        )
