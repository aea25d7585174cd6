/* Walking the cells by key, and from finding to finding. */

import * as autosave from "./autosave.js";
import { TYPED as CELL, form, was } from "./cells.js";
import { accept, acceptAll } from "./marks.js";

// What Tab stops at where figures are typed: not the box to remove a row, nor the link to where a figure comes from,
// which have keys. Where figures are only read, the browser walks.
const STOP = form.querySelector(CELL)
  ? `${CELL}, input[name="head-not_applicable"], summary, .add button, .windows button`
  : CELL;

// What is offered, and may be accepted, is shown in its cell as ghost text.
const GHOST = "input:placeholder-shown";

// The links to what is to be resolved before sign-off.
const TO_RESOLVE = "#findings .part-findings a[href^='#'], #findings > ul a[href^='#']";

const keyButtons = document.getElementById("key-buttons");
const next = document.getElementById("next-finding");
// The cell that had the cursor last: a button that is pressed takes it away.
let last = "";

/* Go to a cell: opened if it was folded, clear of what covers the edges of the page. */
function go(cell, block = "center") {
  if (!cell) return false;
  let fold = cell.matches("summary") ? null : cell.closest("details");
  for (; fold; fold = fold.parentElement.closest("details")) fold.open = true;
  // A part as a whole, where what is found there is found in none of its rows.
  if (cell.matches("section")) cell.tabIndex = -1;
  cell.focus({ preventScroll: true });
  cell.scrollIntoView({ block: cell.matches("section") ? "start" : block, inline: "nearest" });
  if (cell.matches(CELL) && cell.matches("input")) cell.select();
  return true;
}

function walk(cell, step, what = CELL) {
  const stops = [...form.querySelectorAll(what)].filter((each) => each.checkVisibility({ visibilityProperty: true }));
  return go(stops[stops.indexOf(cell) + step], "nearest");
}

function down(cell, step) {
  const at = /^(.+-)(\d+)(-.+)$/.exec(cell.id);
  if (!at) return false;
  const row = Number(at[2]) + step;
  const id = at[1] + row + at[3];
  return go(document.getElementById(id), "nearest") || goElsewhere(at[1].slice(3, -1), row, `#${id}`);
}

/* Of large parts some rows are shown: go to where another one is. */
function goElsewhere(part, row, hash) {
  const way = [...form.querySelectorAll("[data-to]")].find(({ dataset }) =>
    dataset.part === part && row >= Number(dataset.first) && row < Number(dataset.end));
  if (!way) return false;
  autosave.leave(way.dataset.to + hash);
  return true;
}

/* Whoever comes from other rows of a large part is taken to the cell they went to. */
function arrive() {
  const [, part, number] = /^#id_([a-z_]+)-(\d+)-/.exec(location.hash) ?? [];
  if (!part) return;
  const cell = document.getElementById(location.hash.slice(1));
  if (cell) go(cell);
  else goElsewhere(part, Number(number), location.hash);
}

/* Go from the cell with the cursor to the next finding, each at the cell it is about. */
function goToFinding(step) {
  // What prevents filing first; the rest when there is no more of that.
  const preventing = document.querySelectorAll(`${TO_RESOLVE}, #to-complete a[href^='#']`);
  const links = preventing.length ? preventing : document.querySelectorAll("#findings a[href^='#']");
  const marked = [...links].map((link) => document.getElementById(link.hash.slice(1))).filter(Boolean);
  const places = [...new Set(marked)].sort((one, two) =>
    one.compareDocumentPosition(two) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1);
  const from = form.contains(document.activeElement) ? document.activeElement : document.getElementById(last);
  const after = places.filter((each) => from && each.compareDocumentPosition(from)
    & (step > 0 ? Node.DOCUMENT_POSITION_PRECEDING : Node.DOCUMENT_POSITION_FOLLOWING));
  const found = step > 0 ? after[0] : after.at(-1);
  // After the last one on the page comes one of the rows that are not shown.
  const elsewhere = document.querySelector("#findings :is(.part-findings, .to-complete) a[href^='?']");
  if (elsewhere && !found) {
    elsewhere.click();
    return true;
  }
  return go((from && found) || (step > 0 ? places[0] : places.at(-1)));
}

/* Nobody states Nil of what is chosen from a list, or of who the issuer is and who signs. */
const mayBeNil = (cell) => cell.matches('input:not([name^="head-"])');

function say(cell, word) {
  if (!mayBeNil(cell)) return false;
  cell.value = word;
  for (const what of ["input", "change"]) cell.dispatchEvent(new Event(what, { bubbles: true }));
  return walk(cell, 1) || true;
}

