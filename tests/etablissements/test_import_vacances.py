"""The ministry's school calendar, as it is published and as it gets damaged."""

import json
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from etablissements.calendrier import Jour
from etablissements.calendriers import calendrier
from etablissements.models import PeriodeVacances, Zone
from etablissements.services.calendriers import remplir_calendriers
from etablissements.services.import_vacances import LigneRefusee, jour_local

pytestmark = pytest.mark.django_db
Origine = PeriodeVacances.Origine
ENTETE = "Description;Population;Date de début;Date de fin;Académies;Zones;annee_scolaire"


@pytest.fixture
def importer(tmp_path):
    def importer_lignes(*lignes, entete=ENTETE):
        chemin = tmp_path / "calendrier.csv"
        chemin.write_text("\n".join([entete, *lignes]), encoding="utf-8-sig")
        sortie = StringIO()
        call_command("importer_vacances", str(chemin), "--json", stdout=sortie)
        return json.loads(sortie.getvalue())

    return importer_lignes


def rapport(**valeurs):
    vide = {"crees": 0, "mis_a_jour": 0, "inchanges": 0, "retires": 0, "ignores": 0, "refuses": []}
    return vide | valeurs


def periode(zone="A"):
    p = PeriodeVacances.objects.get(zone=zone)
    return p.nom, p.premier_jour, p.dernier_jour, p.origine


TOUSSAINT = "Vacances de la Toussaint;-;2025-10-17T22:00:00+00:00;2025-11-02T23:00:00+00:00;Grenoble;Zone A;2025-2026"


def test_le_jour_de_la_reprise_n_est_pas_en_vacances(importer):
    assert importer(TOUSSAINT) == rapport(crees=1)
    assert periode() == ("Vacances de la Toussaint", date(2025, 10, 18), date(2025, 11, 2), "officielle")


def test_importer_deux_fois_ne_change_rien(importer):
    importer(TOUSSAINT)
    assert importer(TOUSSAINT) == rapport(inchanges=1)


def test_les_academies_d_une_zone_ne_font_qu_une_periode(importer):
    assert importer(TOUSSAINT, TOUSSAINT.replace("Grenoble", "Lyon")) == rapport(crees=1)


def test_une_academie_qui_s_ecarte_de_sa_zone_est_signalee(importer):
    ecart = TOUSSAINT.replace("Grenoble", "Dijon").replace("2025-10-17", "2025-10-18")
    lu = importer(TOUSSAINT, ecart, TOUSSAINT.replace("Grenoble", "Lyon"))
    assert lu == rapport(
        crees=1, refuses=[{"ligne": 3, "raison": "D’autres dates sont plus souvent données : ligne 2."}]
    )


def test_une_ligne_d_un_jour_dure_un_jour(importer):
    importer(
        "Abolition de l’esclavage;-;2026-05-26T22:00:00+00:00;2026-05-26T22:00:00+00:00;Guadeloupe;Guadeloupe;2025-2026"
    )
    assert periode(Zone.GUADELOUPE)[1:3] == (date(2026, 5, 27), date(2026, 5, 27))


@pytest.mark.parametrize(
    "public", ["Enseignants", "Enseignants du second degré", "Premier degré", "Élèves du premier degré"]
)
def test_ignore_ce_qui_ne_concerne_pas_les_eleves_du_second_degre(importer, public):
    assert importer(TOUSSAINT.replace(";-;", f";{public};"), TOUSSAINT) == rapport(crees=1, ignores=1)


@pytest.mark.parametrize("public", ["-", "Élèves", "", "Premier degré et collèges", "Élèves du second degré"])
def test_garde_ce_qui_concerne_les_eleves(importer, public):
    assert importer(TOUSSAINT.replace(";-;", f";{public};")) == rapport(crees=1)


def test_ignore_la_rentree_et_les_iles_voisines_de_la_guadeloupe(importer):
    guadeloupe = TOUSSAINT.replace("Grenoble;Zone A", "Guadeloupe;Guadeloupe")
    assert importer(
        TOUSSAINT.replace("Vacances de la Toussaint", "Rentrée des élèves"),
        guadeloupe.replace(";-;", ";Saint-Martin;"),
        guadeloupe.replace(";-;", ";Guadeloupe & Saint-Barthélémy;"),
    ) == rapport(crees=1, ignores=2)


