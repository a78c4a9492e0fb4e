"""What a use costs: the same answer on the pages, in the document and by the API."""

from datetime import timedelta
from decimal import Decimal

import pytest

from conventions.documents.edition import creneaux_convenus, detaillees, imprimer
from conventions.models import Convention, Demande
from conventions.prix import Etat, au_tarif, prix_convenu, prix_de
from conventions.services import accepter
from etablissements.models import Etablissement
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, le_lundi, president
from tests.pages import a_plat
from tests.pdf import sans_blancs, texte
from tests.personnages import association, etablissement
from tests.salles.salles_d_essai import MAINTENANT, salle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]

DEUX_HEURES = timedelta(hours=2)
GRATUIT = "Gratuit pour un usage d’intérêt général"
A_FIXER = "Redevance à fixer : la gratuité suppose un motif d’intérêt général"


def dit(phrase: str) -> str:
    return phrase.replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def privee() -> Etablissement:
    return etablissement("0380099X", "Collège privé", secteur=Etablissement.Secteur.PRIVE)


@pytest.mark.parametrize(
    ("nature", "tarif", "etat", "phrase"),
    [
        ("association", 0, Etat.GRATUIT, GRATUIT),
        ("collectivite", 0, Etat.GRATUIT, GRATUIT),
        ("organisme_formation", 0, Etat.A_FIXER, A_FIXER),
        ("autre", 0, Etat.A_FIXER, A_FIXER),
        ("association", 4, Etat.DU, "4 € l’heure, soit 8 € pour 2 h"),
        ("autre", "4.50", Etat.DU, "4,50 € l’heure, soit 9 € pour 2 h"),
    ],
)
def test_le_prix_depend_du_tarif_et_de_qui_demande(ici, nature, tarif, etat, phrase):
    ici.tarif_horaire_euros = Decimal(tarif)
    prix = prix_de([au_tarif(ici, DEUX_HEURES)], association(nature=nature))
    assert (prix.etat, dit(prix.phrase)) == (etat, phrase)


def test_tant_qu_on_ne_sait_pas_qui_demande_rien_ne_s_oppose_a_la_gratuite(ici):
    assert dit(prix_de([au_tarif(ici, DEUX_HEURES)], None).phrase) == GRATUIT


def test_un_lieu_prive_est_gratuit_sans_motif(privee):
    prix = prix_de([au_tarif(salle(privee), DEUX_HEURES)], association(nature="autre"))
    assert (prix.etat, prix.phrase) == (Etat.GRATUIT, "Gratuit")


def test_deux_salles_disent_chacune_leur_tarif(ici):
    la_302 = salle(ici.etablissement, nom="Salle 302", tarif_horaire_euros=4)
    heures = [au_tarif(lieu, DEUX_HEURES) for lieu in (ici, la_302)]
    lus = [prix_de(heures, association(nature=nature)) for nature in ("association", "autre")]
    assert [(prix.etat, dit(prix.phrase)) for prix in lus] == [
        (
            Etat.DU,
            "gratuit pour un usage d’intérêt général (Gymnase) et 4 € l’heure pour 2 h (Salle 302), soit 8 € pour 2 h",
        ),
        (Etat.A_FIXER, "prix à fixer (Gymnase) et 4 € l’heure pour 2 h (Salle 302), soit 8 € pour 2 h"),
    ]


def test_deux_salles_du_meme_nom_disent_leur_ecole(ici, privee):
    la_bas = salle(privee, nom=ici.nom, tarif_horaire_euros=4)
    prix = prix_de([au_tarif(lieu, DEUX_HEURES) for lieu in (ici, la_bas)], None)
    assert "4 € l’heure pour 2 h (Gymnase, Collège privé), soit 8 €" in dit(prix.phrase)


def demande_a(ici, tarif: str, nature: str) -> Demande:
    ici.tarif_horaire_euros = Decimal(tarif)
    ici.save()
    return deposee(ici, le_lundi(2), par=association("Club A", nature=nature))


