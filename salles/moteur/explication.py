"""Why a slot is free or not, for one room: ordered reasons, each with its rule and who may change it.

Search, calendar, API, booking and refusals all ask here or in `ouvertures`, which this module calls: there is no
second implementation. Nothing here names a person or an association.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter

from etablissements.calendrier import Calendrier
from etablissements.ecriture import plage_horaire
from salles.moteur import phrases
from salles.moteur.creneau import Creneau, se_chevauchent
from salles.moteur.ensemble import Emploi, Ensemble, Stock
from salles.moteur.ouvertures import Fermeture, Porteur, fenetre, fermetures_du, horaires, juger
from salles.moteur.profil import Profil
from salles.moteur.quota import Demandeur
from salles.moteur.raisons import CALENDRIER_INCONNU, DEROGEABLES, LIBELLES, RANGS, Code, QuiPeut, Raison
from salles.moteur.voisinage import Emprise, trop_pres

PAR_QUI = {
    "association": "par une association",
    "etablissement": "par l’établissement",
    "travaux": "pour des travaux",
}


@dataclass(frozen=True, slots=True)
class Occupant:
    """One part of the room held on a slot, by this room or by another that shares the part. UTC instants.

    `fin_tampon`: kept clear of other groups until then. `option_jusqu_au`: an option, dead from that instant on.
    """

    salle: int
    debut: datetime
    fin: datetime
    fin_tampon: datetime
    groupe: int
    option_jusqu_au: datetime | None
    nature: str

    def vit(self, maintenant: datetime) -> bool:
        """Tell whether it still holds: a dead option holds nothing, job or no job."""
        return self.option_jusqu_au is None or maintenant < self.option_jusqu_au


@dataclass(frozen=True, slots=True)
class Faits:
    """Everything that is known of one room around the slots in question.

    `regles_d_en_haut` names the rules of its profile that the authority set, neither the room nor its school.
    """

    salle: int
    profil: Profil
    calendrier: Calendrier
    fermetures: tuple[Fermeture, ...]
    occupants: tuple[Occupant, ...]
    effectif_max: int
    types_erp: tuple[str, ...]
    gn6_autorise_le: date | None
    stocks: Mapping[int, Stock]
    regles_d_en_haut: frozenset[str] = frozenset()

    def emploi(self, creneau: Creneau) -> Emploi:
        """Return a slot of this room as a date of an act in no other room."""
        regles, cadre = self.profil.regles, self.profil.cadre
        fin_tampon = cadre.fin_avec_tampon(creneau, regles.tampon)
        return Emploi(cadre.jour(creneau.debut), creneau, fin_tampon, regles.tampon_leve_pour_soi)

    def qui_peut(self, regle: str) -> QuiPeut:
        """Say who may change what this rule forbids: a school sets its own in place of its authority's."""
        return QuiPeut.CHEF_OU_COLLECTIVITE if regle in self.regles_d_en_haut else QuiPeut.CHEF


@dataclass(frozen=True, slots=True)
class Contexte:
    """When one asks, how many come and for what; what is not said is not judged.

    `types_erp_activite`: one of them in the room is enough; an activity without any is admitted nowhere.
    `besoins`: pairs of a Materiel and the wanted quantity.
    """

    maintenant: datetime
    effectif: int | None = None
    types_erp_activite: tuple[str, ...] | None = None
    besoins: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Explication:
    """The verdict on one slot. `avertissements` and `non_verifie` are codes of the API."""

    creneau: Creneau
    raisons: tuple[Raison, ...]
    avertissements: tuple[str, ...]
    non_verifie: tuple[Code, ...]

    @property
    def libre(self) -> bool:
        return not self.raisons


def expliquer(
    faits: Faits, creneaux: Sequence[Creneau], contexte: Contexte, demandeur: Demandeur | None = None
) -> list[Explication]:
    """Explain each slot of a wish for one room, in order: see `expliquer_ensemble`."""
    return expliquer_ensemble([(faits, faits.emploi(creneau)) for creneau in creneaux], contexte, demandeur)


