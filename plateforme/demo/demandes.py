"""The requests of the demo, in every state to which a verb of the trade leads; nothing else writes them.

Which states are left out, and why: `docs/donnees.md`.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import cycle, islice

from associations.models import Association, Piece
from comptes.models import Utilisateur
from conventions.models import Convention, Decision, Demande
from conventions.pieces import pieces_manquantes
from conventions.services.accord import accepter
from conventions.services.option import poser_option
from conventions.services.pieces import demander_pieces, poursuivre
from conventions.services.refus import refuser
from conventions.services.relance import demandes_a_relancer, relancer
from conventions.services.retrait import annuler_demande, retirer
from etablissements.base_legale import peut_preter
from etablissements.models import Etablissement
from plateforme.demo.associations import activite_de, departement_de
from plateforme.demo.brouillons import episodes_en_brouillon
from plateforme.demo.college import episodes_du_college
from plateforme.demo.conteur import UN_JOUR, Conteur, Episode, Statut, salles_pour
from plateforme.demo.conventions import mener_la_convention
from plateforme.demo.messages import messages_deja_partis
from plateforme.demo.offres import proposer_autre_chose
from plateforme.demo.reperes import GRAINE, UAI_DE_L_AUTRE_CHEF, UAI_DU_CHEF, UAI_PRIVE_AVEC_ACTE
from salles.models import Salle

ECOLES = 60  # that receive requests, beside those of the two heads
ESSAIS = 6  # associations that look for an evening in one school before the scene is given up
ATTENDUE_EN_VAIN = Piece.Type.AGREMENT  # the paper for want of which a request of last year is over
Motif = Decision.Motif


@dataclass(frozen=True, slots=True)
class Scene:
    """One request to tell: how it ends, how many days ago it was filed, whether in the school year before.

    `convention` is where its convention is led; a draft where nothing is said.
    """

    statut: str
    jours: int = 6
    an_dernier: bool = False
    convention: str = ""


SCENES = (
    Scene(Statut.SOUMISE, 2),
    Scene(Statut.ACCEPTEE, 12),
    Scene(Statut.EN_INSTRUCTION, 13),
    Scene(Statut.INCOMPLETE, 9),
    Scene(Statut.REFUSEE, 20),
    Scene(Statut.ACCEPTEE, 30),
    Scene(Statut.RETIREE, 15),
    Scene(Statut.ANNULEE, 25),
    Scene(Statut.CONTRE_PROPOSEE, 5),
    Scene(Statut.SOUMISE, 24),  # late: its school was reminded, its authority told
    Scene(Statut.INCOMPLETE, 28),
    Scene(Statut.EXPIREE, 0, an_dernier=True),
    Scene(Statut.REFUSEE, 0, an_dernier=True),
)
SCENES_DE_L_AUTRE_CHEF = (
    *SCENES[:6],
    Scene(Statut.SOUMISE, 14),
    Scene(Statut.ACCEPTEE, 11, convention=Convention.Statut.TRANSMISE),
    Scene(Statut.ACCEPTEE, 33, convention=Convention.Statut.A_SIGNER),
    SCENES[-1],
)
SCENES_DU_PRIVE = (Scene(Statut.ACCEPTEE, 10), Scene(Statut.SOUMISE, 3))
# Each ground with the sentence of a head who explains.
REFUS = (
    (
        Motif.TRAVAUX_EXAMENS_ELECTIONS,
        "La salle sert aux épreuves d’examen blanc ces semaines-là, et aucune autre n’est libre.",
    ),
    (
        Motif.PERSONNEL,
        "Aucun agent n’est présent après 19 h cette année pour ouvrir et fermer. Redemandez à la rentrée.",
    ),
    (Motif.BESOIN_ETABLISSEMENT, "L’orchestre de l’établissement répète dans cette salle à partir de janvier."),
    (
        Motif.SECURITE_CAPACITE,
        "La commission de sécurité limite cette salle à dix personnes jusqu’aux travaux de l’été.",
    ),
    (
        Motif.INCOMPATIBLE_LOCAL,
        "Le sol vient d’être refait et ne supporte pas ce matériel. La salle polyvalente conviendrait mieux.",
    ),
)


def remplir_demandes(
    associations: Sequence[Association],
    personnes: Mapping[str, Utilisateur],
    *,
    annee: int,
    maintenant: datetime,
) -> int:
    """File the requests of the demo once and return how many there are; `annee` is when the school year began."""
    if Demande.objects.exists():
        return Demande.objects.count()
    conteur = Conteur(personnes, annee=annee, maintenant=maintenant)
    episodes = [
        *episodes_du_college(conteur, associations),
        *_episodes_d_ailleurs(conteur, associations),
        *episodes_en_brouillon(conteur, associations),
    ]
    with messages_deja_partis(maintenant):
        for le, raconter in sorted(episodes, key=lambda episode: episode[0]):  # numbers follow the order of filing
            raconter(le)
        for demande in demandes_a_relancer(maintenant):
            relancer(demande=demande, maintenant=maintenant)
    return Demande.objects.count()


def _episodes_d_ailleurs(conteur: Conteur, associations: Sequence[Association]) -> list[Episode]:
    """Return the requests to the school of the other head, then one to each of many schools."""
    passants = _Passants(associations)
    rennes = Etablissement.objects.get(uai=UAI_DE_L_AUTRE_CHEF)
    scenes = [(rennes, scene) for scene in SCENES_DE_L_AUTRE_CHEF] + list(zip(_ecoles(), cycle(SCENES), strict=False))
    for privee in Etablissement.objects.filter(uai=UAI_PRIVE_AVEC_ACTE):
        scenes += [(privee, scene) for scene in SCENES_DU_PRIVE]
    return [
        (
            conteur.rentree_derniere if scene.an_dernier else conteur.il_y_a(scene.jours),
            partial(_raconter, conteur, passants, ecole, scene),
        )
        for ecole, scene in scenes
    ]


def _ecoles() -> list[Etablissement]:
    """Draw the schools that receive one request each: those that share a site first, then by lot."""
    publiants = (
        Etablissement.objects.filter(salles__statut=Salle.Statut.PUBLIEE)
        .filter(peut_preter())
        .exclude(uai__in=(UAI_DU_CHEF, UAI_DE_L_AUTRE_CHEF, UAI_PRIVE_AVEC_ACTE))
        .distinct()
        .order_by("uai")
    )
    sites = [ecole.site_id for ecole in publiants]

    def rang(ecole: Etablissement) -> tuple[bool, float]:
        return sites.count(ecole.site_id) == 1, random.Random(f"{GRAINE}-{ecole.uai}").random()

    return sorted(publiants, key=rang)[:ECOLES]


class _Passants:
    """The associations of each département, one after the other; the two that have an account speak elsewhere."""

    def __init__(self, associations: Sequence[Association]):
        self.par_departement = {
            departement: cycle([une for une in associations[2:] if departement_de(une) == departement])
            for departement in {departement_de(une) for une in associations[2:]}
        }

    def suivants(self, departement: str) -> list[Association]:
        return list(islice(self.par_departement[departement], ESSAIS))


def _raconter(conteur: Conteur, passants: _Passants, ecole: Etablissement, scene: Scene, le: datetime) -> None:
    """File one request and lead it to the state of its scene, unless nobody finds a free evening."""
    for association in passants.suivants(ecole.departement):
        if scene.statut == Statut.EXPIREE and association.pieces.filter(type=ATTENDUE_EN_VAIN).exists():
            continue  # it would be complete, not over
        voeu = conteur.soir_libre(
            salles_pour(ecole, activite_de(association)),
            le=le,
            premier_jour=le.date() + 14 * UN_JOUR,
            dernier_jour=date(conteur.annee, 6, 20) if scene.an_dernier else conteur.juin,
        )
        if voeu:
            demande = conteur.deposer(voeu, association, le=le)
            _mener(conteur, demande, scene.statut, le + UN_JOUR)
            if scene.convention:
                par = conteur.chef(ecole)
                mener_la_convention(demande, jusqu_a=scene.convention, par=par, le=le + UN_JOUR)
            return


def _mener(conteur: Conteur, demande: Demande, statut: str, le: datetime) -> None:
    """Act as the school, or as the association, until the request is in `statut`."""
    chef = conteur.chef(demande.etablissement)
    motif, phrase = REFUS[int(demande.numero[-6:]) % len(REFUS)]
    manque = pieces_manquantes(demande) or [Piece.Type.AGREMENT]
    actes: dict[str, Callable[[], object]] = {
        Statut.INCOMPLETE: lambda: demander_pieces(demande=demande, par=chef, types=manque, maintenant=le),
        Statut.EN_INSTRUCTION: lambda: poser_option(demande=demande, maintenant=le),
        Statut.CONTRE_PROPOSEE: lambda: proposer_autre_chose(demande, par=chef, le=le),
        Statut.REFUSEE: lambda: refuser(demande=demande, par=chef, motif=motif, message=phrase, maintenant=le),
        Statut.RETIREE: lambda: retirer(demande=demande, maintenant=le),
    }
    if statut in (Statut.ACCEPTEE, Statut.ANNULEE):
        accepter(demande=demande, par=chef, maintenant=le)
    if statut == Statut.ANNULEE:
        annuler_demande(demande=demande, maintenant=le + 2 * UN_JOUR)
    if statut in actes:
        actes[statut]()
    if statut == Statut.EXPIREE:
        demander_pieces(demande=demande, par=chef, types=[ATTENDUE_EN_VAIN], maintenant=le)
        poursuivre(
            demande=demande, maintenant=le + (demande.etablissement.collectivite.delai_pieces_jours + 1) * UN_JOUR
        )
