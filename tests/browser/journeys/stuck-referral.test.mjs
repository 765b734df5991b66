// A referral that nobody answers: it is overdue, somebody who answers for the service sees it, and it stays until there is an answer to be satisfied with (J5).

import assert from "node:assert/strict";
import { journey } from "../support/journey.mjs";

const main = (page) => page.locator("main").innerText();

/** What is owed when an answer is not accepted. */
const DISCUSS = /Discuss with the line manager or the safeguarding supervisor or the safeguarding lead: concerns about the child/;

const on = async (page, legend, day, month, year) => {
  const group = page.getByRole("group", { name: legend });
  await group.getByLabel("Day").fill(day);
  await group.getByLabel("Month").fill(month);
  await group.getByLabel("Year").fill(year);
};

journey.recording(
  "given a referral without an answer, when its time is over, then it is escalated, and a no keeps it open",
  async ({ page, signIn, signOut, children, assertAccessible, screenshot }) => {
    // Given a referral that was made a week ago, of which nothing was heard
    await signIn("hv");
    await page.goto(`${children.secondFailedContact}/referral`);
    await page.getByLabel("To whom?").selectOption("childrens_social_care");
    await page.getByLabel("What does the referral say?").fill("Not brought twice, and nobody has seen him since July.");
    await on(page, "When was it made?", "11", "11", "2026");
    await page.getByRole("button", { name: /Save/ }).click();
    const made = await main(page);
    assert.match(made, /Obtain the answer to the referral\s+Overdue/i);
    assert.doesNotMatch(made, DISCUSS);
    await screenshot("stuck-referral-1-overdue");

    // When whoever answers for the service looks
    await signOut();
    await signIn("lead");
    await page.goto("/board");
    const escalated = page.locator("section[aria-labelledby=escalated]");
    const line = escalated.getByRole("listitem").filter({ hasText: /answer to the referral/i });
    assert.match(await line.innerText(), /Overdue/);
    await assertAccessible();
    await screenshot("stuck-referral-2-on-the-board");
    await line.getByRole("link", { name: /Why am I seeing this/ }).click();

    // Then it says by which paragraph of which policy, and what comes of it
    const why = await main(page);
    assert.match(why, /NAF-\d+/);
    await assertAccessible();
    await screenshot("stuck-referral-3-why");
    assert.match(why, /Escalated to the safeguarding supervisor/);
    assert.match(why, /The answer to the referral is recorded\. Time never does\./);

    // And an answer with which nobody is satisfied settles the question, and nothing else
    await page.goto("/board");
    await line.getByRole("link", { name: /answer to the referral/i }).first().click();
    await page.getByLabel("What did they say they would do?").fill("No further action: the family has been offered help before.");
    await page.getByRole("group", { name: "Are you satisfied with the answer?" }).getByLabel("No", { exact: true }).check();
    await assertAccessible();
    await page.getByRole("button", { name: "Save the answer" }).click();
    const after = await main(page);
    assert.match(after, /Saved\s+The referral was answered/);
    assert.match(after, DISCUSS, "a no that nobody accepts is taken further");
    assert.match(after, /Missing before it may end[\s\S]*Answer this first: discuss with the line manager/);
    await screenshot("stuck-referral-4-not-satisfied");
  },
);
