"""The reasoned refusal of the head of the school."""

from datetime import datetime

from conventions.exceptions import RefusNonMotive
from conventions.mentions import voies_de_recours
from conventions.models import CreneauDemande, Decision, Demande
from conventions.services.confirmation import programmer_la_confirmation
from conventions.services.dates import clore_les_dates
from conventions.services.etat import noter_la_suite, photographier
from conventions.services.qualite import qualite_de
from conventions.services.transitions import passer
from conventions.services.verrous import creneaux_a_decider, verrouiller_demande
from etablissements.textes import textes_en_vigueur
from salles.regles import cadre_de
from socle.rejouer import rejouer


@rejouer
def refuser(*, demande: Demande, par, motif: str, message: str, maintenant: datetime) -> Demande:
    """Refuse the whole request with a coded ground and the facts; the ways of appeal are written with it.

    What an option held is free again. The requester is told after `REPENTIR`. Refuses with `RefusNonMotive` and
    `TransitionImpossible`. Source: CRPA L211-2, L211-5.
    """
    if motif not in Decision.Motif.values:
        raise RefusNonMotive("motif")
    if not message.strip():
        raise RefusNonMotive("message")
    demande = verrouiller_demande(demande)
    ouverts = creneaux_a_decider(demande)
    avant = photographier(demande, ouverts, maintenant)
    passer(demande, Demande.Statut.REFUSEE)
    clore_les_dates(ouverts, maintenant=maintenant, tenues=CreneauDemande.Etat.REFUSE)
    noter_la_suite(avant, ouverts)
    demande.decidee_le = maintenant
    demande.save(update_fields=["statut", "decidee_le"])
    textes = textes_en_vigueur(cadre_de(demande.etablissement).jour(maintenant))
    decision = Decision(
        demande=demande,
        sens=Decision.Sens.REFUS,
        motif=motif,
        message=message.strip(),
        auteur=par,
        qualite=qualite_de(par, demande.etablissement),
        voies_de_recours=voies_de_recours(demande.etablissement, textes),
        prise_le=maintenant,
        avant=avant,
    )
    decision.full_clean(exclude=["avant"])
    decision.save(force_insert=True)
    programmer_la_confirmation(decision)
    return demande
