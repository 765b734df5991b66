// Reading a policy: a pathway as a document, a clause with what rests on it, whose choice a number is, what proves it.

import assert from "node:assert/strict";
import { journeys } from "../support/journey.mjs";

const journey = journeys("--children", "20");

const main = (page) => page.locator("main").innerText();

/** The pages about a policy, with what must be on each. */
const PAGES = [
  ["index", "/policies", /Services for children/],
  ["overview", "/policies/no-access", /NAF-15/],
  ["pathway", "/policies/no-access/pathways/children", /Rule NAF-R15/],
  ["pathway-parents", "/policies/no-access/pathways/parents", /Rule NAF-/],
  ["clause", "/policies/no-access/clauses/NAF-15", /rest on it|rests on it/],
  ["clause-of-the-product", "/policies/no-access/clauses/NAF-06", /No rule cites it/],
  ["numbers", "/policies/no-access/numbers", /Local choice/],
  ["coverage", "/policies/no-access/coverage", /fires in/],
];

journey.withAndWithoutJavaScript(
  "given the policy, when a nurse reads a pathway, then each rule is in words below the words it implements",
  async ({ page, signIn, assertAccessible, screenshot }) => {
    await signIn("hv");
    await page.getByRole("link", { name: "Policies" }).first().click();
    await page.getByRole("link", { name: "Services for children" }).click();
    await screenshot("policy-pathway");

    // A rule says when it fires and asks whom for what by when
    const rule = page.locator("#rule-NAF-R13");
    const words = await rule.innerText();
    assert.match(words, /Number of failed contacts is at least 1/);
    assert.match(words, /practitioner \(or else the safeguarding lead\): Record the impact on the child and decide what to do, within 1 working day/);
    // Its source is folded away
    assert.equal(await rule.locator("pre").isVisible(), false);
    await rule.locator("summary").click();
    assert.equal(await rule.locator("pre").isVisible(), true);

    // An example is folded away as dated sentences
    const examples = page.locator("details", { hasText: "A first clinic missed, with nothing else known" }).first();
    await examples.locator("summary").click();
    assert.match(await examples.innerText(), /Monday 5 January 2026, 10am: Was not brought, at a clinic/);
    await assertAccessible();

    // The clause leads to its own page, and says how much that is owed now rests on it
    await rule.getByRole("link", { name: "NAF-13" }).click();
    await assertAccessible();
    await screenshot("policy-clause");
    assert.match(await main(page), /\d+ open obligations? rests? on it/);
    assert.equal(await page.locator("#rule-NAF-R13").count(), 1);
  },
);

journey.withAndWithoutJavaScript("somebody opens every page about a policy", async ({ page, signIn, assertAccessible, screenshot }) => {
  await signIn("hv");
  for (const [name, path, words] of PAGES) {
    const response = await page.goto(path);
    assert.equal(response.status(), 200, path);
    assert.equal(await page.locator("h1").count(), 1, `${path} has one main heading`);
    assert.match(await main(page), words, path);
    await assertAccessible();
    await screenshot(`policy-page-${name}`);
  }
});

journey("every page about a policy fits a narrow screen", async ({ page, signIn }) => {
  await signIn("hv");
  const wide = [];
  for (const [, path] of PAGES) {
    await page.goto(path);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (overflow > 0) {
      wide.push(`${path} by ${overflow}`);
    }
  }
  assert.deepEqual(wide, [], "needs sideways scrolling");
}, { viewport: { width: 320, height: 640 } });

journey("on paper a pathway shows its examples and leaves out what only a screen needs", async ({ page, signIn }) => {
  await signIn("hv");
  await page.goto("/policies/no-access/pathways/children");
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator(".app-contents").isVisible(), false);
  assert.equal(await page.getByText("Sam, child, born 1 May 2023").first().isVisible(), true);
  assert.equal(await page.locator("#rule-NAF-R13 pre").isVisible(), false, "the source is left out");
});

journey("nothing in a policy is printed in red", async ({ page, signIn }) => {
  await signIn("hv");
  for (const path of ["/policies/no-access/pathways/children", "/policies/no-access/numbers"]) {
    await page.goto(path);
    const colours = await page.locator("main code, main pre").evaluateAll((all) => [...new Set(all.map((code) => getComputedStyle(code).color))]);
    assert.deepEqual(colours, ["rgb(33, 43, 50)"], path);
  }
});
