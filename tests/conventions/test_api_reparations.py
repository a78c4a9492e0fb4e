"""`GET demandes/{id}/reparations/`, and one `POST demandes/` with what it gave."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conventions.manques import voeux_de
from conventions.models import Demande
from conventions.propositions import proposer
from conventions.services import SouhaitDeSalle, accepter, poser_option
from conventions.services import deposer as filer
from etablissements.models import Site
from salles.models import Salle
from tests.conventions.appels import corps, deposer
from tests.conventions.demandes_d_essai import MALIK, cheffe, dates, deposee, le_lundi, president, theatre
from tests.personnages import association, collectivite, etablissement, personne
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, lundis, prises, salle

pytestmark = pytest.mark.django_db
LUNDIS = [f"{LUNDI + timedelta(weeks=n)}" for n in range(3)]


@pytest.fixture(autouse=True)
def _horloge(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)


@pytest.fixture
def la_bas() -> Salle:
    site = Site.objects.create(nom="Autre site", latitude=45.36, longitude=5.69)
    return salle(etablissement("0382099A", "Collège Plan Menu", site=site), nom="Salle Ampère")


@pytest.fixture
def demande(client, la_bas) -> Demande:
    """Return a request for three Mondays of which the last is taken all evening; who filed it is signed in."""
    ici = salle()
    prises(ici, lundis(3, "17:30", "22:00")[2])
    deposee_la = deposee(ici, le_lundi(3))
    client.force_login(president(deposee_la.association))
    return deposee_la


def lire(client, demande: Demande, question: str = ""):
    return client.get(f"/api/v1/demandes/{demande.pk}/reparations/{question}")


def test_une_proposition_par_strategie_avec_le_corps_du_depot(client, demande, la_bas):
    reponse = lire(client, demande)
    souhait = demande.souhaits.get().pk
    creneaux = {"salle": la_bas.pk, "debut": "18:00", "fin": "20:00", "remplace": souhait}
    lieu = {
        "salle": la_bas.pk,
        "nom": "Salle Ampère",
        "type": "salle_de_classe",
        "etablissement": {"uai": "0382099A", "nom": "Collège Plan Menu", "commune": ""},
        "distance_km": 7.8,
    }
    assert [(une["strategies"], une["creneaux"], une["lieux"], une["dates_gardees"]) for une in reponse.json()] == [
        (["moins_de_changements", "au_plus_pres"], [{**creneaux, "dates": LUNDIS[2:]}], [lieu], 2),
        (["une_seule_adresse"], [{**creneaux, "dates": LUNDIS}], [lieu], 0),
    ]
    assert [une["strategie"] for une in reponse.json()] == ["moins_de_changements", "une_seule_adresse"]
    assert [une["dates_restantes"] for une in reponse.json()] == [[], []]
    assert reponse.json()[0]["phrase"].startswith("La date manquante, à la salle Ampère du collège Plan Menu")


def test_la_proposition_se_depose_telle_quelle(client, demande):
    for proposition in lire(client, demande).json()[:1]:
        reponse = deposer(client, corps(demande.association) | {"creneaux": proposition["creneaux"]})
        assert reponse.status_code == 201
        [neuve] = reponse.json()["demandes"]
        assert [creneau["etat"] for creneau in neuve["creneaux"]] == ["souhaite"]
    assert lire(client, demande).json() == []


def test_apres_l_accord_rien_n_est_dit_a_la_meme_adresse_quand_le_reste_n_y_est_pas(client, demande):
    accepter(demande=demande, par=cheffe(demande.souhaits.get().salle), maintenant=MAINTENANT)
    [proposition] = lire(client, demande).json()
    assert proposition["strategies"] == ["moins_de_changements", "au_plus_pres"]
    assert proposition["creneaux"][0]["dates"] == LUNDIS[2:]


def test_une_proposition_garde_le_tampon_de_son_propre_dossier_car_un_programme_en_ouvre_un_autre(client):
    """An option of the same Dossier holds room B until 20:00: the page may follow it at once, a program may not."""
    ecole = etablissement(collectivite=collectivite(tampon_leve_pour_soi=False))
    a = salle(ecole, nom="A", tampon=timedelta(minutes=30))
    b = salle(a.etablissement, nom="B", tampon=timedelta(minutes=30))
    prises(a, *lundis(1, "17:30", "22:00"))
    club = association()
    dossier = filer(
        association=club,
        demandeur=president(club),
        souhaits=[
            SouhaitDeSalle(b, le_lundi()),
            SouhaitDeSalle(a, le_lundi(debut="20:00", fin="22:00")),
        ],
        activite=theatre(),
        objet="Répétitions de la pièce.",
        effectif=12,
        responsable=MALIK,
        maintenant=MAINTENANT,
    )
    une = dossier.demandes.get()
    poser_option(demande=une, maintenant=MAINTENANT)
    [voeu] = voeux_de(une, MAINTENANT)
    assert {(ligne.salle, ligne.debut.hour) for p in proposer(voeu) for ligne in p.lignes} == {(b, 20)}
    client.force_login(president(club))
    assert lire(client, une).json() == []


def test_le_rayon_se_choisit(client, demande):
    assert lire(client, demande, "?rayon_km=5").json() == []
    assert len(lire(client, demande, "?rayon_km=10").json()) == 2


@pytest.mark.parametrize("question", ["?rayon_km=0", "?rayon_km=1e9", "?rayon_km=NaN", "?rayon_km=a", "?rayon=5"])
def test_un_mauvais_parametre_est_refuse(client, demande, question):
    assert lire(client, demande, question).status_code == 400


def test_une_demande_sans_manque_n_a_rien_a_reparer(client, la_bas):
    complete = deposee(la_bas, le_lundi(2))
    client.force_login(president(complete.association))
    assert lire(client, complete).json() == []


def test_on_ne_remplace_pas_le_souhait_d_une_autre_association(client, demande):
    chorale = association("Chorale")
    client.force_login(president(chorale))
    [souhait] = demande.souhaits.all()
    voeu = {"salle": souhait.salle_id, "dates": LUNDIS[:1], "debut": "18:00", "fin": "20:00"}
    for etranger in (souhait.pk, 2**40):
        reponse = deposer(client, corps(chorale, {**voeu, "remplace": etranger}))
        assert (reponse.status_code, reponse.json()["code"]) == (400, "souhait_etranger")
    assert Demande.objects.count() == 1


def test_un_etranger_ne_voit_pas_les_reparations(client, demande):
    assert [date.etat for date in dates(demande)] == ["souhaite", "souhaite", "indisponible"]
    client.force_login(personne(prenom="Étranger"))
    assert lire(client, demande).status_code == 404
