"""What is drawn for a person who is signed in is kept by nobody: computers of a school lodge are shared."""

from django.http import HttpRequest, HttpResponse


class RienNeReste:
    """Forbid browsers and proxies to store the pages of whoever is signed in, unless the view has said otherwise."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reponse = self.get_response(request)
        if not reponse.has_header("Cache-Control") and request.user.is_authenticated:
            reponse["Cache-Control"] = "private, no-store"
        return reponse
