// A bundle for a review of practice: asked for with a reason, and saved as one file.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { journey } from "../support/journey.mjs";

journey.recordingWithAndWithoutJavaScript(
  "given a review of practice, when a named nurse asks for a bundle, then it takes a reason and comes as one file",
  async ({ page, signIn, children, assertAccessible, screenshot }) => {
    // Given
    await signIn("namednurse");
    await page.goto(children.secondFailedContact);
    await page.getByRole("link", { name: "A bundle for a review of practice" }).click();
    await assertAccessible("bundle");
    await screenshot("bundle-1-form");

    // When nobody says why, it is not made
    await page.getByRole("button", { name: "Make the bundle" }).click();
    assert.match(await page.getByRole("alert").innerText(), /Say why the bundle is made/);
    await assertAccessible("bundle");

    // When somebody does, it is
    await page.getByLabel("Why is it made?").fill("Learning review 7");
    await page.getByLabel("Only those that are significant").check();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Make the bundle" }).click();
    const saved = await download;
    assert.equal(saved.suggestedFilename(), "bundle.zip");
    const bytes = (await readFile(await saved.path())).toString("latin1");
    for (const part of ["bundle/index.html", "bundle/chronology.csv", "bundle/manifest.json", "Learning review 7"]) {
      assert.ok(bytes.includes(part), part);
    }
  },
);
