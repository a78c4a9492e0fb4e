"""One row of a file, understood: a school with its values repaired, a row of no concern, or a reasoned refusal."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from etablissements.cog import departements
from etablissements.identifiants import (
    IdentifiantInvalide,
    departements_uai,
    normaliser_commune,
    normaliser_departement,
    normaliser_uai,
)
from etablissements.models import Etablissement
from etablissements.sans_accents import simplifier
from etablissements.services.import_annuaire import reparation
from etablissements.services.lecture import Ligne

Nature = Etablissement.Nature
Secteur = Etablissement.Secteur

# Types of the annuaire and of our own table; GT and Pro are those of the lycées file. None: no concern of ours.
TYPES = {
    "college": Nature.COLLEGE,
    "lycee": Nature.LYCEE,
    "gt": Nature.LYCEE,
    "pro": Nature.LYCEE_PRO,
    "lycee professionnel": Nature.LYCEE_PRO,
    "lycee agricole": Nature.LYCEE_AGRICOLE,
    "erea": Nature.EREA,
    "ecole": None,
    "medico social": None,
    "service administratif": None,
    "information et orientation": None,
    "autre": None,
}
# Codes of the ministry's « nature d'UAI ».
NATURES = {
    **dict.fromkeys(("340", "350", "352"), Nature.COLLEGE),
    **dict.fromkeys(("300", "301", "302", "306", "307", "310", "335"), Nature.LYCEE),
    **dict.fromkeys(("320", "334"), Nature.LYCEE_PRO),
    "370": Nature.EREA,
}
# Signs that can be kept. More of them are cells that ran together, and half of a name is another name.
LONGUEURS = {"nom": ("Le nom", 160), "adresse": ("L’adresse", 200), "commune": ("Le nom de la commune", 80)}
ETATS_FERMES = {"ferme", "a ouvrir"}


class Cellule(Enum):
    COMMUNE = "commune"
    POSITION = "position"
    MAJ = "maj"


class LigneRefusee(Exception):
    """The row cannot be used; the message says why, and what to do."""


@dataclass(slots=True)
class Illisible:
    """A filled cell that gives nothing, or nothing that can be believed: `defaut` says which and why, in French."""

    ligne: int
    cellule: Cellule
    defaut: str


@dataclass(slots=True)
class Fiche:
    """A school as one file gives it. Empty values say nothing: they never erase what is known.

    `de_seconde_main`: an extract that lost its accents on the way; it completes what is known, never replaces it.
    `commune`: name as written. `maj`: the day the row was brought up to date, where the file says it.
    """

    ligne: int
    uai: str
    nom: str
    de_seconde_main: bool
    nature: str
    secteur: str
    ouvert: bool
    mere: str
    departement: str
    adresse: str
    code_postal: str
    code_commune: str
    commune: str
    position: reparation.Position | None
    ligne_position: int
    telephone: str
    courriel: str
    siret: str
    maj: date | None
    illisibles: list[Illisible] = field(default_factory=list)


def interpreter(ligne: Ligne, *, aujourdhui: date) -> Fiche | None:
    """Return the school of the row, None when it is neither collège nor lycée nor EREA; refuse with `LigneRefusee`."""
    if ligne.defaut:
        raise LigneRefusee(ligne.defaut)
    valeurs = ligne.valeurs
    nature = _nature(valeurs)
    if nature is None:
        return None
    try:
        uai = normaliser_uai(valeurs["uai"])
    except IdentifiantInvalide as refus:
        raise LigneRefusee(refus.message) from None
    departement = _departement(valeurs["departement"], uai)
    nom_ecrit = valeurs["nom"] or " ".join(filter(None, (valeurs["denomination"], valeurs["patronyme"])))
    position = reparation.position(valeurs["latitude"], valeurs["longitude"], valeurs["position"])
    maj = reparation.jour(valeurs["maj"])
    fiche = Fiche(
        ligne=ligne.numero,
        uai=uai,
        nom=reparation.nom(nom_ecrit),
        de_seconde_main=reparation.est_sans_accents(nom_ecrit),
        nature=nature,
        secteur=_secteur(valeurs["secteur"]),
        ouvert=simplifier(valeurs["etat"]) not in ETATS_FERMES,
        mere=_uai_ou_rien(valeurs["mere"]),
        departement=departement,
        adresse=reparation.adresse(valeurs["adresse"]),
        code_postal=reparation.code_postal(valeurs["code_postal"]),
        code_commune=_commune_ou_rien(valeurs["code_commune"]),
        commune=valeurs["commune"],
        position=position,
        ligne_position=ligne.numero if position else 0,
        telephone=reparation.telephone(valeurs["telephone"]),
        courriel=reparation.courriel(valeurs["courriel"]),
        siret=reparation.siret(valeurs["siret"]),
        # A date to come is a mistake; believed, it would shut out every file until then.
        maj=maj if maj and maj <= aujourdhui else None,
    )
    for champ, (libelle, longueur) in LONGUEURS.items():
        if len(getattr(fiche, champ)) > longueur:
            raise LigneRefusee(f"{libelle} a plus de {longueur} signes. Corrigez la ligne dans le fichier.")
    fiche.illisibles.extend(Illisible(ligne.numero, *defaut) for defaut in _defauts(valeurs, fiche))
    return fiche


def _defauts(valeurs: Mapping[str, str], fiche: Fiche) -> Iterator[tuple[Cellule, str]]:
    """Yield the cells whose loss the report must tell; an empty one says nothing, so it loses nothing."""
    if valeurs["code_commune"] and not fiche.code_commune:
        yield Cellule.COMMUNE, f"Le code de commune « {valeurs['code_commune']} » ne se lit pas"
    latitude, longitude, couple = valeurs["latitude"], valeurs["longitude"], valeurs["position"]
    if (latitude or longitude) and not reparation.position(latitude, longitude, ""):
        yield Cellule.POSITION, f"La position (latitude « {latitude} », longitude « {longitude} ») ne se lit pas"
    elif couple and not fiche.position:
        yield Cellule.POSITION, f"La position « {couple} » ne se lit pas"
    if valeurs["maj"] and not fiche.maj:
        yield Cellule.MAJ, f"La date de mise à jour « {valeurs['maj']} » ne se lit pas ou est à venir"


def _nature(valeurs) -> str | None:
    type_ecrit, code = simplifier(valeurs["type"]), reparation.code(valeurs["code_nature"])
    if type_ecrit not in TYPES:
        if code in NATURES:
            type_ecrit = "college" if NATURES[code] == Nature.COLLEGE else "lycee"
        elif code:
            return None
        else:
            raise LigneRefusee(
                "Ni le type ni la nature de l’établissement ne se lisent : indiquez Collège, Lycée ou EREA."
            )
    nature = TYPES[type_ecrit]
    if nature == Nature.LYCEE:
        return _nature_de_lycee(valeurs, NATURES.get(code))
    return nature


def _nature_de_lycee(valeurs, nature: str | None) -> str:
    if valeurs["agricole"] == "1" or "agriculture" in simplifier(valeurs["ministere"]):
        return Nature.LYCEE_AGRICOLE
    if nature in (Nature.LYCEE_PRO, Nature.EREA):
        return nature
    seulement_pro = valeurs["voie_professionnelle"] == "1" and "1" not in (
        valeurs["voie_generale"],
        valeurs["voie_technologique"],
    )
    return Nature.LYCEE_PRO if nature is None and seulement_pro else Nature.LYCEE


def _secteur(texte: str) -> str:
    mots = simplifier(texte).split()
    if "public" in mots:
        return Secteur.PUBLIC
    if "prive" in mots:
        return Secteur.PRIVE
    raise LigneRefusee(f"Le secteur « {texte} » ne se lit pas : écrivez Public ou Privé.")


def _departement(texte: str, uai: str) -> str:
    """Return the COG code of the row, which must agree with the UAI; without one, the UAI says it."""
    possibles = departements_uai(uai)
    if not texte:
        code = possibles[0]
    else:
        try:
            code = normaliser_departement(reparation.code(texte))
        except IdentifiantInvalide as refus:
            raise LigneRefusee(refus.message) from None
    if code not in departements():
        raise LigneRefusee(f"L’UAI {uai} n’est d’aucun département connu.")
    if code not in possibles:
        raise LigneRefusee(
            f"L’UAI {uai} est du département {possibles[0]}, la ligne dit {code} : vérifiez-la dans l’annuaire."
        )
    return code


def _commune_ou_rien(texte: str) -> str:
    try:
        return normaliser_commune(reparation.code(texte)) if texte else ""
    except IdentifiantInvalide:
        return ""


def _uai_ou_rien(texte: str) -> str:
    try:
        return normaliser_uai(texte) if texte else ""
    except IdentifiantInvalide:
        return ""
