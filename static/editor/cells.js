/* The cells of the form on the page: what they are called, what they say, and where they are. */

export const form = document.getElementById("return");

/* What is typed in; and what is saved, which is that and the marks of parts. */
export const TYPED = '[name*="-"]:not([type])';
export const CELL = `${TYPED}, input[name="head-not_applicable"]`;

export const text = (cell) => (cell.type === "checkbox" ? (cell.checked ? "on" : "") : cell.value);
export const addressOf = (cell) => (cell.type === "checkbox" ? `mark-${cell.value}` : cell.name);
export const rowOf = (cell) => cell.closest("[data-row]")?.dataset.row ?? "";

/* The text of a cell when the person began: what the server wrote, or said it has since. */
export function was(cell) {
  if (cell.dataset.was !== undefined) return cell.dataset.was;
  if (cell.type === "checkbox") return cell.defaultChecked ? "on" : "";
  if (cell.matches("select")) return [...cell.options].find((option) => option.defaultSelected)?.value ?? "";
  return cell.defaultValue;
}

export function setCell(cell, typed) {
  if (cell.type === "checkbox") cell.checked = typed === "on";
  else cell.value = typed;
}

export const find = (address) => (address.startsWith("mark-")
  ? form.querySelector(`input[name="head-not_applicable"][value="${address.slice(5)}"]`)
  : document.getElementById(`id_${address}`));

/* Where the cell of an edit is: its row may have gone elsewhere, or for good. */
export function locate({ cell, row }) {
  const there = find(cell);
  if (!row || (there && rowOf(there) === row)) return there;
  const [part] = cell.split("-");
  const rows = form.querySelectorAll(`[id^="${part}-"][data-row="${row}"]`);
  return rows.length === 1 ? find(cell.replace(/^([a-z_]+-)\d+/, rows[0].id)) : null;
}

export function place(edit) {
  const cell = locate(edit);
  return cell ? addressOf(cell) : "";
}

/* What a cell says now, as an edit. */
export const read = (cell) => ({
  cell: addressOf(cell), typed: text(cell), was: was(cell), row: rowOf(cell), at: new Date().toISOString(),
});
