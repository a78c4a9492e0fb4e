"""Who is told to be hit when a room is withdrawn or its rules change: who holds dates, and who awaits an answer."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from associations.models import Association
from conventions.models import Demande
from conventions.services import poser_option, retirer
from etablissements.models import Collectivite
from salles import faits
from salles.models import Fermeture, Reservation, Salle
from salles.services import publication
from salles.services.effets import a_lire
from salles.services.espaces import composer
from salles.services.fermetures import fermer
from salles.services.implications import AConfirmer
from salles.services.publication import decrire_salle
from salles.services.regles import regler
from salles.services.touches import touches
from tests.conventions.demandes_d_essai import deposee, le_lundi
from tests.conventions.touches_d_essai import PERDUES, accorder, implique
from tests.personnages import association, etablissement, habiliter, personne
from tests.salles.pages_d_essai import lu, sans_balises
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, espace, local, lundis, prises, salle

pytestmark = pytest.mark.django_db
E = "\N{NO-BREAK SPACE}"
HEURE, DEMI_HEURE = timedelta(hours=1), timedelta(minutes=30)
NON_ADMISES = "Resteront prises, alors que la salle ne les admettra plus"
LES_DEUX_PREMIERS = {"premier_jour": LUNDI, "dernier_jour": LUNDI + timedelta(weeks=1), "motif": "Travaux"}
A_COTE = "Le gymnase, côté lycée, auprès d’un autre établissement du site"
IMPOSSIBLES = "Attendent une réponse et ne pourront plus être accordées"


@pytest.fixture
def troupe() -> Association:
    return association("Les Tréteaux")


def decrire(ici: Salle, **champs) -> dict[str, list[str]]:
    return implique(decrire_salle, salle=ici, nom=ici.nom, equipements=[], **champs)


# -- A room that is withdrawn --------------------------------------------------------------


def test_retirer_une_salle_nomme_ceux_qui_attendent_une_reponse():
    ici = salle()
    deposee(ici, le_lundi(3), par=association("Théâtre de démonstration n° 12"))
    assert touches(salle=ici, maintenant=MAINTENANT) == [
        f"Théâtre de démonstration n° 12 attend une réponse pour 3{E}dates."
    ]


def test_personne_n_est_touche_dans_une_autre_salle():
    ici = salle()
    deposee(ici)
    assert touches(salle=salle(ici.etablissement), maintenant=MAINTENANT) == []


# -- A closure ---------------------------------------------------------------------------------


@pytest.mark.parametrize("niveau", ["salle", "ecole"])
def test_fermer_nomme_ceux_qui_attendent_ces_dates(troupe, niveau):
    ici = salle(nom="Gymnase")
    deposee(ici, le_lundi(3), par=troupe)
    ou = {"salle": ici, "ecole": ici.etablissement}[niveau]
    assert implique(fermer, ou=ou, **LES_DEUX_PREMIERS) == {
        PERDUES: [f"Gymnase, Les Tréteaux (fermeture exceptionnelle) : 2{E}dates, du 16 au 23{E}novembre 2026."]
    }
    assert Fermeture.objects.count() == 0


def test_fermer_un_tiers_nomme_ceux_qui_attendent_le_gymnase_entier(troupe):
    ecole = etablissement()
    mur = espace(ecole)
    tiers, tout = salle(ecole, espaces=[mur]), salle(ecole, nom="Gymnase", espaces=[mur, espace(ecole)])
    deposee(tout, le_lundi(1), par=troupe)
    assert implique(fermer, ou=tiers, **LES_DEUX_PREMIERS) == {
        PERDUES: [f"Gymnase, Les Tréteaux (fermeture exceptionnelle) : le lundi 16{E}nov. 2026."]
    }


@pytest.fixture
def gymnase_voisin() -> tuple[Salle, Salle]:
    """Return a gym of a collège, and the same walls as the lycée of its site offers them."""
    gymnase = salle(nom="Gymnase")
    lycee = etablissement("0382270L", nom="Lycée voisin", site=gymnase.etablissement.site)
    return gymnase, salle(lycee, espaces=gymnase.espaces.all(), nom="Le gymnase, côté lycée")


def test_fermer_dit_sans_les_nommer_ceux_qui_attendent_dans_l_autre_ecole_du_site(gymnase_voisin, troupe):
    gymnase, la_bas = gymnase_voisin
    deposee(la_bas, le_lundi(1), par=troupe)
    deposee(la_bas, le_lundi(2, "20:00", "22:00"), par=association("La Chorale"))
    assert implique(fermer, ou=gymnase, **LES_DEUX_PREMIERS) == {
        PERDUES: [f"{A_COTE} (fermeture exceptionnelle) : 3{E}dates, du 16 au 23{E}novembre 2026."]
    }
    # a school that closes closes its own rooms alone
    assert implique(fermer, ou=gymnase.etablissement, **LES_DEUX_PREMIERS) == {}


def test_des_murs_qui_changent_disent_sans_les_nommer_ceux_qui_attendent_dans_l_autre_ecole(gymnase_voisin, troupe):
    gymnase, la_bas = gymnase_voisin
    cour = salle(gymnase.etablissement, nom="Cour")
    prises(cour, *lundis(2))
    deposee(la_bas, le_lundi(3), par=troupe)
    tous = [*cour.espaces.all(), *gymnase.espaces.all()]
    assert implique(composer, salle=cour, espaces=tous)[IMPOSSIBLES] == [
        f"{A_COTE} (une partie de la salle est déjà prise) : 2{E}dates, du 16 au 23{E}novembre 2026."
    ]


def test_la_collectivite_qui_ferme_lit_ou_l_on_attend_et_que_rien_n_y_sera_donne(troupe):
    ici = salle()
    deposee(ici, le_lundi(3), par=troupe)
    assert implique(fermer, ou=ici.etablissement.collectivite, **LES_DEUX_PREMIERS) == {
        IMPOSSIBLES: [f"{ici.etablissement.nom} : 2{E}dates, du 16 au 23{E}novembre 2026."]
    }


@pytest.mark.usefixtures("horloge")
def test_la_page_ne_ferme_qu_apres_avoir_montre_qui_attend(client, claire, ici, troupe):
    deposee(ici, le_lundi(3), par=troupe)
    page = reverse("salles:fermetures_salle", args=[ici.etablissement.uai, ici.pk])
    jours = {"premier_jour": "16/11/2026", "dernier_jour": "23/11/2026", "motif": "Travaux"}
    lue = client.post(page, jours)
    assert "Les Tréteaux (fermeture exceptionnelle) : 2 dates" in sans_balises(lue)
    assert Fermeture.objects.count() == 0
    assert 'value="Travaux"' in client.post(page, jours | {"revenir": "1"}).content.decode()
    client.post(page, jours | {"vu": lue.context["question"].empreinte})
    assert Fermeture.objects.count() == 1


# -- Rules: who waits ------------------------------------------------------------------------


def test_une_regle_nomme_les_dates_attendues_qu_elle_empecherait_et_pas_celles_qui_ont_leur_reponse(troupe):
    ici = salle(nom="Gymnase")
    deposee(ici, le_lundi(3), par=troupe)
    retiree = deposee(ici, le_lundi(2, "20:00", "22:00"), par=troupe)
    retirer(demande=retiree, maintenant=MAINTENANT)
    assert implique(regler, niveau=ici, duree_max=HEURE) == {
        PERDUES: [
            f"Gymnase, Les Tréteaux (durée hors des limites de la salle) : 3{E}dates, du 16 au 30{E}novembre 2026."
        ]
    }


@pytest.mark.parametrize(
    ("regles", "pourquoi"),
    [
        ({"duree_max": HEURE}, "durée hors des limites de la salle"),
        ({"pas": 4 * HEURE}, "heure de début non admise"),
        ({"duree_min": 3 * HEURE}, "durée hors des limites de la salle"),
    ],
)
def test_une_regle_dit_ce_qu_elle_aurait_contre_les_dates_attendues(troupe, regles, pourquoi):
    ici = salle(nom="Gymnase")
    deposee(ici, le_lundi(2), par=troupe)
    assert implique(regler, niveau=ici, **regles) == {
        PERDUES: [f"Gymnase, Les Tréteaux ({pourquoi}) : 2{E}dates, du 16 au 23{E}novembre 2026."]
    }


def test_le_delai_et_l_horizon_ne_touchent_pas_les_demandes_deja_deposees():
    ici = salle()
    deposee(ici)
    assert implique(regler, niveau=ici, delai_jours=60, horizon_jours=100) == {}


@pytest.mark.parametrize(("par", "dites"), [("Les Tréteaux", []), ("La Chorale", [PERDUES])])
def test_un_tampon_plus_long_empeche_une_date_attendue_sauf_entre_soi(troupe, par, dites):
    ici = salle()
    prises(ici, local("20:00", "21:00"), groupe=-troupe.pk)
    deposee(ici, le_lundi(1, "18:00", "19:45"), par=troupe if par == troupe.nom else association(par))
    assert list(implique(regler, niveau=ici, tampon=DEMI_HEURE)) == dites


def test_des_murs_qui_changent_disent_qui_attend_dans_la_salle_d_a_cote(troupe):
    """The yard that stretches over the gym brings its dates there, and those who wait for the gym lose them."""
    ici = salle(nom="Gymnase")
    cour = salle(ici.etablissement, nom="Cour")
    prises(cour, *lundis(2))
    deposee(ici, le_lundi(3), par=troupe)
    tous = [*cour.espaces.all(), *ici.espaces.all()]
    assert implique(composer, salle=cour, espaces=tous)[IMPOSSIBLES] == [
        f"Gymnase, Les Tréteaux (une partie de la salle est déjà prise) : 2{E}dates, du 16 au 23{E}novembre 2026."
    ]


def test_ce_qui_ne_pouvait_deja_pas_se_donner_n_est_pas_perdu(troupe):
    ici = salle()
    deposee(ici, le_lundi(2), par=troupe)
    prises(ici, *lundis(2), nature=Reservation.Nature.ETABLISSEMENT)
    assert implique(regler, niveau=ici, duree_max=HEURE) == {}
    la = salle(ici.etablissement)
    deposee(la, par=troupe)
    publication.retirer(salle=la)
    assert implique(regler, niveau=la, duree_max=HEURE) == {}


def test_ce_qui_se_depose_entre_les_deux_lectures_n_est_pas_compare():
    ici = salle()
    prises(ici, *lundis(1))
    with a_lire(ici, MAINTENANT, vu=""):
        deposee(ici)
    assert Demande.objects.count() == 1


@pytest.mark.parametrize("nombre", [2, 4])
def test_une_collectivite_change_une_regle_en_un_nombre_constant_de_requetes(
    nombre, troupe, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(faits, "_profils_lus", {})
    for rang in range(nombre):
        ici = salle(etablissement(f"038000{rang}A", f"Collège {rang}"))
        prises(ici, local("18:00", "19:00"), local("19:15", "20:00"))
        deposee(ici, le_lundi(2, "20:10", "21:00"), par=troupe)
    autorite = Collectivite.objects.get()
    with django_assert_num_queries(47), pytest.raises(AConfirmer):
        regler(niveau=autorite, tampon=DEMI_HEURE, maintenant=MAINTENANT, vu="")


# -- What the room admits ------------------------------------------------------------------------


def test_un_effectif_moindre_dit_ce_qui_reste_pris_et_ce_qui_ne_pourra_plus_se_donner(troupe):
    ici = salle(nom="Gymnase", effectif_max=30)
    accorder(deposee(ici, le_lundi(2), par=troupe, effectif=25))
    deposee(ici, le_lundi(1, "20:00", "21:00"), par=association("La Chorale"), effectif=21)
    deposee(ici, le_lundi(1, "20:00", "21:00"), par=association("Le Quatuor"), effectif=4)
    prises(ici, local("21:00", "22:00"), nature=Reservation.Nature.ETABLISSEMENT)
    assert decrire(ici, effectif_max=20) == {
        NON_ADMISES: [
            f"Gymnase, Les Tréteaux (trop de personnes pour la salle) : 2{E}dates, du 16 au 23{E}novembre 2026."
        ],
        IMPOSSIBLES: [f"Gymnase, La Chorale (trop de personnes pour la salle) : le lundi 16{E}nov. 2026."],
    }
    assert Salle.objects.get().effectif_max == 30


def test_ce_qui_a_ete_lu_s_enregistre_et_ce_qui_est_pris_le_reste(troupe):
    ici = salle(effectif_max=30)
    accorder(deposee(ici, le_lundi(2), par=troupe, effectif=25))
    moindre = {"salle": ici, "nom": ici.nom, "equipements": [], "effectif_max": 20, "maintenant": MAINTENANT}
    with pytest.raises(AConfirmer) as question:
        decrire_salle(**moindre, vu="")
    decrire_salle(**moindre, vu=question.value.empreinte)
    assert Salle.objects.get().effectif_max == 20
    assert list(Reservation.objects.values_list("tenue", flat=True)) == ["ferme", "ferme"]


def test_une_option_attend_encore_sa_reponse(troupe):
    ici = salle(nom="Gymnase")
    poser_option(demande=deposee(ici, par=troupe, effectif=25), maintenant=MAINTENANT)
    assert decrire(ici, effectif_max=20) == {
        IMPOSSIBLES: [f"Gymnase, Les Tréteaux (trop de personnes pour la salle) : le lundi 16{E}nov. 2026."]
    }


@pytest.mark.parametrize(
    ("avant", "apres"),
    [
        ({"types_erp": ["R"]}, {"types_erp": ["N"]}),
        ({"types_erp": ["N"], "gn6_autorise_le": date(2026, 1, 5)}, {"gn6_autorise_le": None}),
    ],
    ids=["types ERP", "autorisation GN 6"],
)
def test_des_types_ou_une_autorisation_en_moins_disent_ce_qui_n_est_plus_admis(troupe, avant, apres):
    ici = salle(nom="Gymnase", **avant)
    accorder(deposee(ici, par=troupe))
    deposee(ici, le_lundi(1, "20:00", "21:00"), par=troupe)
    dite = f"Gymnase, Les Tréteaux (activité hors des types ERP de la salle) : le lundi 16{E}nov. 2026."
    assert decrire(ici, **apres) == {NON_ADMISES: [dite], IMPOSSIBLES: [dite]}


@pytest.mark.parametrize(
    "champs",
    [{"effectif_max": 31}, {"types_erp": ["R", "L"]}, {"gn6_autorise_le": date(2026, 1, 5)}, {"surface_m2": 9}],
)
def test_admettre_davantage_ne_demande_rien(troupe, champs):
    ici = salle(effectif_max=30, types_erp=["R"])
    accorder(deposee(ici, le_lundi(2), par=troupe, effectif=25))
    deposee(ici, le_lundi(1, "20:00", "21:00"), par=troupe, effectif=25)
    assert decrire(ici, **champs) == {}


def test_des_murs_de_plus_disent_quelles_dates_attendues_ils_prennent(troupe):
    ecole = etablissement()
    tiers, autre_tiers = salle(ecole, nom="Tiers"), salle(ecole, nom="Autre tiers")
    deposee(tiers, le_lundi(2), par=troupe)
    prises(autre_tiers, *lundis(1))
    murs = [*tiers.espaces.all(), *autre_tiers.espaces.all()]
    assert implique(composer, salle=tiers, espaces=murs) == {
        "Ne se prendront plus en même temps que Tiers": ["Autre tiers"],
        IMPOSSIBLES: [f"Tiers, Les Tréteaux (une partie de la salle est déjà prise) : le lundi 16{E}nov. 2026."],
    }


def test_la_page_de_la_salle_le_montre_puis_rend_ce_qui_etait_tape_ou_l_enregistre(client, monkeypatch, troupe):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)
    ici = salle(nom="Gymnase", effectif_max=30, pmr_detail="De plain-pied", acces_detail="Portail bleu")
    accorder(deposee(ici, le_lundi(2), par=troupe, effectif=25))
    client.force_login(habiliter(personne(), "gestionnaire", ici.etablissement).utilisateur)
    page = reverse("salles:description", args=[ici.etablissement.uai, ici.pk])
    tape = {**client.get(page).context["form"].initial, "effectif_max": "20", "description": "Parquet neuf."}
    envoi = {nom: valeur for nom, valeur in tape.items() if valeur is not None}
    question = client.post(page, envoi)
    lue = sans_balises(question)
    assert "La salle : ce que cela implique" in lue
    assert "Ce qui est pris reste pris" in lue
    assert f"{NON_ADMISES} Gymnase, Les Tréteaux (trop de personnes pour la salle) : 2 dates" in lue
    revenue = client.post(page, envoi | {"revenir": "1"})
    assert revenue.context["form"]["description"].value() == "Parquet neuf."
    assert Salle.objects.get().effectif_max == 30
    assert client.post(page, lu(question)).status_code == 302
    assert (Salle.objects.get().effectif_max, Salle.objects.get().description) == (20, "Parquet neuf.")
