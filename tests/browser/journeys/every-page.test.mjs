// Every kind of page: it is there, it can be read by everybody, with scripts and without, and it fits a narrow screen.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { journey } from "../support/journey.mjs";
import { KINDS, headingOf, templates } from "../support/kinds.mjs";

/** The addresses of the pages that scripts change, once they have been looked at with scripts. */
let changedByScripts;

test("a page of every template is looked at", async () => {
  assert.deepEqual([...new Set(KINDS.map((kind) => kind.template))].sort(), await templates());
  for (const { template, journey: file } of KINDS.filter((kind) => kind.journey)) {
    const steps = await readFile(new URL(file, import.meta.url), "utf8");
    assert.ok(steps.includes(`assertAccessible("${template}")`), `${file} does not look at ${template}`);
  }
});

/** The pages to look at, each with its address and what must be on it. */
async function pages(page, child) {
  const found = [];
  const links = {};
  for (const kind of KINDS.filter((kind) => !kind.journey)) {
    if (kind.link) {
      links[kind.from] ??= await linksOn(page, `${child}${kind.from}`);
    }
    const below = kind.below === undefined ? undefined : `${child}/${kind.below}`.replace(/\/$/, "");
    const address = kind.path ?? below ?? links[kind.from].find((link) => kind.link.test(link));
    found.push({ ...kind, address, says: kind.says ?? (await headingOf(kind.template)) });
  }
  return found;
}

async function linksOn(page, address) {
  await page.goto(address);
  return page.locator("main a").evaluateAll((all) => all.map((link) => new URL(link.href).pathname));
}

/** Opens a page and looks at what must be on every one. */
async function look(page, { address, status = 200, says }) {
  const response = await page.goto(address);
  assert.equal(response.status(), status, address);
  assert.equal(await page.locator("h1").count(), 1, `${address} has one main heading`);
  const words = await page.locator("main").innerText();
  assert.ok(says instanceof RegExp ? says.test(words) : words.includes(says), `${address} does not say ${says}`);
}

journey("somebody looks at every kind of page, on a wide and on a narrow screen", async (steps) => {
  const { page, children, signIn, signOut, assertAccessible, isChangedByScripts, overflowWhenNarrow, screenshot } = steps;
  await signIn("hv");
  const child = children.secondFailedContact;
  const all = await pages(page, child);
  const [changed, wide] = [[], []];
  let who = "hv";
  for (const kind of all) {
    if (who !== (kind.who ?? "hv")) {
      who = kind.who ?? "hv";
      await (who === "nobody" ? signOut() : signIn(who));
    }
    await look(page, kind);
    if (!kind.again) {
      await assertAccessible();
    }
    await screenshot(`page-${kind.template.replaceAll("/", "-")}`);
    if (await isChangedByScripts()) {
      changed.push(kind);
    }
    const overflow = await overflowWhenNarrow();
    if (overflow > 0) {
      wide.push(`${kind.address} by ${overflow}`);
    }
  }
  assert.deepEqual(wide, [], "needs sideways scrolling");
  changedByScripts = changed;

  // Nothing that a child's page leads to was left out
  await signIn("hv");
  const known = new Set(all.map((kind) => kind.address.split("?")[0]));
  const own = (await linksOn(page, child)).filter((path) => path.startsWith(`${child}/`) && !/\/obligations\//.test(path));
  const forgotten = [...new Set(own)].filter((path) => !known.has(path) && !all.some((kind) => kind.link?.test(path)));
  assert.deepEqual(forgotten, [], "no kind of page");
});

journey("what scripts change can be read by everybody without them", async ({ page, children, signIn, signOut, assertAccessible }) => {
  await signIn("hv");
  // When it is not known what scripts change, everything is looked at.
  for (const kind of changedByScripts ?? (await pages(page, children.secondFailedContact))) {
    await (kind.who === "nobody" ? signOut() : signIn(kind.who ?? "hv"));
    await look(page, kind);
    await assertAccessible();
  }
}, { javaScript: false });

journey.withAndWithoutJavaScript("somebody finds a child by the beginnings of the names", async ({ page, children, signIn, assertAccessible, screenshot }) => {
  await signIn("hv");
  await page.goto("/my-list");
  await page.getByRole("link", { name: "Find a child" }).click();
  await page.getByLabel("Name or NHS number").fill("jer cla");
  await page.getByRole("button", { name: "Find" }).click();
  await assertAccessible();
  await screenshot("page-found");
  await page.getByRole("link", { name: "Jerome Clarke" }).click();
  assert.equal(new URL(page.url()).pathname, children.secondFailedContact);
});

journey("whoever is not signed in is asked to, and then shown what they wanted", async ({ page, children, password }) => {
  await page.goto(children.readyToEnd);
  assert.equal(new URL(page.url()).pathname, "/sign-in");
  const signIn = async (typed) => {
    await page.getByLabel("Name you sign in with").fill("hv");
    await page.getByLabel("Password", { exact: true }).fill(typed);
    await page.getByRole("button", { name: "Sign in" }).click();
  };
  await signIn("not the password");
  assert.match(await page.getByRole("alert").innerText(), /not right/);
  assert.doesNotMatch(await page.locator("body").innerText(), /Dunmore/);
  await signIn(password);
  assert.equal(new URL(page.url()).pathname, children.readyToEnd);
});

// The frame that every page has, seen on the first one.

journey.withAndWithoutJavaScript("somebody opens brought", async ({ page, assertAccessible, screenshot }) => {
  const response = await page.goto("/");
  assert.equal(response.status(), 200);
  assert.match(await page.title(), /brought$/);
  assert.equal(await page.locator("h1").count(), 1);
  assert.equal(await page.locator(".nhsuk-header__logo").count(), 0, "the NHS logo is not shown");
  assert.match(response.headers()["content-security-policy"], /default-src 'none'/);
  // Without scripts the header is another.
  await assertAccessible();
  await screenshot("first-page");
});

journey("the keyboard leads past the header", async ({ page }) => {
  await page.goto("/");
  await page.keyboard.press("Tab");
  assert.equal(await page.locator(":focus").textContent().then((text) => text.trim()), "Skip to main content");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "maincontent");
});

journey("a narrow screen needs no sideways scrolling", async ({ page, assertAccessible, screenshot }) => {
  await page.goto("/");
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(overflow, 0);
  await assertAccessible();
  await screenshot("first-page-narrow");
}, { viewport: { width: 320, height: 640 } });
