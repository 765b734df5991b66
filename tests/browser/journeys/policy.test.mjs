// Reading a policy: a pathway as a document, a clause with what rests on it, and what is printed.

import assert from "node:assert/strict";
import { journey } from "../support/journey.mjs";

const main = (page) => page.locator("main").innerText();

journey.withAndWithoutJavaScript(
  "given the policy, when a nurse reads a pathway, then each rule is in words below the words it implements",
  async ({ page, signIn, assertAccessible, screenshot }) => {
    await signIn("hv");
    await page.goto("/my-list");
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
    await screenshot("policy-clause");
    assert.match(await main(page), /\d+ open obligations? rests? on it/);
    assert.equal(await page.locator("#rule-NAF-R13").count(), 1);
  },
);

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
