"""What the tests of the audit start from: requests in the state in which the product leaves them."""

from conventions.audit import CONTROLES
from conventions.models import Demande
from conventions.services import accepter, poser_option, refuser
from salles.audit import anomalies
from salles.models import Materiel
from tests.conventions.demandes_d_essai import cheffe, dates, deposee
from tests.salles.salles_d_essai import MAINTENANT, salle


def codes() -> list[str]:
    return [anomalie.partition(" : ")[0] for anomalie in anomalies(MAINTENANT, CONTROLES)]


def accordee(materiel: int = 0) -> Demande:
    """Return an accord on one date, which lends so many chairs."""
    ici = salle()
    chaises = Materiel.objects.create(etablissement=ici.etablissement, nom="Chaises", quantite=30)
    demande = deposee(ici, materiel={chaises.pk: materiel} if materiel else None)
    return accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)


def refusee() -> Demande:
    demande = deposee(salle())
    par = cheffe(dates(demande)[0].salle)
    return refuser(demande=demande, par=par, motif="personnel", message="Personne.", maintenant=MAINTENANT)


def sous_option() -> Demande:
    return poser_option(demande=deposee(salle()), maintenant=MAINTENANT)
