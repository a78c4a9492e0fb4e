"""Openings by ticking a week, and exact hours for what the week does not say; both end as `Plage` values."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, time
from itertools import groupby
from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from etablissements.champs import ChampDate, ChampHeure
from etablissements.dessins import lire_case, semaine_a_cocher
from etablissements.ecriture import jour_mois, plage_horaire
from salles.forms.souhait import JOURS_ISO, OngletsJours
from salles.moteur.cadre import MINUIT
from salles.moteur.profil import Applicabilite, Plage, Semaine

MOMENTS = (
    (time(8), time(12)),
    (time(12), time(14)),
    (time(14), time(17)),
    (time(17), time(19)),
    (time(19), time(22)),
)
CASES = [f"{jour}-{debut:%H:%M}-{fin:%H:%M}" for jour in range(1, 8) for debut, fin in MOMENTS]
LIGNES_MAX = 60


# What most rooms offer, one touch each: the words, and the days and hours of the boxes they stand for.
RACCOURCIS = {
    "soirs": ("Du lundi au vendredi", range(1, 6), time(17), time(22)),
    "mercredi": ("Le mercredi", [3], time(14), time(17)),
    "samedi": ("Le samedi", [6], time(8), time(22)),
    "dimanche": ("Le dimanche", [7], time(8), time(22)),
}


def _cases_du_raccourci(code: str) -> set[str]:
    _, jours, debut, fin = RACCOURCIS[code]
    return {f"{jour}-{de:%H:%M}-{a:%H:%M}" for jour in jours for de, a in MOMENTS if debut <= de and a <= fin}


class SemaineForm(forms.Form):
    """The ordinary week. Moments that touch make one opening."""

    sans_mention_facultatif = True

    raccourcis = forms.MultipleChoiceField(
        label="Le plus souvent",
        choices=[(code, f"{mots} {plage_horaire(debut, fin)}") for code, (mots, _, debut, fin) in RACCOURCIS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    cases = forms.MultipleChoiceField(
        label="Les moments à offrir", choices=[(case, case) for case in CASES], required=False
    )
    applicabilite = forms.ChoiceField(
        label="Pendant les vacances",
        choices=[(Applicabilite.SCOLAIRE, "Fermée"), (Applicabilite.TOUTES, "Ouverte aux mêmes heures")],
        initial=Applicabilite.SCOLAIRE,
        widget=forms.RadioSelect,
    )
    feries = forms.BooleanField(label="Ouverte aussi les jours fériés", required=False)

    @property
    def semaine(self) -> dict:
        """Return what `composants/coche_semaine.html` draws."""
        cochees = self.data.getlist(self.add_prefix("cases")) if self.is_bound else self.initial.get("cases", ())
        return semaine_a_cocher(MOMENTS, cochees=cochees)

    def plages(self) -> list[Plage]:
        """Return the openings of the valid form."""
        applicabilite = Applicabilite(self.cleaned_data["applicabilite"])
        feries = self.cleaned_data["feries"]
        plages: list[Plage] = []
        for jour, debut, fin in sorted(map(lire_case, self._cochees())):
            if plages and (plages[-1].jour_iso, plages[-1].fin) == (jour, debut):
                plages[-1] = replace(plages[-1], fin=fin)
            else:
                plages.append(Plage(jour, debut, fin, applicabilite, feries))
        return plages

    def _cochees(self) -> set[str]:
        return set(self.cleaned_data["cases"]).union(*map(_cases_du_raccourci, self.cleaned_data["raccourcis"]))


class HoraireForm(forms.Form):
    """One line of exact hours, for one or more weekdays; a blank line says nothing."""

    sans_mention_facultatif = True

    jours = forms.TypedMultipleChoiceField(
        label="Les jours", choices=JOURS_ISO, coerce=int, required=False, widget=OngletsJours
    )
    debut = ChampHeure(label="De", required=False)
    fin = ChampHeure(label="À", required=False)
    applicabilite = forms.ChoiceField(
        label="Période",
        choices=[
            (Applicabilite.SCOLAIRE, "en période scolaire"),
            (Applicabilite.VACANCES, "pendant les vacances"),
            (Applicabilite.TOUTES, "toute l’année"),
        ],
        initial=Applicabilite.SCOLAIRE,
    )
    semaine = forms.ChoiceField(
        label="Semaines",
        choices=[(Semaine.TOUTES, "toutes"), (Semaine.A, "semaines A"), (Semaine.B, "semaines B")],
        initial=Semaine.TOUTES,
    )
    feries = forms.BooleanField(label="Aussi les jours fériés", required=False)
    premier_jour = ChampDate(label="À partir du", required=False)
    dernier_jour = ChampDate(label="Jusqu’au", required=False)

    def __init__(self, *args, aujourdhui: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.aujourdhui = aujourdhui

    def clean_dernier_jour(self) -> date | None:
        dernier = self.cleaned_data["dernier_jour"]
        if dernier and dernier < self.aujourdhui:
            raise ValidationError(
                f"Le {jour_mois(dernier)} {dernier.year} est passé : prolongez cette ligne, ou retirez-la.",
                code="passe",
            )
        return dernier

    def clean(self) -> dict:
        donnees = super().clean() or self.cleaned_data
        if self.est_vide:
            return donnees
        for champ, phrase in (
            ("jours", "Cochez au moins un jour."),
            ("debut", "Donnez l’heure d’ouverture."),
            ("fin", "Donnez l’heure de fermeture."),
        ):
            if donnees.get(champ) in (None, "", []) and not self.has_error(champ):
                self.add_error(champ, phrase)
        debut, fin = donnees.get("debut"), donnees.get("fin")
        if debut is not None and fin is not None and fin != MINUIT and fin <= debut:
            self.add_error("fin", "L’heure de fin doit venir après l’heure de début.")
        premier, dernier = donnees.get("premier_jour"), donnees.get("dernier_jour")
        if premier and dernier and dernier < premier:
            self.add_error("dernier_jour", "La dernière date vient avant la première.")
        return donnees

    @property
    def est_vide(self) -> bool:
        """Tell whether neither day nor hour was given: the line is not meant."""
        return not self.errors.keys() & {"jours", "debut", "fin"} and not any(
            self.cleaned_data.get(champ) not in (None, "", []) for champ in ("jours", "debut", "fin")
        )

    @property
    def a_des_precisions(self) -> bool:
        """Tell whether it says, or should mend, more than its days and hours in school weeks."""
        precisions = ("applicabilite", "semaine", "feries", "premier_jour", "dernier_jour")
        ordinaires = ("", None, False, Applicabilite.SCOLAIRE, Semaine.TOUTES)
        return any(self[champ].errors or self[champ].value() not in ordinaires for champ in precisions)

    def plages(self) -> list[Plage]:
        donnees = self.cleaned_data
        if self.est_vide or donnees.get("DELETE"):
            return []
        return [
            Plage(
                jour,
                donnees["debut"],
                donnees["fin"],
                Applicabilite(donnees["applicabilite"]),
                donnees["feries"],
                Semaine(donnees["semaine"]),
                donnees["premier_jour"],
                donnees["dernier_jour"],
            )
            for jour in donnees["jours"]
        ]


class Horaires(forms.BaseFormSet):
    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Retirer cette ligne"

    def clean(self) -> None:
        if len(self.forms) > LIGNES_MAX:
            raise ValidationError(f"{LIGNES_MAX} lignes au plus : réunissez celles qui se ressemblent.")

    def plages(self) -> list[Plage]:
        return [plage for form in self.forms for plage in form.plages()]


_Horaires = forms.formset_factory(
    HoraireForm, formset=Horaires, extra=1, can_delete=True, max_num=LIGNES_MAX, absolute_max=LIGNES_MAX + 1
)


def horaires(donnees: QueryDict | None, initial: Sequence[dict] = (), *, aujourdhui: date) -> Horaires:
    """Return the lines of exact hours, one more than there are."""
    return cast(Horaires, _Horaires(donnees, initial=initial, prefix="h", form_kwargs={"aujourdhui": aujourdhui}))


def initiaux(plages: Sequence[Plage]) -> tuple[dict, list[dict]]:
    """Spread openings over the week and the lines of exact hours: `(initial of SemaineForm, of horaires)`.

    The week shows what fits its boxes and shares the most common period; every other opening is a line, those that
    differ by the weekday alone on one line.
    """
    memes: Counter = Counter(
        (plage.applicabilite, plage.feries) for plage in plages if _est_ordinaire(plage) and _cases(plage)
    )
    periode = memes.most_common(1)[0][0] if memes else (Applicabilite.SCOLAIRE, False)
    dans_la_semaine = [
        plage for plage in plages if _est_ordinaire(plage) and (plage.applicabilite, plage.feries) == periode
        and _cases(plage)
    ]  # fmt: skip
    semaine = {
        "cases": [case for plage in dans_la_semaine for case in _cases(plage)],
        "applicabilite": periode[0],
        "feries": periode[1],
    }
    return semaine, _lignes(plage for plage in plages if plage not in dans_la_semaine)


def plages_dites(ligne: dict) -> list[Plage]:
    """Return the openings that a line of `initiaux` stands for."""
    return [Plage(jour_iso=jour, **{nom: ligne[nom] for nom in ligne if nom != "jours"}) for jour in ligne["jours"]]


def _est_ordinaire(plage: Plage) -> bool:
    return (
        plage.semaine == Semaine.TOUTES
        and plage.applicabilite != Applicabilite.VACANCES
        and plage.premier_jour is plage.dernier_jour is None
    )


def _cases(plage: Plage) -> list[str]:
    """Return the boxes that say exactly these hours, none when the boxes cannot."""
    couverts = [(debut, fin) for debut, fin in MOMENTS if plage.debut <= debut and fin <= plage.fin]
    if not couverts or (couverts[0][0], couverts[-1][1]) != (plage.debut, plage.fin):
        return []
    return [f"{plage.jour_iso}-{debut:%H:%M}-{fin:%H:%M}" for debut, fin in couverts]


def _lignes(plages: Iterable[Plage]) -> list[dict]:
    def sauf_le_jour(plage: Plage) -> tuple:
        return (
            plage.debut,
            plage.fin,
            plage.applicabilite,
            plage.semaine,
            plage.feries,
            str(plage.premier_jour or ""),
            str(plage.dernier_jour or ""),
        )

    lignes = []
    for _, groupe in groupby(sorted(plages, key=sauf_le_jour), key=sauf_le_jour):
        membres = list(groupe)
        ligne = {champ: getattr(membres[0], champ) for champ in HoraireForm.base_fields if champ != "jours"}
        lignes.append({**ligne, "jours": sorted({membre.jour_iso for membre in membres})})
    return sorted(lignes, key=lambda ligne: (ligne["jours"], ligne["debut"]))