@pytest.mark.parametrize(
    ("ecrit", "zone"),
    [
        ("Zone A", "A"),
        ("La Réunion", "reunion"),
        ("Réunion", "reunion"),
        ("Polynésie", "polynesie"),
        ("Corse", "corse"),
        ("Mayotte", "mayotte"),
    ],
)
def test_reconnait_les_zones(importer, ecrit, zone):
    importer(TOUSSAINT.replace("Grenoble;Zone A", f";{ecrit}"))
    assert PeriodeVacances.objects.get().zone == zone


def test_deduit_la_zone_de_l_academie(importer):
    importer(TOUSSAINT.replace("Grenoble;Zone A", "Rennes;-"))
    assert PeriodeVacances.objects.get().zone == "B"


@pytest.mark.parametrize(
    ("instant", "zone", "jour"),
    [
        ("2025-10-17T22:00:00+00:00", "A", date(2025, 10, 18)),
        ("2025-12-19T23:00:00+00:00", "A", date(2025, 12, 20)),
        ("2025-10-10T20:00:00+00:00", "reunion", date(2025, 10, 11)),  # midnight in Saint-Denis
        ("2025-10-10T22:00:00+00:00", "reunion", date(2025, 10, 11)),  # midnight in Paris, as the file writes it
        ("2025-10-18T04:00:00+00:00", "guadeloupe", date(2025, 10, 18)),
        ("2026-04-01T22:00:00+00:00", "guadeloupe", date(2026, 4, 2)),
        ("2025-10-18T00:00:00+02:00", "A", date(2025, 10, 18)),
        ("2025-10-18T00:00:00+00:00", "A", date(2025, 10, 18)),
        ("2025-10-18", "mayotte", date(2025, 10, 18)),
        ("18/10/2025", "A", date(2025, 10, 18)),
    ],
)
def test_un_minuit_local_est_le_jour_qui_commence(instant, zone, jour):
    assert jour_local(instant, zone) == jour


@pytest.mark.parametrize("instant", ["2025-10-17T15:30:00+00:00", "31/02/2026", "2026-02-31", "demain", "", "2,02E+07"])
def test_refuse_un_instant_qui_n_est_pas_un_minuit(instant):
    with pytest.raises(LigneRefusee, match=r"n’est (pas une date|minuit)"):
        jour_local(instant, "A")


def test_une_mauvaise_ligne_est_refusee_sans_arreter_l_import(importer):
    lu = importer(
        TOUSSAINT.replace("2025-10-17T22", "2025-10-17T15"),
        TOUSSAINT.replace("Grenoble;Zone A", "Atlantide;Zone Z"),
        TOUSSAINT.replace("2025-11-02T23", "2025-10-01T22"),
        TOUSSAINT.replace("2025-2026", "2019-2020"),
        TOUSSAINT.replace("2025-2026", "l’an prochain"),
        TOUSSAINT.replace("Vacances de la Toussaint", ""),
        "Vacances;de;trop",
        TOUSSAINT,
    )
    assert [refus["ligne"] for refus in lu["refuses"]] == [2, 3, 4, 5, 6, 7, 8]
    assert {**lu, "refuses": []} == rapport(crees=1)
    assert lu["refuses"][1]["raison"] == "La zone « Zone Z » n’est pas connue."


@pytest.mark.parametrize(
    ("ligne", "raison"),
    [
        (TOUSSAINT.replace("2025-11-02T", "2026-11-02T"), "Des vacances durent 100 jours au plus : vérifiez l’année."),
        (TOUSSAINT.replace("2025-11-02T23:00", "9999-12-30T23:00"), "Des vacances durent 100 jours au plus"),
        (TOUSSAINT.replace("2025-11-02T23:00", "9999-12-31T23:00"), "n’est pas une date"),
        (TOUSSAINT.replace("2025-10-17T22:00", "0001-01-01T00:00"), "n’est pas dans l’année scolaire 2025-2026"),
        (TOUSSAINT.replace("2025-10-17T22:00:00+00:00", "0001-01-01T00:00:00+12:00"), "n’est pas une date"),
        (
            "Début des Vacances d'Été;-;2026-01-03;2026-01-03;Grenoble;Zone A;2025-2026",
            "Des vacances durent 100 jours au plus",
        ),
        (TOUSSAINT.replace("2025-2026", "2025-2035"), "L’année scolaire « 2025-2035 » ne se lit pas"),
        (TOUSSAINT.replace("2025-2026", "2025 - 2026"), "L’année scolaire « 2025 - 2026 » ne se lit pas"),
        (TOUSSAINT.replace("2025-2026", "0001"), "L’année scolaire « 0001 » ne se lit pas"),
        (TOUSSAINT.replace("la Toussaint", "la Toussaint " * 7), "Le nom des vacances a plus de 80 signes"),
    ],
)
def test_une_ligne_invraisemblable_n_efface_pas_l_annee(importer, ligne, raison):
    noel = "Vacances de Noël;-;2025-12-20;2026-01-05;Grenoble;Zone A;2025-2026"
    importer(TOUSSAINT, noel)
    lu = importer(ligne, noel)
    assert raison in lu["refuses"][0].pop("raison")
    assert lu == rapport(inchanges=1, refuses=[{"ligne": 2}])
    assert PeriodeVacances.objects.count() == 2


