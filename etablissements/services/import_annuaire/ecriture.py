"""Write schools and their sites in bulk: what is new, what changed, and nothing else."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import TypeVar

from etablissements.cog import departements
from etablissements.models import Collectivite, Etablissement, Site
from etablissements.sans_accents import simplifier
from etablissements.services.ecoles_fermees import annoncer
from etablissements.services.import_annuaire.fiche import Cellule, Fiche, Illisible
from etablissements.services.import_annuaire.rattachement import Communes, code_postal_de_la_rue, est_plausible
from socle.rejouer import rejouer

PAR_LOT = 500
CHAMPS_ETABLISSEMENT = ("nom", "nom_cherche", "nature", "secteur", "telephone", "courriel", "siret", "ouvert")
CHAMPS_SITE = ("adresse", "code_postal", "commune_id", "latitude", "longitude")
LIBELLES_SANS_NOM = dict(Etablissement.Nature.choices)

VIDES = ("", None)

T = TypeVar("T")
CleDeSite = tuple[float | None, float | None, str]


@dataclass(slots=True)
class Compte:
    crees: int = 0
    mis_a_jour: int = 0
    inchanges: int = 0
    plus_recents: int = 0
    signales: list[tuple[str, int, str]] = field(default_factory=list)


@dataclass(slots=True)
class Destination:
    """A school of the file and the authority that owns it."""

    fiche: Fiche
    collectivite: Collectivite


@rejouer
def ecrire(*, destinations: Sequence[Destination], aujourdhui: date, avancer: Callable[[int, int], None]) -> Compte:
    """Create or update the schools, mothers before their sections. An authority or a calendar set by hand is kept.

    Who counted on a school that closes is told.
    """
    destinations = sorted(destinations, key=lambda destination: (bool(destination.fiche.mere), destination.fiche.uai))
    compte = Compte()
    communes = Communes(destination.fiche.departement for destination in destinations)
    fait = 0
    fermees: list[Etablissement] = []
    for lot in _lots(destinations):
        fermees += _ecrire_lot(lot, communes, compte)
        fait += len(lot)
        avancer(fait, len(destinations))
    annoncer(fermees, aujourdhui)
    return compte


def _lots(elements: Iterable[T]) -> Iterator[list[T]]:
    reste = iter(elements)
    while lot := list(islice(reste, PAR_LOT)):
        yield lot


def _ecrire_lot(lot: list[Destination], communes: Communes, compte: Compte) -> list[Etablissement]:
    """Write some schools, and return those that close."""
    uai_lus = {destination.fiche.uai for destination in lot}
    existants = {
        etablissement.uai: etablissement
        for etablissement in Etablissement.objects.select_related("site").filter(uai__in=uai_lus).order_by("uai")
    }
    modifies: list[Etablissement] = []
    dates: list[Etablissement] = []
    sites_modifies: list[Site] = []
    nouveaux: list[tuple[Destination, dict]] = []
    principaux = _principaux(etablissement.site_id for etablissement in existants.values())
    for destination in lot:
        lieu = _lieu(destination.fiche, communes)
        etablissement = existants.get(destination.fiche.uai)
        if etablissement is None:
            nouveaux.append((destination, lieu))
            continue
        if _est_depassee(destination.fiche, etablissement):
            compte.plus_recents += 1
            compte.inchanges += 1
            continue
        if _dater(etablissement, destination.fiche):
            dates.append(etablissement)
        seconde_main = destination.fiche.de_seconde_main
        valeurs = _sans_perte(_valeurs(destination.fiche), etablissement, de_seconde_main=seconde_main)
        change = _appliquer(etablissement, CHAMPS_ETABLISSEMENT, valeurs)
        if change:
            modifies.append(etablissement)
        # A shared site follows one of its schools, else each import would write it twice.
        est_principal = principaux[etablissement.site_id] == etablissement.uai
        lieu = _sans_perte(lieu, etablissement.site, de_seconde_main=seconde_main)
        if est_principal and _appliquer(etablissement.site, CHAMPS_SITE, lieu):
            sites_modifies.append(etablissement.site)
            change = True
        compte.mis_a_jour += change
        compte.inchanges += not change
    fermees = _qui_ferment(modifies)
    Etablissement.objects.bulk_update(modifies, CHAMPS_ETABLISSEMENT)
    Site.objects.bulk_update(sites_modifies, [champ.removesuffix("_id") for champ in CHAMPS_SITE])
    Etablissement.objects.bulk_update(dates, ["annuaire_du"])
    compte.crees += len(nouveaux)
    sites = {uai: etablissement.site for uai, etablissement in existants.items()} | _creer(nouveaux, communes)
    _signaler([destination.fiche for destination in lot], sites, communes, compte)
    return fermees


def _qui_ferment(modifies: Iterable[Etablissement]) -> list[Etablissement]:
    """Return those of the schools to be written that close by it, held still: another import tells nobody again."""
    annonces = [etablissement.pk for etablissement in modifies if not etablissement.ouvert]
    if not annonces:
        return []
    ouverts = Etablissement.objects.filter(pk__in=annonces, ouvert=True).select_related("collectivite")
    return list(ouverts.select_for_update(of=("self",)).order_by("pk"))


def _signaler(fiches: Iterable[Fiche], sites: dict[str, Site], communes: Communes, compte: Compte) -> None:
    for fiche in fiches:
        for illisible in fiche.illisibles:
            phrase = _ce_qui_a_ete_fait(illisible, sites[fiche.uai], communes)
            compte.signales.append((fiche.uai, illisible.ligne, f"{illisible.defaut} : {phrase}"))


def _principaux(sites: Iterable[int]) -> dict[int, str]:
    """Return, for each site, the UAI that came there first."""
    sur_ces_sites = Etablissement.objects.filter(site__in=set(sites)).order_by("-pk")
    return dict(sur_ces_sites.values_list("site", "uai"))


def _creer(nouveaux: list[tuple[Destination, dict]], communes: Communes) -> dict[str, Site]:
    """Insert schools, and return their sites by UAI; the same address and position, or a mother, share a site."""
    if not nouveaux:
        return {}
    sites = _sites_connus(nouveaux)
    meres = Etablissement.objects.select_related("site").filter(uai__in={d.fiche.mere for d, _ in nouveaux})
    sites_par_uai = {mere.uai: mere.site for mere in meres}
    a_creer: list[Site] = []
    for destination, lieu in nouveaux:
        fiche = destination.fiche
        cle = _cle_de_site(lieu, fiche)
        site = sites_par_uai.get(fiche.mere) or sites.get(cle)
        if site is None:
            site = sites[cle] = _nouveau_site(fiche, lieu, communes)
            a_creer.append(site)
        sites_par_uai[fiche.uai] = site
    Site.objects.bulk_create(a_creer)
    Etablissement.objects.bulk_create(
        _nouvel_etablissement(destination, sites_par_uai[destination.fiche.uai]) for destination, _ in nouveaux
    )
    return sites_par_uai


def _sites_connus(nouveaux: list[tuple[Destination, dict]]) -> dict[CleDeSite, Site]:
    latitudes = {lieu["latitude"] for _, lieu in nouveaux if lieu["adresse"]} - {None}
    sites = Site.objects.filter(latitude__in=latitudes).exclude(adresse="").order_by("-pk")
    return {(site.latitude, site.longitude, simplifier(site.adresse)): site for site in sites}


def _cle_de_site(lieu: dict, fiche: Fiche) -> CleDeSite:
    """Return what two schools of one site share; a school without street or position of its own shares nothing."""
    if fiche.position is None or not lieu["adresse"]:
        return None, None, fiche.uai
    return lieu["latitude"], lieu["longitude"], simplifier(lieu["adresse"])


def _nouveau_site(fiche: Fiche, lieu: dict, communes: Communes) -> Site:
    """Return the site of a school; without a position of its own, it stands at the centre of its commune."""
    commune = communes.par_code.get(lieu["commune_id"])
    if lieu["latitude"] is None and commune:
        lieu = lieu | {"latitude": commune.latitude, "longitude": commune.longitude}
    return Site(nom=_nom(fiche), **lieu)


def _nouvel_etablissement(destination: Destination, site: Site) -> Etablissement:
    fiche, departement = destination.fiche, departements()[destination.fiche.departement]
    nom = _nom(fiche)
    return Etablissement(
        uai=fiche.uai,
        collectivite=destination.collectivite,
        site=site,
        departement=departement.code,
        academie=departement.academie,
        zone_vacances=departement.zone,
        territoire=departement.territoire,
        fuseau=departement.fuseau,
        annuaire_du=fiche.maj,
        **_valeurs(fiche) | {"nom": nom, "nom_cherche": simplifier(nom)[:160]},
    )


# -- Values ------------------------------------------------------------------------------


def _valeurs(fiche: Fiche) -> dict:
    return {
        "nom": fiche.nom,
        "nom_cherche": simplifier(fiche.nom)[:160],
        "nature": fiche.nature,
        "secteur": fiche.secteur,
        "telephone": fiche.telephone,
        "courriel": fiche.courriel,
        "siret": fiche.siret,
        "ouvert": fiche.ouvert,
    }


def _nom(fiche: Fiche) -> str:
    """Return the name of the school; before it has one, say so."""
    return fiche.nom or f"{LIBELLES_SANS_NOM[fiche.nature].capitalize()} sans nom, {fiche.commune or fiche.uai}"


def _lieu(fiche: Fiche, communes: Communes) -> dict:
    """Return the fields of the site as the file gives them; a position far from the commune is dropped."""
    commune = communes.trouver(fiche)
    if fiche.position and commune and not est_plausible(fiche.position, commune):
        ecrite = ", ".join(map(str, fiche.position))
        defaut = f"La position {ecrite} est trop loin de {commune.nom}"
        fiche.illisibles.append(Illisible(fiche.ligne_position, Cellule.POSITION, defaut))
        fiche.position = None
    latitude, longitude = fiche.position or (None, None)
    return {
        "adresse": fiche.adresse,
        "code_postal": code_postal_de_la_rue(fiche.code_postal, commune),
        "commune_id": commune.pk if commune else None,
        "latitude": latitude,
        "longitude": longitude,
    }


def _est_depassee(fiche: Fiche, etablissement: Etablissement) -> bool:
    """Tell whether what is known comes from a newer row; where either has no date, nobody can tell."""
    return bool(fiche.maj and etablissement.annuaire_du and fiche.maj < etablissement.annuaire_du)


def _dater(etablissement: Etablissement, fiche: Fiche) -> bool:
    """Note the day of the row that speaks for the school, and tell whether it moved."""
    if fiche.de_seconde_main or fiche.maj in (None, etablissement.annuaire_du):
        return False
    etablissement.annuaire_du = fiche.maj
    return True


def _ce_qui_a_ete_fait(illisible: Illisible, site: Site, communes: Communes) -> str:
    """Say where the school stands after all, whatever of the file or of the base gave it."""
    commune = communes.par_code.get(site.commune_id or "")
    if illisible.cellule is Cellule.MAJ:
        return "la ligne compte comme une ligne sans date."
    if illisible.cellule is Cellule.COMMUNE:
        retenue = f"la commune retenue est {commune.nom}." if commune else ""
        return retenue or "l’établissement reste sans commune, corrigez cette cellule."
    if site.latitude is None:
        return "l’établissement reste sans position, corrigez cette cellule."
    if commune and (site.latitude, site.longitude) == (commune.latitude, commune.longitude):
        return f"l’établissement est placé au centre de {commune.nom}."
    return f"la position retenue, lue ailleurs ou déjà connue, est {site.latitude}, {site.longitude}."


def _sans_perte(valeurs: dict, objet: Etablissement | Site, *, de_seconde_main: bool) -> dict:
    """Keep what is known where the file is silent, or everywhere when it is second-hand."""
    return {
        champ: connu
        if (connu := getattr(objet, champ)) not in VIDES and (de_seconde_main or valeur in VIDES)
        else valeur
        for champ, valeur in valeurs.items()
    }


def _appliquer(objet: Etablissement | Site, champs: Iterable[str], valeurs: dict) -> bool:
    """Set the values and tell whether any of them is new."""
    change = False
    for champ in champs:
        if getattr(objet, champ) != valeurs[champ]:
            setattr(objet, champ, valeurs[champ])
            change = True
    return change
