"""What the school enters itself, one by one or from a spreadsheet."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from etablissements.ecriture import nombre
from etablissements.models import JourFerie, PeriodeVacances
from etablissements.services.lecture import GUILLEMET_OUVERT, FichierIllisible
from salles.models import Reservation
from salles.moteur import Repetition, Souhait, Vacances
from salles.series import souhait_de
from salles.services.modification import comparer, modifier_serie
from salles.services.occupations_csv import LIGNES_MAX, Refus, fichier_modele, importer_occupations
from salles.services.usages import Usage, UsageImpossible, liberables, liberer_usage, saisir_usage
from tests.personnages import etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, local, lundis, prises, salle

pytestmark = pytest.mark.django_db
Nature = Reservation.Nature
B = "\N{NO-BREAK SPACE}"
QUATRE_LUNDIS = Souhait(LUNDI, time(18), time(20), LUNDI + timedelta(weeks=3), repetition=Repetition.HEBDOMADAIRE)


def saisir(ici, souhait: Souhait = QUATRE_LUNDIS, libelle: str = "EPS", nature=Nature.ETABLISSEMENT):
    return saisir_usage(salle=ici, souhait=souhait, nature=nature, libelle=libelle, maintenant=MAINTENANT)


def tenues(ici) -> list[Reservation]:
    return list(Reservation.objects.filter(salle=ici).exclude(tenue="liberee").order_by("debut"))


def importer(
    ecole, *lignes: str, entete: str = "salle;date ou jour;début;fin;jusqu’au;libellé;nature;semaines;vacances"
):
    octets = "\n".join([entete, *lignes]).encode()
    return importer_occupations(etablissement=ecole, octets=octets, maintenant=MAINTENANT)


# -- By form ---------------------------------------------------------------------------


def test_un_usage_qui_revient_devient_une_serie_de_dates_fermes():
    ici = salle()
    saisir(ici)
    reservations = Reservation.objects.filter(salle=ici)
    assert [(r.debut, r.fin, r.tenue, r.nature, r.libelle) for r in reservations] == [
        (creneau.debut, creneau.fin, "ferme", "etablissement", "EPS") for creneau in lundis(4)
    ]
    (serie,) = {r.serie for r in reservations}
    assert souhait_de(serie) == QUATRE_LUNDIS


def test_saisir_deux_fois_la_meme_chose_ne_change_rien():
    ici = salle()
    saisir(ici)
    inscription = saisir(ici)
    assert (inscription.prises, inscription.deja, Reservation.objects.count()) == (0, 4, 4)


def test_les_dates_prises_sont_nommees_et_les_autres_entrent():
    ici = salle(nom="Gymnase")
    saisir(ici, Souhait(LUNDI, time(19), time(21), vacances=Vacances.INCLURE), "Judo")
    inscription = saisir(ici)
    assert (inscription.prises, inscription.perdues) == (
        3,
        [f"Gymnase, lundi 16{B}nov. 2026 de 18{B}h à 20{B}h, prise par Judo"],
    )


def test_refuse_quand_rien_n_entre():
    ici = salle()
    prises(ici, *lundis(4))
    with pytest.raises(UsageImpossible):
        saisir(ici)


def test_un_usage_s_entre_hors_des_heures_d_ouverture_et_dans_un_brouillon():
    ici = salle(plages=[])
    assert saisir(ici, Souhait(LUNDI, time(8), time(9), vacances=Vacances.INCLURE)).prises == 1


def test_deux_occupants_du_soir_se_suivent_sans_tampon_mais_pas_une_association_apres_eux():
    ici = salle(tampon=timedelta(minutes=30))
    saisir(ici, Souhait(LUNDI, time(18), time(20), vacances=Vacances.INCLURE), "Badminton", Nature.ASSOCIATION)
    assert (
        saisir(ici, Souhait(LUNDI, time(20), time(21), vacances=Vacances.INCLURE), "Judo", Nature.ASSOCIATION).prises
        == 1
    )
    assert prises(ici, local("21:00", "22:00")) == [None]


def test_les_vacances_et_les_jours_feries_sortent_d_un_usage_qui_revient():
    PeriodeVacances.objects.create(
        zone="A",
        annee_scolaire="2026-2027",
        nom="Pause",
        premier_jour=date(2026, 11, 23),
        dernier_jour=date(2026, 11, 24),
    )
    JourFerie.objects.create(territoire="metropole", jour=date(2026, 11, 30), nom="Fête")
    assert saisir(salle()).prises == 2


def test_seul_ce_que_l_ecole_a_saisi_se_libere_ici():
    ici = salle()
    prises(ici, local("12:00", "13:00"), maintenant=MAINTENANT)
    saisir(ici)
    assert liberables(Reservation.objects.all(), MAINTENANT).count() == 4


def test_liberer_une_date_ou_toutes_celles_qui_suivent():
    ici = salle()
    saisir(ici)
    premiere, deuxieme, *_ = Reservation.objects.order_by("debut")
    assert liberer_usage(reservation=premiere, serie_entiere=False, maintenant=MAINTENANT) == [premiere.pk]
    assert len(liberer_usage(reservation=deuxieme, serie_entiere=True, maintenant=MAINTENANT)) == 3
    with pytest.raises(UsageImpossible):
        liberer_usage(reservation=premiere, serie_entiere=False, maintenant=MAINTENANT)


# -- From a spreadsheet ------------------------------------------------------------------


@pytest.mark.parametrize("noms", [["Gymnase", "Salle polyvalente"], ["Salle ; à « virgule »"]])
def test_le_fichier_modele_entre_en_entier(noms):
    ecole = etablissement()
    for nom in noms:
        salle(ecole, nom=nom)
    bilan = importer_occupations(
        etablissement=ecole, octets=fichier_modele(noms, MAINTENANT.date()), maintenant=MAINTENANT
    )
    assert (bilan.lignes, bilan.refus, bilan.perdues) == (3, [], [])
    assert bilan.dates == Reservation.objects.count()


@pytest.mark.parametrize("codage", ["utf-8-sig", "cp1252", "utf-16"])
def test_un_tableur_enregistre_comme_il_veut(codage):
    ecole = etablissement()
    salle(ecole, nom="Réfectoire")
    texte = "Salle;Jour;Début;Fin;Jusqu'au;Libellé\r\nréfectoire;Mardis;12 h;13:30;15/12/2026;Demi-pension\r\n"
    bilan = importer_occupations(etablissement=ecole, octets=texte.encode(codage), maintenant=MAINTENANT)
    assert (bilan.dates, bilan.refus) == (6, [])


def test_les_bonnes_lignes_entrent_et_chaque_mauvaise_dit_pourquoi():
    ecole = etablissement()
    salle(ecole, nom="Gymnase")
    bilan = importer(
        ecole,
        "Gymnase;24/11/2026;18 h;20 h;;Loto;;;",
        "Piscine;24/11/2026;18 h;20 h;;Loto;;;",
        "Gymnase;31/02/2027;18 h;20 h;;Loto;;;",
        "Gymnase;24/11/2026;25:00;20 h;;Loto;;;",
        "Gymnase;24/11/2026;20 h;18 h;;Loto;;;",
        "Gymnase;mardi;18 h;20 h;;EPS;;;",
        "Gymnase;24/11/2026;18 h;20 h;;;;;",
        "Gymnase;24/11/2025;18 h;20 h;;Loto;;;",
        "Gymnase;mardi;8 h;9 h;15/12/2026;EPS;secte;;",
        "Gymnase;mardi;8 h;9 h",
    )
    assert bilan.dates == 1
    assert bilan.refus == [
        Refus(3, "Aucune salle de l’établissement ne s’appelle « Piscine »."),
        Refus(4, f"Le 31{B}février 2027 n’existe pas."),
        Refus(5, f"25{B}h n’existe pas. Écrivez l’heure comme 18{B}h ou 18{B}h{B}30."),
        Refus(6, "L’heure de fin doit venir après l’heure de début."),
        Refus(7, "Dites jusqu’à quelle date ce jour se répète (colonne « jusqu’au »)."),
        Refus(8, "La colonne « libellé » est vide."),
        Refus(9, "Toutes les dates sont passées, ou tombent pendant les vacances."),
        Refus(10, "« secte » n’est pas compris : écrivez établissement, association ou travaux."),
        Refus(
            11,
            "La ligne a 4 cellules pour 9 colonnes : ses valeurs seraient décalées. Corrigez-la dans le fichier.",
        ),
    ]


def test_le_meme_fichier_deux_fois_ne_double_rien():
    ecole = etablissement()
    salle(ecole, nom="Gymnase")
    ligne = "Gymnase;mardi;18 h;20 h;15/12/2026;Badminton;association;;"
    importer(ecole, ligne)
    bilan = importer(ecole, ligne)
    assert (bilan.dates, bilan.deja, Reservation.objects.count()) == (0, 6, 6)


def test_le_meme_fichier_ne_reprend_ni_une_date_liberee_ni_une_date_deplacee():
    ecole = etablissement()
    ici = salle(ecole, nom="Gymnase")
    ligne = "Gymnase;lundi;18 h;20 h;14/12/2026;EPS;;;"
    importer(ecole, ligne)
    premiere, deuxieme, *_ = tenues(ici)
    liberer_usage(reservation=premiere, serie_entiere=False, maintenant=MAINTENANT)
    bilan = importer(ecole, ligne)
    assert (bilan.dates, bilan.deja) == (0, 5)
    assert bilan.rendues == [Refus(2, f"Gymnase, lundi 9{B}nov. 2026 de 18{B}h à 20{B}h")]

    plus_tard = replace(QUATRE_LUNDIS, heure_debut=time(20), heure_fin=time(22), dernier_jour=date(2026, 12, 14))
    usage = Usage(ici, plus_tard, Nature.ETABLISSEMENT, "EPS")
    vue = comparer(reservation=deuxieme, usage=usage, maintenant=MAINTENANT)
    modifier_serie(reservation=deuxieme, usage=usage, empreinte=vue.empreinte, maintenant=MAINTENANT)
    avant = tenues(ici)
    bilan = importer(ecole, ligne)
    assert (bilan.dates, bilan.deja, len(bilan.rendues), tenues(ici)) == (0, 0, 6, avant)


def test_le_fichier_corrige_ne_reprend_pas_la_date_liberee_a_sa_nouvelle_heure():
    ecole = etablissement()
    ici = salle(ecole, nom="Gymnase")
    importer(ecole, "Gymnase;lundi;18 h;20 h;14/12/2026;EPS;;;")
    _, deuxieme, troisieme, *_ = tenues(ici)
    liberer_usage(reservation=troisieme, serie_entiere=False, maintenant=MAINTENANT)
    plus_tard = replace(QUATRE_LUNDIS, heure_debut=time(20), heure_fin=time(22), dernier_jour=date(2026, 12, 14))
    usage = Usage(ici, plus_tard, Nature.ETABLISSEMENT, "EPS")
    vue = comparer(reservation=deuxieme, usage=usage, maintenant=MAINTENANT)
    modifier_serie(reservation=deuxieme, usage=usage, empreinte=vue.empreinte, maintenant=MAINTENANT)
    bilan = importer(ecole, "Gymnase;lundi;20 h;22 h;14/12/2026;EPS;;;")
    assert (bilan.deja, bilan.rendues) == (4, [Refus(2, f"Gymnase, lundi 23{B}nov. 2026 de 20{B}h à 22{B}h")])


def test_une_date_liberee_se_reprend_a_la_main():
    ici = salle()
    saisir(ici)
    liberer_usage(reservation=tenues(ici)[0], serie_entiere=False, maintenant=MAINTENANT)
    assert saisir(ici, replace(QUATRE_LUNDIS, dernier_jour=None, repetition=Repetition.AUCUNE)).prises == 1


def test_un_guillemet_oublie_ne_coute_que_sa_ligne():
    ecole = etablissement()
    salle(ecole, nom="Gymnase")
    bilan = importer(
        ecole,
        'Gymnase;23/11/2026;18 h;20 h;;"Guillemet ouvert;;;',
        "Gymnase;24/11/2026;18 h;20 h;;Loto;;;",
        'Gymnase;25/11/2026;18 h;20 h;;"Club" des anciens;;;',
    )
    assert bilan.refus == [Refus(2, GUILLEMET_OUVERT)]
    libelles = Reservation.objects.order_by("debut").values_list("libelle", flat=True)
    assert list(libelles) == ["Loto", "Club des anciens"]


def test_deux_lignes_du_meme_fichier_qui_se_chevauchent_sont_signalees():
    ecole = etablissement()
    salle(ecole, nom="Gymnase")
    bilan = importer(ecole, "Gymnase;24/11/2026;18 h;20 h;;Loto;;;", "Gymnase;24/11/2026;19 h;21 h;;Bal;;;")
    assert bilan.dates == 1
    assert bilan.perdues == [Refus(3, f"Gymnase, mardi 24{B}nov. 2026 de 19{B}h à 21{B}h, déjà écrit ligne 2")]


def test_en_guadeloupe_deux_lignes_du_soir_qui_se_chevauchent_sont_signalees_de_part_et_d_autre_de_minuit_utc():
    ecole = etablissement(fuseau="America/Guadeloupe")
    salle(ecole, nom="Gymnase")
    bilan = importer(ecole, "Gymnase;24/11/2026;19 h;21 h;;Loto;;;", "Gymnase;24/11/2026;20 h;22 h;;Bal;;;")
    assert (bilan.dates, [perdue.ligne for perdue in bilan.perdues]) == (1, [3])


def test_l_occupant_d_une_autre_ecole_du_site_n_est_pas_nomme():
    ici = salle(nom="Gymnase")
    lycee = etablissement(uai="0380002B", nom="Lycée", site=ici.etablissement.site)
    partagee = salle(lycee, nom="Gymnase commun", espaces=ici.espaces.all())
    saisir(partagee, Souhait(LUNDI, time(18), time(20), vacances=Vacances.INCLURE), "Réunion secrète")
    bilan = importer(ici.etablissement, f"Gymnase;{LUNDI:%d/%m/%Y};18 h;20 h;;EPS;;;")
    assert bilan.perdues == [
        Refus(2, f"Gymnase, lundi 16{B}nov. 2026 de 18{B}h à 20{B}h, prise par un autre établissement du site")
    ]


@pytest.mark.parametrize(
    "octets",
    [b"\x00\x01\x02", b"", b"<script>alert(1)</script>", b"a;b;c\n1;2;3", b"x" * (1024 * 1024 + 1)],
)
def test_un_fichier_qui_n_est_pas_le_bon_est_refuse_par_une_phrase(octets):
    with pytest.raises(FichierIllisible):
        importer_occupations(etablissement=etablissement(), octets=octets, maintenant=MAINTENANT)


def test_un_fichier_trop_long_est_refuse():
    ecole = etablissement()
    salle(ecole, nom="Gymnase")
    with pytest.raises(FichierIllisible, match=f"{nombre(LIGNES_MAX)}{B}lignes"):
        importer(ecole, *["Gymnase;24/11/2026;18 h;20 h;;Loto;;;"] * (LIGNES_MAX + 1))
