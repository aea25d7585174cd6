/* The page of a return. Everything here makes it quicker; all of it can be done without a script. */

import * as autosave from "./autosave.js";
import * as keys from "./keys.js";
import * as marks from "./marks.js";
import * as parts from "./parts.js";
import * as preview from "./preview.js";
import * as rows from "./rows.js";
import * as save from "./save.js";
import * as why from "./why.js";

if (autosave.isOn) autosave.start();
save.start();
if (autosave.isOn) rows.start();
keys.start();
marks.start();
parts.start();
preview.start();
why.start();
