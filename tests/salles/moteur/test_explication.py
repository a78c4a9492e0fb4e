"""Why a slot is free or not: ordered, complete, and without a word about anyone."""

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etablissements.calendrier import Calendrier, PeriodeVacances
from salles.moteur import (
    Applicabilite,
    Code,
    Contexte,
    Creneau,
    Demandeur,
    Emploi,
    Emprunt,
    Ensemble,
    Faits,
    Fermeture,
    Periode,
    Porteur,
    QuiPeut,
    Quota,
    Raison,
    Semaine,
    Stock,
    expliquer,
    expliquer_ensemble,
)
from tests.pages import en_clair
from tests.salles.moteur.mondes import (
    LUNDI,
    MAINTENANT,
    REGLES,
    SANS_VACANCES,
    contextes,
    creneau_local,
    creneaux_de,
    demandeurs,
    faits,
    mondes,
    occupant,
    plage,
    profil,
)
from tests.salles.moteur.oracle import libres_ensemble, libres_pour

SOIR = profil(plage(1, "17:30", "22:00"))
MON_CRENEAU = creneau_local("18:00", "20:00")
MAINTENANT_SEUL = Contexte(MAINTENANT)


def raisons(*arguments, contexte=MAINTENANT_SEUL, demandeur=None, un=MON_CRENEAU, **reste) -> list[Raison]:
    [explication] = expliquer(faits(*(arguments or (SOIR,)), **reste), [un], contexte, demandeur)
    return list(explication.raisons)


def emplois(
    voulus: Sequence[tuple[Faits, Creneau]], murs: Mapping[int, frozenset[int]] = MappingProxyType({})
) -> list[tuple[Faits, Emploi]]:
    """Write each slot as a date of one act, in the parts of its room."""
    return [
        (une, dataclasses.replace(une.emploi(creneau), espaces=murs.get(une.salle, frozenset())))
        for une, creneau in voulus
    ]


def codes(*arguments, **reste) -> list[Code]:
    return [raison.code for raison in raisons(*arguments, **reste)]


def test_une_salle_ouverte_et_vide_est_libre_et_le_quota_n_est_pas_juge():
    [explication] = expliquer(faits(SOIR), [MON_CRENEAU], MAINTENANT_SEUL)
    assert (explication.libre, explication.avertissements, explication.non_verifie) == (True, (), ("quota",))


def test_un_jour_que_nul_decret_ne_couvre_est_libre_et_signale():
    [explication] = expliquer(faits(SOIR, calendrier=Calendrier("guyane", "guyane")), [MON_CRENEAU], MAINTENANT_SEUL)
    assert (explication.libre, explication.avertissements) == (True, ("calendrier_inconnu",))


def test_la_raison_dit_la_regle_et_qui_peut_la_changer():
    assert raisons(profil(plage(2, "08:00", "12:00"))) == [
        Raison(
            Code.HORS_OUVERTURE,
            "Hors des heures d’ouverture de la salle",
            "La salle n’ouvre pas le lundi.",
            True,
            QuiPeut.CHEF,
        )
    ]


MATIN_DES_VACANCES = plage(1, "08:00", "12:00", applicabilite=Applicabilite.VACANCES)
SOIR_DE_CLASSE = plage(1, "18:00", "22:00")
VACANCES = Calendrier("A", "metropole", vacances=(PeriodeVacances(LUNDI, LUNDI, "Vacances d’essai"),))
FERIE = Calendrier("A", "metropole", feries={LUNDI: "Jour d’essai"})
LA_SALLE_EST_OUVERTE = "la salle est ouverte de"


