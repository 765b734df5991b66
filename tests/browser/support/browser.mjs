// A browser, and pages in it that remember what went wrong.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { chromium } from "playwright-core";

const RESULTS = fileURLToPath(new URL("../results/", import.meta.url));
const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/**
 * What was found to be right is counted, and not described place by place: on a long page that takes longer than all the rules. What was
 * found to be wrong leaves the page as text.
 */
const CHECK = `(async () => {
  ${AXE};
  const { violations, passes } = await axe.run(document, { resultTypes: ["violations"] });
  const told = ({ id, help, nodes }) => [id + ": " + help, ...nodes.map((node) => node.html)].join("\\n    ");
  return { violations: violations.map(told), passes: passes.length };
})()`;

/** Nothing is asked of any server but ours: no updates, no suggestions, no account. And no work that does not pay here. */
const QUIET = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-gpu",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
  // No page is there for long enough to earn back what optimising its scripts takes, which is an eighth of all the journeys do.
  "--js-flags=--no-maglev --no-turbofan",
];

export function launch() {
  const executablePath = process.env.BROUGHT_CHROMIUM;
  if (!executablePath) {
    throw new Error("BROUGHT_CHROMIUM does not name the browser. Run the journeys with `cargo xtask test browser`.");
  }
  const isRoot = process.getuid?.() === 0;
  // Chromium refuses to run as root with its sandbox.
  return chromium.launch({ executablePath, headless: true, args: isRoot ? [...QUIET, "--no-sandbox"] : QUIET });
}

/**
 * A window for one journey after another: opening one, with a process and with what a browser keeps of the stylesheet, takes longer than
 * reading a page. What one journey leaves behind, the next one does not find.
 */
export async function openWindow(browser) {
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "Europe/London" });
  const page = await context.newPage();
  // A page that compares two policies over every child, from a program that is not optimised, beside other tests: only a hang takes longer.
  page.setDefaultTimeout(60_000);
  waitForWholePages(page);
  const goto = page.goto.bind(page);
  const devtools = await context.newCDPSession(page);
  let address;
  /** The address of a provider at which people sign in, where a journey has one. */
  let elsewhere;
  let troubles = [];
  /** The page as the program sent it, before any script ran. */
  let sent;
  page.on("response", (response) => {
    if (response.request().isNavigationRequest() && response.frame() === page.mainFrame()) {
      sent = response;
    }
  });
  const switchScripts = (on) => devtools.send("Emulation.setScriptExecutionDisabled", { value: !on });
  page.goto = (path) => goto(new URL(path, address).href);
  listen(page, () => [address, elsewhere], (trouble) => troubles.push(trouble));

  return {
    page,
    /**
     * Gives the journey a list that grows with every error the browser reports, every request that fails and every request to elsewhere
     * than the address and that of a provider, where there is one.
     */
    begin: async (newAddress, { javaScript = true, viewport = { width: 1280, height: 900 }, provider } = {}) => {
      await context.clearCookies();
      await page.emulateMedia({ media: null });
      await page.setViewportSize(viewport);
      await switchScripts(javaScript);
      address = newAddress;
      elsewhere = provider;
      troubles = [];
      return troubles;
    },
    /** Leaves the program's pages, before the program is stopped. */
    end: () => goto("about:blank"),
    signIn: (who, demonstration) => signIn(context, who, demonstration),
    signOut: () => context.clearCookies(),
    assertAccessible: () => assertAccessible(page),
    assertAccessibleWithoutScripts: () => assertAccessibleWithoutScripts(page, switchScripts),
    assertScriptsDidNotRun: () => assertScriptsDidNotRun(page),
    isChangedByScripts: () => isChangedByScripts(page, sent),
    overflowWhenNarrow: () => overflowWhenNarrow(page, devtools),
    close: () => context.close(),
  };
}

/**
 * A click ends when the page that it leads to has begun to arrive. On a busy machine a long page, such as a chronology, is then still without
 * its end, and whoever reads its words misses them; and a form is kept on the phone before it is sent. So each click, and each key, waits until no
 * form is on its way any more and the whole of the page is there, or for nothing when it led nowhere.
 */
function waitForWholePages(page) {
  const press = page.keyboard.press.bind(page.keyboard);
  page.keyboard.press = async (...options) => {
    await press(...options);
    await isWhole(page);
  };
  const locators = Object.getPrototypeOf(page.locator("main"));
  if (Object.hasOwn(locators, "waitsForWholePages")) {
    return;
  }
  locators.waitsForWholePages = true;
  const { click } = locators;
  locators.click = async function (...options) {
    await click.apply(this, options);
    await isWhole(this.page());
  };
}

/** While one page gives way to another, nobody can say: it is asked again. */
async function isWhole(page) {
  const isSending = () => page.evaluate(() => document.querySelector('form[aria-busy="true"]') !== null).catch(() => true);
  while (!page.isClosed() && (await isSending())) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await page.waitForLoadState("load");
}

/**
 * Signs in as the form does, without a page to be drawn; that the form itself works is a journey of its own. Checking a password takes long by
 * design, so a session is kept for as long as its demonstration.
 */
