"""A small world for the pages of the search: five schools around Voiron, one school year, some rooms already taken."""

from datetime import date, time, timedelta

from etablissements.models import Commune, Etablissement, JourFerie, PeriodeVacances, Site, Territoire, Zone
from etablissements.sans_accents import simplifier
from salles.models import Activite, Equipement, Fermeture, Reservation, Salle
from salles.moteur import GROUPE_DES_ETABLISSEMENTS, Applicabilite, Plage
from tests.personnages import collectivite, etablissement
from tests.salles.salles_d_essai import local, prises, salle

MARDI = date(2026, 11, 24)
COMMUNES = [
    ("38563", "Voiron", ["38500"], 20442, 45.3644, 5.5928),
    ("38133", "Coublevie", ["38500"], 5240, 45.3536, 5.6172),
    ("38239", "Moirans", ["38430"], 8090, 45.3247, 5.5825),
    ("38337", "Rives", ["38140"], 6530, 45.3539, 5.4975),
    ("38565", "Voreppe", ["38340"], 9470, 45.2983, 5.6372),
    ("38105", "Chirens", ["38850"], 2380, 45.4111, 5.5561),
    ("38517", "Tullins", ["38210"], 7680, 45.2986, 5.4864),
    ("38421", "Saint-Martin-d’Hères", ["38400"], 37937, 45.1672, 5.7653),
]
VACANCES = [
    ("Vacances de Noël", date(2026, 12, 19), date(2027, 1, 3)),
    ("Vacances d’hiver", date(2027, 2, 13), date(2027, 2, 28)),
    ("Vacances de printemps", date(2027, 4, 10), date(2027, 4, 25)),
    ("Vacances d’été", date(2027, 7, 3), date(2027, 8, 31)),
]
SOIRS = [Plage(jour, time(17), time(22), Applicabilite.SCOLAIRE) for jour in range(1, 6)]


def planter_le_decor() -> dict[str, Salle]:
    """Return the rooms by name: free, nearly free, under option, closed to the evening."""
    planter_le_calendrier()
    planter_les_communes()
    garenne = ecole("0380001A", "Collège La Garenne", 45.3560, 5.5980, "38563")
    vergeron = ecole("0380002B", "Collège Le Vergeron", 45.3240, 5.5560, "38239")
    menu = ecole("0380003C", "Collège Plan Menu", 45.3530, 5.6080, "38133")
    lycee = ecole("0380004D", "Lycée Ferdinand-Buisson", 45.3610, 5.5740, "38563", nature="lycee")
    piliers = une_salle(garenne, "Salle des piliers", "salle_polyvalente", 40, accessible_pmr=True)
    etude = une_salle(vergeron, "Salle d’étude 104", "salle_de_classe", 32, tarif_horaire_euros=4)
    gymnase = une_salle(menu, "Gymnase, tiers nord", "gymnase", 60, accessible_pmr=True)
    amphi = une_salle(lycee, "Amphithéâtre", "amphi", 120)
    cdi = une_salle(garenne, "CDI", "cdi", 40, plages=[Plage(1, time(8), time(17))])
    amphi.equipements.set([equipement("sonorisation", "Sonorisation"), equipement("scene", "Scène")])
    prises(gymnase, mardi(1), nature=Reservation.Nature.ETABLISSEMENT)
    prises(gymnase, mardi(2), groupe=GROUPE_DES_ETABLISSEMENTS, jusqu_au=mardi(1).debut)
    prises(amphi, *(mardi(n) for n in (0, 7, 15, 16, 17, 25)), groupe=GROUPE_DES_ETABLISSEMENTS)
    Fermeture.objects.create(
        etablissement=vergeron,
        premier_jour=date(2027, 6, 14),
        dernier_jour=date(2027, 6, 18),
        motif="Épreuves du brevet",
    )
    Activite.objects.get_or_create(
        code="theatre", defaults={"libelle": "Théâtre amateur", "types_erp": ["L", "R", "X"]}
    )
    return {la_salle.nom: la_salle for la_salle in (piliers, etude, gymnase, amphi, cdi)}


def planter_le_calendrier() -> None:
    for nom, premier, dernier in VACANCES:
        PeriodeVacances.objects.update_or_create(
            zone=Zone.A,
            premier_jour=premier,
            defaults={
                "nom": nom,
                "dernier_jour": dernier,
                "annee_scolaire": "2026-2027",
                "origine": PeriodeVacances.Origine.OFFICIELLE,
            },
        )
    for jour, nom in [
        (date(2026, 11, 11), "Armistice"),
        (date(2027, 5, 6), "Ascension"),
        (date(2027, 5, 17), "Pentecôte"),
    ]:
        JourFerie.objects.update_or_create(territoire=Territoire.METROPOLE, jour=jour, defaults={"nom": nom})


def planter_les_communes() -> None:
    Commune.objects.bulk_create(
        [
            Commune(
                code_insee=insee,
                nom=nom,
                nom_cherche=simplifier(nom),
                codes_postaux=codes,
                departement=insee[:2],
                region="84",
                population=population,
                latitude=latitude,
                longitude=longitude,
            )
            for insee, nom, codes, population, latitude, longitude in COMMUNES
        ],
        ignore_conflicts=True,
    )


def ecole(uai: str, nom: str, latitude: float, longitude: float, insee: str, **champs) -> Etablissement:
    site = Site.objects.create(nom=nom, latitude=latitude, longitude=longitude, commune_id=insee)
    return etablissement(uai, nom, site=site, collectivite=collectivite("dep-38"), **champs)


def une_salle(ecole: Etablissement, nom: str, type_: str, places: int, plages=SOIRS, **champs) -> Salle:
    return salle(ecole, nom=nom, type=type_, effectif_max=places, types_erp=["L", "R"], plages=plages, **champs)


def equipement(code: str, libelle: str) -> Equipement:
    return Equipement.objects.get_or_create(code=code, defaults={"libelle": libelle})[0]


def mardi(semaines: int):
    return local("18:00", "20:00", MARDI + timedelta(weeks=semaines))
