/* What becomes of an edit: typed, sent, saved, disputed, found again where its row went. */

import assert from "node:assert/strict";
import { test } from "node:test";

import * as edits from "../../static/editor/edits.js";

const CELL = "options-2-lapsed";

const edit = (cell, typed, { row = "k2", was = "37,500" } = {}) => ({ cell, typed, was, row, draft: "", at: "now" });
const shown = (each) => each.cell;
const begun = () => edits.begin(7, "");

function sending(...all) {
  const state = all.reduce(edits.typed, begun());
  return edits.sent(state, edits.ready(state));
}

const says = (version, state, text, cell = CELL) => ({ version, draft: "", cells: { [cell]: { state, text } } });
const texts = (list) => list.map((each) => each.typed);

test("an edit waits until it is saved", () => {
  const state = sending(edit(CELL, "1"));
  assert.deepEqual(texts(state.waiting), ["1"]);
  assert.deepEqual(Object.keys(state.sending), [CELL]);
  const after = edits.answered(state, says(8, "saved", "1"), shown);
  assert.ok(!edits.isDirty(after.state));
  assert.deepEqual(after.state.sending, {});
  assert.equal(after.state.version, 8);
  assert.deepEqual(after.saved.map(([saved, text]) => [saved.cell, text]), [[CELL, "1"]]);
});

test("no function changes the state it is given", () => {
  const freeze = (value) => {
    Object.values(value).filter((each) => each && typeof each === "object").forEach(freeze);
    return Object.freeze(value);
  };
  const steps = [
    (state) => edits.typed(state, edit(CELL, "2")),
    (state) => edits.typing(state, CELL),
    (state) => edits.sent(state, edits.ready(state)),
    (state) => edits.answered(state, says(8, "conflict", "9"), shown).state,
    (state) => edits.renamed(state, [{ place: "options-2", before: "k2", now: "k9" }]),
    (state) => edits.moved(state, () => "options-1-lapsed"),
    (state) => edits.rebased(state, CELL, "5"),
    (state) => edits.takenOver(state, [edit("head-remarks", "x")]).state,
    (state) => edits.insist(edits.answered(state, says(8, "conflict", "9"), shown).state, 1, CELL, "1", "9"),
    edits.forgotten,
  ];
  for (const step of steps) step(freeze(sending(edit(CELL, "1"))));
});

test("what is typed back to what it was is no edit", () => {
  const state = edits.typed(edits.typed(begun(), edit(CELL, "1")), edit(CELL, "37,500"));
  assert.ok(!edits.isDirty(state));
});

test("half a figure is not sent", () => {
  let state = edits.typed(edits.typed(begun(), edit(CELL, "1")), edit("head-remarks", "x", { row: "" }));
  state = edits.typing(state, CELL);
  assert.deepEqual(texts(edits.ready(state)), ["x"]);
  assert.deepEqual(texts(edits.ready(edits.typing(state, ""))), ["1", "x"]);
});

test("where no answer comes the edit waits on, and is kept", () => {
  const state = edits.failed(edits.unsent(sending(edit(CELL, "1"))), "lost");
  assert.equal(state.trouble, "lost");
  assert.deepEqual(texts(edits.unsaved(state)), ["1"]);
  assert.deepEqual(texts(edits.ready(state)), ["1"]);
});

test("any answer ends the trouble", () => {
  const { state } = edits.answered(edits.failed(begun(), "ended"), { version: 7 }, shown);
  assert.equal(state.trouble, "");
});

test("what was typed on while the answer came is sent next, over what is on record now", () => {
  const state = edits.typed(sending(edit(CELL, "1")), edit(CELL, "12"));
  const after = edits.answered(state, says(8, "saved", "1"), shown).state;
  assert.deepEqual(after.waiting.map(({ typed, was }) => [typed, was]), [["12", "1"]]);
});

test("an answer about rows leaves alone what is on its way", () => {
  const state = sending(edit(CELL, "1"));
  assert.deepEqual(edits.answered(state, { version: 8 }, shown).state.sending, state.sending);
});

test("somebody else's figure is asked about, and kept until it is decided", () => {
  const { state, asked, saved } = edits.answered(sending(edit(CELL, "1")), says(8, "conflict", "2"), shown);
  assert.deepEqual(asked, { [CELL]: 1 });
  assert.deepEqual(saved, []);
  assert.deepEqual(texts(edits.unsaved(state)), ["1"]);
  assert.deepEqual(edits.ready(state), []);
  assert.ok(!edits.isDirty(edits.giveUp(state, 1)));
});

test("whoever insists types over what is on record, in the draft of now", () => {
  const answer = { ...says(8, "earlier", "2"), draft: "d2" };
  const { state } = edits.answered(sending(edit(CELL, "1")), answer, shown);
  const after = edits.insist(state, 1, "options-1-lapsed", "1", "2");
  assert.deepEqual(after.disputed, {});
  assert.deepEqual(after.waiting, [{ ...edit("options-1-lapsed", "1", { was: "2" }), draft: "d2" }]);
});

