"""The school year, by which the authority counts."""

from dataclasses import dataclass
from datetime import date

RENTREE = 9  # September, the first month of a school year


@dataclass(frozen=True, slots=True, order=True)
class AnneeScolaire:
    """From 1 September of `debut` to 31 August of the next year, both included."""

    debut: int

    def __str__(self) -> str:
        return f"{self.debut}-{self.debut + 1}"

    @classmethod
    def du(cls, jour: date) -> "AnneeScolaire":
        """Return the school year of a local date."""
        return cls(jour.year if jour.month >= RENTREE else jour.year - 1)

    @property
    def premier_jour(self) -> date:
        return date(self.debut, RENTREE, 1)

    @property
    def dernier_jour(self) -> date:
        return date(self.debut + 1, RENTREE - 1, 31)

    def mois(self) -> list[date]:
        """Return the first day of its twelve months, in order."""
        return [date(self.debut + (rang >= 4), (RENTREE + rang - 1) % 12 + 1, 1) for rang in range(12)]
