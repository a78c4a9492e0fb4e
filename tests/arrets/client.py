"""Somebody who books, and writes down what is wanted before, and what is confirmed after: on the disk, at once."""

import json
import os
import random
from contextlib import suppress
from datetime import timedelta
from itertools import count
from pathlib import Path
from uuid import uuid4

from django.db import DatabaseError, InterfaceError, connection

from associations.models import Association
from conventions.models import CreneauDemande, Demande
from conventions.services import (
    SouhaitDeSalle,
    accepter,
    annuler_decision,
    annuler_demande,
    deposer,
    liberer_date,
    poser_option,
    refuser,
    retirer,
)
from salles.models import Activite, Materiel, Salle
from socle.erreur import ErreurMetier
from tests.conventions.demandes_d_essai import MALIK, cheffe, le_lundi, president
from tests.salles.salles_d_essai import LUNDI, MAINTENANT

HEURES = [("18:00", "20:00"), ("19:00", "21:00"), ("20:00", "22:00")]
SEMAINES = 12


class Journal:
    """Lines that survive whoever wrote them."""

    def __init__(self, fichier: Path):
        self.poignee = os.open(fichier, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def ecrire(self, **ligne) -> None:
        os.write(self.poignee, json.dumps(ligne).encode() + b"\n")
        os.fsync(self.poignee)


class Client:
    """Acts at random until it is killed. `fait` stands in the journal only once the service has returned."""

    def __init__(self, fichier: Path, graine: int):
        self.journal = Journal(fichier)
        self.hasard = random.Random(graine)
        self.actes = [
            *[self.deposer] * 4,
            *[self.accepter] * 8,
            *[self.poser_option] * 2,
            self.refuser,
            self.retirer,
            *[self.annuler_decision] * 2,
            self.annuler_demande,
            self.liberer_date,
        ]

    def agir(self, fois: int | None = None) -> None:
        """Act so many times, or until death. The first act of all is to file."""
        for numero in count() if fois is None else range(fois):
            self.numero = numero
            try:
                (self.hasard.choice(self.actes) if numero or fois is None else self.deposer)()
                self.journal.ecrire(n=numero, issue="fait")
            except (ErreurMetier, SansObjet):
                self.journal.ecrire(n=numero, issue="refus")
            except (DatabaseError, InterfaceError):
                # as a web process does between two requests; whether it was done, this client does not know
                with suppress(DatabaseError, InterfaceError):
                    connection.close()

    def vouloir(self, acte: str, **quoi) -> None:
        self.journal.ecrire(n=self.numero, acte=acte, **quoi)

    def une_demande(self, *statuts: str) -> Demande:
        toutes = Demande.objects.select_related("etablissement").order_by("pk")
        possibles = list(toutes.filter(statut__in=statuts))
        if not possibles:
            raise SansObjet
        return self.hasard.choice(possibles)

    def chef(self, demande: Demande):
        return cheffe(Salle.objects.filter(etablissement=demande.etablissement).first())

    # -- Acts --------------------------------------------------------------------------

    def deposer(self) -> None:
        club, ou = (self.hasard.choice(modele.objects.order_by("pk")) for modele in (Association, Salle))
        tapis = Materiel.objects.get()
        prete = self.hasard.random() < 0.3 and ou.etablissement_id == tapis.etablissement_id
        objet = uuid4().hex
        self.vouloir("déposer", objet=objet)
        deposer(
            association=club,
            demandeur=president(club),
            souhaits=[SouhaitDeSalle(ou, self.souhait())],
            activite=Activite.objects.get(code="theatre"),
            objet=objet,
            effectif=12,
            responsable=MALIK,
            materiel={tapis.pk: 3} if prete else None,
            maintenant=MAINTENANT,
        )

    def souhait(self):
        premier = LUNDI + timedelta(weeks=self.hasard.randrange(SEMAINES))
        return le_lundi(self.hasard.randint(1, 8), *self.hasard.choice(HEURES), jour=premier)

    def accepter(self) -> None:
        demande = self.une_demande("soumise", "en_instruction")
        siens = list(demande.creneaux.values_list("pk", flat=True))
        voulus = self.hasard.sample(siens, self.hasard.randint(1, len(siens)))
        par = self.chef(demande)
        self.vouloir("accepter", demande=demande.pk, creneaux=voulus)
        accepter(demande=demande, par=par, creneaux=voulus, maintenant=MAINTENANT)

    def refuser(self) -> None:
        demande = self.une_demande("soumise", "en_instruction")
        par = self.chef(demande)
        self.vouloir("refuser", demande=demande.pk)
        refuser(demande=demande, par=par, motif="personnel", message="Personne.", maintenant=MAINTENANT)

    def annuler_decision(self) -> None:
        demande = self.une_demande("acceptee", "refusee")
        par = self.chef(demande)
        self.vouloir("annuler la décision", demande=demande.pk)
        annuler_decision(demande=demande, par=par, maintenant=MAINTENANT)

    def poser_option(self) -> None:
        demande = self.une_demande("soumise")
        self.vouloir("option", demande=demande.pk)
        poser_option(demande=demande, maintenant=MAINTENANT)

    def retirer(self) -> None:
        demande = self.une_demande("soumise", "en_instruction")
        self.vouloir("retirer", demande=demande.pk)
        retirer(demande=demande, maintenant=MAINTENANT)

    def annuler_demande(self) -> None:
        demande = self.une_demande("acceptee")
        self.vouloir("annuler la demande", demande=demande.pk)
        annuler_demande(demande=demande, maintenant=MAINTENANT)

    def liberer_date(self) -> None:
        donnees = list(CreneauDemande.objects.filter(etat="accepte").order_by("pk"))
        if not donnees:
            raise SansObjet
        une = self.hasard.choice(donnees)
        self.vouloir("rendre", demande=une.demande_id, creneau=une.pk)
        liberer_date(creneau=une, maintenant=MAINTENANT)


class SansObjet(Exception):
    """There is nothing to do this to, yet."""
