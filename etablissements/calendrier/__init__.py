"""The school calendar of one zone and one territory: pure values, no database, no clock."""

from etablissements.calendrier.calendrier import Calendrier, Jour, PeriodeVacances

__all__ = ["Calendrier", "Jour", "PeriodeVacances"]
