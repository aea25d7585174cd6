/* Where something that is opened at a cell is put, so that it is all in view and does not cover the cell. */

const GAP = 4;

const within = (from, size, end) => Math.max(GAP, Math.min(from, end - size - GAP));

/* The corner of a box of a size, beside an anchor: below it, or above where there is more room. */
export function beside(anchor, size, view) {
  const left = within(anchor.right - size.width, size.width, view.width);
  const below = anchor.bottom + GAP;
  if (below + size.height + GAP <= view.height) return { left, top: below };
  const above = anchor.top - GAP - size.height;
  return { left, top: above >= GAP ? above : within(below, size.height, view.height) };
}
