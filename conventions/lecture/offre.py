"""An offer while its school puts it together: each date asked for, where it would go, and whether it can be had."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from conventions.jugement import Verdict, juger
from conventions.lecture.dates import tick
from conventions.lecture.reparations import distinctes
from conventions.manques import premier_souhait, voeux_de
from conventions.models import CreneauDemande, Demande
from conventions.offres import COMME_DEMANDE, DateOfferte, Lieu, date_offerte
from conventions.phrases import combien, majuscule, moment
from conventions.propositions import proposer_ensemble
from conventions.services import Place
from etablissements.ecriture import jour_court
from salles.models import Salle
from salles.moteur import Raison
from salles.moteur.phrases import qui_peut
from salles.regles import cadre_de

TOUT_PRES_KM = 0.1  # the rooms of the school alone are looked at
PAS_PROPOSEE = "Pas proposée."


@dataclass(frozen=True, slots=True)
class LigneDOffre:
    """One wished date: where it would go, what stands in the way; no `offerte`: it is left out."""

    creneau: CreneauDemande
    voulu: Lieu
    place: Place | None
    offerte: DateOfferte | None
    raisons: tuple[Raison, ...] = ()

    @property
    def partira(self) -> bool:
        return self.offerte is not None and not self.raisons

    @property
    def quand(self) -> str:
        return jour_court(self.voulu.moment.jour)

    @property
    def mot_bref(self) -> str:
        """Say the same beside the date to tick, where the sentence of its group stands above."""
        if self.offerte is None:
            return "pas proposée"
        if self.raisons:
            return "pas possible ainsi"
        return self.offerte.offert.en_bref if self.offerte.bouge else COMME_DEMANDE

    @property
    def mot(self) -> str:
        """Say where the date would go, and whether it can."""
        if self.offerte is None:
            return PAS_PROPOSEE
        phrase = majuscule(self.offerte.phrase)
        if not self.raisons:
            return f"{phrase}. Libre."
        causes = " ".join(dict.fromkeys(f"{raison.libelle}. {raison.regle}" for raison in self.raisons))
        return f"{phrase} : ce n’est pas possible. {causes}"


def ouverts_de(demande: Demande) -> list[CreneauDemande]:
    """Return the dates that may be part of an offer, in order."""
    lues = demande.creneaux.ouverts().select_related("reservation", "souhait", "salle__etablissement__collectivite")
    return list(lues)


def comme_demande(creneau: CreneauDemande) -> Place:
    """Return the place of a date that nothing moves."""
    local = cadre_de(creneau.salle.etablissement).local
    return Place(creneau.pk, creneau.salle_id, local(creneau.debut).time(), local(creneau.fin).time())


def premiere_offre(demande: Demande, ouverts: Sequence[CreneauDemande], maintenant: datetime) -> list[LigneDOffre]:
    """Return what the engine would offer first: what is free stays, the rest goes to the rooms of the school.

    Expects `association` and `activite`.
    """
    raisons = {verdict.creneau.pk: verdict.raisons for verdict in juger(demande, ouverts, maintenant=maintenant)}
    trouvees = _trouver_ici(demande, ouverts, maintenant)
    places = {creneau.pk: trouvees.get(creneau.pk, comme_demande(creneau)) for creneau in ouverts}
    salles = Salle.objects.in_bulk({place.salle for place in places.values()})
    return [
        LigneDOffre(
            creneau,
            _voulu(demande, creneau),
            places[creneau.pk],
            _offerte(demande, creneau, places[creneau.pk], salles),
            () if creneau.pk in trouvees else raisons[creneau.pk],
        )
        for creneau in ouverts
    ]


def _trouver_ici(demande: Demande, ouverts: Iterable[CreneauDemande], maintenant: datetime) -> dict[int, Place]:
    """Place in the school what cannot be had as it was wished: the proposal that keeps the most dates."""
    voeux = [replace(voeu, chez_soi=True) for voeu in voeux_de(demande, maintenant)]
    par_souhait = {(premier_souhait(creneau), creneau.salle_id, creneau.jour): creneau.pk for creneau in ouverts}
    places = {}
    for voeu, propositions in zip(voeux, proposer_ensemble(voeux, TOUT_PRES_KM), strict=True):
        retenues = [proposition for proposition, _ in distinctes(propositions)]
        for ligne in max(retenues, key=lambda une: une.placees).lignes if retenues else ():
            for jour in ligne.jours:
                creneau = par_souhait[ligne.remplace or 0, voeu.salle.pk, jour]
                places[creneau] = Place(creneau, ligne.salle.pk, ligne.debut, ligne.fin)
    return places


def lire_l_offre(
    demande: Demande, ouverts: Sequence[CreneauDemande], places: Mapping[int, Place], verdicts: Sequence[Verdict]
) -> list[LigneDOffre]:
    """Return each date with what was said of its place."""
    juges = {verdict.creneau.au_lieu_de_id or verdict.creneau.pk: verdict for verdict in verdicts}
    lignes = []
    for creneau in ouverts:
        verdict = juges.get(creneau.pk)
        lignes.append(
            LigneDOffre(
                creneau,
                _voulu(demande, creneau),
                places.get(creneau.pk),
                date_offerte(demande, verdict.creneau) if verdict else None,
                verdict.raisons if verdict else (),
            )
        )
    return lignes


def _voulu(demande: Demande, creneau: CreneauDemande) -> Lieu:
    return Lieu(creneau.salle, moment(creneau, demande.etablissement.fuseau))


def _offerte(demande: Demande, creneau: CreneauDemande, place: Place, salles: Mapping[int, Salle]) -> DateOfferte:
    voulu = _voulu(demande, creneau)
    return DateOfferte(voulu, Lieu(salles[place.salle], replace(voulu.moment, debut=place.debut, fin=place.fin)))


def en_groupes(lignes: Iterable[LigneDOffre]) -> list[dict[str, Any]]:
    """Group the dates that say the same, what would be sent first, for `composants/dates.html`."""
    groupes: dict[str, list[LigneDOffre]] = {}
    for ligne in sorted(lignes, key=lambda ligne: (not ligne.partira, ligne.offerte is None)):
        groupes.setdefault(ligne.mot, []).append(ligne)
    return [
        {
            "etat": tick(siennes[0].raisons) if siennes[0].offerte else "attente",
            "quand": combien([ligne.voulu.moment.jour for ligne in siennes]) if len(siennes) > 1 else siennes[0].quand,
            "raison": mot,
            "qui": qui_peut(siennes[0].raisons) if siennes[0].raisons else "",
        }
        for mot, siennes in groupes.items()
    ]
