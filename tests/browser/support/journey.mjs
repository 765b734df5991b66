// A journey: a test in a browser that knows nothing of the one before.
//
//   import { journey } from "../support/journey.mjs";
//
//   journey("a practitioner finds the worklist", async ({ page, signIn, assertAccessible, screenshot }) => {
//     await signIn("hv");
//     await page.goto("/my-list");
//     await assertAccessible();
//     await screenshot("worklist");
//   });
//   journey.withAndWithoutJavaScript("...", async ({ page, javaScript }) => { ... });
//   journey.recording("...", async ({ page }) => { ... });
//   journey.recording("...", async ({ page }) => { ... }, { training: true });
//   journey.atProvider("...", async ({ page, provider, administrator }) => { ... });
//   journey.recordingWithAndWithoutJavaScript("...", async ({ page, javaScript }) => { ... });
//
// The journeys of one worker share a window of a browser and, as long as they only look, a demonstration. One that records something has a
// demonstration of its own: what one writes down, another would find. That one is small: three children to begin with and a few more. Which
// worker a file of journeys belongs to stands in `workers`; each file can be run by itself as well.
//
// `every-page.test.mjs` finds out which kinds of page scripts change. A journey is made again without scripts where they change something on
// its way, such as an error summary that they lead to, where something is unfolded or shown by a choice, or where it is the whole way from a
// failed contact to what is asked for or to the end; on other pages it would be the same journey twice.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { launch, openWindow, picture, screenshot } from "./browser.mjs";
import { startDemonstration, startWithProvider } from "./demonstration.mjs";

/** Only what hangs takes so long: the journeys run beside other tests on two processors, and the longest looks at every page. */
const TIMEOUT = 600_000;
/** The caseload of those that only look: enough for a list that is longer than a screen, and for figures that are not all too small to be told. */
const MANY = 60;
/** The caseload of a journey that records something. */
const FEW = 6;

/** Of each journey with scripts, which of its checks saw a page that scripts had not changed. */
const checks = new Map();
let browser;
let shared;
let open;

after(async () => {
  await browser?.close();
  await shared?.stop();
}, { timeout: TIMEOUT });

/** Walks in the window of the journey before, or in a new one when that journey failed and may have left it in any state. */
async function walk(demonstration, name, steps, options) {
  browser ??= await launch();
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
}

/** A journey that only looks. */
export function journey(name, steps, options = {}) {
  test(titled(name, options), { timeout: TIMEOUT }, async () => {
    shared ??= await startDemonstration(MANY);
    await walk(shared, name, steps, options);
  });
}

journey.withAndWithoutJavaScript = (name, steps) => {
  journey(name, steps, { javaScript: true });
  journey(name, steps, { javaScript: false });
};

journey.recording = (name, steps, options = {}) => {
  test(titled(name, options), { timeout: TIMEOUT }, async () => {
    const own = await startDemonstration(FEW, options);
    try {
      await walk(own, name, steps, options);
    } finally {
      await own.stop();
    }
  });
};

/** One in which people sign in at a provider: its steps have the `provider`, and `administrator`, which runs the program beside the pages. */
journey.atProvider = (name, steps, options = {}) => {
  test(titled(name, options), { timeout: TIMEOUT }, async () => {
    const own = await startWithProvider(FEW);
    try {
      await walk(own, name, steps, { ...options, provider: own.elsewhere });
    } finally {
      await own.stop();
    }
  });
};

journey.recordingWithAndWithoutJavaScript = (name, steps) => {
  journey.recording(name, steps, { javaScript: true });
  journey.recording(name, steps, { javaScript: false });
};

const titled = (name, { javaScript = true }) => (javaScript ? name : `${name}, without JavaScript`);

/**
 * Looks with axe. Without scripts only at what scripts had changed when the same journey was made with them: the rest is the very page that
 * was looked at then. Whoever names the kind of page says so for the list in `kinds.mjs`.
 */
function looking(window, name, javaScript) {
  if (javaScript) {
    const seen = [];
    checks.set(name, seen);
    return async () => {
      await window.assertAccessible();
      seen.push(!(await window.isChangedByScripts()));
    };
  }
  const seen = [...(checks.get(name) ?? [])];
  return () => (seen.shift() ? window.assertScriptsDidNotRun() : window.assertAccessibleWithoutScripts());
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
      password: demonstration.password,
      provider: demonstration.provider,
      administrator: demonstration.administrator,
      signIn: (who) => window.signIn(who, demonstration),
      signOut: window.signOut,
      assertAccessible: looking(window, name, javaScript),
      isChangedByScripts: window.isChangedByScripts,
      overflowWhenNarrow: window.overflowWhenNarrow,
      screenshot: (file) => screenshot(page, named(file)),
    });
    assert.deepEqual(troubles, [], "the browser reported troubles");
    await window.end();
  } catch (problem) {
    await picture(page, named(`failed ${name.replaceAll(/[^\w ]+/g, "").slice(0, 100)}`)).catch(() => {});
    throw problem;
  }
}
