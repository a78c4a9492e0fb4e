"""File a request: what was wished, date by date, with what the engine says of each at that instant."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import pairwise

from django.db.models import Q

from associations.models import Association
from associations.permissions import est_membre
from conventions import notifications
from conventions.admission import est_admise
from conventions.base_legale import exiger_base_legale
from conventions.exceptions import (
    AucuneDate,
    CreneauPasse,
    DatesQuiSeRecouvrent,
    DejaDemandee,
    DemandeurNonAdmis,
    MandatManquant,
    MaterielHorsEcole,
    SalleNonPubliee,
    SouhaitEtranger,
)
from conventions.manques import delais_tenus_des
from conventions.models import Brouillon, CreneauDemande, Demande, Dossier, MaterielDemande, Souhait
from conventions.quotas import demandeur_de
from conventions.services.brouillons import Reprise, envoyer, reprendre
from conventions.services.numeros import attribuer
from conventions.services.verrous import verrouiller_paires
from etablissements.calendriers import calendriers
from etablissements.models import Etablissement
from salles import moteur
from salles.disponibilites import contexte, expliquer_ensemble
from salles.faits import espaces_de
from salles.models import Activite, Materiel, Salle
from salles.moteur import Code, Creneau, Raison, TropDeDates
from salles.moteur.raisons import CALENDRIER_INCONNU
from salles.moteur.recurrence import DATES_MAX
from salles.regles import cadre_de
from socle.erreur import au_rang
from socle.idempotence import Cle, garder, reserver
from socle.rejouer import rejouer

CHAMPS_D_UN_SOUHAIT = ("salle", "date", "dates", "debut", "fin", "jours", "jusqu_au")


@dataclass(frozen=True, slots=True)
class SouhaitDeSalle:
    """A wish for one room; `sans` are the dates that the person took out of it, one by one.

    `remplace` is the id of the Souhait whose dates could not be had, where this one stands for them.
    """

    salle: Salle
    souhait: moteur.Souhait
    sans: frozenset[date] = frozenset()
    remplace: int | None = None


@dataclass(frozen=True, slots=True)
class Responsable:
    """Who will be there, key in hand."""

    nom: str
    telephone: str
    courriel: str


@dataclass(slots=True)
class _Voulu:
    """A wish with its slots, ready to be judged and written."""

    origine: SouhaitDeSalle
    creneaux: list[Creneau] = field(default_factory=list)

    @property
    def salle(self) -> Salle:
        return self.origine.salle


@dataclass(frozen=True, slots=True)
class _Jugee:
    """What the engine says of a date at the instant of filing: codes of reasons, and whether its day is decreed."""

    raisons: list[str]
    calendrier_inconnu: bool


@rejouer
def deposer(
    *,
    association: Association,
    demandeur,
    souhaits: Sequence[SouhaitDeSalle],
    activite: Activite,
    objet: str,
    effectif: int,
    responsable: Responsable,
    maintenant: datetime,
    materiel: Mapping[int, int] | None = None,
    brouillon: Reprise | None = None,
    cle: Cle | None = None,
) -> Dossier:
    """File one Dossier, with one Demande per school; dates that are not free are kept with their reasons.

    `materiel` gives a quantity by Materiel. Papers are not needed to file. A `brouillon` becomes the request to the
    school of the first wish. With a `cle` that has served, the dossier filed under it comes back. Refuses with the
    subclasses of `RefusDeDepot` and `RefusDeBrouillon`, and with the engine's `SouhaitInvalide` and `HeureInexistante`.
    Source: CRPA L112-3 (acknowledgement of receipt, a job of this transaction).
    """
    if cle and (gardee := reserver(cle, maintenant=maintenant)):
        return Dossier.objects.get(pk=gardee["dossier"])
    if not est_membre(demandeur, association):
        raise MandatManquant
    repris = reprendre(brouillon, par=demandeur) if brouillon else None
    dossier = Dossier.objects.create(association=association, depose_par=demandeur, depose_le=maintenant)
    deposer_dans(
        dossier,
        souhaits,
        activite=activite,
        objet=objet,
        effectif=effectif,
        responsable=responsable,
        materiel=materiel or {},
        brouillon=repris,
        maintenant=maintenant,
    )
    if cle:
        garder(cle, reponse={"dossier": dossier.pk}, statut_http=201)
    return dossier


def deposer_dans(
    dossier: Dossier,
    souhaits: Sequence[SouhaitDeSalle],
    *,
    activite: Activite,
    objet: str,
    effectif: int,
    responsable: Responsable,
    materiel: Mapping[int, int],
    maintenant: datetime,
    brouillon: Brouillon | None = None,
) -> list[Demande]:
    """Add to a Dossier one Demande per school of these wishes: the part that filing and replacing dates share."""
    association = dossier.association
    voulus = _derouler(_avec_leurs_ecoles(souhaits))
    # two of its members at the same instant: the second reads what the first has asked for
    verrouiller_paires({(association.pk, voulu.salle.etablissement.collectivite_id) for voulu in voulus})
    _exiger_recevables(voulus, association, maintenant)
    _exiger_les_siens({souhait.remplace for souhait in souhaits if souhait.remplace}, association)
    besoins = _besoins_par_ecole(materiel, voulus)
    gabarit = {
        "dossier": dossier,
        "association": association,
        "activite": activite,
        "objet": objet,
        "effectif": effectif,
        "responsable_nom": responsable.nom,
        "responsable_telephone": responsable.telephone,
        "responsable_courriel": responsable.courriel,
        "deposee_le": maintenant,
    }
    demandes = []
    for etablissement, siens in _par_ecole(voulus):
        est_la_premiere = etablissement == voulus[0].salle.etablissement
        demande = envoyer(brouillon) if brouillon and est_la_premiere else Demande()
        for champ, valeur in (gabarit | {"etablissement": etablissement}).items():
            setattr(demande, champ, valeur)
        _ecrire(demande, siens, besoins.get(etablissement.pk, {}))
        notifications.demande_deposee(demande)
        demandes.append(demande)
    return demandes


def _avec_leurs_ecoles(souhaits: Iterable[SouhaitDeSalle]) -> list[SouhaitDeSalle]:
    """Read the rooms again, with their school: what a form was shown may be old."""
    souhaits = list(souhaits)
    salles = Salle.objects.select_related("etablissement__collectivite", "etablissement__site__commune").in_bulk(
        {souhait.salle.pk for souhait in souhaits}
    )
    return [replace(souhait, salle=salles[souhait.salle.pk]) for souhait in souhaits]


def _derouler(souhaits: Sequence[SouhaitDeSalle]) -> list[_Voulu]:
    """Turn each wish into slots, on the wall clock and in the calendar of its school."""
    cadres = {souhait.salle: cadre_de(souhait.salle.etablissement) for souhait in souhaits}
    des_zones = calendriers({(cadre.zone, cadre.territoire) for cadre in cadres.values()})
    voulus = []
    for rang, souhait in enumerate(souhaits):
        cadre = cadres[souhait.salle]
        with au_rang(rang, "creneaux", CHAMPS_D_UN_SOUHAIT):
            creneaux = moteur.creneaux_voulus(souhait.souhait, cadre, des_zones[cadre.zone, cadre.territoire])
        gardes = [creneau for creneau in creneaux if cadre.jour(creneau.debut) not in souhait.sans]
        if not gardes:
            raise AucuneDate
        voulus.append(_Voulu(souhait, gardes))
    if sum(len(voulu.creneaux) for voulu in voulus) > DATES_MAX:
        raise TropDeDates(champ="creneaux")
    return voulus


def _exiger_recevables(voulus: Sequence[_Voulu], association: Association, maintenant: datetime) -> None:
    if not voulus:
        raise AucuneDate
    for rang, voulu in enumerate(voulus):
        with au_rang(rang, "creneaux", CHAMPS_D_UN_SOUHAIT):
            _exiger_recevable(voulu, association, maintenant)
    _exiger_sans_recouvrement(voulus)
    _exiger_nouveaux(voulus, association)


def _exiger_recevable(voulu: _Voulu, association: Association, maintenant: datetime) -> None:
    etablissement = voulu.salle.etablissement
    if not (voulu.salle.est_publiee and etablissement.ouvert):
        raise SalleNonPubliee(voulu.salle)
    exiger_base_legale(etablissement)
    if not est_admise(association, etablissement.collectivite):
        raise DemandeurNonAdmis(association, etablissement.collectivite)
    premier = min(voulu.creneaux)
    if premier.debut < maintenant:
        debut = cadre_de(etablissement).local(premier.debut)
        raise CreneauPasse(debut, champ="dates" if voulu.origine.souhait.dates else "date")


def _exiger_nouveaux(voulus: Sequence[_Voulu], association: Association) -> None:
    """Refuse dates that the association asks for or holds already: it would compete with itself.

    What an accord left out is asked for by nobody any more: it may be asked for anew.
    """
    places = {(voulu.salle.pk, creneau.debut, creneau.fin) for voulu in voulus for creneau in voulu.creneaux}
    instants = [debut for _, debut, _ in places]
    siens = CreneauDemande.objects.filter(
        Q(demande__statut__in=Demande.PENDANTES, etat__in=CreneauDemande.OUVERTS)
        | Q(demande__statut__in=Demande.VIVES, etat=CreneauDemande.Etat.ACCEPTE),
        demande__association=association,
        salle__in={voulu.salle.pk for voulu in voulus},
        debut__range=(min(instants), max(instants)),
    )
    numeros = Counter(
        numero
        for salle, debut, fin, numero in siens.values_list("salle", "debut", "fin", "demande__numero")
        if (salle, debut, fin) in places
    )
    if numeros:
        raise DejaDemandee(numeros)


def _exiger_sans_recouvrement(voulus: Sequence[_Voulu]) -> None:
    espaces = espaces_de({voulu.salle.pk for voulu in voulus})
    par_espace: dict[int, list[Creneau]] = defaultdict(list)
    for voulu in voulus:
        for espace in espaces[voulu.salle.pk]:
            par_espace[espace] += voulu.creneaux
    for creneaux in par_espace.values():
        if any(un.chevauche(suivant) for un, suivant in pairwise(sorted(creneaux))):
            raise DatesQuiSeRecouvrent


def _exiger_les_siens(remplaces: set[int], association: Association) -> None:
    siens = Souhait.objects.filter(pk__in=remplaces, demande__association=association)
    if remplaces and siens.count() < len(remplaces):
        raise SouhaitEtranger


def _besoins_par_ecole(materiel: Mapping[int, int], voulus: Sequence[_Voulu]) -> dict[int, dict[int, int]]:
    """Sort the equipment by the school that lends it."""
    ecoles = {voulu.salle.etablissement_id for voulu in voulus}
    prete_par = dict(Materiel.objects.filter(pk__in=materiel).values_list("pk", "etablissement"))
    besoins: dict[int, dict[int, int]] = defaultdict(dict)
    for identifiant, quantite in materiel.items():
        if prete_par.get(identifiant) not in ecoles:
            raise MaterielHorsEcole
        besoins[prete_par[identifiant]][identifiant] = quantite
    return besoins


def _par_ecole(voulus: Iterable[_Voulu]) -> list[tuple[Etablissement, list[_Voulu]]]:
    """Group by school, in the order in which the counters of numbers are locked."""
    par_ecole: dict[Etablissement, list[_Voulu]] = defaultdict(list)
    for voulu in voulus:
        par_ecole[voulu.salle.etablissement].append(voulu)
    return sorted(par_ecole.items(), key=lambda groupe: (groupe[0].departement, groupe[0].pk))


def _ecrire(demande: Demande, voulus: Sequence[_Voulu], besoins: Mapping[int, int]) -> None:
    """Write one request with its wishes, its dates and what the engine says of each."""
    jugees = _juger(demande, voulus, besoins)
    cadre = cadre_de(demande.etablissement)
    demande.full_clean(exclude=["numero"], validate_unique=False)
    demande.numero = attribuer(cadre.jour(demande.deposee_le).year, demande.etablissement.departement)
    demande.save()
    _ecrire_le_materiel(demande, besoins)
    for voulu in voulus:
        souhait = _souhait(demande, voulu)
        souhait.save(force_insert=True)
        CreneauDemande.objects.bulk_create(
            CreneauDemande(
                demande=demande,
                souhait=souhait,
                salle=voulu.salle,
                jour=cadre.jour(creneau.debut),
                debut=creneau.debut,
                fin=creneau.fin,
                raisons=(jugee := jugees[voulu.salle.pk, creneau]).raisons,
                etat=CreneauDemande.Etat.INDISPONIBLE if jugee.raisons else CreneauDemande.Etat.SOUHAITE,
                calendrier_inconnu=jugee.calendrier_inconnu,
            )
            for creneau in voulu.creneaux
        )


def _juger(demande: Demande, voulus: Sequence[_Voulu], besoins: Mapping[int, int]) -> dict[tuple[int, Creneau], _Jugee]:
    """Say what stands in the way of each date, by room; the dates of all the rooms are one act.

    What stands for a wish of that very place was asked for in time, if that was.
    """
    par_salle: dict[Salle, list[Creneau]] = defaultdict(list)
    for voulu in voulus:
        par_salle[voulu.salle] += voulu.creneaux
    ecole = voulus[0].salle.etablissement
    jour = cadre_de(ecole).jour
    jours = {jour(creneau.debut) for creneaux in par_salle.values() for creneau in creneaux}
    explications = expliquer_ensemble(
        par_salle,
        contexte(maintenant=demande.deposee_le, effectif=demande.effectif, activite=demande.activite, besoins=besoins),
        demandeur_de(demande.association, ecole, jours, maintenant=demande.deposee_le, depot=demande.dossier_id),
    )
    tenus = delais_tenus_des({voulu.origine.remplace for voulu in voulus if voulu.origine.remplace})
    return {
        (salle.pk, jugee.creneau): _Jugee(
            _codes(jugee.raisons, tenus.get((salle.pk, jugee.creneau), frozenset())),
            CALENDRIER_INCONNU in jugee.avertissements,
        )
        for salle, siennes in explications.items()
        for jugee in siennes
    }


def _codes(raisons: Iterable[Raison], tenus: Collection[Code]) -> list[str]:
    return list(dict.fromkeys(str(raison.code) for raison in raisons if raison.code not in tenus))


def _ecrire_le_materiel(demande: Demande, besoins: Mapping[int, int]) -> None:
    for identifiant, quantite in sorted(besoins.items()):
        ligne = MaterielDemande(demande=demande, materiel_id=identifiant, quantite=quantite)
        ligne.full_clean(validate_unique=False)
        ligne.save(force_insert=True)


def _souhait(demande: Demande, voulu: _Voulu) -> Souhait:
    """Keep the wish in its own words; the dates are named when they were chosen one by one or some taken out."""
    voulus_jours = sorted({cadre_de(voulu.salle.etablissement).jour(creneau.debut) for creneau in voulu.creneaux})
    dit = voulu.origine.souhait
    return Souhait(
        demande=demande,
        salle=voulu.salle,
        heure_debut=dit.heure_debut,
        heure_fin=dit.heure_fin,
        premier_jour=dit.premier_jour,
        dernier_jour=dit.dernier_jour or voulus_jours[-1],
        jours=sorted(dit.jours),
        dates=voulus_jours if dit.dates or voulu.origine.sans else [],
        nombre=len(voulu.creneaux),
        repetition=dit.repetition,
        vacances=dit.vacances,
        remplace_id=voulu.origine.remplace,
    )
