/* Adding, removing, moving and pasting rows: asked of the server, which answers with the part as it is then. */
"use strict";

(() => {
  const form = document.getElementById("return");
  if (!form || !window.live) return;
  const undone = [];

  // What is typed while rows are asked for is typed where the answer leaves her, not in the cell she is about to leave.
  let asking = 0;
  const typed = [];
  document.addEventListener("keydown", (event) => {
    if (!asking || !event.isTrusted || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (!form.contains(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    typed.push(event);
  }, true);

  // execCommand alone writes as she would have: over what is selected, heard by the page, and undone by her Ctrl+Z.
  function type() {
    for (const { key, code, shiftKey } of typed.splice(0)) {
      const how = { key, code, shiftKey, bubbles: true, cancelable: true };
      if (key.length === 1) document.execCommand("insertText", false, key);
      else if (key === "Backspace") document.execCommand("delete");
      else document.activeElement.dispatchEvent(new KeyboardEvent("keydown", how));
    }
  }

  function ask(what) {
    asking += 1;
    return live.queue(() => work(what)).finally(() => {
      asking -= 1;
      if (!asking) type();
    });
  }

  async function work(what) {
    const { id } = document.activeElement;
    if (!(await live.finish())) return;
    // What was saved just now may have given the row its name.
    if (what.key && !form.querySelector(`[data-row="${what.key}"]`)) {
      what.key = document.getElementById(`${what.part}-${what.row}`)?.dataset.row ?? "";
    }
    const answer = await live.ask(form.dataset.rows, what);
    if (!answer) return;
    live.take(answer, new Map());
    if (answer.undo) undone.push({ name: what.name, ...answer.undo });
    tell(answer.told, answer.undo, answer.offer);
    const to = document.getElementById(answer.focus);
    // A row that was moved, copied or removed leaves her in the column where she was.
    const cell = to?.matches("[name]") ? to : document.getElementById(`id_${answer.focus}-${what.name}`)
      ?? to?.querySelector(live.TYPED);
    // Whoever has gone on to another cell meanwhile stays there.
    const now = document.activeElement;
    if (now.matches(live.CELL) && now.id !== id) return;
    cell?.focus();
    if (cell?.matches("input")) cell.select();
  }

  function tell(message, isUndone, offer) {
    live.tell(message);
    if (offer) button(offer.label, () => ask(offer.ask));
    if (isUndone) button(form.dataset.undo, undo);
  }

  function button(words, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "plain";
    made.textContent = words;
    made.addEventListener("click", act);
    document.getElementById("told").append(" ", made);
  }

  function undo() {
    const what = undone.pop();
    if (what) ask(what);
  }

  function row(cell) {
    const at = /^(?:id_)?([a-z_]+)-(\d+)-(.+)/.exec(cell.id || `${cell.name}`);
    return at && { part: at[1], row: Number(at[2]), name: at[3], key: cell.closest("[data-row]")?.dataset.row ?? "" };
  }

  /* The part that a row is added to: the one in whose section a total stands. */
  function growing(cell, part) {
    const section = cell.closest("section");
    return section.querySelector(`[data-add="${part}"]`) || !section.querySelector("[data-add]") ? part : section.id;
  }

  form.addEventListener("click", (event) => {
    const part = event.target.closest("button[data-add]")?.dataset.add;
    if (!part) return;
    event.preventDefault();
    // A double click adds once.
    if (event.detail < 2) ask({ what: "add", part });
  });

  // A row is removed when its box is ticked: at once, because it can be undone.
  form.addEventListener("change", (event) => {
    if (!event.target.name?.endsWith("-DELETE")) return;
    event.preventDefault();
    ask({ what: "remove", ...row(event.target) });
  });

  document.addEventListener("keydown", (event) => {
    const held = event.target.matches?.(live.CELL) ? row(event.target) : null;
    const isCommand = event.ctrlKey || event.metaKey;
    let what = null;
    if (held && event.altKey && event.key === "ArrowUp") what = { what: "up", ...held };
    else if (held && event.altKey && event.key === "ArrowDown") what = { what: "down", ...held };
    else if (held && event.altKey && event.code === "KeyD") what = { what: "duplicate", ...held };
    else if (held && event.altKey && event.code === "Delete") what = { what: "remove", ...held };
    else if (held && event.altKey && event.code === "Insert") what = { what: "add", part: growing(event.target, held.part) };
    else if (undone.length && isCommand && event.shiftKey && event.code === "KeyZ") {
      event.preventDefault();
      undo();
    }
    if (!what) return;
    event.preventDefault();
    ask(what);
  });

  // A block from a spreadsheet fills the cells from the one in hand on.
  form.addEventListener("paste", (event) => {
    const block = event.clipboardData?.getData("text/plain") ?? "";
    const held = event.target.matches(live.CELL) ? row(event.target) : null;
    if (!held || !/\t|[\n\r\v\f\x85\u2028\u2029]./s.test(block) || event.target.matches("textarea") && !block.includes("\t")) return;
    event.preventDefault();
    ask({ what: "paste", ...held, block });
  });
})();
