/* Préau: says in the page that a security key did not answer; allauth only tells the console. */

document.addEventListener("allauth.error", (evenement) => {
  if (!evenement.detail.tags.includes("webauthn")) return;
  evenement.preventDefault();
  const message = document.querySelector("[data-cle-muette]");
  message.textContent = "Votre appareil n’a pas présenté de clé. Réessayez, ou choisissez un autre moyen.";
  message.classList.add("alerte", "alerte--soin");
});
