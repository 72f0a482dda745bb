// How does one message look? Words as plain text, its file, its buttons.

import { fill, make, words } from "./page.js";

// Draws ``message`` into ``element``; ``onPress(button, data, message id, by keyboard)`` when a button is pressed.
export function drawMessage(element, message, onPress) {
  const time = message.at.slice(11, 16);
  element.className = "message" + (message.mine ? " mine" : "");
  element.dataset.at = message.at;
  element.setAttribute("aria-live", message.mine ? "off" : "polite"); // nobody needs their own words read to them
  element.textContent = "";
  element.append(speaker(message.mine, time));
  if (message.text) element.append(drawWords(message.text));
  if (message.file) element.append(...drawFile(message.file));
  if (message.buttons.length) element.append(drawChoices(message, onPress));
}

// A message of the visitor's that the server does not have yet.
export function drawPending(element, text) {
  element.className = "message mine";
  element.setAttribute("aria-live", "off");
  element.append(make("div", "words", text), make("p", "note", words.sending));
}

export function drawGone(element) {
  element.classList.remove("changed");
  element.classList.add("gone");
  element.textContent = "";
  element.append(make("div", "words", words.taken_back));
}

function speaker(mine, time) {
  return make("span", "unseen", fill(mine ? words.you_said : words.bot_said, { time: time }) + ": ");
}

// A sum or the number of a decision stays on one line: half a sum on each line is misread.
function drawWords(text) {
  const line = make("div", "words");
  text.split(/(\d[\d.,]* (?:\u0111\u1ed3ng|dong)|\d+\/[^\s.,;:\u00bb]+)/).forEach((part, place) => {
    line.append(place % 2 ? make("span", "whole", part) : part);
  });
  return line;
}

function drawChoices(message, onPress) {
  const choices = make("div", "choices");
  message.buttons.forEach((keys) => {
    const row = make("div", "row");
    keys.forEach((key) => row.append(key.url ? drawLink(key) : drawButton(key, message, onPress)));
    choices.append(row);
  });
  return choices;
}

function drawButton(key, message, onPress) {
  const button = make("button", "choice", key.text);
  button.type = "button";
  button.addEventListener("click", (event) => onPress(button, key.data, message.id, event.detail === 0));
  return button;
}

function drawLink(key) {
  if (!/^(https?|tel):/i.test(key.url)) return make("span", "choice", key.text);
  const link = make("a", "choice", key.text);
  link.href = key.url;
  if (!/^tel:/i.test(key.url)) {
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    link.append(make("span", "unseen", " (" + words.opens_page + ")"));
  }
  return link;
}

function drawFile(file) {
  const save = make("a", "file", file.picture ? words.download_picture : fill(words.download, file));
  save.href = file.url + "&download=1";
  save.download = file.name;
  if (!file.picture) return [save];
  const figure = make("figure");
  const image = make("img");
  image.alt = fill(words.picture, file);
  image.src = file.url;
  figure.append(image);
  return [figure, save];
}
