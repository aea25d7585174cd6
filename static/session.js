/* Says in time that the login ends when nobody works, and keeps it going if asked to. */
"use strict";

(() => {
  const warning = document.getElementById("session-warning");
  if (!warning) return;
  const seconds = Number(warning.dataset.seconds);
  let timer;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => { warning.hidden = false; }, Math.max(seconds - 300, 30) * 1000);
  };
  warning.querySelector("button").addEventListener("click", async () => {
    const answer = await fetch(warning.dataset.stay, { method: "HEAD", redirect: "manual" });
    // Where the login has ended already, it leads there.
    if (!answer.ok) { warning.querySelector("a").hidden = false; return; }
    warning.hidden = true;
    wait();
  });
  wait();
})();
