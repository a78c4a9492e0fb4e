/* Préau: small comforts. Every page reads, asks, decides and signs without this file. */

/* After a refusal the page opens on the summary of what is to be mended. */
document.querySelector("[data-resume]")?.focus();

/* The menu of the phone closes on Escape, and gives the focus back to its button. */
document.addEventListener("keydown", (evenement) => {
  const menu = document.querySelector("[data-menu][open]");
  if (evenement.key === "Escape" && menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

/* The browser writes on a file field in its own language: we write over it in French. */
for (const champ of document.querySelectorAll('input[type="file"]')) {
  const cadre = document.createElement("span");
  const bouton = document.createElement("span");
  const nom = document.createElement("span");
  cadre.className = "fichier";
  bouton.className = "btn btn--second";
  nom.className = "fichier__nom";
  bouton.textContent = "Choisir un fichier";
  const dire = () => {
    nom.textContent = champ.files[0]?.name ?? "Aucun fichier choisi";
  };
  for (const dessin of [bouton, nom]) dessin.setAttribute("aria-hidden", "true");
  champ.before(cadre);
  cadre.append(champ, bouton, nom);
  champ.addEventListener("change", dire);
  dire();
}

document.addEventListener("click", (evenement) => {
  /* A link to a page that asks a question opens the same question as a dialog, where the page holds it. */
  const ouvreur = evenement.target.closest("[data-ouvre]");
  const dialogue = ouvreur && document.getElementById(ouvreur.dataset.ouvre);
  if (dialogue) {
    evenement.preventDefault();
    dialogue.showModal();
    return;
  }
  const fermeur = evenement.target.closest("dialog [data-ferme]");
  if (fermeur) {
    evenement.preventDefault();
    fermeur.closest("dialog").close();
  }
});

/* "Autour de moi": the position stays on the device until the form is sent. */
for (const bloc of document.querySelectorAll("[data-autour]")) {
  if (!("geolocation" in navigator)) continue;
  const [latitude, longitude, lieu] = bloc.dataset.autour.split(" ").map((id) => document.getElementById(id));
  const etat = bloc.querySelector("[role=status]");
  bloc.hidden = false;
  bloc.querySelector("button").addEventListener("click", () => {
    etat.textContent = "Nous cherchons où vous êtes…";
    navigator.geolocation.getCurrentPosition(
      (position) => {
        latitude.value = position.coords.latitude.toFixed(4);
        longitude.value = position.coords.longitude.toFixed(4);
        lieu.value = "";
        etat.textContent = "La recherche se fera autour de vous.";
      },
      () => {
        etat.textContent = "Votre appareil n’a pas donné sa position\u00a0: écrivez une commune ou un code postal.";
      },
      { timeout: 8000, maximumAge: 600000 },
    );
  });
  lieu.addEventListener("input", () => {
    latitude.value = "";
    longitude.value = "";
    etat.textContent = "";
  });
}
