/* A row that is added is there at once, made like the last one; what the server answers takes its place. */

import { TYPED, form } from "./cells.js";
import { renumber } from "./renumber.js";

const NAMED = ["id", "name", "aria-labelledby"];

function clear(cell) {
  for (const what of ["value", "placeholder", "class", "aria-invalid", "aria-describedby", "data-was"]) cell.removeAttribute(what);
  // What is typed meanwhile waits for the row itself.
  if (!cell.matches("select")) Object.assign(cell, { value: "", readOnly: true });
  // The class of shares is chosen already where there is one alone.
  else if ([...cell.options].filter((each) => each.value).length > 1) cell.value = "";
}

/* Draw it below the last row of a part; null where it cannot be made like that one: then it comes with the answer. */
export function drawRow(part) {
  const last = [...form.querySelectorAll(`tbody.row-group[id^="${part}-"]`)].at(-1);
  if (!last || last.querySelector("input[type=hidden]") || form.querySelector(`[data-to][data-part="${part}"]`)) return null;
  const row = last.cloneNode(true);
  const from = Number(last.id.slice(part.length + 1));
  delete row.dataset.row;
  row.classList.remove("left");
  for (const each of [row, ...row.querySelectorAll("*")]) {
    for (const name of NAMED) {
      if (each.hasAttribute(name)) each.setAttribute(name, renumber(each.getAttribute(name), part, from, from + 1));
    }
  }
  for (const cell of row.querySelectorAll(TYPED)) clear(cell);
  for (const each of row.querySelectorAll(".code, [href^='why/'], .remove > *")) each.remove();
  const head = row.querySelector("th");
  if (/^\d+$/.test(head.textContent)) head.textContent = from + 2;
  last.after(row);
  row.querySelector(TYPED).focus();
  return row;
}
