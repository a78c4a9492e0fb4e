"""An authority joins the commons."""

from datetime import timedelta

from etablissements.cog import departements, regions
from etablissements.identifiants import IdentifiantInvalide, decouper_code_collectivite
from etablissements.models import Collectivite
from socle.erreur import ErreurMetier
from socle.rejouer import rejouer

Type = Collectivite.Type

# What an authority starts with, until it sets its own. The delay counts school days.
REGLES_INITIALES = {
    "tampon": timedelta(minutes=15),
    "delai_jours": 20,
    "horizon_jours": 400,
    "duree_min": timedelta(minutes=30),
    "duree_max": timedelta(hours=12),
    "pas": timedelta(minutes=15),
}
# The mandatory three-party convention of the owner. Source: domain of each level of schools.
BASES_LEGALES = {
    Type.DEPARTEMENT: Collectivite.BaseLegale.L213_2_2,
    Type.REGION: Collectivite.BaseLegale.L214_6_2,
}


class CollectiviteExistante(ErreurMetier):
    code = "collectivite_existante"


@rejouer
def creer_collectivite(*, code: str, nom: str, type_collectivite: str) -> Collectivite:
    """Create an authority with the usual rules, ready to import its schools.

    Refuses with `IdentifiantInvalide` when the code official géographique does not know it or the type disagrees,
    with `CollectiviteExistante` when it is already there.
    """
    type_du_code, numero = decouper_code_collectivite(code)
    if type_du_code != type_collectivite:
        raise IdentifiantInvalide(
            f"Le code {code} est celui d’un type « {type_du_code} », vous avez écrit « {type_collectivite} » : "
            "corrigez l’un des deux.",
            champ="type",
        )
    connus = departements() if type_du_code == Type.DEPARTEMENT else regions()
    if numero not in connus:
        raise IdentifiantInvalide(
            f"Le code officiel géographique n’a pas de {Type(type_du_code).label} {numero} : vérifiez le code.",
            champ="code",
        )
    code = code.strip()
    if Collectivite.objects.filter(code=code).exists():
        raise CollectiviteExistante(f"La collectivité {code} existe déjà : il n’y a rien à faire.", champ="code")
    collectivite = Collectivite(
        code=code,
        nom=" ".join(nom.split()),
        type=type_du_code,
        base_legale=BASES_LEGALES[Type(type_du_code)],
        **REGLES_INITIALES,
    )
    collectivite.full_clean()
    collectivite.save()
    return collectivite
