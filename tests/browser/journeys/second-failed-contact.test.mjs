// Working what the policy asks for after a second failed contact.

import assert from "node:assert/strict";
import { journey } from "../support/journey.mjs";

/** Follows the link that answers an obligation, from the child's page. */
const answer = (page, obligation) => page.getByRole("link", { name: new RegExp(`: ${obligation}$`) }).first().click();

const toDo = async (page) => (await page.locator("main").innerText()).split("Open follow-up")[0];

journey.recording(
  "given a child not brought twice, when the practitioner asks the GP, follows up the family and decides about concerns, then these are done",
  async ({ page, signIn, children, assertAccessible, screenshot }) => {
    // Given a child who was not brought for the second time, with everything still to do
    await signIn("hv");
    await page.goto("/my-list");
    await page.getByRole("link", { name: "Jerome Clarke" }).first().click();
    assert.equal(new URL(page.url()).pathname, children.secondFailedContact);
    await screenshot("second-failed-contact-1-to-do");
    const before = await toDo(page);
    for (const owed of [/about the home address, the contact details/, /when they last saw the child/, /Follow up the family/, /Decide whether there are concerns/]) {
      assert.match(before, owed);
    }

    // When the GP practice is asked about address, contact details and when they last saw the child
    await answer(page, "Ask another agency about the home address, the contact details");
    await assertAccessible();
    await screenshot("second-failed-contact-2-liaison");
    await page.getByLabel("Kind of agency").selectOption({ label: "GP practice" });
    await page.getByLabel("Who you spoke to (optional)").fill("Dr Ruth Hall");
    for (const asked of ["The home address", "The contact details", "When they last saw the child"]) {
      await page.getByLabel(asked, { exact: true }).check();
    }
    const confirmed = (what) => page.getByRole("group", { name: `Did they confirm the ${what}?` });
    await confirmed("home address").getByLabel("Yes").check();
    await confirmed("contact details").getByLabel("Yes").check();
    await page.getByLabel("No, they have not seen the child").check();
    await page.getByLabel("What did you learn?").fill("Registered since birth, not seen since the spring.");
    await page.getByRole("button", { name: "Save what you learnt" }).click();
    const afterLiaison = await toDo(page);
    assert.doesNotMatch(afterLiaison, /Ask another agency/);

    // And the family is followed up
    await answer(page, "Follow up the family");
    await screenshot("second-failed-contact-3-family");
    await page.getByLabel("Spoke to the family").check();
    await page.getByLabel("What came of it?").fill("His mother says the bus was late; she asks for an afternoon.");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    assert.doesNotMatch(await toDo(page), /Follow up the family/);

    // And the seven questions about concerns are answered
    await answer(page, "Decide whether there are concerns");
    await screenshot("second-failed-contact-4-concerns");
    for (const question of await page.locator("main form fieldset").all()) {
      const no = question.getByLabel("No", { exact: true });
      if ((await no.count()) === 1) {
        await no.check();
      }
    }
    await page.getByLabel("On what do your answers rest?").fill("The record, the GP practice and the conversation with his mother.");
    await page.getByRole("button", { name: "Sign the decision" }).click();

    // Then these are done, and what is left is still there
    const after = await toDo(page);
    await screenshot("second-failed-contact-5-done");
    assert.doesNotMatch(after, /Decide whether there are concerns|Follow up the family|Ask another agency/);
    assert.match(after, /Record the impact on the child and decide what to do/);
    await page.getByRole("link", { name: /Chronology and timeline/ }).click();
    const chronology = await page.locator("main").innerText();
    assert.match(chronology, /Dr Ruth Hall/);
    assert.match(chronology, /the bus was late/);
  },
);
