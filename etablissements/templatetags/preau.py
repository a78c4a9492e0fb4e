"""Template vocabulary of Préau: how pages write and draw. Each tag is shown in docs/composants.md."""

import functools
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from lucide.templatetags.lucide import lucide

from etablissements import base_legale, dessins, ecriture
from etablissements.models import Etablissement

register = template.Library()

# The words of the pages, and the drawing of the icon package that stands beside each.
ICONES = {
    "agenda": "calendar-days",
    "aide": "circle-question-mark",
    "alerte": "triangle-alert",
    "attente": "hourglass",
    "bas": "chevron-down",
    "calendrier": "calendar",
    "chercher": "search",
    "clef": "key-round",
    "coche": "check",
    "courriel": "mail",
    "croix": "x",
    "document": "file-text",
    "etablissement": "school",
    "fauteuil": "accessibility",
    "fleche": "arrow-right",
    "flamme": "flame",
    "horloge": "clock",
    "imprimer": "printer",
    "information": "info",
    "lieu": "map-pin",
    "modifier": "pencil",
    "personnes": "users",
    "photo": "camera",
    "plume": "pen-line",
    "plus": "plus",
    "porte": "door-open",
    "position": "locate-fixed",
    "rendre": "undo-2",
    "sablier": "hourglass",
    "sceau": "award",
    "sortir": "log-out",
    "supprimer": "trash-2",
    "telecharger": "download",
    "telephone": "phone",
    "vote": "vote",
}


@register.simple_tag
@functools.cache
def icone(nom: str) -> str:
    """Draw an icon, hidden from screen readers: a word always stands beside it."""
    return lucide(
        template.Context(), ICONES[nom], size=None, **{"class": "ic", "aria-hidden": "true", "focusable": "false"}
    )


# -- writing -----------------------------------------------------------------------


def _local(instant: date | datetime | time):
    """Read an aware instant in the current time zone; leave days and wall-clock times as they are."""
    if isinstance(instant, datetime) and timezone.is_aware(instant):
        return timezone.localtime(instant)
    return instant


def _vide_si_absent(ecrire):
    """Turn a function of `ecriture` into a filter that shows nothing for an absent value."""

    @functools.wraps(ecrire)
    def filtre(valeur):
        return "" if valeur in (None, "") else ecrire(_local(valeur))

    return filtre


register.filter("heure", _vide_si_absent(ecriture.heure))
register.filter("jour_long", _vide_si_absent(ecriture.jour_long))
register.filter("jour_court", _vide_si_absent(ecriture.jour_court))
register.filter("jour_mois", _vide_si_absent(ecriture.jour_mois))
register.filter("duree", ecriture.duree)
register.filter("distance_km", ecriture.distance_km)
register.filter("euros", ecriture.euros)
register.filter("enumerer", ecriture.enumerer)


@register.filter
def nombre(valeur, decimales: int = 0) -> str:
    return "" if valeur is None else ecriture.nombre(valeur, decimales)


@register.filter
def plage_horaire(debut, fin) -> str:
    """`{{ debut|plage_horaire:fin }}`: « de 18 h à 20 h »."""
    return ecriture.plage_horaire(_local(debut), _local(fin))


@register.filter
def plage_courte(debut, fin) -> str:
    """`{{ debut|plage_courte:fin }}`: « 18 h – 20 h »."""
    return ecriture.plage_courte(_local(debut), _local(fin))


@register.filter
def periode(premier_jour, dernier_jour) -> str:
    """`{{ premier|periode:dernier }}`: « du 8 septembre 2026 au 22 juin 2027 »."""
    return ecriture.periode(premier_jour, dernier_jour)


@register.filter
def pluriel(compte: int, mots: str) -> str:
    """`{{ n|pluriel:"salle" }}` or `{{ n|pluriel:"cheval,chevaux" }}`: « 3 salles »."""
    return ecriture.pluriel(compte, *mots.split(",", 1))


