"""After the search: what is remembered, what is proposed instead, what steering will read."""

from datetime import date
from urllib.parse import parse_qsl

import pytest
from django.utils import timezone

from salles.models import RechercheInfructueuse
from tests.pages import a_plat
from tests.salles.autour_de_voiron import ecole, equipement, mardi, planter_le_decor, une_salle
from tests.salles.salles_d_essai import MAINTENANT, TOUS_LES_SOIRS, prises

pytestmark = [pytest.mark.django_db, pytest.mark.lent]

SERIE = {"pres_de": "Voiron", "date": "2026-11-24", "debut": "18:00", "fin": "20:00", "repetition": "hebdomadaire"}
UNE_DATE = {"pres_de": "Voiron", "date": "2026-11-24", "debut": "18:00", "fin": "20:00"}


@pytest.fixture(autouse=True)
def decor(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)
    return planter_le_decor()


# -- The last search -----------------------------------------------------------------------


def test_la_derniere_recherche_est_reproposee(client):
    client.get("/", SERIE | {"effectif": "24", "activite": "Théâtre amateur", "jours": ["2", "4"], "type": "amphi"})
    form = client.get("/").context["form"]
    assert {nom: form[nom].value() for nom in ("pres_de", "effectif", "activite", "jours", "type", "date")} == {
        "pres_de": "Voiron",
        "effectif": "24",
        "activite": "theatre",
        "jours": ["2", "4"],
        "type": ["amphi"],
        "date": date(2026, 11, 24),
    }


def test_une_date_passee_revient_le_meme_jour_de_la_semaine(client, monkeypatch):
    client.get("/", SERIE)
    monkeypatch.setattr(timezone, "now", lambda: mardi(41).debut)  # September of the next school year
    form = client.get("/").context["form"]
    assert (form["date"].value(), form["jusqu_au"].value()) == (date(2027, 9, 7), date(2028, 6, 30))


def test_la_position_de_la_personne_n_est_pas_retenue(client):
    client.get("/", UNE_DATE | {"pres_de": "", "lat": "45.3611", "lon": "5.5911"})
    assert "45.3611" not in client.cookies["recherche"].value
    assert client.get("/").context["form"]["lat"].value() is None


def test_des_dates_choisies_il_ne_revient_que_la_premiere_demandee_une_fois(client):
    client.get("/", UNE_DATE | {"repetition": "dates", "autres_dates": "8/12/2026"})
    form = client.get("/").context["form"]
    assert (form["repetition"].value(), form["autres_dates"].value()) == (None, None)


@pytest.mark.parametrize(
    "valeur", ["", "date=demain", "date=%00&pres_de=<script>", "date=2026-11-24&effectif=mille", "&&&=;"]
)
def test_un_temoin_abime_ne_casse_pas_l_accueil(client, valeur):
    client.cookies["recherche"] = valeur
    assert client.get("/").status_code == 200


def test_une_recherche_refusee_ne_remplace_pas_la_derniere(client):
    client.get("/", SERIE)
    client.get("/", SERIE | {"pres_de": "Rives", "effectif": "0"})
    assert client.get("/").context["form"]["pres_de"].value() == "Voiron"


# -- The order --------------------------------------------------------------------------------


def noms(client, **autres) -> list[str]:
    return [ecole.etablissement.nom for ecole in client.get("/", SERIE | autres).context["ecoles"]]


def test_les_plus_proches_d_abord_se_choisit_d_un_lien_et_se_retient(client, decor):
    par_liberte = ["Collège La Garenne", "Collège Le Vergeron", "Collège Plan Menu", "Lycée Ferdinand-Buisson"]
    assert noms(client) == par_liberte
    ordre = client.get("/", SERIE).context["ordre"]
    assert ordre["dit"] == "Les plus libres d’abord, puis les plus proches."
    page = client.get(ordre["url"])
    par_distance = ["Collège La Garenne", "Lycée Ferdinand-Buisson", "Collège Plan Menu", "Collège Le Vergeron"]
    assert [ecole.etablissement.nom for ecole in page.context["ecoles"]] == par_distance
    assert 'name="ordre" value="proches"' in page.content.decode()
    assert client.get("/").context["form"]["ordre"].value() == "proches"
    assert "ordre" not in dict(parse_qsl(page.context["ordre"]["url"]))
    assert noms(client, ordre="libres") == par_liberte


