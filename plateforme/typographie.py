"""The no-break spaces of French, given to every page at once."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from socle.typographie import typographier_html


class EspacesInsecables:
    """Let no line of a page begin with « : ; ? ! » or « » »."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        reponse = self.get_response(request)
        if not reponse.streaming and _est_une_page(reponse):
            reponse.content = typographier_html(reponse.content.decode(reponse.charset))
            if reponse.has_header("Content-Length"):
                reponse["Content-Length"] = str(len(reponse.content))
        return reponse


def _est_une_page(reponse: HttpResponse) -> bool:
    return reponse.get("Content-Type", "").startswith("text/html") and not reponse.has_header("Content-Encoding")
