// Dragging a day onto another day, or a booking onto a free time: it opens the same page as "Move to...", with the place filled
// in. Nothing is changed by dropping. Without script, without a mouse, on a touch screen the link beside it does the same.
"use strict";

(() => {
  const KINDS = {
    to: (element) => element.closest("td[data-on]:not(.past)"),
    slot: (element) => element.closest("[data-slot]"),
  };
  let held = null;
  let over = null;

  const mark = (place) => {
    if (over !== place) {
      over?.classList.remove("over");
      place?.classList.add("over");
      over = place;
    }
  };

  const placeUnder = (event) => {
    if (held === null || !(event.target instanceof Element)) {
      return null;
    }
    const place = KINDS[held.dataset.by](event.target);
    return place === null || place.contains(held) ? null : place;
  };

  for (const element of document.querySelectorAll("[data-move]")) {
    element.draggable = true;
  }

  document.addEventListener("dragstart", (event) => {
    held = event.target instanceof Element ? event.target.closest("[data-move]") : null;
    if (held !== null && event.dataTransfer !== null) {
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
    }
  });
  document.addEventListener("dragover", (event) => {
    const place = placeUnder(event);
    mark(place);
    if (place !== null) {
      event.preventDefault();
    }
  });
  document.addEventListener("drop", (event) => {
    const place = placeUnder(event);
    if (place !== null) {
      event.preventDefault();
      const { move, by } = held.dataset;
      const where = new URLSearchParams({ [by]: by === "to" ? place.dataset.on : place.dataset.slot });
      window.location.assign(`${move}?${where}`);
    }
  });
  document.addEventListener("dragend", () => {
    held = null;
    mark(null);
  });
})();
