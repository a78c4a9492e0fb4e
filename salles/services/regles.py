"""The booking rules of a room, of a school, of an authority: set in one way, and read back by `salles.regles`."""

from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from etablissements.models import Collectivite, Etablissement
from salles.models import Salle
from salles.moteur import Regles, Semaine
from salles.regles import Niveau, regle, salles_de
from salles.services.effets import a_lire
from salles.services.implications import Rubrique, rubriques
from salles.services.profils import actualiser_profils
from salles.services.touches import a_venir, phrases
from socle.erreur import ErreurMetier
from socle.rejouer import rejouer


class DureesInversees(ErreurMetier):
    code = "durees_inversees"
    message = "La durée la plus courte dépasse la plus longue : inversez-les."
    statut_http = 400
    champ = "duree_max"


@rejouer
def regler(*, niveau: Niveau, maintenant: datetime, vu: str | None = None, **regles: Any) -> Niveau:
    """Set rules of a room, a school or an authority; None gives one back to the level above.

    What is held stays as it is, whatever its buffer; new dates follow the new rules. Asks with `AConfirmer` unless `vu`
    names what the change touches. Refuses what the models refuse, and `DureesInversees`.
    """
    niveau = _verrouiller(niveau)
    parite = getattr(niveau, "semaine_a_paire", None)
    autour = _qui_partagent_ses_murs(niveau) if isinstance(niveau, Salle) else ()
    for nom, valeur in regles.items():
        setattr(niveau, nom, valeur)
    niveau.full_clean(validate_unique=False)
    if regle(niveau, "duree_min")[0] > regle(niveau, "duree_max")[0]:
        raise DureesInversees
    with a_lire(niveau, maintenant, vu, avec=autour) as aussi:
        if isinstance(niveau, Etablissement) and niveau.semaine_a_paire != parite:
            aussi.extend(_une_semaine_sur_deux(niveau, maintenant))
        niveau.save(update_fields=[*regles])
        actualiser_profils(salles_de(niveau))
    return niveau


def _qui_partagent_ses_murs(salle: Salle) -> QuerySet[Salle, int]:
    """Return the ids of the other rooms of the school: what one request wants there depends on what this one says."""
    autour = Salle.objects.filter(espaces__salles=salle, etablissement=salle.etablissement_id).exclude(pk=salle.pk)
    return autour.values_list("pk", flat=True).distinct()


def _une_semaine_sur_deux(ecole: Etablissement, maintenant: datetime) -> list[Rubrique]:
    """Name what is held in weeks A or B: its dates do not follow their letter."""
    tenues = a_venir(salles_de(ecole), maintenant).exclude(serie__semaine=Semaine.TOUTES).exclude(serie=None)
    titre = "Gardent leurs dates : ce qui venait les semaines A viendra les semaines B, et l’inverse"
    return rubriques((titre, phrases(tenues, pour=ecole)))


def surcharges(niveau: Etablissement | Collectivite) -> dict[str, list[tuple[int, type[Niveau]]]]:
    """Return how many schools and rooms below set each rule otherwise, those that nobody sets left out."""
    dessous: list[tuple[type[Niveau], QuerySet]] = [(Salle, salles_de(niveau))]
    if isinstance(niveau, Collectivite):
        dessous.insert(0, (Etablissement, niveau.etablissements.all()))
    noms = Regles.__slots__
    comptes = [(modele, lignes.aggregate(**{nom: Count(nom) for nom in noms})) for modele, lignes in dessous]
    return {nom: [(compte[nom], modele) for modele, compte in comptes if compte[nom]] for nom in noms}


def _verrouiller(niveau: Niveau) -> Niveau:
    """Hold the row that carries the rules: whoever books reads it FOR SHARE."""
    if isinstance(niveau, Salle):
        salles = Salle.objects.select_related("etablissement__collectivite").select_for_update(of=("self",))
        return salles.get(pk=niveau.pk)
    if isinstance(niveau, Etablissement):
        ecoles = Etablissement.objects.select_related("collectivite").select_for_update(of=("self",))
        return ecoles.get(pk=niveau.pk)
    return Collectivite.objects.select_for_update().get(pk=niveau.pk)
