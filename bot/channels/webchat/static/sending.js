// How does what is written or pressed reach the server? One after the other, each under its own name, again and again
// until the server says it has it. What is written and not yet sent survives a reload of this tab.

import { addPending, dropPending, hasAnswerTo, notePending } from "./conversation.js";
import { address, byId, lang, newId, tab, words } from "./page.js";
import { beginWaiting, endWaiting, notify, pressTaken } from "./waiting.js";

const KEPT = "unsent" + location.pathname;
const LONGEST_PAUSE = 15000; // ms between two tries
const PATIENCE = 20000; // ms for one try; trying again is harmless

let queue = [];
let sending = false;
let timer = 0;
let failures = 0;

export function write(text, shownAs) {
  const request = { id: newId(), text: text, shown: shownAs || text };
  queue.push(request);
  keep();
  addPending(request.id, request.shown);
  notify("");
  send();
}

export function press(button, data, message, byKeyboard) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  button.classList.add("chosen");
  queue.push({ id: newId(), press: data, message_id: message, button: button });
  notify("");
  beginWaiting();
  if (byKeyboard) byId("composer").focus({ preventScroll: true });
  send();
}

export async function send() {
  if (sending || !queue.length) return;
  sending = true;
  clearTimeout(timer);
  const request = queue[0];
  const answer = await post("say", content(request)).catch(() => null);
  const pause = answer ? await settle(request, answer) : later(request);
  sending = false;
  if (pause) timer = setTimeout(send, pause);
  else send();
}

export function sendWhatWasKept() {
  try {
    queue = JSON.parse(tab.get(KEPT)) || [];
  } catch (broken) {
    queue = [];
  }
  queue.forEach((request) => addPending(request.id, request.shown));
  send();
}

export function dropAll() {
  queue = [];
  keep();
}

export function post(path, body) {
  const patience = new AbortController();
  setTimeout(() => patience.abort(), PATIENCE);
  return fetch(address(path), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal: patience.signal,
  });
}

// The cookie is gone. Loading the page again brings a new one; if that was just tried, cookies are blocked.
export function lostCookie() {
  if (tab.get("reloaded")) notify(words.no_cookie);
  else {
    tab.set("reloaded", "1");
    location.reload();
  }
}

function content(request) {
  const said = { id: request.id, lang: lang };
  if (!request.press) return Object.assign(said, { text: request.text });
  return Object.assign(said, { press: request.press, message_id: request.message_id });
}

function keep() {
  const written = queue.filter((request) => request.text);
  tab.set(KEPT, written.length ? JSON.stringify(written) : "");
}

// What the server's answer means for ``request``; the pause in ms before the next try, 0 to go on.
async function settle(request, answer) {
  const said = await answer.json().catch(() => ({ text: words.try_again }));
  if (answer.ok) return accepted(request, said);
  if (answer.status === 401) {
    lostCookie();
    return later(request, 60000);
  }
  if (answer.status === 429 || answer.status >= 500) {
    notify(said.text, 8000);
    return later(request, 1000 * Number(answer.headers.get("Retry-After")));
  }
  return refused(request, said.text);
}

function accepted(request, said) {
  failures = 0;
  queue.shift();
  keep();
  notePending(request.id, "");
  if (request.button) pressTaken(request.button, said.press);
  else if (!hasAnswerTo(said.id)) beginWaiting();
  return 0;
}

function later(request, pause) {
  notePending(request.id, words.unsent);
  endWaiting();
  failures += 1;
  return pause || Math.min(LONGEST_PAUSE, 500 * 2 ** failures);
}

function refused(request, why) {
  queue.shift();
  keep();
  endWaiting();
  dropPending(request.id);
  const composer = byId("composer");
  if (request.text && !composer.value) composer.value = request.text; // to be mended, not to be written again
  composer.dispatchEvent(new Event("input"));
  notify(why);
  return 0;
}
