/* What makes the editor quicker with a script. Everything here can be done without one. */
"use strict";

(() => {
  const form = document.getElementById("return");
  const preview = document.getElementById("preview");
  const place = `place ${location.pathname}`;
  let isDirty = false;

  // A page that was just saved stands where it stood, with the same cell in hand.
  const kept = JSON.parse(sessionStorage.getItem(place) ?? "null");
  sessionStorage.removeItem(place);
  if (kept && !location.hash) {
    document.getElementById(kept.id)?.focus({ preventScroll: true });
    scrollTo(0, kept.top);
  }
  // The tab that Save and preview opened shows the new print.
  if (preview && kept?.preview) open(preview.href, "preview");
  if (!form || !document.getElementById("save")) return;

  form.addEventListener("input", () => { isDirty = true; });
  addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });

  form.addEventListener("submit", (event) => {
    isDirty = false;
    const isPreview = event.submitter?.value === "preview";
    if (isPreview) open("", "preview");
    const cell = document.activeElement?.id;
    sessionStorage.setItem(place, JSON.stringify({ top: scrollY, id: cell, preview: isPreview }));
    // Logging in again in another tab gives the browser a new token; the page goes on with it.
    const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
    if (token) form.elements.csrfmiddlewaretoken.value = token[1];
  });

  // What is filed is what was saved: nothing may wait to be saved then.
  document.getElementById("sign-off-form")?.addEventListener("submit", (event) => {
    if (!isDirty) return;
    event.preventDefault();
    document.getElementById("unsaved").hidden = false;
    document.getElementById("save").focus();
  });

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      form.requestSubmit(document.getElementById("save"));
    }
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const at = /^(.+-)(\d+)(-.+)$/.exec(event.target.id ?? "");
    if (step && at && event.target.matches("input.cell")) {
      const next = document.getElementById(at[1] + (Number(at[2]) + step) + at[3]);
      if (next) { event.preventDefault(); next.focus(); next.select?.(); }
    }
  });

  for (const button of form.querySelectorAll("button[data-add]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      const part = button.dataset.add;
      const blank = form.querySelector(`template[data-part="${part}"]`);
      const count = form.elements[`${part}-TOTAL_FORMS`];
      const html = blank.innerHTML.replaceAll("__prefix__", count.value);
      count.value = Number(count.value) + 1;
      blank.insertAdjacentHTML("beforebegin", html);
      blank.previousElementSibling.querySelector("input.cell, textarea, select").focus();
      isDirty = true;
    });
  }
})();
