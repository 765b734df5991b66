// Comparing policies, and putting one in force: what would change is seen before it is signed, and nothing that is open is gone.

import assert from "node:assert/strict";
import { journey } from "../support/journey.mjs";

const main = (page) => page.locator("main").innerText();

/** The value of the choice that begins with these words. */
const choice = (page, label, words) =>
  page.getByLabel(label).evaluate((select, begins) => [...select.options].find((option) => option.text.startsWith(begins)).value, words);

journey("a named nurse compares two areas in figures that tell of nobody", async ({ page, signIn, assertAccessible, screenshot }) => {
  await signIn("namednurse");
  await page.goto("/policies/compare");
  await page.getByLabel("A, such as the policy in force").selectOption(await choice(page, "A, such as the policy in force", "No access, and"));
  await page.getByLabel("B, such as a new version").selectOption(await choice(page, "B, such as a new version", "Failed contact"));
  await page.getByRole("button", { name: "Compare" }).click();
  await assertAccessible();
  await screenshot("comparing");
  assert.match(await main(page), /fewer than 5/);

  // Every drawing is told in words, and its figures stand in a table
  const charts = page.locator("main svg[role=img]");
  assert.equal(await charts.count(), 5);
  for (const words of await charts.locator("desc").allTextContents()) {
    assert.ok(words.length > 20, words);
  }
  const small = await page.locator("main td").allTextContents();
  assert.deepEqual(small.filter((cell) => /^\s*[1-4]\s*$/.test(cell.replace(/^.* /, ""))).filter((cell) => !/not by|\//.test(cell)), []);

  // On a narrow screen, as at 400 % zoom, only drawings scroll sideways
  await page.setViewportSize({ width: 320, height: 640 });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(overflow, 0, "needs sideways scrolling");
  await screenshot("comparing-narrow");
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: 720, height: 900 });
  assert.equal(await charts.first().isVisible(), true, "drawings are printed");

  // Side by side
  await page.emulateMedia({ media: "screen" });
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.getByRole("link", { name: "The texts of A and B side by side" }).click();
  await screenshot("side-by-side");
  assert.match(await main(page), /Only B asks/);
});

journey("whoever may not is told so", async ({ page, signIn }) => {
  await signIn("hv");
  const refused = await page.goto("/policies/put-in-force");
  assert.equal(refused.status(), 403);
});

journey.recordingWithAndWithoutJavaScript("a named nurse puts another area's policy in force after seeing what it changes", async ({ page, children, signIn, assertAccessible, screenshot }) => {
  await signIn("namednurse");
  await page.goto("/policies/put-in-force");
  await page.getByLabel("Which policy?").selectOption(await choice(page, "Which policy?", "Failed contact"));
  await page.getByRole("button", { name: "Show what would change" }).click();
  await assertAccessible();
  await screenshot("put-in-force");
  assert.match(await main(page), /stays until it is answered/);
  await page.getByLabel("Why is it put in force?").fill("Agreed by the board on 18 November");
  await page.getByRole("button", { name: "Put it in force" }).click();
  assert.match(await main(page), /Agreed by the board on 18 November/);
  await assertAccessible();
  await screenshot("policies-in-force");

  // What only the old policy asked for is still there, and says so
  await page.goto(children.secondFailedContact);
  assert.match(await main(page), /it stays until it is answered/);
});
