"""The request page before it leaves: missing dates are placed elsewhere in one click, and nothing typed is lost."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from associations.models import Association
from conventions.exceptions import PropositionPerimee
from conventions.models import Demande
from conventions.services import accepter
from etablissements.models import Collectivite, Site
from salles.models import Materiel, Salle
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, le_lundi, president, theatre
from tests.formulaires import Formulaire
from tests.personnages import association, etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, lundis, prises, salle

pytestmark = [pytest.mark.django_db, pytest.mark.lent]
LUNDIS = [LUNDI + timedelta(weeks=n) for n in range(3)]
SOUHAIT = {
    "date": "16/11/2026",
    "debut": "18 h",
    "fin": "20 h",
    "repetition": "hebdomadaire",
    "jusqu_au": "30/11/2026",
    "vacances": "inclure",
}


@pytest.fixture(autouse=True)
def _ce_lundi(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)


@pytest.fixture
def ici() -> Salle:
    """Return a gym of which the last Monday is taken all evening."""
    ici = salle(nom="Gymnase", type="gymnase", effectif_max=60)
    prises(ici, lundis(3, "17:30", "22:00")[2])
    return ici


@pytest.fixture
def la_bas() -> Salle:
    site = Site.objects.create(nom="Autre site", latitude=45.36, longitude=5.69)
    ecole = etablissement("0382099A", "Collège Plan Menu", site=site)
    return salle(ecole, nom="Gymnase", type="gymnase", effectif_max=60)


@pytest.fixture
def club(client) -> Association:
    club = association("Club d’essai")
    client.force_login(president(club))
    return club


class Page:
    """The page as a browser holds it: what it says, and what each button would send."""

    def __init__(self, client: Client, reponse):
        assert reponse.status_code == 200
        self.client, self.formulaire = client, Formulaire(reponse.content.decode(), "/demander/")
        self.texte = self.formulaire.texte

    def boutons(self, nom: str) -> list[str]:
        return self.formulaire.boutons[nom]

    def presser(self, nom: str, valeur: str, **tapes: str) -> "Page":
        return Page(self.client, self.client.post("/demander/", self.formulaire.valeurs | tapes | {nom: valeur}))

    def envoyer(self, **tapes: str):
        return self.client.post("/demander/", self.formulaire.valeurs | tapes)


def ouvrir(client: Client, ici: Salle, **souhait) -> Page:
    return Page(client, client.get("/demander/", {"salle": ici.pk, **SOUHAIT, "effectif": "24", **souhait}))


def tape() -> dict[str, str]:
    return {
        "activite": theatre().pk,
        "objet": "Répétitions de la pièce.",
        "responsable_nom": "Malik Benali",
        "responsable_telephone": "06 00 00 00 00",
        "responsable_courriel": "malik@exemple.fr",
    }


def test_la_page_propose_avant_l_envoi(client, ici, la_bas, club):
    page = ouvrir(client, ici)
    assert "Le 30 novembre n’est pas libre. Voici deux façons de la placer." in page.texte
    assert "La date manquante, au gymnase du collège Plan Menu, à 7,8 km, mêmes heures." in page.texte
    assert "Vos 3 dates, au gymnase du collège Plan Menu, à 7,8 km, mêmes heures." in page.texte


def test_un_clic_deplace_la_date_et_garde_ce_qui_est_ecrit(client, ici, la_bas, club):
    page = ouvrir(client, ici)
    placee = page.presser("placer", page.boutons("placer")[0], **tape())
    assert "C’est noté : 1 date déplacée. Rien n’est encore envoyé." in placee.texte
    assert "Le 30 novembre, au gymnase du collège Plan Menu, de 18 h à 20 h." in placee.texte
    assert "et 1 date à une autre place. Toutes ces dates sont libres" in placee.texte
    assert Demande.objects.count() == 0
    reponse = placee.envoyer()
    une, autre = Demande.objects.order_by("pk")
    assert reponse.url == une.get_absolute_url()
    assert (une.dossier, une.objet, autre.objet) == (autre.dossier, tape()["objet"], tape()["objet"])
    assert [(date.salle, date.jour) for date in dates(une)] == [(ici, LUNDIS[0]), (ici, LUNDIS[1])]
    assert [(date.salle, date.jour, date.etat) for date in dates(autre)] == [(la_bas, LUNDIS[2], "souhaite")]


def test_tout_deplacer_change_de_salle_et_garde_ce_qui_est_ecrit(client, ici, la_bas, club):
    page = ouvrir(client, ici)
    placee = page.presser("placer", page.boutons("placer")[1], **tape())
    assert "Demander : Gymnase" in placee.texte
    assert "Vous demandez 3 lundis au collège Plan Menu. Toutes ces dates sont libres" in placee.texte
    placee.envoyer()
    [demande] = Demande.objects.all()
    assert [(date.salle, date.jour) for date in dates(demande)] == [(la_bas, jour) for jour in LUNDIS]


def test_une_autre_salle_de_l_ecole_part_dans_la_meme_demande(client, ici, club):
    autre = salle(ici.etablissement, nom="Petit gymnase", type="gymnase", effectif_max=30)
    page = ouvrir(client, ici)
    page.presser("placer", page.boutons("placer")[0], **tape()).envoyer()
    [demande] = Demande.objects.all()
    assert [date.salle for date in dates(demande)] == [ici, ici, autre]


def test_un_deplacement_s_annule(client, ici, la_bas, club):
    page = ouvrir(client, ici)
    placee = page.presser("placer", page.boutons("placer")[0], **tape())
    reprise = placee.presser("reprendre_ligne", placee.boutons("reprendre_ligne")[0])
    assert "Vous demandez 3 lundis au collège" in reprise.texte
    assert "à une autre place" not in reprise.texte
    reprise.envoyer()
    assert [date.etat for date in dates(Demande.objects.get())] == ["souhaite", "souhaite", "indisponible"]


def test_une_place_prise_avant_le_clic_se_dit(client, ici, la_bas, club):
    page = ouvrir(client, ici)
    prises(la_bas, lundis(3)[2])
    placee = page.presser("placer", page.boutons("placer")[0])
    assert "Ces places viennent d’être prises" in placee.texte
    assert "à une autre place" not in placee.texte
    prises(la_bas, lundis(3)[0])
    placee = page.presser("placer", page.boutons("placer")[1])
    assert "Entre-temps, d’autres places ont été prises (les 16 et 30 novembre)" in placee.texte


def test_le_clic_est_juge_avec_ce_qui_est_ecrit(client, ici, la_bas, club):
    """A line that no page of ours proposes to so many people: the click knows the headcount and the activity."""
    ligne = f"{la_bas.pk};18:00;20:00;;2026-11-30"
    trop = ouvrir(client, ici, effectif="61").presser("placer", ligne, **tape())
    assert ("à une autre place" in trop.texte, PropositionPerimee.message[:20] in trop.texte) == (False, True)
    Salle.objects.filter(pk=la_bas.pk).update(types_erp=["X"])
    hors_type = ouvrir(client, ici).presser("placer", ligne, **tape())
    assert "à une autre place" not in hors_type.texte
    Salle.objects.filter(pk=la_bas.pk).update(types_erp=["R"])
    assert "à une autre place" in ouvrir(client, ici).presser("placer", ligne, **tape()).texte


def test_le_clic_est_juge_pour_l_association_et_ses_heures(client, ici, la_bas, club):
    page = ouvrir(client, ici)
    Collectivite.objects.update(quota_semaine=timedelta(hours=1))
    placee = page.presser("placer", page.boutons("placer")[0], **tape())
    assert "à une autre place" not in placee.texte


def test_ce_qui_est_propose_a_le_materiel_demande(client, ici, la_bas, club):
    """The chairs are all lent that evening: no room of this school will do, another school is asked without them."""
    chaises = Materiel.objects.create(etablissement=ici.etablissement, nom="Chaises", quantite=10)
    salle(ici.etablissement, nom="Petit gymnase", type="gymnase", effectif_max=60)
    soir = salle(ici.etablissement)
    prise = deposee(soir, le_lundi(1, jour=LUNDIS[2]), materiel={chaises.pk: 10})
    accepter(demande=prise, par=cheffe(soir), maintenant=MAINTENANT)
    page = ouvrir(client, ici)
    assert "La date manquante, en « Petit gymnase », même établissement, mêmes heures." in page.texte
    avec = page.presser("relire", "1", **{f"materiel_{chaises.pk}": "3"}, **tape())
    assert "même établissement" not in avec.texte
    assert "La date manquante, au gymnase du collège Plan Menu, à 7,8 km, mêmes heures." in avec.texte
    pris = page.presser("placer", page.boutons("placer")[0], **{f"materiel_{chaises.pk}": "3"}, **tape())
    assert "à une autre place" not in pris.texte


def test_avant_l_envoi_aussi_la_page_dit_que_le_materiel_ne_suit_pas(client, ici, la_bas, club):
    chaises = Materiel.objects.create(etablissement=ici.etablissement, nom="Chaises", quantite=10)
    page = ouvrir(client, ici)
    avec = page.presser("relire", "1", **{f"materiel_{chaises.pk}": "3"}, **tape())
    assert "ne suit pas dans un autre établissement" in avec.texte
    placee = page.presser("placer", page.boutons("placer")[0], **{f"materiel_{chaises.pk}": "3"}, **tape())
    assert "ne suit pas dans un autre établissement" in placee.texte


@pytest.mark.parametrize("envoi", [{"relire": "1"}, {"effectif": "0"}])
def test_les_dates_disent_le_materiel_qui_manque_des_qu_il_est_ecrit(client, ici, club, envoi):
    """Two dates share ten chairs with what is lent: each is judged as it will be at the filing."""
    chaises = Materiel.objects.create(etablissement=ici.etablissement, nom="Chaises", quantite=10)
    soir = salle(ici.etablissement)
    prise = deposee(soir, le_lundi(1), materiel={chaises.pk: 8})
    accepter(demande=prise, par=cheffe(soir), maintenant=MAINTENANT)
    page = ouvrir(client, ici, jusqu_au="23/11/2026")
    for quantite, dites in [
        ("2", ["libre", "libre"]),
        ("3", ["matériel insuffisant", "libre"]),
        ("deux", ["libre"] * 2),
    ]:
        champs = page.formulaire.valeurs | {f"materiel_{chaises.pk}": quantite} | envoi
        lu = client.post("/demander/", champs).context["lu"]
        assert [date.pourquoi.lower() for date in lu.dates] == dites


@pytest.mark.parametrize("champ", ["activite", "effectif", "association", "materiel", "reprendre_ligne"])
@pytest.mark.parametrize("valeur", ["9" * 5000, "\x00", "²", "-1", "<script>"])
def test_ce_qui_ne_se_lit_pas_n_arrete_pas_le_recompte(client, ici, club, champ, valeur):
    chaises = Materiel.objects.create(etablissement=ici.etablissement, nom="Chaises", quantite=10)
    nom = f"materiel_{chaises.pk}" if champ == "materiel" else champ
    page = ouvrir(client, ici)
    assert "Vous demandez 3 lundis" in page.presser("relire", "1", **{nom: valeur}).texte


def test_ce_que_l_association_demande_ailleurs_n_est_ni_propose_ni_place(client, ici, la_bas, club):
    page = ouvrir(client, ici)
    deposee(la_bas, le_lundi(3), par=club)
    placee = page.presser("placer", page.boutons("placer")[0], **tape())
    assert "à une autre place" not in placee.texte
    assert "La date manquante, au gymnase du collège Plan Menu, à 7,8 km, de 20 h à 22 h." in placee.texte


def test_une_place_prise_apres_le_clic_se_lit_sur_la_ligne(client, ici, la_bas, club):
    page = ouvrir(client, ici)
    placee = page.presser("placer", page.boutons("placer")[0], **tape())
    prises(la_bas, lundis(3)[2])
    page = placee.presser("elargir", "30")
    assert "Le 30 novembre n’y est plus libre." in page.texte


def test_sans_compte_le_deplacement_survit_a_l_inscription(client, ici, la_bas):
    page = ouvrir(client, ici)
    placee = page.presser("placer", page.boutons("placer")[0], **tape())
    assert placee.envoyer().status_code == 302
    club = association("Club d’essai")
    client.force_login(president(club))
    reprise = Page(client, client.get("/demander/reprendre/"))
    assert "Le 30 novembre, au gymnase du collège Plan Menu" in reprise.texte
    reprise.envoyer()
    assert Demande.objects.count() == 2


def test_rien_ne_convient_et_l_on_elargit_sans_rien_perdre(client, ici, la_bas, club):
    Site.objects.filter(nom="Autre site").update(longitude=5.9)
    page = ouvrir(client, ici)
    assert "Aucune autre salle ne convient dans 15 km." in page.texte
    loin = page.presser("elargir", page.boutons("elargir")[0], **tape())
    assert "au gymnase du collège Plan Menu, à 24,2 km" in loin.texte
    assert "Répétitions de la pièce." in loin.texte


@pytest.mark.parametrize(
    ("acte", "valeur"),
    [
        ("placer", ""),
        ("placer", "n’importe quoi"),
        ("placer", "1;18:00;20:00;;2026-02-31"),
        ("placer", "999999;18:00;20:00;;2026-11-30"),
        ("reprendre_ligne", "7"),
        ("reprendre_ligne", "-1"),
        ("reprendre_ligne", "é"),
        ("elargir", "10000"),
    ],
)
def test_un_bouton_forge_ne_change_rien(client, ici, la_bas, club, acte, valeur):
    page = ouvrir(client, ici).presser(acte, valeur, **tape())
    assert "Le 30 novembre n’est pas libre." in page.texte
    assert Demande.objects.count() == 0


@pytest.mark.parametrize("ligne", ["x", "999999;18:00;20:00;;2026-11-30", "1;18:00;20:00;;hier", "\x00"])
def test_une_ligne_forgee_est_refusee_a_l_envoi(client, ici, la_bas, club, ligne):
    page = ouvrir(client, ici)
    reponse = page.envoyer(ailleurs=ligne, **tape())
    assert (reponse.status_code, Demande.objects.count()) == (200, 0)
    assert "erreur" in reponse.content.decode()


def test_une_date_gardee_illisible_se_corrige_sur_la_page(client, ici):
    reponse = client.get("/demander/", {"salle": ici.pk, **SOUHAIT, "garder": "hier"})
    assert reponse.status_code == 200
    assert "Écrivez le jour comme 24/11/2026." in reponse.content.decode()


@pytest.mark.parametrize(("elargir", "etat"), [({}, ""), ({"elargir": "30"}, " open")])
def test_les_propositions_sont_repliees_puis_ouvertes_pour_qui_elargit(client, ici, la_bas, club, elargir, etat):
    page = client.get("/demander/", {"salle": ici.pk, **SOUHAIT, **elargir}).content.decode()
    ouverture = page[: page.index("<summary>Placer ailleurs ce qui n’est pas libre")].rstrip().rsplit("\n", 1)[-1]
    assert ouverture.strip() == f'<details class="plus"{etat}>'
