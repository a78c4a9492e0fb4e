"""Tell requests of the demo through the verbs of the trade, at instants that lie in the past."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import product

from associations.models import Association
from comptes.models import Utilisateur
from conventions.models import Demande
from conventions.services.depot import Responsable, SouhaitDeSalle, deposer
from etablissements.calendrier import Calendrier
from etablissements.calendriers import calendriers
from etablissements.models import Etablissement, Habilitation
from plateforme.demo.associations import ACTIVITES, activite_de, benevole, numero_de
from salles.disponibilites import contexte, expliquer_serie
from salles.models import Activite, Salle
from salles.moteur import Repetition, Souhait, Vacances, creneaux_voulus
from salles.regles import cadre_de

UN_JOUR = timedelta(days=1)
PART_LIBRE = 0.7  # of the dates of a wish: nobody asks for evenings that are mostly taken
DUREE_H = 2
SOIREES = [(jour, heure) for heure in (18, 19, 20) for jour in (2, 4, 1, 5)]
Statut = Demande.Statut
Type = Salle.Type

SALLES_PAR_ACTIVITE: dict[str, tuple[str, ...]] = {
    "theatre": (Type.SALLE_POLYVALENTE, Type.AMPHI, Type.SALLE_DE_CLASSE),
    "danse": (Type.SALLE_POLYVALENTE, Type.GYMNASE),
    "badminton": (Type.GYMNASE,),
    "chorale": (Type.SALLE_MUSIQUE, Type.SALLE_POLYVALENTE),
    "langues": (Type.SALLE_DE_CLASSE,),
    "gymnastique": (Type.GYMNASE,),
    "aide_aux_devoirs": (Type.CDI, Type.SALLE_DE_CLASSE),
    "musique": (Type.SALLE_MUSIQUE,),
    "arts_martiaux": (Type.GYMNASE,),
    "informatique": (Type.SALLE_INFO,),
}
COMPTES_PAR_RNA = {"W000000001": "association", "W000000002": "autre_association"}

# The instant at which a request is filed, and what tells it from there.
Episode = tuple[datetime, Callable[[datetime], object]]


@dataclass(frozen=True, slots=True)
class Voeu:
    """A room and the dates wanted in it."""

    salle: Salle
    souhait: Souhait


class Conteur:
    """Files requests in the name of the invented people; `annee` is when the school year began."""

    def __init__(self, personnes: Mapping[str, Utilisateur], *, annee: int, maintenant: datetime):
        self.personnes = personnes
        self.annee = annee
        self.maintenant = maintenant
        # From May on, people ask for the year that comes.
        self.juin = date(annee + 1 + (maintenant.date() >= date(annee + 1, 5, 15)), 6, 19)
        self.activites = Activite.objects.in_bulk()
        self.voulues: set[tuple[int, int, int]] = set()  # rooms, weekdays and hours that somebody asked for

    def il_y_a(self, jours: int) -> datetime:
        return self.maintenant - jours * UN_JOUR

    @property
    def rentree_derniere(self) -> datetime:
        """Return an instant at the beginning of the school year before this one."""
        return self.maintenant.replace(year=self.annee - 1, month=9, day=3)

    def calendrier(self, ecole: Etablissement) -> Calendrier:
        zone = (ecole.zone_vacances, ecole.territoire)
        return calendriers({zone})[zone]

    def soir_libre(
        self,
        salles: Iterable[Salle],
        *,
        le: datetime,
        premier_jour: date,
        dernier_jour: date,
        soirs: Sequence[tuple[int, int]] = SOIREES,
    ) -> Voeu | None:
        """Find a room and a weekly evening of which most dates are free, as judged at the instant `le`."""
        for salle, (jour, heure) in product(salles, soirs):
            if (salle.pk, jour, heure) in self.voulues:
                continue
            souhait = hebdomadaire(premier_jour, dernier_jour, jour, heure)
            creneaux = creneaux_voulus(souhait, cadre_de(salle.etablissement), self.calendrier(salle.etablissement))
            jugements = expliquer_serie(salle, creneaux, contexte(maintenant=le)) if creneaux else []
            if jugements and sum(jugement.libre for jugement in jugements) >= PART_LIBRE * len(jugements):
                self.voulues.add((salle.pk, jour, heure))
                return Voeu(salle, souhait)
        return None

    def raisons(self, voeu: Voeu, le: datetime) -> set[str]:
        """Return the codes of all that stands in the way of a wish, as judged at the instant `le`."""
        ecole = voeu.salle.etablissement
        creneaux = creneaux_voulus(voeu.souhait, cadre_de(ecole), self.calendrier(ecole))
        jugements = expliquer_serie(voeu.salle, creneaux, contexte(maintenant=le))
        return {str(raison.code) for jugement in jugements for raison in jugement.raisons}

    def deposer(
        self,
        voeu: Voeu,
        association: Association,
        *,
        le: datetime,
        activite: str = "",
        objet: str = "",
        effectif: int = 0,
        materiel: Mapping[int, int] | None = None,
    ) -> Demande:
        """File one request at the instant `le`; what is not said is what this association usually does."""
        code = activite or activite_de(association)
        qui = self.demandeur(association)
        dossier = deposer(
            association=association,
            demandeur=qui,
            souhaits=[SouhaitDeSalle(voeu.salle, voeu.souhait)],
            activite=self.activites[code],
            objet=objet or ACTIVITES[code][1],
            effectif=min(effectif or 12 + numero_de(association) * 7 % 13, voeu.salle.effectif_max),
            responsable=Responsable(f"{qui.prenom} {qui.nom}", qui.telephone, qui.courriel),
            maintenant=le,
            materiel=materiel,
        )
        return dossier.demandes.get()

    def demandeur(self, association: Association) -> Utilisateur:
        cle = COMPTES_PAR_RNA.get(association.rna or "")
        return self.personnes[cle] if cle else benevole()

    def chef(self, ecole: Etablissement) -> Utilisateur:
        """Return who heads the school: every school that offers rooms has one."""
        chefs = ecole.habilitations.filter(role=Habilitation.Role.CHEF).select_related("utilisateur")
        return chefs.earliest("premier_jour", "pk").utilisateur


def hebdomadaire(premier_jour: date, dernier_jour: date, jour: int, heure: int) -> Souhait:
    """Return the wish for one evening a week, school holidays left out."""
    return Souhait(
        premier_jour=premier_jour,
        heure_debut=time(heure),
        heure_fin=time(heure + DUREE_H),
        dernier_jour=max(dernier_jour, premier_jour + 14 * UN_JOUR),
        jours=frozenset({jour}),
        repetition=Repetition.HEBDOMADAIRE,
        vacances=Vacances.EXCLURE,
    )


def salles_pour(ecole: Etablissement, activite: str) -> Iterator[Salle]:
    """Yield the published rooms that suit an activity: by type in order of preference, the smallest first."""
    types = SALLES_PAR_ACTIVITE[activite]
    salles = ecole.salles.publiees().filter(type__in=types).select_related("etablissement__collectivite")
    yield from sorted(salles, key=lambda salle: (types.index(salle.type), salle.effectif_max, salle.pk))
