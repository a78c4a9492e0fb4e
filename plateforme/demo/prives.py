"""Two private schools, invented: one whose authority recorded an act that lets it lend, one that waits for its own."""

from datetime import date

from etablissements.cog import departements
from etablissements.models import Collectivite, Commune, Etablissement, Site
from etablissements.sans_accents import simplifier
from etablissements.services.actes import enregistrer_acte
from plateforme.demo.reperes import DOMAINE, UAI_PRIVE_AVEC_ACTE, UAI_PRIVE_SANS_ACTE

VOIRON = "38563"
# UAI -> name, latitude, longitude: two empty spots of Voiron.
ECOLES = {
    UAI_PRIVE_AVEC_ACTE: ("Collège privé de démonstration, avec acte", 45.3722, 5.5961),
    UAI_PRIVE_SANS_ACTE: ("Collège privé de démonstration, sans acte", 45.3581, 5.5843),
}


def remplir_prives(isere: Collectivite, *, annee: int, aujourdhui: date) -> list[Etablissement]:
    """Create the two schools that are missing, the act of the first with it; `annee`: the school year began."""
    absentes = [uai for uai in ECOLES if not Etablissement.objects.filter(uai=uai).exists()]
    ecoles = [_ecole(uai, isere) for uai in absentes]
    for ecole in ecoles:
        if ecole.uai == UAI_PRIVE_AVEC_ACTE:
            enregistrer_acte(
                etablissement=ecole,
                intitule="Délibération de démonstration",
                reference=f"{annee - 1}-38-D",
                pris_le=date(annee - 1, 7, 3),
                aujourdhui=aujourdhui,
            )
    return ecoles


def _ecole(uai: str, isere: Collectivite) -> Etablissement:
    nom, latitude, longitude = ECOLES[uai]
    commune = Commune.objects.get(pk=VOIRON)
    ou = departements()[commune.departement]
    site = Site.objects.create(
        nom=nom,
        adresse="1 rue de la Démonstration",
        code_postal=commune.codes_postaux[0],
        commune=commune,
        latitude=latitude,
        longitude=longitude,
    )
    return Etablissement.objects.create(
        uai=uai,
        nom=nom,
        nom_cherche=simplifier(nom),
        nature=Etablissement.Nature.COLLEGE,
        secteur=Etablissement.Secteur.PRIVE,
        collectivite=isere,
        site=site,
        departement=ou.code,
        academie=ou.academie,
        zone_vacances=ou.zone,
        territoire=ou.territoire,
        fuseau=ou.fuseau,
        courriel=f"{uai.lower()}@{DOMAINE}",
    )
