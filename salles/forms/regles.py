"""Booking rules of a room, a school or an authority; an empty answer shows what applies without it, and who set it."""

from datetime import date, timedelta
from typing import Any

from django import forms

from etablissements.ecriture import duree, jour_long, pluriel
from etablissements.models import Collectivite, Etablissement
from salles.models import Salle
from salles.moteur import Semaine
from salles.regles import Niveau, cadre_de, regle

MINUTES = {
    "tampon": (0, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240),
    "duree_min": (0, 15, 30, 45, 60, 90, 120, 180, 240),
    "duree_max": (30, 45, 60, 90, 120, 180, 240, 360, 480, 600, 720, 840, 1440),
    "pas": (5, 10, 15, 30, 60, 120, 240),
}
LIBELLES = {
    "tampon": "Temps gardé après chaque occupation",
    "delai_jours": "Demander au plus tard, en jours de classe avant la date",
    "horizon_jours": "Demander au plus tôt, en jours avant la date",
    "duree_min": "Durée la plus courte",
    "duree_max": "Durée la plus longue",
    "pas": "Commencer tous les",
}
LEVE = "tampon_leve_pour_soi"
LIBELLE_LEVE = "Pas de temps gardé entre deux créneaux d’une même association"
TOUTES = LIBELLES | {LEVE: LIBELLE_LEVE}
QUI = {Salle: "la salle", Etablissement: "l’établissement", Collectivite: "la collectivité"}


class ReglesForm(forms.Form):
    sans_mention_facultatif = True

    tampon = forms.TypedChoiceField(empty_value=None)
    delai_jours = forms.IntegerField(min_value=0, max_value=120)
    horizon_jours = forms.IntegerField(min_value=1, max_value=1100)
    duree_min = forms.TypedChoiceField(empty_value=None)
    duree_max = forms.TypedChoiceField(empty_value=None)
    pas = forms.TypedChoiceField(empty_value=None)
    tampon_leve_pour_soi = forms.BooleanField(label=LIBELLE_LEVE, required=False)
    cette_semaine = forms.ChoiceField(
        choices=[(Semaine.A, "une semaine A"), (Semaine.B, "une semaine B")], widget=forms.RadioSelect
    )

    def __init__(self, donnees=None, *, niveau: Niveau, aujourdhui: date):
        self.niveau, self.aujourdhui = niveau, aujourdhui
        self.dessus = dessus(niveau)
        super().__init__(donnees, initial=self._initial())
        if self.dessus:
            self.fields[LEVE] = _oui_ou_non(self.dessus)
        if isinstance(niveau, Etablissement):
            self.fields["cette_semaine"].label = f"La semaine du {jour_long(_lundi(aujourdhui))} est"
        else:
            del self.fields["cette_semaine"]
        for nom, libelle in LIBELLES.items():
            self._preparer(nom, libelle)

    def _initial(self) -> dict[str, Any]:
        initial = {nom: _en_minutes(getattr(self.niveau, nom)) for nom in LIBELLES}
        initial[LEVE] = self.niveau.tampon_leve_pour_soi
        if isinstance(self.niveau, Etablissement):
            initial["cette_semaine"] = cadre_de(self.niveau).semaine(self.aujourdhui)
        return initial

    def _preparer(self, nom: str, libelle: str) -> None:
        """Offer the usual lengths, and nothing: what the level above says."""
        champ: Any = self.fields[nom]
        champ.label, champ.required = libelle, self.dessus is None
        herite = ""
        if self.dessus:
            herite = _au_dessus(self.dessus, nom)
        if nom in MINUTES:
            champ.choices = _choix(nom, getattr(self.niveau, nom))
            if herite:
                champ.choices = [("", f"Comme {herite}"), *champ.choices]
            champ.coerce = _en_duree
        else:
            champ.widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
            champ.help_text = f"Vide : comme {herite}." if herite else ""

    def clean(self) -> dict:
        donnees = super().clean() or self.cleaned_data
        if not self.errors:
            courte, longue = (
                regle(self.dessus, nom)[0] if self.dessus and donnees[nom] is None else donnees[nom]
                for nom in ("duree_min", "duree_max")
            )
            if longue < courte:
                self.add_error("duree_max", f"Plus courte que la durée la plus courte, {dire('duree_min', courte)}.")
        if lettre := donnees.pop("cette_semaine", None):
            paire = self.aujourdhui.isocalendar().week % 2 == 0
            donnees["semaine_a_paire"] = paire if lettre == Semaine.A else not paire
        return donnees


def _au_dessus(dessus: Niveau, nom: str) -> str:
    """Write « l’établissement : 30 minutes », what applies where nothing is said."""
    valeur, pose = regle(dessus, nom)
    return f"{qui(pose)} : {dire(nom, valeur)}"


def _oui_ou_non(dessus: Niveau) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=LIBELLE_LEVE,
        help_text="Entre deux salles qui partagent des murs, ce temps est gardé dès que l’une répond non.",
        required=False,
        choices=[("", f"Comme {_au_dessus(dessus, LEVE)}"), ("True", "oui"), ("False", "non")],
        coerce=lambda reponse: reponse == "True",
        empty_value=None,
    )


def dessus(niveau: Niveau) -> Etablissement | Collectivite | None:
    """Return the level that answers where this one says nothing."""
    if isinstance(niveau, Salle):
        return niveau.etablissement
    return niveau.collectivite if isinstance(niveau, Etablissement) else None


def _lundi(jour: date) -> date:
    return jour - timedelta(days=jour.weekday())


def qui(niveau: Niveau) -> str:
    return next(mot for modele, mot in QUI.items() if isinstance(niveau, modele))


def dire(nom: str, valeur: Any) -> str:
    """Write the value of a rule: « 30 minutes », « 20 jours de classe », « aucun », « oui »."""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, timedelta):
        return duree(valeur) if valeur else "aucun"
    return pluriel(valeur, "jour de classe", "jours de classe") if nom == "delai_jours" else pluriel(valeur, "jour")


def _choix(nom: str, propre: timedelta | None) -> list[tuple[str, str]]:
    durees = {timedelta(minutes=minute) for minute in MINUTES[nom]} | ({propre} if propre is not None else set())
    return [(str(_en_minutes(valeur)), dire(nom, valeur)) for valeur in sorted(durees)]


def _en_minutes(valeur: Any) -> Any:
    return int(valeur.total_seconds() // 60) if isinstance(valeur, timedelta) else valeur


def _en_duree(minutes: str) -> timedelta:
    return timedelta(minutes=int(minutes))
