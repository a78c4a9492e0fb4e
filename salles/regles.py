"""Which rule applies, and where it was set: the room, else the school, else the authority."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from etablissements.ecriture import plage_horaire
from etablissements.models import Collectivite, Etablissement
from salles.models import Salle
from salles.moteur import Cadre, Creneau, Emploi, Periode, Regles

Niveau = Salle | Etablissement | Collectivite
PORTEE_MAX = timedelta(days=3 * 366)  # no authority may open its rooms further ahead (`horizon_jours`)


def regle(niveau: Niveau, nom: str) -> tuple[Any, Niveau]:
    """Return the value of a rule in a room, a school or an authority, and the row that sets it.

    The authority leaves none empty. Expects what stands above to be loaded.
    """
    pose = _pose(_en_montant(niveau), nom)
    assert pose is not None  # noqa: S101 -- for the type checker: a constraint of Collectivite
    return pose


def salles_de(niveau: Niveau) -> QuerySet[Salle]:
    """Return the rooms where the rules of this level count, in order."""
    if isinstance(niveau, Salle):
        return Salle.objects.filter(pk=niveau.pk)
    ou = "etablissement" if isinstance(niveau, Etablissement) else "etablissement__collectivite"
    return Salle.objects.filter(**{ou: niveau}).order_by("pk")


def regles_de(salle: Salle) -> Regles:
    """Return the booking rules of a room. Expects `etablissement__collectivite` to be loaded with it."""
    return Regles(**{nom: regle(salle, nom)[0] for nom in Regles.__slots__})


def regles_d_en_haut(salle: Salle) -> frozenset[str]:
    """Name the rules of a room that its authority sets. Expects `etablissement__collectivite`."""
    return frozenset(nom for nom in Regles.__slots__ if isinstance(regle(salle, nom)[1], Collectivite))


def quotas_de(etablissement: Etablissement) -> list[tuple[Periode, timedelta, Niveau]]:
    """Return the quotas of an association in a school, one a period at most, each with the row that sets it."""
    niveaux = (etablissement, etablissement.collectivite)
    return [(periode, *pose) for periode in Periode if (pose := _pose(niveaux, f"quota_{periode}"))]


def _en_montant(niveau: Niveau) -> tuple[Niveau, ...]:
    """Return a level and those above it, in the order in which they are asked."""
    if isinstance(niveau, Salle):
        return niveau, niveau.etablissement, niveau.etablissement.collectivite
    return (niveau, niveau.collectivite) if isinstance(niveau, Etablissement) else (niveau,)


def _pose(niveaux: Sequence[Niveau], nom: str) -> tuple[Any, Niveau] | None:
    """Return the value of a rule and the first of these rows that sets it; None where nobody does."""
    return next(((valeur, niveau) for niveau in niveaux if (valeur := getattr(niveau, nom)) is not None), None)


def fin_avec_tampon(salle: Salle, creneau: Creneau) -> datetime:
    """Return until when a use of the room keeps it clear of other groups, under the rules of today."""
    return cadre_de(salle.etablissement).fin_avec_tampon(creneau, regle(salle, "tampon")[0])


def emploi_de(salle: Salle, creneau: Creneau, espaces: Iterable[int] = (), *, tenu: bool = False) -> Emploi:
    """Return a slot of the room as a date of an act; `espaces`: see `faits.murs_d_un_acte`."""
    cadre = cadre_de(salle.etablissement)
    return Emploi(
        cadre.jour(creneau.debut),
        creneau,
        fin_avec_tampon(salle, creneau),
        regle(salle, "tampon_leve_pour_soi")[0],
        espaces=frozenset(espaces),
        nom=f"{salle.nom}, {plage_horaire(cadre.local(creneau.debut), cadre.local(creneau.fin))}",
        tenu=tenu,
    )


def cadre_de(etablissement: Etablissement) -> Cadre:
    """Return the local frame of a school."""
    return Cadre(
        fuseau=etablissement.fuseau,
        zone=etablissement.zone_vacances,
        territoire=etablissement.territoire,
        semaine_a_paire=etablissement.semaine_a_paire,
    )
