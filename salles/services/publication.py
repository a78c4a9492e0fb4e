"""From an empty page to a published room, and back: a draft is saved at each step, publishing asks for everything."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from etablissements.models import Etablissement
from salles.departs import DEPARTS
from salles.models import Equipement, Espace, Salle
from salles.regles import cadre_de
from salles.services.completude import OUVERTURES, PLANNING, Manque, manques, phrase_des_manques
from salles.services.copie import dupliquer
from salles.services.effets import a_lire
from salles.services.espaces import nommer
from salles.services.profils import actualiser_profils
from socle.erreur import ErreurMetier
from socle.rejouer import rejouer

Statut = Salle.Statut


class NomPris(ErreurMetier):
    code = "nom_pris"
    message = "Une salle de cet établissement porte déjà ce nom. Choisissez-en un autre."

    def __init__(self) -> None:
        super().__init__(champ="nom")


class SalleIncomplete(ErreurMetier):
    """Publishing lacks something; the sentence says what."""

    code = "salle_incomplete"


class AutorisationAVenir(ErreurMetier):
    """An authorisation counts from the day it is recorded: one that was not given yet opens nothing."""

    code = "autorisation_a_venir"
    message = "Cette date est à venir : inscrivez l’autorisation une fois qu’elle est donnée."
    statut_http = 400
    champ = "gn6_autorise_le"


class TransitionImpossible(ErreurMetier):
    code = "transition_impossible"
    message = "Cette salle a changé d’état entre-temps. Relisez la page."


@rejouer
def ouvrir_salle(*, etablissement: Etablissement, nom: str, type_de_salle: str) -> Salle:
    """Open a draft with what is usual for this type, in walls of its own. Refuses with `NomPris`."""
    etablissement = _nom_libre(etablissement.pk, nom)
    depart = DEPARTS[type_de_salle]
    salle = Salle(
        etablissement=etablissement,
        nom=nom,
        type=type_de_salle,
        effectif_max=depart.effectif_max,
        types_erp=list(depart.types_erp),
        categorie_erp=depart.categorie_erp,
        acces=depart.acces,
        vestiaires=depart.vestiaires,
    )
    salle.full_clean()
    salle.save()
    salle.espaces.set([nommer(Espace(site=etablissement.site), nom)])
    salle.equipements.set(Equipement.objects.filter(code__in=depart.equipements))
    return salle


@rejouer
def copier_salle(*, modele: Salle, nom: str) -> Salle:
    """Open a draft like another room of the school, in walls of its own. Refuses with `NomPris`."""
    etablissement = _nom_libre(modele.etablissement_id, nom)
    modele = Salle.objects.select_related("etablissement").get(pk=modele.pk)
    return dupliquer(modele, nom=nom, espaces=[nommer(Espace(site=etablissement.site), nom)])


@rejouer
def decrire_salle(
    *, salle: Salle, equipements: Iterable[Equipement], maintenant: datetime, vu: str | None = None, **champs: Any
) -> Salle:
    """Save what the room is and how one enters it, draft or published. What is held stays held.

    Asks with `AConfirmer` unless `vu` names what the change touches. Refuses with `NomPris`, `AutorisationAVenir`, and
    with `SalleIncomplete` what would take an answer away from a published room.
    """
    _nom_libre(salle.etablissement_id, champs["nom"], sauf=salle)
    salle = _verrouiller(salle)
    avant = manques(salle, maintenant)
    for champ, valeur in champs.items():
        setattr(salle, champ, valeur)
    salle.full_clean()
    if salle.gn6_autorise_le and salle.gn6_autorise_le > cadre_de(salle.etablissement).jour(maintenant):
        raise AutorisationAVenir
    if salle.est_publiee:
        _refuser([manque for manque in manques(salle, maintenant) if manque not in avant])
    with a_lire(salle, maintenant, vu):
        salle.save()
    salle.equipements.set(equipements)
    return salle


@rejouer
def publier(*, salle: Salle, planning_a_jour: bool, maintenant: datetime) -> Salle:
    """Offer the room to everyone. Refuses with `SalleIncomplete` (what is missing) or `TransitionImpossible`.

    `planning_a_jour`: the gestionnaire certifies that running occupants and school use are entered.
    """
    salle = _changer(salle, Statut.PUBLIEE)
    _refuser(manques(salle, maintenant, planning_a_jour=planning_a_jour))
    actualiser_profils([salle])
    salle.refresh_from_db(fields=["profil"])
    salle.statut = Statut.PUBLIEE
    salle.planning_a_jour_le = maintenant
    salle.publiee_le = maintenant
    salle.full_clean()
    salle.save()
    return salle


@rejouer
def retirer(*, salle: Salle) -> Salle:
    """Offer the room no more. What is held stays held: `touches` lists it before this is confirmed."""
    salle = _changer(salle, Statut.RETIREE)
    salle.statut = Statut.RETIREE
    salle.save(update_fields=["statut"])
    return salle


@rejouer
def retablir(*, salle: Salle, maintenant: datetime) -> Salle:
    """Undo a withdrawal: the room is offered again as it was, unless its openings were taken away or are over."""
    salle = _changer(salle, Statut.PUBLIEE)
    _refuser([manque for manque in manques(salle, maintenant) if manque in (OUVERTURES, PLANNING)])
    salle.statut = Statut.PUBLIEE
    salle.full_clean()
    salle.save(update_fields=["statut"])
    return salle


def _verrouiller(salle: Salle) -> Salle:
    return Salle.objects.select_for_update(of=("self",)).select_related("etablissement").get(pk=salle.pk)


def _changer(salle: Salle, statut: str) -> Salle:
    salle = _verrouiller(salle)
    if not salle.peut_devenir(statut):
        raise TransitionImpossible
    return salle


def _refuser(absents: list[Manque]) -> None:
    if absents:
        raise SalleIncomplete(phrase_des_manques(absents), details={"manques": [absent.code for absent in absents]})


def _nom_libre(etablissement: int, nom: str, *, sauf: Salle | None = None) -> Etablissement:
    """Lock the school and check that none of its rooms has the name; return the school."""
    verrouille = Etablissement.objects.select_for_update(of=("self",)).select_related("site").get(pk=etablissement)
    homonymes = verrouille.salles.filter(nom__iexact=nom)
    if any(homonyme != sauf for homonyme in homonymes):
        raise NomPris
    return verrouille
