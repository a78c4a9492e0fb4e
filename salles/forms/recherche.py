"""The one shape of a search: `/` reads it from people, the API from machines, under the same names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict

from etablissements.ecriture import enumerer
from etablissements.geocodage import Lieu, situer
from etablissements.sans_accents import simplifier
from salles.forms.souhait import CaseValeur, SouhaitForm
from salles.models import Activite, Equipement, Salle
from salles.models.offre import EFFECTIF_MAX
from salles.recherche import Ordre, QuiDemande, Recherche
from socle.erreur import ErreurMetier
from socle.parametres import TECHNIQUES, fautes_de_nom, fautes_de_nombre, sans_vides
from socle.phrases import choix_ferme

RAYON_KM = "10"
RAYON_KM_MIN, RAYON_KM_MAX = 0.1, 300  # the whole of a région, and no more
RAYONS_KM = ("5", "10", "20", "50")
OU = "Dites où : une commune, un code postal ou une adresse."
PROCHES = 3
AUTRES_CRITERES = ("pmr", "complet", "vacances", "equipement")


class ChampOui(forms.Field):
    """Yes is 1, no is 0 or nothing; anything else is refused, not taken for a yes."""

    widget = CaseValeur("1")

    def to_python(self, value: str | None) -> bool:
        if value not in (None, "", "0", "1"):
            raise ValidationError("Écrivez 1 pour oui, 0 pour non.", code="invalid")
        return value == "1"


class ChampListe(forms.MultipleChoiceField):
    """Several values of a closed list; the empty one of « Peu importe » says nothing."""

    def to_python(self, value) -> list[str]:
        return [code for code in super().to_python(value) if code]


class PlusieursTypes(forms.Select):
    """One list to pick from, which still reads every value of a repeated parameter."""

    def value_from_datadict(self, data, files, name) -> list[str]:
        return data.getlist(name)


@dataclass(frozen=True, slots=True)
class Pour:
    """One sentence, and the same search for others: their names and query strings."""

    phrase: str
    autres: list[tuple[str, str]]


class RechercheForm(SouhaitForm):
    """Read a search. `cleaned_data` holds `souhait` and `lieu`, and `activite` as a row or None."""

    sous_entendus = {**SouhaitForm.sous_entendus, "rayon_km": RAYON_KM}
    # what the next visit does not find again: where the person stood, days chosen one by one
    a_oublier: tuple[str, ...] = ("lat", "lon", "autres_dates")
    field_order = ["activite", "effectif", "type", "pres_de", "rayon_km", "jours", "debut", "fin", "date"]

    activite = forms.CharField(
        label="Pour quoi faire",
        required=False,
        max_length=80,
        widget=forms.TextInput({"list": "activites", "autocomplete": "off"}),
    )
    effectif = forms.IntegerField(
        label="À combien",
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": "Écrivez un nombre de personnes, par exemple 24."},
        validators=[
            MinValueValidator(1, "Il faut au moins une personne."),
            MaxValueValidator(EFFECTIF_MAX, "Aucune salle ne reçoit plus de 5 000 personnes."),
        ],
    )
    type = ChampListe(
        label="Type de salle",
        choices=Salle.Type.choices,
        required=False,
        widget=PlusieursTypes,
    )
    pres_de = forms.CharField(
        label="Près de",
        required=False,
        max_length=200,
        widget=forms.TextInput({"autocomplete": "postal-code"}),
    )
    lat = forms.FloatField(label="Latitude", required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    lon = forms.FloatField(label="Longitude", required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    rayon_km = forms.FloatField(
        label="Jusqu’à",
        required=False,
        localize=True,
        widget=forms.Select,
        error_messages={"invalid": "Écrivez un nombre de kilomètres, par exemple 10."},
        validators=[
            MinValueValidator(RAYON_KM_MIN, "Le rayon est de 100 mètres au moins."),
            MaxValueValidator(RAYON_KM_MAX, "Le rayon est de 300 km au plus."),
        ],
    )
    equipement = ChampListe(label="Équipements", required=False, widget=forms.CheckboxSelectMultiple)
    pmr = ChampOui(label="Accessible en fauteuil", required=False)
    complet = ChampOui(label="Libre à toutes les dates", required=False)
    ordre = forms.ChoiceField(
        label="Ordre",
        choices=[(Ordre.LIBRES.value, "Les plus libres d’abord"), (Ordre.PROCHES.value, "Les plus proches d’abord")],
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        equipements = [(equipement.code, equipement.libelle) for equipement in Equipement.objects.all()]
        self.fields["equipement"].choices = equipements
        self.fields["type"].widget.choices = [("", "Peu importe"), *self.fields["type"].choices]
        self.fields["rayon_km"].widget.choices = [(rayon, _en_km(rayon)) for rayon in self._rayons()]

    @cached_property
    def activites(self) -> list[Activite]:
        return list(Activite.objects.all())

    def _rayons(self) -> list[str]:
        """Return the usual radiuses, and the one that was asked for when it is another."""
        demande = self["rayon_km"].value()
        return sorted({*RAYONS_KM, *([demande] if _est_un_rayon(demande) else [])}, key=_nombre)

    def clean_activite(self) -> Activite | None:
        """Accept the code, the label, or words that only one label contains."""
        tape = self.cleaned_data["activite"]
        if not tape:
            return None
        cherche = simplifier(tape)
        libelles = {simplifier(activite.libelle): activite for activite in self.activites}
        codes = {activite.code: activite for activite in self.activites}
        if trouvee := codes.get(tape) or libelles.get(cherche):
            return trouvee
        contenantes = [libelle for libelle in libelles if cherche and set(cherche.split()) <= set(libelle.split())]
        if len(contenantes) == 1:
            return libelles[contenantes[0]]
        proches = contenantes[:PROCHES] or get_close_matches(cherche, libelles, n=PROCHES, cutoff=0.4)
        raise ValidationError(_activite_inconnue([libelles[proche].libelle for proche in proches]), code="inconnue")

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        if {"pres_de", "lat", "lon"} <= donnees.keys():
            self._situer(donnees)
        return donnees

    def _situer(self, donnees: dict[str, Any]) -> None:
        lieu, lat, lon = donnees["pres_de"], donnees["lat"], donnees["lon"]
        if lieu and (lat is not None or lon is not None):
            self.add_error("pres_de", "Donnez un lieu ou une position, pas les deux.")
        elif (lat is None) != (lon is None):
            self.add_error("lat" if lat is None else "lon", "Une position se donne par lat et lon, les deux.")
        elif not lieu and lat is None:
            self.add_error("pres_de", OU)
        elif lieu:
            try:
                donnees["lieu"] = situer(lieu)
            except ErreurMetier as refus:
                self.add_error("pres_de", ValidationError(refus.message, code=refus.code))

    # -- Once valid ------------------------------------------------------------------------

    @property
    def lieu(self) -> Lieu | None:
        """Return the place that was named; None around a bare position."""
        return self.cleaned_data.get("lieu")

    @property
    def position(self) -> tuple[float, float]:
        """Return the latitude and the longitude around which one searches."""
        if self.lieu:
            return self.lieu.latitude, self.lieu.longitude
        return self.cleaned_data["lat"], self.cleaned_data["lon"]

    @property
    def recherche(self) -> Recherche:
        """Return the search in the engine's words."""
        lues = self.cleaned_data
        latitude, longitude = self.position
        return Recherche(
            souhait=lues["souhait"],
            maintenant=self.maintenant,
            latitude=latitude,
            longitude=longitude,
            rayon_km=lues["rayon_km"],
            types=tuple(lues["type"]),
            effectif=lues["effectif"],
            equipements=tuple(lues["equipement"]),
            pmr=lues["pmr"],
            activite=lues["activite"],
            complet=lues["complet"],
            ordre=Ordre(lues["ordre"] or Ordre.LIBRES),
            qui_demande=self.qui_demande,
        )

    @property
    def qui_demande(self) -> QuiDemande | None:
        """Return whose buffers and quotas are judged: nobody's, as `salles` does not know requesters."""
        return None

    def parametres(self, **changes: str | None) -> str:
        """Return the search as a query string, in the words of the API and without empty answers.

        `changes` replaces one, or drops it by None.
        """
        donnees = self.data.copy()
        for nom, valeur in (self._en_clair() | changes).items():
            donnees.setlist(nom, [] if valeur is None else [valeur])
        return urlencode([(nom, valeur) for nom in self.fields for valeur in donnees.getlist(nom) if valeur.strip()])

    def _en_clair(self) -> dict[str, str | None]:
        """Return the answers that people may write in several ways, as machines write them."""
        lues = self.cleaned_data
        return {
            "activite": lues["activite"].code if lues["activite"] else None,
            "date": f"{lues['date']:%Y-%m-%d}",
            "debut": f"{lues['debut']:%H:%M}",
            "fin": f"{lues['fin']:%H:%M}",
            "jusqu_au": f"{lues['jusqu_au']:%Y-%m-%d}" if lues["jusqu_au"] else None,
            "autres_dates": ",".join(f"{jour:%Y-%m-%d}" for jour in lues["autres_dates"]) or None,
        }

    @property
    def compris(self) -> dict[str, Any]:
        """Return what was understood, as the fields of a question write it."""
        lues = self.cleaned_data
        return {
            **lues,
            "activite": lues["activite"].libelle if lues["activite"] else "",
            "jours": [] if lues["souhait"].dates else [str(jour) for jour in sorted(lues["souhait"].jours)],
            "rayon_km": self.data["rayon_km"],
            "pmr": "1" if lues["pmr"] else "",
            "complet": "1" if lues["complet"] else "",
        }

    # -- For the page ----------------------------------------------------------------------

    @property
    def pour_qui(self) -> forms.BoundField | None:
        """Return the field that asks for whom one searches, where that is known."""
        return None

    def pour(self, *, limitee: bool) -> Pour | None:
        """Say for whom the dates were judged; `limitee`: a quota takes some of them away."""
        return None

    @property
    def autres_types(self) -> list[str]:
        """Return the types beyond the one that the list shows, so that sending the form again keeps them."""
        return (self["type"].value() or [])[1:]

    @property
    def cases(self) -> list[forms.BoundField]:
        """Return the boxes of « Autres critères »."""
        return [self[nom] for nom in ("pmr", "complet", "vacances")]

    @property
    def a_d_autres_criteres(self) -> bool:
        return any(self[nom].value() or self[nom].errors for nom in AUTRES_CRITERES)

    @property
    def position_dite(self) -> str:
        return "La recherche se fait autour de votre position." if self["lat"].value() else ""


