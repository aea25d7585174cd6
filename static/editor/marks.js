/* What is found at a cell: its text is brought out while the cursor is there, and blanks of a row that was left. */

import { TYPED, form } from "./cells.js";

/* Bring out what is said of the cell with the cursor, under its table. */
function bringOut({ target }) {
  for (const each of form.querySelectorAll(".found.current")) each.classList.remove("current");
  const said = target.matches(TYPED) ? target.getAttribute("aria-describedby") ?? "" : "";
  for (const id of said.split(" ").filter(Boolean)) document.getElementById(id)?.classList.add("current");
}

/* A row in which something was typed is marked as left: only then are its blanks shown as missing. */
function noteLeft({ target }) {
  if (target.matches(TYPED)) target.closest(".row-group")?.classList.add("left");
}

/* Enter what a blank cell comes to: its own key or button, because the figure is the person's. */
export function accept(cell) {
  if (cell.value || !cell.placeholder) return false;
  cell.value = cell.placeholder;
  for (const what of ["input", "change"]) cell.dispatchEvent(new Event(what, { bubbles: true }));
  return true;
}

export function acceptAll() {
  return [...form.querySelectorAll("input[placeholder]:placeholder-shown")].map(accept).some(Boolean);
}

export function start() {
  // What is done by a button is offered only where this script is at work.
  document.body.classList.add("scripted");
  document.addEventListener("click", ({ target }) => { if (target.closest("[data-accept]")) acceptAll(); });
  form.addEventListener("focusin", bringOut);
  form.addEventListener("change", noteLeft);
}
