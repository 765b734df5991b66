// A session that ends while somebody is writing: what was typed is there again after signing in, and for nobody else.

import assert from "node:assert/strict";
import { journey } from "../support/journey.mjs";

const main = (page) => page.locator("main").innerText();
const TYPED = "Rang the nursery.\nNobody has seen the child since Monday, and nobody knows why.";

async function signInByHand(page, who, password) {
  await page.getByLabel("Name you sign in with").fill(who);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

journey.recordingWithAndWithoutJavaScript(
  "given a session that ended while a note was written, when it is sent, then it is there again after signing in, and for nobody else",
  async ({ page, children, password, signIn, signOut, assertAccessible, screenshot, overflowWhenNarrow, javaScript }) => {
    // Given a health visitor who has written a note, and who is signed out meanwhile
    await signIn("hv");
    await page.goto(`${children.secondFailedContact}/note`);
    assert.match(await page.locator(".app-session").innerText(), /You are signed in until (\d+(:\d\d)?[ap]m|midday|midnight)\./);
    await page.getByLabel("Note").fill(TYPED);
    await signOut();

    // When she sends it, then the page says that it is kept
    await page.getByRole("button", { name: /^Save/ }).click();
    assert.match(await main(page), /You have been signed out[\s\S]*What you typed is kept until .+, for you alone/);
    await assertAccessible();
    await screenshot("signed-out-and-kept");

    // When a colleague signs in instead, then there is nothing for them
    await page.getByRole("link", { name: "Sign in and see what you typed" }).click();
    await signInByHand(page, "lead", password);
    assert.match(await main(page), /There is nothing of yours that was not sent/);
    assert.doesNotMatch(await page.content(), /Rang the nursery/);

    // When she signs in herself, then it is shown, not saved
    await signOut();
    await page.goto("/sign-in");
    await signInByHand(page, "hv", password);
    await page.getByRole("link", { name: /What you typed before is not saved/ }).click();
    assert.match(await main(page), /The form “note”[\s\S]*Nobody has seen the child since Monday/);
    await assertAccessible("unsent");
    await screenshot("unsent");
    if (javaScript) {
      assert.equal(await overflowWhenNarrow(), 0, "no sideways scrolling");
    }

    // And in its form stands all that she typed, to be sent again
    await page.getByRole("button", { name: /Look at it in its form/ }).click();
    assert.equal(await page.getByLabel("Note").inputValue(), TYPED);
    await screenshot("unsent-in-its-form");
    await page.getByRole("button", { name: /^Save/ }).click();
    assert.match(page.url(), /\?saved=/);
    assert.equal(await page.getByRole("link", { name: /What you typed before/ }).count(), 0);
    await page.goto(`${children.secondFailedContact}/chronology?show=everything`);
    assert.equal((await main(page)).split("nobody knows why").length, 2, "saved once");
  },
);

/** Turns the page's clock on, as if nothing had been done for so many minutes. */
function pass(page, minutes) {
  return page.evaluate((minutes) => {
    const now = Date.now;
    Date.now = () => now() + minutes * 60_000;
    document.dispatchEvent(new Event("visibilitychange"));
  }, minutes);
}

journey("given a session about to end, when nothing is done, then the page says so, and a page beside it puts it off", async (steps) => {
  const { page, signIn, assertAccessible, screenshot } = steps;
  await signIn("hv");
  await page.goto("/help");
  const soon = page.locator(".app-session").getByRole("status");
  assert.equal(await soon.innerText(), "");

  // When little time is left
  await pass(page, 56);
  assert.match(await soon.innerText(), /^You will be signed out in less than [25] minutes\.$/);
  assert.ok(await soon.isVisible());
  await assertAccessible();
  await screenshot("session-ends-soon");

  // Then a page beside it can be opened, and when another page has put the end off, this one says so no more
  const [beside] = await Promise.all([page.waitForEvent("popup"), page.getByRole("link", { name: /Stay signed in/ }).click()]);
  await beside.getByRole("heading", { name: /You are signed in until/ }).waitFor();
  await beside.close();
  await page.evaluate(() => new BroadcastChannel("brought-session").postMessage({ ends: Date.now() + 3_600_000, until: "later" }));
  await page.getByText("You are signed in until later.").waitFor();
  assert.equal(await soon.innerText(), "");

  // When it has ended, then what was typed is still there, and the page says so
  await pass(page, 61);
  assert.match(await soon.innerText(), /You have been signed out\. What you have typed is still here/);
});
