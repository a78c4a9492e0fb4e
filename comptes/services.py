"""What a person may change about oneself, beside what allauth does."""

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db.models import F
from rest_framework.authtoken.models import Token

from comptes.models import Utilisateur
from socle.rejouer import rejouer


@rejouer
def modifier_profil(*, utilisateur: Utilisateur, prenom: str, nom: str, telephone: str) -> Utilisateur:
    """Correct one's names and telephone number."""
    utilisateur.prenom, utilisateur.nom, utilisateur.telephone = prenom, nom, telephone
    utilisateur.full_clean(validate_unique=False)
    utilisateur.save(update_fields=["prenom", "nom", "telephone"])
    return utilisateur


@rejouer
def creer_jeton(*, utilisateur) -> Token:
    """Give the person a new API token; the one before stops working at once."""
    Token.objects.filter(user=utilisateur).delete()
    return Token.objects.create(user=utilisateur)


@rejouer
def revoquer_jeton(*, utilisateur) -> None:
    """Take the API token back."""
    Token.objects.filter(user=utilisateur).delete()


@rejouer
def renouveler_agenda(*, utilisateur) -> None:
    """Give the agenda of a person another address (`comptes.agenda`)."""
    Utilisateur.objects.filter(pk=utilisateur.pk).update(revision_agenda=F("revision_agenda") + 1)


def accueillir(*, courriel: str) -> tuple[Utilisateur, bool]:
    """Return the person of that address, and whether the account was just made (part of a caller's verb).

    A new account has no password: its owner chooses one by the code of a forgotten password, which also proves that
    the address is theirs.
    """
    adresse = courriel.strip().lower()
    personne, nouvelle = Utilisateur.objects.get_or_create(courriel=adresse, defaults={"password": make_password(None)})
    if nouvelle:
        EmailAddress.objects.get_or_create(user=personne, email=adresse, defaults={"primary": True})
    return personne, nouvelle
