/* Shows which part of the form the person is in: in the list of parts, and at the foot of a narrow screen. */

const menu = document.querySelector(".parts-menu details");
const shown = menu.querySelector(".current-part");
const foot = document.querySelector(".at-foot");
const news = document.querySelector(".news");
const sections = () => [...document.querySelectorAll("section.part, #sign-off")];

/* The part of the cell with the cursor while that is in view; else the one that a link led to while its head is; else
   the one at the top of the screen at the top of the page, at its foot at the foot, and between in between. */
function current() {
  const held = document.activeElement?.closest("section.part");
  const box = held && document.activeElement.getBoundingClientRect();
  if (box && box.bottom > 0 && box.top < innerHeight) return held;
  const wanted = sections().find((each) => each.matches(":target"));
  const top = wanted?.getBoundingClientRect().top;
  if (top >= 0 && top < innerHeight) return wanted;
  const line = innerHeight * Math.min(1, scrollY / Math.max(1, document.documentElement.scrollHeight - innerHeight));
  return sections().findLast((each) => each.getBoundingClientRect().top <= line) ?? sections()[0];
}

let height = 0;

/* On a narrow screen messages are above the foot, however high that is; and the cell with the cursor above both. */
function makeRoom() {
  const newsHeight = getComputedStyle(news).position === "fixed" ? news.offsetHeight : 0;
  if (height === foot.offsetHeight + newsHeight) return;
  height = foot.offsetHeight + newsHeight;
  document.documentElement.style.setProperty("--foot", `${foot.offsetHeight}px`);
  document.documentElement.style.setProperty("--news", `${newsHeight}px`);
  const cell = document.activeElement;
  const { top, bottom } = cell.getBoundingClientRect();
  const isInView = bottom > 0 && top < innerHeight;
  if (cell.closest("#return") && isInView) cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function show() {
  makeRoom();
  const part = current();
  for (const link of document.querySelectorAll("#parts a, #parts-in-menu a")) {
    if (link.hash === `#${part?.id}`) link.setAttribute("aria-current", "location");
    else link.removeAttribute("aria-current");
  }
  const link = menu.querySelector("a[aria-current]");
  if (link && shown.innerHTML !== link.innerHTML) shown.innerHTML = link.innerHTML;
}

let isAsked = false;

function ask() {
  if (isAsked) return;
  isAsked = true;
  requestAnimationFrame(() => { isAsked = false; show(); });
}

export function start() {
  menu.addEventListener("click", (event) => { if (event.target.closest("a")) menu.open = false; });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  for (const what of ["scroll", "resize", "hashchange"]) addEventListener(what, ask, { passive: true });
  for (const what of ["focusin", "saved"]) document.addEventListener(what, ask);
  const sizes = new ResizeObserver(ask);
  sizes.observe(foot);
  sizes.observe(news);
  show();
}
