"""The shape of what members type; what it means is judged by the services."""

from datetime import date

from django import forms

from associations.models import Association, DemandeAdhesion, Membre, Piece
from comptes.champs import ChampTelephone
from etablissements.champs import ChampDate

NATURES = [(nature.value, nature.label.capitalize()) for nature in Association.Nature]


class IdentifiantsForm(forms.Form):
    """One identifier at least: the service says so, and normalises them."""

    rna = forms.CharField(
        label="Numéro RNA",
        required=False,
        max_length=20,
        help_text="W suivi de neuf caractères, sur le récépissé de déclaration : W381234567.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    siren_siret = forms.CharField(
        label="SIREN ou SIRET",
        required=False,
        max_length=30,
        help_text="Neuf ou quatorze chiffres, si vous en avez un.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    registre = forms.CharField(
        label="Registre d’Alsace-Moselle",
        required=False,
        max_length=160,
        help_text="Pour le Bas-Rhin, le Haut-Rhin et la Moselle : « Colmar, volume 62, folio 14 ».",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class RejoindreForm(IdentifiantsForm):
    sans_mention_facultatif = True


class FicheForm(IdentifiantsForm):
    """The record: what a convention will need, asked once."""

    field_order = ("nom", "nature", "rna", "siren_siret", "registre")

    nom = forms.CharField(max_length=160, widget=forms.TextInput(attrs={"autocomplete": "organization"}))
    nature = forms.ChoiceField(
        label="Vous êtes", choices=NATURES, initial=Association.Nature.ASSOCIATION, widget=forms.RadioSelect
    )
    objet = forms.CharField(
        required=False, max_length=300, help_text="En une phrase : « Apprendre et jouer le badminton »."
    )
    adresse = forms.CharField(
        label="Adresse du siège",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    code_postal = forms.RegexField(
        r"^[0-9]{5}$",
        required=False,
        error_messages={"invalid": "Le code postal a cinq chiffres, par exemple 38500."},
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric", "class": "saisie--court"}),
    )
    commune = forms.CharField(
        required=False, max_length=80, widget=forms.TextInput(attrs={"autocomplete": "address-level2"})
    )
    courriel = forms.EmailField(
        label="Adresse électronique",
        required=False,
        help_text="Celle de l’association : elle figure dans les conventions.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    telephone = ChampTelephone(required=False)

    @staticmethod
    def de(association: Association) -> dict:
        """Return what the form shows of a record."""
        noms = (
            "nom",
            "nature",
            "rna",
            "registre",
            "objet",
            "adresse",
            "code_postal",
            "commune",
            "courriel",
            "telephone",
        )
        return {nom: getattr(association, nom) for nom in noms} | {
            "siren_siret": association.siret or association.siren
        }


class ReponseForm(forms.Form):
    reponse = forms.ChoiceField(
        choices=[(r, r) for r in (DemandeAdhesion.Reponse.ACCEPTEE, DemandeAdhesion.Reponse.REFUSEE)]
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(label="Rôle", choices=Membre.Role)


class PieceForm(forms.Form):
    type_piece = forms.ChoiceField(label="Quel document", choices=[("", "Choisissez"), *Piece.Type.choices])
    fichier = forms.FileField(
        label="Fichier",
        max_length=255,
        help_text="PDF, ou photo JPEG ou PNG lisible ; 10 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"}),
        error_messages={"empty": "Ce fichier est vide : choisissez-en un autre."},
    )
    premier_jour = ChampDate(label="Valable à partir du", required=False)
    dernier_jour = ChampDate(
        label="Valable jusqu’au", required=False, help_text="Pour une attestation d’assurance, son dernier jour."
    )

    def clean_dernier_jour(self) -> date | None:
        premier, dernier = self.cleaned_data.get("premier_jour"), self.cleaned_data["dernier_jour"]
        if premier and dernier and dernier < premier:
            raise forms.ValidationError("Le dernier jour vient avant le premier.")
        return dernier
