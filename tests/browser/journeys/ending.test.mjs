// A follow-up ends only with evidence: who saw the child in person, and how the needs are known to be met.

import assert from "node:assert/strict";
import { journey } from "../support/journey.mjs";

journey.withAndWithoutJavaScript(
  "given a child nobody has seen since, when the mother says on the telephone that he is fine, then the follow-up does not end",
  async ({ page, signIn, children, assertAccessible, screenshot }) => {
    await signIn("hv");
    await page.goto(children.secondFailedContact);
    await page.getByRole("button", { name: /End this follow-up/ }).or(page.getByRole("link", { name: /End this follow-up/ })).click();
    await page.getByLabel("Reasons for ending the follow-up").fill("Mother phoned, he's fine.");
    await page.getByLabel("Who was told?").fill("The family");
    await page.getByRole("button", { name: "End the follow-up" }).click();

    // Then what is missing is listed, and what was written is still there
    const missing = await page.getByRole("alert").innerText();
    await assertAccessible();
    await screenshot("ending-1-refused");
    assert.match(missing, /Say who saw Jerome Clarke in person/);
    assert.match(missing, /Say how you know that Jerome Clarke’s needs are met/);
    assert.match(missing, /vulnerability/i);
    assert.equal(await page.getByLabel("Reasons for ending the follow-up").inputValue(), "Mother phoned, he's fine.");
    await page.goto(children.secondFailedContact);
    assert.match(await page.locator("main").innerText(), /Open follow-up/, "nothing ended");
  },
);

journey(
  "given a child last seen before the failed contacts, when that is given as evidence, then the follow-up does not end",
  async ({ page, signIn, children, screenshot }) => {
    await signIn("hv");
    await page.goto(children.secondFailedContact);
    await page.getByRole("button", { name: /End this follow-up/ }).or(page.getByRole("link", { name: /End this follow-up/ })).click();
    await page.getByLabel("Who saw the child in person since the last failed contact?").fill("Grace Adeyemi");
    await page.getByLabel("This service", { exact: true }).check();
    await page.getByLabel("What are they to the child?").fill("health visitor");
    const when = page.getByRole("group", { name: "When?" });
    await when.getByLabel("Day").fill("18");
    await when.getByLabel("Month").fill("8");
    await when.getByLabel("Year").fill("2026");
    await page.getByLabel("Where?").fill("at home");
    await page.getByLabel("In person", { exact: true }).check();
    await page.getByLabel("How do you know that the child’s needs are met?").fill("Well in August.");
    await page.getByLabel("Reasons for ending the follow-up").fill("Mother phoned, he's fine.");
    await page.getByLabel("Who was told?").fill("The family");
    await page.getByRole("button", { name: "End the follow-up" }).click();
    assert.match(await page.getByRole("alert").innerText(), /since the last failed contact|after the last failed contact/i);
    await screenshot("ending-1-seen-too-early");
  },
);

journey.recordingWithAndWithoutJavaScript(
  "given a child seen at nursery, when vulnerability is assessed and the needs are known to be met, then the follow-up ends with that assurance",
  async ({ page, signIn, children, assertAccessible, screenshot }) => {
    // Given a child whom the nursery has seen since the last failed contact
    await signIn("hv");
    await page.goto(children.readyToEnd);
    await screenshot("ending-2-what-is-missing");
    assert.match(await page.locator("main").innerText(), /Assess the child's vulnerability/);

    // When what is still owed is answered, and the vulnerability assessed
    await page.getByRole("link", { name: /Sign an analysis/ }).first().click();
    await page.getByLabel("Impact on the child").fill("No treatment was missed; the review was done at nursery.");
    await page.getByLabel("These steps").check();
    await page.getByLabel("What is to be done, by whom and when?").fill("Offer the next review at nursery, in March, by Grace Adeyemi.");
    await page.getByRole("button", { name: "Sign the analysis" }).click();
    await page.goto(`${children.readyToEnd}/vulnerability`);
    await screenshot("ending-3-vulnerability");
    await page.getByRole("group", { name: "Did you find a vulnerability?" }).getByLabel("No", { exact: true }).check();
    await page.getByLabel("What did you find, and on what does it rest?").fill("Home visit notes, the nursery and the GP practice: none found.");
    await page.getByRole("button", { name: "Sign the assessment" }).click();

    // And it is said how the needs are known to be met
    await page.getByRole("button", { name: /End this follow-up/ }).or(page.getByRole("link", { name: /End this follow-up/ })).click();
    await screenshot("ending-4-form");
    assert.equal(await page.getByLabel("Who saw the child in person since the last failed contact?").inputValue(), "Sally Thorne");
    await page.getByLabel("How do you know that the child’s needs are met?").fill("Eats, plays and speaks well at nursery; immunised on time.");
    await page.getByLabel("Reasons for ending the follow-up").fill("Seen and well; the next review is arranged at nursery.");
    await page.getByLabel("Who was told?").fill("The family\nThe GP practice");
    await page.getByRole("button", { name: "End the follow-up" }).click();

    // Then it has ended, and the chronology says with which assurance
    await assertAccessible();
    await screenshot("ending-5-ended");
    const words = await page.locator("main").innerText();
    assert.doesNotMatch(words, /Open follow-up/);
    await page.getByRole("link", { name: /Chronology and timeline/ }).click();
    await screenshot("ending-6-chronology");
    const chronology = await page.locator("main").innerText();
    assert.match(chronology, /Sally Thorne/);
    assert.match(chronology, /immunised on time/);
    assert.match(chronology, /The GP practice/);
  },
);
