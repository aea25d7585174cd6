/* Says which part of the form is in hand: in the list of parts, and at the foot of a narrow screen. */
"use strict";

(() => {
  const menu = document.querySelector(".parts-menu details");
  if (!menu) return;
  const shown = menu.querySelector(".part-in-hand");
  const sections = () => [...document.querySelectorAll("section.part, #sign-off")];

  /* The part of the cell in hand while it is in view; else the one that was gone to while its head is; else the one at
     the top of the screen at the top of the page, at its foot at the foot, and between in between. */
  function inHand() {
    const held = document.activeElement?.closest("section.part");
    const box = held && document.activeElement.getBoundingClientRect();
    if (box && box.bottom > 0 && box.top < innerHeight) return held;
    const wanted = sections().find((each) => each.matches(":target"));
    const top = wanted?.getBoundingClientRect().top;
    if (top >= 0 && top < innerHeight) return wanted;
    const line = innerHeight * Math.min(1, scrollY / Math.max(1, document.documentElement.scrollHeight - innerHeight));
    return sections().findLast((each) => each.getBoundingClientRect().top <= line) ?? sections()[0];
  }

  const foot = document.querySelector(".at-foot");
  const news = document.querySelector(".news");
  let height = 0;

  function tell() {
    // What is told stands above the foot on a narrow screen, however high that is; and the cell in hand above both.
    const told = getComputedStyle(news).position === "fixed" ? news.offsetHeight : 0;
    if (height !== foot.offsetHeight + told) {
      height = foot.offsetHeight + told;
      document.documentElement.style.setProperty("--foot", `${foot.offsetHeight}px`);
      document.documentElement.style.setProperty("--told", `${told}px`);
      const cell = document.activeElement;
      const { top, bottom } = cell.getBoundingClientRect();
      if (cell.closest("#return") && bottom > 0 && top < innerHeight) cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    const part = inHand();
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
    requestAnimationFrame(() => { isAsked = false; tell(); });
  }

  menu.addEventListener("click", (event) => { if (event.target.closest("a")) menu.open = false; });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  for (const what of ["scroll", "resize", "hashchange", "focusin", "saved"]) {
    (what === "saved" || what === "focusin" ? document : window).addEventListener(what, ask, { passive: true });
  }
  const sizes = new ResizeObserver(ask);
  sizes.observe(foot);
  sizes.observe(news);
  tell();
})();
