"""Planning, closures and agenda as the school lives them on its pages."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from etablissements.models import JourFerie, PeriodeVacances
from salles.models import Fermeture, Reservation
from tests.pages import en_clair
from tests.personnages import etablissement
from tests.salles.pages_d_essai import adresse, texte
from tests.salles.salles_d_essai import MAINTENANT, local, prises, salle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]

USAGE = {
    "libelle": "EPS",
    "nature": "etablissement",
    "date": "16/11/2026",
    "debut": "8 h",
    "fin": "10 h",
    "repetition": "hebdomadaire",
    "jusqu_au": "30/11/2026",
}


def test_saisir_l_usage_de_l_etablissement(gestionnaire, ecole):
    ici = salle(ecole)
    reponse = gestionnaire.post(adresse("saisir", ecole), USAGE | {"salle": ici.pk})
    assert reponse.url == f"{adresse('agenda', ecole)}?jour=2026-11-16"
    assert Reservation.objects.filter(salle=ici, nature="etablissement").count() == 3
    assert "3 dates saisies" in texte(gestionnaire.get(reponse.url))


def test_l_etape_propose_ce_qui_revient_et_l_agenda_ce_qui_n_a_lieu_qu_une_fois(gestionnaire, ecole):
    ici = salle(ecole)
    adresses = (adresse("planning", ecole, ici.pk), adresse("saisir", ecole))
    formulaires = [gestionnaire.get(ici).context["form"] for ici in adresses]
    assert [form["repetition"].value() for form in formulaires] == ["hebdomadaire", "aucune"]
    assert [form.precise_la_serie for form in formulaires] == [False, False]


def test_une_occupation_d_une_fois_ne_demande_ni_fin_ni_jours(gestionnaire, ecole):
    ici = salle(ecole)
    une_fois = {nom: USAGE[nom] for nom in ("libelle", "nature", "date", "debut", "fin")} | {"repetition": "aucune"}
    gestionnaire.post(adresse("saisir", ecole), une_fois | {"salle": ici.pk})
    assert Reservation.objects.filter(salle=ici).count() == 1


def test_qui_choisit_ses_dates_voit_le_champ_ou_les_ecrire(gestionnaire, ecole):
    refusee = gestionnaire.post(adresse("saisir", ecole), USAGE | {"repetition": "dates", "date": "31/02/2027"})
    assert refusee.context["form"].precise_la_serie


def test_des_dates_choisies_se_saisissent_ensemble_et_se_liberent_une_a_une(gestionnaire, ecole):
    ici = salle(ecole)
    choisies = USAGE | {"repetition": "dates", "autres_dates": "24/11/2026, 3/12/2026"}
    assert gestionnaire.post(adresse("saisir", ecole), choisies | {"salle": ici.pk}).status_code == 302
    saisies = Reservation.objects.filter(salle=ici).order_by("debut")
    assert [(une.debut.date(), une.serie) for une in saisies] == [
        (jour, None) for jour in (date(2026, 11, 16), date(2026, 11, 24), date(2026, 12, 3))
    ]


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("libelle", ""),
        ("libelle", "x" * 121),
        ("libelle", "E\x00S"),
        ("nature", "religion"),
        ("date", "31/02/2027"),
        ("date", "1/1/2020"),
        ("date", "1000000000"),
        ("debut", "25:00"),
        ("fin", "7 h"),
        ("repetition", "toujours"),
        ("jusqu_au", "1/11/2026"),
        ("jours", ["9"]),
        ("autres_dates", "24/11/2026"),
        ("vacances", "peut-être"),
        ("salle", "1000000000"),
    ],
)
def test_un_usage_fautif_est_refuse_a_son_champ(gestionnaire, ecole, champ, valeur):
    ici = salle(ecole)
    reponse = gestionnaire.post(adresse("saisir", ecole), USAGE | {"salle": ici.pk, champ: valeur})
    assert list(reponse.context["form"].errors) == [champ]
    assert Reservation.objects.count() == 0


def test_une_occupation_sans_nom_dit_quoi_ecrire(gestionnaire, ecole):
    reponse = gestionnaire.post(adresse("saisir", ecole), USAGE | {"salle": salle(ecole).pk, "libelle": ""})
    assert reponse.context["form"].errors == {"libelle": ["Écrivez qui vient, ou ce qui se passe."]}


def test_la_salle_d_une_autre_ecole_ne_se_prend_pas(gestionnaire, ecole):
    ailleurs = salle(etablissement(uai="0389999X", nom="Ailleurs"))
    reponse = gestionnaire.post(adresse("saisir", ecole), USAGE | {"salle": ailleurs.pk})
    assert list(reponse.context["form"].errors) == ["salle"]


def test_importer_le_modele_puis_le_fichier_abime(gestionnaire, ecole):
    for nom in ("Gymnase", "Salle polyvalente"):
        salle(ecole, nom=nom)
    modele = gestionnaire.get(adresse("modele_csv", ecole)).content
    reponse = gestionnaire.post(adresse("importer", ecole), {"fichier": SimpleUploadedFile("m.csv", modele)})
    assert reponse.context["bilan"].refus == []
    abime = modele.replace(b"Gymnase", b"Piscine")
    reponse = gestionnaire.post(adresse("importer", ecole), {"fichier": SimpleUploadedFile("m.csv", abime)})
    assert "Aucune salle de l’établissement ne s’appelle « Piscine »." in texte(reponse)
    reponse = gestionnaire.post(adresse("importer", ecole), {"fichier": SimpleUploadedFile("m.csv", b"\x00\x00")})
    assert list(reponse.context["form"].errors) == ["__all__"]
    assert "Ce fichier n’est pas du texte" in texte(reponse)


def test_liberer_une_date_saisie(gestionnaire, ecole):
    ici = salle(ecole)
    gestionnaire.post(adresse("saisir", ecole), USAGE | {"salle": ici.pk})
    premiere = Reservation.objects.earliest("debut")
    page = adresse("liberer", ecole, premiere.pk)
    assert gestionnaire.get(page).status_code == 200
    gestionnaire.post(page, {"etendue": "serie"})
    assert Reservation.objects.filter(tenue="liberee").count() == 3
    assert gestionnaire.get(page).status_code == 404


def test_ce_qu_une_association_tient_ne_se_libere_pas_ici(gestionnaire, ecole):
    (reservation,) = prises(salle(ecole), local("18:00", "20:00"))
    assert gestionnaire.get(adresse("liberer", ecole, reservation.pk)).status_code == 404


def test_fermer_puis_lever(gestionnaire, ecole):
    ici = salle(ecole)
    page = adresse("fermetures_salle", ecole, ici.pk)
    gestionnaire.post(page, {"premier_jour": "23/11/2026", "dernier_jour": "24/11/2026", "motif": "Examens"})
    fermeture = Fermeture.objects.get()
    assert "Examens" in texte(gestionnaire.get(page))
    assert gestionnaire.post(adresse("rouvrir", ecole, fermeture.pk)).url == page
    assert Fermeture.objects.count() == 0


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [("premier_jour", ""), ("premier_jour", "31/02/2027"), ("dernier_jour", "22/11/2026"), ("motif", "x" * 121)],
)
def test_une_fermeture_fautive_est_refusee_a_son_champ(gestionnaire, ecole, champ, valeur):
    jours = {"premier_jour": "23/11/2026", "dernier_jour": "24/11/2026", "motif": "Examens"}
    reponse = gestionnaire.post(adresse("fermetures", ecole), jours | {champ: valeur})
    assert list(reponse.context["form"].errors) == [champ]


def test_une_fermeture_refusee_nomme_ceux_qui_ont_la_date(gestionnaire, ecole):
    prises(salle(ecole, nom="Gymnase"), local("18:00", "20:00"))
    jours = {"premier_jour": "16/11/2026", "dernier_jour": "16/11/2026", "motif": "Examens"}
    reponse = gestionnaire.post(adresse("fermetures", ecole), jours)
    assert "Association, Gymnase : le lundi 16 nov. 2026 de 18 h à 20 h." in texte(reponse)


@pytest.mark.parametrize("nombre", [1, 3])
def test_l_agenda_du_jour_dit_qui_ou_jusqu_a_quand(loge, ecole, nombre, django_assert_num_queries):
    ici = salle(ecole, nom="Gymnase")
    prises(ici, *[local(f"{18 + n}:00", f"{19 + n}:00") for n in range(nombre)])
    with django_assert_num_queries(10):
        reponse = loge.get(adresse("agenda", ecole), {"jour": "16/11/2026"})
    lue = texte(reponse)
    assert "<b>18 h – 19 h</b>" in lue
    assert "<b>Gymnase</b>, association" in lue


def test_l_agenda_nomme_la_serie_que_le_calendrier_paru_depuis_met_dans_les_vacances(gestionnaire, ecole):
    ici = salle(ecole, nom="Gymnase")
    for libelle, vacances in (("EPS", ""), ("Ménage", "inclure")):
        usage = USAGE | {"libelle": libelle, "vacances": vacances, "jusqu_au": "11/01/2027"}
        heures = {} if libelle == "EPS" else {"debut": "18 h", "fin": "19 h"}
        gestionnaire.post(adresse("saisir", ecole), usage | heures | {"salle": ici.pk})
    titre = "Tombent maintenant pendant les vacances"
    assert titre not in texte(gestionnaire.get(adresse("agenda", ecole)))
    JourFerie.objects.create(territoire="metropole", jour=date(2026, 12, 25), nom="Noël")
    PeriodeVacances.objects.create(
        zone="A", annee_scolaire="2026-2027", nom="Vacances de Noël",
        premier_jour=date(2026, 12, 19), dernier_jour=date(2027, 1, 3), origine="officielle",
    )  # fmt: skip
    lue = gestionnaire.get(adresse("agenda", ecole))
    assert titre in texte(lue)
    [(premiere, phrase)] = lue.context["en_vacances"]
    assert en_clair(phrase) == "EPS, Gymnase : 2 dates, du 21 au 28 décembre 2026."
    page = adresse("modifier_serie", ecole, premiere.pk)
    assert page in texte(lue)
    inchangee = gestionnaire.get(page).context["form"].initial | {"salle": ici.pk, "vacances": ""}
    inchangee |= {"debut": "8 h", "fin": "10 h", "date": "21/12/2026", "jusqu_au": "11/01/2027"}
    difference = gestionnaire.post(page, inchangee).context["difference"]
    assert [len(dates) for dates in (difference.rendues, difference.gardees, difference.ajoutees)] == [2, 2, 0]


@pytest.mark.parametrize("jour", ["", "hier", "31/02/2027", "\x00", "9" * 300, "<script>"])
def test_un_jour_illisible_montre_aujourd_hui_et_le_dit(loge, ecole, jour):
    reponse = loge.get(adresse("agenda", ecole), {"jour": jour})
    assert reponse.context["jour"] == MAINTENANT.date()
    assert bool(reponse.context["form"].errors) == bool(jour)
