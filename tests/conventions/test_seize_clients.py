"""Sixteen clients act at once, at random, through the real services: what each was told is what the database holds."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from itertools import chain

import pytest
from django.db import connection

from associations.models import Association
from comptes.models import Utilisateur
from conventions.models import CreneauDemande, Demande, Dossier
from conventions.services import (
    SouhaitDeSalle,
    accepter,
    annuler_decision,
    annuler_demande,
    completer,
    demander_pieces,
    deposer,
    eteindre_options,
    liberer_date,
    poser_option,
    refuser,
    retirer,
)
from salles.models import Activite, Espace, Materiel, Reservation, Salle
from salles.moteur import Applicabilite, Plage, Repetition
from salles.services import publication
from salles.services.espaces import composer
from salles.services.fermetures import fermer, rouvrir
from salles.services.materiel import compter_materiel
from salles.services.modification import comparer, modifier_serie
from salles.services.ouvertures import definir_ouvertures
from salles.services.regles import regler
from salles.services.usages import Usage, liberer_usage, saisir_usage
from socle.erreur import ErreurMetier
from tests.conventions.demandes_d_essai import MALIK, cheffe, le_lundi, president, theatre
from tests.ensemble import defauts, ensemble
from tests.personnages import association, etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, TOUS_LES_SOIRS, espace, salle

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lent, pytest.mark.vingt_fois]

CLIENTS = 16
ACTES_PAR_CLIENT = 14
LUNDIS = 4
QUART_D_HEURE = timedelta(minutes=15)
HEURES = [("18:00", "20:00"), ("19:00", "21:00"), ("20:00", "22:00"), ("18:00", "19:00")]


@dataclass(frozen=True)
class Lieu:
    """A gym and its three parts, a classroom, and the same gym as the other school of the site lends it."""

    salles: list[Salle]
    tapis: Materiel
    associations: list[Association]
    activite: Activite
    presidents: dict[int, Utilisateur] = field(default_factory=dict)
    cheffes: dict[int, Utilisateur] = field(default_factory=dict)

    def chef_de(self, demande: Demande) -> Utilisateur:
        return self.cheffes[demande.etablissement_id]


@pytest.fixture
def lieu() -> Lieu:
    college = etablissement()
    lycee = etablissement("0380005E", "Lycée d’essai", site=college.site, collectivite=college.collectivite)
    tiers = [espace(college) for _ in range(3)]
    salles = [
        salle(college, espaces=tiers),
        *(salle(college, espaces=[part]) for part in tiers),
        salle(college),
        salle(lycee, espaces=tiers, tampon=QUART_D_HEURE),
    ]
    clubs = [association() for _ in range(6)]
    return Lieu(
        salles=salles,
        tapis=Materiel.objects.create(etablissement=college, nom="Tapis", quantite=10),
        associations=clubs,
        activite=theatre(),
        presidents={club.pk: president(club) for club in clubs},
        cheffes={ecole.pk: cheffe(une) for ecole, une in ((college, salles[0]), (lycee, salles[-1]))},
    )


class Client:
    """Somebody who acts at random and writes down what was confirmed, and nothing else."""

    def __init__(self, lieu: Lieu, graine: int):
        self.lieu = lieu
        self.hasard = random.Random(graine)
        self.confirmes: list[tuple[str, int]] = []

    def agir(self) -> list[tuple[str, int]]:
        actes = [
            *[self.deposer] * 4,
            *[self.accepter] * 6,
            *[self.poser_option] * 2,
            self.refuser,
            self.retirer,
            *[self.annuler_decision] * 2,
            self.annuler_demande,
            self.liberer_date,
            self.demander_puis_completer,
            self.eteindre,
            self.occuper,
            self.rendre,
            self.modifier_la_serie,
            self.recomposer,
            self.changer_une_regle,
        ]
        for rang in range(1 + ACTES_PAR_CLIENT):
            acte = self.hasard.choice(actes) if rang else self.deposer
            try:
                acte()
            except ErreurMetier as refus:
                self.confirmes.append((f"non : {acte.__name__} {refus.code}", 0))
        return self.confirmes

    def noter(self, acte: str, objet) -> None:
        self.confirmes.append((acte, objet.pk))

    # -- Requests ----------------------------------------------------------------------

    def une_demande(self, *statuts: str) -> Demande:
        """Return a request that anybody filed, of these states if there are any: others act on it at this instant."""
        toutes = list(Demande.objects.select_related("etablissement").order_by("pk"))
        return self.hasard.choice([une for une in toutes if une.statut in statuts] or toutes)

    def souhait(self):
        premier = LUNDI + timedelta(weeks=self.hasard.randrange(LUNDIS))
        return le_lundi(self.hasard.randint(1, LUNDIS), *self.hasard.choice(HEURES), jour=premier)

    def deposer(self) -> None:
        lieu, hasard = self.lieu, self.hasard
        club, ou = hasard.choice(lieu.associations), hasard.choice(lieu.salles)
        tapis = {lieu.tapis.pk: hasard.randint(1, 6)} if ou.etablissement_id == lieu.tapis.etablissement_id else None
        dossier = deposer(
            association=club,
            demandeur=lieu.presidents[club.pk],
            souhaits=[SouhaitDeSalle(ou, self.souhait())],
            activite=lieu.activite,
            objet="Répétitions.",
            effectif=12,
            responsable=MALIK,
            materiel=hasard.choice([None, tapis]),
            maintenant=MAINTENANT,
        )
        self.noter("dépôt", dossier)

    def accepter(self) -> None:
        demande = self.une_demande()
        siens = list(demande.creneaux.values_list("pk", flat=True))
        voulus = self.hasard.choice([None, siens, self.hasard.sample(siens, self.hasard.randint(1, len(siens)))])
        accepter(demande=demande, par=self.lieu.chef_de(demande), creneaux=voulus, maintenant=MAINTENANT)
        self.noter("décision", demande)

    def refuser(self) -> None:
        demande = self.une_demande()
        par = self.lieu.chef_de(demande)
        refuser(demande=demande, par=par, motif="personnel", message="Personne.", maintenant=MAINTENANT)
        self.noter("décision", demande)

    def annuler_decision(self) -> None:
        demande = self.une_demande("acceptee", "refusee")
        annuler_decision(demande=demande, par=self.lieu.chef_de(demande), maintenant=MAINTENANT)
        self.noter("repentir", demande)

    def poser_option(self) -> None:
        poser_option(demande=self.une_demande(), maintenant=MAINTENANT)

    def retirer(self) -> None:
        demande = self.une_demande()
        retirer(demande=demande, maintenant=MAINTENANT)
        self.noter("retrait", demande)

    def annuler_demande(self) -> None:
        demande = self.une_demande()
        annuler_demande(demande=demande, maintenant=MAINTENANT)
        self.noter("annulation", demande)

    def liberer_date(self) -> None:
        donnees = list(CreneauDemande.objects.filter(etat="accepte").order_by("pk"))
        if donnees:
            une = self.hasard.choice(donnees)
            liberer_date(creneau=une, maintenant=MAINTENANT)
            self.noter("date rendue", une)

    def demander_puis_completer(self) -> None:
        demande = self.une_demande()
        demander_pieces(demande=demande, par=self.lieu.chef_de(demande), maintenant=MAINTENANT)
        completer(demande=demande, maintenant=MAINTENANT)

    def eteindre(self) -> None:
        eteindre_options(maintenant=MAINTENANT)

    # -- The school --------------------------------------------------------------------

    def occuper(self) -> None:
        saisir_usage(
            salle=self.hasard.choice(self.lieu.salles),
            souhait=self.souhait(),
            nature=Reservation.Nature.ETABLISSEMENT,
            libelle="EPS",
            maintenant=MAINTENANT,
        )

    def rendre(self) -> None:
        tenues = list(Reservation.objects.filter(libelle="EPS", tenue="ferme").order_by("pk"))
        if tenues:
            liberer_usage(reservation=self.hasard.choice(tenues), serie_entiere=True, maintenant=MAINTENANT)

    def modifier_la_serie(self) -> None:
        """Move a series of the school to other hours, perhaps to another of its rooms, from some Monday on."""
        tenues = list(Reservation.objects.filter(libelle="EPS", tenue="ferme", serie__isnull=False).order_by("pk"))
        if tenues:
            reservation = self.hasard.choice(tenues)
            ou = self.hasard.choice(
                [une for une in self.lieu.salles if une.etablissement == reservation.salle.etablissement]
            )
            usage = Usage(ou, replace(self.souhait(), repetition=Repetition.HEBDOMADAIRE), reservation.nature, "EPS")
            difference = comparer(reservation=reservation, usage=usage, maintenant=MAINTENANT)
            modifier_serie(reservation=reservation, usage=usage, empreinte=difference.empreinte, maintenant=MAINTENANT)

    def recomposer(self) -> None:
        """Move the walls of a room: what it holds follows them."""
        ici = self.hasard.choice(self.lieu.salles)
        murs = list(Espace.objects.filter(site=ici.etablissement.site).order_by("pk"))
        composer(salle=ici, espaces=self.hasard.sample(murs, self.hasard.randint(1, 3)), maintenant=MAINTENANT)

    def changer_une_regle(self) -> None:
        ici = self.hasard.choice(self.lieu.salles)
        changements: list[Callable[[], object]] = [
            lambda: regler(niveau=ici, tampon=self.hasard.choice([None, timedelta(minutes=30)]), maintenant=MAINTENANT),
            lambda: definir_ouvertures(
                salle=ici, plages=self.hasard.choice([TOUS_LES_SOIRS, LE_LUNDI]), maintenant=MAINTENANT
            ),
            lambda: compter_materiel(
                materiel=self.lieu.tapis, quantite=self.hasard.randint(5, 10), maintenant=MAINTENANT
            ),
            lambda: regler(
                niveau=ici.etablissement.collectivite,
                tampon=self.hasard.choice([timedelta(0), QUART_D_HEURE]),
                maintenant=MAINTENANT,
            ),
            lambda: self.retirer_et_retablir(ici),
            lambda: self.fermer_et_rouvrir(ici),
        ]
        self.hasard.choice(changements)()

    def retirer_et_retablir(self, ici: Salle) -> None:
        publication.retirer(salle=ici)
        publication.retablir(salle=ici, maintenant=MAINTENANT)

    def fermer_et_rouvrir(self, ici: Salle) -> None:
        jour = LUNDI + timedelta(weeks=self.hasard.randrange(LUNDIS))
        fermeture = fermer(ou=ici, premier_jour=jour, dernier_jour=jour, motif="Examens", maintenant=MAINTENANT)
        rouvrir(fermeture=fermeture, maintenant=MAINTENANT)


LE_LUNDI = [Plage(1, time(17, 30), time(22), Applicabilite.TOUTES, feries=True)]


def test_seize_clients_au_hasard_et_chacun_a_ce_qu_on_lui_a_confirme(lieu, tour, record_property):
    clients = [Client(lieu, graine=1_000 * tour + rang) for rang in range(CLIENTS)]
    confirmes = Counter(chain.from_iterable(ensemble([client.agir for client in clients])))
    record_property("actes", sum(confirmes.values()))
    assert defauts(MAINTENANT) == []
    assert ecarts(confirmes) == []


def _finie_par_sa_derniere_date(demande: Demande, confirmes: Counter[tuple[str, int]]) -> int:
    """Return 1 when a confirmed return took the last date of the request: that ends it."""
    rendues = [pk for acte, pk in confirmes if acte == "date rendue"]
    return int(demande.statut == "annulee" and demande.creneaux.filter(pk__in=rendues).exists())


def ecarts(confirmes: Counter[tuple[str, int]]) -> list[str]:
    """Compare what clients were told with what the database holds."""
    trouves = []
    if (deposes := {pk for acte, pk in confirmes if acte == "dépôt"}) != set(
        Dossier.objects.values_list("pk", flat=True)
    ):
        trouves.append(f"dossiers : {len(deposes)} confirmés, {Dossier.objects.count()} en base")
    for demande in Demande.objects.order_by("pk"):
        decidee = confirmes["décision", demande.pk] - confirmes["repentir", demande.pk]
        attendu = {
            "acceptee": (1, 0, 0),
            "refusee": (1, 0, 0),
            "annulee": (1, 0, 1),
            "retiree": (0, 1, 0),
        }.get(demande.statut, (0, 0, 0))
        fins = confirmes["annulation", demande.pk] or _finie_par_sa_derniere_date(demande, confirmes)
        lu = (decidee, confirmes["retrait", demande.pk], fins)
        if lu != attendu:
            trouves.append(f"demande {demande.pk}, {demande.statut} : {lu} confirmés")
    rendues = {pk for acte, pk in confirmes if acte == "date rendue"}
    etats = set(CreneauDemande.objects.filter(pk__in=rendues).values_list("etat", flat=True))
    if etats - {"libere"}:
        trouves.append(f"dates rendues et pourtant {etats}")
    return trouves


def test_le_compte_de_ce_qui_est_confirme_voit_ce_qui_manque(lieu):
    """The ledger itself is tried: one accord is wiped out behind its back."""
    client = Client(lieu, graine=7)
    while ("décision", 0) not in {(acte, 0) for acte, _ in client.confirmes}:
        client.deposer()
        try:
            client.accepter()
        except ErreurMetier:
            continue
    confirmes = Counter(client.confirmes)
    assert ecarts(confirmes) == []
    with connection.cursor() as curseur:
        curseur.execute("UPDATE conventions_demande SET statut = 'soumise' WHERE statut = 'acceptee'")
    assert len(ecarts(confirmes)) == 1
