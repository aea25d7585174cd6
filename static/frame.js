/* Figures are price-sensitive: what a person typed and did not save leaves the browser when she logs out. */
"use strict";

document.getElementById("log-out")?.addEventListener("submit", () => {
  for (const key of Object.keys(localStorage)) if (key.startsWith("unsaved ")) localStorage.removeItem(key);
});
