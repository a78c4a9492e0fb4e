"""What the room is, what one finds in it, how one enters it."""

from django import forms

from etablissements.champs import ChampDate
from etablissements.models import TARIF_MAX
from salles.models import Equipement, Salle
from salles.models.offre import TypeErp


class DescriptionForm(forms.ModelForm):
    # what publishing asks for is optional in a draft: the word would mislead
    sans_mention_facultatif = True

    types_erp = forms.MultipleChoiceField(
        label="Types ERP",
        choices=TypeErp,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ce que la commission de sécurité a autorisé. L’usage d’un autre type passe par l’article GN 6.",
    )
    gn6_autorise_le = ChampDate(
        label="Autorisation GN 6",
        required=False,
        help_text="La date de l’autorisation d’un autre usage, s’il y en a une.",
    )
    equipements = forms.ModelMultipleChoiceField(
        label="Équipements",
        queryset=Equipement.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Salle
        fields = (
            "nom",
            "type",
            "description",
            "effectif_max",
            "surface_m2",
            "acces",
            "acces_detail",
            "vestiaires",
            "sanitaires",
            "accessible_pmr",
            "pmr_detail",
            "types_erp",
            "categorie_erp",
            "gn6_autorise_le",
            "equipements",
            "tarif_horaire_euros",
        )
        labels = {
            "nom": "Son nom, comme on le dit ici",
            "effectif_max": "Personnes au plus",
            "surface_m2": "Surface, en m²",
            "description": "Un mot de plus",
            "acces": "Comment on entre",
            "acces_detail": "Par où, et qui appeler",
            "vestiaires": "Vestiaires",
            "sanitaires": "Sanitaires",
            "accessible_pmr": "Accès en fauteuil",
            "pmr_detail": "L’accès en fauteuil, en une phrase",
            "tarif_horaire_euros": "Tarif de l’heure, en euros",
        }
        help_texts = {
            "effectif_max": "Public compris.",
            "surface_m2": "",
            "description": "Ce qui plaît, ce qui manque, ce qu’il faut savoir.",
            "acces_detail": "« Portail rue des Écoliers ; la loge au 04 76 00 00 00. »",
            "pmr_detail": "« De plain-pied, sanitaires adaptés » ou « Six marches, pas de rampe ».",
        }
        error_messages = {
            "effectif_max": {
                "min_value": "Au moins une personne.",
                "max_value": "5 000 personnes au plus : au-delà, écrivez à votre collectivité.",
            },
            "surface_m2": {"max_value": "50 000 m² au plus."},
            "tarif_horaire_euros": {
                "min_value": "Un tarif n’est pas négatif : 0 pour une salle gratuite.",
                "max_value": f"{TARIF_MAX} euros l’heure au plus.",
            },
        }

    def __init__(self, *args, equipements, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["equipements"].queryset = equipements
        self.fields["description"].widget.attrs["rows"] = 3
        for nom in ("type", "acces", "categorie_erp"):
            self.fields[nom].choices = [("", "Choisissez"), *self.fields[nom].choices[1:]]
        for nom in ("effectif_max", "surface_m2"):
            self.fields[nom].widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
        self.fields["tarif_horaire_euros"].widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        self.fields["tarif_horaire_euros"].localize = True
