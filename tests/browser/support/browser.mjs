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
  page.setDefaultTimeout(15_000);
  const switchScripts = await scriptSwitch(context, page);
  const goto = page.goto.bind(page);
  let address;
  let troubles = [];
  page.goto = (path) => goto(new URL(path, address).href);
  listen(page, () => address, (trouble) => troubles.push(trouble));

  return {
    page,
    /**
     * Gives the journey a list that grows with every error the browser reports, every request that fails and every request to elsewhere
     * than the address.
     */
    begin: async (newAddress, { javaScript = true, viewport = { width: 1280, height: 900 } } = {}) => {
      await context.clearCookies();
      await page.emulateMedia({ media: null });
      await page.setViewportSize(viewport);
      await switchScripts(javaScript);
      address = newAddress;
      troubles = [];
      return troubles;
    },
    /** Leaves the program's pages, before the program is stopped. */
    end: () => goto("about:blank"),
    assertAccessible: () => assertAccessible(page),
    assertAccessibleWithoutScripts: () => assertAccessibleWithoutScripts(page, switchScripts),
    close: () => context.close(),
  };
}

/** Whether the scripts of pages that are opened from now on may run. */
async function scriptSwitch(context, page) {
  const devtools = await context.newCDPSession(page);
  return (on) => devtools.send("Emulation.setScriptExecutionDisabled", { value: !on });
}

/** Reports what goes wrong on the pages. */
function listen(page, address, report) {
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
    if (!request.url().startsWith(address())) {
      report(`elsewhere: ${request.url()}`);
    }
  });
}

/** Every rule of axe, nothing left out: no violation, and something was really checked. */
async function assertAccessible(page) {
  const { violations, passes } = await page.evaluate(CHECK);
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
    assert.equal(await page.locator(".js-enabled").count(), 0, `the scripts of ${page.url()} ran`);
  } finally {
    await switchScripts(false);
  }
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
