// A journey: a test with a page of its own. The journeys of one file share a demonstration and a browser.
//
//   import { journeys } from "../support/journey.mjs";
//
//   const journey = journeys();
//
//   journey("a practitioner finds the worklist", async ({ page, assertAccessible, screenshot }) => {
//     await page.goto("/");
//     await assertAccessible();
//     await screenshot("worklist");
//   });
//   journey.withAndWithoutJavaScript("...", async ({ page, javaScript }) => { ... });

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, assertAccessibleWithoutScripts, launch, openPage, screenshot } from "./browser.mjs";
import { startDemonstration } from "./demonstration.mjs";

const TIMEOUT = 120_000;

/** `words` are further arguments for `brought demo`. */
export function journeys(...words) {
  let demonstration;
  let browser;

  before(async () => {
    demonstration = await startDemonstration(...words);
    browser = await launch();
  }, { timeout: TIMEOUT });

  after(async () => {
    await browser?.close();
    await demonstration?.stop();
  }, { timeout: TIMEOUT });

  const journey = (name, steps, options = {}) =>
    test(name, { timeout: TIMEOUT }, async () => {
      const { page, troubles, close } = await openPage(browser, demonstration.address, options);
      const javaScript = options.javaScript ?? true;
      try {
        await steps({
          page,
          address: demonstration.address,
          javaScript,
          assertAccessible: () => (javaScript ? assertAccessible(page) : assertAccessibleWithoutScripts(browser, page)),
          screenshot: (file) => screenshot(page, file),
        });
        assert.deepEqual(troubles, [], "the browser reported troubles");
      } catch (problem) {
        await screenshot(page, `failed ${name.replaceAll(/[^\w ]+/g, "")}`).catch(() => {});
        throw problem;
      } finally {
        await close();
      }
    });

  journey.withAndWithoutJavaScript = (name, steps) => {
    journey(name, steps, { javaScript: true });
    journey(`${name}, without JavaScript`, steps, { javaScript: false });
  };
  return journey;
}
