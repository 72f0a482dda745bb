// What stands in the conversation? Each message once, in order, whatever order and however often the news comes in.

import { drawGone, drawMessage, drawPending } from "./message.js";
import { byId, make } from "./page.js";
import { leadTo, nearEnd, settle } from "./reading_place.js";
import { endPress, endWaiting, isWaiting, notify } from "./waiting.js";

const GAP = 10 * 60 * 1000; // ms of silence after which the time is shown again

const log = byId("log");
const shown = new Map(); // message id -> its element
const pending = new Map(); // our own name for a message being sent -> its element
const title = document.title;
let unseen = 0;
let onPress = () => {};

export function whenPressed(action) {
  onPress = action;
}

// Takes in lines of news. ``live``: they happen now (else: history that is being read).
export function takeIn(lines, live) {
  lines.forEach((line) => {
    if (line.kind === "answer") answer(line);
    else if (line.kind === "gone") gone(line.id);
    else message(line, live);
  });
  tidy();
}

export function addPending(id, text) {
  const element = make("div");
  drawPending(element, text);
  pending.set(id, element);
  log.append(element);
  tidy();
  leadTo(element);
}

export function notePending(id, text) {
  if (pending.has(id)) pending.get(id).querySelector(".note").textContent = text;
}

export function dropPending(id) {
  if (pending.has(id)) pending.get(id).remove();
  pending.delete(id);
  tidy();
}

export const oldestShown = () => log.querySelector("[data-id]")?.dataset.id || "0";

export const hasAnswerTo = (id) =>
  Array.from(log.querySelectorAll(".message[data-id]:not(.mine)")).some((one) => Number(one.dataset.id) > Number(id));

export function leadToNewest() {
  const told = log.querySelectorAll(".message:not(.mine)");
  if (told.length) leadTo(told[told.length - 1]);
}

// History is not read aloud line by line.
export function quietly(change) {
  log.setAttribute("aria-live", "off");
  change();
  setTimeout(() => log.setAttribute("aria-live", "polite"), 500);
}

export function seen() {
  unseen = 0;
  document.title = title;
}

function message(line, live) {
  const wasNearEnd = nearEnd();
  const known = shown.has(line.id);
  const element = shown.get(line.id) || pending.get(line.say) || make("div");
  const hadFocus = element.contains(document.activeElement);
  drawMessage(element, line, onPress);
  shown.set(line.id, element);
  pending.delete(line.say);
  place(element, line.id);
  if (hadFocus) (element.querySelector(".choice") || byId("composer")).focus({ preventScroll: true });
  if (live && !line.mine) told(element, known, wasNearEnd);
}

function told(element, known, wasNearEnd) {
  const wanted = isWaiting();
  endWaiting();
  if (known) mark(element);
  if (document.hidden) {
    unseen += 1;
    document.title = "(" + unseen + ") " + title;
  }
  if (wanted || (wasNearEnd && !known)) leadTo(element);
  else if (!known) byId("below").hidden = false;
}

function mark(element) {
  log.querySelectorAll(".changed").forEach((one) => one.classList.remove("changed"));
  element.classList.add("changed");
}

function gone(id) {
  const element = shown.get(id);
  if (!element) return;
  const hadFocus = element.contains(document.activeElement);
  drawGone(element);
  if (hadFocus) byId("composer").focus({ preventScroll: true });
}

function answer(line) {
  endPress(line.press);
  if (line.text) notify(line.text, 10000);
}

// In the order of ids; what is still being sent stands last.
function place(element, id) {
  element.dataset.id = id;
  const later = (one) => one !== element && (!one.dataset.id || Number(one.dataset.id) > Number(id));
  const next = Array.from(log.querySelectorAll(".message")).find(later) || null;
  const following = element.nextElementSibling;
  if (!element.parentNode || following !== next) log.insertBefore(element, next);
}

function tidy() {
  markTimes();
  const asking = Array.from(log.querySelectorAll(".message")).filter((one) => one.querySelector(".choices"));
  asking.forEach((one, number) => one.classList.toggle("earlier", number < asking.length - 1));
  byId("welcome").hidden = shown.size + pending.size > 0;
  byId("forget").hidden = shown.size === 0;
  settle();
}

function markTimes() {
  log.querySelectorAll(".moment").forEach((one) => one.remove());
  let last = "";
  log.querySelectorAll(".message[data-at]").forEach((one) => {
    const at = one.dataset.at;
    const sameDay = at.slice(0, 10) === last.slice(0, 10);
    if (!sameDay || Date.parse(at) - Date.parse(last) > GAP) {
      const day = at.slice(8, 10) + "/" + at.slice(5, 7) + "/" + at.slice(0, 4);
      log.insertBefore(make("p", "moment", (sameDay ? "" : day + ", ") + at.slice(11, 16)), one);
    }
    last = at;
  });
}
