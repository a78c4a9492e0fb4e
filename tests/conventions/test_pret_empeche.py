"""A school that may not lend, for want of an act or because it closed: nothing is offered, asked for or given."""

from datetime import date

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from conventions.exceptions import EtablissementFerme, SansBaseLegale
from conventions.models import Demande
from conventions.services import accepter, poser_option, refuser
from etablissements.base_legale import ACTE_SQL, PEUT_PRETER_SQL, Empechement, empechement, peut_preter
from etablissements.models import ActeFondateur, Etablissement, Habilitation
from etablissements.services.actes import enregistrer_acte, retirer_acte
from salles.chiffres import chiffres
from salles.models import Reservation, Salle
from tests.conventions.demandes_d_essai import cheffe, deposee, etats, le_lundi
from tests.personnages import collectivite, etablissement, habiliter, personne
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, salle

pytestmark = pytest.mark.django_db
AUJOURDHUI = MAINTENANT.date()
NATURES = Etablissement.Nature


@pytest.fixture
def a_l_heure(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)


@pytest.fixture
def prive() -> Etablissement:
    """A private school whose authority recorded an act, and has an address to write to."""
    autorite = collectivite(nom="Département de l’Isère", courriel="colleges@isere.example")
    ecole = etablissement(nom="Collège privé", secteur="prive", collectivite=autorite)
    enregistrer(ecole)
    return ecole


@pytest.fixture
def gymnase(prive) -> Salle:
    return salle(prive, nom="Gymnase")


def enregistrer(ecole: Etablissement) -> ActeFondateur:
    champs = {"intitule": "Délibération", "reference": "12", "pris_le": date(2026, 7, 3)}
    return enregistrer_acte(etablissement=ecole, aujourdhui=AUJOURDHUI, **champs)


def retirer(ecole: Etablissement) -> None:
    retirer_acte(etablissement=ecole, aujourdhui=AUJOURDHUI)


def fermer(ecole: Etablissement) -> None:
    Etablissement.objects.filter(pk=ecole.pk).update(ouvert=False)


# -- One answer ------------------------------------------------------------------------------


def test_la_regle_dit_la_meme_chose_en_python_en_requete_et_en_sql():
    uai = iter(f"038000{rang}A" for rang in range(10))
    attendus = {}
    for secteur, nature, ouvert, acte, attendu in [
        ("public", NATURES.COLLEGE, True, False, None),
        ("public", NATURES.LYCEE_AGRICOLE, True, False, Empechement.SANS_ACTE),
        ("public", NATURES.LYCEE_AGRICOLE, True, True, None),
        ("prive", NATURES.LYCEE, True, False, Empechement.SANS_ACTE),
        ("prive", NATURES.LYCEE, True, True, None),
        ("public", NATURES.EREA, False, False, Empechement.FERME),
        ("prive", NATURES.COLLEGE, False, True, Empechement.FERME),
    ]:
        ecole = etablissement(next(uai), secteur=secteur, nature=nature, ouvert=ouvert)
        if acte:
            ActeFondateur.objects.create(etablissement=ecole, intitule="Acte", pris_le=LUNDI)
        attendus[ecole] = attendu
    assert {ecole: empechement(ecole) for ecole in attendus} == attendus
    pretent = {ecole.pk for ecole, attendu in attendus.items() if attendu is None}
    assert set(Etablissement.objects.filter(peut_preter()).values_list("pk", flat=True)) == pretent
    with connection.cursor() as curseur:
        curseur.execute(
            f"""
            SELECT ecole.id FROM etablissements_etablissement ecole {ACTE_SQL} WHERE {PEUT_PRETER_SQL}
            """,  # noqa: S608 -- our own fragments, never a word of the user
        )
        assert {pk for (pk,) in curseur.fetchall()} == pretent


# -- Offered no more -------------------------------------------------------------------------


