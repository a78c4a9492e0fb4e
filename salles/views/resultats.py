"""The rooms of one page of results, as the page shows them: counts, frise, reasons, links."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from etablissements import dessins
from etablissements.calendrier import Calendrier
from etablissements.ecriture import enumerer, jour_court, jour_mois, pluriel
from salles.disponibilites import contexte, expliquer_salles
from salles.models import PhotoSalle, Salle
from salles.moteur import Code, Explication, Souhait, TropDeDates, Vacances, jours_voulus
from salles.recherche import Recherche, Resultat
from salles.regles import cadre_de
from salles.views.croquis import abreger
from salles.views.fiche import prix
from salles.views.phrases import Compte, les_dates, majuscule

REPETEES = 4  # from so many dates with one and the same reason on, the reason is written once
ATOUTS_MAX = 3  # pieces of equipment told beside those that were asked for
# Their label says it all; the rule behind it is no news.
SANS_REGLE = {Code.OCCUPEE, Code.FERMETURE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ligne:
    """One room of the list. `atouts`: pairs of "it has it" and the words; `manques`: what `dates.html` reads."""

    numero: int
    salle: Salle
    distance_km: float
    compte: str
    frise: list[tuple[date, str]]
    atouts: list[tuple[bool, str]]
    manques: list[dict[str, Any]]
    titre_manques: str
    demander: str
    principal: bool
    url: str
    url_demande: str
    reperes: str

    @property
    def photo(self) -> PhotoSalle | None:
        return next(iter(self.salle.photos.all()), None)

    @property
    def ou(self) -> str:
        """Name the school and its commune, once when the name holds it already."""
        ecole = self.salle.etablissement
        commune = ecole.site.commune
        return f"{ecole.nom}, {commune.nom}" if commune and commune.nom not in ecole.nom else ecole.nom

    @property
    def position(self) -> tuple[float, float]:
        site = self.salle.etablissement.site
        return site.latitude, site.longitude


def lignes(
    trouvees: Sequence[Resultat], salles: Mapping[int, Salle], recherche: Recherche, premier: int, parametres: str
) -> list[Ligne]:
    """Return the rooms of the page, numbered from `premier`, in seven queries however many they are.

    `parametres` is the query string of the search: every link carries it on.
    """
    explications = _expliquer(trouvees, salles, recherche)
    numerotees = list(enumerate(trouvees, premier))
    reperes = _reperes(numerotees, salles)
    return [
        _ligne(numero, resultat, salles[resultat.salle], explications[resultat.salle], recherche, parametres, reperes)
        for numero, resultat in numerotees
    ]


def _expliquer(
    trouvees: Sequence[Resultat], salles: Mapping[int, Salle], recherche: Recherche
) -> dict[int, list[Explication]]:
    """Explain the dates that are missing; one that was freed meanwhile has no reason and is left out."""
    voulus = {salles[resultat.salle]: resultat.creneaux_manquants for resultat in trouvees}
    demande = contexte(maintenant=recherche.maintenant, effectif=recherche.effectif, activite=recherche.activite)
    return {
        salle.pk: [explication for explication in explications if not explication.libre]
        for salle, explications in expliquer_salles(voulus, demande).items()
    }


def _reperes(numerotees: Iterable[tuple[int, Resultat]], salles: Mapping[int, Salle]) -> dict[int, str]:
    """Return what is written on the pin of each site: rooms of one place share it."""
    par_site: dict[int, list[int]] = {}
    for numero, resultat in numerotees:
        par_site.setdefault(salles[resultat.salle].etablissement.site_id, []).append(numero)
    return {site: abreger(numeros) for site, numeros in par_site.items()}


def _ligne(
    numero: int,
    resultat: Resultat,
    salle: Salle,
    explications: Sequence[Explication],
    recherche: Recherche,
    parametres: str,
    reperes: Mapping[int, str],
) -> Ligne:
    compte = Compte(resultat.nombre_libres, len(resultat.dates.jours))
    frise = _frise(resultat, explications, salle, recherche.souhait)
    return Ligne(
        numero=numero,
        salle=salle,
        distance_km=resultat.distance_km or 0.0,
        compte=dessins.frise(frise).phrase.removesuffix("."),
        frise=frise,
        atouts=_atouts(salle, recherche),
        manques=_manques(explications, salle, recherche.souhait),
        titre_manques=_titre_manques(len(explications), compte),
        demander=_demander(compte, explications),
        principal=compte.est_complet or (numero == 1 and compte.libres > 0),
        url=f"{salle.get_absolute_url()}?{parametres}",
        url_demande=f"/demander/?salle={salle.pk}&{parametres}",
        reperes=reperes[salle.etablissement.site_id],
    )


# -- Dates -------------------------------------------------------------------------------


def _frise(
    resultat: Resultat, explications: Sequence[Explication], salle: Salle, souhait: Souhait
) -> list[tuple[date, str]]:
    cadre = cadre_de(salle.etablissement)
    manquants = {cadre.jour(explication.creneau.debut): _etat(explication) for explication in explications}
    voulus = resultat.dates.jours
    otes = _otes(souhait, salle, set(voulus))
    return sorted([(jour, manquants.get(jour, "libre")) for jour in voulus] + [(jour, "vacances") for jour in otes])


def _etat(explication: Explication) -> str:
    """Say how a missing date is drawn: the head may waive it, an option may fall, or it is taken."""
    dures = {raison.code for raison in explication.raisons if not raison.derogeable}
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


def _manques(explications: Sequence[Explication], salle: Salle, souhait: Souhait) -> list[dict[str, Any]]:
    """Tell each missing date with its reason and who may change it; a reason that comes back is told once."""
    cadre = cadre_de(salle.etablissement)
    datees = [
        (_raison(explication), _qui(explication), _etat(explication), cadre.jour(explication.creneau.debut))
        for explication in explications
    ]
    manques = []
    for (raison, qui, etat), groupe in groupby(sorted(datees), key=lambda datee: datee[:3]):
        jours = [datee[3] for datee in groupe]
        if len(jours) >= REPETEES:
            quand = les_dates(len(jours), souhait).removeprefix("les ")
            manques.append((jours[0], etat, quand, f"{raison} {_lesquels(jours)}", qui))
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


def _qui(explication: Explication) -> str:
    qui = dict.fromkeys(raison.qui_peut for raison in explication.raisons)
    return enumerer([f"{acteur[:1].lower()}{acteur[1:]}" for acteur in qui]) + "."


def _lesquels(jours: Sequence[date]) -> str:
    """« Les 3, 10 et 17 novembre, et le 8 décembre. »: dates are enumerated month by month."""
    mois = []
    for _, groupe in groupby(jours, key=lambda jour: (jour.year, jour.month)):
        du_mois = list(groupe)
        quantiemes = ["1er" if jour.day == 1 else str(jour.day) for jour in du_mois[:-1]]
        mois.append(enumerer([*quantiemes, jour_mois(du_mois[-1])]))
    return f"Les {' ; '.join(mois)}."


def _titre_manques(manquantes: int, compte: Compte) -> str:
    if compte.voulues == 1:
        return "Pourquoi elle n’est pas libre"
    if not compte.libres:
        return "Pourquoi aucune date n’est libre"
    return "La date qui manque, et pourquoi" if manquantes == 1 else f"Les {manquantes} dates qui manquent, et pourquoi"


def _demander(compte: Compte, explications: Sequence[Explication]) -> str:
    """Name the act of the button; none where no date can be had, even by a waiver or when an option falls."""
    if compte.est_complet:
        return "Demander cette date" if compte.voulues == 1 else f"Demander les {compte.voulues} dates"
    if compte.libres:
        return "Demander la date libre" if compte.libres == 1 else f"Demander les {compte.libres} dates libres"
    return "Demander quand même" if any(_etat(explication) != "pris" for explication in explications) else ""


# -- What is there, what is missing --------------------------------------------------------


def _atouts(salle: Salle, recherche: Recherche) -> list[tuple[bool, str]]:
    demandes = set(recherche.equipements)
    equipements = sorted(salle.equipements.all(), key=lambda equipement: equipement.code not in demandes)
    return [
        (True, pluriel(salle.effectif_max, "place")),
        *((True, equipement.libelle) for equipement in equipements[: max(ATOUTS_MAX, len(demandes))]),
        (True, "Accès en fauteuil") if salle.accessible_pmr else (False, "pas d’accès en fauteuil"),
        *([(False, "pas de vestiaires")] if salle.type == Salle.Type.GYMNASE and not salle.vestiaires else []),
        (True, majuscule(prix(salle))),
    ]
