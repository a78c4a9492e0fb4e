"""An authority says on which act it founds lending in a private or agricultural school."""

from datetime import date

from etablissements.base_legale import a_un_article
from etablissements.models import ActeFondateur, Etablissement
from etablissements.notifications import acte_enregistre, acte_retire
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

    Conventions already drafted keep the act of their day. The head is told when rooms are offered that were not.
    Refuses with `ActeInutile` where the law names an article, with `ActeAVenir` a date to come.
    """
    etablissement = _verrouiller(etablissement)
    if a_un_article(etablissement):
        raise ActeInutile
    if pris_le > aujourdhui:
        raise ActeAVenir
    acte = ActeFondateur.objects.filter(etablissement=etablissement).first()
    if acte is None:
        acte = ActeFondateur(etablissement=etablissement)
        acte_enregistre(etablissement, aujourdhui)
    acte.intitule, acte.reference, acte.pris_le = intitule, reference, pris_le
    acte.full_clean()
    acte.save()
    return acte


@rejouer
def retirer_acte(*, etablissement: Etablissement, aujourdhui: date) -> Etablissement:
    """Take the act away: no room of the school is offered, asked for or given until another is recorded.

    Its head is told. Whoever decides at that instant finishes first, or reads that there is no act any more.
    """
    etablissement = _verrouiller(etablissement)
    retires, _ = ActeFondateur.objects.filter(etablissement=etablissement).delete()
    if retires:
        acte_retire(etablissement, aujourdhui)
    return etablissement


def _verrouiller(etablissement: Etablissement) -> Etablissement:
    ecoles = Etablissement.objects.select_for_update(of=("self",)).select_related("collectivite")
    return ecoles.get(pk=etablissement.pk)