def vues(client, ici: Salle) -> list[bool]:
    """Tell whether the room comes out: search, the API of rooms, the school's page, the home counter."""
    recherche = {"lat": "45.36", "lon": "5.59", "date": f"{LUNDI}", "debut": "18:00", "fin": "20:00"}
    par_api = client.get("/api/v1/recherche/", recherche).json()["results"]
    return [
        [resultat["salle"]["id"] for resultat in par_api] == [ici.pk],
        [lue["id"] for lue in client.get("/api/v1/salles/").json()["results"]] == [ici.pk],
        ici.get_absolute_url() in client.get(ici.etablissement.get_absolute_url()).content.decode(),
        chiffres(MAINTENANT).salles == 1,
    ]


@pytest.mark.usefixtures("a_l_heure")
def test_sans_acte_la_salle_ne_sort_plus_nulle_part_et_revient_avec_lui(client, gymnase):
    assert vues(client, gymnase) == [True] * 4
    retirer(gymnase.etablissement)
    assert vues(client, gymnase) == [False] * 4
    enregistrer(gymnase.etablissement)
    assert vues(client, gymnase) == [True] * 4


@pytest.mark.usefixtures("a_l_heure")
def test_la_page_de_la_salle_dit_au_public_pourquoi_elle_ne_se_demande_pas(client, prive, gymnase):
    page = client.get(gymnase.get_absolute_url()).content.decode()
    assert (f"/demander/?salle={gymnase.pk}" in page, "ne se demandent pas" in page) == (True, False)
    retirer(prive)
    page = client.get(gymnase.get_absolute_url()).content.decode()
    assert (f"/demander/?salle={gymnase.pk}" in page, "ne se demandent pas" in page) == (False, True)
    assert (page.count("Libre"), page.count("Demander n’engage à rien")) == (0, 0)
    assert "ne se demandent pas" in client.get(prive.get_absolute_url()).content.decode()
    assert "(Département de l’Isère) n’a enregistré aucun acte" in page


@pytest.mark.usefixtures("a_l_heure")
def test_l_api_n_a_plus_d_heure_libre_et_dit_pourquoi(client, prive, gymnase):
    libres = f"/api/v1/salles/{gymnase.pk}/disponibilites/?du={LUNDI}&au={LUNDI}"
    explication = f"/api/v1/salles/{gymnase.pk}/explication/?debut={LUNDI}T18:00&fin={LUNDI}T20:00"
    assert (len(client.get(libres).json()), client.get(explication).json()["libre"]) == (1, True)
    retirer(prive)
    assert client.get(libres).json() == []
    assert client.get(explication).json()["raisons"] == [
        {
            "code": "hors_ouverture",
            "libelle": "Aucun acte ne permet de prêter les salles de cet établissement",
            "regle": "La collectivité seule peut en enregistrer un.",
            "derogeable": False,
            "qui_peut": "La collectivité",
        }
    ]
    client.force_login(cheffe(gymnase))
    [sienne] = client.get(explication).json()["raisons"]
    assert sienne["regle"] == "La collectivité seule peut en enregistrer un : demandez-le-lui, ou refusez."


# -- The school is told ----------------------------------------------------------------------


def test_la_direction_en_poste_est_prevenue_du_retrait_et_du_retour(prive, executer_taches):
    habiliter(personne("claire@exemple.fr"), Habilitation.Role.CHEF, prive)
    habiliter(personne("gaston@exemple.fr"), Habilitation.Role.GESTIONNAIRE, prive)
    habiliter(personne("loge@exemple.fr"), Habilitation.Role.ACCUEIL, prive)
    habiliter(personne("partie@exemple.fr"), Habilitation.Role.CHEF, prive, dernier_jour=date(2026, 8, 31))
    retirer(prive)
    retirer(prive)  # nothing left to take away: nobody is told twice
    executer_taches()
    assert [(lettre.to, lettre.subject) for lettre in mail.outbox] == [
        ([adresse], "Vos salles ne sont plus proposées, Collège privé")
        for adresse in ("claire@exemple.fr", "gaston@exemple.fr")
    ]
    assert "Votre collectivité (Département de l’Isère) a retiré" in mail.outbox[0].body
    assert "Elle seule peut en enregistrer un autre" in mail.outbox[0].body
    assert "colleges@isere.example" in mail.outbox[0].body
    mail.outbox.clear()
    enregistrer(prive)
    enregistrer(prive)  # a correction
    executer_taches()
    assert {lettre.subject for lettre in mail.outbox} == {"Vos salles sont proposées, Collège privé"}
    assert len(mail.outbox) == 2


