/* The page of the part in hand as it will print, beside the form. */
"use strict";

(() => {
  const fold = document.getElementById("page-preview");
  const form = document.getElementById("return");
  if (!fold || !form) return;
  const image = fold.querySelector("img");
  const told = fold.querySelector("p");
  let part = location.hash.slice(1).split("-")[0].replace("id_", "") || "head";
  let timer = 0;
  let count = 0;

  function show() {
    clearTimeout(timer);
    if (fold.open) timer = setTimeout(() => { image.src = `${fold.dataset.page}part=${part}&at=${count}`; }, 400);
  }

  image.addEventListener("load", () => { image.hidden = false; told.hidden = true; });
  image.addEventListener("error", () => { if (image.src) { image.hidden = true; told.hidden = false; } });
  fold.addEventListener("toggle", show);
  form.addEventListener("focusin", (event) => {
    const section = event.target.closest("section.part");
    if (!section || section.id === part) return;
    part = section.id;
    show();
  });
  document.addEventListener("saved", () => { count += 1; show(); });
  show();
})();
