"""Why an association, its members or its papers are refused.

ErreurMetier
├── AssociationConnue      one record each: ask to join it
├── IdentifiantPris        by another record, when one's own is corrected
├── DejaMembre
├── AdhesionEnAttente
├── AdhesionDejaRepondue
├── AssociationInconnue
├── SansRepresentant       the last one stays
├── PieceIllisible         neither PDF, JPEG nor PNG
├── PieceTropLourde
└── PiecePerimee
"""

from socle.erreur import ErreurMetier


class AssociationConnue(ErreurMetier):
    """The identifier belongs to a record that exists; `details["nom"]` is public, its members are not."""

    code = "association_connue"

    def __init__(self, nom: str):
        super().__init__(
            f"« {nom} » est déjà inscrite sur Préau. Demandez à ses membres de vous y accueillir.", details={"nom": nom}
        )


class IdentifiantPris(ErreurMetier):
    code = "identifiant_pris"
    message = "Un de ces identifiants est celui d’une autre association inscrite : vérifiez-le."


class DejaMembre(ErreurMetier):
    code = "deja_membre"
    message = "Vous êtes déjà membre de cette association : elle est dans votre espace."


class AdhesionEnAttente(ErreurMetier):
    code = "adhesion_en_attente"
    message = "Votre demande est déjà chez les membres de cette association. Vous recevrez leur réponse par courriel."


class AdhesionDejaRepondue(ErreurMetier):
    code = "adhesion_deja_repondue"
    message = "Un autre membre a déjà répondu à cette demande."


class AssociationInconnue(ErreurMetier):
    code = "association_inconnue"
    message = "Aucune association ne porte cet identifiant sur Préau : inscrivez-la."
    statut_http = 404


class SansRepresentant(ErreurMetier):
    code = "sans_representant"
    message = "Une association garde au moins un représentant : nommez-en un autre avant."


class PieceIllisible(ErreurMetier):
    code = "piece_illisible"
    message = "Ce fichier n’est ni un PDF, ni une photo JPEG ou PNG. Déposez un de ces trois formats."
    statut_http = 400


class PieceTropLourde(ErreurMetier):
    code = "piece_trop_lourde"
    message = "Ce fichier dépasse 10 Mo. Réduisez-le, ou photographiez le document."
    statut_http = 400


class AssuranceSansTerme(ErreurMetier):
    code = "assurance_sans_terme"
    message = "Donnez le dernier jour que l’attestation dit couvert : une assurance court cinq ans au plus."
    statut_http = 400


class PiecePerimee(ErreurMetier):
    code = "piece_perimee"
    message = "Ce document n’est plus valable : déposez celui qui est en cours."
    statut_http = 400
