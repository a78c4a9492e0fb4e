"""Schools that offer something else than what was asked for, found by the verb that tries an offer."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

from comptes.models import Utilisateur
from conventions.lecture.offre import comme_demande, ouverts_de
from conventions.models import Demande
from conventions.services import Place, confirmer_contre_proposition, contre_proposer, eprouver
from conventions.services.etat import REPENTIR
from salles.models import Salle
from salles.reparations import decaler

UNE_HEURE = timedelta(hours=1)
DECALAGES = (timedelta(0), UNE_HEURE, -UNE_HEURE)
SALLES = 4  # of the school that are tried
MOT = (
    "Un conseil de classe ou une réunion de parents tombe souvent ce soir-là ; à la place que nous vous proposons, "
    "personne ne vous dérangera."
)


def proposer_autre_chose(demande: Demande, *, par: Utilisateur, le: datetime) -> None:
    """Offer the first other place of the school where most dates can be had; nothing where there is none."""
    for places in _essais(demande):
        verdicts = eprouver(demande=demande, par=par, places=places, maintenant=le)
        libres = {verdict.creneau.au_lieu_de_id or verdict.creneau.pk for verdict in verdicts if verdict.libre}
        if len(libres) > len(places) // 2:
            retenues = [place for place in places if place.creneau in libres]
            contre_proposer(demande=demande, par=par, places=retenues, message=MOT, maintenant=le)
            confirmer_contre_proposition(proposition=demande.contre_propositions.get(), maintenant=le + REPENTIR)
            return


def _essais(demande: Demande) -> Iterator[Sequence[Place]]:
    """Yield the same dates in other rooms of one type, then at other hours."""
    voulues = [comme_demande(creneau) for creneau in ouverts_de(demande)]
    voulue = demande.creneaux.select_related("salle")[0].salle
    salles = Salle.objects.publiees().filter(etablissement=demande.etablissement_id, effectif_max__gte=demande.effectif)
    proches = sorted(salles, key=lambda salle: (salle.type != voulue.type, salle.pk == voulue.pk, salle.pk))[:SALLES]
    for decalage, salle in product(DECALAGES, [*proches, voulue]):
        if decalage or salle != voulue:
            deplacees = [(place, decaler(place.debut, place.fin, decalage)) for place in voulues]
            yield [
                replace(place, salle=salle.pk, debut=heures[0], fin=heures[1]) for place, heures in deplacees if heures
            ]
