/* What every page has. */

import { forget } from "./unsaved.js";

// A double click sends once: a code of the second factor would be refused the second time.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => { delete form.dataset.sent; }, 3000);
});

document.getElementById("log-out")?.addEventListener("submit", ({ target }) => forget(target.dataset.person));
