"""Jobs of this app, found by the worker under the name `taches` (see `PROCRASTINATE_AUTODISCOVER_MODULE_NAME`)."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from socle.typographie import typographier, typographier_html

OBJET = "Objet : "
# Seven tries, at 4, 16, 64… seconds: about an hour and a half, the time that a mail server takes to come back.
REESSAIS = RetryStrategy(max_attempts=7, exponential_wait=4)


@app.task(name="comptes.envoyer_courriel", retry=REESSAIS)
def envoyer_courriel(*, gabarit: str, destinataire: str, contexte: dict) -> None:
    """Write one message, text and HTML, to one address."""
    contexte = {"adresse": settings.PREAU_ADRESSE, "destinataire": destinataire, **contexte}
    objet, _, texte = render_to_string(f"courriels/{gabarit}.txt", contexte).strip().partition("\n")
    objet = typographier(objet.removeprefix(OBJET).strip())
    message = EmailMultiAlternatives(
        subject=objet,
        body=typographier(texte.strip()) + "\n",
        to=[destinataire],
        headers={"Auto-Submitted": "auto-generated"},  # RFC 3834: no holiday answer comes back
    )
    page = render_to_string(f"courriels/{gabarit}.html", {**contexte, "objet": objet})
    message.attach_alternative(typographier_html(page), "text/html")
    message.send()
