// How does the page hear what happened? Over one stream of events; by asking, where there is no stream.

import { leadToNewest, oldestShown, quietly, seen, takeIn } from "./conversation.js";
import { address, byId, tab, words } from "./page.js";
import { atOnce, keepPlace } from "./reading_place.js";
import { lostCookie, send, sendWhatWasKept } from "./sending.js";

const SILENCE = 40000; // ms without a sign of life: the connection is lost, whatever the browser believes
const WATCH = 15000;
const HIDDEN_STREAM = 20000; // ms a page nobody looks at keeps its stream: browsers allow six connections a host
const BLINK = 1500; // ms; what mends itself sooner is not worth a word

let cursor = 0;
let stream = null;
let heardAt = 0;
let failures = 0;
let reopening = 0;
let telling = 0;
let leaving = false;

export async function begin() {
  try {
    const news = await read({});
    tab.set("reloaded", "");
    cursor = news.cursor;
    quietly(() => takeIn(news.lines, false));
    byId("older").hidden = !news.older;
  } catch (unreachable) {
    lost();
    setTimeout(begin, 3000);
    return;
  }
  atOnce(leadToNewest);
  sendWhatWasKept();
  open();
  setInterval(watch, WATCH);
  document.addEventListener("visibilitychange", turn);
  addEventListener("online", open);
  addEventListener("offline", lost);
}

export async function showOlder() {
  const news = await read({ before: oldestShown() });
  keepPlace(() => quietly(() => takeIn(news.lines, false)));
  byId("older").hidden = !news.older;
}

// The page is about to forget the conversation: what comes in now is not for it.
export function leave(really) {
  leaving = really;
}

async function read(query) {
  const answer = await fetch(address("messages", query));
  if (answer.status === 401) lostCookie();
  if (!answer.ok) throw new Error("messages: " + answer.status);
  const news = await answer.json();
  if (news.closed && !leaving) location.reload(); // forgotten in another tab
  return news;
}

function open() {
  close();
  heardAt = Date.now();
  stream = new EventSource(address("events", { after: cursor }));
  stream.onopen = alive;
  stream.onmessage = (event) => {
    alive();
    cursor = Math.max(cursor, Number(event.lastEventId));
    takeIn([JSON.parse(event.data)], true);
  };
  stream.addEventListener("beat", alive);
  stream.addEventListener("closed", () => leaving || location.reload());
  stream.onerror = () => {
    lost();
    if (stream && stream.readyState === EventSource.CLOSED) reopen();
  };
}

function close() {
  clearTimeout(reopening);
  if (stream) stream.close();
  stream = null;
}

function reopen() {
  close();
  failures += 1;
  const pause = Math.min(20000, 1000 * 2 ** Math.min(failures, 5));
  reopening = setTimeout(() => catchUp().then(open, open), pause);
}

async function catchUp() {
  const news = await read({ after: cursor });
  takeIn(news.lines, true);
  cursor = Math.max(cursor, news.cursor);
}

function alive() {
  heardAt = Date.now();
  failures = 0;
  clearTimeout(telling);
  telling = 0;
  byId("line").textContent = "";
  send();
}

function lost() {
  if (telling || byId("line").textContent) return;
  telling = setTimeout(() => {
    telling = 0;
    byId("line").textContent = navigator.onLine === false ? words.offline : words.reconnecting;
  }, BLINK);
}

function watch() {
  if (document.hidden) {
    if (!stream) catchUp().catch(() => {}); // asked again at the next turn
  } else if (Date.now() - heardAt > SILENCE) {
    lost();
    catchUp().then(open, open); // some networks hold a stream back: what was missed is asked for
  }
}

function turn() {
  if (document.hidden) {
    reopening = setTimeout(close, HIDDEN_STREAM);
    return;
  }
  clearTimeout(reopening);
  seen();
  if (!stream || stream.readyState === EventSource.CLOSED) open();
}