@pytest.mark.parametrize(
    ("plages", "calendrier", "attendu"),
    [
        ([SOIR_DE_CLASSE], SANS_VACANCES, f"Le lundi, {LA_SALLE_EST_OUVERTE} 18 h à 22 h."),
        (
            [MATIN_DES_VACANCES, SOIR_DE_CLASSE],
            SANS_VACANCES,
            f"Le lundi en période scolaire, {LA_SALLE_EST_OUVERTE} 18 h à 22 h.",
        ),
        (
            [MATIN_DES_VACANCES, SOIR_DE_CLASSE],
            VACANCES,
            f"Le lundi pendant les vacances scolaires, {LA_SALLE_EST_OUVERTE} 8 h à 12 h.",
        ),
        ([MATIN_DES_VACANCES], SANS_VACANCES, "La salle n’ouvre pas le lundi en période scolaire."),
        ([SOIR_DE_CLASSE], FERIE, "La salle n’ouvre pas le lundi quand il est férié."),
        (
            [dataclasses.replace(SOIR_DE_CLASSE, semaine=Semaine.B), plage(1, "17:00", "19:00", semaine=Semaine.A)],
            SANS_VACANCES,
            f"Le lundi à cette date, {LA_SALLE_EST_OUVERTE} 17 h à 19 h.",
        ),
        (
            [dataclasses.replace(SOIR_DE_CLASSE, dernier_jour=LUNDI - timedelta(days=1))],
            SANS_VACANCES,
            "La salle n’ouvre pas le lundi à cette date.",
        ),
        ([plage(2, "08:00", "12:00")], VACANCES, "La salle n’ouvre pas le lundi."),
    ],
)
def test_les_heures_dites_sont_celles_de_ce_jour_la(plages, calendrier, attendu):
    [raison] = raisons(profil(*plages), calendrier=calendrier, un=creneau_local("13:00", "14:00"))
    assert raison.code == Code.HORS_OUVERTURE
    assert en_clair(raison.regle) == attendu


def test_une_salle_qui_ouvre_un_jour_ferie_ne_dit_pas_qu_elle_n_y_ouvre_jamais():
    matin = plage(1, "08:00", "12:00", feries=True)
    [raison] = raisons(profil(matin, SOIR_DE_CLASSE), calendrier=FERIE)
    assert (raison.code, raison.regle) == (Code.JOUR_FERIE, "La salle n’ouvre pas à cette heure les jours fériés.")


@pytest.mark.parametrize(
    ("prise", "tampon", "attendu"),
    [
        (
            ("17:00", "17:55"),
            15,
            "L’établissement garde 15 minutes entre deux occupations, pour le ménage et les clés.",
        ),
        (("17:00", "17:55"), 10, "L’occupation d’avant garde 10 minutes derrière elle, pour le ménage et les clés."),
        (("17:00", "17:30"), 45, "L’occupation d’avant garde 45 minutes derrière elle, pour le ménage et les clés."),
        (
            ("20:10", "21:00"),
            45,
            "L’établissement garde 15 minutes entre deux occupations, pour le ménage et les clés.",
        ),
    ],
)
def test_le_tampon_dit_est_celui_qui_gene(prise, tampon, attendu):
    """What is held keeps the buffer that it was given, whatever the rule of today."""
    [raison] = raisons(occupants=[occupant(creneau_local(*prise), tampon_minutes=tampon)], regles_d_en_haut={"tampon"})
    d_en_haut = "établissement" in attendu
    assert en_clair(raison.regle) == attendu
    assert raison.qui_peut == (QuiPeut.CHEF_OU_COLLECTIVITE if d_en_haut else QuiPeut.CHEF)


def test_l_ecole_peut_changer_l_effectif_de_sa_salle_mais_non_y_deroger():
    [raison] = raisons(contexte=Contexte(MAINTENANT, effectif=61))
    assert (raison.code, raison.derogeable, raison.qui_peut) == (Code.EFFECTIF, False, QuiPeut.CHEF)


