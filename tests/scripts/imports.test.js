import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const editor = new URL("../../static/editor/", import.meta.url);
const source = (name) => readFileSync(new URL(name, editor), "utf8");
const exported = (name) => [...source(name).matchAll(/^export (?:async )?(?:function|const|let|class) (\w+)/gm)].map((found) => found[1]);

for (const name of readdirSync(editor).filter((each) => each.endsWith(".js"))) {
  test(`what ${name} imports by name is there`, () => {
    for (const [, names, from] of source(name).matchAll(/^import \{ ([^}]+) \} from "(.+)";/gm)) {
      const wanted = names.split(",").map((each) => each.trim().split(" ")[0]).filter(Boolean);
      assert.deepEqual(wanted.filter((each) => !exported(from).includes(each)), [], `${name} from ${from}`);
    }
  });
}
