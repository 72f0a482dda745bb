// New threads and new words appear by themselves; what somebody is typing is never touched.

const PAUSES = [1000, 2000, 5000, 10000, 30000]; // ms after a failure, and after each further one
const TYPED = 700; // ms of stillness before what is typed is looked at
const heard = document.getElementById("heard");

function tell(key) {
  const words = heard.dataset[key] || "";
  if (heard.textContent !== words) heard.textContent = words;
}

function later(ms) {
  return new Promise((go) => setTimeout(go, ms));
}

// Whoever looks at another window needs nothing, and leaves the place to others.
function looked() {
  if (!document.hidden) return Promise.resolve();
  return new Promise((go) => document.addEventListener("visibilitychange", go, { once: true }));
}

function asking() {
  const asked = document.querySelector("[data-news]");
  if (!asked) return null;
  const address = new URL(asked.dataset.news, location.href);
  address.searchParams.set("stamp", asked.dataset.stamp);
  return address;
}

function swap(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const focused = document.activeElement && document.activeElement.id;
  for (const part of fresh.querySelectorAll("[data-live]")) {
    const old = document.getElementById(part.id);
    if (old) old.replaceWith(document.adoptNode(part));
  }
  if (focused && document.activeElement.id !== focused) {
    const again = document.getElementById(focused);
    if (again) again.focus({ preventScroll: true });
  }
}

function takeIn(text) {
  const before = facts();
  swap(text);
  const after = facts();
  if (after.last && after.last !== before.last) {
    tell(after.by);
    const seen = document.querySelector("#answer input[name=seen]");
    if (seen) seen.value = after.last; // it stands above the form now
  } else if (after.last) {
    tell("changed");
  } else if (Number(after.waiting) > Number(before.waiting)) {
    tell("more");
  }
}

function facts() {
  const said = document.getElementById("said");
  const queue = document.getElementById("queue");
  return {
    last: said && said.dataset.last,
    by: said && said.dataset.by,
    waiting: queue && queue.dataset.waiting,
  };
}

async function follow() {
  let failures = 0;
  for (;;) {
    await looked();
    const address = asking();
    if (!address) return;
    try {
      const answer = await fetch(address, { redirect: "manual", cache: "no-store" });
      if (answer.type === "opaqueredirect") return tell("out");
      if (answer.status === 404) return tell("gone");
      if (answer.status === 204) await later(1000 * Number(answer.headers.get("Retry-After") || 0));
      else if (answer.ok) takeIn((await answer.json()).html);
      else throw new Error(String(answer.status));
      if (failures) tell("");
      failures = 0;
    } catch (unreachable) {
      if (failures) tell("lost");
      await later(PAUSES[Math.min(failures, PAUSES.length - 1)]);
      failures += 1;
    }
  }
}

// The linter's verdict while somebody types, beside the text.
function watch(form) {
  const place = document.getElementById("preview");
  let still = 0;
  let turn = 0;
  async function look() {
    const mine = ++turn;
    const fields = new URLSearchParams(new FormData(form));
    try {
      const answer = await fetch(form.dataset.check, { method: "POST", body: fields, redirect: "manual" });
      if (answer.status === 401) return tell("out");
      if (answer.ok && mine === turn) place.innerHTML = (await answer.json()).html;
    } catch (unreachable) {
      tell("lost"); // the button shows the same with a page of its own
    }
  }
  function soon() {
    clearTimeout(still);
    still = setTimeout(look, TYPED);
  }
  form.addEventListener("input", soon);
  document.addEventListener("change", (event) => event.target.form === form && soon());
}

const form = document.getElementById("answer");
if (form) watch(form);
follow();
