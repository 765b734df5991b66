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
    assert.match(sheet, /,,,\r\n/, "there is a contact to fill in");
    const send = async (words) => {
      const filled = sheet.replace(",,,\r\n", `,${words}\r\n`);
      await page.goto("/awaiting-outcome/sheet");
      await page.locator("input[name=file]").setInputFiles({ name: "outcomes.csv", mimeType: "text/csv", buffer: Buffer.from(filled) });
      await page.getByRole("button", { name: "Show what it would record" }).click();
    };
    await send("seeen,,");

    // Then the row says what is wrong with it, and nothing can be recorded
    assert.match(await main(page), /Did you mean “seen”\?/);
    assert.equal(await page.getByRole("button", { name: /^Record/ }).count(), 0);

    // When it is put right, then it says what it would record
    await send("seen,,Talking and well");
    assert.match(await main(page), /Nothing is saved yet\. 1 row can be recorded/);
    await assertAccessible();
    await screenshot("sheet-1-what-it-would-record");

    // When she says yes, then it is recorded in her name
    await page.getByRole("button", { name: "Record 1 row" }).click();
    assert.match(await main(page), /1 row was recorded, signed by you/);
    await assertAccessible();
    await screenshot("sheet-2-recorded");
  },
);
