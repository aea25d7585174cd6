/* What makes the editor quicker with a script. Everything here can be done without one. */
"use strict";

(() => {
  const form = document.getElementById("return");
  const preview = document.getElementById("preview");
  const place = `place ${location.pathname}`;

  // A page that was just saved stands where it stood, with the same cell in hand.
  const kept = JSON.parse(sessionStorage.getItem(place) ?? "null");
  sessionStorage.removeItem(place);
  if (kept && !location.hash) {
    document.getElementById(kept.id)?.focus({ preventScroll: true });
    scrollTo(0, kept.top);
  }
  // Who comes back, as from where a figure comes from, has the cell in hand that she left.
  const left = `left ${location.pathname}`;
  const cameBy = performance.getEntriesByType("navigation")[0]?.type;
  if (cameBy !== "navigate") document.getElementById(sessionStorage.getItem(left))?.focus({ preventScroll: true });
  addEventListener("pagehide", () => {
    const held = document.activeElement;
    const cell = held.matches("[href^='why/']") ? held.parentElement.querySelector("[id]") : held;
    sessionStorage.setItem(left, cell.id);
  });
  // The tab that Save and preview opened shows the new print.
  if (preview && kept?.preview) open(preview.href, "preview");
  if (!form || !window.live) {
    // What was approved changes by Save alone, so what is typed is only guarded against being left.
    let isDirty = false;
    form?.addEventListener("input", () => { isDirty = true; });
    form?.addEventListener("submit", () => { isDirty = false; });
    addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });
    return;
  }

  let isReady = false;
  form.addEventListener("submit", async (event) => {
    const isPreview = event.submitter?.value === "preview";
    if (!isReady) {
      // What is typed is saved cell by cell first, so that nobody else's figures are overwritten.
      event.preventDefault();
      const tab = isPreview ? open("", "preview") : null;
      const cell = document.activeElement?.id;
      await live.queue(live.finish);
      // A form that is still telling of one submission takes no other.
      await new Promise((done) => { setTimeout(done); });
      // Nobody's figure is overwritten unless she chooses so.
      const choice = document.querySelector("#conflicts [data-keep=mine]");
      if (choice) { tab?.close(); choice.focus(); return; }
      sessionStorage.setItem(place, JSON.stringify({ top: scrollY, id: cell, preview: isPreview }));
      isReady = true;
      live.forget();
      form.requestSubmit(event.submitter);
      return;
    }
    isReady = false;
    form.elements.csrfmiddlewaretoken.value = live.token();
  });

  // Whether anything is stated of a class in I is said beside its name.
  document.addEventListener("saved", () => {
    for (const block of form.querySelectorAll(".block")) {
      const isStated = [...block.querySelectorAll("table input")].some((cell) => cell.value);
      block.querySelector("summary .quiet").hidden = isStated;
    }
  });

  // What is filed is what was saved: nothing may wait to be saved then.
  document.addEventListener("submit", (event) => {
    if (!event.target.closest("#sign-off") || !live.isDirty()) return;
    event.preventDefault();
    document.getElementById("unsaved").hidden = false;
    document.getElementById("save").focus();
  });
})();
