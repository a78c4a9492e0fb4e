"""The gallery: every component in every state, on one page, for whoever draws or checks. Served in DEBUG only."""

from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from etablissements.champs import ChampDate, ChampHeure
from etablissements.dessins import semaine_a_cocher
from salles.models import Salle


class FormulaireExemple(forms.Form):
    activite = forms.CharField(label="Pour quoi faire", help_text="En une phrase, comme vous le diriez à la loge.")
    effectif = forms.IntegerField(
        label="Personnes présentes en même temps",
        max_value=60,
        error_messages={"max_value": "60 au plus dans cette salle."},
    )
    jour = ChampDate(label="À partir du")
    debut = ChampHeure(label="De")
    fin = ChampHeure(label="À", help_text="Entre 8 h et 22 h.")
    type = forms.ChoiceField(label="Type de salle", choices=[("", "Peu importe"), *Salle.Type.choices], required=False)
    vacances = forms.ChoiceField(
        label="Pendant les vacances",
        choices=[("exclure", "Sans les vacances"), ("inclure", "Aussi pendant les vacances")],
        widget=forms.RadioSelect,
    )
    jours = forms.MultipleChoiceField(
        label="Les jours",
        choices=[("1", "lundi"), ("2", "mardi")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    objet = forms.CharField(label="Un mot pour le collège", widget=forms.Textarea, required=False)
    piece = forms.FileField(label="Attestation d’assurance", required=False)
    engagement = forms.BooleanField(label="Je peux engager l’association.")


MARDIS_PERDUS = {date(2026, 11, 3): "reparer", date(2026, 12, 8): "attente", date(2027, 6, 15): "pris"}
VACANCES = [
    (date(2026, 10, 17), date(2026, 11, 2)),
    (date(2026, 12, 19), date(2027, 1, 4)),
    (date(2027, 2, 13), date(2027, 3, 1)),
    (date(2027, 4, 10), date(2027, 4, 26)),
]


def _mardis(pas: int = 7) -> list[tuple[date, str]]:
    jours = [date(2026, 9, 8) + timedelta(days=pas * rang) for rang in range(288 // pas)]
    return [(jour, _etat(jour)) for jour in jours]


def _etat(jour: date) -> str:
    if any(premier <= jour < reprise for premier, reprise in VACANCES):
        return "vacances"
    return MARDIS_PERDUS.get(jour, "libre")


def _semaine() -> list[dict]:
    ecole = {"debut": time(8), "fin": time(17, 30), "nature": "ecole"}
    soirs = [
        [
            {"debut": time(17, 30), "fin": time(18, 30), "nature": "libre", "url": "/"},
            {"debut": time(18, 30), "fin": time(20, 30), "nature": "ferme"},
            {"debut": time(20, 30), "fin": time(22), "nature": "clos"},
        ],
        [
            {"debut": time(18), "fin": time(20), "nature": "libre", "url": "/"},
            {"debut": time(20), "fin": time(21, 30), "nature": "option"},
        ],
    ]
    jours = [{"jour": date(2026, 11, 16) + timedelta(days=n), "blocs": [ecole, *soirs[n % 2]]} for n in range(5)]
    jours.append({"jour": date(2026, 11, 21), "blocs": [{"debut": time(9), "fin": time(20), "nature": "libre"}]})
    jours.append({"jour": date(2026, 11, 22), "blocs": [{"debut": time(8), "fin": time(22), "nature": "clos"}]})
    return jours


LONG_NOM = "Association de démonstration pour la pratique partagée du théâtre en plein air n° 9"


def _formulaires() -> dict[str, Any]:
    return {
        "vierge": FormulaireExemple(initial={"debut": time(18), "fin": time(20)}),
        "fautif": FormulaireExemple(
            {"activite": "Théâtre", "effectif": "78", "jour": "31/02/2026", "debut": "25:00", "fin": "18 h"},
            auto_id="faute_%s",
        ),
    }


def _calendrier() -> dict[str, Any]:
    return {
        "mardis": _mardis(),
        "beaucoup": _mardis(pas=2),
        "libres": [(jour, etat) for jour, etat in _mardis() if etat == "libre"],
        "semaine": _semaine(),
        "cases": semaine_a_cocher(
            [(time(8), time(12)), (time(12), time(14)), (time(17), time(19)), (time(19), time(22))],
            cochees={"2-17:00-19:00", "2-19:00-22:00"},
            bloquees={f"{jour}-08:00-12:00" for jour in range(1, 6)},
        ),
    }


def _page() -> dict[str, Any]:
    return {
        "types": Salle.Type.choices,
        "page": Paginator(range(200), 10).page(9),
        "ariane": [("/", "Chercher"), ("/composants/", "Composants")],
        "etapes": [
            {"mot": "accord du collège", "faite": True},
            {"mot": "conseil d’administration", "courante": True},
            {"mot": "signatures"},
            {"mot": "active"},
        ],
        "faits": [
            ("Accueille", "60 personnes au plus, 180 m²"),
            ("Prix", "Gratuit pour les associations"),
            ("Nom", LONG_NOM),
        ],
        "actes": [
            {"titre": LONG_NOM, "texte": "À vous : un code arrive par courriel.", "courant": True},
            {"titre": "Lycée de démonstration", "texte": "Signe après vous."},
        ],
    }


def _dates() -> dict[str, Any]:
    return {
        "dates": [
            {
                "etat": "reparer",
                "quand": "mardi 3 nov. 2026",
                "raison": "Occupée par le collège : conseils de classe.",
                "qui": "la cheffe ou le chef d’établissement.",
            },
            {
                "etat": "attente",
                "quand": "mardi 8 déc. 2026",
                "raison": "Sous option d’une demande.",
                "qui": "la date se libère si l’option tombe.",
                "case": {"nom": "attente", "valeur": "2", "mot": "M’inscrire en attente", "coche": True},
            },
            {"etat": "pris", "quand": "mardi 15 juin 2027", "raison": "Fermeture : épreuves d’examen."},
        ],
        "badges_de_ligne": [
            {"ton": "oui", "icone": "coche", "mot": "pièces valides"},
            {"ton": "attente", "icone": "personnes", "mot": "2 demandes"},
        ],
        "colonnes": [{"mot": "Demandeur"}, {"mot": "Salle"}, {"mot": "Dates", "nombre": True}],
        "lignes": [[LONG_NOM, "Gymnase, tiers nord", 31], ["Chorale de démonstration n° 7", "Salle de musique", 1]],
    }


def _decision() -> dict[str, Any]:
    return {
        "reparations": [
            {
                "titre": "Au plus près",
                "phrase": "La date manquante, dans la même salle, de 20 h à 22 h.",
                "valeur": "plus_pres",
                "acte": "Placer la date",
            },
            {
                "titre": "Le moins de changements",
                "phrase": "Les 4 dates manquantes, dans 2 salles.",
                "details": [
                    "3 dates : au gymnase du collège Plan Menu, à 2,1 km, mêmes heures.",
                    "Le 8 décembre : à la salle polyvalente, même établissement, de 17 h 30 à 19 h 30.",
                ],
                "valeur": "moins_de_changements",
                "acte": "Placer ces dates",
            },
        ],
        "consequences": [
            ("gagne", "31 soirées servies, 62 heures"),
            ("perd", "La n° 31 perd 31 dates sur 31"),
            ("reste", "La n° 31 peut prendre le mercredi"),
        ],
        "prevenus": [
            {
                "qui": "Association n° 12",
                "bref": "L’accord, pour 31 mardis",
                "messages": ["Le collège donne son accord pour 31 mardis."],
            },
            {"qui": "La loge", "bref": "Rien."},
        ],
    }


@require_safe
def galerie(request: HttpRequest) -> HttpResponse:
    return render(request, "galerie.html", _formulaires() | _calendrier() | _page() | _dates() | _decision())
