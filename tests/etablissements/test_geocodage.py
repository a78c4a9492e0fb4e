"""Where is the place that somebody typed?"""

import contextlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as reglages
from hypothesis import strategies as st

from etablissements import geocodage
from etablissements.geocodage import Disjoncteur, Lieu, LieuIntrouvable, situer
from etablissements.models import Commune
from etablissements.sans_accents import simplifier
from tests.personnages import etablissement

pytestmark = pytest.mark.django_db

COMMUNES = [
    ("38563", "Voiron", "38500", "38", "84", 20_442, 45.379, 5.583),
    ("38137", "Coublevie", "38500", "38", "84", 5_266, 45.357, 5.609),
    ("38384", "Saint-Étienne-de-Crossey", "38960", "38", "84", 2_600, 45.378, 5.645),
    ("42218", "Saint-Étienne", "42000 42100 42230", "42", "84", 173_136, 45.430, 4.379),
    ("38130", "La Côte-Saint-André", "38260", "38", "84", 4_800, 45.386, 5.260),
    ("35238", "Rennes", "35000 35200 35700", "35", "53", 227_830, 48.112, -1.681),
    ("75056", "Paris", "75001 75015", "75", "11", 2_103_778, 48.859, 2.343),
    ("80688", "Rue", "80120", "80", "32", 3_000, 50.273, 1.660),
    ("69091", "Givors", "69700", "69", "84", 20_000, 45.588, 4.769),
    ("2A004", "Ajaccio", "20000 20090", "2A", "94", 74_000, 41.934, 8.701),
    ("22278", "Saint-Brieuc", "22000", "22", "53", 44_000, 48.514, -2.765),
    ("33394", "Saint-Émilion", "33330", "33", "75", 1_800, 44.894, -0.155),
    ("97411", "Saint-Denis", "97400 97417 97490", "974", "04", 155_000, -20.934, 55.447),
    ("93066", "Saint-Denis", "93200 93210 93380", "93", "11", 149_000, 48.938, 2.357),
    ("38053", "Bourgoin-Jallieu", "38300", "38", "84", 29_000, 45.602, 5.273),
    ("38421", "Saint-Martin-d'Hères", "38400", "38", "84", 38_000, 45.176, 5.764),
    ("38422", "Saint-Martin-d'Uriage", "38410", "38", "84", 5_300, 45.147, 5.840),
    ("97801", "Saint-Martin", "97150", "978", "", 31_160, 18.077, -63.058),
    ("50124", "Saint-Martin", "50150", "50", "28", 900, 48.700, -1.000),
    ("61060", "Brieux", "61160", "61", "28", 100, 48.820, -0.060),
    ("29232", "Quimper", "29000", "29", "53", 64_000, 47.997, -4.097),
    ("38140", "Crolles", "38920", "38", "84", 8_609, 45.282, 5.889),
    ("38337", "Rives", "38140", "38", "84", 6_549, 45.361, 5.487),
    ("38368", "Saint-Blaise-du-Buis", "38140", "38", "84", 1_062, 45.381, 5.512),
    ("97418", "Sainte-Marie", "97438", "974", "04", 34_061, -20.897, 55.549),
    ("35294", "Sainte-Marie", "35600", "35", "53", 2_300, 47.692, -2.000),
    ("66182", "Sainte-Marie", "66470", "66", "76", 5_400, 42.728, 2.992),
    ("36024", "Bretagne", "36110", "36", "24", 130, 46.983, 1.720),
    ("49307", "Loire-Authion", "49140 49250 49800", "49", "52", 15_800, 47.451, -0.405),
    ("98735", "Papeete", "98714", "987", "", 26_654, None, None),
]


@pytest.fixture(autouse=True)
def communes():
    Commune.objects.bulk_create(
        Commune(
            code_insee=code,
            nom=nom,
            nom_cherche=simplifier(nom),
            codes_postaux=postaux.split(),
            departement=departement,
            region=region,
            population=population,
            latitude=latitude,
            longitude=longitude,
        )
        for code, nom, postaux, departement, region, population, latitude, longitude in COMMUNES
    )


