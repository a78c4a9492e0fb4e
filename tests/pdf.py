"""A PDF to hand in, and the words of one that comes out, as a screen reader would get them."""

import io
import re

import pikepdf


def page_blanche(titre: str = "Essai") -> bytes:
    """Return a whole PDF of one page; another title is another file."""
    octets = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.docinfo["/Title"] = titre
        pdf.save(octets, deterministic_id=True)
    return octets.getvalue()


def texte(contenu: bytes) -> str:
    """Return the words of a PDF, read through its own tables of characters."""
    lettres = []
    with pikepdf.open(io.BytesIO(contenu)) as pdf:
        for page in pdf.pages:
            tables = {nom: _table(police) for nom, police in page.Resources.Font.items()}
            courante: dict[int, str] = {}
            for operandes, operateur in pikepdf.parse_content_stream(page):
                if str(operateur) == "Tf":
                    courante = tables[str(operandes[0])]
                for morceau in _morceaux(operandes, str(operateur)):
                    codes = [int.from_bytes(morceau[i : i + 2]) for i in range(0, len(morceau), 2)]
                    lettres += [courante.get(code, "") for code in codes]
    return "".join(lettres)


def _morceaux(operandes, operateur: str) -> list[bytes]:
    if operateur == "Tj":
        return [bytes(operandes[0])]
    if operateur == "TJ":
        return [bytes(partie) for partie in operandes[0] if isinstance(partie, pikepdf.String)]
    return []


def _table(police) -> dict[int, str]:
    carte = police.ToUnicode.read_bytes().decode("latin-1")
    return {
        int(code, 16): bytes.fromhex(lettre).decode("utf-16-be")
        for code, lettre in re.findall(r"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>", carte)
    }


def sans_blancs(mots: str) -> str:
    """Forget where lines break and words are cut."""
    return re.sub(r"[\s\u00ad\u2010-]", "", mots)
