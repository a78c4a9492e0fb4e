"""The room's own booking rules; an empty answer shows what applies without it, and who set it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms

from etablissements.ecriture import duree, pluriel
from etablissements.models import Collectivite, Etablissement
from salles.models import Salle
from salles.regles import regle

MINUTES = {
    "tampon": (0, 15, 30, 45, 60, 90, 120, 240),
    "duree_min": (0, 30, 60, 90, 120),
    "duree_max": (60, 90, 120, 180, 240, 360, 480, 720, 1440),
    "pas": (15, 30, 60),
}
LIBELLES = {
    "tampon": "Temps gardé après chaque occupation",
    "delai_jours": "Demander au moins, en jours de classe",
    "horizon_jours": "Demander au plus, en jours",
    "duree_min": "Durée la plus courte",
    "duree_max": "Durée la plus longue",
    "pas": "Commencer tous les",
}


class ReglesForm(forms.Form):
    sans_mention_facultatif = True

    tampon = forms.TypedChoiceField(required=False, empty_value=None)
    delai_jours = forms.IntegerField(required=False, min_value=0, max_value=120)
    horizon_jours = forms.IntegerField(required=False, min_value=1, max_value=1100)
    duree_min = forms.TypedChoiceField(required=False, empty_value=None)
    duree_max = forms.TypedChoiceField(required=False, empty_value=None)
    pas = forms.TypedChoiceField(required=False, empty_value=None)
    garder = forms.BooleanField(
        label="Garder comme elles sont les dates déjà prises qui sont plus serrées", required=False
    )

    def __init__(self, *args, salle: Salle, **kwargs):
        propres = {nom: getattr(salle, nom) for nom in LIBELLES}
        self.herites = {nom: regle(Salle(etablissement=salle.etablissement), nom) for nom in LIBELLES}
        kwargs["initial"] = {nom: _en_minutes(valeur) for nom, valeur in propres.items()}
        super().__init__(*args, **kwargs)
        for nom, libelle in LIBELLES.items():
            champ = self.fields[nom]
            champ.label = libelle
            herite = _dire(*self.herites[nom])
            if nom in MINUTES:
                champ.choices = [("", f"Comme {herite}"), *_choix(MINUTES[nom], propres[nom])]
                champ.coerce = _en_duree
            else:
                champ.widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
                champ.help_text = f"Vide : comme {herite}."

    def clean(self) -> dict:
        donnees = super().clean() or self.cleaned_data
        if not self.errors:
            courte, longue = (
                self.herites[nom][0] if donnees[nom] is None else donnees[nom] for nom in ("duree_min", "duree_max")
            )
            if longue < courte:
                self.add_error("duree_max", f"Plus courte que la durée la plus courte, {_ecrire(courte)}.")
        return donnees


def _dire(valeur: Any, niveau: Salle | Etablissement | Collectivite) -> str:
    """Say what applies when the room says nothing, and who set it: « l’établissement : 30 minutes »."""
    qui = "l’établissement" if isinstance(niveau, Etablissement) else "la collectivité"
    return f"{qui} : {_ecrire(valeur) if isinstance(valeur, timedelta) else pluriel(valeur, 'jour')}"


def _ecrire(valeur: timedelta) -> str:
    return duree(valeur) if valeur else "aucun"


def _choix(minutes: Iterable[int], propre: timedelta | None) -> list[tuple[str, str]]:
    durees = {timedelta(minutes=minute) for minute in minutes} | ({propre} if propre is not None else set())
    return [(str(_en_minutes(valeur)), _ecrire(valeur)) for valeur in sorted(durees)]


def _en_minutes(valeur: Any) -> Any:
    return int(valeur.total_seconds() // 60) if isinstance(valeur, timedelta) else valeur


def _en_duree(minutes: str) -> timedelta:
    return timedelta(minutes=int(minutes))
