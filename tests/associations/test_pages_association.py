"""The space of an association, as its members live it and as others do not see it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate

from associations.models import Association, DemandeAdhesion, Membre, Piece
from tests.pages import a_plat
from tests.pdf import page_blanche
from tests.personnages import MAINTENANT, adherer, association, personne

pytestmark = pytest.mark.django_db
FICHE = {"nom": "Les Essais", "nature": "association", "rna": "W381000001"}
PDF = page_blanche()


@pytest.fixture
def essais() -> Association:
    return association("Les Essais", rna="W381000001")


@pytest.fixture
def alice(client, essais):
    """Return the representative, signed in."""
    alice = personne("alice@exemple.fr", prenom="Alice", nom="Martin")
    adherer(alice, essais)
    client.force_login(alice)
    return alice


def test_une_personne_inscrit_son_association_et_reprend_son_chemin(client):
    client.force_login(personne())
    reponse = client.post("/association/nouvelle/", {**FICHE, "next": "/aide/"})
    assert (reponse.status_code, reponse["Location"]) == (302, "/aide/")
    assert Association.objects.get().rna == "W381000001"


def test_le_second_venu_se_voit_proposer_de_rejoindre_et_ne_lit_aucun_nom(client, essais):
    adherer(personne(prenom="Alice", nom="Secrète"), essais)
    client.force_login(personne())
    page = a_plat(client.post("/association/nouvelle/", FICHE))
    assert "« Les Essais » est déjà inscrite" in page
    assert "Demander à la rejoindre" in page
    assert "Secrète" not in page
    reponse = client.post("/association/rejoindre/", {"rna": "W381000001"}, follow=True)
    assert "ils vous répondront par courriel" in reponse.content.decode()
    assert DemandeAdhesion.objects.get().association == essais


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("nom", ""),
        ("nom", "x" * 161),
        ("nom", "a\x00b"),
        ("nature", "sultanat"),
        ("rna", "W12"),
        ("siren_siret", "732829321"),
        ("registre", "?"),
        ("code_postal", "385"),
        ("courriel", "x"),
        ("telephone", "12"),
    ],
)
def test_une_ligne_fautive_se_dit_a_sa_place(client, champ, valeur):
    client.force_login(personne())
    reponse = client.post("/association/nouvelle/", {**FICHE, champ: valeur})
    assert reponse.status_code == 200
    assert list(reponse.context["form"].errors) == [champ]
    assert Association.objects.count() == 0


def test_un_nom_a_balises_se_lit_tel_quel(client):
    client.force_login(personne())
    client.post("/association/nouvelle/", {**FICHE, "nom": "<script>alert(1)</script> 🏸"})
    page = client.get(Association.objects.get().get_absolute_url()).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 🏸" in page


def test_la_fiche_dit_ce_qui_manque_pour_signer(client, alice, essais):
    page = client.get(essais.get_absolute_url()).content.decode()
    assert "l’adresse du siège" in page
    assert "une attestation d’assurance en cours" in page


def test_le_representant_corrige_la_fiche(client, alice, essais):
    client.post(f"/association/{essais.pk}/profil/", {**FICHE, "nom": "Les Vrais Essais", "commune": "Voiron"})
    essais.refresh_from_db()
    assert (essais.nom, essais.commune) == ("Les Vrais Essais", "Voiron")


def test_un_simple_membre_ne_corrige_pas_la_fiche(client, essais):
    membre = personne()
    adherer(membre, essais, Membre.Role.MEMBRE)
    client.force_login(membre)
    assert client.post(f"/association/{essais.pk}/profil/", {**FICHE, "nom": "Autre"}).status_code == 403
    assert client.get(f"/association/{essais.pk}/membres/").status_code == 200


def test_un_membre_accueille_ou_refuse(client, alice, essais):
    for reponse, attendu in [("acceptee", 2), ("refusee", 2)]:
        adhesion = DemandeAdhesion.objects.create(association=essais, utilisateur=personne(), deposee_le=MAINTENANT)
        client.post(f"/association/adhesions/{adhesion.pk}/repondre/", {"reponse": reponse})
        adhesion.refresh_from_db()
        assert (adhesion.reponse, essais.membres.count()) == (reponse, attendu)


def test_une_reponse_inconnue_se_dit_et_ne_change_rien(client, alice, essais):
    adhesion = DemandeAdhesion.objects.create(association=essais, utilisateur=personne(), deposee_le=MAINTENANT)
    reponse = client.post(f"/association/adhesions/{adhesion.pk}/repondre/", {"reponse": "peut-être"}, follow=True)
    assert "Choisissez d’accueillir ou de refuser" in reponse.content.decode()
    adhesion.refresh_from_db()
    assert adhesion.reponse == "attente"


def test_on_ne_repond_pas_a_sa_propre_demande(client, essais):
    chloe = personne()
    client.force_login(chloe)
    adhesion = DemandeAdhesion.objects.create(association=essais, utilisateur=chloe, deposee_le=MAINTENANT)
    assert client.post(f"/association/adhesions/{adhesion.pk}/repondre/", {"reponse": "acceptee"}).status_code == 403
    assert not essais.membres.exists()


def test_le_representant_nomme_et_retire_un_membre(client, alice, essais):
    membre = adherer(personne(), essais, Membre.Role.MEMBRE)
    client.post(f"/association/membres/{membre.pk}/nommer/", {"role": "gestionnaire_delegue"})
    membre.refresh_from_db()
    assert membre.role == "gestionnaire_delegue"
    assert client.get(f"/association/membres/{membre.pk}/retirer/").status_code == 200
    client.post(f"/association/membres/{membre.pk}/retirer/")
    assert list(essais.membres.values_list("utilisateur", flat=True)) == [alice.pk]


def test_le_dernier_representant_lit_pourquoi_il_reste(client, alice, essais):
    reponse = client.post(f"/association/membres/{essais.membres.get().pk}/retirer/")
    assert reponse.status_code == 409
    assert "nommez-en un autre avant" in reponse.content.decode()


def test_un_document_se_depose_se_lit_et_se_retire(client, alice, essais):
    champs = {"type_piece": "attestation_rc", "dernier_jour": f"{localdate() + timedelta(days=90)}"}
    client.post(f"/association/{essais.pk}/pieces/", {**champs, "fichier": SimpleUploadedFile("rc.exe", PDF)})
    piece = Piece.objects.get()
    lue = client.get(f"/association/pieces/{piece.pk}/")
    assert b"".join(lue.streaming_content) == PDF
    assert lue["Content-Disposition"] == 'attachment; filename="attestation_rc-les-essais.pdf"'
    assert lue["X-Content-Type-Options"] == "nosniff"
    assert lue["Cache-Control"] == "private, no-store"
    assert "est à jour" in client.get(f"/association/{essais.pk}/pieces/").content.decode()
    assert client.get(f"/association/pieces/{piece.pk}/retirer/").status_code == 200
    client.post(f"/association/pieces/{piece.pk}/retirer/")
    assert Piece.objects.count() == 0


@pytest.mark.parametrize(
    ("champs", "fautif"),
    [
        ({"type_piece": ""}, "type_piece"),
        ({"fichier": SimpleUploadedFile("a.pdf", b"")}, "fichier"),
        ({"fichier": SimpleUploadedFile("a.pdf", b"<html>")}, "fichier"),
        ({"dernier_jour": "31/02/2027"}, "dernier_jour"),
        ({"dernier_jour": "01/09/2020"}, "dernier_jour"),
        ({"type_piece": "attestation_rc", "dernier_jour": "01/01/2099"}, "dernier_jour"),
        ({"type_piece": "attestation_rc"}, "dernier_jour"),
        ({"premier_jour": "02/09/2027", "dernier_jour": "01/09/2027"}, "dernier_jour"),
    ],
)
def test_un_document_fautif_se_dit_a_sa_place(client, alice, essais, champs, fautif):
    donnees = {"type_piece": "cer", "fichier": SimpleUploadedFile("a.pdf", PDF), **champs}
    reponse = client.post(f"/association/{essais.pk}/pieces/", donnees)
    assert list(reponse.context["form"].errors) == [fautif]
    assert Piece.objects.count() == 0


@pytest.mark.parametrize(("page", "combien"), [("membres", 7), ("pieces", 5)])
@pytest.mark.parametrize("lignes", [1, 3])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lignes(
    client, alice, essais, django_assert_num_queries, page, combien, lignes
):
    for _ in range(lignes):
        adherer(personne(), essais, Membre.Role.MEMBRE)
        DemandeAdhesion.objects.create(association=essais, utilisateur=personne(), deposee_le=MAINTENANT)
        Piece.objects.create(association=essais, type="cer", fichier="x.pdf", deposee_le=MAINTENANT)
    with django_assert_num_queries(combien):
        client.get(f"/association/{essais.pk}/{page}/")


def test_un_etranger_ne_trouve_rien(client, essais):
    membre = adherer(personne(), essais)
    piece = Piece.objects.create(association=essais, type="cer", fichier="x.pdf", deposee_le=MAINTENANT)
    adhesion = DemandeAdhesion.objects.create(association=essais, utilisateur=personne(), deposee_le=MAINTENANT)
    client.force_login(personne())
    a_lire = [f"/association/{essais.pk}/", f"/association/{essais.pk}/membres/", f"/association/pieces/{piece.pk}/"]
    a_ecrire = [
        f"/association/{essais.pk}/profil/",
        f"/association/{essais.pk}/pieces/",
        f"/association/pieces/{piece.pk}/retirer/",
        f"/association/membres/{membre.pk}/retirer/",
        f"/association/membres/{membre.pk}/nommer/",
        f"/association/adhesions/{adhesion.pk}/repondre/",
    ]
    assert {adresse: client.get(adresse).status_code for adresse in a_lire} == dict.fromkeys(a_lire, 404)
    assert {adresse: client.post(adresse).status_code for adresse in a_ecrire} == dict.fromkeys(a_ecrire, 404)


def test_qui_n_est_pas_connecte_l_est_d_abord(client, essais):
    adresse = f"/association/{essais.pk}/membres/"
    assert client.get(adresse)["Location"] == f"/compte/login/?next={adresse}"
