"""Only one's own account is seen."""

from django.db.models import QuerySet
from rest_framework.authtoken.models import Token

from socle.portee import porte_sur


@porte_sur(Token)
def _jetons(utilisateur) -> QuerySet[Token]:
    return Token.objects.filter(user=utilisateur) if utilisateur.is_authenticated else Token.objects.none()
