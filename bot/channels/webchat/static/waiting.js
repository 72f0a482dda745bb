// Is somebody waiting for an answer? Says so, and says when it takes longer. Also the line for what went wrong.

import { byId, words } from "./page.js";

const PATIENCE = 15000; // ms until "is answering" becomes "please wait"

let waiting = false;
let patience = 0;
let noticeTimer = 0;
const answered = new Set(); // presses whose answer is here; it may overtake the server's word that it has the press

export const isWaiting = () => waiting;

export function beginWaiting() {
  waiting = true;
  byId("typing").textContent = words.typing;
  clearTimeout(patience);
  patience = setTimeout(() => {
    byId("typing").textContent = words.waiting_long;
    freePresses();
  }, PATIENCE);
}

export function endWaiting() {
  waiting = false;
  clearTimeout(patience);
  byId("typing").textContent = "";
  freePresses();
}

// A pressed button waits until it is answered; then it may be pressed again.
export function endPress(press) {
  answered.add(press);
  freePresses(press);
  if (waiting && !busy().length) endWaiting();
}

// The server has the press and calls it ``press``.
export function pressTaken(button, press) {
  button.dataset.press = press;
  if (answered.has(press)) endPress(press);
}

export function notify(text, forMs) {
  clearTimeout(noticeTimer);
  byId("notice").textContent = text;
  if (forMs) noticeTimer = setTimeout(() => notify(""), forMs);
}

const busy = () => Array.from(byId("log").querySelectorAll('[aria-busy="true"]'));

function freePresses(press) {
  busy().forEach((button) => {
    if (!press || button.dataset.press === press) button.removeAttribute("aria-busy");
  });
}
