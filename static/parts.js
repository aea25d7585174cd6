/* Says which part of the form is in hand: in the list of parts, and at the foot of a narrow screen. */
"use strict";

(() => {
  const menu = document.querySelector(".parts-menu details");
  if (!menu) return;
  const shown = menu.querySelector(".part-in-hand");
  const sections = () => [...document.querySelectorAll("section.part, #sign-off")];

  /* The part of the cell in hand while it is in view; else the one at the top of the screen at the top of the page, at
     its foot at the foot, and between in between. */
  function inHand() {
    const held = document.activeElement?.closest("section.part");
    const box = held && document.activeElement.getBoundingClientRect();
    if (box && box.bottom > 0 && box.top < innerHeight) return held;
    const line = innerHeight * Math.min(1, scrollY / Math.max(1, document.documentElement.scrollHeight - innerHeight));
    return sections().findLast((each) => each.getBoundingClientRect().top <= line) ?? sections()[0];
  }

  const foot = document.querySelector(".at-foot");

  function tell() {
    // What is told stands above the foot on a narrow screen, however high that is.
    document.documentElement.style.setProperty("--foot", `${foot.offsetHeight}px`);
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
  for (const what of ["scroll", "resize", "focusin", "saved"]) {
    (what === "saved" || what === "focusin" ? document : window).addEventListener(what, ask, { passive: true });
  }
  tell();
})();
