// A follow-up is handed over only with both sides: who was asked, and that they accepted.

import assert from "node:assert/strict";
import { journey } from "../support/journey.mjs";

const offerHandover = async (page, organisation) => {
  await page.getByRole("link", { name: /Ask another organisation to take over/ }).click();
  await page.getByLabel("Which organisation was asked?").selectOption({ label: organisation });
  await page.getByLabel("Which service there? (optional)").fill("Health visiting, north");
  await page.getByLabel("What were they told?").fill("Two visits failed; the nursery has seen him; the family moves on Friday.");
  await page.getByRole("button", { name: "Save the offer" }).click();
};

const answerHandover = async (page, answer, said, { look = async () => {} } = {}) => {
  await page.getByRole("link", { name: /Record their answer/ }).first().click();
  await look("answer");
  await page.getByLabel(answer, { exact: true }).check();
  await page.getByLabel("Who answered for them?").fill("Pat Shaw, team leader");
  await page.getByLabel("What did they say?").fill(said);
  await page.getByRole("button", { name: "Save the answer" }).click();
};

const endAsHandedOver = async (page) => {
  await page.getByRole("button", { name: /End this follow-up/ }).or(page.getByRole("link", { name: /End this follow-up/ })).click();
  await page.getByLabel(/^Handed over/).check();
  await page.getByLabel("Reasons for ending the follow-up").fill("The family has moved to the north of the county.");
  await page.getByLabel("Who was told?").fill("The family\nThe GP practice");
};

journey.recording(
  "given a family that moves, when the other organisation is asked and says yes, then the follow-up ends as handed over",
  async ({ page, signIn, children, assertAccessible, screenshot }) => {
    // Given a child whose vulnerability has been assessed, and nobody asked to take over
    await signIn("hv");
    await page.goto(`${children.readyToEnd}/vulnerability`);
    await page.getByRole("group", { name: "Did you find a vulnerability?" }).getByLabel("No", { exact: true }).check();
    await page.getByLabel("What did you find, and on what does it rest?").fill("The nursery and the GP practice: none found.");
    await page.getByRole("button", { name: "Sign the assessment" }).click();
    await endAsHandedOver(page);
    await page.getByRole("button", { name: "End the follow-up" }).click();
    assert.match(await page.getByRole("alert").innerText(), /Nobody has been asked to take over: record the offer of a handover first/);
    await assertAccessible();
    await screenshot("handover-1-refused");

    // When they are asked, and say yes
    await page.goto(children.readyToEnd);
    const look = async (name) => {
      await assertAccessible();
      await screenshot(`handover-2-${name}`);
    };
    await offerHandover(page, "Harrowmere General Hospital");
    await look("offered");
    assert.match(await page.locator("main").innerText(), /Health visiting, north, Harrowmere General Hospital was asked to take over/);
    await answerHandover(page, "Yes, they take over", "They take over from Monday.", { look });
    await look("accepted");
    assert.match(await page.locator("main").innerText(), /Open follow-up/, "their yes alone ends nothing");

    // Then the follow-up ends, and the chronology has both sides
    await endAsHandedOver(page);
    await look("ending");
    assert.match(await page.locator("main").innerText(), /It is handed over to Health visiting, north, Harrowmere General Hospital, who accepted/);
    await page.getByRole("button", { name: "End the follow-up" }).click();
    assert.doesNotMatch(await page.locator("main").innerText(), /Open follow-up/);
    await page.getByRole("link", { name: /Chronology and timeline/ }).click();
    const chronology = await page.locator("main").innerText();
    assert.match(chronology, /They take over from Monday/);
    assert.match(chronology, /Pat Shaw, team leader/);
    assert.match(chronology, /To\s+Harrowmere General Hospital/, "the ending names it");
  },
);

journey.recording(
  "given an offer of a handover, when the other organisation says no, then the follow-up stays open and the page says so",
  async ({ page, signIn, children, assertAccessible, screenshot }) => {
    await signIn("hv");
    await page.goto(children.secondFailedContact);
    await offerHandover(page, "Harrowmere General Hospital");
    await answerHandover(page, "No", "The family is not on their list.");
    await assertAccessible();
    await screenshot("handover-3-not-accepted");
    assert.match(await page.locator("main").innerText(), /The follow-up stays open and the duty stays here/);
    await endAsHandedOver(page);
    await page.getByRole("button", { name: "End the follow-up" }).click();
    assert.match(await page.getByRole("alert").innerText(), /nobody has|has not accepted/i);
    await page.goto(children.secondFailedContact);
    assert.match(await page.locator("main").innerText(), /Open follow-up/, "nothing ended");
  },
);
