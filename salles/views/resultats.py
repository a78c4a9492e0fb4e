"""The rooms of one page of results, as the page shows them: counts, frise, reasons, links."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from itertools import groupby
from typing import Any

from etablissements import dessins
from etablissements.calendrier import Calendrier
from etablissements.ecriture import jour_court, les_jours, plage_horaire, pluriel
from salles.disponibilites import demandeurs_de, expliquer_manques
from salles.models import PhotoSalle, Salle
from salles.moteur import Code, Explication, Souhait, TropDeDates, Vacances, jours_voulus
from salles.moteur.phrases import qui_peut
from salles.recherche import Recherche, Resultat
from salles.regles import cadre_de
from salles.tarifs import prix_affiche
from salles.views.ailleurs import Ailleurs, ailleurs
from salles.views.phrases import Compte, les_dates, majuscule

REPETEES = 4  # from so many dates with one and the same reason on, the reason is written once
ATOUTS_MAX = 3  # pieces of equipment told beside those that were asked for
# Their label says it all; the rule behind it is no news.
SANS_ESPOIR = {Code.HORS_OUVERTURE}
SANS_REGLE = {Code.OCCUPEE, Code.FERMETURE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ligne:
    """One room shown whole.

    `atouts`: pairs of "it has it" and the words; `manques`: what `dates.html` reads.
    """

    salle: Salle
    compte: str
    libre: bool
    frise: list[tuple[date, str]]
    atouts: list[tuple[bool, str]]
    manques: list[dict[str, Any]]
    titre_manques: str
    ailleurs: Ailleurs | None
    demander: str
    url: str
    url_demande: str

    @property
    def photo(self) -> PhotoSalle | None:
        return next(iter(self.salle.photos.all()), None)


def lignes(
    trouvees: Sequence[Resultat],
    salles: Mapping[int, Salle],
    recherche: Recherche,
    parametres: str,
    page: Sequence[Resultat],
) -> dict[int, Ligne]:
    """Return these rooms as the page shows them, by id, in seven queries however many they are.

    `parametres` is the query string of the search: every link carries it on. `page`: all the rooms of the page, shown
    or folded, among which what one room lacks may be found.
    """
    explications = expliquer_manques(trouvees, salles, recherche)
    qui_demande = cache(partial(demandeurs_de, page, recherche))
    lues = {}
    for resultat in trouvees:
        salle = salles[resultat.salle]
        url = url_de_demande(salle, parametres)
        la_bas = ailleurs(resultat, page, salles, recherche, url, qui_demande)
        lues[salle.pk] = _ligne(resultat, salle, explications[salle.pk], recherche, parametres, la_bas)
    return lues


def _ligne(
    resultat: Resultat,
    salle: Salle,
    explications: Sequence[Explication],
    recherche: Recherche,
    parametres: str,
    la_bas: Ailleurs | None,
) -> Ligne:
    compte = Compte(resultat.nombre_libres, len(resultat.dates.jours))
    frise = _frise(resultat, explications, salle, recherche.souhait)
    return Ligne(
        salle=salle,
        compte=_compte(compte, frise, recherche.souhait),
        libre=compte.libres > 0,
        frise=frise,
        atouts=_atouts(salle, recherche),
        manques=dates_manquantes(explications, salle, recherche.souhait, compte.voulues),
        titre_manques=titre_des_manques(len(explications), compte),
        ailleurs=la_bas,
        demander=acte_de_demande(compte, explications, recherche.souhait),
        url=url_de(salle, parametres),
        url_demande=url_de_demande(salle, parametres),
    )


def url_de(salle: Salle, parametres: str) -> str:
    return f"{salle.get_absolute_url()}?{parametres}"


def url_de_demande(salle: Salle, parametres: str) -> str:
    return f"/demander/?salle={salle.pk}&{parametres}"


# -- Dates -------------------------------------------------------------------------------


def _compte(compte: Compte, frise: list[tuple[date, str]], souhait: Souhait) -> str:
    """« Libre 31 mardis sur 34 », or for one date « Libre de 18 h à 20 h »."""
    if compte.voulues == 1:
        return f"{'Libre' if compte.libres else 'Pas libre'} {plage_horaire(souhait.heure_debut, souhait.heure_fin)}"
    return dessins.frise(frise).phrase.removesuffix(".")


def compte_seul(resultat: Resultat, souhait: Souhait) -> str:
    """Say how many dates are free of a room of which no more is told."""
    jours = resultat.dates.jours
    etats = ["libre" if resultat.libres >> rang & 1 else "pris" for rang in range(len(jours))]
    return _compte(Compte(resultat.nombre_libres, len(jours)), list(zip(jours, etats, strict=True)), souhait)


def _frise(
    resultat: Resultat, explications: Sequence[Explication], salle: Salle, souhait: Souhait
) -> list[tuple[date, str]]:
    cadre = cadre_de(salle.etablissement)
    manquants = {cadre.jour(explication.creneau.debut): etat_dessine(explication) for explication in explications}
    voulus = resultat.dates.jours
    otes = _otes(souhait, salle, set(voulus))
    return sorted([(jour, manquants.get(jour, "libre")) for jour in voulus] + [(jour, "vacances") for jour in otes])


def etat_dessine(explication: Explication) -> str:
    """Say how a date is drawn: free, the head may waive what stands in the way, an option may fall, or taken.

    The head may also waive the opening hours, but a room that is shut is not drawn as one that is nearly free.
    """
    if explication.libre:
        return "libre"
    dures = {raison.code for raison in explication.raisons if not raison.derogeable or raison.code in SANS_ESPOIR}
    if not dures:
        return "reparer"
    return "attente" if dures == {Code.OPTION} else "pris"


def _otes(souhait: Souhait, salle: Salle, voulus: set[date]) -> list[date]:
    """Return the dates that holidays took out of the wish; none when there would be too many to draw."""
    if souhait.vacances == Vacances.INCLURE:
        return []
    cadre = cadre_de(salle.etablissement)
    try:
        tous = jours_voulus(
            replace(souhait, vacances=Vacances.INCLURE), cadre, Calendrier(cadre.zone, cadre.territoire)
        )
    except TropDeDates:
        return []
    return [jour for jour in tous if jour not in voulus]


def dates_manquantes(
    explications: Sequence[Explication], salle: Salle, souhait: Souhait, voulues: int
) -> list[dict[str, Any]]:
    """Tell each missing date with its reason and who may change it; a reason that comes back is told once."""
    cadre = cadre_de(salle.etablissement)
    datees = [
        (
            _raison(explication),
            qui_peut(explication.raisons),
            etat_dessine(explication),
            cadre.jour(explication.creneau.debut),
        )
        for explication in explications
    ]
    manques = []
    for (raison, qui, etat), groupe in groupby(sorted(datees), key=lambda datee: datee[:3]):
        jours = [datee[3] for datee in groupe]
        if len(jours) >= REPETEES:
            quand = les_dates(len(jours), souhait).removeprefix("les ")
            lesquels = "" if len(jours) == voulues else f" {majuscule(les_jours(jours))}."
            manques.append((jours[0], etat, quand, f"{raison}{lesquels}", qui))
        else:
            manques += [(jour, etat, jour_court(jour), raison, qui) for jour in jours]
    return [
        {"etat": etat, "quand": quand, "raison": raison, "qui": qui} for _, etat, quand, raison, qui in sorted(manques)
    ]


def _raison(explication: Explication) -> str:
    return " ".join(
        f"{raison.libelle}." if raison.code in SANS_REGLE else f"{raison.libelle}. {raison.regle}"
        for raison in explication.raisons
    )


def titre_des_manques(manquantes: int, compte: Compte) -> str:
    if compte.voulues == 1:
        return "Pourquoi elle n’est pas libre"
    if not compte.libres:
        return "Pourquoi aucune date n’est libre"
    return "La date qui manque, et pourquoi" if manquantes == 1 else f"Les {manquantes} dates qui manquent, et pourquoi"


def acte_de_demande(compte: Compte, explications: Sequence[Explication], souhait: Souhait) -> str:
    """Name the act of the button: all the dates are asked for, those that are not free stay wanted.

    None where no date can be had, even by a waiver or when an option falls.
    """
    if compte.libres:
        acte = "Demander cette date" if compte.voulues == 1 else f"Demander {les_dates(compte.voulues, souhait)}"
        return acte if compte.est_complet else f"{acte} ({pluriel(compte.libres, 'libre')})"
    return "Demander quand même" if any(etat_dessine(explication) != "pris" for explication in explications) else ""


# -- What is there, what is missing --------------------------------------------------------


def _atouts(salle: Salle, recherche: Recherche) -> list[tuple[bool, str]]:
    """Tell what is missing, then what is there."""
    demandes = set(recherche.equipements)
    equipements = sorted(salle.equipements.all(), key=lambda equipement: equipement.code not in demandes)
    atouts = [
        (True, pluriel(salle.effectif_max, "place")),
        (True, majuscule(prix_affiche(salle))),
        (True, "Accès en fauteuil") if salle.accessible_pmr else (False, "pas d’accès en fauteuil"),
        *([(False, "pas de vestiaires")] if salle.type == Salle.Type.GYMNASE and not salle.vestiaires else []),
        *((True, equipement.libelle) for equipement in equipements[: max(ATOUTS_MAX, len(demandes))]),
    ]
    return sorted(atouts, key=lambda atout: atout[0])
