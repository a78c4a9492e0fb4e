"""Whatever is typed into whichever field of a page: a sentence in French or a step further, and never half of it."""

from collections.abc import Iterator, Mapping
from urllib.parse import quote_from_bytes

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from conventions.models import Souhait
from etablissements.models import Etablissement
from salles.models import Salle
from tests.bilan import en_profondeur
from tests.conventions.demandes_d_essai import theatre
from tests.formulaires import Formulaire
from tests.plateforme.droits import COLONNES, TABLE, Ligne, lire_la_table
from tests.plateforme.monde_des_droits import AUTRE_UAI, Monde, planter
from tests.plateforme.test_droits import preparer
from tests.salles.salles_d_essai import MAINTENANT

Etat = dict[str, str]

# What has broken programs before, whatever the field; a list is a field that is sent several times.
PIEGES: dict[str, bytes | list[bytes] | None] = {
    "absent": None,
    "vide": b"",
    "deux fois": [b"1", b"2"],
    "900 fois": [b"2026-11-16"] * 900,
    "2 000 fois": [b"2026-11-16"] * 2_000,
    "négatif": b"-1",
    "zéro": b"0",
    "inconnu": b"999999",
    "milliard": b"1000000000",
    "hors de bigint": b"9" * 30,
    "décimal": b"1,5",
    "pas un nombre": b"NaN",
    "25:00": b"25:00",
    "31 février": b"31/02/2026",
    "avant": b"01/01/1999",
    "an 1": b"0001-01-01",
    "an 9999": b"31/12/9999",
    "balise": b"<script>alert(1)</script>",
    "émoji": "👩‍👩‍👧 🎭".encode(),
    "à l’envers": "\u202e\ufeff".encode(),
    "nul": b"a\x00b",
    "demi-caractère": b"\xed\xa0\x80",
    "pas de l’UTF-8": b"\xff\xfe",
    "million": b"a" * 1_000_000,
}
TYPE = "application/x-www-form-urlencoded"
NOS_APPLICATIONS = {"conventions", "salles", "associations", "etablissements", "comptes", "socle"}
UN_SUR = 10  # traps of a field that are tried each time; all of them in depth
# What a person types where the page proposes nothing.
TYPES = {
    "acte": "refuser",
    "courriel": "malik@exemple.fr",
    "debut": "18:00",
    "dernier_jour": "23/02/2027",
    "effectif": "12",
    "f-jour": "22/02/2027",
    "f-nom": "Fête locale",
    "fin": "20:00",
    "date": "22/02/2027",
    "intitule": "Délibération sur le prêt des salles",
    "jour": "22/02/2027",
    "libelle": "EPS",
    "message": "La salle sert à cette heure-là.",
    "motif": "besoin_etablissement",
    "nom": "Un nom",
    "premier_jour": "22/02/2027",
    "pris_le": "05/10/2026",
    "reference": "2026-38",
    "quantite": "4",
    "role": "gestionnaire",
    "objet": "Répétitions.",
    "responsable_courriel": "malik@exemple.fr",
    "responsable_nom": "Malik Benali",
    "responsable_telephone": "06 00 00 00 00",
    "rna": "W381000009",
    "v-dernier_jour": "23/02/2027",
    "v-nom": "Vacances d’essai",
    "v-premier_jour": "22/02/2027",
}
# Buttons and hidden words that a page sends only once it has shown something.
CACHES = ("vu", "revenir", "enregistrer", "placer")
DIT = (
    'id="resume-erreurs"',  # what is wrong, field by field
    'name="vu"',  # « ce que cela implique »
    'name="enregistrer"',  # what a change does to a series
    'name="place"',  # where an offer would put each date,
    'name="sans"',  # and what could not be had there
    'class="toasts"',  # a message
    'class="erreur"',  # a page that refuses
)


def a_remplir() -> list[Ligne]:
    """Return the rows of the table that a person fills in on a page of ours."""
    return [
        ligne
        for ligne in lire_la_table(TABLE.read_text())
        if ligne.methode == "POST"
        and "oui" in ligne.mots.values()
        and not ligne.nom.startswith(("api:", "account_", "mfa_"))
    ]


def nommer(ligne: Ligne) -> str:
    return f"{ligne.nom} {ligne.appel}"