def _nombre(texte: str) -> float:
    return float(texte.replace(",", "."))


def _en_km(rayon: str) -> str:
    return f"{_nombre(rayon):g} km".replace(".", ",")


def _est_un_rayon(valeur: str | None) -> bool:
    try:
        return RAYON_KM_MIN <= _nombre(valeur or "") <= RAYON_KM_MAX
    except ValueError:
        return False


def _activite_inconnue(proches: list[str]) -> str:
    if not proches:
        return "Nous ne connaissons pas cette activité. Choisissez dans la liste, ou laissez vide."
    citees = enumerer([f"« {proche} »" for proche in proches])
    return f"Nous ne connaissons pas cette activité. Au plus près : {citees}. Ou laissez vide."


def lire_recherche(parametres: QueryDict, *, maintenant: datetime, lus_ailleurs: Sequence[str] = ()) -> Recherche:
    """Return the search of an API call. Raises Django's `ValidationError`, each fault under its parameter.

    `lus_ailleurs` are the parameters that the caller reads itself.
    """
    form = RechercheForm(sans_vides(parametres), maintenant=maintenant)
    # a program reads codes, where a page shows labels
    for nom in ("type", "equipement", "repetition", "vacances", "ordre"):
        form.fields[nom].error_messages |= choix_ferme(form.fields[nom].choices)
    repetables = {nom for nom, champ in form.fields.items() if isinstance(champ, forms.MultipleChoiceField)}
    fautes: dict[str, Any] = fautes_de_nom({*parametres} - TECHNIQUES, [*form.fields, *lus_ailleurs])
    fautes |= fautes_de_nombre(parametres, repetables)
    if not form.is_valid() or fautes:
        raise ValidationError(form.errors.as_data() | fautes)
    return form.recherche