def test_un_ete_de_deux_mois_suit_les_vacances_du_sud(importer):
    assert importer("Vacances d'été austral;-;2025-12-13;2026-02-16;Nouvelle-Calédonie;;2025") == rapport(crees=1)


DEBUT_ETE = "Début des Vacances d'Été;-;2026-07-03T22:00:00+00:00;2026-07-03T22:00:00+00:00;Grenoble;Zone A;2025-2026"


def test_un_ete_sans_fin_dure_jusqu_au_31_aout_provisoirement(importer):
    importer(DEBUT_ETE)
    assert periode() == ("Vacances d’été", date(2026, 7, 4), date(2026, 8, 31), "projection")


def test_un_ete_sans_fin_dure_comme_celui_de_l_annee_passee(importer):
    passe = "Vacances d'Été;Élèves;2025-07-04T22:00:00+00:00;2025-08-28T22:00:00+00:00;Lyon;Zone A;2024-2025"
    assert importer(passe, DEBUT_ETE) == rapport(crees=2)
    ete = PeriodeVacances.objects.get(annee_scolaire="2025-2026")
    assert (ete.dernier_jour, ete.origine) == (date(2026, 8, 27), "projection")
    assert importer(passe, DEBUT_ETE) == rapport(inchanges=2)


def test_un_ete_sans_fin_garde_celle_que_la_bibliotheque_connait(importer):
    remplir_calendriers(maintenant=datetime(2026, 1, 1, tzinfo=UTC))
    assert importer(DEBUT_ETE) == rapport(inchanges=1)
    ete = PeriodeVacances.objects.get(zone="A", premier_jour=date(2026, 7, 4))
    assert (ete.dernier_jour, ete.provisoire) == (date(2026, 8, 31), False)


def test_la_fin_officielle_remplace_la_fin_provisoire(importer):
    importer(DEBUT_ETE)
    complet = "Vacances d'Été;Élèves;2026-07-03T22:00:00+00:00;2026-08-31T22:00:00+00:00;Lyon;Zone A;2025-2026"
    assert importer(complet) == rapport(mis_a_jour=1)
    assert periode()[3] == "officielle"


def annee_officielle(debut):
    return [
        f"Vacances de la Toussaint;-;{debut}-10-14;{debut}-10-30;Lyon;Zone A;{debut}-{debut + 1}",
        f"Vacances de Noël;-;{debut}-12-20;{debut + 1}-01-05;Lyon;Zone A;{debut}-{debut + 1}",
        f"Vacances d'Hiver;-;{debut + 1}-02-03;{debut + 1}-02-19;Lyon;Zone A;{debut}-{debut + 1}",
    ]


def test_l_officiel_remplace_la_projection_et_rend_l_annee_connue(importer):
    remplir_calendriers(maintenant=datetime(2026, 11, 22, tzinfo=UTC))
    assert calendrier("A", "metropole").jour(date(2029, 2, 20)).inconnu is True
    lu = importer(*annee_officielle(2028))
    assert (lu["crees"] + lu["mis_a_jour"], lu["refuses"]) == (3, [])
    assert set(
        PeriodeVacances.objects.filter(zone="A", annee_scolaire="2028-2029").values_list("origine", flat=True)
    ) == {"officielle"}
    assert calendrier("A", "metropole").jour(date(2029, 2, 20)) == Jour(True, None, None, False)
    assert calendrier("B", "metropole").jour(date(2029, 2, 20)).inconnu is True


