"""Where a draft may go on whose room is no longer offered: in its school, or where a room nearby stands in for it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from conventions.forms.reprise import donnees_de
from conventions.models import Brouillon
from etablissements.champs import lire_entier
from etablissements.ecriture import distance_km, pluriel
from salles.forms.souhait import SouhaitForm
from salles.models import Salle
from salles.models.offre import EFFECTIF_MAX
from salles.moteur import Souhait
from salles.recherche import Recherche, Resultat, chercher
from salles.reparations import RAYON_KM, REMPLACANTES

MONTREES = 10


@dataclass(frozen=True, slots=True)
class AutreSalle:
    """One room; `trouvee` says which of the dates are free there, `loin` how many km away, None in the same school."""

    salle: Salle
    trouvee: Resultat | None = None
    loin: float | None = None

    @property
    def mots(self) -> str:
        """Say how many of the wished dates are free, and how far it is."""
        if self.trouvee is None:
            return ""
        voulues, libres = len(self.trouvee.dates.creneaux), self.trouvee.nombre_libres
        dates = pluriel(libres, "date libre", "dates libres") + (f" sur {voulues}" if libres < voulues else "")
        return dates if self.loin is None else f"{dates}, à {distance_km(self.loin)}"


def autres_salles(brouillon: Brouillon, maintenant: datetime) -> list[AutreSalle]:
    """Return the rooms to propose, those with most of the wished dates first; where none has any, those of the school.

    Expects `demande.etablissement.site` and `salle`.
    """
    ecole = brouillon.demande.etablissement
    proposees = Salle.objects.proposees().select_related("etablissement__site__commune")
    form = SouhaitForm(donnees_de(brouillon), maintenant=maintenant, fuseau=ecole.fuseau)
    souhait = form.cleaned_data["souhait"] if form.is_valid() else None
    trouvees = [une for une in chercher(_recherche(brouillon, souhait, maintenant)) if une.libres] if souhait else []
    types = (brouillon.salle.type, *REMPLACANTES.get(brouillon.salle.type, ()))
    admises = proposees.filter(Q(etablissement=ecole) | Q(type__in=types))
    salles = admises.in_bulk([trouvee.salle for trouvee in trouvees])
    if not salles:
        return [AutreSalle(salle) for salle in proposees.filter(etablissement=ecole).order_by("nom")[:MONTREES]]
    return [
        AutreSalle(salles[une.salle], une, None if une.etablissement == ecole.pk else une.distance_km)
        for une in trouvees
        if une.salle in salles
    ][:MONTREES]


def _recherche(brouillon: Brouillon, souhait: Souhait, maintenant: datetime) -> Recherche:
    ecole = brouillon.demande.etablissement
    site = ecole.site
    situee = site.latitude is not None and site.longitude is not None
    effectif = lire_entier("".join(brouillon.saisie.get("effectif", [])), len(str(EFFECTIF_MAX)))
    return Recherche(
        souhait=souhait,
        maintenant=maintenant,
        latitude=site.latitude,
        longitude=site.longitude,
        rayon_km=RAYON_KM if situee else None,
        etablissement=None if situee else ecole.pk,
        effectif=effectif if effectif and effectif <= EFFECTIF_MAX else None,
        pmr=brouillon.salle.accessible_pmr,
    )
