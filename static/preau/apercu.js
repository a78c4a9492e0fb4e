/* Préau: the preview of a tenant's colours follows the two fields. Without this file, the button shows it. */

for (const champ of document.querySelectorAll("input[data-apercu]")) {
  champ.addEventListener("input", () => {
    for (const trait of document.querySelectorAll(`[data-couleur="${champ.dataset.apercu}"]`)) {
      for (const attribut of ["fill", "stroke"]) {
        if (!["none", "#fffdf7", null].includes(trait.getAttribute(attribut))) trait.setAttribute(attribut, champ.value);
      }
    }
  });
}
