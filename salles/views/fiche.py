"""What a page says of a room: one sentence, its facts, its hours."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from etablissements.ecriture import JOURS, duree, enumerer, heure, minuscule, nombre, periode, pluriel
from etablissements.models import Etablissement
from salles.models import Materiel, Salle
from salles.models.offre import TypeErp
from salles.moteur import Applicabilite, Plage, Regles, Semaine
from salles.moteur.cadre import MINUIT
from salles.tarifs import prix_affiche
from socle.typographie import BLANC

Type = Salle.Type
UN = {
    Type.SALLE_DE_CLASSE: "Une salle de classe",
    Type.GYMNASE: "Un gymnase",
    Type.SALLE_POLYVALENTE: "Une salle polyvalente",
    Type.AMPHI: "Un amphithéâtre",
    Type.SALLE_INFO: "Une salle informatique",
    Type.SALLE_MUSIQUE: "Une salle de musique",
    Type.CDI: "Un CDI",
    Type.REFECTOIRE: "Un réfectoire",
    Type.SALLE_ARTS: "Une salle d’arts plastiques",
    Type.ATELIER: "Un atelier",
    Type.TERRAIN_EXTERIEUR: "Un terrain extérieur",
    Type.INTERNAT: "Un internat",
    Type.AUTRE: "Une salle",
}
PERIODES = {
    Applicabilite.SCOLAIRE: "",
    Applicabilite.VACANCES: ", pendant les vacances",
    Applicabilite.TOUTES: ", toute l’année",
}
SEMAINES = {Semaine.TOUTES: "", Semaine.A: ", les semaines A", Semaine.B: ", les semaines B"}


def ce_que_c_est(salle: Salle) -> str:
    """« Un gymnase »."""
    return UN[Type(salle.type)]


def ou(salle: Salle) -> str:
    """« à Coublevie », or the name of the school when its commune is not known."""
    commune = salle.etablissement.site.commune
    return f"à {commune.nom}" if commune else f"au {salle.etablissement.nom}"


def faits(salle: Salle, regles: Regles, plages: Iterable[Plage]) -> list[tuple[str, str]]:
    """Return what there is to know, as (term, value); what was not said is left out."""
    equipements = [minuscule(equipement.libelle) for equipement in salle.equipements.all()]
    materiels = [
        tant_de(un.quantite, un) for un in salle.etablissement.materiels.all() if un.salle_id in (None, salle.pk)
    ]
    ouvertes = horaires(plages)
    lignes = [
        ("Accueille", _accueil(salle)),
        ("Ouverte", " ; ".join(ouvertes)),
        ("Accès", _phrases(salle.get_acces_display() if salle.acces else "", salle.acces_detail)),
        ("Fauteuil", _fauteuil(salle)),
        ("Équipement", ", ".join(equipements)),
        ("Matériel", enumerer(materiels)),
        ("Sans salle", _preter_sans_salle(salle.etablissement)),
        ("Manque", enumerer(_absences(salle))),
        ("Activités", _activites(salle)),
        ("Prix", prix_affiche(salle)),
        ("Demander", _delai(regles)),
        ("Durée", f"de {duree(regles.duree_min)} à {duree(regles.duree_max)}"),
    ]
    return [(terme, _majuscule(valeur)) for terme, valeur in lignes if valeur]


def horaires(plages: Iterable[Plage]) -> list[str]:
    """Say the openings, school weeks before holidays: « du lundi au jeudi de 17 h à 22 h », one line for each hours."""
    jours: dict[tuple, set[int]] = defaultdict(set)
    for plage in plages:
        quand = (plage.applicabilite, plage.semaine, plage.feries, plage.premier_jour, plage.dernier_jour)
        jours[plage.debut, plage.fin, quand].add(plage.jour_iso)

    def rang(ligne: tuple[tuple, set[int]]) -> tuple:
        (debut, _, (applicabilite, *_)), membres = ligne
        return applicabilite == Applicabilite.VACANCES, min(membres), debut

    lignes = sorted(jours.items(), key=rang)
    return [
        f"{_jours(membres)} de {heure(debut)} à {heure(fin)}{_quand(*quand)}" for (debut, fin, quand), membres in lignes
    ]


def heures_par_semaine(plages: Iterable[Plage]) -> timedelta:
    """Return the hours open in an ordinary school week; an opening of every other week counts for half."""
    total = timedelta(0)
    for plage in plages:
        if plage.applicabilite != Applicabilite.VACANCES:
            fin = 24 * 60 if plage.fin == MINUIT else plage.fin.hour * 60 + plage.fin.minute
            minutes = fin - plage.debut.hour * 60 - plage.debut.minute
            total += timedelta(minutes=minutes if plage.semaine == Semaine.TOUTES else minutes / 2)
    return total


def tant_de(quantite: int, materiel: Materiel) -> str:
    """« 30 tables pliantes »."""
    return f"{nombre(quantite)}{BLANC}{minuscule(materiel.nom)}"


def atouts(salle: Salle) -> list[tuple[bool, str]]:
    """Return what the card shows: (it has it, words)."""
    return [
        (True, pluriel(salle.effectif_max, "place")),
        (True, "Accès en fauteuil") if salle.accessible_pmr else (False, "pas d’accès en fauteuil"),
        (True, "Vestiaires") if salle.vestiaires else (False, "pas de vestiaires"),
    ]


def _accueil(salle: Salle) -> str:
    surface = f", {nombre(salle.surface_m2)} m²" if salle.surface_m2 else ""
    return f"{pluriel(salle.effectif_max, 'personne')} au plus{surface}"


def _preter_sans_salle(ecole: Etablissement) -> str:
    """Say what one may borrow without taking any room, and whom to ask."""
    materiels = [minuscule(un.nom) for un in ecole.materiels.all()]
    if not materiels:
        return ""
    a_qui = ecole.telephone or ecole.courriel
    return f"{enumerer(materiels)} : à demander à l’établissement{f', {a_qui}' if a_qui else ''}"


def _fauteuil(salle: Salle) -> str:
    return salle.pmr_detail or ("oui" if salle.accessible_pmr else "non")


def _absences(salle: Salle) -> list[str]:
    absences = []
    if not salle.vestiaires:
        absences.append("pas de vestiaires")
    if not salle.sanitaires:
        absences.append("pas de sanitaires")
    return absences


def _activites(salle: Salle) -> str:
    if not salle.types_erp:
        return ""
    types = [str(TypeErp(code).label) for code in salle.types_erp]
    categorie = f" ; {salle.get_categorie_erp_display()}" if salle.categorie_erp else ""
    return f"ERP de type {enumerer(types)}{categorie}"


def _delai(regles: Regles) -> str:
    if not regles.delai_jours:
        return f"{pluriel(regles.horizon_jours, 'jour')} avant au plus"
    return f"{pluriel(regles.delai_jours, 'jour')} de classe avant la première date, au moins"


def _jours(jours: set[int]) -> str:
    ordonnes = sorted(jours)
    if len(ordonnes) == 7:
        return "tous les jours"
    if len(ordonnes) > 2 and ordonnes[-1] - ordonnes[0] == len(ordonnes) - 1:
        return f"du {JOURS[ordonnes[0] - 1]} au {JOURS[ordonnes[-1] - 1]}"
    return "le " + enumerer([JOURS[jour - 1] for jour in ordonnes])


def _quand(applicabilite, semaine, feries: bool, premier_jour, dernier_jour) -> str:
    suite = PERIODES[applicabilite] + SEMAINES[semaine] + (", jours fériés compris" if feries else "")
    if premier_jour and dernier_jour:
        return f"{suite}, {periode(premier_jour, dernier_jour)}"
    if premier_jour:
        return f"{suite}, {periode(premier_jour, premier_jour).replace('le ', 'à partir du ', 1)}"
    if dernier_jour:
        return f"{suite}, {periode(dernier_jour, dernier_jour).replace('le ', 'jusqu’au ', 1)}"
    return suite


def _phrases(*parties: str) -> str:
    return ". ".join(partie.rstrip(".") for partie in parties if partie)


def _majuscule(texte: str) -> str:
    return texte[:1].upper() + texte[1:]
