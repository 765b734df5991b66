// A family's list of dates: no reason, looked at, kept, and sent as a letter is.

import assert from "node:assert/strict";
import { journey } from "../support/journey.mjs";

journey.recording(
  "given a date to come, when a nurse writes the family's list, then it tells the date and not what it is for, and is kept",
  async ({ page, signIn, children, assertAccessible, screenshot }) => {
    // Given a date to come
    await signIn("hv");
    await page.goto(`${children.secondFailedContact}/contacts/new`);
    const when = page.getByRole("group", { name: "When is it to be?" });
    await when.getByLabel("Day").fill("1");
    await when.getByLabel("Month").fill("3");
    await when.getByLabel("Year").fill("2027");
    await page.getByLabel("Time (if it is known)").fill("10:20");
    await page.getByLabel("At a clinic").check();
    await page.getByLabel("Agreed verbally").check();
    await page.getByLabel("What is it for? (optional)").fill("The weight after the burn");
    await page.getByRole("button", { name: /Save|Plan/ }).click();

    // When the list is written
    await page.goto(children.secondFailedContact);
    await page.getByRole("link", { name: "A list of the dates to come, for the family" }).click();
    assert.match(await page.locator("main").innerText(), /The dates come from the record/);
    await assertAccessible();
    await page.getByLabel("The telephone number to call").fill("01204 000000");
    await page.getByLabel("When somebody answers the telephone").fill("9am to 5pm");
    await page.getByLabel("The name of the service").fill("Health visiting");
    const unsure = page.getByRole("group", { name: "Is it safe to write to this address?" });
    if (await unsure.count()) {
      await unsure.getByLabel("Yes", { exact: true }).check();
    }
    await page.getByRole("button", { name: "Show it before it is issued" }).click();

    // Then it tells when and where, and not what for
    const shown = await page.locator("main").innerText();
    assert.match(shown, /Monday 1 March 2027 at 10:20am/);
    assert.doesNotMatch(shown, /burn/);
    await assertAccessible();
    await screenshot("family-dates-shown");
    await page.getByRole("button", { name: "Keep it and print it" }).click();
    assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), "It is kept");
    assert.equal(await page.getByRole("button", { name: "Send it" }).count(), 1);
  },
);