async function signIn(context, who, { address, password, sessions }) {
  await context.clearCookies();
  if (sessions.has(who)) {
    await context.addCookies(sessions.get(who));
    return;
  }
  const form = { name: who, password };
  const answer = await context.request.post(`${address}/sign-in`, { form, headers: { origin: address }, maxRedirects: 0 });
  assert.equal(answer.status(), 303, `${who} could not sign in`);
  sessions.set(who, await context.cookies(address));
}

/**
 * Whether scripts changed anything below the header, which is the same on every page and looked at by itself. Where they did not, the page
 * without scripts is the very page that was looked at with them.
 */
async function isChangedByScripts(page, sent) {
  // Without the page as it was sent, as after going back, nothing is known.
  const isKnown = sent && sent.url().split("#")[0] === page.url().split("#")[0];
  await page.waitForLoadState("load");
  const html = isKnown ? await sent.text().catch(() => "") : "";
  return page.evaluate((html) => {
    const before = new DOMParser().parseFromString(html, "text/html").querySelector("main");
    const after = document.querySelector("main").cloneNode(true);
    // What a script has looked at it marks, and the mark means nothing to anybody else. What is unfolded somebody unfolded.
    for (const element of after.querySelectorAll("[data-module], details")) {
      element.removeAttribute(`data-${element.dataset.module}-init`);
      element.removeAttribute("open");
    }
    for (const details of before?.querySelectorAll("details") ?? []) {
      details.removeAttribute("open");
    }
    return before === null || !before.isEqualNode(after);
  }, html);
}

/** By how many pixels the page is wider than the narrowest screen that it has to fit, as at 400 % zoom. */
async function overflowWhenNarrow(page, devtools) {
  await devtools.send("Emulation.setDeviceMetricsOverride", { width: 320, height: 640, deviceScaleFactor: 1, mobile: false });
  const overflow = await page.evaluate(async () => {
    // The menu is laid out anew in the frame after the one in which the width has changed.
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    await frame();
    return document.documentElement.scrollWidth - document.documentElement.clientWidth;
  });
  const { width, height } = page.viewportSize();
  await devtools.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: false });
  return overflow;
}

/** After so many milliseconds nothing on a page moves any more that moves by itself. */
const SETTLED = 1_000;

/** Reports what goes wrong on the pages. */
function listen(page, addresses, report) {
  page.on("pageerror", (problem) => report(`script: ${problem.message}`));
  page.on("console", (message) => {
    // A page that answers a mistake with status 4xx is reported by the browser as well; journeys check the page itself.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
      report(`console: ${message.text()}`);
    }
  });
  page.on("requestfailed", (request) => {
    // Whoever follows a link before the page is complete stops what was still coming.
    if (request.failure()?.errorText !== "net::ERR_ABORTED") {
      report(`request: ${request.url()} ${request.failure()?.errorText}`);
    }
  });
  page.on("response", (response) => {
    const isPart = response.request().resourceType() !== "document";
    if (response.status() >= 500 || (isPart && response.status() >= 400)) {
      report(`response: ${response.status()} ${response.url()}`);
    }
  });
  page.on("request", (request) => {
    if (!addresses().some((address) => address && request.url().startsWith(address))) {
      report(`elsewhere: ${request.url()}`);
    }
  });
}

/**
 * Every rule of axe, nothing left out: no violation, and something was really checked. Once the page is complete and stands still: while the menu of the
 * header still puts away entries for which the line has no room, one of them stands beside its background. What is found is looked for once more.
 */
async function assertAccessible(page) {
  await page.waitForLoadState("load");
  let { violations, passes } = await page.evaluate(CHECK);
  if (violations.length > 0) {
    await page.waitForTimeout(SETTLED);
    ({ violations, passes } = await page.evaluate(CHECK));
  }
  assert.deepEqual(violations, [], `${page.url()} has ${violations.length} accessibility violations:\n  ${violations.join("\n  ")}`);
  assert.ok(passes > 5, `axe checked only ${passes} rules on ${page.url()}`);
}

/**
 * The same for a page without JavaScript. axe is a script itself, so scripts are let run for it once the page is complete. Those of the
 * page are not: whether they may is decided when they are read.
 */
async function assertAccessibleWithoutScripts(page, switchScripts) {
  await page.waitForLoadState("load");
  await switchScripts(true);
  try {
    await assertAccessible(page);
    await assertScriptsDidNotRun(page);
  } finally {
    await switchScripts(false);
  }
}

async function assertScriptsDidNotRun(page) {
  assert.equal(await page.locator(".js-enabled").count(), 0, `the scripts of ${page.url()} ran`);
}

/** Keeps a picture of the whole page in `results/` for whoever asked for pictures: taking them costs more than reading the page. */
export async function screenshot(page, name) {
  if (process.env.BROUGHT_PICTURES) {
    await picture(page, name);
  }
}

/** Keeps a picture of the whole page in `results/`. */
export function picture(page, name) {
  return page.screenshot({ path: path.join(RESULTS, `${name}.png`), fullPage: true });
}
