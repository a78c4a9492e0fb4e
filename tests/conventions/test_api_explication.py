"""`GET salles/{id}/explication/`: the same answer as the search and the accord, for whoever asks."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conventions.services import accepter
from salles.models import Activite, Materiel, Salle
from tests.conventions.appels import JSON, corps, deposer, voeu
from tests.conventions.demandes_d_essai import cheffe, deposee, president, theatre
from tests.personnages import association, collectivite, etablissement, personne
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, lundis, prises, salle

pytestmark = pytest.mark.django_db

LUNDI_SOIR = {"debut": f"{LUNDI}T18:00", "fin": f"{LUNDI}T20:00"}


@pytest.fixture(autouse=True)
def _horloge(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)


@pytest.fixture
def ici() -> Salle:
    return salle()


def expliquer(client, une: Salle, **parametres):
    return client.get(f"/api/v1/salles/{une.pk}/explication/", LUNDI_SOIR | parametres)


def codes(client, une: Salle, **parametres) -> list[str]:
    return [raison["code"] for raison in expliquer(client, une, **parametres).json()["raisons"]]


def test_une_salle_libre_n_a_pas_de_raison(client, ici):
    assert expliquer(client, ici).json() == {
        "libre": True,
        "raisons": [],
        "avertissements": ["calendrier_inconnu"],
        "non_verifie": ["quota"],
    }


def test_chaque_raison_dit_sa_regle_et_si_elle_se_leve(client):
    courte = salle(duree_max=timedelta(hours=1))
    prises(courte, *lundis(1))
    raisons = expliquer(client, courte).json()["raisons"]
    assert [(raison["code"], raison["derogeable"]) for raison in raisons] == [("occupee", False), ("duree", True)]
    assert raisons[0]["regle"] == "Une salle ne se prend jamais deux fois."
    assert {raison["qui_peut"] for raison in raisons} == {"La cheffe ou le chef d’établissement"}
    assert all(set(raison) == {"code", "libelle", "regle", "derogeable", "qui_peut"} for raison in raisons)


@pytest.mark.parametrize(
    ("statut", "dit"),
    [("retiree", "La salle n’est plus proposée"), ("brouillon", "La salle n’est pas encore proposée")],
)
def test_une_salle_qui_n_est_pas_proposee_le_dit_a_son_ecole(client, ici, statut, dit):
    client.force_login(cheffe(ici))
    libres = f"/api/v1/salles/{ici.pk}/disponibilites/?du={LUNDI}&au={LUNDI}"
    assert (len(client.get(libres).json()), codes(client, ici)) == (1, [])
    Salle.objects.update(statut=statut)
    explication = expliquer(client, ici).json()
    assert (client.get(libres).json(), explication["libre"]) == ([], False)
    assert [(raison["code"], raison["libelle"]) for raison in explication["raisons"]] == [("hors_ouverture", dit)]


def test_ce_qui_empeche_la_salle_vient_apres_le_passe_et_avant_le_reste(client, ici):
    """The order of the contract, whoever adds the reason."""
    client.force_login(cheffe(ici))
    prises(ici, *lundis(1))
    Salle.objects.update(statut="retiree")
    assert codes(client, ici) == ["hors_ouverture", "occupee"]
    assert codes(client, ici, debut="2026-11-02T18:00", fin="2026-11-02T20:00") == ["passe", "hors_ouverture"]


def test_sans_decalage_l_heure_est_celle_de_l_ecole_avec_la_sienne(client, ici):
    prises(ici, *lundis(1))
    assert codes(client, ici, debut="2026-11-16T17:00:00Z", fin="2026-11-16T19:00:00Z") == ["occupee"]
    assert codes(client, ici, debut="2026-11-16T20:00:00+01:00", fin="2026-11-16T22:00:00+01:00") == []
    non_encode = client.get(f"/api/v1/salles/{ici.pk}/explication/?debut=2026-11-16T20:00+01:00&fin=2026-11-16T22:00")
    assert non_encode.json()["libre"] is True


def test_l_effectif_l_activite_et_le_materiel_sont_juges(client, ici):
    concert = Activite.objects.get_or_create(code="concert", defaults={"libelle": "Concert", "types_erp": ["L"]})[0]
    tables = Materiel.objects.create(etablissement=ici.etablissement, nom="Tables", quantite=10)
    assert codes(client, ici, effectif=31, activite=concert.pk, materiel=f"{tables.pk}:11") == [
        "effectif",
        "gn6",
        "materiel",
    ]
    assert codes(client, ici, effectif=30, activite=theatre().pk, materiel=f"{tables.pk}:10") == []


def test_son_association_leve_le_tampon_et_juge_le_quota(client):
    ecole = etablissement(collectivite=collectivite("dep-38", tampon_leve_pour_soi=True))
    une = salle(ecole, tampon=timedelta(minutes=30))
    compagnie, club = association(), association()
    prises(une, *lundis(1, "17:30", "18:00"), groupe=-compagnie.pk)
    assert codes(client, une) == ["tampon"]
    client.force_login(president(compagnie))
    assert expliquer(client, une, association=compagnie.pk).json()["non_verifie"] == []
    assert codes(client, une, association=compagnie.pk) == []
    client.force_login(president(club))
    assert codes(client, une, association=club.pk) == ["tampon"]


def test_recherche_explication_et_accord_disent_la_meme_chose(client, ici):
    """Three Mondays, the second one taken: the three answers name the same dates."""
    prises(ici, lundis(3)[1])
    lat_lon = {"lat": ici.etablissement.site.latitude, "lon": ici.etablissement.site.longitude}
    fin = f"{LUNDI + timedelta(weeks=2)}"
    serie = {"repetition": "hebdomadaire", "jusqu_au": fin, "vacances": "inclure"}
    cherche = {"date": f"{LUNDI}", "debut": "18:00", "fin": "20:00", **serie, **lat_lon}
    [resultat] = client.get("/api/v1/recherche/", cherche).json()["results"]
    manques = [date["debut"] for date in resultat["indisponibles"]]

    jours = [LUNDI + timedelta(weeks=n) for n in range(3)]
    expliques = [
        expliquer(client, ici, debut=f"{jour}T18:00:00+01:00", fin=f"{jour}T20:00:00+01:00").json() for jour in jours
    ]
    assert (
        [f"{jour}T18:00:00+01:00" for jour, lu in zip(jours, expliques, strict=True) if not lu["libre"]]
        == manques
        == ["2026-11-23T18:00:00+01:00"]
    )

    compagnie = association()
    client.force_login(president(compagnie))
    [demande] = deposer(client, corps(compagnie, voeu(ici, **serie))).json()["demandes"]
    assert [creneau["debut"] for creneau in demande["creneaux"] if creneau["raisons"]] == manques
    client.force_login(cheffe(ici))
    acceptee = client.post(f"/api/v1/demandes/{demande['id']}/accepter/", content_type=JSON).json()
    assert [creneau["debut"] for creneau in acceptee["creneaux"] if creneau["etat"] != "accepte"] == manques


def test_avec_son_association_la_recherche_et_l_explication_jugent_le_quota(client, ici):
    """Two hours a month: of two Mondays of November, the second is one too many."""
    compagnie, club = association(), association()
    type(ici.etablissement).objects.filter(pk=ici.etablissement_id).update(quota_mois=timedelta(hours=2))
    fin = f"{LUNDI + timedelta(weeks=1)}"
    cherche = {"date": f"{LUNDI}", "debut": "18:00", "fin": "20:00", "repetition": "hebdomadaire", "jusqu_au": fin}
    lat_lon = {"lat": ici.etablissement.site.latitude, "lon": ici.etablissement.site.longitude}

    def recherche(**parametres):
        return client.get("/api/v1/recherche/", cherche | lat_lon | {"vacances": "inclure"} | parametres)

    assert recherche().json()["results"][0]["creneaux_libres"] == 2
    assert recherche(association=compagnie.pk).json()["erreurs"] == {
        "association": ["Choisissez une association dont vous êtes membre."]
    }
    client.force_login(president(compagnie))
    [resultat] = recherche(association=compagnie.pk).json()["results"]
    assert [date["debut"] for date in resultat["indisponibles"]] == ["2026-11-23T18:00:00+01:00"]
    assert resultat["indisponibles"][0]["raisons"] == [{"code": "quota", "libelle": "Quota d’heures atteint"}]
    assert recherche(association=club.pk).status_code == 400
    accepter(demande=deposee(ici, par=compagnie), par=cheffe(ici), maintenant=MAINTENANT)
    [raison] = expliquer(
        client, ici, association=compagnie.pk, debut="2026-11-23T18:00", fin="2026-11-23T20:00"
    ).json()["raisons"]
    assert raison == {
        "code": "quota",
        "libelle": "Quota d’heures atteint",
        "regle": "L’établissement limite chaque association à 2\N{NO-BREAK SPACE}h par mois.",
        "derogeable": True,
        "qui_peut": "La cheffe ou le chef d’établissement",
    }


def test_ce_qui_vient_d_etre_accorde_n_est_plus_libre(client, ici):
    accepter(demande=deposee(ici), par=cheffe(ici), maintenant=MAINTENANT)
    assert codes(client, ici) == ["occupee"]


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("debut", ""),
        ("debut", "2026-11-16"),
        ("debut", "2026-11-16T25:00"),
        ("debut", "2026-02-31T18:00"),
        ("debut", "18:00"),
        ("debut", "0001-01-01T00:00"),
        ("debut", "9999-12-31T23:59"),
        ("debut", "2026-11-16T18:00\x00"),
        ("debut", "T" * 10_000),
        ("debut", "2026-11-16T18:00+99:00"),
        ("fin", "2026-11-16T18:00"),
        ("fin", "2026-11-16T17:00"),
        ("fin", "2026-11-17T01:00"),
        ("fin", "2028-11-17T01:00"),
        ("effectif", "0"),
        ("effectif", "1000000000"),
        ("effectif", "douze"),
        ("activite", "inconnue"),
        ("activite", "x" * 41),
        ("activite", "a\x00b"),
        ("association", "0"),
        ("association", "9" * 30),
        ("association", "la nôtre"),
        ("materiel", "douze"),
        ("materiel", "1:0"),
        ("materiel", "1:99999"),
        ("materiel", "999999:1"),
        ("materiel", "9" * 19 + ":1"),
        ("materiel", ["1:1", "1:2"]),
        ("inconnu", "1"),
    ],
)
def test_une_mauvaise_valeur_est_refusee_a_son_nom(client, ici, champ, valeur):
    reponse = expliquer(client, ici, **{champ: valeur})
    assert (reponse.status_code, reponse["Content-Type"]) == (400, "application/problem+json")
    assert [nom.split(".")[0] for nom in reponse.json()["erreurs"]] == [champ]


@pytest.mark.parametrize(
    ("debut", "phrase"),
    [
        ("2026-02-31T18:00", "Le 31 février 2026 n’existe pas."),
        ("2026-11-16T25:00", "25 h n’existe pas. Écrivez l’heure comme 18 h ou 18 h 30."),
    ],
)
def test_un_instant_qui_n_existe_pas_dit_ce_qui_n_existe_pas(client, ici, debut, phrase):
    [lue] = expliquer(client, ici, debut=debut).json()["erreurs"]["debut"]
    assert " ".join(lue.split()) == phrase


def test_l_association_d_autrui_et_le_materiel_d_ailleurs_sont_refuses(client, ici):
    ailleurs = Materiel.objects.create(etablissement=etablissement("0382099A"), nom="Tables", quantite=10)
    assert list(expliquer(client, ici, materiel=f"{ailleurs.pk}:1").json()["erreurs"]) == ["materiel"]
    autre = association()
    assert list(expliquer(client, ici, association=autre.pk).json()["erreurs"]) == ["association"]
    client.force_login(personne())
    assert list(expliquer(client, ici, association=autre.pk).json()["erreurs"]) == ["association"]


def test_une_heure_que_l_horloge_saute_est_refusee_a_son_champ(client, ici):
    reponse = expliquer(client, ici, debut="2027-03-28T02:30", fin="2027-03-28T04:00")
    assert (reponse.status_code, list(reponse.json()["erreurs"])) == (400, ["debut"])


@pytest.mark.parametrize("nombre", [1, 3])
def test_l_explication_coute_le_meme_nombre_de_requetes(nombre, client, ici, django_assert_num_queries):
    besoins = [
        f"{Materiel.objects.create(etablissement=ici.etablissement, nom=f'Lot {n}', quantite=2).pk}:1"
        for n in range(nombre)
    ]
    expliquer(client, ici)  # the profile is now decoded
    with django_assert_num_queries(9):
        assert expliquer(client, ici, materiel=besoins).json()["libre"] is True
