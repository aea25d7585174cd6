/* What the page says about saving, and about what was done with rows: one message at a time. */

import { form } from "./cells.js";

const box = document.getElementById("editor-message");
const words = form.dataset;

export function showMessage(message) {
  box.textContent = message;
  box.className = message ? "message warning" : "";
}

/* Read out by screen readers, and shown nowhere: what is found is in the panel and under its table. */
export function announce(text) {
  if (text) document.getElementById("announced").textContent = text;
}

/* Say why nothing is saved now. `goes` is called when the person follows the link to log in again. */
export function showTrouble({ trouble, fault, login }, goes) {
  showMessage(fault ?? words[trouble]);
  if (!login) return;
  const link = document.createElement("a");
  link.href = login;
  link.textContent = words.login;
  link.addEventListener("click", goes);
  box.append(" ", link);
}

/* Something to do about the message, beside it. */
export function offer(label, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain";
  button.textContent = label;
  button.addEventListener("click", act);
  box.append(" ", button);
}