@pytest.mark.parametrize(
    ("en_place", "attendu"),
    [
        (occupant(creneau_local("19:00", "21:00")), [Code.OCCUPEE]),
        (occupant(creneau_local("19:00", "21:00"), salle=2), [Code.PARTIE_OCCUPEE]),
        (occupant(creneau_local("19:00", "21:00"), jusqu_au=MAINTENANT + timedelta(days=1)), [Code.OPTION]),
        (occupant(creneau_local("19:00", "21:00"), jusqu_au=MAINTENANT), []),
        (occupant(creneau_local("20:00", "21:00")), [Code.TAMPON]),
        (occupant(creneau_local("20:15", "21:00")), []),
        (occupant(creneau_local("17:00", "18:00"), tampon_minutes=15), [Code.TAMPON]),
        (occupant(creneau_local("17:00", "18:00")), []),
    ],
)
def test_ce_qui_tient_la_place(en_place, attendu):
    assert codes(occupants=[en_place]) == attendu


def test_le_tampon_ne_separe_pas_un_groupe_de_lui_meme():
    apres = occupant(creneau_local("20:00", "21:00"), groupe=-7)
    assert codes(occupants=[apres], demandeur=Demandeur(association=7)) == []
    assert codes(occupants=[apres], demandeur=Demandeur(association=8)) == [Code.TAMPON]


def test_une_partie_prise_en_trois_espaces_ne_se_dit_qu_une_fois():
    tiers = occupant(creneau_local("19:00", "21:00"), salle=2, nature="etablissement")
    [raison] = raisons(occupants=[tiers, tiers, tiers])
    assert raison.libelle == "Une partie est prise de 19\xa0h à 21\xa0h par l’établissement"


@pytest.mark.parametrize(
    ("porteur", "derogeable", "qui"),
    [
        (Porteur.SALLE, True, QuiPeut.CHEF),
        (Porteur.ETABLISSEMENT, True, QuiPeut.CHEF),
        (Porteur.COLLECTIVITE, False, QuiPeut.COLLECTIVITE),
    ],
)
def test_une_fermeture_de_la_collectivite_ne_se_leve_pas(porteur, derogeable, qui):
    [raison] = raisons(fermetures=[Fermeture(LUNDI, LUNDI, porteur, "Épreuves du baccalauréat")])
    assert raison.libelle == "Fermeture le 16\xa0novembre 2026 : Épreuves du baccalauréat"
    assert (raison.code, raison.derogeable, raison.qui_peut) == (Code.FERMETURE, derogeable, qui)


def test_les_raisons_viennent_dans_l_ordre_du_contrat():
    calendrier = Calendrier(
        "A",
        "metropole",
        vacances=(PeriodeVacances(LUNDI, LUNDI, "Vacances d’essai"),),
        feries={LUNDI: "Jour d’essai"},
    )
    regles = dataclasses.replace(REGLES, delai_jours=100, horizon_jours=1, duree_max=timedelta(hours=1))
    assert codes(
        profil(plage(1, "17:30", "22:00"), regles=dataclasses.replace(regles, pas=timedelta(hours=4))),
        calendrier=calendrier,
        fermetures=[Fermeture(LUNDI, LUNDI, Porteur.SALLE, "Travaux")],
        occupants=[
            occupant(creneau_local("20:00", "21:00")),
            occupant(creneau_local("19:00", "19:30"), jusqu_au=MAINTENANT + timedelta(days=1)),
            occupant(creneau_local("18:30", "19:00"), salle=2),
            occupant(creneau_local("18:00", "18:30")),
        ],
        contexte=Contexte(MAINTENANT, effectif=61, types_erp_activite=("L",), besoins=((5, 3),)),
        stocks={5: Stock("Tapis", 2)},
        demandeur=Demandeur(regles=(Quota(Periode.SEMAINE, timedelta(hours=1), "Une heure par semaine."),)),
    ) == [
        Code.VACANCES,
        Code.JOUR_FERIE,
        Code.FERMETURE,
        Code.OCCUPEE,
        Code.PARTIE_OCCUPEE,
        Code.OPTION,
        Code.TAMPON,
        Code.DELAI,
        Code.HORIZON,
        Code.DUREE,
        Code.PAS,
        Code.EFFECTIF,
        Code.GN6,
        Code.MATERIEL,
        Code.QUOTA,
    ]


