// A training session: something is practised, and the next group finds everything as it was at the start.

import assert from "node:assert/strict";
import { journey } from "../support/journey.mjs";

const main = (page) => page.locator("main").innerText();

const practise = async ({ page, children, password, signIn, assertAccessible, screenshot }) => {
  // Given a group that has written something down
  await signIn("hv");
  await page.goto(`${children.secondFailedContact}/note`);
  assert.match(await page.locator(".app-notice").innerText(), /This is training\. Every family, practitioner and service in here is made up/);
  await page.getByLabel("Note").fill("Written by the first group.");
  await page.getByRole("button", { name: /^Save/ }).click();

  // When everything is put back, after a page that says what goes
  await page.getByRole("link", { name: "Put everything back as it was at the start" }).click();
  assert.match(await main(page), /everybody is signed out/);
  await assertAccessible("start_again");
  await screenshot("start-again");
  await page.getByRole("button", { name: "Put everything back" }).click();

  // Then the next group signs in and finds nothing of it
  await page.getByLabel("Name you sign in with").fill("hv");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.goto(`${children.secondFailedContact}/chronology?show=everything`);
  assert.doesNotMatch(await main(page), /Written by the first group/);
};

const NAME = "given a training session, when everything is put back, then the next group finds it as it was at the start";
journey.recording(NAME, practise, { training: true });
journey.recording(NAME, practise, { training: true, javaScript: false });
