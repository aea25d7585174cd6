import assert from "node:assert/strict";
import { test } from "node:test";

import { beside } from "../../static/editor/place.js";

const view = { width: 1000, height: 800 };
const anchor = (left, top) => ({ left, right: left + 100, top, bottom: top + 30 });

test("a box opens below its cell, ending where the cell ends", () => {
  assert.deepEqual(beside(anchor(500, 100), { width: 300, height: 200 }, view), { left: 300, top: 134 });
});

test("it stays within the view at the left", () => {
  assert.equal(beside(anchor(0, 100), { width: 300, height: 200 }, view).left, 4);
});

test("it opens above where there is no room below", () => {
  assert.equal(beside(anchor(500, 700), { width: 300, height: 200 }, view).top, 496);
});

test("it covers what it must where there is room on neither side", () => {
  assert.equal(beside(anchor(500, 400), { width: 300, height: 700 }, view).top, 96);
});
