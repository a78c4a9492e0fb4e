"""Who is told to be hit when the buffer between an association's own slots is waived or kept, by a school or a room."""

from datetime import timedelta

import pytest

from associations.models import Association
from conventions.models import Demande
from conventions.services import SouhaitDeSalle, deposer
from salles.models import Reservation, Salle
from salles.moteur import Souhait
from salles.services.regles import regler
from tests.conventions.demandes_d_essai import MALIK, dates, deposee, le_lundi, president, theatre
from tests.conventions.touches_d_essai import PERDUES, SERREES, accorder, implique
from tests.personnages import association, collectivite, etablissement
from tests.salles.salles_d_essai import MAINTENANT, espace, salle

pytestmark = pytest.mark.django_db
E = "\N{NO-BREAK SPACE}"


@pytest.fixture
def troupe() -> Association:
    return association("Les Tréteaux")


def du_soir(debut: str, fin: str, fois: int = 1) -> Souhait:
    return le_lundi(fois, debut, fin)


@pytest.fixture
def ici() -> Salle:
    """Return a room of an authority that keeps fifteen minutes between two uses, not between an association's own."""
    isere = collectivite(tampon=timedelta(minutes=15), tampon_leve_pour_soi=True)
    return salle(etablissement(collectivite=isere), nom="Gymnase")


def tampon_entre_soi(ici: Salle, leve: bool) -> dict[str, list[str]]:
    return implique(regler, niveau=ici.etablissement.collectivite, tampon_leve_pour_soi=leve)


def test_un_tampon_desormais_entre_soi_dit_ce_qui_reste_serre_et_ce_qui_ne_pourra_plus_se_donner(ici, troupe):
    accorder(deposee(ici, du_soir("18:00", "19:00", fois=2), par=troupe))
    accorder(deposee(ici, du_soir("19:00", "20:00"), par=troupe))
    deposee(ici, du_soir("20:00", "21:00"), par=troupe)
    assert tampon_entre_soi(ici, leve=False) == {
        SERREES: [f"Collège d’essai : le lundi 16{E}nov. 2026."],
        PERDUES: [f"Collège d’essai : le lundi 16{E}nov. 2026."],
    }
    regler(niveau=ici.etablissement.collectivite, tampon_leve_pour_soi=False, maintenant=MAINTENANT)
    assert set(Reservation.objects.values_list("tenue", flat=True)) == {"ferme"}


def test_un_tampon_entre_soi_ne_separe_pas_ce_qui_fut_depose_ensemble(ici, troupe):
    dossier = deposer(
        association=troupe,
        demandeur=president(troupe),
        souhaits=[SouhaitDeSalle(ici, du_soir("18:00", "19:00")), SouhaitDeSalle(ici, du_soir("19:00", "20:00"))],
        activite=theatre(),
        objet="Répétitions.",
        effectif=12,
        responsable=MALIK,
        maintenant=MAINTENANT,
    )
    accorder(dossier.demandes.get())
    assert tampon_entre_soi(ici, leve=False) == {}


def test_une_ecole_qui_garde_le_tampon_entre_soi_le_dit_avant_et_s_y_tient(ici, troupe):
    """It overrides its authority; what is asked for from then on is judged under its own answer."""
    accorder(deposee(ici, du_soir("18:00", "19:00"), par=troupe))
    accorder(deposee(ici, du_soir("19:00", "20:00"), par=troupe))
    ecole = ici.etablissement
    assert list(implique(regler, niveau=ecole, tampon_leve_pour_soi=False)) == [SERREES]
    regler(niveau=ecole, tampon_leve_pour_soi=False, maintenant=MAINTENANT)
    assert dates(deposee(ici, du_soir("20:00", "21:00"), par=troupe))[0].raisons == ["tampon"]
    regler(niveau=ecole, tampon_leve_pour_soi=None, maintenant=MAINTENANT)
    assert dates(deposee(ici, du_soir("20:00", "21:30"), par=troupe))[0].raisons == []


# -- A room that answers otherwise than those that share its walls ---------------------------------


def gymnase_et_tiers(leve: bool, voisine: bool = False) -> tuple[Salle, Salle]:
    """Return a gym and its third, of another school of the site or not, all of one answer."""
    isere = collectivite(tampon=timedelta(minutes=15), tampon_leve_pour_soi=leve)
    ecole = etablissement(collectivite=isere)
    autre = etablissement("0381781E", "Lycée d’à côté", site=ecole.site, collectivite=isere) if voisine else ecole
    parties = [espace(ecole), espace(ecole)]
    return salle(ecole, nom="Gymnase", espaces=parties), salle(autre, nom="Tiers", espaces=parties[:1])


@pytest.mark.parametrize(
    ("voisine", "dit"),
    [(False, "Les Tréteaux puis Les Tréteaux"), (True, "un autre établissement du site puis Les Tréteaux")],
)
def test_une_salle_qui_garde_le_tampon_dit_ce_qui_s_y_serre_apres_une_autre(troupe, voisine, dit):
    """The gym goes on waiving it: what ends there stands in front of what the third keeps apart from now on."""
    gymnase, tiers = gymnase_et_tiers(leve=True, voisine=voisine)
    accorder(deposee(gymnase, du_soir("18:00", "19:00"), par=troupe))
    accorder(deposee(tiers, du_soir("19:00", "20:00"), par=troupe))
    ou = "Tiers" if voisine else "Gymnase"
    assert implique(regler, niveau=tiers, tampon_leve_pour_soi=False) == {
        SERREES: [f"{ou}, {dit} : le lundi 16{E}nov. 2026."]
    }


@pytest.mark.parametrize("reponse", [True, False])
def test_une_salle_qui_repond_autrement_que_celle_d_a_cote_separe_les_dates_d_un_depot(troupe, reponse):
    """Whichever way it answers: the two rooms put the dates of one filing in two groups."""
    gymnase, tiers = gymnase_et_tiers(leve=not reponse)
    deposer(
        association=troupe,
        demandeur=president(troupe),
        souhaits=[SouhaitDeSalle(gymnase, du_soir("18:00", "19:00")), SouhaitDeSalle(tiers, du_soir("19:00", "20:00"))],
        activite=theatre(),
        objet="Répétitions.",
        effectif=12,
        responsable=MALIK,
        maintenant=MAINTENANT,
    )
    assert implique(regler, niveau=gymnase, tampon_leve_pour_soi=reponse) == {
        PERDUES: [f"Tiers, Les Tréteaux (trop près d’une autre occupation) : le lundi 16{E}nov. 2026."]
    }
    assert implique(regler, niveau=gymnase, tampon_leve_pour_soi=not reponse) == {}
    accorder(Demande.objects.get())
    assert implique(regler, niveau=gymnase, tampon_leve_pour_soi=reponse) == {
        SERREES: [f"Gymnase, Les Tréteaux puis Les Tréteaux : le lundi 16{E}nov. 2026."]
    }


def test_un_tampon_leve_entre_soi_ne_demande_rien(ici, troupe):
    regler(niveau=ici.etablissement.collectivite, tampon_leve_pour_soi=False, maintenant=MAINTENANT)
    accorder(deposee(ici, du_soir("18:00", "19:00"), par=troupe))
    deposee(ici, du_soir("19:00", "20:00"), par=troupe)
    assert tampon_entre_soi(ici, leve=True) == {}
