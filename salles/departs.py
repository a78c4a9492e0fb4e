"""What is usual for each type of room: the gestionnaire starts from it and mends, instead of filling an empty page."""

from dataclasses import dataclass

from salles.models import Salle
from salles.models.offre import TypeErp

Type, Acces, Categorie = Salle.Type, Salle.Acces, Salle.CategorieErp


@dataclass(frozen=True, slots=True)
class Depart:
    """The usual answers. `effectif_max` stays within the fifth category unless `categorie_erp` says otherwise.

    Source: règlement de sécurité ERP, arrêté of 22 June 1990 (thresholds of the fifth category: `docs/domaine.md`).
    """

    effectif_max: int
    types_erp: tuple[str, ...]
    acces: str = Acces.GARDIEN
    categorie_erp: int = Categorie.CINQUIEME
    vestiaires: bool = False
    equipements: tuple[str, ...] = ()


DEPARTS: dict[str, Depart] = {
    Type.SALLE_DE_CLASSE: Depart(30, (TypeErp.R,), equipements=("tableau", "tables_et_chaises", "videoprojecteur")),
    Type.GYMNASE: Depart(
        200, (TypeErp.X,), Acces.CLE, Categorie.QUATRIEME, vestiaires=True, equipements=("terrains_traces", "tapis")
    ),
    Type.SALLE_POLYVALENTE: Depart(
        100, (TypeErp.L,), categorie_erp=Categorie.QUATRIEME, equipements=("tables_et_chaises", "sonorisation")
    ),
    Type.AMPHI: Depart(
        150, (TypeErp.L, TypeErp.R), categorie_erp=Categorie.QUATRIEME, equipements=("videoprojecteur", "sonorisation")
    ),
    Type.SALLE_INFO: Depart(24, (TypeErp.R,), equipements=("ordinateurs", "videoprojecteur", "wifi")),
    Type.SALLE_MUSIQUE: Depart(30, (TypeErp.R,), equipements=("piano", "sonorisation")),
    Type.CDI: Depart(40, (TypeErp.R, TypeErp.S), equipements=("tables_et_chaises", "wifi")),
    Type.REFECTOIRE: Depart(
        150, (TypeErp.N,), categorie_erp=Categorie.QUATRIEME, equipements=("tables_et_chaises", "point_d_eau")
    ),
    Type.SALLE_ARTS: Depart(28, (TypeErp.R,), equipements=("tables_et_chaises", "point_d_eau")),
    Type.ATELIER: Depart(15, (TypeErp.R,), equipements=("point_d_eau",)),
    Type.TERRAIN_EXTERIEUR: Depart(100, (TypeErp.PA,), Acces.CLE, equipements=("terrains_traces",)),
    Type.INTERNAT: Depart(20, (TypeErp.R,)),
    Type.AUTRE: Depart(30, (TypeErp.R,)),
}
