"""Fill the reference rows of equipment and activities; people may edit them afterwards."""

from django.db import migrations

EQUIPEMENTS = (
    ("tables_et_chaises", "Tables et chaises"),
    ("tableau", "Tableau"),
    ("videoprojecteur", "Vidéoprojecteur"),
    ("sonorisation", "Sonorisation"),
    ("wifi", "Wi-Fi"),
    ("ordinateurs", "Ordinateurs"),
    ("piano", "Piano"),
    ("scene", "Scène"),
    ("gradins", "Gradins"),
    ("miroirs", "Miroirs"),
    ("terrains_traces", "Terrains tracés"),
    ("tapis", "Tapis de sol"),
    ("paniers_de_basket", "Paniers de basket"),
    ("filets", "Filets et poteaux"),
    ("mur_d_escalade", "Mur d’escalade"),
    ("eclairage_exterieur", "Éclairage extérieur"),
    ("point_d_eau", "Point d’eau"),
    ("cuisine", "Cuisine"),
    ("rangements", "Rangements"),
)

# Any one of these ERP types in the room is enough; otherwise GN 6 asks for an authorisation.
ACTIVITES = (
    ("badminton", "Badminton", ["X"]),
    ("basket", "Basket-ball", ["X", "PA"]),
    ("volley", "Volley-ball", ["X", "PA"]),
    ("handball", "Handball", ["X", "PA"]),
    ("football", "Football", ["PA", "X"]),
    ("gymnastique", "Gymnastique", ["X"]),
    ("arts_martiaux", "Arts martiaux", ["X"]),
    ("tennis_de_table", "Tennis de table", ["X", "L", "R"]),
    ("escalade", "Escalade", ["X"]),
    ("athletisme", "Athlétisme", ["PA", "X"]),
    ("danse", "Danse", ["X", "L", "R"]),
    ("yoga", "Yoga et bien-être", ["X", "L", "R"]),
    ("theatre", "Théâtre amateur", ["L", "R"]),
    ("chorale", "Chorale", ["L", "R"]),
    ("musique", "Musique", ["L", "R"]),
    ("arts_plastiques", "Arts plastiques", ["R", "L"]),
    ("jeux", "Jeux de société et échecs", ["R", "L", "S"]),
    ("lecture", "Lecture et écriture", ["R", "S", "L"]),
    ("langues", "Cours de langues", ["R", "L"]),
    ("informatique", "Informatique", ["R"]),
    ("aide_aux_devoirs", "Accompagnement à la scolarité", ["R", "S"]),
    ("formation", "Formation", ["R", "L"]),
    ("reunion", "Réunion d’association", ["R", "L"]),
    ("conference", "Conférence", ["L", "R"]),
    ("spectacle", "Spectacle avec public", ["L"]),
    ("repas", "Repas associatif", ["N", "L"]),
    ("stage_avec_hebergement", "Stage avec hébergement", ["R"]),
)


def remplir(apps, schema_editor):
    """Write the rows in the order in which people read them."""
    apps.get_model("salles", "Equipement").objects.bulk_create(
        apps.get_model("salles", "Equipement")(code=code, libelle=libelle, rang=rang)
        for rang, (code, libelle) in enumerate(EQUIPEMENTS)
    )
    apps.get_model("salles", "Activite").objects.bulk_create(
        apps.get_model("salles", "Activite")(code=code, libelle=libelle, types_erp=types, rang=rang)
        for rang, (code, libelle, types) in enumerate(ACTIVITES)
    )


class Migration(migrations.Migration):
    dependencies = [("salles", "0001_initial")]

    operations = [migrations.RunPython(remplir, migrations.RunPython.noop)]