def test_l_activite_demande_un_type_erp_ou_une_autorisation():
    reunion = Contexte(MAINTENANT, types_erp_activite=("L", "R"))
    sport = Contexte(MAINTENANT, types_erp_activite=("X",))
    assert codes(contexte=reunion) == []
    assert codes(contexte=sport) == [Code.GN6]
    assert codes(contexte=sport, gn6_autorise_le=date(2026, 9, 1)) == []
    assert codes(contexte=Contexte(MAINTENANT, types_erp_activite=())) == [Code.ACTIVITE]


def test_le_materiel_se_compte_au_pire_moment_et_non_en_somme():
    prets = (
        Emprunt(creneau_local("18:00", "19:00"), 4),
        Emprunt(creneau_local("19:00", "20:00"), 5),
        Emprunt(creneau_local("16:00", "18:00"), 9),
    )
    stocks = {5: Stock("Tapis", 10, prets)}
    assert codes(stocks=stocks, contexte=Contexte(MAINTENANT, besoins=((5, 5),))) == []
    [raison] = raisons(stocks=stocks, contexte=Contexte(MAINTENANT, besoins=((5, 6),)))
    assert (raison.code, raison.regle) == (Code.MATERIEL, "Tapis : il en reste 5 sur 10 à cette heure.")


def test_deux_salles_a_la_meme_heure_se_partagent_un_stock():
    """The first takes it, the next reads what is left; a date that is not free takes nothing."""
    stocks = {5: Stock("Tapis", 10)}
    une, autre, tierce = (dataclasses.replace(faits(SOIR, stocks=stocks), salle=n) for n in (1, 2, 3))
    prise = dataclasses.replace(tierce, occupants=(occupant(MON_CRENEAU),))
    explications = expliquer_ensemble(
        emplois([(prise, MON_CRENEAU), (une, MON_CRENEAU), (autre, creneau_local("19:00", "21:00"))]),
        Contexte(MAINTENANT, besoins=((5, 6),)),
    )
    assert [[raison.code for raison in e.raisons] for e in explications] == [[Code.PARTIE_OCCUPEE], [], [Code.MATERIEL]]
    assert explications[2].raisons[0].regle == (
        "Tapis : il en reste 4 sur 10 à cette heure, une fois servies les autres dates de la demande."
    )


def emploi(creneau: Creneau, *murs: int, leve: bool = True, **reste) -> Emploi:
    du_jour = faits(SOIR).emploi(creneau)
    return dataclasses.replace(du_jour, tampon_leve_pour_soi=leve, espaces=frozenset(murs), **reste)


def test_deux_dates_d_un_acte_ne_prennent_pas_les_memes_murs():
    ensemble = Ensemble()
    ensemble.prendre(emploi(MON_CRENEAU, 1, 2, nom="Gymnase, 18 h – 20 h"))
    suite, meme_heure = creneau_local("20:00", "22:00"), creneau_local("19:00", "21:00")
    assert ensemble.oppositions(emploi(suite, 2)) == []
    assert ensemble.oppositions(emploi(meme_heure, 3)) == []
    [raison] = ensemble.oppositions(emploi(meme_heure, 2, 3))
    assert (raison.code, raison.derogeable) == (Code.PARTIE_OCCUPEE, False)
    assert raison.libelle == (
        "Les mêmes murs qu’une autre date de cette demande (Gymnase, 18 h – 20 h) : donnez l’une ou l’autre"
    )


def test_deux_dates_d_un_acte_gardent_le_tampon_entre_deux_salles_qui_ne_s_accordent_pas():
    """One room waives it and the other does not: they put the two dates in two groups."""
    ensemble = Ensemble()
    ensemble.prendre(emploi(MON_CRENEAU, 1, 2, nom="Gymnase, 18 h – 20 h"))
    suite, plus_tard = creneau_local("20:00", "22:00"), creneau_local("20:15", "22:00")
    assert ensemble.oppositions(emploi(plus_tard, 2, leve=False)) == []
    assert ensemble.oppositions(emploi(suite, 3, leve=False)) == []
    [raison] = ensemble.oppositions(emploi(suite, 2, leve=False))
    assert (raison.code, raison.derogeable) == (Code.TAMPON, True)
    assert raison.libelle == "Trop près d’une autre date de cette demande (Gymnase, 18 h – 20 h)"
    assert en_clair(raison.regle) == (
        "Ces deux salles ont une partie en commun, et l’une d’elles garde du temps même entre deux créneaux d’une "
        "association : 15 minutes."
    )


