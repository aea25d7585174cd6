/* What is typed and not saved, kept in the browser: figures are price-sensitive, so only that, and only until it is
   saved. Each page keeps its own, so that two of them overwrite nothing of each other, and holds a lock on it for as
   long as it is open. What a page leaves behind, the next one takes over. */

const storesOf = (person) => `unsaved ${person} `;
const storesWith = (start) => Object.keys(localStorage).filter((key) => key.startsWith(start));

let stores = "";
let store = "";
let release = () => {};
// The stores of pages that are still open, each waited for once.
const awaited = new Set();

function write(key, edits) {
  if (edits.length) localStorage.setItem(key, JSON.stringify(edits));
  else localStorage.removeItem(key);
}

/* From now on this page keeps what the person types on it. */
export function open(person) {
  stores = `${storesOf(person)}${location.pathname} `;
  store = stores + Math.random().toString(36).slice(2);
  navigator.locks?.request(store, () => new Promise((done) => { release = done; }));
}

export function keep(edits) {
  try {
    write(store, edits);
  } catch {
    // A browser that keeps nothing still saves.
  }
}

/* The page is left: another one may take over what it kept. */
export const leave = () => release();

/* The stores that other pages of this person have kept, and that this one does not wait for already. */
export const left = () => storesWith(stores).filter((key) => key !== store && !awaited.has(key));

/* Take over a store once its page is gone; a page that is open saves its own edits. `take` is given the edits, and
   returns those that are to stay there. Returns how many were taken. */
export async function takeOver(key, take) {
  const work = () => {
    const kept = JSON.parse(localStorage.getItem(key) ?? "[]");
    const rest = take(kept);
    write(key, rest);
    return kept.length - rest.length;
  };
  awaited.add(key);
  const taken = navigator.locks ? await navigator.locks.request(key, work) : work();
  awaited.delete(key);
  return taken;
}

/* Whoever logs out leaves nothing behind in the browser. */
export function forget(person) {
  for (const key of storesWith(storesOf(person))) localStorage.removeItem(key);
}
