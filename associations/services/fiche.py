"""The record of an association: one each, whoever comes first."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from associations.exceptions import AssociationConnue, DejaMembre, IdentifiantPris
from associations.identifiants import normaliser_registre, normaliser_rna, normaliser_siren, normaliser_siret
from associations.models import Association, Membre
from etablissements.identifiants import IdentifiantInvalide
from socle.rejouer import rejouer

LONGUEUR_SIREN = 9
COORDONNEES = ("objet", "adresse", "code_postal", "commune", "courriel", "telephone")


@dataclass(frozen=True)
class Identifiants:
    """What makes an association unique, normalised; None where it has none. `siret` only adds the seat."""

    rna: str | None
    siren: str | None
    registre: str | None
    siret: str = ""


def lire_identifiants(*, rna: str = "", siren_siret: str = "", registre: str = "") -> Identifiants:
    """Normalise what was typed, or refuse with `IdentifiantInvalide` beside the right field.

    One at least is needed: many associations have no SIREN, those of Alsace-Moselle have no RNA.
    """
    siren, siret = _lire_siren_siret(siren_siret) if siren_siret.strip() else (None, "")
    identifiants = Identifiants(
        rna=normaliser_rna(rna) if rna.strip() else None,
        siren=siren,
        siret=siret,
        registre=normaliser_registre(registre) if registre.strip() else None,
    )
    if not (identifiants.rna or identifiants.siren or identifiants.registre):
        raise IdentifiantInvalide(
            "Donnez un numéro RNA, un SIREN ou une inscription au registre d’Alsace-Moselle.", champ="rna"
        )
    return identifiants


def _lire_siren_siret(texte: str) -> tuple[str, str]:
    """Read either number in one field: fourteen digits are a SIRET, which begins with its SIREN."""
    try:
        if sum(signe.isdigit() for signe in texte) > LONGUEUR_SIREN:
            siret = normaliser_siret(texte)
            return siret[:LONGUEUR_SIREN], siret
        return normaliser_siren(texte), ""
    except IdentifiantInvalide as refus:
        raise IdentifiantInvalide(refus.message, champ="siren_siret") from None


def association_connue(identifiants: Identifiants) -> Association | None:
    """Return the record that bears one of these identifiers."""
    return _porteuses(identifiants).first()


def _porteuses(identifiants: Identifiants) -> QuerySet[Association]:
    condition = Q()
    for champ in ("rna", "siren", "registre"):
        if valeur := getattr(identifiants, champ):
            condition |= Q(**{champ: valeur})
    return Association.objects.filter(condition).order_by("pk")


@rejouer
def creer_association(
    *,
    createur,
    nom: str,
    maintenant: datetime,
    nature: str = Association.Nature.ASSOCIATION,
    rna: str = "",
    siren_siret: str = "",
    registre: str = "",
    **coordonnees: str,
) -> Association:
    """Enter a new association; whoever enters it represents it.

    Refuses with `AssociationConnue` when the identifier has its record, even one made at this very instant, and with
    `DejaMembre` when that record is the person's own.
    """
    identifiants = lire_identifiants(rna=rna, siren_siret=siren_siret, registre=registre)
    _refuser_si_connue(identifiants, createur)
    association = Association(
        nature=nature, nom=_serrer(nom), creee_le=maintenant, **vars(identifiants), **_coordonnees(coordonnees)
    )
    _enregistrer(association, identifiants)
    Membre(association=association, utilisateur=createur, role=Membre.Role.REPRESENTANT, depuis_le=maintenant).save(
        force_insert=True
    )
    return association


@rejouer
def modifier_association(
    *,
    association: Association,
    nom: str,
    nature: str,
    rna: str = "",
    siren_siret: str = "",
    registre: str = "",
    **coordonnees: str,
) -> Association:
    """Correct the record; an identifier that belongs to another one is refused with `IdentifiantPris`."""
    identifiants = lire_identifiants(rna=rna, siren_siret=siren_siret, registre=registre)
    association = Association.objects.select_for_update().get(pk=association.pk)
    if _porteuses(identifiants).exclude(pk=association.pk).exists():
        raise IdentifiantPris
    lignes = {"nom": _serrer(nom), "nature": nature, **vars(identifiants), **_coordonnees(coordonnees)}
    for champ, valeur in lignes.items():
        setattr(association, champ, valeur)
    _enregistrer(association, identifiants)
    return association


def _coordonnees(donnees: dict[str, str]) -> dict[str, str]:
    if inconnues := donnees.keys() - set(COORDONNEES):
        raise TypeError(f"unknown fields: {sorted(inconnues)}")
    return {champ: _serrer(valeur) for champ, valeur in donnees.items()}


def _serrer(texte: str) -> str:
    """Put blanks in order: a name stands on one line, in a message as on a page."""
    return " ".join(texte.split())


def _refuser_si_connue(identifiants: Identifiants, demandeur) -> None:
    connue = association_connue(identifiants)
    if connue is None:
        return
    if connue.membres.filter(utilisateur=demandeur).exists():
        raise DejaMembre(details={"association": connue.pk})
    raise AssociationConnue(connue.nom)


def _enregistrer(association: Association, identifiants: Identifiants) -> None:
    """Save under the unique constraints, which settle two entries of the same instant."""
    association.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            association.save()
    except IntegrityError as erreur:
        premiere = association_connue(identifiants)
        raise AssociationConnue(premiere.nom if premiere else association.nom) from erreur
