/* Saves each cell once it is left, and shows what the server makes of it. Nothing is calculated here: what becomes of
   an edit is decided in edits.js, and this module connects that to the page, the server and the browser's storage. */

import * as edits from "./edits.js";
import * as unsaved from "../unsaved.js";
import * as server from "./server.js";
import { CELL, addressOf, find, form, locate, place, read, setCell, text, was } from "./cells.js";
import { draw, isDrawing, remember, restore } from "./drawing.js";
import { announce, showMessage, showTrouble } from "./messages.js";

const words = form.dataset;
const person = form.elements.person.value;
const conflicts = document.getElementById("conflicts");

/* Only a draft is saved by itself, and only where what the server sends can be shown. */
export const isOn = "autosave" in words && Boolean(window.htmx);

let state = edits.begin(Number(form.elements["head-version"].value), words.draft);
let isLeaving = false;
// Whether what is drawn now follows from what this person typed.
let isOwn = false;

export const isDirty = () => edits.isDirty(state);

/* What is kept in the browser stays there; this page asks and saves no more. */
export function forget() {
  state = edits.forgotten(state);
}

const keep = () => unsaved.keep(edits.unsaved(state));

function note(cell) {
  state = edits.typed(state, read(cell));
  keep();
}

/* Ask the server; null where it cannot be reached or refuses, and the page says why. */
export async function ask(path, body) {
  const { answer, ...trouble } = await server.ask(path, body);
  if (answer) return answer;
  state = edits.failed(state, trouble.trouble);
  // What they typed is kept: nobody has to be asked whether to lose it.
  showTrouble(trouble, () => { isLeaving = true; });
  return null;
}

function show(html) {
  const before = remember();
  draw(html, before);
  // What is typed and not saved stays, whatever came, in the row it was typed in.
  state = edits.moved(state, place);
  for (const edit of state.waiting) {
    const cell = locate(edit);
    if (!cell) continue;
    setCell(cell, edit.typed);
    if (edit.cell === state.typing) cell.focus({ preventScroll: true });
  }
  restore(before);
}

/* Rows have other keys now: what waits for one is sent by its new key. */
function rename(keys) {
  const rows = [];
  for (const [row, now] of Object.entries(keys)) {
    const there = document.getElementById(row);
    if (!there) continue;
    rows.push({ place: row, before: there.dataset.row ?? "", now });
    there.dataset.row = now;
  }
  state = edits.renamed(state, rows);
}

/* Show an answer of the server, and do with the edits it is about what it says. */
export function take(answer) {
  const isLate = edits.isOutdated(state, answer);
  const isNews = answer.version > state.version;
  const hadTrouble = state.trouble;
  const { state: next, saved, settled, asked } = edits.answered(state, answer, place);
  state = next;
  for (const [edit, onRecord] of saved) {
    const cell = locate(edit);
    if (cell) cell.dataset.was = onRecord;
  }
  for (const number of settled) conflicts.querySelector(`[data-number="${number}"]`)?.remove();
  isOwn = Boolean(answer.cells);
  if (!isLate) {
    // What was said of the figures as they were when the page was opened.
    if (isNews) document.querySelector(".passing").replaceChildren();
    rename(answer.rows ?? {});
    show(answer.html ?? "");
    // Loading the page again shows the same rows.
    const rows = server.shownRows();
    if (rows.length) history.replaceState(history.state, "", `?${new URLSearchParams(rows)}${location.hash}`);
    for (const box of conflicts.querySelectorAll("[data-cell]:not([data-number])")) {
      box.dataset.number = asked[box.dataset.cell];
    }
    form.elements["head-version"].value = answer.version;
    document.getElementById("saved").textContent = answer.saved;
    announce(answer.announced);
  }
  keep();
  if (hadTrouble) showMessage("");
  document.dispatchEvent(new CustomEvent("saved"));
}

/* See what somebody else has changed; `always`, where the version alone does not say whether anything has. */
async function refresh(always) {
  const answer = await ask(`${words.changes}?version=${always ? "" : state.version}`);
  if (!answer) return;
  if (answer.html || answer.version !== state.version) take(answer);
  else if (state.trouble) {
    state = edits.failed(state, "");
    showMessage("");
  }
}

async function sendAll() {
  for (let batch = edits.ready(state); batch.length; batch = edits.ready(state)) {
    state = edits.sent(state, batch);
    const answer = await ask(words.cells, { edits: batch });
    if (!answer) {
      state = edits.unsent(state);
      return false;
    }
    const isBehind = answer.started !== state.version;
    take(answer);
    if (isBehind) await refresh(true);
  }
  return true;
}

let sending = null;

function send() {
  sending ??= sendAll().finally(() => { sending = null; });
  return sending;
}

/* Save what is being typed as well; says whether nothing is left to save. */
export async function saveAll() {
  state = edits.typing(state, "");
  // Twice, because the first may have been on its way already.
  return (await send()) && (await send()) && !state.waiting.length;
}