def expliquer_ensemble(
    voulus: Sequence[tuple[Faits, Emploi]], contexte: Contexte, demandeur: Demandeur | None = None
) -> list[Explication]:
    """Explain each date that one act would take in rooms of one school, in order.

    What the free ones take, hours, equipment and walls, is not left to the next ones. Without a requester the quota is
    not judged and stands in `non_verifie`. Raises `CreneauACheval`.
    """
    seuls = _chacun_seul(voulus, contexte, demandeur)
    stocks = {materiel: stock for faits, _ in voulus for materiel, stock in faits.stocks.items()}
    ensemble = Ensemble(demandeur, contexte.besoins, stocks)
    explications = []
    for (faits, emploi), siennes in zip(voulus, seuls, strict=True):
        raisons = [*siennes, *ensemble.oppositions(emploi)]
        if not raisons:
            ensemble.prendre(emploi)
        explications.append(
            Explication(
                emploi.creneau,
                raisons=tuple(sorted(raisons, key=lambda raison: RANGS[raison.code])),
                avertissements=(CALENDRIER_INCONNU,) if faits.calendrier.jour(emploi.jour).inconnu else (),
                non_verifie=() if demandeur else (Code.QUOTA,),
            )
        )
    return explications


def _chacun_seul(
    voulus: Sequence[tuple[Faits, Emploi]], contexte: Contexte, demandeur: Demandeur | None
) -> list[list[Raison]]:
    """Say what stands in the way of each date whatever becomes of the others: each room is looked at once."""
    par_salle: dict[int, list[int]] = defaultdict(list)
    for rang, (faits, _) in enumerate(voulus):
        par_salle[faits.salle].append(rang)
    seuls: list[list[Raison]] = [[] for _ in voulus]
    for rangs in par_salle.values():
        faits = voulus[rangs[0]][0]
        emplois = [voulus[rang][1] for rang in rangs]
        constantes = list(_de_la_salle(faits, contexte))
        vifs = sorted((un for un in faits.occupants if un.vit(contexte.maintenant)), key=attrgetter("debut"))
        groupe = demandeur.groupe_dans(faits.profil) if demandeur else None
        jugements = juger(faits.profil, faits.calendrier, [une.creneau for une in emplois], contexte.maintenant)
        for rang, emploi, codes in zip(rangs, emplois, jugements, strict=True):
            seuls[rang] = [
                *(_du_profil(code, faits, emploi.creneau, emploi.jour, contexte) for code in codes),
                *(demandeur.oppositions if demandeur else ()),
                *_des_fermetures(faits, emploi.jour),
                *_des_occupants(faits, vifs, emploi, groupe),
                *constantes,
            ]
    return seuls


def _raison(code: Code, regle: str, qui_peut: QuiPeut, *, libelle: str = "", derogeable: bool | None = None) -> Raison:
    if derogeable is None:
        derogeable = code in DEROGEABLES
    return Raison(code, libelle or LIBELLES[code], regle, derogeable, qui_peut)


def _du_profil(code: Code, faits: Faits, creneau: Creneau, jour: date, contexte: Contexte) -> Raison:
    """Put words on what `juger` found."""
    profil = faits.profil
    premier, dernier = fenetre(profil, faits.calendrier, contexte.maintenant)
    ce_jour = faits.calendrier.jour(jour)
    match code:
        case Code.PASSE:
            return _raison(code, "Une salle se demande avant l’heure de début.", QuiPeut.PERSONNE)
        case Code.VACANCES:
            regle = "La salle n’ouvre pas à cette heure pendant les vacances scolaires."
            return _raison(code, regle, QuiPeut.CHEF, libelle=ce_jour.vacances or "")
        case Code.JOUR_FERIE:
            libelle = f"Jour férié : {ce_jour.ferie}"
            return _raison(code, "La salle n’ouvre pas à cette heure les jours fériés.", QuiPeut.CHEF, libelle=libelle)
        case Code.DELAI:
            return _raison(code, phrases.regle_delai(profil.regles, premier), faits.qui_peut("delai_jours"))
        case Code.HORIZON:
            return _raison(code, phrases.regle_horizon(profil.regles, dernier), faits.qui_peut("horizon_jours"))
        case Code.DUREE:
            bord = "duree_min" if creneau.duree < profil.regles.duree_min else "duree_max"
            return _raison(code, phrases.regle_duree(profil.regles), faits.qui_peut(bord))
        case Code.PAS:
            return _raison(code, phrases.regle_pas(profil.regles), faits.qui_peut("pas"))
        case _:
            return _raison(code, phrases.regle_ouverture(jour, horaires(profil, faits.calendrier, jour)), QuiPeut.CHEF)


