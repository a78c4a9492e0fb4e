"""The page of a convention: one small form for the next step, for whoever may write it down."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conventions.models import Convention, Etape
from conventions.services import revenir, suivre
from conventions.taches import suivre_les_conventions
from etablissements.models import ActeFondateur
from tests.conventions.conventions_d_essai import (
    APRES,
    DIX_MINUTES,
    SEANCE,
    TRANSMISSION,
    assurer,
    menee,
    projet,
    relue,
    signer,
)
from tests.conventions.demandes_d_essai import cheffe, dates, president
from tests.formulaires import Formulaire
from tests.pages import a_plat
from tests.personnages import etablissement, habiliter, personne
from tests.salles.salles_d_essai import salle

pytestmark = [pytest.mark.django_db, pytest.mark.lent]

Statut = Convention.Statut


@pytest.fixture(autouse=True)
def _horloge(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: APRES)


def envoyer(client, convention: Convention, **champs) -> str:
    """Send the form of the next step as the page shows it, with these fields; return the page that follows."""
    adresse = convention.get_absolute_url()
    form = Formulaire(client.get(adresse).content.decode(), f"{adresse}etape/")
    valeurs = {nom: valeurs[-1] for nom, valeurs in form.valeurs.items() if nom != "csrfmiddlewaretoken"}
    return a_plat(client.post(f"{adresse}etape/", {**valeurs, **champs}, follow=True))


def texte_de(client, convention: Convention) -> str:
    return a_plat(client.get(convention.get_absolute_url()))


def test_du_projet_a_la_convention_active_sans_quitter_la_page(client, convention, chef):
    for champs, attendu in (
        ({"seance_le": f"{SEANCE:%d/%m/%Y}"}, "Le texte est arrêté pour la séance du conseil d’administration, le"),
        ({"reference": "2026-12"}, "accord donné le 11 novembre 2026, acte n° 2026-12"),
        ({"transmise_le": f"{TRANSMISSION:%d/%m/%Y}"}, "Son vote est exécutoire le 27 novembre 2026."),
        (
            {"nom": "Malik Benali", "qualite": "président", "signee_le": "12/11/2026"},
            "Signée le 12 novembre 2026 par Malik Benali, président.",
        ),
        ({"signee_le": "27/11/2026"}, "Reste à signer : la collectivité."),
        (
            {"nom": "Anne Roux", "qualite": "vice-présidente", "signee_le": "28/11/2026"},
            "Toutes les parties ont signé. Il manque une attestation d’assurance",
        ),
    ):
        assert attendu in envoyer(client, convention, **champs)
    assert relue(convention).statut == "signee"
    page = texte_de(client, convention)
    assert f"Signature pour la collectivité (consignée par {chef})" in page
    assert relue(convention).empreinte in page


@pytest.mark.parametrize(
    ("jour", "attendu"),
    [
        ("31/02/2027", "Le 31 février 2027 n’existe pas."),
        ("", "Donnez un jour."),
        ("bientôt", "Écrivez le jour comme 24/11/2026."),
        ("01/01/2030", "Ce jour n’est pas possible : donnez-en un entre le"),
    ],
)
def test_une_date_impossible_se_dit_a_cote_du_champ(client, convention, chef, jour, attendu):
    assert attendu in envoyer(client, convention, seance_le=jour)
    assert (relue(convention).statut, Etape.objects.count()) == ("redaction", 0)


def test_un_formulaire_d_une_etape_passee_dit_ou_en_est_la_convention(client, convention, chef):
    menee(convention, Statut.DELIBEREE)
    vote = {"etape": "deliberee", "votee_le": f"{SEANCE:%d/%m/%Y}"}
    page = a_plat(client.post(f"{convention.get_absolute_url()}etape/", vote))
    assert f"On ne peut pas consigner le vote : la convention {convention.numero} est « délibérée »." in page
    assert Etape.objects.count() == 2


@pytest.mark.parametrize("etape", ["", "active", "resiliee"])
def test_une_etape_qu_on_ne_consigne_pas_ne_change_rien(client, convention, chef, etape):
    assert client.post(f"{convention.get_absolute_url()}etape/", {"etape": etape}).status_code == 400
    assert (relue(convention).statut, Etape.objects.count()) == ("redaction", 0)


def test_la_collectivite_consigne_sa_signature_et_rien_d_autre(client, convention):
    agent = habiliter(personne(), "signataire", convention.demande.etablissement.collectivite).utilisateur
    client.force_login(agent)
    menee(convention, Statut.A_SIGNER)
    assert "Prochaine étape" not in texte_de(client, convention)
    signer(convention)
    assert "Consigner la signature de la collectivité" in texte_de(client, convention)
    envoyer(client, convention, nom="Anne Roux", qualite="vice-présidente", signee_le="27/11/2026")
    assert relue(convention).signatures.get(partie="collectivite").consignee_par == agent


def test_l_association_lit_tout_et_ne_consigne_rien(client, convention):
    menee(convention, Statut.A_SIGNER)
    client.force_login(president(convention.demande.association))
    page = texte_de(client, convention)
    assert "Signée le 27 novembre 2026 par Malik Benali, président." in page
    for absent in ("Prochaine étape", "Revenir sur", "Abandonner"):
        assert absent not in page


def test_une_ecole_privee_lit_l_accord_de_son_organisme(client):
    ecole = etablissement("0380039L", "Collège privé", secteur="prive")
    ActeFondateur.objects.create(etablissement=ecole, intitule="Délibération", reference="12", pris_le=SEANCE)
    convention = projet(salle(ecole))
    client.force_login(cheffe(dates(convention.demande)[0].salle))
    assert "Inscrire la convention à l’ordre du jour de l’organisme de gestion" in texte_de(client, convention)
    menee(convention, Statut.DELIBEREE)
    page = texte_de(client, convention)
    assert "L’organisme de gestion a donné son accord le 11 novembre 2026." in page
    assert ("Consigner la signature de l’organisateur" in page, "xécutoire" in page) == (True, False)


# -- back, and away ------------------------------------------------------------------------------


def test_revenir_se_demande_puis_se_fait(client, convention, chef):
    menee(convention, Statut.A_DELIBERER)
    adresse = f"{convention.get_absolute_url()}revenir/"
    page = a_plat(client.get(adresse))
    assert f"Texte arrêté pour la séance du 11 novembre 2026 (consigné par {chef})." in page
    assert "le texte gardé est effacé" in page
    assert "L’étape est reprise" in a_plat(client.post(adresse, follow=True))
    assert (relue(convention).statut, client.get(adresse).status_code) == ("redaction", 302)


def test_revenir_deux_fois_ne_reprend_que_l_etape_qu_on_a_lue(client, convention, chef):
    menee(convention, Statut.TRANSMISE)
    adresse = f"{convention.get_absolute_url()}revenir/"
    [lue] = Formulaire(client.get(adresse).content.decode(), None).valeurs["lue"]
    assert client.post(adresse, {"lue": lue}).status_code == 302
    reponse = client.post(adresse, {"lue": lue})
    assert (reponse.status_code, relue(convention).statut) == (409, "deliberee")
    assert "On ne peut pas revenir sur une étape : la convention" in a_plat(reponse)


def test_abandonner_montre_ce_qui_sera_rendu_et_demande_pourquoi(client, convention, chef):
    adresse = f"{convention.get_absolute_url()}abandonner/"
    assert "4 lundis de 18 h à 20 h, du 11 janvier au 1er février 2027" in a_plat(client.get(adresse))
    assert "Dites en une phrase pourquoi" in a_plat(client.post(adresse, {"motif": " "}))
    page = a_plat(client.post(adresse, {"motif": "Le gymnase ferme."}, follow=True))
    assert "Ce projet est abandonné. Le gymnase ferme." in page
    client.force_login(president(convention.demande.association))
    demande = a_plat(client.get(convention.demande.get_absolute_url()))
    assert "La convention ne se fera pas." in demande
    assert "Le gymnase ferme. Les dates à venir ne sont plus tenues." in demande
    assert "convention abandonnée" in demande


def test_un_vote_defavorable_se_confirme_sur_sa_page(client, convention, chef):
    menee(convention, Statut.A_DELIBERER)
    adresse = f"{convention.get_absolute_url()}vote-defavorable/"
    assert f'href="{adresse}"' in texte_de(client, convention)
    assert "4 lundis de 18 h à 20 h" in a_plat(client.get(adresse))
    page = a_plat(client.post(adresse, {"votee_le": f"{SEANCE:%d/%m/%Y}"}, follow=True))
    assert "Le conseil d’administration a voté contre cette convention le 11 novembre 2026." in page


# -- around -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statut", "attendu"),
    [
        (Statut.A_DELIBERER, "Restent le vote du conseil d’administration, puis les signatures"),
        (Statut.TRANSMISE, "La convention est votée ; restent des signatures ; aucune séance ne commence avant."),
        (Statut.SIGNEE, "Toutes les parties ont signé : la convention est active dès que votre assurance"),
        (Statut.ACTIVE, "Votre convention est active."),
    ],
)
def test_la_page_de_la_demande_dit_ou_en_est_la_convention(client, convention, statut, attendu):
    menee(convention, statut)
    client.force_login(president(convention.demande.association))
    assert attendu in a_plat(client.get(convention.demande.get_absolute_url()))
    assert ">Lire la convention<" in a_plat(client.get("/association/"))


@pytest.mark.parametrize(
    ("statut", "titre", "attendu"),
    [
        (None, "Conventions à faire voter", "à mettre à l’ordre du jour"),
        (Statut.A_DELIBERER, "Conventions à faire voter", "vote à consigner"),
        (Statut.DELIBEREE, "Conventions votées", "délibération à transmettre"),
        (Statut.A_SIGNER, "Conventions votées", "signatures attendues"),
        (Statut.SIGNEE, "Conventions votées", "signée, assurance attendue"),
    ],
)
def test_la_boite_de_l_ecole_range_les_conventions_par_ce_qu_elles_attendent(
    client, convention, chef, statut, titre, attendu
):
    if statut:
        menee(convention, statut)
    page = a_plat(client.get(f"/etablissement/{convention.demande.etablissement.uai}/"))
    ligne = f"{convention.demande.association.nom}, {convention.numero}</a> : {attendu}"
    assert next(bloc.split("</h2>")[0] for bloc in page.split("<h2") if ligne in bloc).endswith(titre)


def test_renoncer_a_une_convention_signee_dit_qu_elle_prend_fin(client, convention):
    menee(convention, Statut.ACTIVE)
    client.force_login(president(convention.demande.association))
    page = a_plat(client.get(f"/demandes/{convention.demande_id}/retirer/"))
    assert "la convention, que tous ont signée, prend fin" in page


@pytest.mark.parametrize("fois", [2, 6])
def test_la_page_ne_lit_pas_plus_quand_les_dates_sont_plus(client, fois, django_assert_num_queries):
    convention = menee(projet(fois=fois), Statut.A_SIGNER)
    client.force_login(cheffe(dates(convention.demande)[0].salle))
    client.get(convention.get_absolute_url())
    with django_assert_num_queries(21):
        client.get(convention.get_absolute_url())


# -- messages ---------------------------------------------------------------------------------------


def nouvelles(taches) -> list[tuple[str, str]]:
    envois = [tache["args"] for _, tache in sorted(taches.jobs.items())]
    return [(envoi["destinataire"], envoi["contexte"]["objet"]) for envoi in envois if "nouvelle" in str(envoi)]


def test_chacun_apprend_son_tour_une_fois_et_dix_minutes_apres(convention, taches, suivie):
    autorite = convention.demande.etablissement.collectivite
    agent = habiliter(personne("agent@exemple.fr"), "instructeur", autorite).utilisateur
    asso, ecole = convention.demande.dossier.depose_par.courriel, cheffe(dates(convention.demande)[0].salle).courriel
    menee(convention, Statut.TRANSMISE)
    assert suivie(timedelta(minutes=9)) == []
    assert suivie() == [(asso, "Votre convention est votée : à vous de signer")]
    signer(convention)
    assert suivie() == []
    signer(convention)
    assert suivie() == [(agent.courriel, "Une convention attend la signature de la collectivité")]
    signer(convention)
    assert suivie() == [(asso, "Convention signée : il manque l’assurance")]
    assert suivie() == []
    assurer(convention)
    assert suivie() == [
        (asso, "Votre convention est active"),
        (ecole, f"Convention active : {convention.demande.association.nom}"),
    ]


@pytest.fixture
def suivie(convention, taches):
    """Return what lets ten minutes pass since the last step, and says which messages leave."""

    def passer(duree: timedelta = DIX_MINUTES) -> list[tuple[str, str]]:
        taches.reset()
        suivre(convention=convention, maintenant=APRES + duree)
        return nouvelles(taches)

    return passer


def test_une_signature_reprise_avant_d_etre_dite_ne_fait_rien_redire(convention, suivie):
    agent = habiliter(personne("agent@exemple.fr"), "instructeur", convention.demande.etablissement.collectivite)
    son_tour = [(agent.utilisateur.courriel, "Une convention attend la signature de la collectivité")]
    menee(convention, Statut.A_SIGNER)
    signer(convention)
    assert suivie() == son_tour
    signer(convention)
    revenir(convention=convention, maintenant=APRES)
    assert suivie() == []
    revenir(convention=convention, maintenant=APRES)
    signer(convention)
    assert suivie() == son_tour


def test_le_travail_de_l_heure_active_et_clot_ce_que_le_temps_amene(convention, monkeypatch):
    menee(convention, Statut.SIGNEE)
    assurer(convention)
    monkeypatch.setattr(timezone, "now", lambda: APRES + DIX_MINUTES)
    suivre_les_conventions(0)
    assert relue(convention).statut == "active"
    monkeypatch.setattr(timezone, "now", lambda: APRES + timedelta(days=200))
    for _ in range(2):
        suivre_les_conventions(0)
    assert (relue(convention).statut, relue(convention).demande.statut) == ("echue", "close")


def test_ce_qui_est_attendu_se_lit_avant_tout_le_reste(client, convention, chef):
    page = texte_de(client, convention)
    assert page.index("Arrêter le texte") < page.index("Lire le texte (PDF)") < page.index("Parties et signatures")


def test_l_association_donne_depuis_la_convention_l_assurance_qui_lui_manque(client, convention):
    organisateur = convention.demande.association
    client.force_login(president(organisateur))
    donner = f'href="/association/{organisateur.pk}/pieces/?next={convention.get_absolute_url()}"'
    assert donner not in texte_de(client, convention)
    menee(convention, Statut.SIGNEE)
    page = texte_de(client, convention)
    assert page.index(donner) < page.index("Lire le texte (PDF)")
    client.force_login(cheffe(dates(convention.demande)[0].salle))
    assert donner not in texte_de(client, convention)
    client.force_login(president(organisateur))
    assurer(convention)
    assert donner not in texte_de(client, convention)