@pytest.mark.usefixtures("a_l_heure")
def test_les_pages_de_la_cheffe_disent_pourquoi_et_a_qui_ecrire(client, prive, gymnase):
    demande = deposee(gymnase)
    client.force_login(cheffe(gymnase))
    pages = [
        f"/etablissement/{prive.uai}/",
        f"/etablissement/{prive.uai}/salles/",
        f"/etablissement/{prive.uai}/salles/{gymnase.pk}/publication/",
        f"/etablissement/demandes/{demande.pk}/",
        gymnase.get_absolute_url(),
    ]

    def dit() -> list[bool]:
        return ["ne sont pas proposées" in client.get(page).content.decode() for page in pages]

    assert dit() == [False] * 5
    retirer(prive)
    assert dit() == [True] * 5
    assert 'href="mailto:colleges@isere.example"' in client.get(pages[0]).content.decode()


# -- Given no more ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("empecher", "refus", "qui"),
    [(retirer, SansBaseLegale, "elle seule peut le faire"), (fermer, EtablissementFerme, "corriger sa fiche")],
    ids=["acte retiré", "école fermée"],
)
@pytest.mark.parametrize("acte", [accepter, poser_option])
def test_ni_accord_ni_option_et_rien_ne_change(prive, gymnase, empecher, refus, qui, acte):
    demande = deposee(gymnase, le_lundi(2))
    empecher(prive)
    par = {"par": cheffe(gymnase)} if acte is accepter else {}
    with pytest.raises(refus, match=qui):
        acte(demande=demande, maintenant=MAINTENANT, **par)
    demande.refresh_from_db()
    assert (demande.statut, etats(demande)) == (Demande.Statut.SOUMISE, ["souhaite", "souhaite"])
    assert Reservation.objects.count() == 0


@pytest.mark.usefixtures("a_l_heure")
def test_la_page_de_decision_d_une_ecole_fermee_le_dit_et_l_accord_est_refuse(client, prive, gymnase):
    demande = deposee(gymnase)
    client.force_login(cheffe(gymnase))
    fermer(prive)
    adresse = f"/etablissement/demandes/{demande.pk}/"
    page = client.get(adresse).content.decode()
    assert "L’établissement est annoncé fermé. Refusez" in page.replace("\xa0", " ")
    assert "demandez à votre collectivité (Département de l’Isère) de corriger sa fiche" in page
    assert "L’établissement est annoncé fermé." in client.get(f"/etablissement/{prive.uai}/").content.decode()
    [date_voulue] = demande.creneaux.values_list("pk", flat=True)
    reponse = client.post(adresse, {"acte": "accepter", "creneaux": [date_voulue]})
    assert "aucune date ne peut plus y être donnée" in reponse.content.decode()
    demande.refresh_from_db()
    assert demande.statut == Demande.Statut.SOUMISE


def test_ce_qui_est_accorde_le_reste_et_un_refus_se_donne_encore(prive, gymnase):
    accordee, attend = deposee(gymnase), deposee(gymnase, le_lundi(jour=date(2026, 11, 23)))
    accepter(demande=accordee, par=cheffe(gymnase), maintenant=MAINTENANT)
    retirer(prive)
    accordee.refresh_from_db()
    assert (accordee.statut, etats(accordee)) == (Demande.Statut.ACCEPTEE, ["accepte"])
    motif = {"motif": "hors_base_legale", "message": "L’acte qui permettait le prêt a été retiré."}
    assert refuser(demande=attend, par=cheffe(gymnase), maintenant=MAINTENANT, **motif).statut == Demande.Statut.REFUSEE
