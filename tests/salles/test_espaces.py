"""The walls of a room: what changing them does, said before it is done, and what is held follows."""

from datetime import timedelta

import pytest

from salles.audit import anomalies
from salles.models import Espace, Fermeture, Occupation, Reservation, Salle
from salles.services.espaces import (
    CompositionOccupee,
    CompositionRefusee,
    composer,
    diviser,
    empechements,
    implications,
)
from salles.services.implications import AConfirmer
from tests.personnages import etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, espace, local, prises, salle

pytestmark = pytest.mark.django_db
SOIR = local("18:00", "20:00")
E = "\N{NO-BREAK SPACE}"
LE_SOIR = f"lundi 16{E}nov. 2026 de 18{E}h à 20{E}h"


class Gymnase:
    """A gym of two parts; the room « Tiers » stands in the first, « Salle » in the second, « Cour » elsewhere."""

    def __init__(self) -> None:
        self.ecole = etablissement()
        self.un, self.deux, self.cour = espace(self.ecole), espace(self.ecole), espace(self.ecole)
        Espace.objects.filter(pk=self.deux.pk).update(nom="Partie 2")
        self.tiers = salle(self.ecole, nom="Tiers", espaces=[self.un])
        self.entiere = salle(self.ecole, nom="Gymnase", espaces=[self.un, self.deux])
        self.dehors = salle(self.ecole, nom="Cour", espaces=[self.cour])


@pytest.fixture
def gymnase() -> Gymnase:
    return Gymnase()


def murs_pris(*salles: Salle) -> set[int]:
    return set(Occupation.objects.filter(reservation__salle__in=salles).values_list("espace", flat=True))


def lues(une: Salle, espaces: list[Espace]) -> dict[str, list[str]]:
    return {rubrique.titre: list(rubrique.phrases) for rubrique in implications(une, espaces, MAINTENANT)}


# -- What is held follows --------------------------------------------------------------


def test_une_salle_agrandie_prend_la_nouvelle_partie_aux_dates_deja_prises(gymnase):
    prises(gymnase.dehors, SOIR, local("18:00", "20:00", LUNDI.replace(day=23)))
    composer(salle=gymnase.dehors, espaces=[gymnase.cour, gymnase.deux], maintenant=MAINTENANT)
    assert Occupation.objects.filter(espace=gymnase.deux).count() == 2
    assert prises(gymnase.entiere, SOIR) == [None]
    assert list(anomalies(MAINTENANT)) == []


def test_une_salle_reduite_rend_la_partie_aux_dates_deja_prises(gymnase):
    prises(gymnase.entiere, SOIR)
    composer(salle=gymnase.entiere, espaces=[gymnase.deux], maintenant=MAINTENANT)
    assert murs_pris(gymnase.entiere) == {gymnase.deux.pk}
    assert prises(gymnase.tiers, SOIR) != [None]
    assert list(anomalies(MAINTENANT)) == []


def test_une_salle_deplacee_emporte_ses_dates_avec_leur_tampon_et_leur_option(gymnase):
    [option] = prises(gymnase.dehors, SOIR, jusqu_au=SOIR.debut)
    avant = Occupation.objects.values_list("debut", "fin", "fin_tampon", "groupe", "option_jusqu_au").get()
    composer(salle=gymnase.dehors, espaces=[gymnase.deux], maintenant=MAINTENANT)
    apres = Occupation.objects.values_list("debut", "fin", "fin_tampon", "groupe", "option_jusqu_au").get()
    assert (apres, murs_pris(gymnase.dehors)) == (avant, {gymnase.deux.pk})
    option.refresh_from_db()
    assert option.tenue == Reservation.Tenue.OPTION


def test_ce_qui_est_passe_garde_les_murs_de_son_temps(gymnase):
    prises(gymnase.dehors, SOIR)
    composer(salle=gymnase.dehors, espaces=[gymnase.deux], maintenant=SOIR.fin)
    assert murs_pris(gymnase.dehors) == {gymnase.cour.pk}


def test_les_options_mortes_ne_retiennent_personne_et_sont_rendues(gymnase):
    prises(gymnase.dehors, SOIR)
    prises(gymnase.entiere, SOIR, jusqu_au=MAINTENANT)
    prises(gymnase.dehors, local("20:00", "21:00"), jusqu_au=MAINTENANT)
    composer(salle=gymnase.dehors, espaces=[gymnase.cour, gymnase.deux], maintenant=MAINTENANT)
    assert murs_pris(gymnase.dehors) == {gymnase.cour.pk, gymnase.deux.pk}
    assert Reservation.objects.filter(tenue="liberee").count() == 2
    assert list(anomalies(MAINTENANT)) == []


