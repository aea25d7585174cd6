/* Saves each cell as it is left, and shows what the server makes of it. Nothing is reckoned here. */
"use strict";

window.live = (() => {
  const form = document.getElementById("return");
  if (!form || !document.getElementById("save") || !window.htmx) return null;

  // What is typed in; and what is saved, which is that and the marks of parts.
  const TYPED = '[name*="-"]:not([type])';
  const CELL = `${TYPED}, input[name="head-not_applicable"]`;
  // Figures are price-sensitive: only what is not saved yet is kept in the browser, and only until it is. Each page
  // keeps its own, so that two of them overwrite nothing of each other, and holds a lock on it as long as it is open.
  const person = form.elements.person.value;
  const stores = `unsaved ${person} ${location.pathname} `;
  const store = stores + Math.random().toString(36).slice(2);
  let release = () => {};
  navigator.locks?.request(store, () => new Promise((done) => { release = done; }));
  const waiting = new Map();
  // What was not saved for a reason she is asked about: kept as what waits is, until she has chosen. By the number of
  // the question, because another row may stand at its address meanwhile.
  const disputed = new Map();
  let questions = 0;
  const words = form.dataset;
  let version = Number(form.elements["head-version"].value);
  // Which draft of the return this is: another one once it was sent for approval and is a draft again.
  let { draft } = words;
  let sending = null;
  // The cell that somebody is typing in: half a figure is not sent.
  let typing = "";
  let isShowing = false;
  // Whether what is shown follows from what she typed herself.
  let isOwn = false;
  let isLeaving = false;
  let isTrouble = false;

  const text = (cell) => (cell.type === "checkbox" ? (cell.checked ? "on" : "") : cell.value);
  const name = (cell) => (cell.type === "checkbox" ? `mark-${cell.value}` : cell.name);
  const find = (address) => (address.startsWith("mark-")
    ? form.querySelector(`input[name="head-not_applicable"][value="${address.slice(5)}"]`)
    : document.getElementById(`id_${address}`));
  const rowOf = (cell) => cell.closest("[data-row]")?.dataset.row ?? "";

  // What stood in a cell when the person began: what the server wrote, or said it has since.
  function was(cell) {
    if (cell.dataset.was !== undefined) return cell.dataset.was;
    if (cell.type === "checkbox") return cell.defaultChecked ? "on" : "";
    if (cell.matches("select")) return [...cell.options].find((option) => option.defaultSelected)?.value ?? "";
    return cell.defaultValue;
  }

  function put(cell, typed) {
    if (cell.type === "checkbox") cell.checked = typed === "on";
    else cell.value = typed;
  }

  function tell(message) {
    const told = document.getElementById("told");
    told.textContent = message;
    told.className = message ? "message warning" : "";
    isTrouble = false;
  }

  /* What bars saving is told until something is saved; what was done with rows stands until the next is done. */
  function trouble(message, link) {
    tell(message);
    isTrouble = true;
    if (link) {
      const told = document.getElementById("told");
      const to = document.createElement("a");
      to.href = link;
      to.textContent = words.login;
      // She is told that what she typed is kept: she is not asked whether to lose it.
      to.addEventListener("click", () => { isLeaving = true; });
      told.append(" ", to);
    }
  }

  function keep() {
    try {
      const kept = [...disputed.values(), ...waiting.values()];
      if (kept.length) localStorage.setItem(store, JSON.stringify(kept));
      else localStorage.removeItem(store);
    } catch {
      // A browser that keeps nothing still saves.
    }
  }

  function note(cell) {
    const typed = text(cell);
    if (typed === was(cell)) waiting.delete(name(cell));
    else waiting.set(name(cell), { cell: name(cell), typed, was: was(cell), row: rowOf(cell), draft, at: new Date().toISOString() });
    keep();
  }

  function token() {
    // Logging in again in another tab gives the browser a new token; the page goes on with it.
    const found = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
    return found ? found[1] : form.elements.csrfmiddlewaretoken.value;
  }

  /* Of large parts some rows are shown: the server is told which. */
  function shown() {
    return [...form.querySelectorAll("input[name=rows]")].map((each) => ["rows", each.value]);
  }

  async function ask(path, body) {
    const query = new URLSearchParams(shown()).toString();
    const address = query ? `${path}${path.includes("?") ? "&" : "?"}${query}` : path;
    const options = { headers: { "X-CSRFToken": token(), "X-Person": person }, credentials: "same-origin", signal: AbortSignal.timeout(60_000) };
    if (body) Object.assign(options, { method: "POST", body: JSON.stringify(body) });
    let response;
    try {
      response = await fetch(address, options);
    } catch {
      trouble(words.lost);
      return null;
    }
    // A network that wants a login of its own answers with a page of its own.
    const answer = await response.json().catch(() => null);
    if (!answer && response.ok) trouble(words.lost);
    else if (response.ok) return answer;
    else if (answer?.login) trouble(words.ended, `${answer.login}?next=${encodeURIComponent(location.pathname)}`);
    else trouble(answer?.fault ?? words.refused);
    return null;
  }

  /* Where the cell of an edit stands: its row may have gone elsewhere, or for good. */
  function place({ cell, row }) {
    const there = find(cell);
    if (!row || (there && rowOf(there) === row)) return there;
    const [part] = cell.split("-");
    const rows = form.querySelectorAll(`[id^="${part}-"][data-row="${row}"]`);
    return rows.length === 1 ? find(cell.replace(/^([a-z_]+-)\d+/, rows[0].id)) : null;
  }

  function show(html) {
    const open = [...form.querySelectorAll("details[id]")].map((each) => [each.id, each.open]);
    const held = document.activeElement;
    const caret = held?.matches("input:not([type]), textarea") ? [held.selectionStart, held.selectionEnd] : null;
    const top = held?.getBoundingClientRect().top;
    // A cell that is put anew is not left by the person.
    isShowing = true;
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    // A part is put in whole: of thousands of cells htmx would look for each among all others.
    for (const section of fresh.content.querySelectorAll("section.part[data-hx-swap-oob]")) {
      section.remove();
      section.removeAttribute("data-hx-swap-oob");
      document.getElementById(section.id)?.replaceWith(section);
    }
    if (held?.id && !held.isConnected) document.getElementById(held.id)?.focus({ preventScroll: true });
    htmx.swap(document.body, fresh.innerHTML, { swapStyle: "none", settleDelay: 0, swapDelay: 0 });
    isShowing = false;
    for (const [id, isOpen] of open) {
      const there = document.getElementById(id);
      if (there) there.open = isOpen;
    }
    // What was found in a row just now may be explained by what the form has no column for.
    for (const row of form.querySelectorAll(".row-group:has(.found:is(.error, .warning)) > .beside:not(.needed)")) {
      if (html.includes(`id="found-${row.parentElement.id}"`)) row.classList.add("needed");
    }
    // What is typed and not saved stays, whatever came, in the row it was typed in.
    const edits = [...waiting.values()];
    const half = waiting.get(typing);
    waiting.clear();
    for (const edit of edits) {
      const there = place(edit);
      if (there) {
        edit.cell = name(there);
        put(there, edit.typed);
      }
      waiting.set(edit.cell, edit);
      if (edit !== half) continue;
      typing = edit.cell;
      there?.focus({ preventScroll: true });
    }
    const now = document.activeElement;
    if (caret && now !== held && now.matches("input:not([type]), textarea")) now.setSelectionRange(...caret);
    // What is told above the cell in hand moves what is above it, and not the cell.
    if (form.contains(now) && top > 0 && top < innerHeight) {
      scrollBy({ top: now.getBoundingClientRect().top - top, behavior: "instant" });
    }
  }

  /* Rows that are called otherwise now: what waits for one is sent by its new name. */
  function rename(rows) {
    for (const [row, key] of Object.entries(rows)) {
      const there = document.getElementById(row);
      if (!there) continue;
      const before = there.dataset.row ?? "";
      for (const edit of [...waiting.values(), ...disputed.values()]) {
        if (edit.row === before && edit.cell.startsWith(`${row}-`)) edit.row = key;
      }
      there.dataset.row = key;
    }
  }

  /* Nothing is asked any more of the cell of an edit. */
  function settle(edit) {
    const there = place(edit);
    for (const [number, other] of disputed) {
      const isSame = other.cell === edit.cell && other.row === edit.row;
      if (!isSame && !(there && place(other) === there)) continue;
      disputed.delete(number);
      document.querySelector(`#conflicts [data-number="${number}"]`)?.remove();
    }
  }

  function take(answer, sent) {
    // An answer that a later one has overtaken shows what was, and asks nothing: what it would ask of is sent again.
    const isOvertaken = answer.version < version;
    const asked = new Map();
    for (const [address, told] of Object.entries(answer.cells ?? {})) {
      const edit = sent.get(address);
      const isSaved = told.state === "saved";
      if (isOvertaken && !isSaved) continue;
      settle(edit);
      if (!isSaved) {
        questions += 1;
        asked.set(address, questions);
        disputed.set(questions, edit);
      }
      const now = waiting.get(address);
      if (now && now.typed === edit.typed) waiting.delete(address);
      else if (now) now.was = told.text;
      const cell = place(edit);
      if (cell && isSaved) cell.dataset.was = told.text;
    }
    isOwn = sent.size > 0;
    draft = answer.draft ?? draft;
    if (!isOvertaken) {
      // What was told of the figures as they were when the page was opened.
      if (answer.version > version) document.querySelector(".passing").replaceChildren();
      rename(answer.rows ?? {});
      show(answer.html ?? "");
      // Loading the page again shows the same rows.
      if (shown().length) history.replaceState(history.state, "", `?${new URLSearchParams(shown())}${location.hash}`);
      for (const box of document.querySelectorAll("#conflicts [data-cell]:not([data-number])")) {
        box.dataset.number = asked.get(box.dataset.cell);
      }
      version = answer.version;
      form.elements["head-version"].value = version;
      document.getElementById("saved").textContent = answer.saved;
    }
    keep();
    if (isTrouble) tell("");
    document.dispatchEvent(new CustomEvent("saved"));
  }

  const ready = () => [...waiting.values()].filter((edit) => edit.cell !== typing);

  async function work() {
    for (let edits = ready(); edits.length; edits = ready()) {
      const answer = await ask(words.cells, { edits });
      if (!answer) return false;
      const isBehind = answer.started !== version;
      take(answer, new Map(edits.map((each) => [each.cell, each])));
      if (isBehind) await refresh(true);
    }
    return true;
  }

  function send() {
    sending ??= work().finally(() => { sending = null; });
    return sending;
  }

  const isDirty = () => waiting.size + disputed.size > 0;

  /* What is kept stays kept; this page asks and saves no more. */
  function forget() {
    waiting.clear();
    disputed.clear();
  }

  /* Save what is being typed as well; says whether nothing is left to save. */
  async function finish() {
    typing = "";
    // Twice, because the first may have been on its way already.
    return (await send()) && (await send()) && !waiting.size;
  }

  // One thing is asked at a time, in the order it was done.
  let asked = Promise.resolve();
  function queue(work) {
    asked = asked.then(work, work);
    return asked;
  }

  async function refresh(always) {
    const answer = await ask(`${words.changes}?version=${always ? "" : version}`);
    if (answer && (answer.html || answer.version !== version)) take(answer, new Map());
    else if (answer && isTrouble) tell("");
  }

  /* What she types over is what her own figures made of it, and nobody else's. */
  function rebase(address, fragment) {
    const fresh = isOwn && fragment?.querySelector(`#id_${CSS.escape(address)}`);
    if (!fresh) return;
    waiting.get(address).was = was(fresh);
    find(address).dataset.was = was(fresh);
  }

  // An answer never puts anew what somebody is typing in.
  document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target } = event.detail;
    if (target.matches("section.part")) return;
    const held = document.activeElement;
    const isCell = held?.matches(CELL);
    if (target.contains(held) && (isCell ? text(held) !== was(held) : held.matches("textarea, input"))) {
      event.detail.shouldSwap = false;
    }
    for (const address of waiting.keys()) {
      if (!target.querySelector(`:scope > #id_${CSS.escape(address)}`)) continue;
      event.detail.shouldSwap = false;
      rebase(address, event.detail.fragment);
    }
  });

  form.addEventListener("input", (event) => {
    if (!event.target.matches(CELL)) return;
    typing = name(event.target);
    note(event.target);
  });
  form.addEventListener("change", (event) => {
    if (!event.target.matches(CELL) || isShowing) return;
    typing = "";
    note(event.target);
    send();
  });
  // A cell that was put anew under her hands tells of no change when it is left.
  form.addEventListener("focusout", (event) => {
    if (!typing || isShowing) return;
    typing = "";
    send();
  });

  document.getElementById("conflicts").addEventListener("click", (event) => {
    const choice = event.target.dataset.keep;
    const box = event.target.closest("[data-cell]");
    if (!choice || !box) return;
    const { number, mine, theirs, state } = box.dataset;
    const edit = disputed.get(Number(number));
    const cell = state === "gone" ? null : place(edit);
    disputed.delete(Number(number));
    box.remove();
    if (choice === "mine") {
      // Whose row has gone meanwhile is told so: it is looked for by its name.
      const address = cell ? name(cell) : edit.cell;
      waiting.set(address, { ...edit, cell: address, typed: mine, was: theirs, draft });
      if (cell) put(cell, mine);
      send();
    } else if (cell && text(cell) === mine && was(cell) !== mine) {
      // A cell that says anything else was put anew since, and says what is on record now.
      put(cell, theirs);
      cell.dataset.was = theirs;
    }
    keep();
    cell?.focus();
    if (!disputed.size) recover();
  });

  // Who leaves by a link, or logs out, goes when all is saved; where it cannot be, the browser asks her.
  addEventListener("beforeunload", (event) => { if (!isLeaving && isDirty()) event.preventDefault(); });
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    const isHere = link?.hash && link.pathname === location.pathname && link.search === location.search;
    if (!waiting.size || !link || isHere || link.target || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    await finish();
    location.assign(link.href);
  });
  /* Go to other rows of a large part, when all is saved. */
  async function leave(to) {
    await finish();
    location.assign(to);
  }
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-to]");
    if (!button) return;
    event.preventDefault();
    leave(`${button.dataset.to}#${button.dataset.part}`);
  });
  const exit = document.getElementById("log-out");
  exit.addEventListener("submit", async (event) => {
    if (!waiting.size) return;
    event.preventDefault();
    await finish();
    localStorage.removeItem(store);
    exit.submit();
  });

  // A page that was left may be kept by the browser: it saves nothing any more, and is asked for anew.
  addEventListener("pagehide", () => { forget(); release(); });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  const catchUp = () => (waiting.size ? send() : refresh());
  addEventListener("online", send);
  addEventListener("focus", catchUp);
  const seconds = Number(words.seconds);
  setInterval(() => { if (!document.hidden) catchUp(); }, seconds * 1000);

  // What was typed before this script was there.
  for (const cell of form.querySelectorAll(CELL)) if (text(cell) !== was(cell)) note(cell);
  /* Take over what a page kept that is gone; of two texts for one cell the second is left until the first is decided. */
  function takeOver(key) {
    const left = [];
    const kept = JSON.parse(localStorage.getItem(key) ?? "[]");
    for (const edit of kept) {
      const cell = place(edit);
      if (cell) edit.cell = name(cell);
      if (waiting.has(edit.cell) || [...disputed.values()].some((other) => other.cell === edit.cell)) {
        left.push(edit);
        continue;
      }
      if (cell) put(cell, edit.typed);
      waiting.set(edit.cell, edit);
    }
    keep();
    if (left.length) localStorage.setItem(key, JSON.stringify(left));
    else localStorage.removeItem(key);
    return kept.length - left.length;
  }

  /* What was typed when the connection or the login was lost is there again, and saved. */
  const awaited = new Set();
  async function recover() {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(stores) && key !== store && !awaited.has(key));
    await Promise.all(keys.map(async (key) => {
      awaited.add(key);
      // A page that is open holds its lock, and saves by itself what is its own; what it leaves is taken over.
      const taken = navigator.locks ? await navigator.locks.request(key, () => takeOver(key)) : takeOver(key);
      awaited.delete(key);
      if (!taken) return;
      await send();
      if (!isDirty()) await recover();
      if (!isTrouble) tell(words.kept);
    }));
  }

  send();
  recover();

  return { TYPED, CELL, token, was, queue, finish, take, ask, tell, isDirty, forget, leave };
})();
