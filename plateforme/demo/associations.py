"""The invented associations of the demo: who they are, their members, the papers of their wallet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from stdnum import luhn

from associations.models import Association, DemandeAdhesion, Membre, Piece
from associations.services import demander_adhesion, deposer_piece
from comptes.models import Utilisateur
from conventions.pieces import ATTENDUES
from plateforme.demo.dessin import dessiner_piece
from plateforme.demo.messages import messages_deja_partis
from plateforme.demo.reperes import DOMAINE
from socle.typographie import BLANC

NOMBRE = 60
UN_JOUR = timedelta(days=1)
Nature = Association.Nature
NOMS = {
    Nature.ASSOCIATION: "Association",
    Nature.COLLECTIVITE: "Commune",
    Nature.ORGANISME_FORMATION: "Organisme de formation",
}
# Requesters that are no associations, by number: of the natures that an authority admits unless it says otherwise.
AUTRES_NATURES = {
    15: Nature.ORGANISME_FORMATION,
    17: Nature.COLLECTIVITE,
    27: Nature.COLLECTIVITE,
    30: Nature.ORGANISME_FORMATION,
    40: Nature.ORGANISME_FORMATION,
}


@dataclass(frozen=True, slots=True)
class Lieu:
    commune: str
    code_postal: str
    departement: str


# Thirteen places, ten activities: no two associations are alike, and the Isère, which asks most, has every activity.
LIEUX = (
    Lieu("Voiron", "38500", "38"),
    Lieu("Moirans", "38430", "38"),
    Lieu("Grenoble", "38000", "38"),
    Lieu("Rennes", "35000", "35"),
    Lieu("Brest", "29200", "29"),
    Lieu("Vannes", "56000", "56"),
    Lieu("Saint-Brieuc", "22000", "22"),
    Lieu("Vitré", "35500", "35"),
    Lieu("Coublevie", "38500", "38"),
    Lieu("Quimper", "29000", "29"),
    Lieu("Lorient", "56100", "56"),
    Lieu("Lannion", "22300", "22"),
    Lieu("Fougères", "35300", "35"),
)
# Code of the activity -> what the association is for, what it comes to do.
ACTIVITES: dict[str, tuple[str, str]] = {
    "theatre": ("Théâtre amateur", "Atelier de théâtre pour adultes, jusqu’au spectacle de juin."),
    "danse": ("Danses traditionnelles", "Danses traditionnelles, débutants et confirmés."),
    "badminton": ("Sports de raquette", "Entraînement libre et initiation des nouveaux adhérents."),
    "chorale": ("Chant choral", "Répétitions hebdomadaires, tous les pupitres."),
    "langues": ("Langues et voyages", "Cours d’italien pour adultes, deux niveaux."),
    "gymnastique": ("Gymnastique volontaire", "Gymnastique d’entretien, tous les âges."),
    "aide_aux_devoirs": ("Entraide scolaire", "Accompagnement de collégiens après la classe, par des bénévoles."),
    "musique": ("Ensemble de cuivres", "Répétitions de l’ensemble, programme de printemps."),
    "arts_martiaux": ("Judo et self-défense", "Judo, groupe des adultes."),
    "informatique": ("Numérique pour tous", "Premiers pas avec un ordinateur, en petits groupes."),
}


def activite_de(association: Association) -> str:
    """Return the code of what this association of the demo does."""
    return list(ACTIVITES)[(numero_de(association) - 1) % len(ACTIVITES)]


def departement_de(association: Association) -> str:
    return LIEUX[(numero_de(association) - 1) % len(LIEUX)].departement


def numero_de(association: Association) -> int:
    """Return the number that the name shows."""
    return int(association.nom.rpartition(BLANC)[2])


def remplir_associations(personnes: Mapping[str, Utilisateur], *, maintenant: datetime) -> list[Association]:
    """Create the associations that are missing, with their members; their RNA names a greffe that does not exist."""
    associations = [_association(numero, maintenant) for numero in range(1, NOMBRE + 1)]
    for rang, cle in ((0, "association"), (1, "autre_association")):
        Membre.objects.get_or_create(
            association=associations[rang],
            utilisateur=personnes[cle],
            defaults={"role": Membre.Role.REPRESENTANT, "depuis_le": maintenant},
        )
    camille = benevole()
    Membre.objects.bulk_create(
        [Membre(association=association, utilisateur=camille, depuis_le=maintenant) for association in associations],
        ignore_conflicts=True,
    )
    return associations


def _association(numero: int, maintenant: datetime) -> Association:
    lieu = LIEUX[(numero - 1) % len(LIEUX)]
    objet = list(ACTIVITES.values())[(numero - 1) % len(ACTIVITES)][0]
    nature = AUTRES_NATURES.get(numero, Nature.ASSOCIATION)
    declaree = {"rna": f"W000{numero:06d}"} if nature == Nature.ASSOCIATION else {"siren": _siren(numero)}
    association, _ = Association.objects.get_or_create(
        **declaree,
        defaults={
            "nature": nature,
            "nom": f"{NOMS[nature]} de démonstration n°{BLANC}{numero}",
            "objet": f"{objet}. {NOMS[nature]} qui n’existe pas, pour la démonstration.",
            "adresse": f"{numero} rue de la Démonstration",
            "code_postal": lieu.code_postal,
            "commune": lieu.commune,
            "courriel": f"association-{numero}@{DOMAINE}",
            "telephone": "01 99 00 56 78",
            "creee_le": maintenant,
        },
    )
    return association


def _siren(numero: int) -> str:
    """Return a SIREN with a right checksum that nobody bears: none begins with so many zeros."""
    chiffres = f"{numero:08d}"
    return chiffres + luhn.calc_check_digit(chiffres)


def benevole() -> Utilisateur:
    """Return the invented person who asks for the associations that have no account of the demo."""
    return _inventer("benevole", "Camille")


def _inventer(cle: str, prenom: str) -> Utilisateur:
    """Return a person who never signs in."""
    personne, _ = Utilisateur.objects.get_or_create(
        courriel=f"{cle}@{DOMAINE}", defaults={"prenom": prenom, "nom": "Démonstration", "telephone": "01 99 00 98 76"}
    )
    return personne


def remplir_adhesions(associations: Sequence[Association], *, maintenant: datetime) -> int:
    """Let somebody wait to join the association that has an account, once."""
    if not DemandeAdhesion.objects.exists():
        rna, le = associations[0].rna or "", maintenant - 2 * UN_JOUR
        with messages_deja_partis(maintenant):
            demander_adhesion(demandeur=_inventer("voisine", "Inès"), rna=rna, maintenant=le)
    return DemandeAdhesion.objects.count()


def remplir_portefeuilles(associations: Sequence[Association], *, annee: int, maintenant: datetime) -> int:
    """Put papers in the wallets, once: complete for most, an outdated insurance for the second, gaps for a few.

    An insurance runs with the school year, which began in `annee`. All files are specimens and say so.
    """
    if Piece.objects.exists():
        return Piece.objects.count()
    specimens = {type_piece: _specimen(Piece.Type(type_piece).label) for type_piece in Piece.Type.values}
    for rang, association in enumerate(associations):
        deposante = association.membres.order_by("depuis_le", "pk")[0].utilisateur
        assuree = annee - 1 if rang % 7 == 1 else annee
        for type_piece in _papiers(rang, association):
            assurance = type_piece == Piece.Type.ATTESTATION_RC
            deposer_piece(
                association=association,
                type_piece=type_piece,
                fichier=SimpleUploadedFile("piece.pdf", specimens[type_piece], "application/pdf"),
                deposee_par=deposante,
                maintenant=min(maintenant, maintenant.replace(year=assuree, month=9, day=10)),
                premier_jour=date(assuree, 9, 1) if assurance else None,
                dernier_jour=date(assuree + 1, 8, 31) if assurance else None,
            )
    return Piece.objects.count()


def _papiers(rang: int, association: Association) -> Sequence[str]:
    """Return which papers that requester has given."""
    if association.nature != Nature.ASSOCIATION:
        return ATTENDUES[association.nature]
    papiers = [Piece.Type.ATTESTATION_RC, Piece.Type.STATUTS, Piece.Type.CER]
    if rang % 5 == 0:
        papiers.append(Piece.Type.AGREMENT)
    return papiers[:2] if rang % 6 == 5 else papiers


def _specimen(titre: str) -> bytes:
    """Draw one page, black on white as a scanner gives it."""
    page = BytesIO()
    dessiner_piece(titre[:1].upper() + titre[1:]).save(page, format="PDF", resolution=150)
    return page.getvalue()
