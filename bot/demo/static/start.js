// Copies a code or six digits; the words it says come with the page.

const said = document.getElementById("said");

for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!navigator.clipboard) continue; // without it the number is there to be read and typed
  button.hidden = false;
  const label = button.firstChild.textContent;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.firstChild.textContent = "\u2713";
    said.textContent = "\u2713 " + button.dataset.copy;
    setTimeout(() => {
      button.firstChild.textContent = label;
    }, 1500);
  });
}

// A seat that was linked meanwhile looks different: show it when one comes back.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") location.reload();
});
