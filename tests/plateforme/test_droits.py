"""`docs/droits.md` against the real site: every address, every method, every role, every cell."""

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from comptes.agenda import jeton_de
from tests.plateforme.droits import COLONNES, MOTS, TABLE, Ligne, adresses, juger, lire_la_table
from tests.plateforme.monde_des_droits import AUTRE_UAI, UAI, UAI_PRIVE, Monde, planter
from tests.salles.salles_d_essai import MAINTENANT

# What `<pk>` names in each address, a published room where nothing is said.
SUJETS = {
    "api:accepter": "demande",
    "api:accepter_proposition": "demande",
    "api:agenda": "salle",
    "api:contre_proposer": "demande",
    "api:convention": "convention",
    "api:convention_pdf": "convention",
    "api:decliner_proposition": "demande",
    "api:demande": "demande",
    "api:demander_pieces": "demande",
    "api:disponibilites": "salle",
    "api:explication": "salle",
    "api:liberer": "creneau",
    "api:option": "demande",
    "api:refuser": "demande",
    "api:reparations": "demande",
    "api:reprendre_proposition": "demande",
    "api:retirer": "demande",
    "associations:association": "association",
    "associations:membres": "association",
    "associations:nommer": "siege",
    "associations:piece": "piece",
    "associations:pieces": "association",
    "associations:profil": "association",
    "associations:repondre": "adhesion",
    "associations:retirer_membre": "siege",
    "associations:retirer_piece": "piece",
    "conventions:abandonner": "convention",
    "conventions:accuse_pdf": "demande",
    "conventions:annuler": "accordee",
    "conventions:brouillon": "demande_en_brouillon",
    "conventions:completer": "demande",
    "conventions:convention": "convention",
    "conventions:convention_pdf": "convention",
    "conventions:decision": "demande",
    "conventions:demande": "demande",
    "conventions:etape": "convention",
    "conventions:exemplaire": "signee",
    "conventions:jeter_brouillon": "demande_en_brouillon",
    "conventions:liberer": "creneau",
    "conventions:piece": "piece",
    "conventions:proposer": "demande",
    "conventions:proposition": "demande",
    "conventions:replacer": "demande",
    "conventions:reprendre_proposition": "demande",
    "conventions:retirer": "demande",
    "conventions:revenir": "convention",
    "conventions:vote_defavorable": "convention",
    "etablissements:corriger_periode": "periode",
    "etablissements:retirer_ferie": "ferie",
    "etablissements:retirer_periode": "periode",
    "etablissements:terminer": "habilitation",
    "salles:lever_fermeture": "fermeture_de_tous",
    "salles:liberer": "usage",
    "salles:modifier_serie": "usage_repete",
    "salles:photo": "photo",
    "salles:rendre": "pret_seul",
    "salles:rouvrir": "fermeture",
}

# Where `<uai>` names a school for which the law has no article.
SANS_ARTICLE = ("etablissements:base_legale", "etablissements:retirer_acte")


@pytest.fixture
def monde(db, monkeypatch) -> Monde:
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)
    return planter()


def lignes() -> list[Ligne]:
    return lire_la_table(TABLE.read_text())


def test_la_table_nomme_chaque_adresse_et_chaque_methode_et_rien_d_autre():
    ecrites = {(ligne.nom, ligne.methode): ligne.adresse for ligne in lignes()}
    assert ecrites == adresses()


def test_chaque_case_porte_un_des_quatre_mots():
    assert {mot for ligne in lignes() for mot in ligne.mots.values()} <= MOTS


def test_aucune_ligne_n_est_ecrite_deux_fois():
    ecrites = [(ligne.nom, ligne.appel) for ligne in lignes()]
    assert sorted(ecrites) == sorted(set(ecrites))


@pytest.mark.lent
@pytest.mark.parametrize("colonne", COLONNES)
def test_le_site_repond_ce_que_dit_la_table(monde, colonne):
    attendus = {(ligne.nom, ligne.appel): ligne.mots[colonne] for ligne in lignes()}
    obtenus = {(ligne.nom, ligne.appel): essayer(monde, ligne, colonne) for ligne in lignes()}
    assert obtenus == attendus


def essayer(monde: Monde, ligne: Ligne, colonne: str) -> str:
    """Make one call, take its word, and leave everything as it was."""
    point = transaction.savepoint()
    try:
        client = monde.client(colonne)
        chemin, envoi = preparer(monde, ligne)
        if ligne.nom.startswith("api:") and ligne.methode == "POST":
            reponse = client.post(chemin, envoi, content_type="application/json")
        else:
            reponse = getattr(client, ligne.methode.lower())(chemin, envoi)
        b"".join(reponse)  # a file is closed once it is read
        return juger(reponse)
    finally:
        connection.needs_rollback = False
        transaction.savepoint_rollback(point)


def preparer(monde: Monde, ligne: Ligne) -> tuple[str, dict]:
    """Return the address of the call and what it sends; `<salle>` stands for the identifier of the room."""
    envoi = {nom: str(monde.sujets.get(valeur.strip("<>"), valeur)) for nom, valeur in ligne.suite.items()}
    sujet = ligne.suite.get("sujet") or SUJETS.get(ligne.nom, "salle")
    envoi.pop("sujet", None)
    connus = {
        "uai": UAI_PRIVE if ligne.nom in SANS_ARTICLE else UAI,
        "code": "dep-38",
        "pk": monde.sujets[sujet],
        "photo": monde.sujets["photo"],
        "jeton": jeton_de(monde.personnes["membre"]),
    }
    arguments = {nom: valeur for nom, valeur in connus.items() if f"<{nom}>" in ligne.adresse}
    return reverse(ligne.nom, kwargs=arguments), envoi


def test_ce_qui_est_d_ailleurs_glisse_dans_sa_propre_adresse_est_introuvable(monde):
    """The head of another school, under the address of that school, with the identifiers of ours."""
    client, sujets = monde.client("autre chef"), monde.sujets
    glissees = {
        (ligne.nom, ligne.methode): ligne for ligne in lignes() if "<uai>" in ligne.adresse and "<pk>" in ligne.adresse
    }
    obtenus = {}
    for (nom, methode), ligne in glissees.items():
        chemin, _ = preparer(monde, ligne)
        obtenus[nom, methode] = juger(getattr(client, methode.lower())(chemin.replace(UAI, AUTRE_UAI)))
    assert obtenus == dict.fromkeys(glissees, "404")
    ailleurs = reverse("salles:modifier_photo", args=[UAI, sujets["salle"], sujets["photo_de_brouillon"]])
    assert juger(monde.client("chef").post(ailleurs)) == "404"