# -- Refusals --------------------------------------------------------------------------


def test_refuse_et_nomme_ce_qui_est_pris_en_meme_temps(gymnase):
    prises(gymnase.dehors, SOIR)
    prises(gymnase.entiere, local("19:00", "21:00"))
    with pytest.raises(CompositionOccupee) as refus:
        composer(salle=gymnase.dehors, espaces=[gymnase.cour, gymnase.deux], maintenant=MAINTENANT)
    assert refus.value.details["occupations"] == [f"Cour : le {LE_SOIR} ; « Partie 2 » est pris par association."]
    assert murs_pris(gymnase.dehors) == {gymnase.cour.pk}
    assert set(gymnase.dehors.espaces.all()) == {gymnase.cour}


def test_les_dates_ou_les_memes_se_rencontrent_se_disent_une_fois(gymnase):
    semaines = [local("18:00", "20:00", LUNDI + timedelta(weeks=rang)) for rang in range(3)]
    prises(gymnase.dehors, *semaines)
    prises(gymnase.entiere, *semaines)
    assert empechements(gymnase.dehors, [gymnase.deux], MAINTENANT) == [
        f"Cour : 3{E}dates, du 16 au 30{E}novembre 2026 ; « Partie 2 » est pris par association."
    ]


@pytest.mark.parametrize(("apres", "attendu"), [("20:05", 1), ("20:15", 0)])
def test_le_tampon_compte_aussi_sur_les_nouveaux_murs(gymnase, apres, attendu):
    gymnase.ecole.tampon = SOIR.duree / 8
    gymnase.ecole.save()
    ici = Salle.objects.select_related("etablissement__collectivite").get(pk=gymnase.dehors.pk)
    prises(ici, SOIR)
    prises(gymnase.entiere, local(apres, "21:00"))
    trouves = empechements(ici, [gymnase.cour, gymnase.deux], MAINTENANT)
    assert [
        f"Cour : le {LE_SOIR} ; « Partie 2 » est pris trop près de ces heures par association."
    ] * attendu == trouves


def test_l_occupant_d_un_autre_etablissement_du_site_reste_sans_nom(gymnase):
    lycee = etablissement("0380002B", "Lycée", site=gymnase.ecole.site)
    prises(gymnase.dehors, SOIR)
    prises(salle(lycee, espaces=[gymnase.deux]), SOIR)
    [phrase] = empechements(gymnase.dehors, [gymnase.cour, gymnase.deux], MAINTENANT)
    assert phrase == f"Cour : le {LE_SOIR} ; « Partie 2 » est pris par un autre établissement du site."


def test_refuse_une_salle_sans_espace_et_un_espace_d_un_autre_site(gymnase):
    ailleurs = espace(etablissement("0380039L", "Ailleurs"))
    for espaces in ([], [ailleurs]):
        with pytest.raises(CompositionRefusee):
            composer(salle=gymnase.dehors, espaces=espaces, maintenant=MAINTENANT)


# -- What it implies -------------------------------------------------------------------


def test_agrandir_dit_qui_se_bloquera_et_quelles_dates_suivent(gymnase):
    prises(gymnase.dehors, SOIR, local("18:00", "20:00", LUNDI.replace(day=23)))
    assert lues(gymnase.dehors, [gymnase.cour, gymnase.deux]) == {
        "Ne se prendront plus en même temps que Cour": ["Gymnase"],
        "Ce qui est déjà pris prendra aussi « Partie 2 »": [f"Association : 2{E}dates, du 16 au 23{E}novembre 2026."],
    }


def test_reduire_dit_qui_ne_se_bloque_plus(gymnase):
    assert lues(gymnase.entiere, [gymnase.deux]) == {"Pourront se prendre en même temps que Gymnase": ["Tiers"]}


def test_ne_rien_changer_n_implique_rien(gymnase):
    prises(gymnase.entiere, SOIR)
    assert lues(gymnase.entiere, [gymnase.un, gymnase.deux]) == {}


def test_les_salles_de_l_autre_ecole_du_site_se_disent_sans_ses_brouillons(gymnase):
    lycee = etablissement("0380002B", "Lycée", site=gymnase.ecole.site)
    salle(lycee, nom="Agora", espaces=[gymnase.deux])
    brouillon = salle(lycee, nom="Secret", espaces=[gymnase.deux])
    Salle.objects.filter(pk=brouillon.pk).update(statut="brouillon")
    assert lues(gymnase.dehors, [gymnase.cour, gymnase.deux]) == {
        "Ne se prendront plus en même temps que Cour": ["Gymnase", "Agora, Lycée", "une salle en préparation, Lycée"]
    }


