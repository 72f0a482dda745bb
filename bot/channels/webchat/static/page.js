// What every part of the page leans on: its words (they come with the page, the scripts have none) and its elements.

export const words = JSON.parse(document.body.dataset.words);
export const lang = document.documentElement.lang;

export const byId = (id) => document.getElementById(id);

export const fill = (text, blanks) => text.replace(/\{(\w+)\}/g, (_, name) => blanks[name]);

// An address below the page's own: another seat is another person.
export const address = (path, query) => path + "?" + new URLSearchParams(Object.assign({ lang: lang }, query));

export function make(tag, classes, text) {
  const node = document.createElement(tag);
  if (classes) node.className = classes;
  if (text !== undefined) node.textContent = text; // never as HTML: a name may contain anything
  return node;
}

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Memory of this tab only; a browser that refuses it is no reason to stop.
export const tab = {
  get(name) {
    try {
      return sessionStorage.getItem(name);
    } catch (refused) {
      return null;
    }
  },
  set(name, value) {
    try {
      if (value) sessionStorage.setItem(name, value);
      else sessionStorage.removeItem(name);
    } catch (refused) {
      // nothing is remembered then
    }
  },
};
