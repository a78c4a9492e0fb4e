"""From the wish to the convention: the pages of whoever asks, then those of whoever decides."""

from django.urls import path, re_path

from conventions.views import (
    boite,
    brouillons,
    convention,
    decision,
    demande,
    demander,
    documents,
    espace,
    offre,
    quotas,
    reparations,
)

app_name = "conventions"
urlpatterns = [
    path("demander/", demander.demander, name="demander"),
    path("demander/reprendre/", demander.reprendre, name="reprendre"),
    path("demander/brouillons/<int:pk>/", demander.rouvrir, name="brouillon"),
    path("demander/brouillons/<int:pk>/jeter/", brouillons.jeter, name="jeter_brouillon"),
    path("demandes/<int:pk>/", demande.demande, name="demande"),
    path("demandes/<int:pk>/accuse.pdf", documents.accuse_pdf, name="accuse_pdf"),
    path("demandes/<int:pk>/retirer/", demande.retirer, name="retirer"),
    path("demandes/<int:pk>/completer/", demande.completer, name="completer"),
    path("demandes/<int:pk>/replacer/", reparations.replacer, name="replacer"),
    path("demandes/<int:pk>/proposition/", offre.repondre, name="proposition"),
    path("creneaux/<int:pk>/liberer/", demande.liberer, name="liberer"),
    path("association/", espace.espace, name="espace_association"),
    path("association/agenda/", espace.renouveler_agenda, name="renouveler_agenda"),
    path("etablissement/", boite.choisir, name="boite"),
    re_path(r"^etablissement/(?P<uai>[0-9]{7}[A-Za-z])/$", boite.boite, name="boite_etablissement"),
    path("etablissement/<str:uai>/reponses/", boite.reponses, name="reponses"),
    re_path(r"^etablissement/(?P<uai>[0-9]{7}[A-Za-z])/quotas/$", quotas.quotas_ecole, name="quotas_ecole"),
    path("pilotage/<str:code>/quotas/", quotas.quotas_collectivite, name="quotas_collectivite"),
    path("etablissement/demandes/<int:pk>/", decision.decision, name="decision"),
    path("etablissement/demandes/<int:pk>/annuler/", decision.annuler, name="annuler"),
    path("etablissement/demandes/<int:pk>/proposer/", offre.proposer, name="proposer"),
    path("etablissement/demandes/<int:pk>/reprendre/", offre.reprendre, name="reprendre_proposition"),
    path("etablissement/pieces/<int:pk>/", documents.piece, name="piece"),
    path("conventions/<int:pk>/", convention.convention, name="convention"),
    path("conventions/<int:pk>/pdf/", convention.convention_pdf, name="convention_pdf"),
    path("conventions/<int:pk>/etape/", convention.etape, name="etape"),
    path("conventions/<int:pk>/revenir/", convention.revenir, name="revenir"),
    path("conventions/<int:pk>/abandonner/", convention.abandonner, name="abandonner"),
    path("conventions/<int:pk>/vote-defavorable/", convention.vote_defavorable, name="vote_defavorable"),
    path("conventions/<int:pk>/exemplaire/", convention.exemplaire, name="exemplaire"),
]
