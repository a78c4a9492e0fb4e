"""How far days may lie: a year that no one meant is a slip, told at the field."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator

BORNES_DES_JOURS = [
    MinValueValidator(date(2000, 1, 1), "Choisissez une date après l’an 2000."),
    MaxValueValidator(date(2099, 12, 31), "Choisissez une date avant 2100."),
]
