"""A person without a mouse: Tab, Shift+Tab, Enter, Space, arrows, and letters. Each stop must be seen."""

from playwright.sync_api import Page

ARRETS_MAX = 250  # more stops than any page of the site has

# How each element, and what draws it, looks before anything has the focus.
AU_REPOS = """() => {
  window.dessins = (el) => [el, el.closest("label"), el.nextElementSibling, el.closest("summary")].filter(Boolean);
  window.allure = (el) => {
    const style = getComputedStyle(el);
    return `${style.outlineStyle} ${style.outlineWidth} ${style.boxShadow}`;
  };
  window.repos = new Map();
  document.activeElement.blur();
  for (const el of document.querySelectorAll("a, button, input, select, textarea, summary, label, i, span, [tabindex]"))
    window.repos.set(el, window.allure(el));
}"""
ICI = """() => {
  const el = document.activeElement;
  if (!el || el === document.body) return null;
  const change = (dessin) => window.allure(dessin) !== window.repos.get(dessin);
  const trace = (dessin) => {
    const s = getComputedStyle(dessin);
    return (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== "none";
  };
  const dessin = el.matches("[type=checkbox], [type=radio]") && el.closest("label") || el;
  const r = dessin.getClientRects()[0];
  const dessus = document.elementFromPoint(r.left + Math.min(r.width / 2, 40), r.top + Math.min(r.height / 2, 20));
  const etiquette = el.labels?.[0]?.innerText ?? "";
  const nom = el.getAttribute("aria-label") || etiquette || el.innerText || el.textContent || "";
  return {
    nom: nom.split(/\\s+/).join(" ").trim(),
    balise: el.outerHTML.slice(0, 120),
    vu: window.dessins(el).some((dessin) => change(dessin) && trace(dessin)),
    decouvert: Boolean(dessus && (dessin.contains(dessus) || dessus.contains(dessin))),
  };
}"""


class Clavier:
    """Move by the keyboard alone on a page that was just opened; `fautes` are the stops where one is lost."""

    def __init__(self, page: Page):
        self.page = page
        self.fautes: list[str] = []

    def ouvrir(self) -> None:
        """Learn how the page looks before the first key; nothing glides, so that each stop is judged where it is."""
        self.page.emulate_media(reduced_motion="reduce")
        self.page.wait_for_load_state()
        self.page.evaluate(AU_REPOS)

    def tabuler(self, touche: str = "Tab") -> str | None:
        """Press Tab and return the name of the stop; None once the page is left."""
        self.page.keyboard.press(touche)
        ici = self.page.evaluate(ICI)
        if ici is None:
            return None
        if not ici["vu"]:
            self.fautes.append(f"rien ne montre le focus : {ici['balise']}")
        if not ici["decouvert"]:
            self.fautes.append(f"le focus est caché : {ici['balise']}")
        return ici["nom"]

    def aller(self, nom: str) -> None:
        """Tab to the next stop whose name begins so."""
        for _ in range(ARRETS_MAX):
            if (self.tabuler() or "").startswith(nom):
                return
        raise AssertionError(f"« {nom} » ne s’atteint pas au clavier")

    def ecrire(self, nom: str, valeur: str) -> None:
        self.aller(nom)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(valeur)

    def presser(self, nom: str, touche: str = "Enter") -> None:
        self.aller(nom)
        self.page.keyboard.press(touche)

    def traverser(self) -> list[str]:
        """Tab through the whole page, and return the stops; a page that holds the keyboard fails."""
        arrets: list[str] = []
        while (nom := self.tabuler()) is not None:
            arrets.append(nom)
            if len(arrets) == ARRETS_MAX:
                raise AssertionError(f"le clavier ne sort pas de la page : {arrets[-5:]}")
        return arrets
