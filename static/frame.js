"use strict";

/* A double click sends once: a code of the second factor would be refused the second time. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => { delete form.dataset.sent; }, 3000);
});

/* Figures are price-sensitive: what a person typed and did not save leaves the browser when she logs out. */
document.getElementById("log-out")?.addEventListener("submit", ({ target }) => {
  const own = `unsaved ${target.dataset.person} `;
  for (const key of Object.keys(localStorage)) if (key.startsWith(own)) localStorage.removeItem(key);
});
