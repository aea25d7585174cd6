/* Adding, removing, moving and pasting rows: asked of the server, which answers with the part as it is then. */

import * as autosave from "./autosave.js";
import { CELL, TYPED, form } from "./cells.js";
import { offer, showMessage } from "./messages.js";
import { drawRow } from "./new_row.js";

const undone = [];

// What is typed while rows are asked for belongs where the answer puts the cursor, not in the cell it is in still.
let asking = 0;
const typed = [];

function holdBack(event) {
  if (!asking || !event.isTrusted || event.ctrlKey || event.metaKey || event.isComposing) return;
  if (["Alt", "AltGraph", "Shift"].includes(event.key)) return;
  if (!form.contains(event.target)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  typed.push(event);
}

// execCommand alone writes as the person would have: over what is selected, heard by the page, undone by Ctrl+Z.
function type() {
  // Where a key asks for rows again, what was typed after it waits for that answer.
  while (typed.length && !asking) {
    const { key, code, altKey, shiftKey } = typed.shift();
    const how = { key, code, altKey, shiftKey, bubbles: true, cancelable: true };
    if (key.length === 1 && !altKey) document.execCommand("insertText", false, key);
    else if (key === "Backspace") document.execCommand("delete");
    else document.activeElement.dispatchEvent(new KeyboardEvent("keydown", how));
  }
}

function ask(what) {
  asking += 1;
  const drawn = what.what === "add" ? drawRow(what.part) : null;
  return autosave.queue(() => work(what)).finally(() => {
    asking -= 1;
    // Replaced by the answer, unless none came.
    if (drawn?.isConnected) drawn.remove();
    if (!asking) type();
  });
}

async function work(what) {
  const { id } = document.activeElement;
  if (!(await autosave.saveAll())) return;
  // What was saved just now may have given the row its key.
  if (what.key && !form.querySelector(`[data-row="${what.key}"]`)) {
    what.key = document.getElementById(`${what.part}-${what.row}`)?.dataset.row ?? "";
  }
  const answer = await autosave.ask(form.dataset.rows, what);
  if (!answer) return;
  autosave.take(answer);
  if (answer.undo) undone.push({ name: what.name, ...answer.undo });
  showMessage(answer.message);
  if (answer.offer) offer(answer.offer.label, () => ask(answer.offer.ask));
  if (answer.undo) offer(form.dataset.undo, undo);
  const to = document.getElementById(answer.focus);
  // After a row is moved, copied or removed the cursor is in the same column as before.
  const cell = to?.matches("[name]") ? to : document.getElementById(`id_${answer.focus}-${what.name}`)
    ?? to?.querySelector(TYPED);
  // Whoever has gone on to another cell meanwhile stays there.
  const now = document.activeElement;
  if (now.matches(CELL) && now.id !== id) return;
  cell?.focus();
  if (cell?.matches("input")) cell.select();
}

function undo() {
  const what = undone.pop();
  if (what) ask(what);
}

function row(cell) {
  const at = /^(?:id_)?([a-z_]+)-(\d+)-(.+)/.exec(cell.id || `${cell.name}`);
  return at && { part: at[1], row: Number(at[2]), name: at[3], key: cell.closest("[data-row]")?.dataset.row ?? "" };
}

/* The part that a row is added to: the one in whose section a total is. */
function growing(cell, part) {
  const section = cell.closest("section");
  return section.querySelector(`[data-add="${part}"]`) || !section.querySelector("[data-add]") ? part : section.id;
}

/* What is blank of a part's movements is Nil. */
function restNil(event) {
  const part = event.target.closest("button[data-nil]")?.dataset.nil;
  if (part) ask({ what: "nil", part, row: null, name: "" });
}

function add(event) {
  const part = event.target.closest("button[data-add]")?.dataset.add;
  if (!part) return;
  event.preventDefault();
  // A double click adds once.
  if (event.detail < 2) ask({ what: "add", part });
}

/* A row is removed when its box is ticked: at once, because it can be undone. */
function remove(event) {
  if (!event.target.name?.endsWith("-DELETE")) return;
  event.preventDefault();
  ask({ what: "remove", ...row(event.target) });
}

function act(event) {
  const cell = event.target.matches?.(CELL) ? row(event.target) : null;
  const isCommand = event.ctrlKey || event.metaKey;
  let what = null;
  if (cell && event.altKey && event.key === "ArrowUp") what = { what: "up", ...cell };
  else if (cell && event.altKey && event.key === "ArrowDown") what = { what: "down", ...cell };
  else if (cell && event.altKey && event.code === "KeyD") what = { what: "duplicate", ...cell };
  else if (cell && event.altKey && event.code === "KeyR") {
    what = { what: "nil", ...cell, row: event.shiftKey ? null : cell.row };
  } else if (cell && event.altKey && event.code === "Delete") what = { what: "remove", ...cell };
  else if (cell && event.altKey && event.code === "Insert") {
    what = { what: "add", part: growing(event.target, cell.part) };
  } else if (undone.length && isCommand && event.shiftKey && event.code === "KeyZ") {
    event.preventDefault();
    undo();
  }
  if (!what) return;
  event.preventDefault();
  ask(what);
}

/* A block from a spreadsheet fills the cells from the one with the cursor on. */
function paste(event) {
  const block = event.clipboardData?.getData("text/plain") ?? "";
  const cell = event.target.matches(CELL) ? row(event.target) : null;
  if (!cell || !/\t|[\n\r\v\f\x85\u2028\u2029]./s.test(block)) return;
  if (event.target.matches("textarea") && !block.includes("\t")) return;
  event.preventDefault();
  ask({ what: "paste", ...cell, block });
}

export function start() {
  document.addEventListener("keydown", holdBack, true);
  document.addEventListener("keydown", act);
  form.addEventListener("click", add);
  form.addEventListener("click", restNil);
  form.addEventListener("change", remove);
  form.addEventListener("paste", paste);
}
