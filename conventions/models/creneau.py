"""One wanted date of a request, from the wish to what became of it."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from conventions.models.demande import Demande, Souhait
from salles.models import Reservation, Salle

CONVENTION_ABANDONNEE = "convention_abandonnee"  # why a date that was given is lost: the engine knows no such reason


class CreneauDemandeQuerySet(models.QuerySet["CreneauDemande"]):
    def ouverts(self) -> "CreneauDemandeQuerySet":
        """Return the dates that the school can still answer."""
        return self.filter(etat__in=CreneauDemande.OUVERTS)

    def souhaites(self) -> "CreneauDemandeQuerySet":
        """Return the dates that the requester wished for: not those that the school offers in their place."""
        return self.filter(au_lieu_de=None)

    def convenus(self) -> "CreneauDemandeQuerySet":
        """Return the dates that the accord is about, and the convention covers: those given back are not."""
        return self.filter(etat__in=CreneauDemande.CONVENUS)

    def options_eteintes(self, maintenant: datetime) -> "CreneauDemandeQuerySet":
        """Return the options that hold nothing any more and are still written as options."""
        return self.filter(
            ~Q(reservation__tenue=Reservation.Tenue.OPTION) | Q(reservation__option_jusqu_au__lte=maintenant),
            etat=CreneauDemande.Etat.OPTION,
        )

    def tenus(self, maintenant: datetime) -> "CreneauDemandeQuerySet":
        """Return the dates that a reservation holds: firm, or by an option that lives."""
        return self.filter(
            Q(reservation__tenue=Reservation.Tenue.FERME)
            | Q(reservation__tenue=Reservation.Tenue.OPTION, reservation__option_jusqu_au__gt=maintenant)
        )


class CreneauDemande(models.Model):
    """One wanted date: it keeps its outcome and its reasons for ever."""

    class Etat(models.TextChoices):
        SOUHAITE = "souhaite", "demandée"
        OPTION = "option", "sous option"
        ACCEPTE = "accepte", "accordée"
        INDISPONIBLE = "indisponible", "pas libre"
        REFUSE = "refuse", "refusée"
        EN_ATTENTE = "en_attente", "sur liste d’attente"
        PROPOSE = "propose", "proposée"
        LIBERE = "libere", "rendue"
        DEPLACE = "deplace", "déplacée"
        SUSPENDU = "suspendu", "suspendue"
        REALISE = "realise", "tenue"
        NON_HONORE = "non_honore", "non honorée"

    TRANSITIONS = {
        Etat.SOUHAITE: {
            Etat.OPTION,
            Etat.ACCEPTE,
            Etat.INDISPONIBLE,
            Etat.EN_ATTENTE,
            Etat.PROPOSE,
            Etat.REFUSE,
            Etat.DEPLACE,
        },
        Etat.INDISPONIBLE: {
            Etat.SOUHAITE,
            Etat.PROPOSE,
            Etat.OPTION,
            Etat.ACCEPTE,
            Etat.REFUSE,
            Etat.DEPLACE,
        },
        Etat.EN_ATTENTE: {Etat.OPTION, Etat.ACCEPTE, Etat.REFUSE},
        Etat.PROPOSE: {Etat.OPTION, Etat.ACCEPTE, Etat.REFUSE, Etat.INDISPONIBLE},
        Etat.OPTION: {
            Etat.ACCEPTE,
            Etat.SOUHAITE,
            Etat.INDISPONIBLE,
            Etat.REFUSE,
            Etat.LIBERE,
        },
        Etat.ACCEPTE: {
            Etat.LIBERE,
            Etat.DEPLACE,
            Etat.SUSPENDU,
            Etat.REALISE,
            Etat.NON_HONORE,
        },
        Etat.SUSPENDU: {Etat.ACCEPTE, Etat.LIBERE},
        Etat.REFUSE: set(),
        Etat.LIBERE: set(),
        Etat.DEPLACE: set(),
        Etat.REALISE: set(),
        Etat.NON_HONORE: set(),
    }
    OUVERTS = (
        Etat.SOUHAITE,
        Etat.INDISPONIBLE,
        Etat.EN_ATTENTE,
        Etat.PROPOSE,
        Etat.OPTION,
    )
    CONVENUS = (Etat.ACCEPTE, Etat.SUSPENDU, Etat.REALISE, Etat.NON_HONORE)

    demande = models.ForeignKey(Demande, models.CASCADE, related_name="creneaux")
    souhait = models.ForeignKey(Souhait, models.CASCADE, related_name="creneaux")
    salle = models.ForeignKey(Salle, models.PROTECT, related_name="creneaux_demandes")
    jour = models.DateField(help_text="Date locale de l’établissement.")
    debut = models.DateTimeField("début")
    fin = models.DateTimeField()
    etat = models.CharField("état", choices=Etat, default=Etat.SOUHAITE, max_length=12)
    raisons = models.JSONField(
        default=list,
        help_text="Codes des raisons, tels que jugés au dépôt ou à la décision.",
    )
    calendrier_inconnu = models.BooleanField(
        default=False, help_text="Demandée avant la parution du calendrier scolaire : à rejuger quand il paraît."
    )
    reservation = models.OneToOneField(
        Reservation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="creneau_demande",
        verbose_name="réservation",
    )
    au_lieu_de = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        db_index=False,
        related_name="offertes",
        help_text="La date souhaitée que l’établissement propose de remplacer par celle-ci.",
    )
    tarif_horaire_euros = models.DecimalField(
        "tarif convenu de l’heure",
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Celui de l’accord : un tarif qui change ensuite ne change pas ce qui est convenu.",
    )

    objects = CreneauDemandeQuerySet.as_manager()

    class Meta:
        verbose_name = "créneau demandé"
        verbose_name_plural = "créneaux demandés"
        ordering = ["debut", "salle", "pk"]
        indexes = [
            models.Index(fields=["salle", "debut", "etat"], name="creneau_demande_rivaux"),
            models.Index(fields=["debut"], condition=Q(calendrier_inconnu=True), name="creneau_demande_provisoire"),
            models.Index(
                fields=["salle", "debut"],
                condition=Q(etat__in=["indisponible", "propose"]),
                name="creneau_demande_attendu",
            ),
            models.Index(
                fields=["au_lieu_de"], condition=Q(au_lieu_de__isnull=False), name="creneau_demande_au_lieu_de"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(debut__lt=F("fin")), name="creneau_demande_dans_l_ordre"),
            models.UniqueConstraint(
                fields=["demande", "salle", "debut", "fin"],
                name="creneau_demande_une_fois",
                violation_error_message="Cette date est demandée deux fois.",
            ),
            models.CheckConstraint(
                condition=~Q(etat__in=["option", "accepte"]) | Q(reservation__isnull=False),
                name="creneau_tenu_reserve",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.jour:%d/%m/%Y}, {self.get_etat_display()}"

    def peut_devenir(self, etat: str) -> bool:
        """Tell whether the transition table allows `etat` next."""
        return etat in self.TRANSITIONS[self.Etat(self.etat)]

    def peut_revenir_a(self, etat: str) -> bool:
        """Tell whether undoing the last act may lead back to `etat`: the same table, read backwards."""
        return self.etat in self.TRANSITIONS[self.Etat(etat)]

    def etat_au(self, maintenant: datetime) -> str:
        """Return the state as it stands: an option past its date is a wish again, job or no job."""
        est_option = self.etat == self.Etat.OPTION
        return self.Etat.SOUHAITE if est_option and not self.tient_une_option(maintenant) else self.etat

    def tient_une_option(self, maintenant: datetime) -> bool:
        """Tell whether this date is held by an option that lives. Expects `reservation`."""
        if self.etat != self.Etat.OPTION or self.prise.tenue != Reservation.Tenue.OPTION:
            return False
        return maintenant < self.fin_de_l_option

    @property
    def prise(self) -> Reservation:
        """Return the reservation that holds the date. Raises `ValueError` where nothing ever held it."""
        if self.reservation is None:
            raise ValueError(f"nothing holds {self}")
        return self.reservation

    @property
    def fin_de_l_option(self) -> datetime:
        """Return the instant at which the option dies. Raises `ValueError` for a date that is under no option."""
        if self.prise.option_jusqu_au is None:
            raise ValueError(f"{self} is under no option")
        return self.prise.option_jusqu_au
