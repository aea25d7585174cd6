import assert from "node:assert/strict";
import { test } from "node:test";

import { renumber } from "../../static/editor/renumber.js";

test("the names of a row become those of the next", () => {
  assert.equal(renumber("options-4", "options", 4, 5), "options-5");
  assert.equal(renumber("id_options-4-name", "options", 4, 5), "id_options-5-name");
  assert.equal(renumber("c12 r3-4", "options", 4, 5), "c12 r3-5");
});

test("what belongs to another row, or to none, stays", () => {
  assert.equal(renumber("options-41-name", "options", 4, 5), "options-41-name");
  assert.equal(renumber("c4", "options", 4, 5), "c4");
});