def test_une_salle_jamais_libre_ne_passe_pas_devant_parce_qu_elle_est_proche(client, decor):
    prises(decor["Salle des piliers"], *(mardi(n) for n in range(32)))
    assert noms(client, ordre="proches")[-1] == "Collège La Garenne"


def test_un_ordre_inconnu_est_refuse(client):
    assert client.get("/", SERIE | {"ordre": "hasard"}).context["form"].errors.keys() == {"ordre"}


# -- Namesakes -----------------------------------------------------------------------------


def test_un_code_postal_partage_propose_l_autre_commune(client):
    contexte = client.get("/", SERIE | {"pres_de": "38500"}).context
    [autre] = contexte["homonymes"]
    assert (
        "Nous avons compris Voiron (38). Vouliez-vous dire"
        in client.get("/", SERIE | {"pres_de": "38500"}).content.decode()
    )
    assert autre["nom"] == "Coublevie (38)"
    assert dict(parse_qsl(autre["url"].removeprefix("/?")))["pres_de"] == "Coublevie (38)"
    assert client.get(autre["url"]).context["homonymes"] == []


def test_une_adresse_que_l_on_ne_trouve_pas_dit_d_ou_partent_les_distances(client):
    phrase = "Nous n’avons pas trouvé cette adresse : les distances partent du centre de Voiron (38)."
    assert phrase in a_plat(client.get("/", SERIE | {"pres_de": "12 rue Haute, Voiron"}))
    assert phrase not in a_plat(client.get("/", SERIE | {"pres_de": "Voiron"}))


# -- The nearest thing that exists -----------------------------------------------------------


def piste(client, **criteres):
    return client.get("/", SERIE | criteres).context["piste"]


def phrase(client, **criteres) -> str:
    return piste(client, **criteres).phrase.replace("\N{NO-BREAK SPACE}", " ")


def test_rien_ici_mais_plus_loin(client):
    assert phrase(client, pres_de="Voreppe", rayon_km="5") == (
        "La plus proche qui soit libre est à 6,5 km. Quatre salles sont libres à 10 km au plus."
    )
    suite = dict(parse_qsl(piste(client, pres_de="Voreppe", rayon_km="5").parametres))
    assert (suite["rayon_km"], suite["pres_de"]) == ("10", "Voreppe")
    assert client.get("/", suite).context["bilan"].startswith("5\N{NO-BREAK SPACE}salles dans 4")


def test_rien_de_ce_type_mais_d_autres_salles(client):
    equipement("piano", "Piano")
    assert phrase(client, type="internat") == "Quatre salles sont libres si vous renoncez au type de salle."
    assert phrase(client, equipement="piano", type="cdi") == (
        "Quatre salles sont libres si vous renoncez au type de salle et aux équipements."
    )


def test_jamais_on_ne_propose_de_renoncer_a_l_acces_en_fauteuil(client):
    assert dict(parse_qsl(piste(client, type="internat", pmr="1").parametres))["pmr"] == "1"
    assert phrase(client, type="internat", pmr="1") == "Deux salles sont libres si vous renoncez au type de salle."


def test_rien_de_complet_mais_une_partie_des_dates(client, decor):
    prises(decor["Salle des piliers"], mardi(0))
    assert phrase(client, complet="1") == "Quatre salles sont libres à une partie des dates."


def test_des_salles_prises_restent_dites_avec_leurs_raisons(client):
    contexte = client.get("/", SERIE | {"type": "cdi"}).context
    assert [ligne.salle.nom for ecole in contexte["ecoles"] for ligne in ecole.lignes] == ["CDI"]
    assert contexte["piste"].phrase.startswith("Quatre salles sont libres si vous renoncez")


