/* Putting what the server sends into the page, while the person works on it: nothing moves under their hands. */

import { form } from "./cells.js";

let isBusy = false;

/* Whether the page is being changed just now: a cell that is drawn again is not left by the person. */
export const isDrawing = () => isBusy;

const hasCaret = (element) => element?.matches("input:not([type]), textarea");

/* What the person has before them: the cell with the focus, its caret and its place, and what is folded. */
export function remember() {
  const held = document.activeElement;
  return {
    held,
    caret: hasCaret(held) ? [held.selectionStart, held.selectionEnd] : null,
    top: held?.getBoundingClientRect().top,
    folds: [...document.querySelectorAll("#return details[id], #findings details[id]")].map((each) => [each.id, each.open]),
  };
}

export function draw(html, { held, folds }) {
  isBusy = true;
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  // A part is replaced as a whole: of thousands of cells htmx would look for each among all others.
  for (const section of fresh.content.querySelectorAll("section.part[data-hx-swap-oob]")) {
    section.remove();
    section.removeAttribute("data-hx-swap-oob");
    document.getElementById(section.id)?.replaceWith(section);
  }
  if (held?.id && !held.isConnected) document.getElementById(held.id)?.focus({ preventScroll: true });
  htmx.swap(document.body, fresh.innerHTML, { swapStyle: "none", settleDelay: 0, swapDelay: 0 });
  isBusy = false;
  for (const [id, isOpen] of folds) {
    const there = document.getElementById(id);
    if (there) there.open = isOpen;
  }
}

/* Give the caret back, and put the cell with the focus where it was on the screen. */
export function restore({ held, caret, top }) {
  const now = document.activeElement;
  if (caret && now !== held && hasCaret(now)) now.setSelectionRange(...caret);
  // A message above the cell moves what is above it, and not the cell.
  if (form.contains(now) && top > 0 && top < innerHeight) {
    scrollBy({ top: now.getBoundingClientRect().top - top, behavior: "instant" });
  }
}
