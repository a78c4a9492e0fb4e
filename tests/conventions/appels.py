"""Calls to file a request, as a program makes them: each is right, unless told otherwise."""

from associations.models import Association
from salles.models import Salle
from tests.conventions.demandes_d_essai import theatre
from tests.salles.salles_d_essai import LUNDI

ADRESSE = "/api/v1/demandes/"
JSON = "application/json"


def voeu(ou: Salle, **champs) -> dict:
    return {"salle": ou.pk, "date": f"{LUNDI}", "debut": "18:00", "fin": "20:00"} | champs


def corps(qui: Association, *voeux: dict, **champs) -> dict:
    return {
        "association": qui.pk,
        "activite": theatre().pk,
        "objet": "Répétitions de la pièce de fin d’année.",
        "effectif": 12,
        "responsable": {"nom": "Malik Benali", "telephone": "06 00 00 00 00", "courriel": "malik@exemple.fr"},
        "creneaux": list(voeux),
    } | champs


def deposer(client, envoi: dict, **entetes):
    return client.post(ADRESSE, envoi, content_type=JSON, headers=entetes)
