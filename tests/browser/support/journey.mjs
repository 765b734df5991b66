// A journey: a test with a page of its own.
//
//   import { journeys } from "../support/journey.mjs";
//
//   const journey = journeys();
//
//   journey("a practitioner finds the worklist", async ({ page, signIn, assertAccessible, screenshot }) => {
//     await signIn("hv");
//     await assertAccessible();
//     await screenshot("worklist");
//   });
//   journey.withAndWithoutJavaScript("...", async ({ page, javaScript }) => { ... });
//   journey.recording("...", async ({ page }) => { ... });
//
// The journeys of one file share a browser and, as long as they only look, a demonstration. One that records something has a
// demonstration of its own, with JavaScript and again without: what one writes down, another would find. That one is small: three
// children to begin with and a few more.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, assertAccessibleWithoutScripts, launch, openCopy, openPage, picture, screenshot } from "./browser.mjs";
import { startDemonstration } from "./demonstration.mjs";

const TIMEOUT = 120_000;
/** The caseload of a journey that records something. */
const FEW = ["--children", "6"];

/** `words` are further arguments for `brought demo`. */
export function journeys(...words) {
  let shared;
  let browser;

  before(async () => {
    browser = await launch();
  }, { timeout: TIMEOUT });

  after(async () => {
    await browser?.close();
    await shared?.stop();
  }, { timeout: TIMEOUT });

  const journey = (name, steps, options = {}) =>
    test(name, { timeout: TIMEOUT }, async () => {
      shared ??= await startDemonstration(...words);
      await walk(browser, shared, name, steps, options);
    });

  journey.withAndWithoutJavaScript = (name, steps) => {
    journey(name, steps, { javaScript: true });
    journey(`${name}, without JavaScript`, steps, { javaScript: false });
  };

  journey.recording = (name, steps) => {
    for (const javaScript of [true, false]) {
      test(javaScript ? name : `${name}, without JavaScript`, { timeout: TIMEOUT }, async () => {
        const own = await startDemonstration(...FEW, ...words);
        try {
          await walk(browser, own, name, steps, { javaScript });
        } finally {
          await own.stop();
        }
      });
    }
  };
  return journey;
}

async function walk(browser, demonstration, name, steps, options) {
  const { page, troubles, close } = await openPage(browser, demonstration.address, options);
  const javaScript = options.javaScript ?? true;
  let copies;
  const assertCopyAccessible = async () => {
    copies ??= await openCopy(browser, page);
    await assertAccessibleWithoutScripts(copies.copy, page);
  };
  const named = (file) => (javaScript ? file : `${file}-without-javascript`);
  try {
    await steps({
      page,
      address: demonstration.address,
      children: demonstration.children,
      javaScript,
      signIn: (who) => signIn(page, who, demonstration.password),
      assertAccessible: () => (javaScript ? assertAccessible(page) : assertCopyAccessible()),
      screenshot: (file) => screenshot(page, named(file)),
    });
    assert.deepEqual(troubles, [], "the browser reported troubles");
  } catch (problem) {
    await picture(page, named(`failed ${name.replaceAll(/[^\w ]+/g, "").slice(0, 100)}`)).catch(() => {});
    throw problem;
  } finally {
    await copies?.close();
    await close();
  }
}

async function signIn(page, who, password) {
  await page.goto("/sign-in");
  await page.getByLabel("Name you sign in with").fill(who);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  assert.equal(await page.getByRole("heading", { level: 1 }).textContent().then((text) => text.trim()), "My list");
}
