"""The names that columns bear in the open-data files, from 2023 to 2026: annuaire, géolocalisation, lycées.

Case, accents, blanks and underscores do not count (`lecture`): « Code postal » stands for « Code_postal » too.
"""

ALIAS = {
    "uai": ("Identifiant_de_l_etablissement", "numero_uai", "UAI", "Code établissement", "Code UAI"),
    "nom": ("Nom_etablissement", "appellation_officielle", "nom"),
    "denomination": ("denomination_principale",),
    "patronyme": ("patronyme_uai", "patronyme"),
    "type": ("Type_etablissement", "type"),
    "code_nature": ("code_nature", "nature_uai"),
    "secteur": ("Statut_public_prive", "secteur_public_prive_libe", "Secteur Public/Privé", "secteur"),
    "agricole": ("Lycee_Agricole",),
    "ministere": ("ministere_tutelle", "libelle_ministere", "Ministère"),
    "voie_generale": ("Voie_generale",),
    "voie_technologique": ("Voie_technologique",),
    "voie_professionnelle": ("Voie_professionnelle",),
    "etat": ("etat", "etat_etablissement_libe", "Etat établissement"),
    "mere": ("etablissement_mere",),
    "adresse": ("Adresse_1", "adresse_uai", "adresse"),
    "code_postal": ("Code_postal", "code_postal_uai", "codePostal"),
    "code_commune": ("Code_commune",),
    "commune": ("Nom_commune", "libelle_commune", "Commune", "ville", "localite_acheminement_uai"),
    "departement": ("Code_departement", "codeDept"),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "lng", "lon"),
    "position": ("position",),
    "telephone": ("Telephone",),
    "courriel": ("Mail", "courriel"),
    "siret": ("SIREN_SIRET", "siret"),
    "maj": ("date_maj_ligne", "Date de mise à jour", "date_maj"),
}
INDISPENSABLES = ("uai",)
