// What bears on a child besides contacts: where the child is, who else is involved, and a relationship that broke down.

import assert from "node:assert/strict";
import { journey } from "../support/journey.mjs";

const main = (page) => page.locator("main").innerText();

/** Saves a note as somebody does in another window, which is never drawn: a window behind another stands still. */
async function writeElsewhere(page, form, note) {
  const html = await (await page.request.get(form)).text();
  const inputs = [...html.matchAll(/<input\s[^>]*>/g)].map(([input]) => {
    return ["name", "type", "value"].map((attribute) => input.match(new RegExp(`\\s${attribute}="([^"]*)"`))?.[1] ?? "");
  });
  const filled = inputs.filter(([, type]) => type !== "radio").map(([name, , value]) => [name, value]);
  const fields = { ...Object.fromEntries(filled), note };
  const saved = await page.request.post(form, { form: fields, headers: { origin: new URL(form).origin }, maxRedirects: 0 });
  assert.equal(saved.status(), 303, "the note of the other was not saved");
}

journey.recordingWithAndWithoutJavaScript(
  "given a child nobody can find, when the child is found, then the record says by whom",
  async ({ page, signIn, children, assertAccessible, screenshot }) => {
    // Given that nobody knows where the child is
    await signIn("hv");
    await page.goto(children.secondFailedContact);
    await page.getByRole("link", { name: /Record that nobody knows where the child is/ }).click();
    await page.getByLabel("Nobody knows where the child is", { exact: true }).check();
    await page.getByLabel("What is known, and from whom?").fill("The neighbour says they left on Friday.");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    assert.match(await main(page), /Nobody knows where the child is/);

    // When the child is found, it is asked by whom, and what was typed stays
    await page.getByRole("link", { name: "Whether anybody knows where the child is" }).click();
    assert.match(await main(page), /Recorded so far, latest first:\s+Nobody knows where the child is/);
    await page.getByLabel("It is known where the child is: the child was found").check();
    await page.getByLabel("What is known, and from whom?").fill("At the grandmother’s in Leeds, and well.");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    assert.match(await page.getByRole("alert").innerText(), /Say who found the child/);
    assert.equal(await page.getByLabel("What is known, and from whom?").inputValue(), "At the grandmother’s in Leeds, and well.");
    await assertAccessible();
    await screenshot("whereabouts-refused");
    await page.getByLabel("Who found the child?").fill("PC Lee, police");
    await page.getByRole("button", { name: "Save", exact: true }).click();

    // Then the chronology says so
    await page.getByRole("link", { name: /Chronology and timeline/ }).click();
    assert.match(await main(page), /Found by PC Lee, police\. At the grandmother’s in Leeds, and well\./);
  },
);

journey.recording(
  "given another service and a relationship that broke down, when both are recorded, then the child's page and the chronology say so",
  async ({ page, signIn, children, screenshot }) => {
    await signIn("hv");
    await page.goto(children.secondFailedContact);
    await page.getByRole("link", { name: /Record another service/ }).click();
    await page.getByLabel("Kind of service").selectOption({ label: "Mental health service" });
    await page.getByLabel("Its name (optional)").fill("Hill House");
    await page.getByLabel("Yes, it is involved").check();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    assert.match(await main(page), /Hill House \(mental health service\): involved/);
    await screenshot("another-service");

    await page.getByRole("link", { name: /Record that the relationship with a professional broke down/ }).click();
    await page.getByLabel("With whom, when it is one of us (optional)").selectOption({ label: "Grace Adeyemi" });
    await page.getByLabel("What happened?").fill("A letter was taken amiss.");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("link", { name: /Chronology and timeline/ }).click();
    assert.match(await main(page), /The relationship with Grace Adeyemi broke down/);
  },
);

journey.recording(
  "given two who write to one record, when the second saves, then both texts are shown and nothing is lost",
  async ({ page, address, signIn, children, assertAccessible, screenshot }) => {
    await signIn("hv");
    await page.goto(`${children.secondFailedContact}/note`);
    await page.getByLabel("Note").fill("Rang the nursery.");
    await writeElsewhere(page, `${address}${children.secondFailedContact}/note`, "Rang the mother.");

    await page.getByRole("button", { name: "Save the note" }).click();
    const both = await main(page);
    assert.match(both, /Rang the mother\./);
    assert.match(both, /Rang the nursery\./);
    await assertAccessible("record/conflict");
    await screenshot("two-write");
    await page.getByRole("button", { name: /Save/ }).click();
    await page.goto(`${children.secondFailedContact}/chronology?show=everything`);
    assert.match(await main(page), /Rang the nursery\.[^]*Rang the mother\.|Rang the mother\.[^]*Rang the nursery\./);
  },
);
