// Every kind of page there is, with how to come to it. A page of each kind is looked at once: with scripts, by axe, on a wide and on a narrow
// screen; and without scripts as well where those change anything. What only a step of a journey shows is checked in that journey.

import { readFile, readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";

const TEMPLATES = fileURLToPath(new URL("../../../crates/brought-web/templates/pages/", import.meta.url));
/** The frame of the forms: no page by itself. */
const FRAMES = ["record/form"];

/** The names of all templates of pages. */
export async function templates() {
  const files = await readdir(TEMPLATES, { recursive: true });
  const pages = files.filter((file) => file.endsWith(".jinja")).map((file) => file.split(path.sep).join("/").replace(/\.jinja$/, ""));
  return pages.filter((page) => !FRAMES.includes(page)).sort();
}

/** The heading that a form's template gives it. */
export async function headingOf(template) {
  const text = await readFile(path.join(TEMPLATES, `${template}.jinja`), "utf8");
  return text.match(/block heading %}([^{]+)/)[1].trim();
}

const of = (template, path, says, more = {}) => ({ template, path, says, ...more });
/** A form with an address of its own below the child's page. */
const form = (template, address) => ({ template: `record/${template}`, below: address });
/** A form to which only links with an id lead. */
const linked = (template, link, from = "") => ({ template, link, from });

/**
 * `path` is an address, `below` one below the child's page, `link` what the address of a link on the page `from` below the child's page looks
 * like. `says` is what must be on the page; of a form, its template says it. `journey` names the file in which a step leads to it. What comes
 * `again` is made of the same parts as the page before, which axe need not look at once more.
 */
export const KINDS = [
  of("sign_in", "/sign-in", /Name you sign in with/, { who: "nobody" }),
  of("problem", "/there-is-no-such-page", /Page not found/, { status: 404 }),
  of("stay_signed_in", "/stay-signed-in", /You are signed in until/),
  of("unsent", "/unsent", /There is nothing of yours that was not sent/),
  { template: "unsent", journey: "signing-in-again.test.mjs" },
  of("my_list", "/my-list", /to do/),
  of("my_list", "/my-list?whose=services&due=overdue", /overdue/i),
  of("team_list", "/team-list", /hidden by filters: 0/),
  of("team_list", "/team-list?view=place", /Postcode district/, { again: true }),
  of("visits", "/visits?whose=services&day=2026-11-17", /3 visits shown of 3/),
  of("visit_sheet", "/visits/sheet?day=2026-11-17", /Destroy after/),
  of("awaiting_outcome", "/awaiting-outcome", /awaiting an outcome/i),
  of("awaiting_outcome/sheet", "/awaiting-outcome/sheet", /Send it back/),
  of("children", "/children", /Name or NHS number/),
  { template: "child", below: "", says: /What to do next/ },
  { template: "chronology", below: "chronology", says: /Timeline/ },
  { template: "records", below: "records", says: /No other record is linked with it/ },
  { template: "explain", below: "explain", says: /Every rule, and what decided/ },
  { template: "as_known_on", below: "as-known-on", says: /As known on a day/ },
  { template: "as_known_on", below: "as-known-on?day=2026-11-10", says: /Known only later/ },
  { ...linked("obligation", /\/obligations\/[^/]+$/), says: /Why am I seeing this\?/ },
  of("policies", "/policies", /Services for children/),
  of("policy", "/policies/no-access", /NAF-15/),
  of("policy/pathway", "/policies/no-access/pathways/children", /Rule NAF-R15/),
  of("policy/pathway", "/policies/no-access/pathways/parents", /Rule NAF-/, { again: true }),
  of("policy/clause", "/policies/no-access/clauses/NAF-15", /rest on it|rests on it/),
  of("policy/clause", "/policies/no-access/clauses/NAF-06", /No rule cites it/),
  of("policy/numbers", "/policies/no-access/numbers", /Local choice/),
  of("policy/coverage", "/policies/no-access/coverage", /fires in/),
  of("calendars", "/calendars", /Calendars/),
  of("second_factor", "/second-factor", /Signing in with a code/),
  of("own_account", "/own-account", /Where you are signed in/),
  of("waiting_room", "/waiting-room", /Cannot come\? Call us/),
  of("waiting_room_paper", "/waiting-room/leaflet_why_it_matters?telephone=01204+000000&opening_hours=9+to+5&service_name=Us", /Why does it matter/),
  of("outbox", "/outbox", /Outbox/),
  of("imports_review", "/imports/review", /Imports to review/),
  of("imports", "/imports", /Bring in a file/, { who: "manager" }),
  of("imports/not_waiting", "/imports/waiting/0", /does not wait any more/, { who: "manager", status: 404 }),
  { template: "imports/waiting", journey: "imports.test.mjs" },
  { template: "imports/import", journey: "imports.test.mjs" },
  of("help", "/help", /999/),
  of("new_person", "/people/new", /Add a child, a parent or a carer/),
  form("address", "address"),
  form("agreed_plan", "agreed-plan"),
  form("agreement", "agreement"),
  form("alert", "alert"),
  form("analysis", "analysis"),
  form("breakdown", "relationship"),
  form("communication_need", "communication-need"),
  form("concerns", "concerns"),
  form("contact", "contacts/new"),
  form("details", "details"),
  form("discussion", "discussion"),
  form("factor", "factor"),
  form("family_followed_up", "family-followed-up"),
  form("further_visit", "further-visit"),
  form("handover", "handover"),
  form("handover_answer", "handover-answer"),
  form("help_offered", "help-offered"),
  form("involvement", "involvement"),
  form("liaison", "liaison"),
  form("life_event", "life-event"),
  form("month", "monthly-review"),
  form("needs", "needs"),
  form("danger", "danger"),
  form("note", "note"),
  form("plan", "plan"),
  form("records", "records-reviewed"),
  form("referral", "referral"),
  form("referral_form", "referral-form"),
  form("referral_answer", "referral-answer"),
  form("relation", "relation"),
  form("sent", "sent"),
  form("sighting", "sighting"),
  form("step", "step"),
  form("told", "told"),
  form("vulnerability", "vulnerability"),
  form("whereabouts", "whereabouts"),
  linked("record/end_follow_up", /\/follow-ups\/[^/]+\/end$/),
  linked("record/outcome", /\/contacts\/[^/]+\/outcome$/),
  linked("record/settle", /\/obligations\/[^/]+\/settle$/),
  linked("record/withdraw", /\/entries\/[^/]+\/withdraw$/, "/chronology"),
  { template: "openid/refused", journey: "openid.test.mjs" },
  { template: "openid/signed_out", journey: "openid.test.mjs" },
  { template: "start_again", journey: "training.test.mjs" },
  { template: "record/conflict", journey: "circumstances.test.mjs" },
  { template: "record/document", journey: "letters.test.mjs" },
  { template: "record/document_shown", journey: "letters.test.mjs" },
  { template: "record/document", below: "documents/family_dates", says: /Dates to come for your family/ },
  { template: "issued", journey: "letters.test.mjs" },
  of("board", "/board", /What each owes/, { who: "lead" }),
  of("opened_with_a_reason", "/opened-with-a-reason", /Opened with a reason/, { who: "lead" }),
  { template: "say_why", journey: "curious.test.mjs" },
  { template: "accesses", journey: "curious.test.mjs" },
  { template: "record/restrict", journey: "curious.test.mjs" },
  { template: "records", journey: "two-records.test.mjs" },
  { template: "records/two", journey: "two-records.test.mjs" },
  { template: "bundle", journey: "bundle.test.mjs" },
  of("comparing", "/policies/compare", /Compare two policies/, { who: "namednurse" }),
  of("comparing/side_by_side", "/policies/no-access/against/shropshire", /Only B asks/, { who: "namednurse" }),
  of("put_in_force", "/policies/put-in-force", /Put a policy in force/, { who: "namednurse" }),
];