@pytest.fixture(autouse=True)
def reseau(monkeypatch):
    """A network of its own for each test: nothing remembered from another."""
    monkeypatch.setattr(geocodage, "disjoncteur", Disjoncteur())
    geocodage._interroger.cache_clear()
    yield
    geocodage._interroger.cache_clear()


class Geoplateforme(ThreadingHTTPServer):
    """A stand-in on this machine that answers as the real one does, or as a broken one would."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Reponses)
        self.questions: list[str] = []
        self.reponse: tuple[int, bytes] = (200, reponse_json())
        self.attente_s = 0.0


class Reponses(BaseHTTPRequestHandler):
    server: Geoplateforme

    def do_GET(self):
        adresse = urlsplit(self.path)
        self.server.questions.append(f"{adresse.path} {parse_qs(adresse.query)['q'][0]}")
        time.sleep(self.server.attente_s)
        statut, corps = self.server.reponse
        with contextlib.suppress(BrokenPipeError):
            self.send_response(statut)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(corps)

    def log_message(self, *args):
        pass


def reponse_json(score=0.93, genre="housenumber", label="12 Rue Haute 38500 Voiron", coordonnees=(5.59, 45.36)):
    proprietes = {"label": label, "score": score, "type": genre, "citycode": "38563"}
    element = {"type": "Feature", "geometry": {"type": "Point", "coordinates": coordonnees}, "properties": proprietes}
    return json.dumps({"type": "FeatureCollection", "features": [element]}).encode()


@pytest.fixture
def geoplateforme(settings):
    with Geoplateforme() as serveur:
        threading.Thread(target=serveur.serve_forever, args=[0.01], daemon=True).start()
        settings.PREAU_GEOCODEUR_DOMAINE = f"http://127.0.0.1:{serveur.server_port}/geocodage"
        settings.PREAU_GEOCODEUR_DELAI_S = 30  # a busy machine is slow, not down
        yield serveur
        serveur.shutdown()


# -- Communes and postal codes: no network ---------------------------------------------------


@pytest.mark.parametrize(
    ("ecrit", "libelle"),
    [
        ("Voiron", "Voiron (38)"),
        ("  vOIRON ", "Voiron (38)"),
        ("38500", "Voiron (38)"),
        ("38500 Coublevie", "Coublevie (38)"),
        ("Coublevie 38500", "Coublevie (38)"),
        ("voiron isère", "Voiron (38)"),
        ("Voiron (38)", "Voiron (38)"),
        ("Isère, Voiron", "Voiron (38)"),
        ("Voiron Auvergne-Rhône-Alpes", "Voiron (38)"),
        ("Voiron cedex", "Voiron (38)"),
        ("VOIRON CEDEX 1", "Voiron (38)"),
        ("st etienne de crossey", "Saint-Étienne-de-Crossey (38)"),
        ("Saint Étienne", "Saint-Étienne (42)"),
        ("ST-ETIENNE", "Saint-Étienne (42)"),
        ("st emilion", "Saint-Émilion (33)"),
        ("cote saint andre", "La Côte-Saint-André (38)"),
        ("la cote st andré", "La Côte-Saint-André (38)"),
        ("35200", "Rennes (35)"),
        ("rennes 35000", "Rennes (35)"),
        ("Ajaccio", "Ajaccio (2A)"),
        ("2A004", "Ajaccio (2A)"),
        ("ajaccio 2a", "Ajaccio (2A)"),
        ("38563", "Voiron (38)"),
        ("38140", "Rives (38)"),
        ("38140 Crolles", "Crolles (38)"),
        ("Rue", "Rue (80)"),
        ("saint denis la réunion", "Saint-Denis (974)"),
        ("Bourgoin", "Bourgoin-Jallieu (38)"),
        ("Saint-Martin isère", "Saint-Martin-d'Hères (38)"),
        ("Quimper, France", "Quimper (29)"),
    ],
)
def test_une_commune_ou_un_code_postal_se_passe_de_reseau(geoplateforme, ecrit, libelle):
    lieu = situer(ecrit)
    assert (lieu.libelle, lieu.precision, lieu.source) == (libelle, "commune", "communes")
    assert not lieu.faute_de_mieux
    assert geoplateforme.questions == []


def test_rend_la_position_de_la_commune():
    assert situer("Voiron") == Lieu(45.379, 5.583, "Voiron (38)", "commune", "communes")


def test_un_nom_partage_donne_la_plus_peuplee_et_propose_les_autres():
    lieu = situer("Saint-Denis")
    assert (lieu.libelle, [autre.libelle for autre in lieu.alternatives]) == ("Saint-Denis (974)", ["Saint-Denis (93)"])
    assert situer("Saint-Denis 93").alternatives == ()
    assert situer("93200 Saint-Denis").libelle == "Saint-Denis (93)"


def test_de_plusieurs_homonymes_celui_du_departement_qui_a_des_ecoles_vient_d_abord():
    assert situer("Sainte-Marie").libelle == "Sainte-Marie (974)"
    etablissement(departement="35")
    lieu = situer("Sainte-Marie")
    assert (lieu.libelle, [autre.libelle for autre in lieu.alternatives]) == (
        "Sainte-Marie (35)",
        ["Sainte-Marie (974)", "Sainte-Marie (66)"],
    )
    assert situer("3 rue Haute, Sainte-Marie").libelle == "Sainte-Marie (35)"
    assert situer("Sainte-Marie 974").libelle == "Sainte-Marie (974)"


def test_une_grande_commune_d_un_departement_qui_a_des_ecoles_passe_avant_un_petit_homonyme():
    etablissement(departement="38")
    assert [lieu.libelle for lieu in (situer("Saint-Martin"), *situer("Saint-Martin").alternatives)] == [
        "Saint-Martin-d'Hères (38)",
        "Saint-Martin (978)",
        "Saint-Martin (50)",
    ]
    assert situer("Rennes").libelle == "Rennes (35)"


def test_le_nom_d_une_petite_commune_propose_les_grandes_qui_commencent_ainsi():
    etablissement(departement="50")
    lieu = situer("Saint-Martin")
    assert (lieu.libelle, [autre.libelle for autre in lieu.alternatives]) == (
        "Saint-Martin (50)",
        ["Saint-Martin-d'Hères (38)", "Saint-Martin-d'Uriage (38)", "Saint-Martin (978)"],
    )
    assert situer("50150 Saint-Martin").alternatives == ()


def test_un_code_postal_partage_propose_les_autres_communes():
    assert [autre.libelle for autre in situer("38500").alternatives] == ["Coublevie (38)"]


def test_un_code_postal_qui_est_aussi_un_code_insee_propose_cette_commune_en_dernier():
    assert [autre.libelle for autre in situer("38140").alternatives] == ["Saint-Blaise-du-Buis (38)", "Crolles (38)"]


def test_le_nombre_de_requetes_est_borne(django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        situer("voiron isère")
    with django_assert_max_num_queries(4):
        situer("12 rue Haute, Voiron")


# -- Addresses -------------------------------------------------------------------------------


def test_une_adresse_est_situee_par_la_geoplateforme(geoplateforme):
    lieu = situer("12 rue Haute, Voiron")
    assert lieu == Lieu(45.36, 5.59, "12 Rue Haute 38500 Voiron", "numero", "geoplateforme")
    assert geoplateforme.questions == ["/geocodage/search 12 rue Haute, Voiron"]


def test_la_meme_adresse_n_est_demandee_qu_une_fois(geoplateforme):
    assert situer("12 rue Haute, Voiron") == situer(" 12  rue Haute, Voiron ")
    assert len(geoplateforme.questions) == 1


@pytest.mark.parametrize(
    ("ecrit", "libelle"),
    [
        ("12 rue Haute, Voiron", "Voiron (38)"),
        ("12 rue Haute 38500 Voiron", "Voiron (38)"),
        ("12 rue de Rennes, 38500 Coublevie", "Coublevie (38)"),
        ("3 rue de Paris Voiron", "Voiron (38)"),
        ("Voiron, 12 rue Haute", "Voiron (38)"),
        ("3 rue de Paris, 38500", "Voiron (38)"),
        ("12 rue Haute 38140", "Rives (38)"),
        ("12 rue de Crolles, 38140", "Rives (38)"),
        ("3 rue de Rennes 38563 Voiron", "Voiron (38)"),
        ("Gymnase de Saint-Étienne-de-Crossey", "Saint-Étienne-de-Crossey (38)"),
        ("4 place du marché 22000 st brieuc", "Saint-Brieuc (22)"),
        ("Paris 15e", "Paris (75)"),
        ("Paris 15", "Paris (75)"),
        ("Voiron 42000", "Voiron (38)"),
        ("2 rue de Rennes Quimper 29", "Quimper (29)"),
        ("2 rue de Rennes, Quimper, Finistère", "Quimper (29)"),
    ],
)
def test_sans_reseau_une_adresse_est_situee_a_sa_commune(ecrit, libelle):
    lieu = situer(ecrit)
    assert (lieu.libelle, lieu.precision, lieu.source) == (libelle, "commune", "communes")
    assert lieu.faute_de_mieux


@pytest.mark.parametrize(
    "reponse",
    [
        (200, reponse_json(score=0.3)),
        (200, b'{"type": "FeatureCollection", "features": []}'),
        (200, b"[]"),
        (400, b'{"code": 400, "message": "q: must contain between 3 and 200 chars"}'),
    ],
)
def test_une_reponse_peu_sure_ne_vaut_pas_la_commune_citee(geoplateforme, reponse):
    geoplateforme.reponse = reponse
    assert situer("12 rue Haute, Voiron").libelle == "Voiron (38)"
    situer("13 rue Haute, Voiron")
    assert len(geoplateforme.questions) == 2  # the service answers: it is asked again


@pytest.mark.parametrize(
    "reponse",
    [
        (500, b"panne"),
        (429, b"{}"),
        (200, b"<html>portail captif</html>"),
        (200, b'{"features": [{"geometry": {"coordinates": []}}]}'),
        (200, b'{"features": [{"geometry": {"coordinates": [5.59, 45.36]}, "properties": {"label": "x"}}]}'),
        (200, b'{"features": "abc"}'),
        (200, b"\xff\xfe\x00"),
    ],
)
def test_un_service_en_panne_est_laisse_au_repos(geoplateforme, reponse):
    geoplateforme.reponse = reponse
    assert situer("12 rue Haute, Voiron").libelle == "Voiron (38)"
    assert situer("13 rue Haute, Voiron").libelle == "Voiron (38)"
    assert len(geoplateforme.questions) == 1


def test_un_service_lent_coute_son_delai_une_seule_fois(geoplateforme, settings):
    settings.PREAU_GEOCODEUR_DELAI_S = 0.3
    geoplateforme.attente_s = 60
    debut = time.monotonic()
    assert situer("12 rue Haute, Voiron").source == "communes"
    assert situer("13 rue Haute, Voiron").source == "communes"
    assert time.monotonic() - debut < geoplateforme.attente_s / 2
    assert len(geoplateforme.questions) == 1


def test_le_service_est_redemande_apres_le_repos(geoplateforme, monkeypatch):
    monkeypatch.setattr(geocodage, "REPOS_S", 0)
    geoplateforme.reponse = (500, b"")
    assert situer("12 rue Haute, Voiron").source == "communes"
    geoplateforme.reponse = (200, reponse_json())
    assert situer("12 rue Haute, Voiron").source == "geoplateforme"


@pytest.mark.filterwarnings("ignore:Latitude normalization")
@pytest.mark.parametrize("coordonnees", [[5.59, 145.36], ["est", "nord"], [5.59], None])
def test_une_position_impossible_n_est_pas_crue(geoplateforme, coordonnees):
    geoplateforme.reponse = (200, reponse_json(coordonnees=coordonnees))
    assert situer("12 rue Haute, Voiron").source == "communes"


# -- Nothing found -----------------------------------------------------------------------------


def test_un_nom_mal_ecrit_propose_les_noms_proches():
    with pytest.raises(LieuIntrouvable) as refus:
        situer("Voirron")
    assert refus.value.message == "Nous ne trouvons pas « Voirron ». Vouliez-vous dire Voiron (38) ?"
    assert (refus.value.code, refus.value.champ) == ("lieu_introuvable", "pres_de")
    assert refus.value.details == {"propositions": ["Voiron (38)"]}


def test_une_faute_de_frappe_ne_mene_pas_a_une_commune_contenue_dans_le_nom():
    with pytest.raises(LieuIntrouvable, match=r"Vouliez-vous dire Saint-Brieuc \(22\) ou"):
        situer("Saint Brieux")


@pytest.mark.parametrize("ecrit", ["Isère", "l'Isère", "38", "Bretagne", "La Bretagne", "Bretagne, France", "Loire"])
def test_un_departement_ou_une_region_n_est_ni_un_village_du_meme_nom_ni_une_rue(geoplateforme, ecrit):
    etablissement(departement="38")
    with pytest.raises(LieuIntrouvable, match="désigne tout un territoire : écrivez une commune"):
        situer(ecrit)
    assert geoplateforme.questions == []


def test_le_village_qui_porte_le_nom_d_une_region_se_trouve_par_son_departement_ou_son_code():
    assert [situer(ecrit).libelle for ecrit in ("Bretagne (36)", "36110")] == ["Bretagne (36)"] * 2


def test_un_long_texte_n_est_pas_recopie_en_entier():
    with pytest.raises(LieuIntrouvable, match="x…"):
        situer("x" * 500)


@pytest.mark.parametrize("ecrit", ["", "   ", "\x00", "?!…", "\U0001f3eb"])
def test_un_texte_sans_lettre_ni_chiffre_est_refuse_sans_reseau(geoplateforme, ecrit):
    with pytest.raises(LieuIntrouvable, match="une commune, un code postal ou une adresse"):
        situer(ecrit)
    assert geoplateforme.questions == []


@pytest.mark.parametrize("ecrit", ["99999", "Atlantide", "12 rue des Lilas", "<script>alert(1)</script>", "Papeete"])
def test_un_lieu_inconnu_est_refuse_par_une_phrase(ecrit):
    with pytest.raises(LieuIntrouvable, match="Nous ne trouvons pas"):
        situer(ecrit)


def test_une_commune_sans_position_est_demandee_au_reseau(geoplateforme):
    geoplateforme.reponse = (200, reponse_json(genre="municipality", label="Papeete", coordonnees=(-149.56, -17.53)))
    assert situer("Papeete") == Lieu(-17.53, -149.56, "Papeete", "commune", "geoplateforme")


@given(st.text(max_size=300) | st.text(alphabet="Voiron 38500,rue-\x00'\"%_\\;()é", max_size=80))
@reglages(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_un_texte_quelconque_est_situe_ou_refuse(ecrit):
    geocodage.disjoncteur.ouvrir()
    with contextlib.suppress(LieuIntrouvable):
        lieu = situer(ecrit)
        assert -90 <= lieu.latitude <= 90
        assert lieu.source == "communes"
