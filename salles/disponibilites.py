"""What is free, and why the rest is not: one answer for pages, calendar, API, booking and refusals.

Rooms come with their `etablissement.collectivite` loaded. Nothing here writes, locks or reads the clock.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from salles import moteur
from salles.faits import charger, murs_d_un_acte, stocks
from salles.models import Activite, Salle
from salles.moteur import (
    Contexte,
    Creneau,
    Demandeur,
    Explication,
    Faits,
    Fermeture,
    fermetures_du,
    intersection,
    jour_unique,
    ouvertures_admises,
    ouvertures_du,
    retrancher,
    union,
)
from salles.recherche import Recherche, Resultat
from salles.regles import cadre_de, emploi_de
from socle.erreur import ErreurMetier

PERIODE_MAX = timedelta(days=400)
UN_JOUR = timedelta(days=1)


class PeriodeTropLongue(ErreurMetier):
    code = "periode_trop_longue"
    message = f"Demandez {PERIODE_MAX.days} jours au plus."
    champ = "au"
    statut_http = 400


class PeriodeALEnvers(ErreurMetier):
    code = "periode_a_l_envers"
    message = "Le dernier jour vient avant le premier : corrigez l’un des deux."
    champ = "au"
    statut_http = 400


def contexte(
    *,
    maintenant: datetime,
    effectif: int | None = None,
    activite: Activite | None = None,
    besoins: Mapping[int, int] | None = None,
) -> Contexte:
    """Return what is asked for, in the engine's words; `besoins` gives a quantity by Materiel."""
    return Contexte(
        maintenant=maintenant,
        effectif=effectif,
        types_erp_activite=tuple(activite.types_erp) if activite else None,
        besoins=tuple((besoins or {}).items()),
    )


@dataclass(frozen=True, slots=True)
class Question:
    """The slots that one request wants, by room; `demandeurs` says who asks, by school."""

    voulus: Mapping[Salle, Sequence[Creneau]]
    contexte: Contexte
    demandeurs: Mapping[int, Demandeur] | None = None


def expliquer_salles(
    voulus: Mapping[Salle, Sequence[Creneau]], contexte: Contexte, demandeurs: Mapping[int, Demandeur] | None = None
) -> dict[Salle, list[Explication]]:
    """Explain the wanted slots of many rooms, in a constant number of queries. Rooms keep their order.

    `demandeurs` says who asks, by school. Each room is judged as if it alone were wanted: who takes several of them
    asks `expliquer_ensemble`. Raises `CreneauACheval` for a slot that crosses local midnight.
    """
    return expliquer_questions([Question(voulus, contexte, demandeurs)])[0]


def expliquer_questions(questions: Sequence[Question]) -> list[dict[Salle, list[Explication]]]:
    """Answer several questions, each as if it were alone, in as many database queries as one takes."""
    faits = _faits(questions)
    if not faits:
        return [{salle: [] for salle in question.voulus} for question in questions]
    return [
        {
            salle: moteur.expliquer(
                faits[salle.pk],
                creneaux,
                question.contexte,
                question.demandeurs[salle.etablissement_id] if question.demandeurs else None,
            )
            for salle, creneaux in question.voulus.items()
        }
        for question in questions
    ]


def _faits(questions: Sequence[Question]) -> dict[int, Faits]:
    """Load what the engine must know of all these rooms on the days of their slots; nothing when there is none."""
    salles = dict.fromkeys(salle for question in questions for salle in question.voulus)
    jours = {
        jour_unique(cadre_de(salle.etablissement), creneau)
        for question in questions
        for salle, creneaux in question.voulus.items()
        for creneau in creneaux
    }
    if not jours:
        return {}
    besoins = {materiel for question in questions for materiel, _ in question.contexte.besoins}
    return charger(salles, jours, stocks(besoins, jours, maintenant=questions[0].contexte.maintenant))


