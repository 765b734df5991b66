// Monday morning (J1): what is mine, what is the team's, nothing hidden, and what came of a contact written down.

import assert from "node:assert/strict";
import { journey } from "../support/journey.mjs";

const main = (page) => page.locator("main").innerText();

/** "12 shown of 40; on other pages: 3; hidden by filters: 25": the first and what is elsewhere come to the whole. */
async function total(page) {
  const words = await page.locator("main").getByRole("status").innerText();
  const [shown, all, ...elsewhere] = words.match(/\d+/g).map(Number);
  assert.equal(shown + elsewhere.reduce((sum, count) => sum + count, 0), all, words);
  return all;
}

async function choose(page, choices) {
  for (const [label, option] of Object.entries(choices)) {
    const options = await page.getByLabel(label, { exact: true }).locator("option").allTextContents();
    await page.getByLabel(label, { exact: true }).selectOption({ label: options.find((text) => option.test(text.trim())) });
  }
  await page.getByRole("button", { name: "Show" }).click();
}

const monday = async ({ page, javaScript, signIn, assertAccessible, screenshot, overflowWhenNarrow }) => {
  // Given a health visitor who has signed in and looked at her own list
  await signIn("hv");
  await page.goto("/my-list");
  assert.match(await main(page), /to do: \d+ overdue/);

  // When she looks at what the team owes
  await page.getByRole("link", { name: "Team list" }).click();
  await assertAccessible();
  await screenshot("team-list");
  const everything = await total(page);
  assert.ok(everything > 3, `${everything} to do`);
  const headings = await page.locator("main h2").allInnerTexts();
  assert.match(headings[0], /^(Nobody is known to owe this|Overdue)/, "what is overdue stands first, or what nobody is known to owe");

  // Then each line says who, what, why, whose and by when
  const line = await page.locator(".app-list__item").first().innerText();
  assert.match(line, /born \d+ \w+ \d{4}|not born yet|date of birth not known/);
  assert.match(line, /Owed by .+/);
  assert.match(line, /due/);

  // When she narrows it, then what is hidden is counted, and the address keeps what she asked for
  await choose(page, { Whose: /^Me, /, "Overdue, due or waiting": /^Due/ });
  assert.equal(await total(page), everything);
  assert.match(page.url(), /whose=of%3A/);
  assert.match(page.url(), /status=due/);
  assert.match(await page.getByLabel("Whose", { exact: true }).locator("option:checked").innerText(), /^Me, /);

  // And in every view the counts come to the same
  for (const view of ["By child", "By place", "By due time"]) {
    await page.getByRole("link", { name: view }).click();
    assert.equal(await total(page), everything, view);
    await screenshot(`team-list-${view.replaceAll(" ", "-").toLowerCase()}`);
  }
  await page.getByRole("link", { name: "Show everything" }).click();
  assert.match(await page.locator("main").getByRole("status").innerText(), /hidden by filters: 0/);
  if (javaScript) {
    assert.equal(await overflowWhenNarrow(), 0, "no sideways scrolling");
  }

  // No child is named in the window's title or in an address of a list
  assert.doesNotMatch(await page.title(), /Clarke|Dunmore/);
};

journey.withAndWithoutJavaScript(
  "given a Monday, when a health visitor narrows the team's list, then nothing is hidden without being counted",
  monday,
);

journey.recordingWithAndWithoutJavaScript(
  "given a contact of which nobody has recorded what came, when it is recorded, then what the policy asks for now is on the team's list",
  async ({ page, children, signIn, screenshot }) => {
    // Given the team's list, and a clinic yesterday
    await signIn("hv");
    await page.goto("/team-list?view=child");
    const before = await total(page);
    assert.doesNotMatch(await main(page), /Hania Krol/);
    await page.goto(children.awaitingOutcome);
    await page.getByRole("link", { name: /Record what happened/ }).click();

    // When the health visitor records that the child was not brought
    await page.getByLabel("Was not brought").check();
    await page.getByLabel("Telephone tried").check();
    await page.getByRole("button", { name: "Save what happened" }).click();

    // Then more is owed, and it stands under the child's name
    await page.getByRole("link", { name: "Team list" }).click();
    assert.ok((await total(page)) > before, "more is owed");
    await page.getByRole("link", { name: "By child" }).click();
    await screenshot("team-list-after-recording");
    const hers = page.locator("section", { has: page.getByRole("heading", { level: 2, name: /Hania Krol/ }) });
    assert.match(await hers.innerText(), /Record the impact on the child and decide what to do/);
  },
);

/** A day with visits, in the week of the demonstration. */
const VISITS = "/visits?whose=services&day=2026-11-17";

journey("on paper the visits of a day say for whom and how long they hold, and carry no address of a record", async (steps) => {
  const { page, signIn, screenshot } = steps;
  await signIn("hv");
  await page.goto(VISITS);
  assert.equal(await page.getByText(/Holds only for this day/).isVisible(), false);
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.getByText(/For Grace Adeyemi.*Holds only for this day/).isVisible(), true);
  for (const screenOnly of [page.getByRole("link", { name: "Sign out" }), page.locator(".app-filters"), page.locator("form[action='/visits']")]) {
    assert.equal(await screenOnly.filter({ visible: true }).count(), 0);
  }
  const link = page.locator(".app-list h2 a").first();
  assert.equal(await link.evaluate((element) => getComputedStyle(element, "::after").content), "none");
  await screenshot("visits-on-paper");
});

journey.withAndWithoutJavaScript(
  "given a day with visits, when a health visitor turns to the next day and back, then each day says what there is",
  async ({ page, signIn }) => {
    await signIn("hv");
    await page.goto(VISITS);
    assert.match(await main(page), /Tuesday 17 November 2026/);
    assert.match(await main(page), /3 visits shown of 3/);
    assert.match(await main(page), /Last seen in person/);
    await page.getByRole("link", { name: "The day after" }).click();
    assert.match(await main(page), /Today’s visits[\s\S]*Wednesday 18 November 2026/);
    await page.getByRole("link", { name: "The day before" }).click();
    await page.getByRole("link", { name: "Mine" }).click();
    assert.match(await main(page), /yours and those for which nobody is named/);
    await page.getByRole("link", { name: /Put right what was recorded|Record what happened/ }).first().click();
    assert.match(new URL(page.url()).pathname, /\/outcome$/);
  },
);

journey("given a board, when a safeguarding lead follows a figure, then the team's list shows as many", async ({ page, signIn, signOut }) => {
  await signIn("lead");
  await page.goto("/board");
  const row = page.locator("#load ~ table tbody tr", { hasText: "Grace Adeyemi" });
  const open = Number(await row.locator("td").first().evaluate((cell) => cell.lastChild.textContent.trim()));
  await row.getByRole("link").click();
  assert.match(await page.locator("main").getByRole("status").innerText(), new RegExp(`^${open} shown of`));

  // Whoever answers for nobody else's work is told so
  await signOut();
  await signIn("hv");
  const refused = await page.goto("/board");
  assert.equal(refused.status(), 403);
  assert.match(await main(page), /You cannot do this/);
});
