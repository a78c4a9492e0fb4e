"""The pictures of the demo, drawn by ourselves: an empty room of each type, and its words for who does not see it."""

from plateforme.demo.dessin.papier import dessiner_piece
from plateforme.demo.dessin.vues import VUES, Vue, dessiner

__all__ = ["VUES", "Vue", "dessiner", "dessiner_piece"]