def expliquer_ensemble(
    voulus: Mapping[Salle, Sequence[Creneau]],
    contexte: Contexte,
    demandeur: Demandeur | None = None,
    *,
    ensuite: Mapping[Salle, Sequence[Creneau]] | None = None,
) -> dict[Salle, list[Explication]]:
    """Explain the slots that one act would take in rooms of one school, in a constant number of queries.

    They come sorted. What the free ones take, hours, equipment and walls, by instant then by room, is not left to the
    next. `ensuite` are slots that the act leaves out: they come last, each told as if it were taken on top of it.
    """
    tours = [voulus, ensuite or {}]
    faits = _faits([Question(tour, contexte) for tour in tours])
    ordre = [
        (creneau, salle)
        for tour in tours
        for creneau, salle in sorted(
            ((creneau, salle) for salle, creneaux in tour.items() for creneau in creneaux),
            key=lambda voulu: (voulu[0], voulu[1].pk),
        )
    ]
    murs = murs_d_un_acte(faits)
    emplois = [(faits[salle.pk], emploi_de(salle, creneau, murs[salle.pk])) for creneau, salle in ordre]
    jugees = moteur.expliquer_ensemble(emplois, contexte, demandeur)
    explications: dict[Salle, list[Explication]] = {salle: [] for tour in tours for salle in tour}
    for (_, salle), explication in zip(ordre, jugees, strict=True):
        explications[salle].append(explication)
    return explications


def expliquer_serie(
    salle: Salle, creneaux: Sequence[Creneau], contexte: Contexte, demandeur: Demandeur | None = None
) -> list[Explication]:
    """Explain each slot of a wish in one room, in order."""
    demandeurs = {salle.etablissement_id: demandeur} if demandeur else None
    return expliquer_salles({salle: creneaux}, contexte, demandeurs)[salle]


def expliquer(salle: Salle, creneau: Creneau, contexte: Contexte, demandeur: Demandeur | None = None) -> Explication:
    """Explain one slot in one room."""
    return expliquer_serie(salle, [creneau], contexte, demandeur)[0]


def expliquer_manques(
    trouvees: Iterable[Resultat], salles: Mapping[int, Salle], recherche: Recherche
) -> dict[int, list[Explication]]:
    """Explain, by room, the dates that a search did not find free; one that was freed meanwhile is left out.

    With a requester all dates are asked, for the hours of the free ones count towards the quota of the others.
    """
    trouvees = list(trouvees)
    voulus = {
        salles[resultat.salle]: resultat.dates.creneaux if recherche.qui_demande else resultat.creneaux_manquants
        for resultat in trouvees
    }
    demandeurs = demandeurs_de(trouvees, recherche) or None
    demande = contexte(maintenant=recherche.maintenant, effectif=recherche.effectif, activite=recherche.activite)
    return {
        salle.pk: [explication for explication in explications if not explication.libre]
        for salle, explications in expliquer_salles(voulus, demande, demandeurs).items()
    }


def demandeurs_de(trouvees: Iterable[Resultat], recherche: Recherche) -> Mapping[int, Demandeur]:
    """Return who asks for what a search found, by school; nobody when the search is nobody's."""
    trouvees = list(trouvees)
    jours = {jour for resultat in trouvees for jour in resultat.dates.jours}
    if recherche.qui_demande is None or not jours:
        return {}
    return recherche.qui_demande({resultat.etablissement for resultat in trouvees}, jours)


def intervalles_libres(salle: Salle, *, du: date, au: date, maintenant: datetime) -> list[Creneau]:
    """Return the free stretches of these local dates, both included, sorted and merged.

    A slot inside one of them is free once its duration and its start step are right: the buffers on both sides are
    already taken off. Raises `PeriodeTropLongue` or `PeriodeALEnvers`.
    """
    jours = _jours(du, au)
    return libres(charger([salle], jours)[salle.pk], jours, maintenant)


