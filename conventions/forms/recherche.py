"""The search on behalf of an association: what `salles` asks, and for whom."""

from collections.abc import Sequence

from django import forms

from associations.models import Association
from conventions.quotas import qui_demande
from salles.forms.recherche import Pour, RechercheForm
from salles.recherche import QuiDemande


class RecherchePourForm(RechercheForm):
    """Read a search of somebody who asks for associations; it is judged for the one that is named, else the usual one.

    A name that is none of theirs names nobody: an address passed on by somebody else is judged for its reader.
    """

    a_oublier = (*RechercheForm.a_oublier, "association")

    association = forms.ChoiceField(label="Au nom de", required=False)

    def __init__(self, data=None, *args, siennes: Sequence[Association], **kwargs):
        """`siennes` come from `associations_habituelles`: at least one, the usual one first."""
        self.siennes = siennes
        habituelle = siennes[0] if len(siennes) == 1 or siennes[0].demandee_le else None
        nommee = data.get("association") if data is not None else None
        self.au_nom_de = next((sienne for sienne in siennes if str(sienne.pk) == nommee), habituelle)
        if data is not None:
            data = data.copy()
            data["association"] = _valeur(self.au_nom_de)
        super().__init__(data, *args, **kwargs)
        if len(siennes) == 1:
            del self.fields["association"]
            return
        proposees = sorted((sienne.nom, _valeur(sienne)) for sienne in siennes)
        choix = [(valeur, nom) for nom, valeur in proposees]
        self.fields["association"].choices = choix if habituelle else [("", "Choisissez"), *choix]
        if self.initial.get("association") not in dict(choix):
            self.initial["association"] = _valeur(habituelle)

    @property
    def qui_demande(self) -> QuiDemande | None:
        return qui_demande(self.au_nom_de, maintenant=self.maintenant) if self.au_nom_de else None

    @property
    def pour_qui(self) -> forms.BoundField | None:
        return self["association"] if "association" in self.fields else None

    def pour(self, *, limitee: bool) -> Pour | None:
        """Say for whom the dates were judged: whenever there is a choice, and whenever a limit takes some away."""
        autres = [
            (sienne.nom, self.parametres(association=_valeur(sienne)))
            for sienne in sorted(self.siennes, key=lambda sienne: sienne.nom)
            if sienne != self.au_nom_de
        ]
        if self.au_nom_de is None:
            return Pour("Dites pour qui vous cherchez : les heures que vous tenez déjà seront comptées.", autres)
        if limitee:
            phrase = (
                f"Cherché pour {self.au_nom_de} : une limite d’heures par association retire des dates. "
                "Elle est écrite avec les dates qui manquent."
            )
            return Pour(phrase, autres)
        if autres:
            return Pour(f"Cherché pour {self.au_nom_de}, en comptant les heures que vous tenez déjà.", autres)
        return None


def _valeur(association: Association | None) -> str:
    return str(association.pk) if association else ""
