/* Warns in time that the login ends because nothing is done, and keeps it going if asked to. */

const warning = document.getElementById("session-warning");
let timer;

function wait() {
  clearTimeout(timer);
  timer = setTimeout(() => { warning.hidden = false; }, Math.max(Number(warning.dataset.seconds) - 300, 30) * 1000);
}

async function stay() {
  const answer = await fetch(warning.dataset.stay, { method: "HEAD", redirect: "manual" });
  // Where the login has ended already, it leads there.
  if (!answer.ok) {
    warning.querySelector("a").hidden = false;
    return;
  }
  warning.hidden = true;
  wait();
}

if (warning) {
  warning.querySelector("button").addEventListener("click", stay);
  wait();
}
