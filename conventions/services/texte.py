"""The text that is voted and signed, as a file that nothing rewrites; and the signed copy that comes back."""

import hashlib
import uuid
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models.fields.files import FieldFile

from associations.services.pieces import exiger_lisible
from conventions.documents.edition import detaillees, imprimer
from conventions.exceptions_des_conventions import ConventionNonSignee
from conventions.models import Convention, Exemplaire
from conventions.services.redaction import suivre_les_dates
from conventions.services.verrous import verrouiller_convention
from socle.rejouer import rejouer

Statut = Convention.Statut


def figer(convention: Convention) -> None:
    """Store the document as it stands, with its hash and the dates of its annex; the caller saves."""
    lue = detaillees(Convention.objects.filter(pk=convention.pk)).get()
    lue.statut = Statut.A_DELIBERER
    octets = imprimer(lue)
    convention.annexe = list(convention.creneaux.values_list("pk", flat=True))
    convention.empreinte = hashlib.sha256(octets).hexdigest()
    convention.texte.save(f"{uuid.uuid4().hex}.pdf", ContentFile(octets), save=False)


def rouvrir(convention: Convention, *, maintenant: datetime) -> None:
    """Forget the text that was put to the vote: a draft again, a new version, which says the dates that are left."""
    _oublier(convention.texte)
    convention.texte, convention.empreinte, convention.annexe = "", "", []
    suivre_les_dates(convention, maintenant=maintenant)


@rejouer
def deposer_l_exemplaire(*, convention: Convention, fichier: UploadedFile, par, maintenant: datetime) -> Convention:
    """Keep the scan of what all have signed, in the place of an earlier one, which is kept too.

    Refuses with `ConventionNonSignee`, and as the papers of a wallet: `PieceTropLourde`, `PieceIllisible`.
    """
    convention = verrouiller_convention(convention)
    if convention.statut not in Convention.SIGNEES:
        raise ConventionNonSignee
    extension = exiger_lisible(fichier)
    convention.exemplaires.en_vigueur().update(reprise_le=maintenant)
    exemplaire = Exemplaire(convention=convention, consignee_par=par, consignee_le=maintenant)
    exemplaire.fichier.save(f"{uuid.uuid4().hex}.{extension}", fichier)
    return convention


def _oublier(fichier: FieldFile) -> None:
    """Let a file go once the transaction stands."""
    if nom := fichier.name:
        transaction.on_commit(lambda: fichier.storage.delete(nom))