test("what is typed is of the draft that is open", () => {
  const { state } = edits.answered(begun(), { version: 8, draft: "d2" }, shown);
  assert.equal(edits.typed(state, edit(CELL, "1")).waiting[0].draft, "d2");
});

test("an edit of a disputed cell that is saved settles the question", () => {
  let { state } = edits.answered(sending(edit(CELL, "1")), says(8, "conflict", "2"), shown);
  state = edits.typed(state, edit(CELL, "3", { was: "2" }));
  state = edits.sent(state, edits.ready(state));
  const after = edits.answered(state, says(9, "saved", "3"), shown);
  assert.deepEqual(after.settled, [1]);
  assert.ok(!edits.isDirty(after.state));
});

test("an edit of the row that took its place settles nothing", () => {
  let { state } = edits.answered(sending(edit(CELL, "1")), says(8, "conflict", "2"), shown);
  // Its row is now the second, and the row after it the third.
  const place = ({ cell, row }) => (row === "k2" ? "options-1-lapsed" : cell);
  state = edits.typed(edits.moved(state, place), edit(CELL, "3", { row: "k3" }));
  state = edits.sent(state, edits.ready(state));
  const after = edits.answered(state, says(9, "saved", "3"), place);
  assert.deepEqual(after.settled, []);
  assert.deepEqual(texts(Object.values(after.state.disputed)), ["1"]);
});

test("a late answer asks nothing, and what it would ask about is sent again", () => {
  const state = { ...sending(edit(CELL, "1")), version: 9 };
  const answer = says(8, "conflict", "2");
  assert.ok(edits.isOutdated(state, answer));
  const after = edits.answered(state, answer, shown);
  assert.deepEqual(after.asked, {});
  assert.equal(after.state.version, 9);
  assert.deepEqual(texts(edits.ready(after.state)), ["1"]);
});

test("what a late answer has saved is saved", () => {
  const state = { ...sending(edit(CELL, "1")), version: 9 };
  assert.ok(!edits.isDirty(edits.answered(state, says(8, "saved", "1"), shown).state));
});

test("an edit goes where its row goes, and so does the cell that is being typed in", () => {
  const state = edits.typing(edits.typed(begun(), edit(CELL, "1")), CELL);
  const after = edits.moved(state, () => "options-1-lapsed");
  assert.equal(after.waiting[0].cell, "options-1-lapsed");
  assert.equal(after.typing, "options-1-lapsed");
});

test("an edit whose row is gone is not lost to the row that took its place", () => {
  let state = edits.typed(begun(), edit("options-1-lapsed", "1", { row: "k1" }));
  state = edits.typed(state, edit(CELL, "2"));
  state = edits.moved(state, ({ row }) => (row === "k2" ? "options-1-lapsed" : ""));
  assert.deepEqual(texts(edits.unsaved(state)), ["1", "2"]);
  // They have one address now, so they go one after the other.
  assert.deepEqual(texts(edits.ready(state)), ["1"]);
});

test("a row that is called otherwise takes its edits along, waiting or disputed", () => {
  let { state } = edits.answered(sending(edit(CELL, "1")), says(8, "conflict", "2"), shown);
  state = edits.typed(state, edit("options-2-granted", "5"));
  state = edits.typed(state, edit("options-3-granted", "5", { row: "k3" }));
  state = edits.renamed(state, [{ place: "options-2", before: "k2", now: "k9" }]);
  assert.deepEqual(edits.unsaved(state).map((each) => each.row), ["k9", "k9", "k3"]);
});

test("what one's own figure made of a cell is no conflict", () => {
  const state = edits.rebased(edits.typed(begun(), edit(CELL, "1")), CELL, "40,000");
  assert.equal(state.waiting[0].was, "40,000");
});

test("of two texts that other pages left for one cell the second waits for the first", () => {
  const kept = [edit(CELL, "1"), edit("head-remarks", "x", { row: "" }), edit(CELL, "2")];
  const { state, left } = edits.takenOver(begun(), kept);
  assert.deepEqual(texts(state.waiting), ["1", "x"]);
  assert.deepEqual(texts(left), ["2"]);
  const disputed = edits.answered(sending(edit(CELL, "3")), says(8, "conflict", "9"), shown).state;
  assert.deepEqual(texts(edits.takenOver(disputed, kept).left), ["1", "2"]);
});

test("a page that is left has nothing to save any more", () => {
  const { state } = edits.answered(sending(edit(CELL, "1")), says(8, "conflict", "2"), shown);
  assert.ok(!edits.isDirty(edits.forgotten(edits.typed(state, edit("head-remarks", "x", { row: "" })))));
});
