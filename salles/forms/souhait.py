"""The wish in words: which days, from when to when, how often, until when. Pages and API read the same names."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from etablissements.champs import ChampDate, ChampHeure, ChampJours, SaisieHeure
from etablissements.cog import fuseaux
from etablissements.ecriture import JOURS, jour_mois
from salles.moteur import Repetition, Souhait, Vacances
from salles.regles import PORTEE_MAX
from socle.erreur import ErreurMetier

Jour = date  # the form has a field of that name

FIN_D_ANNEE = (6, 30)  # June: where a series ends when nobody says otherwise

JOURS_ISO = [(str(rang), jour) for rang, jour in enumerate(JOURS, 1)]
REPETITIONS = [
    (Repetition.HEBDOMADAIRE, "Chaque semaine"),
    (Repetition.QUINZAINE, "Une semaine sur deux"),
    (Repetition.SEMAINE_A, "Les semaines A"),
    (Repetition.SEMAINE_B, "Les semaines B"),
    (Repetition.AUCUNE, "Une seule fois"),
]
INDISPENSABLES = ("date", "debut", "fin")  # without them there is no wish, even where a form does without
CHOISIES = "dates"  # for a form alone: the engine knows these dates by themselves
VACANCES = [
    (Vacances.EXCLURE, "Sauf pendant les vacances et les jours fériés"),
    (Vacances.INCLURE, "Aussi pendant les vacances et les jours fériés"),
]


def fin_de_l_annee(jour: date) -> date:
    """Return the 30 June that ends the school year of `jour`; July and August belong to the next one."""
    annee = jour.year + (1 if jour.month > FIN_D_ANNEE[0] else 0)
    return date(annee, *FIN_D_ANNEE)


class OngletsJours(forms.CheckboxSelectMultiple):
    """Seven boxes in one row, three letters each; screen readers hear the whole word."""

    template_name = "salles/recherche/onglets_jours.html"


class CaseValeur(forms.CheckboxInput):
    """A box with a value of its own when ticked; the field reads what was really sent."""

    def __init__(self, valeur: str):
        super().__init__(check_test=lambda recue: recue == valeur)
        self.valeur = valeur

    def value_from_datadict(self, data, files, name) -> Any:
        return data.get(name)

    def format_value(self, value) -> str:
        return self.valeur


class SouhaitForm(forms.Form):
    """Read a wish. `cleaned_data["souhait"]` is the value that the engine understands.

    A repeated wish without an end goes to the end of the school year. Holidays are taken out of a series, and kept
    in a wish for a single date, unless `vacances` says otherwise.
    """

    sans_mention_facultatif = True
    # What an answer that was not given means, so that the page shows what was really searched.
    sous_entendus = {"repetition": Repetition.AUCUNE.value}

    jours = forms.TypedMultipleChoiceField(
        label="Le ou les jours",
        choices=JOURS_ISO,
        coerce=int,
        required=False,
        widget=OngletsJours,
        error_messages={"invalid_choice": "Un jour de la semaine va de 1 (lundi) à 7 (dimanche)."},
    )
    debut = ChampHeure(label="De", widget=SaisieHeure(premiere=8, derniere=22))
    fin = ChampHeure(label="À", widget=SaisieHeure(premiere=9, derniere=23))
    date = ChampDate(label="À partir du")
    repetition = forms.ChoiceField(
        label="Combien de fois", choices=[*REPETITIONS, (CHOISIES, "À des dates choisies")], required=False
    )
    jusqu_au = ChampDate(label="Jusqu’au", required=False)
    autres_dates = ChampJours(
        label="Et aussi les",
        required=False,
        help_text="Pour des dates choisies une à une : 8/12/2026, 12/01/2027.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    vacances = forms.ChoiceField(
        label="Aussi pendant les vacances et les jours fériés",
        choices=VACANCES,
        required=False,
        widget=CaseValeur(Vacances.INCLURE),
    )

    def __init__(
        self, data: QueryDict | dict[str, Any] | None = None, *args, maintenant: datetime, fuseau: str = "", **kwargs
    ):
        """`fuseau` is the time zone of the school, where it is known: its today is not that of Paris."""
        if data is not None:
            data = data.copy()
            for nom, valeur in self.sous_entendus.items():
                data[nom] = data.get(nom) or valeur
        super().__init__(data, *args, **kwargs)
        self.maintenant = maintenant
        self.aujourdhui = timezone.localdate(maintenant)
        # Where the school is not known yet, a day is past once it is over everywhere: the engine knows the rest.
        la_bas = [fuseau] if fuseau else fuseaux()
        self.premier_jour = min(timezone.localdate(maintenant, ZoneInfo(nom)) for nom in la_bas)

    def clean_date(self) -> Jour | None:
        jour = self.cleaned_data["date"]
        if jour is not None:  # a draft may do without
            self._exiger_a_venir(jour)
        return jour

    def clean_autres_dates(self) -> list[Jour]:
        jours = self.cleaned_data["autres_dates"]
        for jour in jours:
            self._exiger_a_venir(jour)
        return jours

    def _exiger_a_venir(self, jour: Jour) -> None:
        if jour < self.premier_jour:
            aujourdhui = f"{jour_mois(self.premier_jour)} {self.premier_jour.year}"
            raise ValidationError(
                f"Le {jour_mois(jour)} {jour.year} est passé. "
                f"Choisissez un jour à partir d’aujourd’hui, le {aujourdhui}.",
                code="passe",
            )

    def clean_repetition(self) -> Repetition | str:
        lue = self.cleaned_data["repetition"]
        return lue if lue == CHOISIES else Repetition(lue)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        lues = {"date", "debut", "fin", "repetition", "jusqu_au", "jours", "vacances"} <= donnees.keys()
        dites = all(donnees.get(nom) is not None for nom in INDISPENSABLES)
        if lues and dites and "autres_dates" not in self.errors:
            try:
                choisies = donnees["repetition"] == CHOISIES
                donnees["souhait"] = self._aux_dates(donnees) if choisies else self._souhait(donnees)
            except ErreurMetier as refus:
                self.refuser(refus)
        return donnees

    def refuser(self, refus: ErreurMetier) -> None:
        """Write a refusal of the trade at its field."""
        champ = refus.champ if refus.champ in self.fields else None
        self.add_error(champ, ValidationError(refus.message, code=refus.code))

    def _aux_dates(self, donnees: dict[str, Any]) -> Souhait:
        if not donnees["autres_dates"]:
            raise DatesAChoisir
        jours = (donnees["date"], *donnees["autres_dates"])
        if max(jours) - min(jours) > PORTEE_MAX:
            raise SouhaitTropLong(min(jours) + PORTEE_MAX)
        return Souhait.aux_dates(jours, donnees["debut"], donnees["fin"])

    def _souhait(self, donnees: dict[str, Any]) -> Souhait:
        repetition, jusqu_au = donnees["repetition"], donnees["jusqu_au"]
        if donnees.get("autres_dates"):
            raise DatesQuiSeRepetent
        est_serie = repetition != Repetition.AUCUNE
        if est_serie and jusqu_au is None:
            donnees["jusqu_au"] = jusqu_au = fin_de_l_annee(donnees["date"])
        if jusqu_au and jusqu_au - donnees["date"] > PORTEE_MAX:
            raise SouhaitTropLong(donnees["date"] + PORTEE_MAX)
        return Souhait(
            premier_jour=donnees["date"],
            heure_debut=donnees["debut"],
            heure_fin=donnees["fin"],
            dernier_jour=jusqu_au,
            jours=frozenset(donnees["jours"]),
            repetition=repetition,
            vacances=Vacances(donnees["vacances"] or (Vacances.EXCLURE if est_serie else Vacances.INCLURE)),
        )


class SouhaitTropLong(ErreurMetier):
    code = "periode_trop_longue"
    statut_http = 400

    def __init__(self, dernier: date):
        fin = f"{jour_mois(dernier)} {dernier.year}"
        super().__init__(f"Trois ans au plus : finissez le {fin} au plus tard.", champ="jusqu_au")


class DatesQuiSeRepetent(ErreurMetier):
    code = "dates_qui_se_repetent"
    message = "Des dates choisies ne se répètent pas : dites « À des dates choisies », ou videz ce champ."
    statut_http = 400
    champ = "autres_dates"


class DatesAChoisir(ErreurMetier):
    code = "dates_a_choisir"
    message = "Écrivez ici les autres dates, ou dites « Une seule fois »."
    statut_http = 400
    champ = "autres_dates"
