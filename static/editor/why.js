/* How a figure is calculated, shown at its cell; without this script, or where it cannot be fetched, on a page. */

import { leave, saveAll } from "./autosave.js";
import { beside } from "./place.js";

const box = document.getElementById("why");
let asked = null;

const focusCell = (cell) => cell.querySelector("input, select, textarea, [tabindex]")?.focus({ preventScroll: true });

function show(html, cell) {
  box.innerHTML = html;
  box.showPopover();
  const view = { width: document.documentElement.clientWidth, height: innerHeight };
  const { left, top } = beside(cell.getBoundingClientRect(), box.getBoundingClientRect(), view);
  box.style.left = `${left}px`;
  box.style.top = `${top}px`;
  box.querySelector("h1").focus({ preventScroll: true });
}

async function ask(event) {
  const link = event.target.closest("a[href^='why/']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  await saveAll();
  // What was saved just now may have drawn the cell again.
  const there = document.querySelector(`a[href="${link.getAttribute("href")}"]`) ?? link;
  asked = there.parentElement;
  const address = new URL(link.href);
  address.searchParams.set("popover", "");
  const response = await fetch(address, { credentials: "same-origin" }).catch(() => null);
  if (response?.ok && !response.redirected) show(await response.text(), asked);
  else leave(link.href);
}

export function start() {
  document.addEventListener("click", ask, true);
  box.addEventListener("click", ({ target }) => {
    if (target.closest("[data-close], a[href*='#id_']")) box.hidePopover();
  });
  box.addEventListener("toggle", ({ newState }) => {
    const isHeld = box.contains(document.activeElement) || document.activeElement === document.body;
    if (newState === "closed" && isHeld && asked?.isConnected) focusCell(asked);
  });
}
