/* Saving the whole page by its button, and leaving it: nothing that was typed is lost on the way. */

import * as autosave from "./autosave.js";
import { form } from "./cells.js";
import { token } from "./server.js";

const place = `place ${location.pathname}`;
const left = `left ${location.pathname}`;

/* A page that was just saved is where it was, with the cursor in the same cell. */
function comeBack() {
  const kept = JSON.parse(sessionStorage.getItem(place) ?? "null");
  sessionStorage.removeItem(place);
  if (kept && !location.hash) {
    document.getElementById(kept.id)?.focus({ preventScroll: true });
    scrollTo(0, kept.top);
  }
  // Whoever comes back, as from the page that explains a figure, has the cursor where they left it.
  const cameBy = performance.getEntriesByType("navigation")[0]?.type;
  if (cameBy !== "navigate") document.getElementById(sessionStorage.getItem(left))?.focus({ preventScroll: true });
  // The tab that Save and preview opened shows the new print.
  const preview = document.getElementById("preview");
  if (preview && kept?.preview) open(preview.href, "preview");
}

function rememberCell() {
  const held = document.activeElement;
  const cell = held.matches("[href^='why/']") ? held.parentElement.querySelector("[id]") : held;
  sessionStorage.setItem(left, cell.id);
}

/* What was approved changes by Save alone, so what is typed is only guarded against being left. */
function guard() {
  let isDirty = false;
  form.addEventListener("input", () => { isDirty = true; });
  form.addEventListener("submit", () => { isDirty = false; });
  addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });
}

let isReady = false;

async function save(event) {
  if (isReady) {
    isReady = false;
    form.elements.csrfmiddlewaretoken.value = token();
    return;
  }
  // What is typed is saved cell by cell first, so that nobody else's figures are overwritten.
  event.preventDefault();
  const isPreview = event.submitter?.value === "preview";
  const tab = isPreview ? open("", "preview") : null;
  const id = document.activeElement?.id;
  await autosave.queue(autosave.saveAll);
  // A form that is still busy with one submission takes no other.
  await new Promise((done) => { setTimeout(done); });
  // Nobody's figure is overwritten unless the person chooses so.
  const choice = document.querySelector("#conflicts [data-keep=mine]");
  if (choice) {
    tab?.close();
    choice.focus();
    return;
  }
  sessionStorage.setItem(place, JSON.stringify({ top: scrollY, id, preview: isPreview }));
  isReady = true;
  autosave.forget();
  form.requestSubmit(event.submitter);
}

/* What is filed is what was saved: nothing may wait to be saved then. */
function holdSignOff(event) {
  if (!event.target.closest("#sign-off") || !autosave.isDirty()) return;
  event.preventDefault();
  document.getElementById("unsaved").hidden = false;
  document.getElementById("save").focus();
}

/* Beside the name of a class in I is said that nothing is stated of it. */
function markStated() {
  for (const block of form.querySelectorAll(".block")) {
    const isStated = [...block.querySelectorAll("table input")].some((cell) => cell.value);
    block.querySelector("summary .quiet").hidden = isStated;
  }
}

export function start() {
  comeBack();
  addEventListener("pagehide", rememberCell);
  if (!autosave.isOn) {
    guard();
    return;
  }
  form.addEventListener("submit", save);
  document.addEventListener("saved", markStated);
  document.addEventListener("submit", holdSignOff);
}
