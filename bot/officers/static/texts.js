// Writing a text: blanks go in where the cursor is, and the checker reads along. Without this the buttons below do the same.
"use strict";

const form = document.querySelector("form[data-check]");
const beside = document.querySelector("[data-verdict]");
const PAUSE = 600; // milliseconds after the last key
let last = form.elements.vi;
let waits = 0;
let asked = 0;

for (const area of form.querySelectorAll("textarea")) {
  area.addEventListener("focus", () => (last = area));
  area.addEventListener("input", later);
}

const offered = form.querySelector("[data-blanks]");
offered.hidden = false;
offered.addEventListener("click", (event) => {
  const button = event.target.closest("[data-blank]");
  if (!button) {
    return;
  }
  last.setRangeText(button.dataset.blank, last.selectionStart, last.selectionEnd, "end");
  last.focus();
  later();
});

function later() {
  clearTimeout(waits);
  waits = setTimeout(check, PAUSE);
}

async function check() {
  const mine = ++asked;
  const line = beside.querySelector("[role=status]");
  try {
    const answer = await fetch(form.dataset.check, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      redirect: "error",
    });
    if (!answer.ok) {
      throw new Error(String(answer.status));
    }
    const told = await answer.json();
    if (mine === asked) {
      show(told, line);
    }
  } catch {
    if (mine === asked) {
      line.textContent = beside.dataset.gone;
    }
  }
}

function show(told, line) {
  const many = told.verdicts.length;
  line.textContent = many ? beside.dataset.count.replace("#", many) : beside.dataset.good;
  beside.querySelector(".verdicts").replaceChildren(...told.verdicts.map(verdict));
  for (const one of told.previews) {
    const screen = beside.querySelector(`[data-preview="${one.of}"]`);
    screen.textContent = one.text || beside.querySelector("[data-not-yet]").textContent;
  }
}

function verdict(one) {
  const item = document.createElement("li");
  item.className = one.grave ? "grave" : "mend";
  const head = document.createElement("strong");
  head.textContent = one.grave ? beside.dataset.grave : beside.dataset.mend;
  item.append(head, " ");
  if (one.field === "en") {
    item.append(beside.dataset.english, " ");
  }
  if (one.place) {
    const there = document.createElement("button");
    there.type = "button";
    there.textContent = beside.dataset.at.replace("#", one.line).replace("@", one.column);
    there.addEventListener("click", () => {
      const area = form.elements[one.field];
      area.focus();
      area.setSelectionRange(...one.place);
    });
    item.append(there);
  }
  const says = document.createElement("span");
  says.lang = "vi";
  says.textContent = one.says;
  item.append(document.createElement("br"), says);
  return item;
}
