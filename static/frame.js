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

// The menu closes by Escape, and by whatever is done elsewhere.
const account = document.querySelector("details.account");
document.addEventListener("click", ({ target }) => {
  if (account && !account.contains(target)) account.open = false;
});
account?.addEventListener("focusout", ({ relatedTarget }) => {
  if (relatedTarget && !account.contains(relatedTarget)) account.open = false;
});
account?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !account.open) return;
  account.open = false;
  account.querySelector("summary").focus();
});

document.getElementById("log-out")?.addEventListener("submit", ({ target }) => forget(target.dataset.person));
