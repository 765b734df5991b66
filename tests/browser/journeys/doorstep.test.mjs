// At the door, with no signal: nothing that was typed is lost, and nothing is called saved that is not.

import assert from "node:assert/strict";
import { journey } from "../support/journey.mjs";

const WORDS = "The grandmother opened the door; the flat was warm.";
const kept = (page) => page.evaluate(() => Object.entries(localStorage).filter(([name]) => name.startsWith("brought-doorstep/")));
const onThisPhone = (page) => page.getByRole("region", { name: "On this phone" });

/** Opens the form for a note about the child, and types. */
async function type(page, child) {
  await page.goto(`${child}/note`);
  await page.getByLabel("Note", { exact: true }).fill(WORDS);
}

journey.recording(
  "given a form that was open when the signal was lost, when it is saved, then the phone keeps it sealed and it is sent when there is a signal",
  async ({ page, children, signIn, screenshot, assertAccessible }) => {
    await signIn("hv");
    await type(page, children.secondFailedContact);

    // When it is saved without a signal
    await page.context().setOffline(true);
    await page.getByRole("button", { name: "Save" }).click();

    // Then it says where it is, and nobody can read it there
    await onThisPhone(page).getByText("Saved on this phone, not yet received").waitFor();
    await screenshot("doorstep-1-no-signal");
    await assertAccessible();
    assert.equal(await page.getByLabel("Note", { exact: true }).inputValue(), WORDS, "what was typed stays in sight");
    const stored = await kept(page);
    assert.equal(stored.length, 1);
    const [, sealed] = stored[0][1].split(" ");
    assert.ok(!Buffer.from(sealed, "base64").toString("latin1").includes("grandmother"));

    // And when there is a signal again, it goes by itself, and the phone forgets it
    await page.context().setOffline(false);
    await page.waitForURL((url) => url.pathname === children.secondFailedContact);
    await page.waitForFunction(() => Object.keys(localStorage).every((name) => !name.startsWith("brought-doorstep/")));
    assert.ok(await onThisPhone(page).isHidden());
    await page.goto(`${children.secondFailedContact}/chronology?show=everything`);
    assert.match(await page.locator("main").innerText(), /The grandmother opened the door/);
  },
);

journey.recording(
  "given a page that was closed without a signal, when brought is opened again, then what was typed is shown and saved by whoever typed it",
  async ({ page, children, signIn, screenshot }) => {
    await signIn("hv");
    await type(page, children.secondFailedContact);
    await page.context().setOffline(true);
    await page.getByRole("button", { name: "Save" }).click();
    await onThisPhone(page).getByText("Saved on this phone, not yet received").waitFor();

    // When the page is gone before there is a signal, and somebody else signs in on the same phone
    await page.goto("about:blank").catch(() => {});
    await page.context().setOffline(false);
    await signIn("manager");
    await page.goto("/my-list");

    // Then they learn that there is something, and not what
    await onThisPhone(page).getByText("whoever typed it has to sign in here").waitFor();
    await page.goto("/unsent");
    assert.doesNotMatch(await page.locator("main").innerText(), /grandmother/);

    // And whoever typed it finds it, looks at it in its form and saves it
    await signIn("hv");
    await page.goto("/my-list");
    await onThisPhone(page).getByText("What you typed before was received, and is not saved yet").waitFor();
    await screenshot("doorstep-2-to-look-at");
    await onThisPhone(page).getByRole("link", { name: "Check it and send it" }).click();
    assert.match(await page.locator("main").innerText(), /The grandmother opened the door/);
    await page.getByRole("button", { name: /Look at it in its form/ }).click();
    assert.equal(await page.getByLabel("Note", { exact: true }).inputValue(), WORDS);
    await page.getByRole("button", { name: "Save" }).click();
    await page.waitForURL((url) => url.pathname === children.secondFailedContact);
    await page.waitForFunction(() => Object.keys(localStorage).every((name) => !name.startsWith("brought-doorstep/")));
  },
);
