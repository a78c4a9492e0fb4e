"""What a convention must say and Préau does not know: blanks that the school fills in before anybody votes or signs."""

from associations.models import Association
from conventions.models import Convention

Lignes = list[list[str | None]]  # a term and its value; none is a blank to fill in, "" leaves no line


def blancs(convention: Convention) -> dict[str, Lignes]:
    """Return, by the article that they belong to, the lines that nobody has given."""
    return {
        "objet": [
            ["Nature (culturelle, sportive, sociale, socio-éducative, formation…)", None],
            ["Public accueilli", None],
        ],
        "effectif": [["Encadrants présents", None]],
        "securite": [
            ["Visite des lieux faite le", None],
            ["Registre de sécurité vu le", None],
            ["Agent de sécurité incendie (SSIAP), si l’activité en demande un", None],
            ["Point de rassemblement", None],
            ["Défibrillateur", None],
        ],
        "acces": [
            ["Clés, badges ou codes confiés à", None],
            ["Nombre, remis le", None],
            ["Code de l’alarme remis à", None],
            ["Dépôt de garantie", None],
            ["Numéro d’astreinte", None],
        ],
        "prix": _du_prix(convention),
        "materiel": [
            [f"{ligne.materiel.nom} : valeur, état à la remise", None] for ligne in convention.demande.materiels.all()
        ],
        "assurance": [
            ["Assureur", None],
            ["Numéro du contrat", None],
            ["Montants garantis", None],
            ["Renonciation à recours", None],
        ],
        "signature": [["Fait à", None], ["Nombre d’originaux", None]],
    }


def de_l_organisateur(association: Association) -> Lignes:
    """Return what identifies the organiser beside its numbers."""
    if association.nature != Association.Nature.ASSOCIATION:
        return [["Agréments et affiliations", None]]
    return [["Déclarée le, publiée au Journal officiel le", None], ["Agréments et affiliations", None]]


def _du_prix(convention: Convention) -> Lignes:
    charges: Lignes = [["Part des charges (fluides, gardiennage)", None]]
    paiement: Lignes = [["Échéances de paiement", None], ["Pénalité de retard", None], *charges]
    if convention.montant_euros:
        return paiement
    if convention.motif_gratuite:
        return [["Valeur de l’avantage en nature", None], *charges]
    if convention.demande.etablissement.est_public:
        return [["Redevance", None], ["Indexation", None], *paiement]
    return charges