// One thing is asked at a time, in the order it was done.
let last = Promise.resolve();
export function queue(work) {
  last = last.then(work, work);
  return last;
}

/* Go to another page, or to other rows of a large part, when all is saved. */
export async function leave(to) {
  await saveAll();
  location.assign(to);
}

/* What was typed when the connection or the login was lost is there again, and saved. */
async function recover() {
  await Promise.all(unsaved.left().map(async (key) => {
    const taken = await unsaved.takeOver(key, adopt);
    if (!taken) return;
    await send();
    if (!isDirty()) await recover();
    if (!state.trouble) showMessage(words.kept);
  }));
}

function adopt(kept) {
  const here = kept.map((edit) => ({ ...edit, cell: place(edit) || edit.cell }));
  const { state: next, left } = edits.takenOver(state, here);
  state = next;
  for (const edit of here) {
    const cell = left.includes(edit) ? null : locate(edit);
    if (cell) setCell(cell, edit.typed);
  }
  keep();
  return left;
}

/* The person has chosen between two texts of one cell. */
function decide(box, choice) {
  const { mine, theirs } = box.dataset;
  const number = Number(box.dataset.number);
  const edit = state.disputed[number];
  const cell = box.dataset.state === "gone" ? null : locate(edit);
  box.remove();
  if (choice === "mine") {
    // Where the row has gone meanwhile the answer says so: it is looked for by its key.
    state = edits.insist(state, number, cell ? addressOf(cell) : edit.cell, mine, theirs);
    if (cell) setCell(cell, mine);
    send();
  } else {
    state = edits.giveUp(state, number);
    // A cell that says anything else has been drawn again since, and says what is on record now.
    if (cell && text(cell) === mine && was(cell) !== mine) {
      setCell(cell, theirs);
      cell.dataset.was = theirs;
    }
  }
  keep();
  cell?.focus();
  if (!Object.keys(state.disputed).length) recover();
}

/* An answer never draws again what somebody is typing in. */
function protect(event) {
  const { target, fragment } = event.detail;
  if (target.matches("section.part")) return;
  const held = document.activeElement;
  const isCell = held?.matches(CELL);
  if (target.contains(held) && (isCell ? text(held) !== was(held) : held.matches("textarea, input"))) {
    event.detail.shouldSwap = false;
  }
  for (const { cell } of state.waiting) {
    const id = `#id_${CSS.escape(cell)}`;
    if (!target.querySelector(`:scope > ${id}`)) continue;
    event.detail.shouldSwap = false;
    // What they type over is what their own figures made of it, and nobody else's.
    const fresh = isOwn && fragment?.querySelector(id);
    if (!fresh) continue;
    state = edits.rebased(state, cell, was(fresh));
    find(cell).dataset.was = was(fresh);
  }
}

function listenToCells() {
  form.addEventListener("input", ({ target }) => {
    if (!target.matches(CELL)) return;
    state = edits.typing(state, addressOf(target));
    note(target);
  });
  form.addEventListener("change", ({ target }) => {
    if (!target.matches(CELL) || isDrawing()) return;
    state = edits.typing(state, "");
    note(target);
    send();
  });
  // A cell that was drawn again while it had the focus says nothing of a change when it is left.
  form.addEventListener("focusout", () => {
    if (!state.typing || isDrawing()) return;
    state = edits.typing(state, "");
    send();
  });
  document.body.addEventListener("htmx:oobBeforeSwap", protect);
  conflicts.addEventListener("click", ({ target }) => {
    const box = target.closest("[data-cell]");
    if (target.dataset.keep && box) decide(box, target.dataset.keep);
  });
}

/* Whoever leaves by a link, or logs out, goes when all is saved; where it cannot be, the browser asks them. */
function listenToLeaving() {
  addEventListener("beforeunload", (event) => { if (!isLeaving && isDirty()) event.preventDefault(); });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const isHere = link?.hash && link.pathname === location.pathname && link.search === location.search;
    if (!state.waiting.length || !link || isHere || link.target) return;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    leave(link.href);
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-to]");
    if (!button) return;
    event.preventDefault();
    leave(`${button.dataset.to}#${button.dataset.part}`);
  });
  const exit = document.getElementById("log-out");
  exit.addEventListener("submit", async (event) => {
    if (!state.waiting.length) return;
    event.preventDefault();
    await saveAll();
    unsaved.forget(person);
    exit.submit();
  });
  // A page that was left may be kept by the browser: it saves nothing any more, and is loaded again.
  addEventListener("pagehide", () => { forget(); unsaved.leave(); });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}

function keepUp() {
  const catchUp = () => (state.waiting.length ? send() : refresh());
  addEventListener("online", send);
  addEventListener("focus", catchUp);
  setInterval(() => { if (!document.hidden) catchUp(); }, Number(words.autosave) * 1000);
}

export function start() {
  unsaved.open(person);
  listenToCells();
  listenToLeaving();
  keepUp();
  // What was typed before this script was there.
  for (const cell of form.querySelectorAll(CELL)) if (text(cell) !== was(cell)) note(cell);
  send();
  recover();
}
