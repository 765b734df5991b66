// A file of another system: looked at first, brought in, and undone as a whole.

import assert from "node:assert/strict";
import { journey } from "../support/journey.mjs";

const MAP = `name = "Appointment book"
system = "book"
kind = "contacts"
date_formats = ["%d/%m/%Y"]
time_formats = ["%H:%M"]
setting = "clinic"

[service]
id = "eye-clinic"
name = "Eye clinic"
audience = "children"

[subject]
default = "child"

[columns]
person_id = "Child"
contact_id = "Slot"
given_name = "First"
family_name = "Last"
date_of_birth = "Born"
planned_on = "Day"
time = "Time"
status = "Result"

[statuses]
Seen = { outcome = "seen" }
Missed = { outcome = "was_not_brought" }
`;
const FILE = `Child,Slot,First,Last,Born,Day,Time,Result
1,s1,Odalys,Quenby,04/03/2023,03/11/2026,09:30,Missed
2,s2,Ruan,Tesk,04/03/2022,03/11/2026,10:00,Seen
3,s3,Ada,Norr,04/03/2022,33/11/2026,10:30,Missed
`;
const file = (name, text) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
const main = (page) => page.locator("main").innerText();

journey.recordingWithAndWithoutJavaScript(
  "given a list of another clinic, when the manager brings it in, then she sees first what it would change, and can undo it as a whole",
  async ({ page, signIn, assertAccessible, screenshot }) => {
    await signIn("manager");
    await page.goto("/my-list");
    await page.getByRole("link", { name: "Imports" }).click();

    // When no file is chosen, then it says so
    await page.getByRole("button", { name: "Show what would change" }).click();
    assert.match(await page.getByRole("alert").innerText(), /Choose a file that is not empty/);

    // When the list and its map are sent
    await page.locator("input[name=file]").setInputFiles(file("clinic.csv", FILE));
    await page.locator("input[name=own_map]").setInputFiles(file("clinic.toml", MAP));
    await page.getByRole("button", { name: "Show what would change" }).click();

    // Then it is told what would change, and nothing is saved
    const planned = await main(page);
    assert.match(planned, /Nothing is saved yet/);
    assert.match(planned, /3 rows in the file/);
    assert.match(planned, /For 1 person the policy would ask something else/);
    assert.match(planned, /Row 4: /);
    assert.doesNotMatch(planned, /Quenby/);
    await assertAccessible("imports/waiting");
    await screenshot("imports-1-what-would-change");

    // When she says yes, then it is in
    await page.getByRole("button", { name: "Bring it in" }).click();
    assert.match(await main(page), /2 new, 0 changed/);
    await assertAccessible("imports/import");
    await screenshot("imports-2-brought-in");

    // When it was the wrong list, then it is undone, with a reason
    await page.getByRole("button", { name: "Undo this import" }).click();
    assert.match(await page.getByRole("alert").innerText(), /Say why the import is undone/);
    await page.getByLabel("Why is it undone?").fill("It was the list of another town");
    await page.getByRole("button", { name: "Undo this import" }).click();
    assert.match(await main(page), /What it brought in was withdrawn/);
    await screenshot("imports-3-undone");
  },
);
