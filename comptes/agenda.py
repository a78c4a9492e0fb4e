"""The address under which the calendar program of a person reads one's own agenda: it is its own key."""

from django.core.signing import BadSignature, Signer

from comptes.models import Utilisateur

_SIGNATURE = Signer(salt="comptes.agenda")


def jeton_de(personne) -> str:
    """Return what stands in the address: the same until the person asks for another."""
    return _SIGNATURE.sign(f"{personne.pk}.{personne.revision_agenda}")


def a_qui(jeton: str) -> Utilisateur | None:
    """Return the person whose address it is; None if it was never one, was given up, or the account is closed."""
    try:
        pk, revision = _SIGNATURE.unsign(jeton).split(".")
    except BadSignature:
        return None
    return Utilisateur.objects.filter(pk=pk, revision_agenda=revision, is_active=True).first()