@register.filter
def accord(compte: int, mots: str) -> str:
    """`{{ n|accord:"libre,libres" }}`: the word that agrees with the count, without the count."""
    singulier, mot_pluriel = mots.split(",", 1)
    return singulier if abs(compte) < 2 else mot_pluriel


@register.filter
def numeros(pagination, page: int):
    """The page numbers worth showing around `page`; `None` stands for what is left out."""
    return [
        n if isinstance(n, int) else None for n in pagination.get_elided_page_range(page, on_each_side=1, on_ends=1)
    ]


@register.filter
def rang(suite, indice: int):
    """`{{ colonnes|rang:2 }}`: the element at that place."""
    return suite[indice]


# -- drawing -----------------------------------------------------------------------


@register.inclusion_tag("composants/frise.html")
def frise(creneaux: Iterable[tuple[date, str]]) -> dict:
    """`{% frise creneaux %}` with (date, state) pairs; the page says the sentence in text beside it, once."""
    return {"frise": dessins.frise(creneaux)}


@register.filter
def phrase_frise(creneaux: Iterable[tuple[date, str]]) -> str:
    """The sentence that goes with the frise: « Libre 31 mardis sur 34. »."""
    return dessins.frise(creneaux).phrase


@register.inclusion_tag("composants/agenda.html")
def agenda(jours: Iterable[Mapping], liste: str = "Heures libres, jour par jour") -> dict:
    """`{% agenda jours %}`: the week as a list, and the same on Seyès ruling beside it."""
    return {
        "jours": dessins.semaine(jours),
        "titre_liste": liste,
        "heures": range(dessins.PREMIERE_HEURE, dessins.DERNIERE_HEURE),
        "legende": [(nature, mots[1]) for nature, mots in dessins.NATURES.items()],
    }


@register.inclusion_tag("composants/legende_frise.html")
def legende_frise() -> dict:
    return {"etats": dessins.ETATS.items()}


@register.inclusion_tag("composants/illustration.html")
def illustration(type_de_salle: str, description: str = "") -> dict:
    """Draw the room type, for a room without a photo; without a description it is decoration."""
    return {"type": type_de_salle, "description": description}


@register.simple_block_tag
def abri(content: str, variante: str = "") -> str:
    """The roof, once per page. Variants, separated by spaces: soleil cahier etroit."""
    classes = " ".join(f"abri--{nom}" for nom in variante.split())
    return render_to_string("composants/abri.html", {"classes": classes, "contenu": content})


@register.simple_block_tag
def alerte(content: str, ton: str = "", titre: str = "") -> str:
    """A rule in the margin. Tones: none (information), `soin` (attention), `refus`."""
    return render_to_string("composants/alerte.html", {"ton": ton, "titre": titre, "contenu": content})


@register.inclusion_tag("etablissements/_empechement.html")
def empechement(etablissement: Etablissement, *, au_public: bool = False) -> dict[str, object]:
    """Say why nothing is lent in this school, and who can change it; nothing where it lends."""
    pourquoi = base_legale.empechement(etablissement)
    return {
        "ferme": pourquoi is base_legale.Empechement.FERME,
        "sans_acte": pourquoi is base_legale.Empechement.SANS_ACTE,
        "collectivite": etablissement.collectivite if pourquoi else None,
        "au_public": au_public,
    }


@register.simple_block_tag
def dialogue(content: str, nom: str, titre: str) -> str:
    """A question over the page, opened by a link with `data-ouvre="<nom>"` to a page that asks the same."""
    return render_to_string("composants/dialogue.html", {"nom": nom, "titre": titre, "contenu": content})


@register.simple_block_tag
def plus(content: str, titre: str, ouvert: bool = False) -> str:
    """A disclosure; what is folded is never needed to decide."""
    return render_to_string("composants/plus.html", {"titre": titre, "ouvert": ouvert, "contenu": content})
