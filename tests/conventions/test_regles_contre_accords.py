"""A rule changes at the very instant of an accord: whoever comes second waits, and judges by what the first left."""

from collections.abc import Callable
from datetime import time, timedelta
from functools import partial

import pytest
from django.db import transaction

from conventions.exceptions import SalleIndisponible
from conventions.models import Demande
from conventions.services import accepter, liberer_date
from salles.models import Fermeture, Occupation, Reservation, Salle
from salles.moteur import Applicabilite, Plage
from salles.services import publication
from salles.services.espaces import CompositionOccupee, composer, diviser
from salles.services.fermetures import FermetureOccupee, fermer
from salles.services.implications import AConfirmer
from salles.services.ouvertures import definir_ouvertures
from salles.services.regles import regler
from socle.erreur import ErreurMetier
from tests.attente import pendant
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, etats, le_lundi
from tests.ensemble import defauts, ensemble
from tests.personnages import etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, espace, local, prises, salle

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lent, pytest.mark.vingt_fois]

LE_SAMEDI = [Plage(6, time(9), time(12), Applicabilite.TOUTES, feries=True)]


class Course:
    """One room, one request for two Mondays, and somebody who changes a rule of the room."""

    def __init__(self) -> None:
        ecole = etablissement()
        self.ici = salle(ecole)
        self.voisine = salle(ecole)
        prises(self.voisine, local("18:00", "20:00"), groupe=0, nature=Reservation.Nature.ETABLISSEMENT)
        self.demande = deposee(self.ici, le_lundi(2))
        self.par, self.siennes = cheffe(self.ici), [creneau.pk for creneau in dates(self.demande)]

    def accepter(self, verbe: Callable = accepter) -> Demande:
        return verbe(demande=self.demande, par=self.par, creneaux=self.siennes, maintenant=MAINTENANT)

    def accepter_sans_valider(self) -> Demande:
        """Give the accord inside somebody's transaction."""
        return self.accepter(accepter.__wrapped__)

    def verrou_et(self, changement: str, *, valider: bool = True, vu: str | None = None) -> Callable[[], object]:
        """Return the change of that name, committed by itself or inside somebody's transaction."""
        verbe, arguments = {
            "fermer la salle": (fermer, {"ou": self.ici, **_LUNDI, "maintenant": MAINTENANT}),
            "fermer l’école": (fermer, {"ou": self.ici.etablissement, **_LUNDI, "maintenant": MAINTENANT}),
            "changer les ouvertures": (
                definir_ouvertures,
                {"salle": self.ici, "plages": LE_SAMEDI, "maintenant": MAINTENANT, "vu": vu},
            ),
            "allonger le tampon": (
                regler,
                {"niveau": self.ici, "tampon": timedelta(hours=1), "maintenant": MAINTENANT, "vu": vu},
            ),
            "agrandir la salle": (
                composer,
                {
                    "salle": self.ici,
                    "espaces": [*self.ici.espaces.all(), *self.voisine.espaces.all()],
                    "maintenant": MAINTENANT,
                },
            ),
            "diviser la salle": (diviser, {"salle": self.ici, "parties": 2, "maintenant": MAINTENANT}),
            "retirer la salle": (publication.retirer, {"salle": self.ici}),
        }[changement]
        return lambda: (verbe if valider else verbe.__wrapped__)(**arguments)


_LUNDI = {"premier_jour": LUNDI, "dernier_jour": LUNDI, "motif": "Examens"}
# what the accord reads when the rule came first: the code of its refusal, or nothing when it goes through
REGLE_D_ABORD = {
    "fermer la salle": "derogation_manquante",
    "fermer l’école": "derogation_manquante",
    "changer les ouvertures": "derogation_manquante",
    "allonger le tampon": None,
    "agrandir la salle": "salle_indisponible",
    "diviser la salle": None,
    "retirer la salle": "salle_indisponible",
}
# what the change reads when the accord came first
ACCORD_D_ABORD = {
    "fermer la salle": FermetureOccupee,
    "fermer l’école": FermetureOccupee,
    "changer les ouvertures": AConfirmer,
    "allonger le tampon": None,
    "agrandir la salle": CompositionOccupee,
    "diviser la salle": None,
    "retirer la salle": None,
}