def test_un_souhait_tout_en_vacances_propose_de_les_garder(client, decor):
    une_salle(decor["CDI"].etablissement, "Foyer", "autre", 30, plages=TOUS_LES_SOIRS)
    noel = {"date": "2026-12-22", "jusqu_au": "2026-12-29"}
    assert client.get("/", SERIE | noel).context["conclusion"] == (
        "Toutes les dates de ce souhait tombent pendant les vacances ou un jour férié."
    )
    assert phrase(client, **noel) == "Une salle est libre pendant les vacances."
    suite = dict(parse_qsl(piste(client, **noel).parametres))
    assert client.get("/", suite).context["conclusion"] == "Une salle est libre les 2 mardis."


def test_ni_ici_ni_de_ce_type_on_propose_les_deux(client):
    trouvee = piste(client, pres_de="Voreppe", rayon_km="5", type="internat")
    assert trouvee.phrase.replace("\N{NO-BREAK SPACE}", " ") == (
        "Si vous renoncez au type de salle, la plus proche qui soit libre est à 6,5 km. "
        "Quatre salles sont libres à 10 km au plus."
    )
    suite = dict(parse_qsl(trouvee.parametres))
    assert ("type" in suite, suite["rayon_km"]) == (False, "10")
    assert client.get("/", suite).context["en_vain"] is False


def test_rien_a_cette_heure_on_propose_le_soir(client):
    trouvee = piste(client, debut="06:00", fin="07:30")
    assert trouvee.phrase.replace("\N{NO-BREAK SPACE}", " ") == "Quatre salles sont libres de 18 h à 19 h 30."
    suite = dict(parse_qsl(trouvee.parametres))
    assert (suite["debut"], suite["fin"]) == ("18:00", "19:30")
    assert client.get("/", suite).context["en_vain"] is False


def test_rien_a_cent_kilometres_se_dit_et_la_question_s_ouvre(client):
    reponse = client.get("/", SERIE | {"jours": "7"})
    assert reponse.context["piste"] is None
    lue = reponse.content.decode()
    assert "Essayez un autre jour ou une autre heure." in lue
    assert '<details class="plus" open><summary><span>Modifier' in lue


def test_une_piste_n_est_cherchee_que_si_rien_n_est_libre(client):
    assert "piste" not in client.get("/", SERIE).context


# -- What was looked for in vain ---------------------------------------------------------------


def test_une_recherche_vaine_est_notee_sans_personne(client, executer_taches):
    client.get("/", SERIE | {"type": ["internat", "autre"], "effectif": "24"})
    executer_taches()
    champs = [champ.attname for champ in RechercheInfructueuse._meta.fields if champ.attname != "id"]
    assert list(RechercheInfructueuse.objects.values_list(*champs)) == [
        (date(2026, 11, 9), "Voiron (38)", 45.36, 5.59, 10.0, "internat,autre", 24, 0)
    ]


def test_une_recherche_qui_trouve_n_est_pas_notee(client, taches):
    client.get("/", SERIE)
    assert taches.jobs == {}


def test_relire_la_meme_recherche_vaine_ne_compte_qu_une_fois(client, taches):
    for _ in range(3):
        client.get("/", SERIE | {"type": "internat"})
    client.get("/", SERIE | {"type": "internat", "page": "2"})
    assert len(taches.jobs) == 1
    client.get("/", SERIE | {"type": "internat", "effectif": "9"})
    assert len(taches.jobs) == 2


def test_une_position_est_notee_par_sa_commune_et_arrondie(client, taches, executer_taches):
    client.get("/", UNE_DATE | {"pres_de": "", "lat": "45.32481", "lon": "5.58219", "type": "internat"})
    [tache] = taches.jobs.values()
    assert (tache["args"]["latitude"], tache["args"]["longitude"]) == (45.32, 5.58)
    executer_taches()
    assert RechercheInfructueuse.objects.get().lieu == "Moirans (38)"


def test_des_salles_toutes_prises_comptent_leurs_dates(client, executer_taches):
    seule = une_salle(ecole("0380009Z", "Collège d’ailleurs", 45.1672, 5.7653, "38421"), "Foyer", "autre", 30)
    prises(seule, mardi(0), mardi(1))
    client.get("/", SERIE | {"pres_de": "Saint-Martin-d’Hères", "jusqu_au": "2026-12-01"})
    executer_taches()
    assert RechercheInfructueuse.objects.get().dates == 2
