"""The map of the API: `/api/v1/`."""

from django.urls import path
from django.views.decorators.common import no_append_slash

from conventions.api import actes, demandes, offres, reparations
from conventions.api.agenda import AgendaPersonnel
from conventions.api.conventions import PDFDeConvention, UneConvention
from conventions.api.explication import ExplicationDeCreneau
from conventions.api.recherche import RecherchePour
from etablissements.api import ListeEtablissements
from plateforme.referentiels import Referentiels
from salles.api.disponibilites import AgendaPublic, Disponibilites
from salles.api.salles import ListeSalles

app_name = "api"
# A redirection turns POST into GET: what writes is not found without its final slash, rather than read by surprise.
ecrire = no_append_slash
urlpatterns = [
    path("referentiels/", Referentiels.as_view(), name="referentiels"),
    path("etablissements/", ListeEtablissements.as_view(), name="etablissements"),
    path("salles/", ListeSalles.as_view(), name="salles"),
    path("salles/<int:pk>/disponibilites/", Disponibilites.as_view(), name="disponibilites"),
    path("salles/<int:pk>/explication/", ExplicationDeCreneau.as_view(), name="explication"),
    path("salles/<int:pk>/agenda.ics", AgendaPublic.as_view(), name="agenda"),
    path("agenda/<str:jeton>.ics", AgendaPersonnel.as_view(), name="agenda_personnel"),
    path("recherche/", RecherchePour.as_view(), name="recherche"),
    path("demandes/", ecrire(demandes.Demandes.as_view()), name="demandes"),
    path("demandes/<int:pk>/", demandes.UneDemande.as_view(), name="demande"),
    path("demandes/<int:pk>/option/", ecrire(actes.PoserOption.as_view()), name="option"),
    path("demandes/<int:pk>/accepter/", ecrire(actes.Accepter.as_view()), name="accepter"),
    path("demandes/<int:pk>/refuser/", ecrire(actes.Refuser.as_view()), name="refuser"),
    path("demandes/<int:pk>/demander_pieces/", ecrire(actes.DemanderPieces.as_view()), name="demander_pieces"),
    path("demandes/<int:pk>/contre_proposer/", ecrire(offres.ContreProposer.as_view()), name="contre_proposer"),
    path(
        "demandes/<int:pk>/reprendre_proposition/",
        ecrire(offres.ReprendreProposition.as_view()),
        name="reprendre_proposition",
    ),
    path(
        "demandes/<int:pk>/accepter_proposition/",
        ecrire(offres.AccepterProposition.as_view()),
        name="accepter_proposition",
    ),
    path(
        "demandes/<int:pk>/decliner_proposition/",
        ecrire(offres.DeclinerProposition.as_view()),
        name="decliner_proposition",
    ),
    path("demandes/<int:pk>/retirer/", ecrire(actes.Retirer.as_view()), name="retirer"),
    path("demandes/<int:pk>/reparations/", reparations.Reparations.as_view(), name="reparations"),
    path("creneaux/<int:pk>/liberer/", ecrire(actes.LibererCreneau.as_view()), name="liberer"),
    path("conventions/<int:pk>/", UneConvention.as_view(), name="convention"),
    path("conventions/<int:pk>/pdf/", PDFDeConvention.as_view(), name="convention_pdf"),
]
