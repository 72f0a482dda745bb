// Where is the reader, and where are they led? To what is new, from its first line, unless they read elsewhere.

import { byId } from "./page.js";

const scroller = byId("scroller");
let led = null; // the message the reader is being led to, until they move by themselves

export const nearEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 120;

// Lead to the end, but never past the beginning of ``element``: a long answer is read from its first line.
export function leadTo(element) {
  led = element;
  settle();
}

export function leadToEnd() {
  led = null;
  scroller.scrollTop = scroller.scrollHeight;
  byId("below").hidden = true;
}

// Without the slow glide: when the page opens, and when older messages come in above.
export function atOnce(change) {
  scroller.style.scrollBehavior = "auto";
  change();
  scroller.style.scrollBehavior = "";
}

export function keepPlace(change) {
  const height = scroller.scrollHeight;
  led = null;
  atOnce(() => {
    change();
    scroller.scrollTop += scroller.scrollHeight - height;
  });
}

// Once more after everything has its final height.
export function settle() {
  if (!led) return;
  const end = scroller.scrollHeight - scroller.clientHeight;
  const top = led.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop - 12;
  scroller.scrollTop = Math.min(end, top);
  byId("below").hidden = true;
}

const letGo = () => (led = null);
scroller.addEventListener("wheel", letGo, { passive: true });
scroller.addEventListener("touchmove", letGo, { passive: true });
scroller.addEventListener("keydown", (event) => {
  if (/^(Page|Arrow|Home|End)/.test(event.key)) letGo();
});
scroller.addEventListener("scroll", () => {
  if (nearEnd()) byId("below").hidden = true;
});
scroller.addEventListener("load", settle, true); // a picture came in and made its message taller
byId("below").addEventListener("click", leadToEnd);
