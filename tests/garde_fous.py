"""What no page may do, whatever its test is about."""

import re
from collections.abc import Callable

from django.db import connection

METHODES_DE_LECTURE = {"GET", "HEAD", "OPTIONS"}
ECRITURE = re.compile(r'(?<!FOR )(?<!KEY )(?<!DO )\b(?:INSERT INTO|UPDATE|DELETE FROM|MERGE INTO)\s+"?(\w+)')
# Housekeeping of the framework, without meaning for the trade.
TABLES_DU_CADRE = {"django_session", "plateforme_cache", "plateforme_cadence", "mfa_authenticator"}
# OpenID Connect comes back by GET, and signs in: the protocol says so.
RETOUR_OIDC = "/login/callback/"


class PageQuiEcrit(AssertionError):
    """A page that is only read wrote to a table of the trade."""


def _refuser_les_ecritures(executer, sql, parametres, plusieurs, contexte):
    for table in ECRITURE.findall(str(sql)):
        if table not in TABLES_DU_CADRE:
            raise PageQuiEcrit(f"Lire une page a écrit dans {table} : {sql}")
    return executer(sql, parametres, plusieurs, contexte)


def lecture_seule(requete: Callable) -> Callable:
    """Return the test client's `request`, which fails when a reading writes."""

    def gardee(client, **environnement):
        lecture = environnement.get("REQUEST_METHOD") in METHODES_DE_LECTURE
        if not lecture or environnement["PATH_INFO"].endswith(RETOUR_OIDC):
            return requete(client, **environnement)
        with connection.execute_wrapper(_refuser_les_ecritures):
            return requete(client, **environnement)

    return gardee
