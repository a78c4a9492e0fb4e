/* The map beside the results. It draws again, on the ground, the drawing that the server made: no page needs it.
   Tiles come from the IGN when it can be reached; otherwise the outlines of the départements, from this site. */

const TUILES =
  "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2" +
  "&STYLE=normal&FORMAT=image/png&TILEMATRIXSET=PM&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}";
const CREDIT = '<a href="https://geoservices.ign.fr/">IGN, Géoplateforme</a>';

const cadre = document.querySelector("[data-carte]");

/* The drawing is so wide, and gives so much of it to the circle. */
const LARGEUR = 400;
const PART_DU_CERCLE = 0.88;

/* Something of the drawing, at its place on the map, pushed aside as in the drawing: names at its scale, pins, whose
   size never changes, by as much as they need. */
function poser(carte, dessin, element, { echelle = 1, ...options }) {
  const [dx, dy] = dessin.dataset.ecart.split(" ").map((ecart) => ecart * echelle);
  const icon = L.divIcon({ html: element, className: "carte__marque", iconSize: [0, 0], iconAnchor: [-dx, -dy] });
  const position = [dessin.dataset.latitude, dessin.dataset.longitude];
  return L.marker(position, { icon, keyboard: false, interactive: false, ...options }).addTo(carte);
}

/* A pin is a link to the first of its schools in the list; the list lights its pin in return. */
function poserUnRepere(carte, dessin) {
  const ecoles = dessin.dataset.numeros.split(" ").map((numero) => document.querySelector(`[data-numero="${numero}"]`));
  const lien = document.createElement("a");
  lien.className = "pastille repere";
  lien.href = `#${ecoles[0].id}`;
  lien.textContent = dessin.dataset.texte;
  const noms = ecoles.map((ecole) => `${ecole.dataset.numero}. ${ecole.dataset.nom}`);
  lien.setAttribute("aria-label", `${noms.join(", ")} : voir dans la liste`);
  L.DomEvent.disableClickPropagation(lien);
  const marque = poser(carte, dessin, lien, { zIndexOffset: 1000 - Number(ecoles[0].dataset.numero) });
  lien.addEventListener("focus", () => carte.panInside(marque.getLatLng(), { padding: [40, 40], animate: false }));
  for (const ecole of ecoles) {
    for (const evenement of ["mouseenter", "focusin"]) {
      ecole.addEventListener(evenement, () => lien.classList.add("repere--ici"));
    }
    for (const evenement of ["mouseleave", "focusout"]) {
      ecole.addEventListener(evenement, () => lien.classList.remove("repere--ici"));
    }
  }
}

/* Without the tiles: the land, and the names that the drawing had. */
async function tracerLeFond(carte, croquis) {
  for (const dessin of croquis.querySelectorAll("text[data-ecart]")) {
    const nom = document.createElement("span");
    nom.className = dessin.classList.contains("nom--fort") ? "carte__nom carte__nom--fort" : "carte__nom";
    nom.textContent = dessin.textContent;
    poser(carte, dessin, nom, { echelle: carte.getSize().x / LARGEUR, zIndexOffset: -1000 });
  }
  const contours = await (await fetch(cadre.dataset.contours)).json();
  L.geoJSON(contours, { interactive: false, style: { className: "contour" } }).addTo(carte).bringToBack();
}

function ouvrir() {
  const croquis = cadre.querySelector("svg");
  const fond = document.createElement("div");
  fond.className = "carte__fond";
  fond.setAttribute("role", "region");
  fond.setAttribute("aria-label", "Carte des salles trouvées");
  croquis.replaceWith(fond);

  const carte = L.map(fond, {
    zoomControl: false,
    scrollWheelZoom: false, /* the wheel scrolls the page */
    dragging: matchMedia("(pointer: fine)").matches, /* so does one finger; two fingers move the map */
    zoomSnap: 0, /* at first, what the drawing showed, neither more nor less */
  });
  carte.attributionControl.setPrefix(false);
  L.control.zoom({ zoomInTitle: "Agrandir", zoomOutTitle: "Réduire" }).addTo(carte);

  const { latitude, longitude, rayon } = cadre.dataset;
  const centre = L.latLng(latitude, longitude);
  carte.fitBounds(centre.toBounds((rayon * 2000) / PART_DU_CERCLE)); /* metres, from side to side */
  for (const part of [0.5, 1]) {
    L.circle(centre, { radius: rayon * 1000 * part, className: "cercle", fill: false, interactive: false }).addTo(carte);
  }
  for (const dessin of croquis.querySelectorAll("rect[data-ecart]")) poserUnRepere(carte, dessin);

  const tuiles = L.tileLayer(TUILES, { minZoom: 6, maxZoom: 18, attribution: CREDIT });
  tuiles.once("tileerror", () => {
    tuiles.remove();
    tracerLeFond(carte, croquis);
  });
  tuiles.addTo(carte);
}

/* Far down on a phone: nothing is fetched before somebody scrolls to it. */
if (cadre && "L" in window) {
  new IntersectionObserver((entrees, guetteur) => {
    if (entrees.some((entree) => entree.isIntersecting)) {
      guetteur.disconnect();
      ouvrir();
    }
  }, { rootMargin: "200px" }).observe(cadre);
}