@pytest.mark.parametrize(
    ("nature", "tarif", "etat", "en_cours", "convenu", "article"),
    [
        ("association", "4", "du", "4 € l’heure, soit 16 € pour 4 h", "4 € l’heure, soit 16 € pour 4 h", "de 16 €"),
        (
            "association",
            "0",
            "gratuit",
            GRATUIT,
            "Gratuit, intérêt général, article L. 2125-1",
            "Motif de la gratuité : intérêt général, article L. 2125-1",
        ),
        ("organisme_formation", "0", "a_fixer", A_FIXER, A_FIXER, f"{A_FIXER}, que ce projet ne porte pas."),
    ],
)
def test_pages_document_et_api_disent_le_meme_prix(client, ici, nature, tarif, etat, en_cours, convenu, article):
    demande = demande_a(ici, tarif, nature)
    client.force_login(president(demande.association))
    assert f"<dd>{en_cours}</dd>" in a_plat(client.get(f"/demandes/{demande.pk}/"))
    lue = client.get(f"/api/v1/demandes/{demande.pk}/").json()["prix"]
    assert (lue["etat"], dit(lue["phrase"])) == (etat, en_cours)
    client.force_login(cheffe(ici))
    assert f"<dd>{en_cours}</dd>" in a_plat(client.get(f"/etablissement/demandes/{demande.pk}/"))
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    convention = detaillees(Convention.objects.all()).get()
    assert convenu in a_plat(client.get(f"/conventions/{convention.pk}/"))
    lue = client.get(f"/api/v1/conventions/{convention.pk}/").json()["prix"]
    assert (lue["etat"], convenu in dit(lue["phrase"])) == (etat, True)
    assert sans_blancs(article) in sans_blancs(texte(imprimer(convention)))


def test_la_cheffe_lit_que_la_gratuite_n_est_pas_permise_et_qui_peut_y_changer(client, ici):
    demande = demande_a(ici, "0", "organisme_formation")
    client.force_login(cheffe(ici))
    page = a_plat(client.get(f"/etablissement/demandes/{demande.pk}/"))
    for attendu in (
        "La gratuité n’est pas permise ici.",
        "sauf pour une association à but non lucratif qui concourt à la satisfaction d’un intérêt général.",
        "Club A est inscrit comme « organisme de formation ».",
        f'<a href="/etablissement/{ici.etablissement.uai}/salles/{ici.pk}/">Gymnase</a>',
    ):
        assert attendu in page
    demande.association.nature = "association"
    demande.association.save()
    assert "La gratuité n’est pas permise ici." not in a_plat(client.get(f"/etablissement/demandes/{demande.pk}/"))


def test_la_cheffe_lit_le_prix_des_dates_qu_elle_coche(client, ici):
    demande = demande_a(ici, "4", "association")
    client.force_login(cheffe(ici))
    une, _ = dates(demande)
    envoi = {"acte": "accepter", "creneaux": [une.pk], "message": "x" * 5000}
    assert "4 € l’heure, soit 8 € pour 2 h" in a_plat(client.post(f"/etablissement/demandes/{demande.pk}/", envoi))
    aucune = a_plat(client.post(f"/etablissement/demandes/{demande.pk}/", {"acte": "accepter"}))
    assert "<dd>4 € l’heure</dd>" in aucune


def test_qui_demande_lit_son_prix_avant_d_envoyer(client, ici):
    organisme = association(nature="organisme_formation")
    client.force_login(president(organisme))
    page = a_plat(client.get(f"/demander/?salle={ici.pk}&date=2026-11-16&debut=18:00&fin=20:00"))
    assert page.count(f"{A_FIXER[1:]}") == 2


def test_un_projet_abandonne_ne_demande_plus_rien(client, ici):
    demande = demande_a(ici, "4", "association")
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    demande.creneaux.update(etat="libere")
    convention = detaillees(Convention.objects.all()).get()
    prix = prix_convenu(convention, creneaux_convenus(convention))
    assert prix.phrase == "Rien n’est dû : il ne reste aucune date"
