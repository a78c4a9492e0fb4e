"""Under the missing dates of a room: where they could go, among the rooms of the page, in one click."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from etablissements.models import Site
from salles.models import Equipement, Salle
from tests.pages import a_plat, en_clair
from tests.personnages import etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, lundis, prises, salle

pytestmark = pytest.mark.django_db
JOURS = [(LUNDI + timedelta(weeks=n)).isoformat() for n in range(4)]
SERIE = {
    "lat": "45.36",
    "lon": "5.59",
    "date": JOURS[0],
    "jusqu_au": JOURS[3],
    "debut": "18:00",
    "fin": "20:00",
    "repetition": "hebdomadaire",
    "vacances": "inclure",
}


@pytest.fixture(autouse=True)
def horloge(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)


@pytest.fixture
def ici() -> Salle:
    """Return a classroom of which the last two Mondays are taken."""
    ici = salle(nom="Salle Ampère")
    prises(ici, *lundis(4)[2:])
    return ici


def la_bas(**champs) -> Salle:
    """Return a classroom free on the last two Mondays only, 2.3 km away."""
    site = Site.objects.create(nom="Autre site", latitude=45.36, longitude=5.62)
    autre = salle(etablissement("0382099A", "Collège Plan Menu", site=site), **({"nom": "Salle Curie"} | champs))
    prises(autre, *lundis(4)[:2])
    return autre


def ailleurs(client, ici: Salle, **autres):
    ecoles = client.get("/", SERIE | autres).context["ecoles"]
    return next(ligne for ecole in ecoles for ligne in ecole.lignes if ligne.salle == ici).ailleurs


def test_les_dates_manquantes_d_une_salle_sont_libres_dans_une_autre(client, ici):
    autre = la_bas()
    propose = ailleurs(client, ici)
    assert en_clair(propose.phrase) == (
        "Les 2 dates manquantes sont libres aux mêmes heures : Salle Curie, Collège Plan Menu, à 2,3 km de cette salle."
    )
    question = parse_qs(urlsplit(propose.url).query)
    assert (question["salle"], question["ailleurs"]) == (
        [str(ici.pk)],
        [f"{autre.pk};18:00;20:00;;{JOURS[2]},{JOURS[3]}"],
    )
    assert en_clair(propose.phrase) in a_plat(client.get("/", SERIE))


def test_le_lien_mene_a_la_demande_avec_les_dates_deplacees(client, ici):
    la_bas()
    page = a_plat(client.get(ailleurs(client, ici).url))
    assert "<strong>2 lundis</strong> au collège d’essai, et <strong>2 dates</strong> à une autre place" in page
    assert "Le 30 novembre et le 7 décembre, à la salle Curie du collège Plan Menu, de 18 h à 20 h." in page


def test_deux_lieux_se_disent_et_trois_ne_se_proposent_pas(client, ici):
    for rang, nom in enumerate(["Salle Curie", "Salle Hugo"]):
        autre = salle(ici.etablissement, nom=nom)
        prises(autre, *[creneau for n, creneau in enumerate(lundis(4)) if n != 2 + rang])
    assert en_clair(ailleurs(client, ici).phrase) == (
        "Les dates manquantes sont libres aux mêmes heures : le 30 novembre, Salle Curie, même établissement ; "
        "le 7 décembre, Salle Hugo, même établissement."
    )
    Salle.objects.filter(nom="Salle Hugo").update(statut="retiree")
    assert ailleurs(client, ici) is None


def test_une_salle_d_un_autre_genre_ne_remplace_pas(client, ici):
    la_bas(type="salle_info")
    assert ailleurs(client, ici) is None


def test_une_salle_sans_acces_ou_sans_equipement_ne_remplace_pas(client, ici):
    autre = la_bas()
    Salle.objects.filter(pk=ici.pk).update(accessible_pmr=True)
    assert ailleurs(client, ici) is None
    Salle.objects.filter(pk=autre.pk).update(accessible_pmr=True)
    sono = Equipement.objects.get_or_create(code="sono", defaults={"libelle": "Sono"})[0]
    ici.equipements.set([sono])
    assert ailleurs(client, ici) is None
    autre.equipements.set([sono])
    assert str(autre.pk) in ailleurs(client, ici).url


def test_une_salle_jamais_libre_ou_toujours_libre_ne_propose_rien(client):
    jamais, toujours = salle(nom="Jamais"), salle(etablissement("0382099A"), nom="Toujours")
    prises(jamais, *lundis(4))
    assert (ailleurs(client, jamais), ailleurs(client, toujours)) == (None, None)


def test_la_distance_part_de_la_salle_voulue_et_non_du_lieu_de_la_recherche(client, ici):
    la_bas()
    cherchee_a_cote_de_l_autre = ailleurs(client, ici, lon="5.62")
    assert en_clair(cherchee_a_cote_de_l_autre.phrase).endswith("à 2,3 km de cette salle.")


def test_une_petite_salle_ne_remplace_pas_une_grande_quand_on_ne_dit_pas_combien_on_est(client, ici):
    la_bas(nom="Bureau", effectif_max=4)
    assert ailleurs(client, ici) is None
    assert "Bureau" in en_clair(ailleurs(client, ici, effectif="4").phrase)
