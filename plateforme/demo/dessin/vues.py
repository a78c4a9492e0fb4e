"""Every picture of the demo, by name."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from plateforme.demo.dessin import scenes_classe, scenes_communes, scenes_sport
from plateforme.demo.dessin.toile import Toile

Scene = Callable[..., tuple[Toile, str]]


@dataclass(frozen=True, slots=True)
class Vue:
    """A picture and its words."""

    image: Image.Image
    texte: str


VUES: dict[str, Scene] = {
    scene.__name__: scene
    for scene in (
        scenes_sport.gymnase,
        scenes_sport.tiers_de_gymnase,
        scenes_sport.vestiaires,
        scenes_sport.terrain_exterieur,
        scenes_classe.salle_de_classe,
        scenes_classe.salle_info,
        scenes_classe.cdi,
        scenes_classe.salle_musique,
        scenes_classe.salle_arts,
        scenes_classe.atelier,
        scenes_communes.salle_polyvalente,
        scenes_communes.amphi,
        scenes_communes.refectoire,
        scenes_communes.internat,
        scenes_communes.entree,
    )
}


def dessiner(nom: str, variante: int) -> Vue:
    """Draw one view; another variant is another room of the same kind, seen from the other side."""
    toile, texte = VUES[nom](random.Random(f"{nom}-{variante}"), miroir=bool(variante % 2))
    return Vue(toile.rendre(), f"Salle de démonstration, dessinée : {texte}")
