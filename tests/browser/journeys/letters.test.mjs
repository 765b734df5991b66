// J7: a letter of the policy is written from the child's page, looked at, kept, and opened again from the chronology.

import assert from "node:assert/strict";
import { journey } from "../support/journey.mjs";

/** Bolton's policy has letters; the demonstration begins with one that has none. */
const putBoltonInForce = async (page) => {
  await page.goto("/policies/put-in-force");
  const policies = page.getByLabel("Which policy?");
  const begins = "Analysing the impact of missed appointments";
  await policies.selectOption(await policies.evaluate((select, words) => [...select.options].find((option) => option.text.startsWith(words)).value, begins));
  await page.getByRole("button", { name: "Show what would change" }).click();
  await page.getByLabel("Why is it put in force?").fill("Agreed by the board on 18 November");
  await page.getByRole("button", { name: "Put it in force" }).click();
  assert.match(await page.locator("main").innerText(), /Agreed by the board on 18 November/);
};

const FILLED = {
  "What the appointment or visit is called": "the weight check",
  "The date of the appointment": "9 November 2026",
  "The time of the appointment": "10am",
  "The place": "Mill Lane clinic",
  "The telephone number to call": "01204 000000",
  "The name of the service": "Health visiting",
};

journey.recordingWithAndWithoutJavaScript(
  "given a policy with letters, when a nurse writes one, then it is looked at, kept as it was, and found again",
  async ({ page, signIn, children, assertAccessible, screenshot }) => {
    // Given
    await signIn("namednurse");
    await putBoltonInForce(page);
    await signIn("hv");

    // When something is left blank, it is said where
    await page.goto(`${children.secondFailedContact}/documents/letter_how_can_we_help`);
    await assertAccessible("record/document");
    await screenshot("letter-1-empty");
    await page.getByLabel("Why it matters for this child").fill("");
    await page.getByRole("button", { name: "Show it before it is issued" }).click();
    assert.match(await page.getByRole("alert").innerText(), /Say why it matters for this child/);
    for (const [label, words] of Object.entries(FILLED)) {
      await page.getByLabel(label, { exact: true }).fill(words);
    }
    await page.getByLabel("Why it matters for this child").fill("We would like to see how your child is growing.");
    await page.getByLabel("What will happen when they come").fill("A nurse weighs your child and talks with you.");
    const unsure = page.getByRole("group", { name: "Is it safe to write to this address?" });
    if (await unsure.count()) {
      await unsure.getByLabel("Yes", { exact: true }).check();
    }
    await page.getByRole("button", { name: "Show it before it is issued" }).click();

    // Then it is shown as the family will read it, and can be changed
    await assertAccessible("record/document_shown");
    await screenshot("letter-2-shown");
    assert.match(await page.locator("main").innerText(), /Nothing is saved or sent yet[\s\S]*01204 000000/);
    await page.getByRole("button", { name: "Change something" }).click();
    assert.equal(await page.getByLabel("The place", { exact: true }).inputValue(), "Mill Lane clinic");
    await page.getByRole("button", { name: "Show it before it is issued" }).click();
    await page.getByRole("button", { name: "Keep it and print it" }).click();

    // And it is kept, and found in the chronology
    await assertAccessible("issued");
    await screenshot("letter-3-kept");
    assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), "It is kept");

    // When it is sent, it waits in the outbox
    const safe = page.getByLabel("Yes, I have found out that it is safe");
    if (await safe.count()) {
      await safe.check();
    }
    await page.getByRole("button", { name: "Send it" }).click();
    assert.match(await page.locator("main").innerText(), /What became of it: waiting to be sent/);
    await assertAccessible("issued");
    await page.getByRole("link", { name: "Outbox" }).click();
    await assertAccessible("outbox");
    await screenshot("letter-4-outbox");
    const waiting = page.getByRole("region", { name: /^Waiting/ });
    await waiting.getByRole("button", { name: "Nothing more to do" }).first().click();
    assert.match(await page.getByRole("alert").innerText(), /Say how you know, or what you did/);
    await page.getByLabel(/How you know, or what you did/).first().fill("Gave it to them myself");
    await page.getByRole("button", { name: "Nothing more to do" }).first().click();
    assert.match(await page.locator("main").innerText(), /Nothing waits/);

    // And what was kept stays
    await page.goto(`${children.secondFailedContact}/chronology?show=everything`);
    await page.getByRole("link", { name: /Open what was issued/ }).first().click();
    await page.getByRole("link", { name: "Open it as a page" }).click();
    assert.match(await page.locator("main").innerText(), /Mill Lane clinic/);
  },
);
