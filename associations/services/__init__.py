from associations.services.adhesions import demander_adhesion, nommer, repondre_adhesion, retirer_membre
from associations.services.fiche import Identifiants, creer_association, lire_identifiants, modifier_association
from associations.services.pieces import deposer_piece, retirer_piece

__all__ = [
    "Identifiants",
    "creer_association",
    "demander_adhesion",
    "deposer_piece",
    "lire_identifiants",
    "modifier_association",
    "nommer",
    "repondre_adhesion",
    "retirer_membre",
    "retirer_piece",
]
