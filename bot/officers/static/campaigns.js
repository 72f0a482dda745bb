// Counts and the telephone follow what is typed; progress follows by itself. Without this script a button does each of it.
"use strict";

const PAUSE = 400; // milliseconds after the last key
const EVERY = 5000; // milliseconds between two looks at what runs
const AGAIN = 1000; // milliseconds until what is being counted is looked at again

function put(target, text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const communes = page.querySelector("template[data-communes]");
  const place = document.querySelector("#communes[data-counting]");
  if (communes && place) {
    place.replaceChildren(document.importNode(communes.content, true));
    place.removeAttribute("data-counting");
  }
  target.replaceChildren(...page.body.childNodes);
}

for (const form of document.querySelectorAll("form[data-live]")) {
  const target = document.getElementById(form.dataset.into);
  let timer = 0;
  let asked = null;
  const ask = async () => {
    if (asked) asked.abort();
    asked = new AbortController();
    const body = new URLSearchParams(new FormData(form));
    try {
      const answer = await fetch(form.dataset.live, { method: "POST", body, signal: asked.signal, redirect: "error" });
      if (answer.ok || answer.status === 422) put(target, await answer.text());
    } catch (problem) {
      if (problem.name !== "AbortError") target.setAttribute("aria-busy", "true"); // what stands there is old
      return;
    }
    target.removeAttribute("aria-busy");
    again();
  };
  const again = () => {
    if (!target.querySelector("[data-again]")) return;
    clearTimeout(timer);
    timer = setTimeout(ask, AGAIN);
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  again();
}

const waiting = document.querySelector("div[data-again] a");
if (waiting) {
  setTimeout(() => location.assign(waiting.href), AGAIN);
}

for (const target of document.querySelectorAll("[data-refresh]")) {
  const look = async () => {
    if (document.visibilityState !== "visible") return;
    try {
      const answer = await fetch(target.dataset.refresh, { redirect: "error" });
      if (answer.ok) put(target, await answer.text());
    } catch {
      target.setAttribute("aria-busy", "true"); // the next look may reach it again
      return;
    }
    target.removeAttribute("aria-busy");
  };
  setInterval(look, EVERY);
}
