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

  // Beside the form where there is room for it, unless she folded it away in this browser.
  const choice = "preview is folded";
  const isWide = matchMedia("(width >= 75rem)");
  if (isWide.matches && !localStorage.getItem(choice)) fold.open = true;
  fold.querySelector("summary").addEventListener("click", () => {
    if (!isWide.matches) return;
    if (fold.open) localStorage.setItem(choice, "yes");
    else localStorage.removeItem(choice);
  });

  // As wide as it can be read, where she wants it so in this browser: the tables give way then.
  const widen = fold.querySelector("button");
  const desk = fold.closest(".desk");
  const isLarge = "preview is large";
  function size(large) {
    desk.classList.toggle("large-page", large);
    widen.setAttribute("aria-pressed", large);
  }
  widen.hidden = false;
  size(Boolean(localStorage.getItem(isLarge)));
  widen.addEventListener("click", () => {
    const large = widen.getAttribute("aria-pressed") !== "true";
    if (large) localStorage.setItem(isLarge, "yes");
    else localStorage.removeItem(isLarge);
    size(large);
  });

  function show() {
    clearTimeout(timer);
    if (!fold.open) return;
    timer = setTimeout(() => {
      // Its frame stands while it is drawn, so that nothing moves when it comes.
      image.hidden = false;
      told.hidden = true;
      image.src = `${fold.dataset.page}part=${part}&at=${count}`;
    }, 400);
  }

  // Why there is no picture is what the server says in its place.
  image.addEventListener("error", async () => {
    image.hidden = true;
    told.hidden = false;
    const answer = await fetch(image.src).catch(() => null);
    if (answer?.status === 503) told.textContent = await answer.text();
  });
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
