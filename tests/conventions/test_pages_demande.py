"""The pages of whoever asked: receipt, follow-up, documents; strangers find nothing there."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from associations.models import Piece
from conventions.lecture.demande import phrase
from conventions.models import Convention, Demande
from conventions.services import accepter, demander_pieces, poser_option, refuser
from conventions.services.etat import REPENTIR
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, etats, le_lundi, president
from tests.pages import a_plat, lire
from tests.personnages import adherer, association, etablissement, habiliter, personne
from tests.salles.salles_d_essai import MAINTENANT, lundis, prises

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ce_lundi(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)


@pytest.fixture
def dix_minutes_apres(monkeypatch, _ce_lundi):
    """Read once nobody can take the decision back any more."""
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT + REPENTIR)


@pytest.fixture
def demande(ici, club) -> Demande:
    return deposee(ici, le_lundi(3), par=club)


# -- the receipt -----------------------------------------------------------------------


def test_l_accuse_dit_quand_qui_et_ce_qui_suit(client, demande, malik, ici):
    cheffe(ici)
    page = lire(client, demande.get_absolute_url())
    for attendu in (
        "Votre demande est arrivée le 9 novembre 2026 à 9 h 00.",
        "Le collège Plan Menu doit vous répondre avant le 24 novembre.",
        "Vous n’avez rien à faire d’ici là.",
        "Sans réponse écrite avant le 9 janvier 2027, la demande est réputée refusée",
        "Retirer la demande",
        f"/demandes/{demande.pk}/accuse.pdf",
    ):
        assert attendu in page


def test_chaque_date_dit_son_etat_et_pourquoi(client, ici):
    prises(ici, lundis(2)[1])
    demande = deposee(ici, le_lundi(3))
    client.force_login(president(demande.association))
    page = lire(client, demande.get_absolute_url())
    assert "3 dates : 2 demandées et 1 pas libre." in page
    assert "Pas libre : la salle est déjà prise" in page


def test_des_dates_toutes_pareilles_ne_se_comptent_qu_une_fois(client, ici):
    demande = deposee(ici, le_lundi(3))
    client.force_login(president(demande.association))
    page = lire(client, demande.get_absolute_url())
    assert ("3 dates demandées." in page, "3 dates :" in page) == (True, False)


def test_une_option_se_lit_avec_son_terme(client, demande, malik):
    poser_option(demande=demande, maintenant=MAINTENANT)
    page = lire(client, demande.get_absolute_url())
    assert "Une option vous garde 3 lundis de 18 h à 20 h, du 16 au 30 novembre 2026, jusqu’au 24 novembre." in page
    assert "Sous option jusqu’au 24 novembre" in page


def test_des_pieces_demandees_se_donnent_puis_se_disent(client, demande, malik, ici):
    demander_pieces(demande=demande, par=cheffe(ici), types=["cer"], message="Il en faut un.", maintenant=MAINTENANT)
    page = lire(client, demande.get_absolute_url())
    assert "L’établissement attend, au plus tard le 9 décembre : contrat d’engagement républicain signé." in page
    assert f"/association/{demande.association_id}/pieces/" in page
    assert "ce délai aussi est suspendu jusqu’à ce que vous ayez donné les pièces" in page
    assert "Sans réponse écrite avant" not in page
    client.post(f"/demandes/{demande.pk}/completer/")
    assert Demande.objects.get(pk=demande.pk).statut == "soumise"


def test_un_refus_dit_motif_faits_et_recours(client, demande, malik, ici):
    refuser(demande=demande, par=cheffe(ici), motif="personnel", message="Aucun agent.", maintenant=MAINTENANT)
    page = lire(client, demande.get_absolute_url())
    assert "Motif : aucun agent n’est disponible pour ouvrir." in page
    assert "« Aucun agent. »" in page
    assert "par Claire Martin, cheffe ou chef d’établissement" in page
    assert "Vous pouvez, dans les 2 mois" in page
    assert "Retirer la demande" not in page


def test_un_accord_qui_peut_encore_etre_repris_le_dit_et_ne_montre_pas_le_projet(client, demande, malik, ici):
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    for adresse in (demande.get_absolute_url(), "/association/"):
        page = lire(client, adresse)
        assert (
            "Cette réponse sera confirmée à 9 h 10 : le collège Plan Menu peut encore se raviser jusque-là ; "
            "le projet de convention se lira ensuite." in page
        )
        assert f"/conventions/{Convention.objects.get().pk}/" not in page


def test_qui_connait_l_adresse_du_projet_n_en_lit_pas_plus(client, monkeypatch, demande, malik, ici):
    """The draft of an accord that may be taken back opens for its school alone, for the others ten minutes later."""
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    convention = Convention.objects.get()
    agente = habiliter(personne(), "instructeur", ici.etablissement.collectivite).utilisateur
    pages = [f"/conventions/{convention.pk}/", f"/conventions/{convention.pk}/pdf/"]
    api = [f"/api/v1{page}" for page in pages]
    for qui, statut in [(malik, 404), (agente, 404), (cheffe(ici), 200)]:
        client.force_login(qui)
        assert [client.get(adresse).status_code for adresse in (*pages, *api)] == [statut] * 4
    client.force_login(malik)
    assert client.get(api[0]).json()["code"] == "projet_pas_encore_la"
    refus = a_plat(client.get(pages[0]))
    assert "Cette réponse sera confirmée à 9 h 10" in refus
    assert "le projet de convention se lira ensuite." in refus
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT + REPENTIR)
    assert [client.get(adresse).status_code for adresse in (*pages, *api)] == [200] * 4


def test_un_refus_qui_peut_encore_etre_repris_le_dit(client, demande, malik, ici):
    refuser(demande=demande, par=cheffe(ici), motif="personnel", message="Aucun agent.", maintenant=MAINTENANT)
    page = lire(client, demande.get_absolute_url())
    assert "ouvrir. Cette réponse sera confirmée à 9 h 10 : le collège Plan Menu peut encore se raviser" in page


@pytest.mark.usefixtures("dix_minutes_apres")
def test_un_accord_mene_au_projet_et_aux_dates_a_rendre(client, demande, malik, ici):
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    page = lire(client, demande.get_absolute_url())
    assert "Le collège Plan Menu vous donne son accord." in page
    assert "se raviser" not in page
    assert f"/conventions/{Convention.objects.get().pk}/" in page
    assert page.count("/liberer/?next=") == 3


def test_la_direction_qui_ouvre_le_lien_va_a_la_decision(client, demande, ici):
    client.force_login(cheffe(ici))
    assert client.get(demande.get_absolute_url())["Location"] == f"/etablissement/demandes/{demande.pk}/"


def test_la_collectivite_lit_sans_pouvoir_agir(client, demande, ici):
    sonia = personne()
    habiliter(sonia, "superviseur", ici.etablissement.collectivite)
    client.force_login(sonia)
    page = lire(client, demande.get_absolute_url())
    assert "Ce qui est demandé" in page
    assert "Retirer la demande" not in page
    assert client.post(f"/demandes/{demande.pk}/retirer/").status_code == 403


# -- withdrawal and dates -----------------------------------------------------------------


def test_retirer_demande_d_abord_puis_se_fait(client, demande, malik):
    assert "Retirer la demande ?" in lire(client, f"/demandes/{demande.pk}/retirer/")
    assert Demande.objects.get(pk=demande.pk).statut == "soumise"
    reponse = client.post(f"/demandes/{demande.pk}/retirer/")
    assert reponse["Location"] == "/association/"
    assert Demande.objects.get(pk=demande.pk).statut == "retiree"
    assert "Vous avez retiré cette demande." in lire(client, demande.get_absolute_url())


def test_retirer_deux_fois_se_dit_sans_erreur(client, demande, malik):
    client.post(f"/demandes/{demande.pk}/retirer/")
    reponse = client.post(f"/demandes/{demande.pk}/retirer/")
    assert reponse.status_code == 409
    assert "On ne peut pas retirer la demande" in reponse.content.decode()


def test_renoncer_apres_l_accord_se_dit_et_se_fait(client, demande, malik, ici):
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    assert "le projet de convention est abandonné" in lire(client, f"/demandes/{demande.pk}/retirer/")
    client.post(f"/demandes/{demande.pk}/retirer/")
    assert etats(demande) == ["libere"] * 3


def test_rendre_une_date_ramene_d_ou_l_on_vient(client, demande, malik, ici):
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    une = dates(demande)[0]
    assert "Libérer le lundi 16 novembre 2026 ?" in lire(client, f"/creneaux/{une.pk}/liberer/")
    reponse = client.post(f"/creneaux/{une.pk}/liberer/", {"next": demande.get_absolute_url()})
    assert reponse["Location"] == demande.get_absolute_url()
    assert etats(demande) == ["libere", "accepte", "accepte"]
    reponse = client.post(f"/creneaux/{dates(demande)[1].pk}/liberer/", {"next": "https://ailleurs.example/"})
    assert reponse["Location"] == "/association/"


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_demande_ne_lit_pas_plus_quand_les_dates_sont_plus(client, ici, nombre, django_assert_num_queries):
    demande = deposee(ici, le_lundi(nombre))
    client.force_login(president(demande.association))
    with django_assert_num_queries(22):
        lire(client, demande.get_absolute_url())


# -- documents -----------------------------------------------------------------------------


@pytest.mark.usefixtures("dix_minutes_apres")
def test_les_documents_sont_des_pdf_que_personne_ne_garde(client, demande, malik, ici):
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    projet = Convention.objects.get()
    for adresse in (f"/demandes/{demande.pk}/accuse.pdf", f"/conventions/{projet.pk}/pdf/"):
        reponse = client.get(adresse)
        assert (reponse["Content-Type"], reponse.content[:5]) == ("application/pdf", b"%PDF-")
        assert reponse["Cache-Control"] == "private, no-store"


@pytest.mark.usefixtures("dix_minutes_apres")
def test_la_page_de_la_convention_dit_qu_elle_n_est_pas_signee(client, demande, malik, ici):
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    page = lire(client, Convention.objects.get().get_absolute_url())
    for attendu in (
        "Ce projet n’est signé par personne.",
        "Projet, non signé · C-2026-38-000001",
        "15 jours après sa transmission",
        "article L. 213-2-2 du code de l’éducation",
        "Gratuit, intérêt général",
    ):
        assert attendu in page


@pytest.mark.usefixtures("dix_minutes_apres")
@pytest.mark.parametrize(
    ("statut", "dite"),
    [("active", "la convention est active"), ("echue", "arrivée à son terme"), ("resiliee", "a pris fin")],
)
def test_la_page_d_une_convention_passee_ne_dit_ni_projet_ni_a_venir(client, demande, malik, ici, statut, dite):
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    Convention.objects.update(statut=statut)
    page = lire(client, Convention.objects.get().get_absolute_url())
    assert dite in page
    for contraire in ("non signé", "signe en premier", "Lire le projet"):
        assert contraire not in page


def test_un_accord_dont_les_dates_sont_passees_ne_dit_plus_que_rien_ne_commence(demande, ici):
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    demande.refresh_from_db()
    creneaux = list(demande.creneaux.select_related("reservation", "salle"))
    avant = phrase(demande, creneaux, MAINTENANT)
    apres = phrase(demande, creneaux, creneaux[0].debut)
    assert "aucune séance ne commence avant" in avant
    assert "aucune séance ne commence avant" not in apres
    assert "Les premières dates sont passées." in apres


@pytest.mark.parametrize(
    ("statut", "verbe"), [("conventionnee", "porte"), ("contre_proposee", "porte"), ("close", "portait")]
)
def test_une_demande_vivante_porte_et_une_demande_finie_portait(demande, statut, verbe):
    demande.statut = statut
    creneaux = list(demande.creneaux.select_related("reservation", "salle"))
    assert phrase(demande, creneaux, MAINTENANT).startswith(f"Elle {verbe} sur ")


def test_une_piece_s_ouvre_pour_l_ecole_qui_instruit(client, demande, ici):
    piece = Piece(association=demande.association, type="statuts", deposee_le=MAINTENANT)
    piece.fichier.save("statuts.pdf", ContentFile(b"%PDF-1.7"))
    client.force_login(cheffe(ici))
    reponse = client.get(f"/etablissement/pieces/{piece.pk}/")
    assert b"".join(reponse.streaming_content) == b"%PDF-1.7"
    autre = personne()
    habiliter(autre, "chef", etablissement("0380039L", "Autre collège"))
    client.force_login(autre)
    assert client.get(f"/etablissement/pieces/{piece.pk}/").status_code == 404


# -- strangers -----------------------------------------------------------------------------


def adresses(demande: Demande) -> list[str]:
    return [
        demande.get_absolute_url(),
        f"/demandes/{demande.pk}/accuse.pdf",
        f"/demandes/{demande.pk}/retirer/",
        f"/creneaux/{dates(demande)[0].pk}/liberer/",
        Convention.objects.get(demande=demande).get_absolute_url(),
        f"/conventions/{Convention.objects.get(demande=demande).pk}/pdf/",
        f"/etablissement/demandes/{demande.pk}/",
    ]


@pytest.fixture
def accordee(demande, ici) -> Demande:
    return accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)


def test_etranger_ne_voit_rien(client, accordee):
    etranger = personne()
    adherer(etranger, association("Une autre"))
    habiliter(etranger, "chef", etablissement("0380039L", "Autre collège"))
    client.force_login(etranger)
    assert {adresse: client.get(adresse).status_code for adresse in adresses(accordee)} == dict.fromkeys(
        adresses(accordee), 404
    )


def test_sans_compte_on_va_se_connecter(client, accordee):
    for adresse in adresses(accordee):
        assert client.get(adresse)["Location"] == f"/compte/login/?next={adresse}"


def test_la_loge_ne_lit_pas_les_demandes(client, accordee, ici):
    yann = personne()
    habiliter(yann, "accueil", ici.etablissement)
    client.force_login(yann)
    assert {client.get(adresse).status_code for adresse in adresses(accordee)} == {404}


def test_une_delegation_finie_n_ouvre_plus_rien(client, accordee, ici):
    parti = personne()
    habiliter(parti, "chef", ici.etablissement, dernier_jour=MAINTENANT.date() - timedelta(days=400))
    client.force_login(parti)
    assert client.get(f"/etablissement/demandes/{accordee.pk}/").status_code == 404


@pytest.mark.parametrize("identifiant", ["0", "9" * 30])
def test_un_numero_inconnu_n_existe_pas(client, malik, identifiant):
    for adresse in ("/demandes/{}/", "/conventions/{}/pdf/", "/creneaux/{}/liberer/", "/etablissement/pieces/{}/"):
        assert client.get(adresse.format(identifiant)).status_code == 404
