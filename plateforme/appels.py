"""What every call of the API shares: the format of its answer, and its page."""

import re
from collections.abc import Iterable

from django.core.paginator import Paginator
from rest_framework.exceptions import NotAcceptable, ValidationError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.pagination import PageNumberPagination
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

NUMERO_DE_PAGE = re.compile(r"0*[1-9][0-9]{0,17}")


class Negociation(DefaultContentNegotiation):
    """A format that the address does not have is refused as such: DRF would say that nothing is there."""

    def filter_renderers(self, renderers: Iterable[BaseRenderer], format: str) -> list[BaseRenderer]:  # noqa: A002 -- named by DRF
        connus = [renderer for renderer in renderers if renderer.format == format]
        if not connus:
            raise NotAcceptable
        return connus


class Pages(PageNumberPagination):
    """Numbered from 1: what is no number is a fault of the call, a page past the end is only not there."""

    def get_page_number(self, request: Request, paginator: Paginator) -> str | int:
        numero = super().get_page_number(request, paginator)
        if not NUMERO_DE_PAGE.fullmatch(str(numero)):
            raise ValidationError({self.page_query_param: ["Une page est un nombre entier, à partir de 1."]})
        return numero
