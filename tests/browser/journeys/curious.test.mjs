// A restricted record and a curious colleague (J10): not opened without a reason, and the reason is seen at once.

import assert from "node:assert/strict";
import { journey } from "../support/journey.mjs";

journey.recordingWithAndWithoutJavaScript(
  "given a record that is restricted, when a colleague opens it all the same, then they say why and the lead sees it",
  async ({ page, signIn, children, assertAccessible, screenshot }) => {
    const child = children.secondFailedContact;
    const words = () => page.locator("main").innerText();

    // Given a record that the lead has restricted to herself
    await signIn("lead");
    await page.goto(child);
    const name = await page.locator(".app-identity__name").innerText();
    await page.getByRole("link", { name: "Who may open this record" }).click();
    await assertAccessible("record/restrict");
    await screenshot("curious-1-who-may-open-it");
    await page.getByLabel("Only the people chosen below").check();
    await page.getByLabel("Abena Osei").check();
    await page.getByLabel("Why?", { exact: true }).fill("An uncle of the child works for the service");
    await page.getByRole("button", { name: "Save who may open this record" }).click();
    assert.match(await words(), /The record is restricted: Abena Osei may open it/);

    // When a health visitor of the same team opens it
    await signIn("hv");
    await page.goto(child);
    assert.match(await words(), /This is not a record that you work with/);
    assert.ok(!(await page.content()).includes(name), "it does not say whose it is");
    await assertAccessible();
    await screenshot("curious-2-not-theirs");

    // Then their list says that something is owed, and not what
    await page.goto("/my-list");
    assert.match(await words(), /This record is restricted: open it to see what is owed/);

    // And they can open it when they say why, and not without
    await page.goto(child);
    await page.getByRole("link", { name: "say why, and open it" }).click();
    await page.getByRole("button", { name: "Open the record" }).click();
    assert.match(await words(), /There is a problem[\s\S]+Say in a few words why you have to open this record/);
    await assertAccessible("say_why");
    await screenshot("curious-3-say-why");
    await page.getByLabel("Why do you have to open it?").fill("The mother rang: the child has a fever");
    await page.getByRole("button", { name: "Open the record" }).click();
    assert.equal(await page.locator(".app-identity__name").innerText(), name);

    // And the lead sees it at once, with the reason
    await signIn("lead");
    await page.goto("/opened-with-a-reason");
    assert.match(await words(), /open to them now[\s\S]+The mother rang: the child has a fever/);
    await assertAccessible();
    await screenshot("curious-4-opened-with-a-reason");
    await page.getByRole("link", { name }).click();
    assert.match(await words(), /Opened with a reason/);
    await assertAccessible("accesses");
    await screenshot("curious-5-who-has-opened-it");
  },
);
