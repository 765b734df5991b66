// Looking into an answer: every rule and what decided, and a past day as it was known.

import assert from "node:assert/strict";
import { journey } from "../support/journey.mjs";

const main = (page) => page.locator("main").innerText();

journey.withAndWithoutJavaScript(
  "given something that is asked, when somebody asks why, then every rule says what decided and what would come of the next contact",
  async ({ page, signIn, children, assertAccessible, screenshot }) => {
    // Given a child who was not brought for the second time, and an obligation
    await signIn("hv");
    await page.goto(children.secondFailedContact);
    await page.getByRole("link", { name: /Why am I seeing this\?.*Follow up the family/s }).first().click();

    // When somebody wants to see every rule
    await page.getByRole("link", { name: /Every rule, what decided/ }).click();
    assert.match(new URL(page.url()).hash, /^#rule-NAF-/);
    await screenshot("explain-every-rule");

    // Then the rule that asked says which fact decided, with the entries it rests on
    const rule = page.locator("#rule-NAF-R15");
    assert.match(await rule.innerText(), /Number of failed contacts is 2, and the rule asks for at least 2/);
    await rule.locator("summary").click();
    await rule.getByRole("link", { name: /Was not brought/ }).first().click();
    assert.match(new URL(page.url()).pathname, /\/chronology$/);
    await page.goBack();

    // And each way in which the next contact can go is there
    for (const way of ["If the next contact fails", "If the next contact is kept", "If the family cancels the next contact"]) {
      assert.equal(await page.getByRole("heading", { name: new RegExp(way) }).count(), 1, way);
    }
    const kept = await page.locator(".app-ways section", { hasText: "If the next contact is kept" }).innerText();
    assert.match(kept, /No longer missing before the follow-up may end/);
    assert.match(kept, /Still missing before the follow-up may end/);
  },
);

journey.withAndWithoutJavaScript(
  "given a past day, when a practice review looks at it, then what was known stands beside what was known only later",
  async ({ page, signIn, children, assertAccessible, screenshot }) => {
    await signIn("hv");
    await page.goto(children.secondFailedContact);
    await page.getByRole("link", { name: "As known on another day" }).click();
    await screenshot("as-known-on-form");

    // A day that has not come is refused, with what was typed still there
    const choose = async (day, month, year) => {
      await page.getByLabel("Day", { exact: true }).fill(day);
      await page.getByLabel("Month", { exact: true }).fill(month);
      await page.getByLabel("Year", { exact: true }).fill(year);
      await page.getByRole("button", { name: "Show the day" }).click();
    };
    await choose("1", "1", "2999");
    assert.match(await page.getByRole("alert").innerText(), /must be today or in the past/);
    assert.equal(await page.getByLabel("Year", { exact: true }).inputValue(), "2999");
    await assertAccessible();

    // A day before the second failed contact shows one, and which policy was asked
    await choose("1", "11", "2026");
    await screenshot("as-known-on");
    const words = await main(page);
    assert.match(words, /As known on Sunday 1 November 2026/);
    assert.match(words, /version \d/);
    assert.equal(await page.getByRole("heading", { name: "Known then" }).count(), 1);
    assert.equal(await page.getByRole("heading", { name: "Known only later" }).count(), 1);

    // And the rules of that day can be looked into
    await page.getByRole("link", { name: /Every rule on that day/ }).click();
    assert.match(await main(page), /As of Sunday 1 November 2026/);
  },
);
