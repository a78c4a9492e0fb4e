"""Small builders of people, schools and associations: each makes exactly what its name says."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

from associations.models import Association, Membre
from comptes.models import Utilisateur
from etablissements.models import Collectivite, Etablissement, Habilitation, Site, Territoire, Zone
from etablissements.sans_accents import simplifier

MAINTENANT = datetime(2026, 9, 14, 10, 0, tzinfo=UTC)  # a Monday of the school year 2026-2027
LONGTEMPS = date(2020, 9, 1)
MOT_DE_PASSE = "le préau du collège 38"

_numeros = count(1)


def personne(courriel: str = "", **champs) -> Utilisateur:
    courriel = courriel or f"personne-{next(_numeros)}@exemple.fr"
    return Utilisateur.objects.create_user(courriel, MOT_DE_PASSE, **{"prenom": "Camille", "nom": "Essai", **champs})


def collectivite(code: str = "dep-38", **champs) -> Collectivite:
    """Return the authority of that code, with rules that leave nothing empty."""
    region = code.startswith("reg-")
    regles = {
        "tampon": timedelta(0),
        "delai_jours": 0,
        "horizon_jours": 400,
        "duree_min": timedelta(minutes=30),
        "duree_max": timedelta(hours=12),
        "pas": timedelta(minutes=15),
    }
    defauts = {
        "nom": f"Collectivité {code}",
        "type": Collectivite.Type.REGION if region else Collectivite.Type.DEPARTEMENT,
        "base_legale": Collectivite.BaseLegale.L214_6_2 if region else Collectivite.BaseLegale.L213_2_2,
        **regles,
    }
    return Collectivite.objects.get_or_create(code=code, defaults={**defauts, **champs})[0]


def etablissement(uai: str = "0381780D", nom: str = "Collège d’essai", **champs) -> Etablissement:
    """Return a public collège of Isère, unless told otherwise."""
    champs.setdefault("collectivite", None)
    defauts = {
        "nom_cherche": simplifier(nom),
        "nature": Etablissement.Nature.COLLEGE,
        "secteur": Etablissement.Secteur.PUBLIC,
        "departement": "38",
        "zone_vacances": Zone.A,
        "territoire": Territoire.METROPOLE,
    }
    champs["collectivite"] = champs["collectivite"] or collectivite()
    champs.setdefault("site", None)
    champs["site"] = champs["site"] or Site.objects.create(nom=f"Site de {nom}", latitude=45.36, longitude=5.59)
    return Etablissement.objects.create(uai=uai, nom=nom, **{**defauts, **champs})


def habiliter(utilisateur: Utilisateur, role: str, lieu: Etablissement | Collectivite, **champs) -> Habilitation:
    """Give a role from long ago and without end, unless told otherwise."""
    ou = {"etablissement": lieu} if isinstance(lieu, Etablissement) else {"collectivite": lieu}
    return Habilitation.objects.create(
        utilisateur=utilisateur, role=role, **{"premier_jour": LONGTEMPS, **ou, **champs}
    )


def association(nom: str = "Association d’essai", rna: str = "", **champs) -> Association:
    rna = rna or f"W381{next(_numeros):06}"
    return Association.objects.create(nom=nom, rna=rna, **{"creee_le": MAINTENANT, **champs})


def adherer(utilisateur: Utilisateur, lieu: Association, role: str = Membre.Role.REPRESENTANT) -> Membre:
    return Membre.objects.create(association=lieu, utilisateur=utilisateur, role=role, depuis_le=MAINTENANT)