def libres(faits: Faits, jours: Sequence[date], maintenant: datetime) -> list[Creneau]:
    """Return what the profile admits on these dates, less what is taken and the buffers that it wants."""
    cadre, tampon = faits.profil.cadre, faits.profil.regles.tampon
    pris = [
        # a use before this one would keep its own buffer clear, which does not reach across midnight
        Creneau(max(occupant.debut - tampon, cadre.journee(cadre.jour(occupant.debut)).debut), occupant.fin_tampon)
        for occupant in faits.occupants
        if occupant.vit(maintenant)
    ]
    admises = ouvertures_admises(faits.profil, faits.calendrier, faits.fermetures, jours, maintenant)
    return retrancher(admises, union(pris))


@dataclass(frozen=True, slots=True)
class Moment:
    """A stretch of the agenda during which the room, or a part of it, is taken.

    `nature` is that of the reservation; `option`: not firm yet; `partie`: through another room that shares a part.
    """

    creneau: Creneau
    nature: str
    option: bool
    partie: bool


@dataclass(frozen=True, slots=True)
class Journee:
    """One local date of a room's agenda: what the calendar says of it, its hours, what is taken, what is free."""

    jour: date
    vacances: str | None
    ferie: str | None
    inconnu: bool
    fermetures: tuple[Fermeture, ...]
    ouvertures: tuple[Creneau, ...]
    prises: tuple[Moment, ...]
    libres: tuple[Creneau, ...]


def agendas(salles: Iterable[Salle], *, du: date, au: date, maintenant: datetime) -> dict[Salle, list[Journee]]:
    """Return the agenda of each room on these local dates, both included, in a constant number of queries.

    Nobody's name is in it. Raises `PeriodeTropLongue`.
    """
    salles = list(salles)
    jours = _jours(du, au)
    faits = charger(salles, jours)
    calendriers = {des_faits.profil: des_faits.calendrier for des_faits in faits.values()}
    ouvertures = {  # once per profile: the rooms of a school share a few
        profil: {jour: tuple(ouvertures_du(profil, calendrier, jour)) for jour in jours}
        for profil, calendrier in calendriers.items()
    }
    return {salle: _agenda(faits[salle.pk], ouvertures[faits[salle.pk].profil], maintenant) for salle in salles}


def _agenda(faits: Faits, ouvertures: Mapping[date, tuple[Creneau, ...]], maintenant: datetime) -> list[Journee]:
    moments: dict[date, set[Moment]] = defaultdict(set)
    for occupant in faits.occupants:
        if occupant.vit(maintenant):
            moments[faits.profil.cadre.jour(occupant.debut)].add(
                Moment(
                    Creneau(occupant.debut, occupant.fin),
                    nature=occupant.nature,
                    option=occupant.option_jusqu_au is not None,
                    partie=occupant.salle != faits.salle,
                )
            )
    restent = libres(faits, list(ouvertures), maintenant)
    return [
        _journee(faits, jour, ouvertes, moments[jour], intersection(restent, [faits.profil.cadre.journee(jour)]))
        for jour, ouvertes in ouvertures.items()
    ]


def _journee(
    faits: Faits, jour: date, ouvertes: tuple[Creneau, ...], moments: Iterable[Moment], restent: Iterable[Creneau]
) -> Journee:
    ce_jour = faits.calendrier.jour(jour)
    return Journee(
        jour=jour,
        vacances=ce_jour.vacances,
        ferie=ce_jour.ferie,
        inconnu=ce_jour.inconnu,
        fermetures=tuple(fermetures_du(faits.fermetures, jour)),
        ouvertures=ouvertes,
        prises=tuple(sorted(moments, key=lambda moment: (moment.creneau, moment.nature))),
        libres=tuple(restent),
    )


def _jours(du: date, au: date) -> list[date]:
    if au < du:
        raise PeriodeALEnvers
    if au - du > PERIODE_MAX:
        raise PeriodeTropLongue
    return [du + n * UN_JOUR for n in range((au - du).days + 1)]
