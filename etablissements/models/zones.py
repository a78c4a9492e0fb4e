"""The two geographies of the calendar: who shares school holidays, who shares bank holidays."""

from django.db import models


class Zone(models.TextChoices):
    """Zones of school holidays. Source: arrêtés of the ministry; Corse and each DOM have a calendar of their own."""

    A = "A", "zone A"
    B = "B", "zone B"
    C = "C", "zone C"
    CORSE = "corse", "Corse"
    GUADELOUPE = "guadeloupe", "Guadeloupe"
    MARTINIQUE = "martinique", "Martinique"
    GUYANE = "guyane", "Guyane"
    REUNION = "reunion", "La Réunion"
    MAYOTTE = "mayotte", "Mayotte"
    SAINT_PIERRE_ET_MIQUELON = "saint_pierre_et_miquelon", "Saint-Pierre-et-Miquelon"
    POLYNESIE = "polynesie", "Polynésie française"
    WALLIS_ET_FUTUNA = "wallis_et_futuna", "Wallis-et-Futuna"
    NOUVELLE_CALEDONIE = "nouvelle_caledonie", "Nouvelle-Calédonie"


class Territoire(models.TextChoices):
    """Territories that share their bank holidays. Source: Code du travail L3133-1, L3134-13, L3422-2."""

    METROPOLE = "metropole", "métropole"
    ALSACE_MOSELLE = "alsace_moselle", "Alsace-Moselle"
    GUADELOUPE = "guadeloupe", "Guadeloupe"
    MARTINIQUE = "martinique", "Martinique"
    GUYANE = "guyane", "Guyane"
    REUNION = "reunion", "La Réunion"
    MAYOTTE = "mayotte", "Mayotte"
    SAINT_BARTHELEMY = "saint_barthelemy", "Saint-Barthélemy"
    SAINT_MARTIN = "saint_martin", "Saint-Martin"
    SAINT_PIERRE_ET_MIQUELON = "saint_pierre_et_miquelon", "Saint-Pierre-et-Miquelon"
    POLYNESIE = "polynesie", "Polynésie française"
    WALLIS_ET_FUTUNA = "wallis_et_futuna", "Wallis-et-Futuna"
    NOUVELLE_CALEDONIE = "nouvelle_caledonie", "Nouvelle-Calédonie"