def test_une_date_sous_option_est_un_occupant_pour_les_autres_de_l_acte():
    """It was given its group, which the explanation compares: here it would be judged twice."""
    ensemble = Ensemble()
    ensemble.prendre(emploi(MON_CRENEAU, 1, tenu=True))
    assert ensemble.oppositions(emploi(creneau_local("20:00", "22:00"), 1, leve=False)) == []


def test_les_dates_libres_d_une_serie_comptent_dans_le_quota_des_suivantes():
    lundis = [creneau_local("18:00", "20:00", LUNDI + timedelta(weeks=n)) for n in range(4)]
    demandeur = Demandeur(
        regles=(Quota(Periode.ANNEE, timedelta(hours=7), "Sept heures par an."),),
        heures_deja={"2026-2027": timedelta(hours=2)},
    )
    pris = occupant(creneau_local("18:00", "20:00", LUNDI))
    explications = expliquer(faits(SOIR, occupants=[pris]), lundis, MAINTENANT_SEUL, demandeur)
    assert [[raison.code for raison in e.raisons] for e in explications] == [[Code.OCCUPEE], [], [], [Code.QUOTA]]
    assert explications[0].non_verifie == ()


@pytest.mark.parametrize(
    ("periode", "jour", "nom"),
    [
        (Periode.SEMAINE, date(2027, 1, 3), "2026-W53"),
        (Periode.MOIS, date(2027, 1, 3), "2027-01"),
        (Periode.ANNEE, date(2027, 7, 31), "2026-2027"),
        (Periode.ANNEE, date(2027, 8, 24), "2027-2028"),
    ],
)
def test_les_periodes_d_un_quota(periode, jour, nom):
    assert periode.de(jour) == nom


def test_une_date_passee_n_est_pas_dite_trop_tardive():
    assert codes(contexte=Contexte(datetime(2027, 1, 1, tzinfo=UTC))) == [Code.PASSE]


@given(mondes(), contextes(), demandeurs(), st.data())
def test_l_explication_est_vide_exactement_quand_l_oracle_dit_libre(monde, contexte, demandeur, donnees):
    creneaux = donnees.draw(st.lists(creneaux_de(monde.profil.cadre), min_size=1, max_size=6))
    libres = [explication.libre for explication in expliquer(monde, creneaux, contexte, demandeur)]
    assert libres == libres_pour(monde, creneaux, contexte, demandeur)


@given(mondes(), contextes(), demandeurs(), st.sets(st.integers(1, 3)), st.data())
def test_l_ensemble_de_plusieurs_salles_est_celui_de_l_oracle(monde, contexte, demandeur, murs_d_a_cote, donnees):
    """Rooms of one school share its hours, its equipment and, here and there, a wall; each has its own rules."""
    murs = {monde.salle: frozenset({1, 2}), 3: frozenset(murs_d_a_cote)}
    autre = donnees.draw(mondes())
    profil_d_a_cote = dataclasses.replace(autre.profil, cadre=monde.profil.cadre)
    voisine = dataclasses.replace(
        autre, salle=3, profil=profil_d_a_cote, calendrier=monde.calendrier, stocks=monde.stocks
    )
    voulus = donnees.draw(
        st.lists(st.tuples(st.sampled_from([monde, voisine]), creneaux_de(monde.profil.cadre)), min_size=1, max_size=6)
    )
    explications = expliquer_ensemble(emplois(voulus, murs), contexte, demandeur)
    libres = [explication.libre for explication in explications]
    assert libres == libres_ensemble(voulus, contexte, demandeur, murs)