def _des_fermetures(faits: Faits, jour: date) -> Iterator[Raison]:
    for fermeture in fermetures_du(faits.fermetures, jour):
        dure = fermeture.porteur == Porteur.COLLECTIVITE
        yield _raison(
            Code.FERMETURE,
            phrases.regle_fermeture(fermeture),
            QuiPeut.COLLECTIVITE if dure else QuiPeut.CHEF,
            libelle=phrases.libelle_fermeture(fermeture),
            derogeable=not dure,
        )


def _des_occupants(faits: Faits, vifs: Sequence[Occupant], emploi: Emploi, groupe: int | None) -> Iterable[Raison]:
    """Say who is in the way, each reason once: the very predicates of the two constraints."""
    voulue = Emprise(emploi.debut, emploi.fin, emploi.fin_tampon, groupe)
    raisons = []
    for occupant in vifs:
        if se_chevauchent(voulue, occupant):
            raisons.append(_de_l_occupant(faits, occupant, groupe))
        elif trop_pres(voulue, occupant):
            raisons.append(_du_tampon(faits, voulue, occupant))
    return dict.fromkeys(raisons)


def _du_tampon(faits: Faits, voulue: Emprise, occupant: Occupant) -> Raison:
    """Say which buffer is in the way: that of the use before, as it was stored, or the one that is wanted here."""
    du_jour, d_avant = faits.profil.regles.tampon, occupant.fin_tampon - occupant.fin
    if occupant.fin <= voulue.debut and d_avant != du_jour:
        # no rule changes it any more: it may be waived
        return _raison(Code.TAMPON, phrases.regle_tampon_d_avant(d_avant), QuiPeut.CHEF)
    return _raison(Code.TAMPON, phrases.regle_tampon(du_jour), faits.qui_peut("tampon"))


def _de_l_occupant(faits: Faits, occupant: Occupant, groupe: int | None) -> Raison:
    """Say by what the slot itself is taken, without saying by whom."""
    local = faits.profil.cadre.local
    quand = plage_horaire(local(occupant.debut), local(occupant.fin))
    if occupant.option_jusqu_au is not None:
        echeance = faits.profil.cadre.jour(occupant.option_jusqu_au)
        la_sienne = groupe is not None and occupant.groupe == groupe
        libelle = "Sous option d’une demande de la même association" if la_sienne else ""
        return _raison(Code.OPTION, phrases.regle_option(quand, echeance), QuiPeut.CHEF, libelle=libelle)
    if occupant.salle == faits.salle:
        libelle = f"Prise {quand} {PAR_QUI[occupant.nature]}"
        return _raison(Code.OCCUPEE, "Une salle ne se prend jamais deux fois.", QuiPeut.CHEF, libelle=libelle)
    libelle = f"Une partie est prise {quand} {PAR_QUI[occupant.nature]}"
    regle = "Prendre une salle prend toutes ses parties, et l’inverse."
    return _raison(Code.PARTIE_OCCUPEE, regle, QuiPeut.CHEF, libelle=libelle)


def _de_la_salle(faits: Faits, contexte: Contexte) -> Iterator[Raison]:
    """Say what holds for every slot of the room: headcount and activity."""
    if contexte.effectif is not None and contexte.effectif > faits.effectif_max:
        yield _raison(Code.EFFECTIF, phrases.regle_effectif(faits.effectif_max), QuiPeut.CHEF)
    if contexte.types_erp_activite is None:
        return
    if not contexte.types_erp_activite:
        yield _raison(Code.ACTIVITE, "Cette activité n’est admise dans aucune salle.", QuiPeut.COLLECTIVITE)
    elif faits.gn6_autorise_le is None and not set(contexte.types_erp_activite) & set(faits.types_erp):
        yield _raison(Code.GN6, phrases.regle_gn6(faits.types_erp), QuiPeut.MAIRE)
