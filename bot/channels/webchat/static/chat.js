// The citizen's page: writes, presses and listens. It talks to no host but the one it came from.

import { whenPressed } from "./conversation.js";
import { begin, leave, showOlder } from "./listening.js";
import { byId, fill, words } from "./page.js";
import { dropAll, post, press, write } from "./sending.js";
import { notify } from "./waiting.js";

const composer = byId("composer");
const finePointer = matchMedia("(pointer: fine)").matches; // on a phone, focus would pull up the keyboard unasked

function fit() {
  composer.style.height = "auto";
  composer.style.height = Math.min(composer.scrollHeight + 4, 150) + "px";
  const left = composer.maxLength - composer.value.length;
  byId("left").textContent = left < 300 ? fill(words.characters_left, { left: left }) : "";
}

function submit() {
  const text = composer.value.trim();
  if (!text) return;
  composer.value = "";
  fit();
  write(text);
}

function prepareComposer() {
  byId("form").hidden = false;
  byId("form").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  byId("send").addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays where one writes
  composer.addEventListener("input", fit);
  composer.addEventListener("keydown", (event) => {
    // While an input method still composes a letter (Telex, VNI), Enter belongs to it.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  });
  byId("start").addEventListener("click", () => {
    write("/start", byId("start").textContent);
    if (finePointer) composer.focus();
  });
  if (finePointer) composer.focus();
}

// The code printed on the agency's paper: offered, never sent by itself, and gone from the address bar.
function offerCode() {
  const code = new URLSearchParams(location.hash.slice(1)).get("k");
  if (!code) return;
  history.replaceState(null, "", location.pathname + location.search);
  if (!/^[0-9A-Za-z-]{4,24}$/.test(code)) return;
  byId("code-words").textContent = fill(words.code_offer, { code: code });
  byId("code").hidden = false;
  byId("code-send").onclick = () => {
    byId("code").hidden = true;
    write("/start " + code, code);
    if (finePointer) composer.focus();
  };
  byId("code-drop").onclick = () => {
    byId("code").hidden = true;
    if (finePointer) composer.focus();
  };
}

async function forget() {
  leave(true);
  const answer = await post("forget", {}).catch(() => null);
  if (!answer || !(answer.ok || answer.status === 401)) {
    leave(false);
    notify(words.try_again, 8000);
    return;
  }
  dropAll();
  location.reload();
}

byId("late").remove(); // it says that the page does not run
whenPressed(press);
prepareComposer();
offerCode();
addEventListener("hashchange", offerCode);
byId("older").addEventListener("click", () => showOlder().catch(() => notify(words.try_again, 8000)));
byId("forget").addEventListener("click", () => {
  if (byId("ask").showModal) byId("ask").showModal();
  else if (confirm(words.forget_ask)) forget(); // a browser from before dialogs
});
byId("forget-no").addEventListener("click", () => byId("ask").close());
byId("forget-yes").addEventListener("click", () => {
  byId("ask").close();
  forget();
});
begin();
