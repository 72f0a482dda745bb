// Nicer, not needed: figures that are being counted are looked at again, and typing a day chooses "days typed here".
"use strict";

const waiting = document.querySelector("[data-again]");
if (waiting) {
  setTimeout(() => location.assign(waiting.querySelector("a").href), 3000);
}

const form = document.querySelector("form[data-days]");
const when = form.elements.when;
const days = [form.elements.first, form.elements.last];
for (const day of days) {
  day.addEventListener("input", () => {
    when.value = form.dataset.days;
  });
}
when.addEventListener("change", () => {
  if (when.value !== form.dataset.days) {
    for (const day of days) {
      day.value = "";
    }
  }
});
