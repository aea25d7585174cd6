/* What becomes of each edit of an open page, from the first key to the answer of the server.

   An edit is one cell as typed: { cell, typed, was, row, draft, at }. `was` is the text that the person started from,
   `row` the key of the row, `draft` the draft of the return in which it was typed. It is in one of these states, each
   with a place of its name:

   waiting    to be sent; the cell that somebody is typing in waits too, but is not sent before they leave it
   sending    on its way, by the address it was sent with; it waits as well, because the answer may never come
   disputed   not saved, for a reason that the person has to decide on; by the number of the question, because another
              row may take its address meanwhile

   An edit that is saved or given up is in none of them. `trouble` names what prevents saving, until the next answer.

   Nothing here knows the page or the network: each function takes the state and returns the next one. Where the cell
   of an edit is on the page now is asked of `place`: its address, or "" where the page does not show it. */

export function begin(version, draft) {
  return { waiting: [], sending: {}, disputed: {}, typing: "", trouble: "", questions: 0, version, draft };
}

/* What is not saved yet, and therefore kept in the browser. */
export const unsaved = (state) => [...Object.values(state.disputed), ...state.waiting];
export const isDirty = (state) => unsaved(state).length > 0;

/* Whether two edits are of one cell; a row that has no key yet is known by its place alone. */
const isSame = (one, other) => one.cell === other.cell && (one.row === other.row || !one.row || !other.row);
const without = (edits, edit) => edits.filter((each) => !isSame(each, edit));
const putEdit = (edits, edit) => [...without(edits, edit), edit];

/* A cell says something else than it did. */
export function typed(state, edit) {
  if (edit.typed === edit.was) return { ...state, waiting: without(state.waiting, edit) };
  return { ...state, waiting: putEdit(state.waiting, { ...edit, draft: state.draft }) };
}

/* The cell that somebody is typing in, "" where nobody is: half a figure is not sent. */
export const typing = (state, cell) => ({ ...state, typing: cell });

/* What can be sent now. Where rows have moved two edits may have one address: the second waits for the first. */
export function ready(state) {
  const found = new Map();
  for (const edit of state.waiting) if (!found.has(edit.cell)) found.set(edit.cell, edit);
  found.delete(state.typing);
  return [...found.values()];
}

export function sent(state, edits) {
  return { ...state, sending: Object.fromEntries(edits.map((edit) => [edit.cell, edit])) };
}

/* No answer came. */
export const unsent = (state) => ({ ...state, sending: {} });

export const failed = (state, trouble) => ({ ...state, trouble });

/* Whether a later answer has come already: what this one shows is out of date. */
export const isOutdated = (state, answer) => answer.version < state.version;

/* Take an answer of the server: { version, draft, cells }. `cells` says of each address that was sent whether the edit
   is saved, and what is on record there now. Returns the next state, which edits are saved as what text, the numbers of
   the questions that are settled, and the numbers of the new ones by address. */
export function answered(state, answer, place) {
  const key = (edit) => place(edit) || `${edit.cell} ${edit.row}`;
  const waiting = new Map(state.waiting.map((edit) => [key(edit), edit]));
  const disputed = { ...state.disputed };
  const isLate = isOutdated(state, answer);
  const saved = [];
  const settled = [];
  const asked = {};
  let { questions } = state;
  for (const [address, outcome] of Object.entries(answer.cells ?? {})) {
    const edit = state.sending[address];
    const isSaved = outcome.state === "saved";
    // An answer that is late asks nothing: what it would ask about is sent again.
    if (isLate && !isSaved) continue;
    for (const number of Object.keys(disputed).filter((each) => key(disputed[each]) === key(edit))) {
      delete disputed[number];
      settled.push(Number(number));
    }
    if (isSaved) saved.push([edit, outcome.text]);
    else {
      questions += 1;
      asked[address] = questions;
      disputed[questions] = edit;
    }
    const now = waiting.get(key(edit));
    if (now?.typed === edit.typed) waiting.delete(key(edit));
    else if (now) waiting.set(key(edit), { ...now, was: outcome.text });
  }
  return {
    state: {
      ...state,
      waiting: [...waiting.values()],
      sending: answer.cells ? {} : state.sending,
      disputed,
      questions,
      trouble: "",
      version: isLate ? state.version : answer.version,
      draft: answer.draft ?? state.draft,
    },
    saved,
    settled,
    asked,
  };
}

/* Rows have other keys now: of each, its place as in "options-2", its key before and its key now. */
export function renamed(state, rows) {
  const follow = (edit) => {
    const row = rows.find(({ place, before }) => edit.row === before && edit.cell.startsWith(`${place}-`));
    return row ? { ...edit, row: row.now } : edit;
  };
  const disputed = Object.fromEntries(Object.entries(state.disputed).map(([number, edit]) => [number, follow(edit)]));
  return { ...state, waiting: state.waiting.map(follow), disputed };
}

/* Rows have come and gone: each edit goes where its row went. */
export function moved(state, place) {
  const half = state.waiting.findLast((edit) => edit.cell === state.typing);
  const follow = (edit) => ({ ...edit, cell: place(edit) || edit.cell });
  return {
    ...state,
    waiting: state.waiting.map(follow).reduce(putEdit, []),
    typing: half ? follow(half).cell : state.typing,
  };
}

/* What the person types over has changed since they began, by nobody else's doing. */
export function rebased(state, cell, was) {
  return { ...state, waiting: state.waiting.map((edit) => (edit.cell === cell ? { ...edit, was } : edit)) };
}

/* The person leaves what is on record. */
export function giveUp(state, number) {
  const { [number]: _gone, ...disputed } = state.disputed;
  return { ...state, disputed };
}

/* The person wants their own text, knowing what is on record. */
export function insist(state, number, cell, text, was) {
  const edit = { ...state.disputed[number], cell, typed: text, was, draft: state.draft };
  return { ...giveUp(state, number), waiting: putEdit(state.waiting, edit) };
}

/* Take over edits that another page has left. Of two texts for one cell the second is left until the first is decided;
   those come back beside the next state. */
export function takenOver(state, edits) {
  const taken = new Set(unsaved(state).map((edit) => edit.cell));
  const waiting = [...state.waiting];
  const left = [];
  for (const edit of edits) {
    if (taken.has(edit.cell)) left.push(edit);
    else waiting.push(edit);
    taken.add(edit.cell);
  }
  return { state: { ...state, waiting }, left };
}

/* This page saves nothing any more; what is kept in the browser stays there. */
export const forgotten = (state) => ({ ...state, waiting: [], disputed: {} });
