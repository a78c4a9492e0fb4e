"""A specimen of a paper of the wallet: one page that nobody could take for a real one."""

from textwrap import wrap

from PIL import Image, ImageDraw

from plateforme.demo.dessin.toile import police

LARGEUR, HAUTEUR = 1240, 1754  # A4 at 150 dots an inch
MARGE = 150
TEXTE = (
    "Cette pièce est inventée : elle montre comment une association donne ses papiers une seule fois, et comment "
    "chaque établissement sollicité les lit. Elle n’a aucune valeur et n’engage personne."
)


def dessiner_piece(titre: str) -> Image.Image:
    """Draw the page that stands for the paper of that name, in black and white."""
    page = Image.new("1", (LARGEUR, HAUTEUR), 1)
    pinceau = ImageDraw.Draw(page)
    toit = [(MARGE, 250), (MARGE + 130, 180), (MARGE + 330, 230)]
    pinceau.line(toit, fill=0, width=12, joint="curve")
    y = 330
    for ligne in wrap(titre, 34):
        pinceau.text((MARGE, y), ligne, font=police(54), fill=0)
        y += 74
    pinceau.line([(MARGE, y + 30), (LARGEUR - MARGE, y + 30)], fill=0, width=3)
    y += 90
    for ligne in wrap(TEXTE, 52):
        pinceau.text((MARGE, y), ligne, font=police(32), fill=0)
        y += 50
    cadre = (MARGE, HAUTEUR - 560, LARGEUR - MARGE, HAUTEUR - 380)
    pinceau.rectangle(cadre, outline=0, width=8)
    pinceau.text((LARGEUR / 2, HAUTEUR - 470), "SPÉCIMEN DE DÉMONSTRATION", font=police(56), fill=0, anchor="mm")
    return page
