"""The hours that one association may hold, in a school or in all those of an authority."""

from datetime import timedelta

from django import forms

from etablissements.ecriture import duree
from etablissements.models import Collectivite, Etablissement


class ChampHeures(forms.IntegerField):
    """A length of time in whole hours, at most those of so many days; empty means no limit of one's own."""

    def __init__(self, *, jours: int, **options):
        super().__init__(min_value=1, max_value=24 * jours, required=False, **options)

    def clean(self, valeur):
        heures = super().clean(valeur)
        return None if heures is None else timedelta(hours=heures)

    def prepare_value(self, valeur):
        return round(valeur / timedelta(hours=1)) if isinstance(valeur, timedelta) else valeur


class QuotasForm(forms.Form):
    """One limit a period; an empty answer shows what applies without it."""

    sans_mention_facultatif = True

    quota_semaine = ChampHeures(jours=7, label="Heures par semaine")
    quota_mois = ChampHeures(jours=31, label="Heures par mois")
    quota_annee = ChampHeures(jours=366, label="Heures par année scolaire")

    def __init__(self, donnees=None, *, niveau: Etablissement | Collectivite):
        super().__init__(donnees, initial={nom: getattr(niveau, nom) for nom in self.base_fields})
        for nom, champ in self.fields.items():
            commune = getattr(niveau.collectivite, nom) if isinstance(niveau, Etablissement) else None
            champ.help_text = f"Vide : {duree(commune)}, comme la collectivité." if commune else "Vide : sans limite."
