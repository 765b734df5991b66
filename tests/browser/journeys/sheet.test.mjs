// A day without a signal on paper of another kind: the contacts as a sheet, filled in and sent back.

import assert from "node:assert/strict";
import { journey } from "../support/journey.mjs";

const main = (page) => page.locator("main").innerText();

journey.recordingWithAndWithoutJavaScript(
  "given contacts that await an outcome, when they are taken along as a sheet and sent back, then she sees what it records before it does",
  async ({ page, signIn, assertAccessible, screenshot }) => {
    await signIn("hv");
    await page.goto("/awaiting-outcome");
    await page.getByRole("link", { name: "Take them along as a sheet, or send one back" }).click();

    // When the sheet is filled in somewhere else, with a slip of the pen in one row
    const link = await page.getByRole("link", { name: "Take along everybody’s in my services" }).getAttribute("href");
    const sheet = await (await page.request.get(new URL(link, page.url()).href)).text();
    const rows = sheet.split("\r\n");
    const contacts = rows.filter((row) => row.endsWith(",,,"));
    assert.ok(contacts.length >= 1, sheet);
    const ends = [",seen,,Talking and well", ",seeen,,"];
    const filled = rows.map((row) => (row.endsWith(",,,") && ends.length > 0 ? row.slice(0, -3) + ends.shift() : row)).join("\r\n");
    await page.locator("input[name=file]").setInputFiles({ name: "outcomes.csv", mimeType: "text/csv", buffer: Buffer.from(filled) });
    await page.getByRole("button", { name: "Show what it would record" }).click();

    // Then each row says what it would record, or why it cannot
    assert.match(await main(page), /Nothing is saved yet\. 1 row can be recorded/);
    if (contacts.length > 1) {
      assert.match(await main(page), /Did you mean “seen”\?/);
    }
    await assertAccessible();
    await screenshot("sheet-1-what-it-would-record");

    // When she says yes, then it is recorded in her name
    await page.getByRole("button", { name: "Record 1 row" }).click();
    assert.match(await main(page), /1 row was recorded, signed by you/);
    await assertAccessible();
    await screenshot("sheet-2-recorded");
  },
);
