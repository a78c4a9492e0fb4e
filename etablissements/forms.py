"""The shape of what heads and agents type about rights and settings; what it means is judged by the services."""

from django import forms

from comptes.champs import ChampTelephone
from etablissements.champs import ChampDate
from etablissements.models import TARIF_MAX, ActeFondateur, Collectivite, Habilitation, Territoire, Zone

# The natures of `associations.Association`, which stands above this app; a test keeps the two lists equal.
NATURES = [
    ("association", "Associations"),
    ("collectivite", "Communes et autres collectivités"),
    ("organisme_formation", "Organismes de formation"),
    ("autre", "Autres organismes"),
]


class HabilitationForm(forms.Form):
    """Whom, as what, until when."""

    courriel = forms.EmailField(
        label="Adresse électronique",
        help_text="Cette personne recevra un message qui lui dit comment entrer.",
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    dernier_jour = ChampDate(
        label="Dernier jour", required=False, help_text="Pour une délégation. Vide : jusqu’à nouvel ordre."
    )

    field_order = ("courriel", "role", "dernier_jour")

    def __init__(self, *args, roles: tuple[str, ...], **kwargs):
        super().__init__(*args, **kwargs)
        choix = [(role, Habilitation.Role(role).label.capitalize()) for role in roles]
        self.fields["role"] = forms.ChoiceField(label="Rôle", choices=choix, widget=forms.RadioSelect)
        self.order_fields(self.field_order)


class ReglagesForm(forms.Form):
    """The settings of an authority, in the order of the page."""

    sans_mention_facultatif = True

    nom_service = forms.CharField(
        label="Nom affiché", required=False, max_length=60, help_text="Dans l’en-tête : « Collèges de l’Isère »."
    )
    logo = forms.FileField(
        required=False,
        max_length=255,
        help_text="PNG, JPEG ou WebP, 2 Mo au plus.",
        widget=forms.FileInput({"accept": "image/png,image/jpeg,image/webp"}),
        error_messages={"empty": "Ce fichier est vide : choisissez-en un autre."},
    )
    retirer_logo = forms.BooleanField(label="Retirer le logo", required=False)
    marque_1 = forms.CharField(
        label="Couleur principale",
        max_length=7,
        help_text="Les boutons et les titres. Assez foncée pour porter un texte clair.",
        widget=forms.TextInput({"type": "color", "data-apercu": "1"}),
    )
    marque_2 = forms.CharField(
        label="Couleur d’accent",
        max_length=7,
        help_text="Ce qui demande l’attention.",
        widget=forms.TextInput({"type": "color", "data-apercu": "2"}),
    )
    service = forms.CharField(
        label="Service responsable", required=False, max_length=120, help_text="Nommé dans les accusés de réception."
    )
    adresse = forms.CharField(required=False, max_length=200)
    telephone = ChampTelephone(required=False)
    courriel = forms.EmailField(label="Adresse électronique", required=False)
    representant = forms.CharField(
        label="Représentant", required=False, max_length=120, help_text="Nom et qualité, dans les conventions."
    )
    tribunal = forms.CharField(
        label="Tribunal administratif", required=False, max_length=80, help_text="Cité dans les voies de recours."
    )
    natures_admises = forms.MultipleChoiceField(
        label="Qui peut demander", choices=NATURES, widget=forms.CheckboxSelectMultiple
    )
    tarif_horaire_euros = forms.DecimalField(
        label="Prix de l’heure, en euros",
        min_value=0,
        max_value=TARIF_MAX,
        max_digits=7,
        decimal_places=2,
        localize=True,
        help_text="0 : gratuit, avec un motif d’intérêt général. Une salle peut avoir son propre prix.",
    )
    delai_decision_jours = forms.IntegerField(
        label="Délai de réponse des établissements, en jours", min_value=1, max_value=60
    )
    delai_pieces_jours = forms.IntegerField(
        label="Délai pour donner les pièces demandées, en jours",
        min_value=8,
        max_value=180,
        help_text="L’association est relancée une semaine avant ; passé ce délai, sa demande se ferme.",
    )

    def __init__(self, donnees=None, fichiers=None, *, collectivite: Collectivite):
        initiales = {nom: getattr(collectivite, nom) for nom in self.base_fields if hasattr(collectivite, nom)}
        super().__init__(donnees, fichiers, initial=initiales | {"logo": None})
        if not collectivite.logo:
            del self.fields["retirer_logo"]


class EcoleForm(forms.Form):
    """Which schools of a list one looks for."""

    sans_mention_facultatif = True

    q = forms.CharField(label="Nom, commune ou UAI", required=False, max_length=80)


class ActeForm(forms.ModelForm):
    """The act on which an authority founds lending in one school."""

    pris_le = ChampDate(label="Date de l’acte", help_text="Comme 24/11/2026.")

    class Meta:
        model = ActeFondateur
        fields = ("intitule", "reference", "pris_le")
        widgets = {nom: forms.TextInput({"autocomplete": "off"}) for nom in ("intitule", "reference")}


class PeriodeForm(forms.Form):
    """One school holiday; a correction keeps the zone."""

    nom = forms.CharField(label="Nom", max_length=80, help_text="Lu par tous : « Vacances d’hiver ».")
    premier_jour = ChampDate(label="Premier jour sans classe", help_text="Comme 24/11/2026.")
    dernier_jour = ChampDate(label="Dernier jour sans classe", help_text="Compris.")

    def __init__(self, *args, zones: tuple[str, ...] = (), **kwargs):
        super().__init__(*args, **kwargs)
        if zones:
            self.fields["zone"] = _parmi("Zone", Zone, zones, "Choisissez une zone de vos établissements.")
            self.order_fields(("zone",))


class JourFerieForm(forms.Form):
    """One bank holiday."""

    jour = ChampDate(label="Jour", help_text="Comme 24/11/2026.")
    nom = forms.CharField(label="Nom", max_length=80, help_text="Lu par tous : « Fête locale ».")

    def __init__(self, *args, territoires: tuple[str, ...], **kwargs):
        super().__init__(*args, **kwargs)
        fautif = "Choisissez un territoire de vos établissements."
        self.fields["territoire"] = _parmi("Territoire", Territoire, territoires, fautif)
        self.order_fields(("territoire",))


def _parmi(mot: str, enum: type[Zone] | type[Territoire], valeurs: tuple[str, ...], fautif: str) -> forms.ChoiceField:
    """Offer some values of a list."""
    choix = [(valeur, enum(valeur).label[0].upper() + enum(valeur).label[1:]) for valeur in valeurs]
    messages = {"invalid_choice": fautif, "required": fautif}
    return forms.ChoiceField(label=mot, choices=choix, error_messages=messages)
