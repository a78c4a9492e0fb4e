"""What the authority's pages refuse."""

from socle.erreur import ErreurMetier


class FiltreRefuse(ErreurMetier):
    """The address asks for something else than an authority and a year of the list."""

    code = "filtre_refuse"
    statut_http = 400
