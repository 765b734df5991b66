// The frame that every page has, seen on the first one.

import assert from "node:assert/strict";
import { journeys } from "../support/journey.mjs";

const journey = journeys("--children", "6");

journey.withAndWithoutJavaScript("somebody opens brought", async ({ page, assertAccessible, screenshot }) => {
  const response = await page.goto("/");
  assert.equal(response.status(), 200);
  assert.match(await page.title(), /brought$/);
  assert.equal(await page.locator("h1").count(), 1);
  assert.equal(await page.locator(".nhsuk-header__logo").count(), 0, "the NHS logo is not shown");
  assert.match(response.headers()["content-security-policy"], /default-src 'none'/);
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
