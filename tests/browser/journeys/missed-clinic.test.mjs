// From a clinic whose outcome nobody has recorded to what the policy asks for next.

import assert from "node:assert/strict";
import { journey } from "../support/journey.mjs";

journey.recordingWithAndWithoutJavaScript(
  "given a clinic yesterday, when the child was not brought, then the page says what to do next and why",
  async ({ page, signIn, children, assertAccessible, screenshot }) => {
    // Given a clinic of which nobody has recorded what came of it
    await signIn("hv");
    await page.goto("/my-list");
    await page.getByRole("link", { name: "Awaiting an outcome" }).click();
    await screenshot("missed-clinic-1-awaiting-an-outcome");
    await page.getByRole("link", { name: "Hania Krol", exact: true }).first().click();
    assert.equal(new URL(page.url()).pathname, children.awaitingOutcome);
    assert.match(await page.locator("main").innerText(), /Nothing is owed for this child now/);
    await page.getByRole("link", { name: /Record what happened/ }).click();
    await screenshot("missed-clinic-2-what-happened");

    // When the practitioner says that the child was not brought, and what was done about it
    await page.getByLabel("Was not brought").check();
    await page.getByLabel("Telephone tried").check();
    await page.getByRole("button", { name: "Save what happened" }).click();

    // Then the child's page says so, and what to do next
    assert.equal(new URL(page.url()).pathname, children.awaitingOutcome);
    await assertAccessible();
    await screenshot("missed-clinic-3-what-to-do-next");
    const words = await page.locator("main").innerText();
    assert.match(words, /Was not brought/);
    assert.match(words, /Record the impact on the child and decide what to do/);
    assert.match(words, /Open follow-up/);
    assert.doesNotMatch(words, /Contacts awaiting an outcome/);

    // And why: the clause in words, the facts, the entry behind it
    await page.getByRole("link", { name: /Why am I seeing this\?.*Record the impact/s }).click();
    await screenshot("missed-clinic-4-why");
    const why = await page.locator("main").innerText();
    assert.match(why, /NAF-13/);
    assert.match(why, /number of failed contacts/);
    assert.match(why, /Was not brought/i);
  },
);

journey.withAndWithoutJavaScript(
  "given a clinic yesterday, when nothing is chosen, then nothing is saved and what was written stays",
  async ({ page, signIn, children, assertAccessible, screenshot }) => {
    await signIn("hv");
    await page.goto(children.awaitingOutcome);
    await page.getByRole("link", { name: /Record what happened/ }).click();
    await page.getByLabel("Anything else worth saying (optional)").fill("Rang at ten past two.");
    await page.getByRole("button", { name: "Save what happened" }).click();
    const summary = page.getByRole("alert");
    assert.match(await summary.innerText(), /There is a problem/);
    assert.equal(await page.getByLabel("Anything else worth saying (optional)").inputValue(), "Rang at ten past two.");
    assert.match(await page.title(), /^Error/);
    await assertAccessible();
    await screenshot("missed-clinic-refused");
  },
);

journey.recordingWithAndWithoutJavaScript(
  "given a child who was not brought, when the contact is called off, then the form warns, and takes a correction by name",
  async ({ page, signIn, children, assertAccessible, screenshot }) => {
    // Given a contact that is recorded as failed
    await signIn("hv");
    await page.goto(children.secondFailedContact);
    await page.getByRole("link", { name: /^(Confirm or put right|Put right)/ }).last().click();
    assert.match(await page.locator("main").innerText(), /Recorded of this contact so far:\s+Was not brought/);

    // When somebody records that the service cancelled it
    await page.getByLabel("Cancelled by the service").check();
    await page.getByLabel("Anything else worth saying (optional)").fill("The clinic rang in sick.");
    await page.getByRole("button", { name: "Save what happened" }).click();

    // Then it is said that this changes nothing, and what would; nothing that was typed is lost
    assert.match(await page.getByRole("alert").innerText(), /the failed contact stands, unless a practitioner corrects that entry by name/);
    assert.equal(await page.getByLabel("Anything else worth saying (optional)").inputValue(), "The clinic rang in sick.");
    assert.equal(await page.getByLabel("Cancelled by the service").isChecked(), true);
    await assertAccessible();
    await screenshot("called-off-1-warned");
    await page.getByLabel("That entry is wrong: correct it by name").check();
    await page.getByLabel(/Was not brought, .* recorded by/).check();
    await page.getByLabel("Why is it wrong?").fill("It was entered for another child.");
    await page.getByRole("button", { name: "Save what happened" }).click();
    assert.equal(new URL(page.url()).pathname, children.secondFailedContact);
    await page.getByRole("link", { name: /Chronology and timeline/ }).click();
    await screenshot("called-off-2-corrected");
    assert.match(await page.locator("main").innerText(), /Replaced by .*: It was entered for another child\./);
  },
);