def test_on_n_enregistre_que_ce_qui_a_ete_lu(gymnase):
    espaces = [gymnase.cour, gymnase.deux]
    with pytest.raises(AConfirmer) as question:
        composer(salle=gymnase.dehors, espaces=espaces, maintenant=MAINTENANT, vu="")
    prises(gymnase.dehors, SOIR)
    with pytest.raises(AConfirmer) as nouvelle:
        composer(salle=gymnase.dehors, espaces=espaces, maintenant=MAINTENANT, vu=question.value.empreinte)
    assert murs_pris(gymnase.dehors) == {gymnase.cour.pk}
    composer(salle=gymnase.dehors, espaces=espaces, maintenant=MAINTENANT, vu=nouvelle.value.empreinte)
    assert murs_pris(gymnase.dehors) == {gymnase.cour.pk, gymnase.deux.pk}


def test_une_date_donnee_ne_passe_pas_derriere_une_porte_fermee(gymnase):
    """Whichever of the two is closed, the one that gains a wall or the one that stands there already."""
    prises(gymnase.dehors, SOIR)
    Fermeture.objects.create(salle=gymnase.tiers, premier_jour=LUNDI, dernier_jour=LUNDI, motif="Vitrage")
    phrase = f"Association, Cour : le {LE_SOIR} ; « Tiers » est fermée le 16{E}novembre 2026."
    assert empechements(gymnase.dehors, [gymnase.cour, gymnase.un], MAINTENANT) == [phrase]
    assert empechements(gymnase.tiers, [gymnase.un, gymnase.cour], MAINTENANT) == [phrase]
    for une, murs in ((gymnase.dehors, [gymnase.cour, gymnase.un]), (gymnase.tiers, [gymnase.un, gymnase.cour])):
        with pytest.raises(CompositionOccupee) as refus:
            composer(salle=une, espaces=murs, maintenant=MAINTENANT)
        assert refus.value.details == {"occupations": [phrase]}
    assert murs_pris(gymnase.dehors) == {gymnase.cour.pk}


def test_ce_que_recoit_l_autre_ecole_du_site_reste_sans_nom_derriere_une_porte_fermee(gymnase):
    lycee = etablissement("0380002B", "Lycée", site=gymnase.ecole.site)
    agora = salle(lycee, nom="Agora", espaces=[gymnase.cour])
    prises(agora, SOIR)
    Fermeture.objects.create(salle=gymnase.tiers, premier_jour=LUNDI, dernier_jour=LUNDI, motif="Vitrage")
    [phrase] = empechements(gymnase.tiers, [gymnase.un, gymnase.cour], MAINTENANT)
    assert phrase.startswith("Un autre établissement du site, Agora : le")


# -- Division --------------------------------------------------------------------------


def test_une_salle_prise_se_divise_et_ses_dates_prennent_toutes_les_parties(gymnase):
    lycee = etablissement("0380002B", "Lycée", site=gymnase.ecole.site)
    leur = salle(lycee, espaces=[gymnase.cour])
    prises(gymnase.dehors, SOIR)
    prises(leur, local("20:00", "21:00"))
    parties = diviser(salle=gymnase.dehors, parties=3, maintenant=MAINTENANT)
    assert len(murs_pris(gymnase.dehors)) == len(murs_pris(leur)) == 3
    assert [prises(partie, SOIR) for partie in parties] == [[None]] * 3
    assert list(anomalies(MAINTENANT)) == []


def test_diviser_dit_ce_qui_s_ouvre_qui_suit_et_qui_garde_la_salle_entiere(gymnase):
    prises(gymnase.tiers, SOIR)
    with pytest.raises(AConfirmer) as question:
        diviser(salle=gymnase.tiers, parties=2, maintenant=MAINTENANT, vu="")
    assert question.value.details["implications"] == {
        "S’ouvriront en brouillon, chacune sa partie": ["Tiers, moitié 1", "Tiers, moitié 2"],
        "Couvriront aussi toutes les parties": ["Gymnase"],
        "Garderont la salle entière": [f"Association : le {LE_SOIR}."],
    }
    assert Espace.objects.count() == 3


# -- Two schools of one site -----------------------------------------------------------


def test_deux_ecoles_d_un_site_partagent_ses_espaces_et_ne_les_prennent_jamais_ensemble(gymnase):
    lycee = etablissement("0380002B", "Lycée", site=gymnase.ecole.site)
    leur = salle(lycee, nom="Gymnase du lycée", espaces=[gymnase.cour])
    assert prises(gymnase.dehors, SOIR) != [None]
    assert prises(leur, SOIR) == [None]
    composer(salle=leur, espaces=[gymnase.deux], maintenant=MAINTENANT)
    assert prises(leur, SOIR) != [None]
    assert prises(gymnase.entiere, SOIR) == [None]
