// A child with two records: told as a question, looked at side by side, linked, read as one, and taken apart again (S16, H12).

import assert from "node:assert/strict";
import { journey } from "../support/journey.mjs";

journey.recordingWithAndWithoutJavaScript(
  "given a child who was put on record twice, when a lead links the two, then they are read as one until they are taken apart",
  async ({ page, signIn, children, assertAccessible, screenshot }) => {
    const child = children.secondFailedContact;
    const words = () => page.locator("main").innerText();

    // Given that a health visitor has put a child on record who was there already
    await signIn("hv");
    await page.goto(child);
    const name = await page.locator(".app-identity__name").innerText();
    const born = new Date(`${await page.locator(".app-identity__facts div", { hasText: "Date of birth" }).locator("dd").innerText()} UTC`);
    await page.goto("/people/new");
    await page.getByLabel("Child", { exact: true }).check();
    await page.getByLabel("Given names").fill(name.split(" ").slice(0, -1).join(" "));
    await page.getByLabel("Family name").fill(name.split(" ").at(-1));
    const day = page.getByRole("group", { name: "Date of birth" });
    await day.getByLabel("Day").fill(String(born.getUTCDate()));
    await day.getByLabel("Month").fill(String(born.getUTCMonth() + 1));
    await day.getByLabel("Year").fill(String(born.getUTCFullYear()));
    await page.getByRole("button", { name: "Add" }).click();
    await page.getByLabel(/made sure that this is another person/).check();
    await page.getByRole("button", { name: "Add" }).click();
    const second = new URL(page.url()).pathname;
    assert.notEqual(second, child);

    // When the lead looks at the child's other records
    await signIn("lead");
    await page.goto(child);
    await page.getByRole("link", { name: "Other records of this person" }).click();
    assert.match(await words(), /The same name and date of birth/);
    await assertAccessible("records");
    await screenshot("two-records-1-may-be-one");
    await page.getByRole("link", { name: new RegExp(name) }).last().click();

    // Then both stand beside each other, and she has to say how she knows
    assert.match(await words(), /Are these one person\?/);
    await page.getByLabel("They are of one person: link them").check();
    await page.getByRole("button", { name: "Sign the decision" }).click();
    assert.match(await words(), /There is a problem[\s\S]+Say in a few words how you know/);
    await assertAccessible("records/two");
    await screenshot("two-records-2-side-by-side");
    await page.getByLabel("How do you know?").fill("Put on record twice: the mother and the GP know of one child");
    await page.getByRole("button", { name: "Sign the decision" }).click();
    assert.match(await words(), /Put on record twice/);
    await screenshot("two-records-3-linked");

    // And either address leads to one page
    for (const address of [child, second]) {
      await page.goto(address);
      assert.match(await words(), /Two records are read as one here/);
      assert.equal(await page.locator(".app-identity__name").innerText(), name);
    }

    // And taken apart, each is by itself again
    await page.getByRole("link", { name: "Which they are, and why" }).click();
    await page.getByRole("link", { name: /Look at it by itself, or take it apart/ }).click();
    assert.match(await words(), /Two linked records/);
    await page.getByLabel("They are not of one person, or nobody knows: take them apart").check();
    await page.getByLabel("How do you know?").fill("Linked by mistake while this was practised");
    await page.getByRole("button", { name: "Sign the decision" }).click();
    assert.match(await words(), /No other record is linked with it/);
    await page.goto(child);
    assert.doesNotMatch(await words(), /read as one here/);
  },
);
