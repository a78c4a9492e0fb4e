/* The map beside the results. It draws again what the list says, from the list itself: no page needs it.
   Tiles come from the IGN when it can be reached; otherwise the outlines of the départements, from this site. */

const TUILES =
  "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2" +
  "&STYLE=normal&FORMAT=image/png&TILEMATRIXSET=PM&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}";
const CREDIT = '<a href="https://geoservices.ign.fr/">IGN, Géoplateforme</a>';

const cadre = document.querySelector("[data-carte]");

/* Rooms of one school stand at one point: one pin for all of them. */
function parPoint(salles) {
  const points = new Map();
  for (const salle of salles) {
    const cle = `${salle.dataset.latitude} ${salle.dataset.longitude}`;
    points.set(cle, [...(points.get(cle) ?? []), salle]);
  }
  return [...points.values()];
}

function repere(salles) {
  const lien = document.createElement("a");
  lien.className = "pastille repere";
  lien.href = `#${salles[0].id}`;
  lien.textContent = salles[0].dataset.reperes;
  lien.setAttribute("aria-label", `${salles.map((salle) => salle.dataset.nom).join(" ; ")} : voir dans la liste`);
  return lien;
}

function poserLesReperes(carte, salles) {
  for (const groupe of parPoint(salles).reverse()) {
    const position = [groupe[0].dataset.latitude, groupe[0].dataset.longitude];
    const lien = repere(groupe);
    L.DomEvent.disableClickPropagation(lien);
    lien.addEventListener("focus", () => carte.panInside(position, { padding: [40, 40], animate: false }));
    L.marker(position, {
      icon: L.divIcon({ html: lien, className: "repere__ancre", iconSize: [0, 0] }),
      keyboard: false, /* the link inside is what one reaches */
      interactive: false,
    }).addTo(carte);
  }
}

async function tracerLesContours(carte, adresse) {
  const reponse = await fetch(adresse);
  L.geoJSON(await reponse.json(), { interactive: false, style: { className: "contour" } }).addTo(carte).bringToBack();
}

function ouvrir() {
  const { latitude, longitude, rayon, contours } = cadre.dataset;
  const croquis = cadre.querySelector("svg");
  const fond = document.createElement("div");
  fond.className = "carte__fond";
  fond.setAttribute("role", "region");
  fond.setAttribute("aria-label", "Carte des salles trouvées");
  croquis.replaceWith(fond);

  const carte = L.map(fond, {
    zoomControl: false,
    scrollWheelZoom: false, /* the wheel scrolls the page */
    dragging: matchMedia("(pointer: fine)").matches, /* one finger too; two fingers move the map */
    zoomSnap: 0.25,
  });
  carte.attributionControl.setPrefix(false);
  L.control.zoom({ zoomInTitle: "Agrandir", zoomOutTitle: "Réduire" }).addTo(carte);

  const centre = [latitude, longitude];
  for (const part of [0.5, 1]) {
    L.circle(centre, { radius: rayon * 1000 * part, className: "cercle", fill: false, interactive: false }).addTo(carte);
  }
  carte.fitBounds(L.latLng(centre).toBounds(rayon * 2000));

  const tuiles = L.tileLayer(TUILES, { minZoom: 6, maxZoom: 18, attribution: CREDIT });
  tuiles.once("tileerror", () => {
    tuiles.remove();
    tracerLesContours(carte, contours);
  });
  tuiles.addTo(carte);
  poserLesReperes(carte, document.querySelectorAll("[data-latitude][id]"));
  cadre.dataset.carte = "ouverte";
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
