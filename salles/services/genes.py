"""Who is in the way of what a school enters: one sentence per date, for those who work in that school."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db.models import Q

from etablissements.ecriture import jour_court, plage_horaire
from salles.faits import espaces_de, fermetures
from salles.models import Occupation, Reservation, Salle
from salles.moteur import Creneau, Emprise, Porteur, fermetures_du, se_chevauchent, trop_pres
from salles.regles import cadre_de, fin_avec_tampon
from salles.services.prise import Ligne


def genes(lignes: Sequence[Ligne], maintenant: datetime, *, sauf: Collection[int] = ()) -> list[str | None]:
    """Say of each date who is in its way, None where nobody is: two queries.

    Options dead at `maintenant` are nobody, and so are the reservations `sauf`, which are about to leave.
    """
    espaces = espaces_de({ligne.salle.pk for ligne in lignes})
    jours = {cadre_de(ligne.salle.etablissement).jour(ligne.creneau.debut) for ligne in lignes}
    tenues = Occupation.objects.filter(
        Q(option_jusqu_au=None) | Q(option_jusqu_au__gt=maintenant),
        espace__in={espace for membres in espaces.values() for espace in membres},
        jour__in=jours,
    )
    occupations: dict[int, list[Occupation]] = defaultdict(list)
    for occupation in tenues.exclude(reservation__in=sauf).select_related("reservation__salle").order_by("debut", "pk"):
        occupations[occupation.espace_id].append(occupation)
    return [
        _gene(ligne, [occupation for espace in espaces[ligne.salle.pk] for occupation in occupations[espace]])
        for ligne in lignes
    ]


def portes_closes(lignes: Sequence[Ligne]) -> list[str | None]:
    """Say of each date of an association that it falls in a closure, None where it does not: one query.

    What a school does itself goes on behind the closed door; closing is refused where an association comes.
    """
    jours = [cadre_de(ligne.salle.etablissement).jour(ligne.creneau.debut) for ligne in lignes]
    if not any(ligne.nature == Reservation.Nature.ASSOCIATION for ligne in lignes):
        return [None] * len(lignes)
    par_porteur = fermetures(
        {ligne.salle.pk for ligne in lignes},
        {ligne.salle.etablissement_id for ligne in lignes},
        {ligne.salle.etablissement.collectivite_id for ligne in lignes},
        min(jours),
        max(jours),
    )
    phrases = []
    for ligne, jour in zip(lignes, jours, strict=True):
        ecole = ligne.salle.etablissement
        porteurs = (
            (Porteur.COLLECTIVITE, ecole.collectivite_id),
            (Porteur.ETABLISSEMENT, ecole.pk),
            (Porteur.SALLE, ligne.salle.pk),
        )
        siennes = fermetures_du((une for porteur in porteurs for une in par_porteur.get(porteur, ())), jour)
        close = siennes and ligne.nature == Reservation.Nature.ASSOCIATION
        phrases.append(f"{quand(ligne.salle, ligne.creneau)}, fermée : {siennes[0].motif}" if close else None)
    return phrases


def quand(salle: Salle, creneau: Creneau) -> str:
    local = cadre_de(salle.etablissement).local
    debut, fin = local(creneau.debut), local(creneau.fin)
    return f"{salle.nom}, {jour_court(debut.date())} {plage_horaire(debut, fin)}"


def _gene(ligne: Ligne, occupations: Iterable[Occupation]) -> str | None:
    """Put what the engine says of the two into words."""
    salle, creneau = ligne.salle, ligne.creneau
    voulue = Emprise(creneau.debut, creneau.fin, fin_avec_tampon(salle, creneau), ligne.groupe)
    for occupation in occupations:
        if se_chevauchent(voulue, occupation):
            return f"{quand(salle, creneau)}, prise par {qui(salle, occupation.reservation)}"
        if trop_pres(voulue, occupation):
            return f"{quand(salle, creneau)}, trop près de {qui(salle, occupation.reservation)}"
    return None


def qui(salle: Salle, reservation: Reservation) -> str:
    """Name the occupant, but never that of another school of the site: its label is its own."""
    if reservation.salle.etablissement_id != salle.etablissement_id:
        return "un autre établissement du site"
    return reservation.libelle or reservation.get_nature_display()
