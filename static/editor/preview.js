/* The page of the current part as it will print, beside the form. */

import { form } from "./cells.js";

const fold = document.getElementById("page-preview");
const image = fold.querySelector("img");
const status = fold.querySelector("p");
const widen = fold.querySelector("button");
const desk = fold.closest(".desk");
// What the person has chosen in this browser.
const FOLDED = "preview is folded";
const LARGE = "preview is large";

let part = location.hash.slice(1).split("-")[0].replace("id_", "") || "head";
let timer = 0;
let count = 0;

function remember(choice, isChosen) {
  if (isChosen) localStorage.setItem(choice, "yes");
  else localStorage.removeItem(choice);
}

/* Beside the form where there is room for it, unless it was folded away. */
function unfold() {
  const isWide = matchMedia("(width >= 75rem)");
  if (isWide.matches && !localStorage.getItem(FOLDED)) fold.open = true;
  fold.querySelector("summary").addEventListener("click", () => { if (isWide.matches) remember(FOLDED, fold.open); });
}

function size(isLarge) {
  desk.classList.toggle("large-page", isLarge);
  widen.setAttribute("aria-pressed", isLarge);
}

/* Large enough to read, where it is wanted so: the tables give way then. */
function offerSize() {
  widen.hidden = false;
  size(Boolean(localStorage.getItem(LARGE)));
  widen.addEventListener("click", () => {
    const isLarge = widen.getAttribute("aria-pressed") !== "true";
    remember(LARGE, isLarge);
    size(isLarge);
  });
}

function show() {
  clearTimeout(timer);
  if (!fold.open) return;
  timer = setTimeout(() => {
    // Its frame is there while it is drawn, so that nothing moves when it comes.
    image.hidden = false;
    status.hidden = true;
    image.src = `${fold.dataset.page}part=${part}&at=${count}`;
  }, 400);
}

/* Why there is no picture is what the server says in its place. */
async function explain() {
  image.hidden = true;
  status.hidden = false;
  const answer = await fetch(image.src).catch(() => null);
  if (answer?.status === 503) status.textContent = await answer.text();
}

export function start() {
  unfold();
  offerSize();
  image.addEventListener("error", explain);
  fold.addEventListener("toggle", show);
  form.addEventListener("focusin", (event) => {
    const section = event.target.closest("section.part");
    if (!section || section.id === part) return;
    part = section.id;
    show();
  });
  document.addEventListener("saved", () => { count += 1; show(); });
  show();
}
