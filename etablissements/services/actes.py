"""An authority says on which act it founds lending in a private or agricultural school."""

from datetime import date

from etablissements.base_legale import a_un_article
from etablissements.models import ActeFondateur, Etablissement
from socle.erreur import ErreurMetier
from socle.rejouer import rejouer


class ActeInutile(ErreurMetier):
    code = "acte_inutile"
    message = "La loi suffit pour cet établissement public : aucun acte n’est à enregistrer."


class ActeAVenir(ErreurMetier):
    code = "acte_a_venir"
    message = "Cet acte n’est pas encore pris : enregistrez-le quand il le sera."
    statut_http = 400
    champ = "pris_le"


@rejouer
def enregistrer_acte(
    *, etablissement: Etablissement, intitule: str, reference: str, pris_le: date, aujourdhui: date
) -> ActeFondateur:
    """Record the act of a school, in place of the one before: requests may be filed and accepted from now on.

    Conventions already drafted keep the act of their day. Refuses with `ActeInutile` where the law names an article,
    with `ActeAVenir` a date to come.
    """
    etablissement = Etablissement.objects.select_for_update().get(pk=etablissement.pk)
    if a_un_article(etablissement):
        raise ActeInutile
    if pris_le > aujourdhui:
        raise ActeAVenir
    acte = ActeFondateur.objects.filter(etablissement=etablissement).first()
    acte = acte or ActeFondateur(etablissement=etablissement)
    acte.intitule, acte.reference, acte.pris_le = intitule, reference, pris_le
    acte.full_clean()
    acte.save()
    return acte


@rejouer
def retirer_acte(*, etablissement: Etablissement) -> Etablissement:
    """Take the act away: nothing can be asked of the school, nor accepted, until another is recorded."""
    ActeFondateur.objects.filter(etablissement=etablissement).delete()
    return etablissement