function explain(cell) {
  const why = cell.parentElement.querySelector("a[href^='why/']");
  why?.click();
  return Boolean(why);
}

function takeBack(cell) {
  if (!autosave.isOn || cell.value === was(cell)) return false;
  cell.value = was(cell);
  cell.dispatchEvent(new Event("input", { bubbles: true }));
  cell.select();
  return true;
}

/* What a key does in a cell; whether it does anything. */
function pressedInCell(cell, event, isPlain) {
  const { key, code, altKey, shiftKey } = event;
  if (altKey && code === "KeyN") return say(cell, "Nil");
  if (altKey && code === "KeyA") return say(cell, "N/A");
  if (altKey && code === "Equal") return explain(cell);
  if (altKey && key === "Enter" && !shiftKey) return accept(cell) && (walk(cell, 1, GHOST) || true);
  if (!isPlain || !cell.matches("input")) return false;
  const step = shiftKey ? -1 : 1;
  if (key === "Escape") return takeBack(cell);
  if (key === "Enter") return down(cell, step) || walk(cell, step) || true;
  if (key === "ArrowDown") return down(cell, 1);
  if (key === "ArrowUp") return down(cell, -1);
  return false;
}

function pressed(event) {
  const { key, target: cell } = event;
  const isPlain = !(event.altKey || event.ctrlKey || event.metaKey || event.isComposing);
  const save = document.getElementById("save");
  if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === "s" && save) {
    form.requestSubmit(save);
    return true;
  }
  if (event.altKey && event.shiftKey && key === "Enter") return acceptAll();
  if (key === "F8") return goToFinding(event.shiftKey ? -1 : 1);
  if (!form.contains(cell)) return false;
  if (key === "Tab" && isPlain && cell.matches(STOP)) return walk(cell, event.shiftKey ? -1 : 1, STOP);
  return !event.isComposing && cell.matches(CELL) && pressedInCell(cell, event, isPlain);
}

/* For whoever has a mouse or a thumb: a button does what its key does, in the cell that had the cursor. */
function offerKeys() {
  form.addEventListener("focusin", ({ target }) => {
    last = target.id;
    if (!keyButtons) return;
    keyButtons.hidden = !target.matches(CELL) || target.name.startsWith("head-");
    for (const button of keyButtons.querySelectorAll("[data-key=KeyN], [data-key=KeyA]")) button.disabled = !mayBeNil(target);
    keyButtons.dataset.of = target.closest("tbody.row-group:has(.remove)") ? "row" : "";
  });
  keyButtons?.addEventListener("mousedown", (event) => event.preventDefault());
  keyButtons?.addEventListener("click", ({ target }) => {
    const key = target.closest("button")?.dataset.key;
    const cell = document.getElementById(last);
    if (!key || !cell) return;
    cell.focus({ preventScroll: true });
    cell.dispatchEvent(new KeyboardEvent("keydown", { key, code: key, altKey: true, bubbles: true, cancelable: true }));
  });
}

function offerFindings() {
  const offer = () => { next.hidden = !document.querySelector(TO_RESOLVE); };
  next.addEventListener("click", () => goToFinding(1));
  document.addEventListener("saved", offer);
  offer();
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#id_']");
    if (link && go(document.getElementById(link.hash.slice(1)))) event.preventDefault();
  });
}

/* A word such as Nil is typed over and not into: a click selects all of it, the next one puts the caret. */
function selectWords() {
  let clicked = null;
  form.addEventListener("mousedown", ({ target }) => { clicked = target === document.activeElement ? null : target; });
  form.addEventListener("click", ({ target: cell }) => {
    const isWord = cell.matches(CELL) && cell.matches("input") && /^(nil|n\/a)$/i.test(cell.value);
    if (cell === clicked && isWord) cell.select();
  });
}

/* A part marked Not Applicable folds up, unless something is found in its rows: that is not hidden. */
function foldMarked() {
  let marked = null;
  const fold = () => {
    if (marked) marked.open = Boolean(marked.querySelector(".found"));
    marked = null;
  };
  form.addEventListener("change", ({ target }) => {
    if (target.name !== "head-not_applicable") return;
    const rows = target.closest("section").querySelector("details.rows");
    marked = target.checked ? rows : null;
    if (!target.checked) rows.open = true;
    else if (!rows.querySelector(".found")) fold();
  });
  document.addEventListener("saved", fold);
}

export function start() {
  arrive();
  offerKeys();
  offerFindings();
  selectWords();
  foldMarked();
  document.addEventListener("keydown", (event) => { if (pressed(event)) event.preventDefault(); });
}
