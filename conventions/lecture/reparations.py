"""Proposals as people read them: sentences first, each with what one click would send."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from conventions.models import Demande
from conventions.phrases import DATES_CITEES, au, citer, du, majuscule
from conventions.propositions import (
    Conditions,
    Explications,
    Ligne,
    Proposition,
    Voeu,
    jours_libres,
    perdent_le_materiel,
    proposer_ensemble,
)
from etablissements.ecriture import distance_km, enumerer, jour_mois, les_jours, plage_horaire, pluriel
from salles.models import Salle
from salles.moteur.reparation import Strategie
from salles.reparations import RAYONS_KM, ecrire_ligne

TITRES = {
    Strategie.UNE_SEULE_ADRESSE: "Tout à la même adresse",
    Strategie.MOINS_DE_CHANGEMENTS: "Le moins de changements",
    Strategie.AU_PLUS_PRES: "Au plus près",
}
# On a page, what changes least comes first.
PAR_ORDRE = {Strategie.MOINS_DE_CHANGEMENTS: 0, Strategie.AU_PLUS_PRES: 1, Strategie.UNE_SEULE_ADRESSE: 2}
TOUT_PRES_KM = 0.1
SANS_MATERIEL = "Le matériel que vous empruntez ne suit pas dans un autre établissement : chacun prête le sien."
# How the name of a room often begins, and how one goes there.
VERS = {
    "gymnase": "au ",
    "salle": "à la ",
    "amphi": "à l’",
    "amphithéâtre": "à l’",
    "auditorium": "à l’",
    "atelier": "à l’",
    "réfectoire": "au ",
    "foyer": "au ",
    "terrain": "au ",
    "plateau": "au ",
    "cdi": "au ",
}


@dataclass(frozen=True, slots=True)
class PropositionLue:
    """One way to place what is missing. `valeur` is what its button sends; `details` are empty for a single line."""

    strategie: str
    titre: str
    phrase: str
    details: tuple[str, ...]
    acte: str
    valeur: str
    proposition: Proposition


@dataclass(frozen=True, slots=True)
class ManqueLu:
    """What one room lacks, and the ways to place it; `elargir_km` is the next radius, when there is one."""

    salle: Salle
    titre: str
    introduction: str
    propositions: tuple[PropositionLue, ...]
    rien: str
    elargir_km: int | None


@dataclass(frozen=True, slots=True)
class AilleursLu:
    """Dates that will be asked for elsewhere, before the request leaves."""

    quoi: str
    reserve: str


def lire_manques(voeux: Sequence[Voeu], rayon_km: float) -> list[ManqueLu]:
    """Return what is said of each room that lacks dates; any proposal of one goes with any of the others."""
    proposees = proposer_ensemble(voeux, rayon_km)
    return [
        _lire_manque(voeu, siennes, rayon_km, deja_placees=any(proposees[:rang]))
        for rang, (voeu, siennes) in enumerate(zip(voeux, proposees, strict=True))
    ]


def _lire_manque(voeu: Voeu, propositions: Sequence[Proposition], rayon_km: float, *, deja_placees: bool) -> ManqueLu:
    manquantes = [voulue.jour for voulue in voeu.manquantes]
    retenues = [proposition for proposition, _ in distinctes(propositions)]
    plus_loin = next((km for km in RAYONS_KM if km > rayon_km), None)
    rien = "" if retenues else f"Aucune autre salle ne convient dans {distance_ronde(rayon_km)}"
    if rien:
        rien += ", en plus de ce qui est proposé ci-dessus." if deja_placees else "."
    return ManqueLu(
        salle=voeu.salle,
        titre=_titre(voeu, manquantes),
        introduction=introduction(retenues, voeu),
        propositions=tuple(lire_proposition(proposition, voeu) for proposition in retenues),
        rien=rien,
        elargir_km=plus_loin,
    )


def distinctes(propositions: Iterable[Proposition]) -> list[tuple[Proposition, list[Strategie]]]:
    """Return each content once, under the strategy that a page names first, with all those that lead to it."""
    par_contenu: dict[str, list[Proposition]] = {}
    for proposition in sorted(propositions, key=lambda proposition: PAR_ORDRE[proposition.strategie]):
        par_contenu.setdefault(_valeur(proposition), []).append(proposition)
    return [(siennes[0], [une.strategie for une in siennes]) for siennes in par_contenu.values()]


def _valeur(proposition: Proposition) -> str:
    """Write a proposal as its button sends it."""
    return "|".join(texte_de(ligne) for ligne in sorted(proposition.lignes, key=lambda ligne: ligne.jours))


def _titre(voeu: Voeu, manquantes: Sequence[date]) -> str:
    if voeu.est_refuse:
        return a_replacer(manquantes)
    return rendues(manquantes) if set(voeu.manquantes) <= set(voeu.rendues) else perdues(manquantes)


def rendues(manquantes: Sequence[date]) -> str:
    """Write « 3 dates se sont libérées »."""
    if len(manquantes) == 1:
        return f"Le {jour_mois(manquantes[0])} s’est libéré"
    return f"{pluriel(len(manquantes), 'date')} se sont libérées"


def perdues(manquantes: Sequence[date]) -> str:
    """Write « 3 dates ne sont pas libres »."""
    if len(manquantes) == 1:
        return f"Le {jour_mois(manquantes[0])} n’est pas libre"
    return f"{pluriel(len(manquantes), 'date')} ne sont pas libres"


def a_replacer(refusees: Sequence[date]) -> str:
    """Write « 3 dates sont à placer ailleurs »."""
    if len(refusees) == 1:
        return f"Le {jour_mois(refusees[0])} est à placer ailleurs"
    return f"{pluriel(len(refusees), 'date')} sont à placer ailleurs"


def introduction(propositions: Collection[Proposition], voeu: Voeu) -> str:
    """Say how many ways there are, and from where distances are measured when one leads out of the school."""
    if not propositions:
        return ""
    combien = ("une façon", "deux façons", "trois façons")[len(propositions) - 1]
    ecoles = {ligne.salle.etablissement_id for une in propositions for ligne in une.lignes}
    depuis = " Les distances partent de cette salle." if ecoles - {voeu.salle.etablissement_id} else ""
    return f"Voici {combien} de {'la' if len(voeu.manquantes) == 1 else 'les'} placer.{depuis}"


def distance_ronde(km: float) -> str:
    return f"{km:g} km".replace(".", ",")


def lire_proposition(proposition: Proposition, voeu: Voeu) -> PropositionLue:
    lignes = sorted(proposition.lignes, key=lambda ligne: ligne.jours)
    tout = not proposition.gardees and len(voeu.gardees) > 0
    details = tuple(f"{majuscule(_quelles(ligne))} : {_ou(ligne, voeu)}." for ligne in lignes)
    sujet = _tout(voeu) if tout else _sujet(lignes, voeu)
    if len(lignes) == 1:
        phrase = f"{sujet}, {_ou(lignes[0], voeu)}."
    else:
        ecoles = {ligne.salle.etablissement_id for ligne in lignes}
        lieux = pluriel(len({ligne.salle.pk for ligne in lignes}), "salle")
        adresse = f"dans {lieux}" if len(ecoles) > 1 else f"{_chez(lignes[0], voeu)}, dans {lieux}"
        phrase = f"{sujet}, {adresse}."
    return PropositionLue(
        strategie=proposition.strategie,
        titre=TITRES[proposition.strategie],
        phrase=phrase + _reste(proposition.restantes, voeu) + _du_materiel(lignes, voeu.conditions),
        details=details if len(lignes) > 1 else (),
        acte="Tout déplacer" if tout else f"Placer {'la date' if _compte(lignes) == 1 else 'ces dates'}",
        valeur=_valeur(proposition),
        proposition=proposition,
    )


def _du_materiel(lignes: Iterable[Ligne], conditions: Conditions) -> str:
    return f" {SANS_MATERIEL}" if perdent_le_materiel(lignes, conditions) else ""


def lire_ailleurs(lignes: Sequence[Ligne], explications: Explications, conditions: Conditions) -> list[AilleursLu]:
    """Say of each line what it is, whether it can still be had, and what does not go there."""
    return [
        AilleursLu(
            f"{majuscule(_quelles(ligne))}, {vers(ligne.salle)} {du(ligne.salle.etablissement)}, "
            f"{plage_horaire(ligne.debut, ligne.fin)}.",
            _reserve(ligne, jours_libres(ligne, explications)) + _du_materiel([ligne], conditions),
        )
        for ligne in lignes
    ]


def _reserve(ligne: Ligne, libres: Sequence[date]) -> str:
    perdues = [jour for jour in ligne.jours if jour not in libres]
    if not perdues:
        return "Libre au moment où vous lisez ; ce sera vérifié de nouveau à l’envoi."
    verbe = "n’y est plus libre" if len(perdues) == 1 else "n’y sont plus libres"
    return f"{majuscule(citer_les_jours(perdues))} {verbe}."


def placees(demandes: Sequence[Demande], *, reste_note: bool, sans_materiel: bool) -> str:
    """Say what one click has asked for: where, under which number, and without what.

    `reste_note`: the first wish is still one.
    """
    ou = enumerer([f"{au(demande.etablissement)} (demande {demande.numero})" for demande in demandes])
    repond = "Cet établissement vous répondra" if len(demandes) == 1 else "Chaque établissement vous répondra"
    suite = f" {SANS_MATERIEL}" if sans_materiel else ""
    return f"C’est demandé, {ou}. {repond}{' ; votre premier souhait reste noté' if reste_note else ''}.{suite}"


def prises_entre_temps(jours: Sequence[date]) -> str:
    if len(jours) == 1:
        return f"Entre-temps, la place du {jour_mois(jours[0])} a été prise : elle n’est pas demandée."
    return f"Entre-temps, d’autres places ont été prises ({citer(jours)}) : elles ne sont pas demandées."


def texte_de(ligne: Ligne) -> str:
    """Write a line as forms carry it."""
    return ecrire_ligne(ligne.salle.pk, ligne.debut, ligne.fin, ligne.jours, ligne.remplace)


def vers(salle: Salle) -> str:
    """Write « au gymnase », « à la salle polyvalente », « en « Le Préau » » within a sentence."""
    premier, *_ = salle.nom.split(" ", 1)
    article = VERS.get(premier.lower())
    if article is None:
        return f"en « {salle.nom} »"
    minuscule = premier if premier.isupper() else premier.lower()
    return f"{article}{minuscule}{salle.nom[len(premier) :]}"


def _compte(lignes: Sequence[Ligne]) -> int:
    return sum(len(ligne.jours) for ligne in lignes)


def _tout(voeu: Voeu) -> str:
    return "Votre date" if len(voeu.voulues) == 1 else f"Vos {pluriel(len(voeu.voulues), 'date')}"


def _sujet(lignes: Sequence[Ligne], voeu: Voeu) -> str:
    """Name the dates that move, where some stay or nothing could stay."""
    nombre = _compte(lignes)
    if len(lignes) == 1 and nombre < len(voeu.manquantes):
        return majuscule(_quelles(lignes[0]))
    if voeu.est_refuse:
        return _tout(voeu) if nombre == len(voeu.voulues) else f"{nombre} de vos dates"
    return "La date manquante" if nombre == 1 else f"Les {nombre} dates manquantes"


def _quelles(ligne: Ligne) -> str:
    return citer_les_jours(ligne.jours)


def citer_les_jours(jours: Sequence[date]) -> str:
    """Name a few dates, count many: « le 3 novembre », « les 3 et 10 novembre », « 12 dates »."""
    return pluriel(len(jours), "date") if len(jours) > DATES_CITEES else les_jours(jours)


def _ou(ligne: Ligne, voeu: Voeu) -> str:
    """Write « au gymnase du collège Plan Menu, à 2,1 km, mêmes heures »."""
    meme_salle = ligne.salle.pk == voeu.salle.pk
    memes_heures = (ligne.debut, ligne.fin) in {(voulue.debut, voulue.fin) for voulue in voeu.voulues}
    if meme_salle:
        lieu = "dans la même salle"
    elif ligne.salle.etablissement_id == voeu.salle.etablissement_id:
        lieu = f"{vers(ligne.salle)}, même établissement"
    else:
        lieu = f"{vers(ligne.salle)} {du(ligne.salle.etablissement)}, {_a_distance(ligne)}"
    if meme_salle and memes_heures:
        return f"{lieu}, qui s’est libérée"
    return f"{lieu}, {'mêmes heures' if memes_heures else plage_horaire(ligne.debut, ligne.fin)}"


def _chez(ligne: Ligne, voeu: Voeu) -> str:
    if ligne.salle.etablissement_id == voeu.salle.etablissement_id:
        return "même établissement"
    return f"{ligne.salle.etablissement.nom}, {_a_distance(ligne)}"


def _a_distance(ligne: Ligne) -> str:
    """Write « à 2,1 km »; two schools may share one address."""
    distance = ligne.distance_km or 0
    return "à la même adresse" if distance < TOUT_PRES_KM else f"à {distance_km(distance)}"


def _reste(restantes: Sequence[date], voeu: Voeu) -> str:
    if not restantes:
        return ""
    if len(restantes) == 1:
        return f" Le {jour_mois(restantes[0])} reste {'sans place' if voeu.est_refuse else 'souhaité'}."
    souhaites = "souhaitées" if len(restantes) > DATES_CITEES else "souhaités"
    return f" {majuscule(citer_les_jours(restantes))} restent {'sans place' if voeu.est_refuse else souhaites}."
