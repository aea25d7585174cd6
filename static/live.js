/* Saves each cell as it is left, and shows what the server makes of it. Nothing is reckoned here. */
"use strict";

window.live = (() => {
  const form = document.getElementById("return");
  if (!form || !document.getElementById("save") || !window.htmx) return null;

  const CELL = '[name*="-"]:not([type]), input[name="head-not_applicable"]';
  // Figures are price-sensitive: only what is not saved yet is kept in the browser, and only until it is.
  const store = `unsaved ${form.dataset.person} ${location.pathname}`;
  const waiting = new Map();
  const words = form.dataset;
  let version = Number(form.elements["head-version"].value);
  let sending = null;

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

  function tell(message, link) {
    const told = document.getElementById("told");
    told.textContent = message;
    told.className = message ? "message warning" : "";
    if (link) {
      const to = document.createElement("a");
      to.href = link;
      to.textContent = words.login;
      told.append(" ", to);
    }
  }

  function keep() {
    try {
      if (waiting.size) localStorage.setItem(store, JSON.stringify([...waiting.values()]));
      else localStorage.removeItem(store);
    } catch {
      // A browser that keeps nothing still saves.
    }
  }

  function note(cell) {
    const typed = text(cell);
    if (typed === was(cell)) waiting.delete(name(cell));
    else waiting.set(name(cell), { cell: name(cell), typed, was: was(cell), row: rowOf(cell) });
    keep();
  }

  function token() {
    // Logging in again in another tab gives the browser a new token; the page goes on with it.
    const found = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
    return found ? found[1] : form.elements.csrfmiddlewaretoken.value;
  }

  async function ask(address, body) {
    const options = { headers: { "X-CSRFToken": token() }, credentials: "same-origin" };
    if (body) Object.assign(options, { method: "POST", body: JSON.stringify(body) });
    let response;
    try {
      response = await fetch(address, options);
    } catch {
      tell(words.lost);
      return null;
    }
    const answer = await response.json().catch(() => ({}));
    if (response.ok) return answer;
    if (response.status === 401) tell(words.ended, `${answer.login}?next=${encodeURIComponent(location.pathname)}`);
    else tell(answer.fault ?? words.refused);
    return null;
  }

  function show(html) {
    const open = [...form.querySelectorAll("details[id]")].map((each) => [each.id, each.open]);
    htmx.swap(document.body, html, { swapStyle: "none", settleDelay: 0, swapDelay: 0 });
    for (const [id, isOpen] of open) {
      const there = document.getElementById(id);
      if (there) there.open = isOpen;
    }
    // What is typed and not saved stays, whatever came.
    for (const { cell, typed } of waiting.values()) {
      const there = find(cell);
      if (there) put(there, typed);
    }
  }

  function take(answer, sent) {
    for (const [address, told] of Object.entries(answer.cells ?? {})) {
      const now = waiting.get(address);
      if (now && now.typed === sent.get(address)) waiting.delete(address);
      else if (now) now.was = told.text;
      const cell = find(address);
      if (cell && told.state === "saved") cell.dataset.was = told.text;
      document.querySelector(`#conflicts [data-cell="${address}"]`)?.remove();
    }
    keep();
    show(answer.html ?? "");
    for (const [row, key] of Object.entries(answer.rows ?? {})) {
      const there = document.getElementById(row);
      if (there) there.dataset.row = key;
    }
    version = answer.version;
    form.elements["head-version"].value = version;
    document.getElementById("saved").textContent = answer.saved;
    tell("");
    document.dispatchEvent(new CustomEvent("saved"));
  }

  async function send() {
    if (sending) return sending;
    if (!waiting.size) return true;
    sending = (async () => {
      while (waiting.size) {
        const edits = [...waiting.values()];
        const answer = await ask(words.cells, { edits });
        if (!answer) return false;
        const isBehind = answer.started !== version;
        take(answer, new Map(edits.map((each) => [each.cell, each.typed])));
        if (isBehind) await refresh(true);
      }
      return true;
    })();
    const isDone = await sending;
    sending = null;
    return isDone;
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
    else if (answer) tell("");
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
      if (target.querySelector(`:scope > #id_${CSS.escape(address)}`)) event.detail.shouldSwap = false;
    }
  });

  form.addEventListener("input", (event) => { if (event.target.matches(CELL)) note(event.target); });
  form.addEventListener("change", (event) => {
    if (!event.target.matches(CELL)) return;
    note(event.target);
    send();
  });

  document.getElementById("conflicts").addEventListener("click", (event) => {
    const choice = event.target.dataset.keep;
    const box = event.target.closest("[data-cell]");
    if (!choice || !box) return;
    const { cell: address, mine, theirs } = box.dataset;
    const cell = find(address);
    if (cell) put(cell, choice === "mine" ? mine : theirs);
    if (cell) cell.dataset.was = theirs;
    box.remove();
    if (choice === "mine" && cell) {
      note(cell);
      send();
    }
    cell?.focus();
  });

  addEventListener("beforeunload", (event) => { if (waiting.size) event.preventDefault(); });
  addEventListener("online", send);
  addEventListener("focus", () => (waiting.size ? send() : refresh()));
  const seconds = Number(words.seconds);
  setInterval(() => { if (!document.hidden) (waiting.size ? send() : refresh()); }, seconds * 1000);

  // What was typed when the connection or the login was lost is there again, and saved.
  const kept = JSON.parse(localStorage.getItem(store) ?? "[]");
  for (const edit of kept) {
    const cell = find(edit.cell);
    if (cell) put(cell, edit.typed);
    waiting.set(edit.cell, edit);
  }
  send();

  return { CELL, note, send, queue, refresh, take, ask, tell, isDirty: () => waiting.size > 0, forget: () => waiting.clear() };
})();