@pytest.mark.lent
@pytest.mark.django_db
@pytest.mark.parametrize("ligne", a_remplir(), ids=nommer)
def test_quoi_que_l_on_tape_la_page_repond_en_francais(ligne, monkeypatch, request):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)
    monde = planter()
    qui = next(colonne for colonne in reversed(COLONNES) if ligne.mots[colonne] == "oui")
    chemin, envoi = preparer(monde, ligne)
    base = rempli(monde, qui, chemin, envoi) | envoi | caches(chemin)
    tous = list(pieges().items())
    client, avant = monde.client(qui), etat()
    pas = 1 if en_profondeur(request.config) else UN_SUR
    fautes = {}
    for rang, champ in enumerate(sorted({*base, *CACHES})):
        for nom, piege in tous[rang % pas :: pas]:
            for valeurs in abimes(base.get(champ, ""), piege):
                corps = {autre: [valeur.encode()] for autre, valeur in base.items()} | {champ: valeurs}
                if any(corps.values()) and (
                    faute := essayer(client, chemin, corps, avant, dit=bool(base) and champ != "revenir")
                ):
                    fautes[champ, nom] = faute
    assert fautes == {}


def rempli(monde: Monde, qui: str, chemin: str, envoi: Mapping[str, str]) -> dict[str, str]:
    """Return what the form of that page sends, filled in; nothing where no page shows it."""
    reponse = monde.client(qui).get(chemin, envoi)
    octets = b"".join(reponse)  # a file is closed once it is read
    if reponse.status_code != 200 or not reponse["Content-Type"].startswith("text/html"):
        return {}
    page, lus = octets.decode(), {}
    for action in (None, "", chemin):
        formulaire = Formulaire(page, action)
        lus |= {nom: valeurs[0] for nom, valeurs in (formulaire.boutons | formulaire.valeurs).items()}
    connus = {nom: str(monde.sujets[nom]) for nom in ("salle", "association")} | {"activite": str(theatre().pk)}
    types = {nom: valeur for nom, valeur in (TYPES | connus).items() if f'name="{nom}"' in page and not lus.get(nom)}
    return {nom: valeur for nom, valeur in (lus | types).items() if nom not in ("csrfmiddlewaretoken", "apercu")}


def caches(chemin: str) -> dict[str, str]:
    """Return what the buttons of a later page send, for a page that answers to nothing else."""
    if not chemin.endswith("/replacer/"):
        return {}
    souhait = Souhait.objects.earliest("pk")
    return {"placer": f"{souhait.salle_id};20:00;21:00;{souhait.pk};2026-11-16,2026-11-23"}


def pieges() -> dict[str, bytes | list[bytes] | None]:
    """Return the traps, among them a room that exists and belongs to another school."""
    ailleurs = Etablissement.objects.get(uai=AUTRE_UAI)
    salle = Salle.objects.get_or_create(etablissement=ailleurs, nom="Ailleurs", defaults={"effectif_max": 10})[0]
    return PIEGES | {"d’une autre école": str(salle.pk).encode()}


def essayer(client: Client, chemin: str, corps: Mapping[str, list[bytes]], avant: Etat, *, dit: bool) -> str:
    """Send it once, put everything back, and say what is wrong with the answer."""
    point = transaction.savepoint()
    try:
        reponse = client.post(chemin, b"&".join(coder(corps)), content_type=TYPE)
        if reponse.status_code >= 500:
            return f"{reponse.status_code} : {reponse.exc_info}"
        if reponse.status_code == 302:
            return ""
        if dit and reponse.status_code == 200 and not any(mot in reponse.content.decode() for mot in DIT):
            return "la page revient sans rien dire"
        return ", ".join(f"écrit à moitié : {table}" for table, resume in etat().items() if resume != avant[table])
    finally:
        connection.needs_rollback = False
        transaction.savepoint_rollback(point)


def coder(corps: Mapping[str, list[bytes]]) -> Iterator[bytes]:
    for nom, valeurs in corps.items():
        for valeur in valeurs:
            yield f"{nom}={quote_from_bytes(valeur)}".encode()


def etat() -> Etat:
    """Return a digest of each table of ours, by its name: the order of the rows is that of the plan of the moment."""
    tables = [modele._meta.db_table for modele in apps.get_models() if modele._meta.app_label in NOS_APPLICATIONS]
    with connection.cursor() as curseur:
        curseur.execute(
            " UNION ALL ".join(
                f"SELECT '{table}', md5(string_agg(t::text, ',' ORDER BY t::text)) FROM {table} t"  # noqa: S608 -- our own names
                for table in tables
            )
        )
        return dict(curseur.fetchall())


def abimes(juste: str, piege: bytes | list[bytes] | None) -> Iterator[list[bytes]]:
    """Put the trap in the place of a value, and in that of each part of one that has several."""
    yield [piege] if isinstance(piege, bytes) else (piege or [])
    parties = juste.encode().split(b";")
    if isinstance(piege, bytes) and len(parties) > 1:
        for rang in range(len(parties)):
            yield [b";".join([*parties[:rang], piege, *parties[rang + 1 :]])]
