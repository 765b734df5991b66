// A journey: a test in a browser that knows nothing of the one before.
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
// The journeys of one file share a window of a browser and, as long as they only look, a demonstration. One that records something has a
// demonstration of its own, with JavaScript and again without: what one writes down, another would find. That one is small: three
// children to begin with and a few more.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, openWindow, picture, screenshot } from "./browser.mjs";
import { startDemonstration } from "./demonstration.mjs";

const TIMEOUT = 120_000;
/** The caseload of a journey that records something. */
const FEW = ["--children", "6"];

/** `words` are further arguments for `brought demo`. */
export function journeys(...words) {
  let shared;
  let browser;
  let open;

  before(async () => {
    browser = await launch();
  }, { timeout: TIMEOUT });

  after(async () => {
    await browser?.close();
    await shared?.stop();
  }, { timeout: TIMEOUT });

  /** Walks in the window of the journey before, or in a new one when that journey failed and may have left it in any state. */
  const walk = async (demonstration, name, steps, options) => {
    const window = open ?? (await openWindow(browser));
    open = undefined;
    try {
      await walkIn(window, demonstration, name, steps, options);
      open = window;
    } finally {
      if (!open) {
        await window.close();
      }
    }
  };

  const journey = (name, steps, options = {}) =>
    test(name, { timeout: TIMEOUT }, async () => {
      shared ??= await startDemonstration(...words);
      await walk(shared, name, steps, options);
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
          await walk(own, name, steps, { javaScript });
        } finally {
          await own.stop();
        }
      });
    }
  };
  return journey;
}

async function walkIn(window, demonstration, name, steps, options) {
  const { page } = window;
  const javaScript = options.javaScript ?? true;
  const named = (file) => (javaScript ? file : `${file}-without-javascript`);
  const troubles = await window.begin(demonstration.address, options);
  try {
    await steps({
      page,
      address: demonstration.address,
      children: demonstration.children,
      javaScript,
      signIn: (who) => signIn(page, who, demonstration.password),
      assertAccessible: javaScript ? window.assertAccessible : window.assertAccessibleWithoutScripts,
      screenshot: (file) => screenshot(page, named(file)),
    });
    assert.deepEqual(troubles, [], "the browser reported troubles");
    await window.end();
  } catch (problem) {
    await picture(page, named(`failed ${name.replaceAll(/[^\w ]+/g, "").slice(0, 100)}`)).catch(() => {});
    throw problem;
  }
}

async function signIn(page, who, password) {
  await page.goto("/sign-in");
  await page.getByLabel("Name you sign in with").fill(who);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  assert.equal(await page.getByRole("heading", { level: 1 }).textContent().then((text) => text.trim()), "My list");
}