@pytest.fixture
def course() -> Course:
    return Course()


@pytest.mark.parametrize("changement", REGLE_D_ABORD)
def test_la_regle_change_d_abord_et_l_accord_juge_d_apres_elle(course, changement):
    reponse = pendant(course.verrou_et(changement, valider=False), course.accepter)
    attendu = REGLE_D_ABORD[changement]
    assert getattr(reponse, "code", None) == attendu
    assert etats(course.demande) == (["souhaite"] * 2 if attendu else ["accepte"] * 2)
    assert defauts(MAINTENANT) == []


@pytest.mark.parametrize("changement", ACCORD_D_ABORD)
def test_l_accord_vient_d_abord_et_le_changement_le_respecte(course, changement):
    reponse = pendant(course.accepter_sans_valider, course.verrou_et(changement, vu=""))
    attendu = ACCORD_D_ABORD[changement]
    assert (type(reponse) if isinstance(reponse, ErreurMetier) else None) == attendu
    assert etats(course.demande) == ["accepte"] * 2
    assert Fermeture.objects.count() == 0
    assert defauts(MAINTENANT) == []


@pytest.mark.parametrize("d_abord", ["les murs", "la date"])
def test_une_date_se_rend_pendant_que_sa_salle_gagne_un_espace(course, d_abord):
    course.accepter()
    rendue = dates(course.demande)[1]
    agrandie = [*course.ici.espaces.all(), espace(course.ici.etablissement)]
    actes = [
        partial(composer.__wrapped__, salle=course.ici, espaces=agrandie, maintenant=MAINTENANT),
        partial(liberer_date.__wrapped__, creneau=rendue, maintenant=MAINTENANT),
    ]
    premier, second = actes if d_abord == "les murs" else actes[::-1]
    pendant(premier, transaction.atomic(second))
    assert etats(course.demande) == ["accepte", "libere"]
    assert Occupation.objects.exclude(groupe=0).count() == 2
    assert defauts(MAINTENANT) == []


def test_tous_les_changements_et_huit_accords_a_la_fois(tour):
    """No order is asked for: whatever comes out is one of the orders, and never half of two."""
    course = Course()
    autres = [deposee(course.ici, le_lundi(2, "20:00", "21:00")) for _ in range(7)]
    accords = [
        lambda une=une: accepter(
            demande=une, par=course.par, creneaux=[creneau.pk for creneau in dates(une)], maintenant=MAINTENANT
        )
        for une in autres
    ]
    changements = [course.verrou_et(changement) for changement in sorted(ACCORD_D_ABORD)[:: 1 if tour % 2 else -1]]
    reponses = ensemble([course.accepter, *accords, *changements])
    donnes = [reponse for reponse in reponses if isinstance(reponse, Demande)]
    assert {etat for demande in donnes for etat in etats(demande)} <= {"accepte"}
    assert len(donnes) <= 2
    murs = Salle.objects.get(pk=course.ici.pk).espaces.count()
    assert Occupation.objects.exclude(groupe=0).count() == 2 * murs * len(donnes)
    assert defauts(MAINTENANT) == []


def test_l_indisponible_dit_ce_qui_prend_la_salle_agrandie(course):
    refus = pendant(course.verrou_et("agrandir la salle", valider=False), course.accepter)
    assert isinstance(refus, SalleIndisponible)
    [indisponible] = refus.details["indisponibles"]
    assert [raison["code"] for raison in indisponible["raisons"]] == ["partie_occupee"]
    assert defauts(MAINTENANT) == []


def test_un_tampon_trop_serre_se_voit_une_fois_l_accord_donne(course):
    suivante = deposee(course.ici, le_lundi(2, "20:00", "21:00"))
    course.accepter()
    refus = pendant(
        lambda: accepter.__wrapped__(demande=suivante, par=course.par, maintenant=MAINTENANT),
        lambda: regler(niveau=course.ici, tampon=timedelta(minutes=30), maintenant=MAINTENANT, vu=""),
    )
    assert isinstance(refus, AConfirmer)
    assert defauts(MAINTENANT) == []
