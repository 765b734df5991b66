// Every page that somebody can reach from the menu or from a child's page: it is there, it can be read by everybody, and it fits.

import assert from "node:assert/strict";
import { journeys } from "../support/journey.mjs";

// Enough children for a list that is longer than a screen.
const journey = journeys("--children", "40");

/** The pages, with what must be on each. */
const pages = (children) => [
  ["my-list", "/my-list", /to do/],
  ["my-services", "/my-list?whose=services&due=overdue", /overdue/i],
  ["awaiting-an-outcome", "/awaiting-outcome", /awaiting an outcome/i],
  ["find-a-child", "/children", /Name or NHS number/],
  ["child", children.secondFailedContact, /What to do next/],
  ["chronology", `${children.secondFailedContact}/chronology`, /Timeline/],
  ["policies", "/policies", /No access/],
  ["policy", "/policies/no-access", /NAF-15/],
  ["imports-to-review", "/imports/review", /Imports to review/],
  ["help", "/help", /999/],
];

/** Every form that can be opened from a child's page. */
const forms = async (page, child) => {
  await page.goto(child);
  const links = await page.locator("main a").evaluateAll((all) => all.map((link) => new URL(link.href).pathname));
  return [...new Set(links.filter((path) => path.startsWith(`${child}/`) && !/chronology|obligations/.test(path)))];
};

journey.withAndWithoutJavaScript("somebody looks at every page", async ({ page, children, signIn, assertAccessible, screenshot }) => {
  await signIn("hv");
  for (const [name, path, words] of pages(children)) {
    const response = await page.goto(path);
    assert.equal(response.status(), 200, path);
    assert.equal(await page.locator("h1").count(), 1, `${path} has one main heading`);
    assert.match(await page.locator("main").innerText(), words, path);
    await assertAccessible();
    await screenshot(`page-${name}`);
  }
});

journey.withAndWithoutJavaScript("somebody finds a child by the beginnings of the names", async ({ page, children, signIn, assertAccessible, screenshot }) => {
  await signIn("hv");
  await page.getByRole("link", { name: "Find a child" }).click();
  await page.getByLabel("Name or NHS number").fill("jer cla");
  await page.getByRole("button", { name: "Find" }).click();
  await assertAccessible();
  await screenshot("page-found");
  await page.getByRole("link", { name: "Jerome Clarke" }).click();
  assert.equal(new URL(page.url()).pathname, children.secondFailedContact);
});

journey.withAndWithoutJavaScript("somebody opens every form of a child's page", async ({ page, children, signIn, assertAccessible }) => {
  await signIn("hv");
  const found = await forms(page, children.secondFailedContact);
  assert.ok(found.length >= 14, `only ${found.length} forms are linked: ${found}`);
  for (const path of found) {
    const response = await page.goto(path);
    assert.equal(response.status(), 200, path);
    assert.equal(await page.locator("h1").count(), 1, `${path} has one main heading`);
    await assertAccessible();
  }
});

journey("every page fits a narrow screen", async ({ page, children, signIn }) => {
  await signIn("hv");
  const all = pages(children).map(([, path]) => path).concat(await forms(page, children.secondFailedContact));
  const wide = [];
  for (const path of all) {
    await page.goto(path);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (overflow > 0) {
      wide.push(`${path} by ${overflow}`);
    }
  }
  assert.deepEqual(wide, [], "needs sideways scrolling");
}, { viewport: { width: 320, height: 640 } });

journey("whoever is not signed in is asked to, and then shown what they wanted", async ({ page, children }) => {
  await page.goto(children.readyToEnd);
  assert.equal(new URL(page.url()).pathname, "/sign-in");
  await page.getByLabel("Name you sign in with").fill("hv");
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  assert.match(await page.getByRole("alert").innerText(), /not right/);
  assert.doesNotMatch(await page.locator("body").innerText(), /Dunmore/);
});
