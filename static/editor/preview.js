/* The page of the current part as it will print: beside the form, and enlarged over it. */

import { form } from "./cells.js";

const fold = document.getElementById("page-preview");
const picture = fold.querySelector(".picture");
const image = picture.querySelector("img");
const status = picture.querySelector("[role=status]");
const preparing = status.textContent;
const enlarged = document.getElementById("enlarged");
const enlarge = document.getElementById("enlarge");
// What the person has chosen in this browser.
const FOLDED = "preview is folded";

let part = location.hash.slice(1).split("-")[0].replace("id_", "") || "head";
let timer = 0;
let count = 0;

/* Beside the form where there is room for it, unless it was folded away. */
function unfold() {
  const isWide = matchMedia("(width >= 75rem)");
  if (isWide.matches && !localStorage.getItem(FOLDED)) fold.open = true;
  fold.querySelector("summary").addEventListener("click", () => {
    if (!isWide.matches) return;
    if (fold.open) localStorage.setItem(FOLDED, "yes");
    else localStorage.removeItem(FOLDED);
  });
}

function show() {
  clearTimeout(timer);
  if (!fold.open && !enlarged.open) return;
  timer = setTimeout(() => {
    const address = `${fold.dataset.page}part=${part}&at=${count}`;
    if (image.getAttribute("src") === address) return;
    // Its frame is there while it is drawn, so that nothing moves when it comes.
    image.hidden = false;
    picture.classList.add("preparing");
    status.textContent = preparing;
    image.src = address;
    if (enlarged.open) enlarged.querySelector("img").src = address;
  }, 400);
}

/* Why there is no picture is what the server says in its place. */
async function explain() {
  image.hidden = true;
  const answer = await fetch(image.src).catch(() => null);
  if (answer?.status === 503) status.textContent = await answer.text();
}

/* Over the page, where the form keeps its width. */
function open(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (image.src) enlarged.querySelector("img").src = image.src;
  enlarged.showModal();
  show();
  enlarged.querySelector("button").focus();
}

export function start() {
  unfold();
  enlarge.hidden = false;
  for (const each of [enlarge, picture.querySelector("a")]) each.addEventListener("click", open);
  // A click beside the page closes it, as its button and Escape do.
  enlarged.addEventListener("click", ({ target }) => { if (!target.matches("img")) enlarged.close(); });
  image.addEventListener("load", () => { picture.classList.remove("preparing"); status.textContent = ""; });
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
