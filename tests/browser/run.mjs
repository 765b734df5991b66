// Runs all journeys: `npm test`. One file of them alone: `node --test journeys/ending.test.mjs`.
//
// Two workers, whatever the number of processors: each waits for its browser and its server by turns, and a browser, a window and a
// demonstration for each file would take as long as the shorter files themselves.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { run } from "node:test";
import { spec as Spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const WORKERS = ["workers/one.test.mjs", "workers/other.test.mjs"].map(here);

/** No file of journeys may be left out, or be made twice. */
async function assertEachHasAWorker() {
  const texts = await Promise.all(WORKERS.map((worker) => readFile(worker, "utf8")));
  const made = texts.join("\n").matchAll(/^import "\.\.\/journeys\/(.+)";$/gm);
  const files = (await readdir(here("journeys"))).filter((file) => file.endsWith(".test.mjs"));
  assert.deepEqual([...made].map(([, file]) => file).sort(), files.sort(), "each file of journeys belongs to one of the workers");
}

await assertEachHasAWorker();
run({ files: WORKERS, concurrency: WORKERS.length })
  .on("test:fail", () => {
    process.exitCode = 1;
  })
  .compose(new Spec())
  .pipe(process.stdout);