def test_l_officiel_ne_touche_pas_ce_qu_une_personne_a_saisi(importer):
    PeriodeVacances.objects.create(
        zone="A",
        annee_scolaire="2028-2029",
        nom="Vacances de Noël, avancées par le recteur",
        premier_jour=date(2028, 12, 18),
        dernier_jour=date(2029, 1, 2),
        origine=Origine.SAISIE,
    )
    assert importer(*annee_officielle(2028)) == rapport(crees=2, inchanges=1)
    assert calendrier("A", "metropole").jour(date(2028, 12, 19)).vacances == "Vacances de Noël, avancées par le recteur"


def test_lit_les_noms_de_l_interface(importer):
    entete = "description;population;start_date;end_date;location;zones;annee_scolaire"
    assert importer(TOUSSAINT, entete=entete) == rapport(crees=1)


def test_refuse_un_fichier_qui_n_est_pas_un_calendrier(importer, tmp_path):
    with pytest.raises(CommandError, match="est-ce le bon fichier"):
        importer("0380039L;Collège", entete="uai;nom")
    with pytest.raises(CommandError, match="ne s’ouvre pas"):
        call_command("importer_vacances", str(tmp_path / "absent.csv"))


def test_ecrit_aussi_le_rapport_en_phrases(tmp_path):
    chemin = tmp_path / "calendrier.csv"
    chemin.write_text(f"{ENTETE}\n{TOUSSAINT}\nVacances;de;trop", encoding="utf-8")
    sortie = StringIO()
    call_command("importer_vacances", str(chemin), stdout=sortie)
    premiere, seconde = sortie.getvalue().replace("\xa0", " ").splitlines()
    assert premiere == "1 période créée, 0 mise à jour, 0 inchangée, 0 retirée ; 0 ligne ignorée."
    assert seconde.startswith("Ligne 3 refusée : La ligne a 3 cellules pour 7 colonnes")


def test_le_fichier_reel_confirme_la_bibliotheque_et_ajoute_la_corse_et_les_dom(donnees_reelles):
    sortie = StringIO()
    call_command(
        "importer_vacances", str(donnees_reelles / "calendrier-scolaire-2024-2026.csv"), "--json", stdout=sortie
    )
    lu = json.loads(sortie.getvalue())
    assert (lu["refuses"], lu["ignores"]) == ([], 40)
    assert set(PeriodeVacances.objects.values_list("zone", flat=True)) == {
        "A", "B", "C", "corse", "guadeloupe", "martinique", "guyane", "reunion", "polynesie",
    }  # fmt: skip
    officielles = set(
        PeriodeVacances.objects.filter(zone__in="ABC").values_list("zone", "premier_jour", "dernier_jour")
    )
    PeriodeVacances.objects.all().delete()
    remplir_calendriers(maintenant=datetime(2026, 1, 1, tzinfo=UTC))
    projetees = PeriodeVacances.objects.filter(zone__in="ABC", annee_scolaire__in=["2024-2025", "2025-2026"])
    assert set(projetees.values_list("zone", "premier_jour", "dernier_jour")) - officielles == {
        (zone, date(2026, 7, 4), date(2026, 8, 31)) for zone in "ABC"
    }


def test_bibliotheque_et_fichier_reel_s_accordent_dans_n_importe_quel_ordre(donnees_reelles):
    def importer_le_fichier():
        sortie = StringIO()
        fichier = str(donnees_reelles / "calendrier-scolaire-2024-2026.csv")
        call_command("importer_vacances", fichier, "--json", stdout=sortie)
        return json.loads(sortie.getvalue())

    remplir_calendriers(maintenant=datetime(2026, 1, 1, tzinfo=UTC))
    lu = importer_le_fichier()
    assert (lu["crees"], lu["retires"], lu["refuses"]) == (0, 0, [])
    ecart = remplir_calendriers(maintenant=datetime(2026, 1, 1, tzinfo=UTC))
    assert (ecart.crees, ecart.mis_a_jour, ecart.retires) == (0, 0, 0)
    lu = importer_le_fichier()
    assert (lu["crees"], lu["mis_a_jour"], lu["retires"]) == (0, 0, 0)
