// A browser, and pages in it that remember what went wrong.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { chromium } from "playwright-core";

const RESULTS = fileURLToPath(new URL("../results/", import.meta.url));
const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Nothing is asked of any server but ours: no updates, no suggestions, no account. */
const QUIET = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-gpu",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
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
 * A page in a context of its own: no cookie of another journey is there.
 * `troubles` grows with every error the browser reports, every request that fails and every request to elsewhere.
 */
export async function openPage(browser, address, { javaScript = true, ...options } = {}) {
  const context = await browser.newContext({
    baseURL: address,
    javaScriptEnabled: javaScript,
    locale: "en-GB",
    timezoneId: "Europe/London",
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const troubles = [];
  page.on("pageerror", (problem) => troubles.push(`script: ${problem.message}`));
  page.on("console", (message) => {
    // A page that answers a mistake with status 4xx is reported by the browser as well; journeys check the page itself.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
      troubles.push(`console: ${message.text()}`);
    }
  });
  page.on("requestfailed", (request) => {
    // Whoever follows a link before the page is complete stops what was still coming.
    if (request.failure()?.errorText !== "net::ERR_ABORTED") {
      troubles.push(`request: ${request.url()} ${request.failure()?.errorText}`);
    }
  });
  page.on("response", (response) => {
    const isPart = response.request().resourceType() !== "document";
    if (response.status() >= 500 || (isPart && response.status() >= 400)) {
      troubles.push(`response: ${response.status()} ${response.url()}`);
    }
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(address)) {
      troubles.push(`elsewhere: ${request.url()}`);
    }
  });
  return { page, troubles, close: () => context.close() };
}

/** Every rule of axe, nothing left out: no violation, and something was really checked. */
export async function assertAccessible(page) {
  // What was found to be right is counted, and not described place by place: on a long page that takes longer than all the rules.
  const result = await page.evaluate(`(() => { ${AXE}; return axe.run(document, { resultTypes: ["violations"] }); })()`);
  const violations = result.violations.map(({ id, help, nodes }) => `${id}: ${help}\n    ${nodes.map((node) => node.html).join("\n    ")}`);
  assert.deepEqual(violations, [], `${page.url()} has ${violations.length} accessibility violations:\n  ${violations.join("\n  ")}`);
  assert.ok(result.passes.length > 5, `axe checked only ${result.passes.length} rules on ${page.url()}`);
}

/**
 * The same for a page without JavaScript. axe is a script itself, so it looks at a copy from which the page's own were taken out.
 * `copy` is a page that is there for this.
 */
export async function assertAccessibleWithoutScripts(copy, page) {
  const html = (await page.content()).replaceAll(/<script\b[^>]*><\/script>/g, "");
  // What stands after `#` never reaches a server.
  const [address] = page.url().split("#");
  await copy.route(address, (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body: html }), { times: 1 });
  await copy.goto(address);
  assert.equal(await copy.title(), await page.title(), "the copy is of another page");
  await assertAccessible(copy);
}

/** A page in which scripts run, for `assertAccessibleWithoutScripts`. */
export async function openCopy(browser, page) {
  const context = await browser.newContext({ viewport: page.viewportSize() });
  return { copy: await context.newPage(), close: () => context.close() };
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
