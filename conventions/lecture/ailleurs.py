"""The search that a request amounts to, for whoever was refused and looks again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from conventions.models import CreneauDemande, Decision, Demande, Souhait
from etablissements.models import Etablissement
from etablissements.toponymie import nommer
from salles.regles import cadre_de


def chercher_ailleurs(
    demande: Demande, creneaux: Sequence[CreneauDemande], decision: Decision | None, maintenant: datetime
) -> str:
    """Return the address of the search for the dates to come of the first wish; the bare search when none is to come.

    Dates chosen one by one become the weeks between the first and the last. Expects what the page of a request fetches.
    """
    a_venir = [creneau for creneau in creneaux if creneau.debut > maintenant]
    if not a_venir:
        return reverse("recherche")
    souhait = next(souhait for souhait in demande.souhaits.all() if souhait.pk == a_venir[0].souhait_id)
    siens = [creneau for creneau in a_venir if creneau.souhait_id == souhait.pk]
    inadaptee = decision is not None and decision.motif == Decision.Motif.INCOMPATIBLE_LOCAL
    parametres = {
        "activite": demande.activite_id,
        "effectif": demande.effectif,
        "type": [] if inadaptee else souhait.salle.type,
        "association": demande.association_id,
        **_ou(demande.etablissement),
        **_quand(souhait, siens, demande.etablissement),
    }
    return f"{reverse('recherche')}?{urlencode(parametres, doseq=True)}"


def _ou(ecole: Etablissement) -> dict[str, Any]:
    if ecole.site.commune:
        return {"pres_de": nommer(ecole.site.commune)}
    return {"lat": ecole.site.latitude, "lon": ecole.site.longitude}


def _quand(souhait: Souhait, siens: Sequence[CreneauDemande], ecole: Etablissement) -> dict[str, Any]:
    local = cadre_de(ecole).local
    jours = sorted(creneau.jour for creneau in siens)
    quand = {
        "date": jours[0],
        "debut": f"{local(siens[0].debut):%H:%M}",
        "fin": f"{local(siens[0].fin):%H:%M}",
        "repetition": Souhait.Repetition.AUCUNE,
        "vacances": souhait.vacances,
    }
    if len(jours) == 1:
        return quand
    seule = souhait.repetition == Souhait.Repetition.AUCUNE
    return quand | {
        "jours": sorted({jour.isoweekday() for jour in jours}),
        "jusqu_au": jours[-1],
        "repetition": Souhait.Repetition.HEBDOMADAIRE if seule else souhait.repetition,
    }
