/* Walking the cells by key, and from finding to finding. */
"use strict";

(() => {
  const form = document.getElementById("return");
  if (!form) return;
  const CELL = '[name*="-"]:not([type])';
  // What Tab stops at where figures are typed: not the box to remove a row, nor the way to where a figure comes from,
  // which have keys. Where figures are read, the browser walks.
  const STOP = form.querySelector(CELL) ? `${CELL}, input[name="head-not_applicable"], summary, .add button, .windows button` : CELL;

  /* Put a cell in hand: opened if it was folded, clear of what stands over the page. */
  function go(cell, block = "center") {
    if (!cell) return false;
    for (let fold = cell.matches("summary") ? null : cell.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
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
    return go(document.getElementById(at[1] + row + at[3]), "nearest") || goElsewhere(at[1].slice(3, -1), row, `#${at[1]}${row}${at[3]}`);
  }

  /* Of large parts some rows are shown: go to where another one is. */
  function goElsewhere(part, row, hash) {
    const way = [...form.querySelectorAll("[data-to]")].find(({ dataset }) =>
      dataset.part === part && row >= Number(dataset.first) && row < Number(dataset.end));
    if (!way) return false;
    if (window.live) live.leave(way.dataset.to + hash);
    else location.assign(way.dataset.to + hash);
    return true;
  }

  // Who comes from other rows has the cell in hand that was gone to.
  const [, part, number] = /^#id_([a-z_]+)-(\d+)-/.exec(location.hash) ?? [];
  if (part && form.querySelector("[data-to]")) {
    const cell = document.getElementById(location.hash.slice(1));
    if (cell) go(cell);
    else goElsewhere(part, Number(number), location.hash);
  }

  let last = "";
  const hand = document.getElementById("hand");
  form.addEventListener("focusin", (event) => {
    last = event.target.id;
    if (!hand) return;
    hand.hidden = !event.target.matches(CELL) || event.target.name.startsWith("head-");
    for (const button of hand.querySelectorAll("[data-key=KeyN], [data-key=KeyA]")) button.disabled = !mayBeNil(event.target);
    hand.dataset.of = event.target.closest("tbody.row-group:has(.remove)") ? "row" : "";
  });

  /* The findings, each by the cell it stands at; from the cell in hand to the next one. */
  function finding(step) {
    // What bars filing first; what bars nothing when there is no more of that.
    const bars = document.querySelectorAll("#findings > ol a[href^='#'], #findings > ul a[href^='#']");
    const links = bars.length ? bars : document.querySelectorAll("#findings a[href^='#']");
    const marked = [...links].map((link) => document.getElementById(link.hash.slice(1))).filter(Boolean);
    const places = [...new Set(marked)].sort((one, two) =>
      one.compareDocumentPosition(two) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1);
    // The button that asks for it takes the cell out of hand.
    const held = form.contains(document.activeElement) ? document.activeElement : document.getElementById(last);
    const after = places.filter((each) => held && each.compareDocumentPosition(held)
      & (step > 0 ? Node.DOCUMENT_POSITION_PRECEDING : Node.DOCUMENT_POSITION_FOLLOWING));
    const next = step > 0 ? after[0] : after.at(-1);
    // After the last one on the page comes one of the rows that are not shown.
    const elsewhere = document.querySelector("#findings > ol a[href^='?']");
    if (elsewhere && !next) {
      elsewhere.click();
      return true;
    }
    return go((held && next) || (step > 0 ? places[0] : places.at(-1)));
  }

  // Of what is chosen, and of who the issuer is and who signs, nobody states Nil.
  const mayBeNil = (cell) => cell.matches('input:not([name^="head-"])');

  function say(cell, word) {
    if (!mayBeNil(cell)) return false;
    cell.value = word;
    for (const what of ["input", "change"]) cell.dispatchEvent(new Event(what, { bubbles: true }));
    return walk(cell, 1) || true;
  }

  // For who has a mouse or a thumb: a button does what its key does, and leaves the cell in hand.
  hand?.addEventListener("mousedown", (event) => event.preventDefault());
  hand?.addEventListener("click", (event) => {
    const key = event.target.closest("button")?.dataset.key;
    const cell = document.getElementById(last);
    if (!key || !cell) return;
    cell.focus({ preventScroll: true });
    cell.dispatchEvent(new KeyboardEvent("keydown", { key, code: key, altKey: true, bubbles: true, cancelable: true }));
  });
  const next = document.getElementById("next-finding");
  const offer = () => { next.hidden = !document.querySelector("#findings a[href^='#']"); };
  next.addEventListener("click", () => finding(1));
  document.addEventListener("saved", offer);
  offer();

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#id_']");
    if (link && go(document.getElementById(link.hash.slice(1)))) event.preventDefault();
  });

  document.addEventListener("keydown", (event) => {
    const { key, target: cell } = event;
    const isPlain = !(event.altKey || event.ctrlKey || event.metaKey || event.isComposing);
    let isDone = false;
    if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === "s" && document.getElementById("save")) {
      form.requestSubmit(document.getElementById("save"));
      isDone = true;
    } else if (key === "F8") {
      isDone = finding(event.shiftKey ? -1 : 1);
    } else if (key === "Tab" && isPlain && cell.matches?.(STOP) && form.contains(cell)) {
      isDone = walk(cell, event.shiftKey ? -1 : 1, STOP);
    } else if (cell.matches?.(CELL) && form.contains(cell) && !event.isComposing) {
      const isLine = cell.matches("input");
      if (event.altKey && event.code === "KeyN") isDone = say(cell, "Nil");
      else if (event.altKey && event.code === "KeyA") isDone = say(cell, "N/A");
      else if (event.altKey && event.code === "Equal") {
        const why = cell.parentElement.querySelector("a[href^='why/']");
        if (why) { why.click(); isDone = true; }
      } else if (!isPlain) isDone = false;
      else if (key === "Escape" && isLine && window.live && cell.value !== live.was(cell)) {
        cell.value = live.was(cell);
        cell.dispatchEvent(new Event("input", { bubbles: true }));
        cell.select();
        isDone = true;
      } else if (key === "Enter" && isLine) {
        const step = event.shiftKey ? -1 : 1;
        isDone = down(cell, step) || walk(cell, step) || true;
      }
      else if ((key === "ArrowDown" || key === "ArrowUp") && isLine) isDone = down(cell, key === "ArrowDown" ? 1 : -1);
    }
    if (isDone) event.preventDefault();
  });

  // A word such as Nil is typed over and not into: a click takes all of it, the next one puts the caret.
  let clicked = null;
  form.addEventListener("mousedown", ({ target }) => { clicked = target === document.activeElement ? null : target; });
  form.addEventListener("click", ({ target: cell }) => {
    if (cell === clicked && cell.matches(CELL) && cell.matches("input") && /^(nil|n\/a)$/i.test(cell.value)) cell.select();
  });

  // A part marked Not Applicable folds up, unless something is found in its rows: where that is told is not put away.
  let marked = null;
  function fold() {
    if (marked) marked.open = Boolean(marked.querySelector(".found"));
    marked = null;
  }
  form.addEventListener("change", (event) => {
    if (event.target.name !== "head-not_applicable") return;
    const rows = event.target.closest("section").querySelector("details.rows");
    marked = event.target.checked ? rows : null;
    if (!event.target.checked) rows.open = true;
    else if (!rows.querySelector(".found")) fold();
  });
  document.addEventListener("saved", fold);
})();
