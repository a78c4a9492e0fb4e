"""The requests of the demo, in every state that a person may see; the verbs of the trade write them.

Their `maintenant` is in the past. The states that no verb of this version reaches yet (a signed convention, a closed
year) are written afterwards, as an import of history would.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from associations.models import Association, Membre
from comptes.models import Utilisateur
from conventions.models import Convention, CreneauDemande, Decision, Demande
from conventions.services.accord import accepter
from conventions.services.depot import Responsable, SouhaitDeSalle, deposer
from conventions.services.option import poser_option
from conventions.services.pieces import demander_pieces
from conventions.services.refus import refuser
from conventions.services.retrait import annuler_demande, retirer
from etablissements.calendriers import calendriers
from etablissements.models import Etablissement, Habilitation
from plateforme.demo.reperes import DOMAINE, GRAINE, UAI_DU_CHEF
from salles.disponibilites import contexte, expliquer_serie
from salles.models import Activite, Salle
from salles.moteur import Repetition, Souhait, Vacances, creneaux_voulus
from salles.regles import cadre_de

ECOLES = 60  # that receive requests, beside the chef's own
PART_LIBRE = 0.7
Statut = Demande.Statut

ACTIVITES: dict[str, tuple[str, ...]] = {
    Salle.Type.GYMNASE: ("badminton", "gymnastique", "arts_martiaux"),
    Salle.Type.SALLE_POLYVALENTE: ("theatre", "danse", "chorale"),
    Salle.Type.SALLE_DE_CLASSE: ("langues", "reunion", "aide_aux_devoirs"),
    Salle.Type.SALLE_MUSIQUE: ("musique", "chorale"),
}
SOIREES = [(jour, heure) for heure in (18, 19, 20) for jour in (2, 4, 1, 5)]
REFUS = "La salle sert aux épreuves d’examen blanc ces semaines-là, et aucune autre n’est libre."


@dataclass(frozen=True, slots=True)
class Scene:
    """One request to tell: how it ends, how many days ago it was filed, whether in the school year before."""

    statut: str
    jours: int = 6
    an_dernier: bool = False


SCENES = (
    Scene(Statut.SOUMISE, 2),
    Scene(Statut.ACCEPTEE, 12),
    Scene(Statut.EN_INSTRUCTION, 7),
    Scene(Statut.INCOMPLETE, 9),
    Scene(Statut.REFUSEE, 20),
    Scene(Statut.CONVENTIONNEE, 30),
    Scene(Statut.RETIREE, 15),
    Scene(Statut.ANNULEE, 25),
    Scene(Statut.CONTRE_PROPOSEE, 8),
    Scene(Statut.EXPIREE, 28),
    Scene(Statut.CLOSE, 0, an_dernier=True),
)


def remplir_demandes(
    associations: Sequence[Association], personnes: dict[str, Utilisateur], *, annee: int, maintenant: datetime
) -> int:
    """File the requests of the demo once and return how many there are; `annee` is when the school year began."""
    if Demande.objects.exists():
        return Demande.objects.count()
    conteur = _Conteur(associations, _benevole(associations, maintenant), personnes, annee, maintenant)
    du_chef = Etablissement.objects.get(uai=UAI_DU_CHEF)
    for scene in SCENES:
        conteur.raconter(du_chef, scene)
    conteur.opposer(du_chef)
    publiants = Etablissement.objects.filter(salles__statut=Salle.Statut.PUBLIEE).exclude(pk=du_chef.pk).distinct()
    ecoles = sorted(publiants.order_by("uai"), key=lambda ecole: random.Random(f"{GRAINE}-{ecole.uai}").random())
    for rang, ecole in enumerate(ecoles[:ECOLES]):
        conteur.raconter(ecole, SCENES[rang % len(SCENES)])
    return Demande.objects.count()


def _benevole(associations: Sequence[Association], maintenant: datetime) -> Utilisateur:
    """Return the invented person who asks for the associations that have no account of the demo."""
    benevole, _ = Utilisateur.objects.get_or_create(
        courriel=f"benevole@{DOMAINE}", defaults={"prenom": "Camille", "nom": "Démonstration"}
    )
    Membre.objects.bulk_create(
        [Membre(association=association, utilisateur=benevole, depuis_le=maintenant) for association in associations],
        ignore_conflicts=True,
    )
    return benevole


class _Conteur:
    """Files requests one after the other, each by the next association."""

    def __init__(self, associations, benevole, personnes, annee: int, maintenant: datetime):
        self.associations = associations
        self.benevole = benevole
        self.personnes = personnes
        self.annee = annee
        self.maintenant = maintenant
        self.activites = Activite.objects.in_bulk()
        self.rang = 0
        self.voulues: set[tuple[int, int, int]] = set()  # rooms, weekdays and hours that somebody asked for

    def raconter(self, ecole: Etablissement, scene: Scene) -> Demande | None:
        """File one request and lead it to the state of its scene; None where the school has no free evening."""
        voulu = self._soiree_libre(ecole, scene)
        return self._deposer(voulu, scene) if voulu else None

    def opposer(self, ecole: Etablissement) -> None:
        """Let two associations want the very same evenings, the first of them the one that has an account."""
        voulu = self._soiree_libre(ecole, Scene(Statut.SOUMISE, 3))
        if voulu:
            self.rang = 0
            for _ in range(2):
                self._deposer(voulu, Scene(Statut.SOUMISE, 3))

    def _deposer(self, voulu: tuple[Salle, Souhait], scene: Scene) -> Demande:
        salle, souhait = voulu
        association = self.associations[self.rang % len(self.associations)]
        code = ACTIVITES[salle.type][self.rang % len(ACTIVITES[salle.type])]
        self.rang += 1
        deposee_le = self._deposee_le(scene)
        dossier = deposer(
            association=association,
            demandeur=self.benevole,
            souhaits=[SouhaitDeSalle(salle, souhait)],
            activite=self.activites[code],
            objet=f"{self.activites[code].libelle} pour nos adhérents, tous niveaux.",
            effectif=min(18, salle.effectif_max),
            responsable=Responsable("Camille Démonstration", "01 99 00 98 76", self.benevole.courriel),
            maintenant=deposee_le,
        )
        demande = dossier.demandes.get()
        self._mener(demande, scene.statut, deposee_le + timedelta(days=1))
        return demande

    def _mener(self, demande: Demande, statut: str, le: datetime) -> None:
        """Act as the school, or as the association, until the request is in `statut`."""
        chef = self._chef(demande.etablissement)
        actes: dict[str, Callable[[], object]] = {
            Statut.INCOMPLETE: lambda: demander_pieces(demande=demande, par=chef, maintenant=le),
            Statut.EXPIREE: lambda: demander_pieces(demande=demande, par=chef, maintenant=le),
            Statut.EN_INSTRUCTION: lambda: poser_option(demande=demande, maintenant=le),
            Statut.CONTRE_PROPOSEE: lambda: poser_option(demande=demande, maintenant=le),
            Statut.REFUSEE: lambda: refuser(
                demande=demande,
                par=chef,
                motif=Decision.Motif.TRAVAUX_EXAMENS_ELECTIONS,
                message=REFUS,
                maintenant=le,
            ),
            Statut.RETIREE: lambda: retirer(demande=demande, maintenant=le),
        }
        if statut in (Statut.ACCEPTEE, Statut.ANNULEE, Statut.CONVENTIONNEE, Statut.CLOSE):
            accepter(demande=demande, par=chef, maintenant=le)
            if statut == Statut.ANNULEE:
                annuler_demande(demande=demande, maintenant=le + timedelta(days=2))
        elif statut in actes:
            actes[statut]()
        _ecrire_l_histoire(demande, statut)

    def _chef(self, ecole: Etablissement) -> Utilisateur:
        """Return who heads the school: the account of the demo, or an invented person who never logs in."""
        if ecole.uai == UAI_DU_CHEF:
            return self.personnes["chef"]
        chef, _ = Utilisateur.objects.get_or_create(
            courriel=f"chef-{ecole.uai.lower()}@{DOMAINE}", defaults={"prenom": "Alex", "nom": "Démonstration"}
        )
        Habilitation.objects.get_or_create(
            utilisateur=chef,
            role=Habilitation.Role.CHEF,
            etablissement=ecole,
            defaults={"premier_jour": date(self.annee - 1, 9, 1)},
        )
        return chef

    def _deposee_le(self, scene: Scene) -> datetime:
        if scene.an_dernier:
            return self.maintenant.replace(year=self.annee - 1, month=9, day=3)
        return self.maintenant - timedelta(days=scene.jours)

    def _soiree_libre(self, ecole: Etablissement, scene: Scene) -> tuple[Salle, Souhait] | None:
        """Find a room and a weekly evening of which most dates are free."""
        salles = ecole.salles.publiees().filter(type__in=ACTIVITES).select_related("etablissement__collectivite")
        le = self._deposee_le(scene)
        calendrier = calendriers({(ecole.zone_vacances, ecole.territoire)})[ecole.zone_vacances, ecole.territoire]
        rangees = sorted(salles, key=lambda salle: (list(ACTIVITES).index(salle.type), salle.pk))
        depart = self.rang % len(rangees) if rangees else 0
        for salle in rangees[depart:] + rangees[:depart]:
            for jour, heure in SOIREES:
                if (salle.pk, jour, heure) in self.voulues:
                    continue
                souhait = self._souhait(le.date() + timedelta(days=14), jour, heure, self._fin(scene))
                creneaux = creneaux_voulus(souhait, cadre_de(ecole), calendrier)
                jugements = expliquer_serie(salle, creneaux, contexte(maintenant=le)) if creneaux else []
                if jugements and sum(jugement.libre for jugement in jugements) >= PART_LIBRE * len(jugements):
                    self.voulues.add((salle.pk, jour, heure))
                    return salle, souhait
        return None

    def _fin(self, scene: Scene) -> date:
        return date(self.annee + (not scene.an_dernier), 6, 20)

    @staticmethod
    def _souhait(premier_jour: date, jour: int, heure: int, dernier_jour: date) -> Souhait:
        return Souhait(
            premier_jour=premier_jour,
            heure_debut=time(heure),
            heure_fin=time(heure + 1, 30),
            dernier_jour=max(dernier_jour, premier_jour + timedelta(days=14)),
            jours=frozenset({jour}),
            repetition=Repetition.HEBDOMADAIRE,
            vacances=Vacances.EXCLURE,
        )


def _ecrire_l_histoire(demande: Demande, statut: str) -> None:
    """Write the states that only the signed convention, the counter-proposal and the deadline will reach."""
    if statut in (Statut.CONTRE_PROPOSEE, Statut.EXPIREE, Statut.CONVENTIONNEE, Statut.CLOSE):
        Demande.objects.filter(pk=demande.pk).update(statut=statut)
    if statut == Statut.EXPIREE:
        demande.creneaux.ouverts().update(etat=CreneauDemande.Etat.REFUSE)
    if statut == Statut.CONVENTIONNEE:
        Convention.objects.filter(demande=demande).update(statut=Convention.Statut.ACTIVE)
    if statut == Statut.CLOSE:
        Convention.objects.filter(demande=demande).update(statut=Convention.Statut.ECHUE)
        demande.creneaux.filter(etat=CreneauDemande.Etat.ACCEPTE).update(etat=CreneauDemande.Etat.REALISE)
