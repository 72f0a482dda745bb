// Keeps the page as the books are: asks for its parts every two seconds and changes those that differ.

const EVERY = 2000;
const live = document.getElementById("live");
const at = document.getElementById("at");
const shown = new Map();
let state = "";

function say(next) {
  if (next === state) return; // said once, not every two seconds
  state = next;
  live.dataset.state = next;
  live.textContent = live.dataset[next];
}

// Our own server's HTML, escaped there; the page's policy lets nothing in it run.
function put(name, html) {
  const section = document.getElementById(name);
  const scroller = section.querySelector(".scroll");
  const seen = scroller ? [scroller.scrollLeft, scroller.contains(document.activeElement)] : null;
  const fresh = new DOMParser().parseFromString(html, "text/html").body;
  section.replaceChildren(...fresh.childNodes);
  const again = section.querySelector(".scroll");
  if (!seen || !again) return;
  again.scrollLeft = seen[0];
  if (seen[1]) again.focus({ preventScroll: true });
}

async function look() {
  try {
    const answer = await fetch("now", { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const now = await answer.json();
    for (const [name, html] of Object.entries(now.parts)) {
      if (shown.get(name) === html) continue;
      shown.set(name, html);
      put(name, html);
    }
    at.textContent = now.at;
    say("live");
  } catch (problem) {
    say("lost");
  }
}

async function keepLooking() {
  if (document.visibilityState === "visible") await look();
  setTimeout(keepLooking, EVERY);
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") look();
});
keepLooking();
