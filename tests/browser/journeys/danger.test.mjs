// Immediate danger: 999 first, one field, and a referral that stands until it is made and answered (J3).

import assert from "node:assert/strict";
import { journey } from "../support/journey.mjs";

journey.recordingWithAndWithoutJavaScript(
  "given a child of whom any page is open, when somebody writes down that they are in danger, then a referral is owed at once, and after it its answer",
  async ({ page, signIn, children, assertAccessible, screenshot }) => {
    // Given any page about a child
    await signIn("hv");
    await page.goto(`${children.secondFailedContact}/chronology`);

    // When danger is written down: two steps and one field
    await page.getByRole("link", { name: "Immediate danger" }).click();
    const words = await page.locator("main").innerText();
    assert.ok(words.indexOf("Call 999 now") < words.indexOf("What is happening?"), "999 comes first");
    await assertAccessible();
    await screenshot("danger-1-one-field");
    await page.getByLabel("What is happening?").fill("Left alone with a stranger who has been drinking");
    await page.getByRole("button", { name: "Save, and ask for a referral now" }).click();

    // Then a referral is owed, due now
    const asked = await page.locator("main").innerText();
    assert.match(asked, /Saved\s+The child is in danger now/);
    assert.match(asked, /Refer to children['’]s social care\s+(Due|Overdue)/);
    await screenshot("danger-2-a-referral-is-owed");

    // And when it is made, its answer
    await page.goto(`${children.secondFailedContact}/referral`);
    await page.getByLabel("To whom?").selectOption("childrens_social_care");
    await page.getByLabel("What does the referral say?").fill("Left alone with a stranger. Police called.");
    await page.getByRole("button", { name: /referral/i }).click();
    const next = await page.locator("main").innerText();
    assert.match(next, /obtain the answer to the referral/i);
    assert.doesNotMatch(next, /Record the referral/, "it was made");
    await screenshot("danger-3-its-answer-is-owed");
  },
);

journey("given a keyboard alone, when danger is written down, then it is saved", async ({ page, signIn, children }) => {
  await signIn("hv");
  await page.goto(`${children.secondFailedContact}/danger`);
  await page.getByLabel("What is happening?").focus();
  await page.keyboard.type("Nobody answers and a child is crying");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL(/saved=/);
  assert.match(await page.locator("main").innerText(), /The child is in danger now/);
});
