"""Fill the tables of places from the facts that the product carries."""

from datetime import date

from django.db import connection

from etablissements.cog import DONNEES, lire_table
from etablissements.sans_accents import simplifier
from etablissements.services.import_annuaire import RapportAnnuaire, importer_annuaire
from socle.rejouer import rejouer

COLONNES = "code_insee, nom, nom_cherche, codes_postaux, departement, region, population, latitude, longitude"


@rejouer
def charger_communes() -> int:
    """Make the table of communes equal to our file and return how many rows changed; a second run changes none.

    A commune that has left the code is kept: schools may still stand there.
    """
    with connection.cursor() as curseur:
        curseur.execute("CREATE TEMP TABLE commune_lue (LIKE etablissements_commune)")
        with curseur.copy(f"COPY commune_lue ({COLONNES}) FROM STDIN") as copie:
            for ligne in lire_table("communes.csv"):
                copie.write_row(_commune(ligne))
        curseur.execute(
            f"""
            INSERT INTO etablissements_commune AS commune ({COLONNES})
            SELECT {COLONNES} FROM commune_lue
            ON CONFLICT (code_insee) DO UPDATE SET ({COLONNES}) = (SELECT {_champs("EXCLUDED")})
            WHERE ({_champs("commune")}) IS DISTINCT FROM ({_champs("EXCLUDED")})
            """  # noqa: S608 -- the names of our own columns
        )
        changees = curseur.rowcount
        curseur.execute("DROP TABLE commune_lue")
        return changees


def charger_etablissements_de_demonstration(*, aujourdhui: date) -> RapportAnnuaire:
    """Import the public schools of Isère and Bretagne that the product carries; their authorities exist before."""
    return importer_annuaire(fichier=DONNEES / "etablissements.csv", aujourdhui=aujourdhui)


def _champs(table: str) -> str:
    return ", ".join(f"{table}.{colonne}" for colonne in COLONNES.split(", "))


def _commune(ligne: dict[str, str]) -> tuple:
    return (
        ligne["code_insee"],
        ligne["nom"],
        simplifier(ligne["nom"]),
        ligne["codes_postaux"].split(),
        ligne["departement"],
        ligne["region"],
        int(ligne["population"]),
        float(ligne["latitude"]) if ligne["latitude"] else None,
        float(ligne["longitude"]) if ligne["longitude"] else None,
    )
