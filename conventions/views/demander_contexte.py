"""What the request page says around its form."""

from datetime import timedelta
from typing import Any

from associations.models import Piece
from conventions.forms.demande import PREFIXE_MATERIEL, DemandeForm, associations_de
from conventions.lecture.pieces import pieces_lues
from conventions.phrases import au, instance_de, le, majuscule
from conventions.prix import au_tarif, prix_de
from conventions.views.demander_saisie import Saisie
from etablissements.ecriture import pluriel
from salles.models import Salle

ETAPES = (
    ("creneaux", "Vos dates"),
    ("activite", "Votre activité"),
    ("association", "Votre association"),
    ("responsable", "Qui sera là"),
    ("envoyer", "Envoyer"),
)


def contexte_de_la_page(salle: Salle, form: DemandeForm, saisie: Saisie) -> dict[str, Any]:
    etablissement = salle.etablissement
    lu, association = saisie.lu, saisie.conditions.association
    return {
        "form": form,
        "salle": salle,
        "collectivite": etablissement.collectivite,
        "lu": lu,
        "phrase_ou": au(etablissement),
        "repondeur": majuscule(le(etablissement)),
        "delai": pluriel(etablissement.collectivite.delai_decision_jours, "jour"),
        "instance": instance_de(etablissement),
        "prix": _prix(salle, saisie),
        "etapes": ETAPES,
        "ariane": [
            ("/", "Chercher"),
            (salle.get_absolute_url(), salle.nom),
            ("#contenu", "Demande"),
        ],
        "materiels": [form[nom] for nom in form.fields if nom.startswith(PREFIXE_MATERIEL)],
        "seule_association": association if association and _est_seule(form) else None,
        "pieces": pieces_lues(association, association.pieces.all(), lu.jours[0]) if association and lu.jours else [],
        "types_de_pieces": [Piece.Type.ATTESTATION_RC, Piece.Type.CER],
    }


def _prix(salle: Salle, saisie: Saisie) -> str:
    """Say what the ticked dates cost, with those that are placed elsewhere."""
    lu = saisie.lu
    ici = [au_tarif(salle, voulu.duree) for lue, voulu in zip(lu.dates, lu.moments, strict=True) if lue.cochee]
    la_bas = [au_tarif(ligne.salle, creneau.duree) for ligne in saisie.placees for creneau in ligne.creneaux]
    heures = [*ici, *la_bas] or [au_tarif(salle, timedelta(0))]
    return prix_de(heures, saisie.conditions.association).phrase


def _est_seule(form: DemandeForm) -> bool:
    return len(associations_de(form)[:2]) == 1
