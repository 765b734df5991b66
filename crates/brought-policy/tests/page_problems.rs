//! One thing wrong at a time on the page of a pathway: what is said about it, and where. Each case changes one passage of the good pack.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod packs;

use packs::check;

const CHILDREN: &str = "pathways/children.md";
const CARERS: &str = "pathways/carers.md";

#[test]
fn blocks_of_a_page() {
    check(&[
        (
            CHILDREN,
            "```rule\nid = \"S-R1\"",
            "```rules\nid = \"S-R1\"",
            &["pathways/children.md:7:1: `rules` is not a known tag of a block\n  did you mean `rule`?"],
        ),
        (
            CHILDREN,
            "```text",
            "```",
            &["pathways/children.md:81:1: this block has no tag\n  tag it `rule` or `scenario`, or `text` when it is only to be read"],
        ),
        (
            CHILDREN,
            "```text\nWe missed you.\n```",
            "```text\nWe missed you.",
            &["pathways/children.md:81:1: this block of text is never closed\n  close it by a line of three backticks"],
        ),
        (
            CARERS,
            "outcome = \"attended\" } }]\n```",
            "outcome = \"attended\" } }]",
            &["pathways/carers.md:23:1: this scenario is never closed\n  close it by a line of three backticks"],
        ),
        (
            CARERS,
            "```rule\nid = \"S-R3\"",
            "> ```rule\n> id = \"S-R3\"\n> ```\n\n```rule\nid = \"S-R3\"",
            &["pathways/carers.md:3:3: this rule does not stand by itself\n  begin the fence at the beginning of a line"],
        ),
        (
            CHILDREN,
            "```text\nWe missed you.\n```",
            "````text\nWe missed you.\n```",
            &["pathways/children.md:81:1: this block of text is never closed\n  close it by a line of three backticks"],
        ),
        (
            CARERS,
            "```rule\nid = \"S-R3\"",
            "- ```rule\n  id = \"S-R3\"\n  ```\n\n```rule\nid = \"S-R3\"",
            &["pathways/carers.md:3:3: this rule does not stand by itself\n  begin the fence at the beginning of a line"],
        ),
        (
            CARERS,
            "```rule\nid = \"S-R3\"",
            "```rule\n```\n\n```rule\nid = \"S-R3\"",
            &["pathways/carers.md:3:1: this rule is empty\n  write it, or leave the block out"],
        ),
    ]);
}

#[test]
fn rules() {
    check(&[
        (
            CHILDREN,
            "id = \"S-R2\"",
            "id = \"S-R1\"",
            &[
                "pathways/children.md:23:18: there is no rule `S-R2` in this pack\n  did you mean `S-R1`?",
                "pathways/children.md:52:1: there is another rule `S-R1`",
                "pathways/children.md:67:10: there is no rule `S-R2` in this pack\n  did you mean `S-R1`?",
            ],
        ),
        (
            CHILDREN,
            "id = \"S-R2\"",
            "id = \"CORE-R2\"",
            &[
                "pathways/children.md:23:18: there is no rule `S-R2` in this pack\n  did you mean `S-R1`?",
                "pathways/children.md:53:6: ids that begin with `CORE-` belong to what the product itself asks\n  choose another id",
                "pathways/children.md:67:10: there is no rule `S-R2` in this pack\n  did you mean `S-R1`?",
            ],
        ),
        (
            CARERS,
            "id = \"S-R3\"",
            "id = \"S R3\"",
            &[
                "pathways/carers.md:4:6: `S R3` cannot be a rule's id\n  use letters, digits and `-`, as in `NAF-R15`",
                "pathways/carers.md:12:10: there is no rule `S-R3` in this pack\n  did you mean `S R3`?",
                "pathways/carers.md:25:18: there is no rule `S-R3` in this pack\n  did you mean `S R3`?",
            ],
        ),
        (CARERS, "id = \"S-R3\"\n", "", &["pathways/carers.md:3:1: `id` is missing from this rule"]),
        (
            CARERS,
            "clause = [\"S-04\"]",
            "clause = [\"S-05\", \"NAF-99\"]",
            &["pathways/carers.md:5:19: the clause `NAF-99` is not in clauses.toml\n  add it there, with what it says and how it is held"],
        ),
        (
            CARERS,
            "clause = [\"S-04\"]",
            "clause = \"S-04\"",
            &["pathways/carers.md:5:10: this must be a list in square brackets, not a text"],
        ),
        (
            CHILDREN,
            "on = \"child\"",
            "on = \"childs\"",
            &["pathways/children.md:55:6: `childs` is not a known thing a rule stands on\n  did you mean `child`?"],
        ),
        (
            CHILDREN,
            "on = \"child\"\nwhen = \"\"\"\nclosure_signs >= 3",
            "on = \"child\"\nwhen = \"\"\"\nclosure_signs >= 3 and failed_contacts >= 1",
            &[
                "pathways/children.md:57:24: `failed_contacts` is about a follow-up, and this rule stands on the child as a whole\n  leave out `on = \"child\"`, or use a fact about the child",
            ],
        ),
        (
            CHILDREN,
            "on = \"child\"",
            "on = \"child\"\nstage = \"first\"",
            &["pathways/children.md:56:9: a rule on the child as a whole cannot move a follow-up to a stage"],
        ),
        (
            CHILDREN,
            "on = \"child\"",
            "on = \"child\"\neach = \"failed_contact\"",
            &[
                "pathways/children.md:56:8: a rule on the child as a whole has no failed contacts to fire for\n  leave out `on = \"child\"`, or write `each = \"occasion\"`",
            ],
        ),
        (
            CHILDREN,
            "each = \"failed_contact\"",
            "each = \"each failed contact\"",
            &["pathways/children.md:11:8: `each failed contact` is not a known way of firing\n  did you mean `failed_contact`?"],
        ),
        (
            CHILDREN,
            "\nstage = \"proactive\"",
            "\nstage = \"proactiv\"",
            &["pathways/children.md:12:9: `proactiv` is not a known stage of this pathway\n  did you mean `proactive`?"],
        ),
        (
            CHILDREN,
            "when = \"failed_contacts >= 2 and not seen_by_others\"",
            "when = \"failed_contacts >= 2 and not seen_by_other\"",
            &["pathways/children.md:10:38: `seen_by_other` is not a fact\n  did you mean `seen_by_others`?"],
        ),
        (
            CHILDREN,
            "or carer_factor is not known",
            "or carer_factor > 2",
            &[
                "pathways/children.md:58:28: `carer_factor` is yes or no and cannot be compared\n  write `carer_factor` or `not carer_factor`",
            ],
        ),
        (
            CHILDREN,
            "when = \"failed_contacts >= 2 and not seen_by_others\"",
            "when = \"failed\\u005fcontacts >= two\"",
            &[
                "pathways/children.md:10:8: `failed_contacts` is a number and cannot be compared with `two`\n  compare it with a number, as in `failed_contacts >= 2`",
            ],
        ),
        (
            CHILDREN,
            "pattern = \"closure\"",
            "pattern = \"closing\"",
            &["pathways/children.md:62:11: `closing` is not a known pattern\n  known are: closure, flight, disguised_compliance"],
        ),
        (
            CHILDREN,
            "pattern = \"closure\"",
            "patern = \"closure\"",
            &["pathways/children.md:62:1: `patern` is not a key of this rule\n  did you mean `pattern`?"],
        ),
        (
            CHILDREN,
            "answered_by = \"supervision\"",
            "answered_by = \"supervison\"",
            &["pathways/children.md:61:70: `supervison` is not a known topic of a discussion\n  did you mean `supervision`?"],
        ),
        (
            CARERS,
            "raise = [{ do = \"consider_needs\", for_each = \"dependent_child\", owner = \"practitioner\", due = \"at once\", due_from = \"latest_failed_contact\" }]\n",
            "",
            &["pathways/carers.md:3:1: this rule asks for nothing\n  give it at least one of: raise, prompts, alert, pattern, stage"],
        ),
    ]);
}

#[test]
fn duties() {
    check(&[
        (
            CHILDREN,
            "do = \"liaise\", with = \"any_agency\"",
            "do = \"liase\", with = \"any_agency\"",
            &["pathways/children.md:14:10: `liase` is not a known action\n  did you mean `liaise`?"],
        ),
        (
            CHILDREN,
            "do = \"liaise\", with = \"any_agency\"",
            "do = \"liaise\"",
            &["pathways/children.md:14:3: `with` is missing from this duty"],
        ),
        (
            CHILDREN,
            "do = \"liaise\", with = \"any_agency\"",
            "do = \"liaise\", with = \"gp_practise\"",
            &["pathways/children.md:14:27: `gp_practise` is not a known kind of agency\n  did you mean `gp_practice`?"],
        ),
        (
            CHILDREN,
            "do = \"liaise\", with = \"any_agency\"",
            "do = \"liaise\", with = [\"supervisor\"]",
            &["pathways/children.md:14:27: this must be a text in quotation marks, not a list"],
        ),
        (
            CHILDREN,
            "do = \"assess_vulnerability\"",
            "do = \"assess_vulnerability\", with = \"school\"",
            &[
                "pathways/children.md:15:41: `assess_vulnerability` takes no `with`\n  leave it out; it belongs to `liaise`, `discuss`, `refer` and `inform`",
            ],
        ),
        (
            CHILDREN,
            "do = \"assess_vulnerability\"",
            "do = \"assess_vulnerability\", ask = [\"address\"]",
            &["pathways/children.md:15:40: `assess_vulnerability` takes no `ask`\n  leave it out; it belongs to `liaise`"],
        ),
        (
            CHILDREN,
            "do = \"assess_vulnerability\"",
            "do = \"assess_vulnerability\", about = \"concerns\"",
            &["pathways/children.md:15:42: `assess_vulnerability` takes no `about`\n  leave it out; it belongs to `discuss` and `inform`"],
        ),
        (
            CHILDREN,
            "do = \"assess_vulnerability\"",
            "do = \"assess_vulnerability\", for_each = \"dependent_child\"",
            &[
                "pathways/children.md:15:45: only a follow-up of a carer has dependent children\n  leave `for_each` out: the duty is about the child already",
            ],
        ),
        (
            CHILDREN,
            "do = \"assess_vulnerability\"",
            "do = \"refer\", with = \"any_agency\"",
            &[
                "pathways/children.md:15:26: `any_agency` is not a known kind of agency\n  known are: gp_practice, health_visiting, midwifery, school_nursing, school, nursery, childrens_social_care, early_help, mental_health, hospital, housing, police, child_health_information, substance_misuse, probation, voluntary, family_nurse_partnership, parenting_programme, out_of_hours, minor_injuries, referrer, other",
            ],
        ),
        (CHILDREN, "about = \"supervision\", ", "", &["pathways/children.md:60:10: `about` is missing from this duty"]),
        (
            CHILDREN,
            "with = [\"supervisor\", \"safeguarding_lead\"]",
            "with = [\"practitioner\"]",
            &["pathways/children.md:60:35: the owner cannot discuss it with themselves\n  name one or several other roles"],
        ),
        (
            CHILDREN,
            "with = [\"supervisor\", \"safeguarding_lead\"]",
            "with = []",
            &["pathways/children.md:60:35: nobody is named\n  name one or several other roles"],
        ),
        (
            CHILDREN,
            "with = [\"supervisor\", \"safeguarding_lead\"]",
            "with = \"school\"",
            &[
                "pathways/children.md:60:35: `school` is not a known role\n  known are: practitioner, line_manager, supervisor, safeguarding_lead, named_nurse, key_worker, social_worker, duty_worker, social_work_manager, administrator, designated_safeguarding_team",
            ],
        ),
        (
            CHILDREN,
            "fallback = \"supervisor\"",
            "fallback = \"practitioner\"",
            &[
                "pathways/children.md:14:114: the fallback is the owner: the practitioner\n  name another role, for the day on which the owner is away",
            ],
        ),
        (
            CHILDREN,
            "due = \"end of day\"",
            "due = \"24 hours\"",
            &[
                "pathways/children.md:15:69: `24 hours` is a number without a clause\n  make it a parameter in pack.toml, with its clause, and write `$` and its name here",
            ],
        ),
        (
            CHILDREN,
            "due = \"end of day\"",
            "due = \"tomorrow\"",
            &[
                "pathways/children.md:15:69: `tomorrow` is not a deadline; write for example `at once`, `24 hours`, `end of day`, `7 days`, `5 working days`, `2 weeks`, `1 month` or `4 to 6 weeks`\n  or name a parameter, as in `$follow_up`, or write `no deadline` for an offer that is never overdue",
            ],
        ),
        (CHILDREN, ", due = \"end of day\"", "", &["pathways/children.md:15:3: `due` is missing from this duty"]),
        (
            CHILDREN,
            "due = \"$talk\"",
            "due = \"$tlak\"",
            &[
                "warning: pack.toml:45:13: no rule uses the parameter `talk`",
                "pathways/children.md:60:125: `$tlak` is not a known parameter of pack.toml\n  known are: ask_others, talk",
            ],
        ),
        (
            CHILDREN,
            "due = \"$talk\"",
            "due = \"$talk\", due_from = \"latest_failed_contact\"",
            &[
                "pathways/children.md:60:145: a rule on the child as a whole has no latest failed contact to run from\n  leave `due_from` out",
            ],
        ),
    ]);
}

#[test]
fn scenarios() {
    check(&[
        (
            CARERS,
            "name = \"a mother keeps her own appointment\"",
            "name = \"a mother misses her own appointment\"",
            &["pathways/carers.md:23:1: there is another scenario “a mother misses her own appointment”"],
        ),
        (
            CARERS,
            "fires = [\"S-R3\"]\nas_of",
            "fires = [\"S-R4\"]\nas_of",
            &["pathways/carers.md:12:10: there is no rule `S-R4` in this pack\n  did you mean `S-R1`?"],
        ),
        (
            CARERS,
            "fires = [\"S-R3\"]\nas_of = \"2026-02-17T12:00\"\nsubject = \"mum\"\npeople = [\n",
            "fires = [\"S-R3\"]\ndoes_not_fire = [\"S-R3\"]\nas_of = \"2026-02-17T12:00\"\nsubject = \"mum\"\npeople = [\n",
            &["pathways/carers.md:10:1: `S-R3` stands both in `fires` and in `does_not_fire`"],
        ),
        (
            CHILDREN,
            "as_of = \"2026-03-17T12:00\"",
            "as_of = \"in March\"",
            &["pathways/children.md:68:9: this must be a day or a local time, such as 2026-02-20 or 2026-02-20T09:00"],
        ),
        (
            CHILDREN,
            "as_of = \"2026-03-17T12:00\"",
            "as_of = \"2026-03-29T01:30\"",
            &["pathways/children.md:68:9: the clock never showed this time: it went forward over it\n  choose a time an hour later"],
        ),
        (
            CHILDREN,
            "as_of = \"2026-03-17T12:00\"",
            "as_of = \"2026-10-25T01:30\"",
            &[
                "pathways/children.md:68:9: the clock showed this time twice, before and after it went back\n  say which, in universal time, as in 2026-10-25T00:30Z",
            ],
        ),
        (
            CHILDREN,
            "nation = \"scotland\"",
            "nation = \"scotchland\"",
            &["pathways/children.md:44:10: `scotchland` is not a known nation\n  did you mean `scotland`?"],
        ),
        (
            CHILDREN,
            "expect_stage = \"proactive\"",
            "expect_stage = \"second\"",
            &["pathways/children.md:34:16: `second` is not a known stage of this pathway\n  known are: first, proactive"],
        ),
        (
            CHILDREN,
            "expect_stage = \"proactive\"",
            "expect_ended = \"assured\"",
            &["pathways/children.md:20:1: this scenario expects the follow-up both to have ended and to be open"],
        ),
        (
            CHILDREN,
            "expect_missing = [\"seen_in_person\", ",
            "expect_missing = [\"seen\", ",
            &[
                "pathways/children.md:36:19: `seen` is not a known missing evidence\n  known are: seen_in_person, seen_by_professional, needs_met, vulnerability_assessment, reasons, told, signature, open_obligation, dependants, failed_contact_stands, not_allowed, layer_evidence, recorded_by_person",
            ],
        ),
        (
            CHILDREN,
            "rule = \"S-R1\", do = \"refer\"",
            "rule = \"S-R9\", do = \"referr\"",
            &[
                "pathways/children.md:32:12: there is no rule `S-R9` in this pack\n  did you mean `S-R1`?",
                "pathways/children.md:32:25: `referr` is not a known action\n  did you mean `refer`?",
            ],
        ),
        (
            CHILDREN,
            "due = \"2026-02-18T09:00\"",
            "due = \"Wednesday\"",
            &["pathways/children.md:32:81: this must be a day or a local time, such as 2026-02-20 or 2026-02-20T09:00"],
        ),
        (
            CHILDREN,
            "state = \"due_later\"",
            "state = \"later\"",
            &[
                "pathways/children.md:31:87: `later` is not a known state of an obligation\n  known are: due_later, due, overdue, done, done_late, replaced, waived",
            ],
        ),
        (
            CHILDREN,
            "{ rule = \"S-R1\", do = \"refer\", with = \"gp_practice\", for_child = \"sam\", due = \"2026-02-18T09:00\", count = 0 }",
            "{ count = 0 }",
            &["pathways/children.md:32:3: this expectation fits every obligation"],
        ),
        (
            CHILDREN,
            "nothing_else_open = true",
            "nothing_else_opn = true",
            &["pathways/children.md:47:1: `nothing_else_opn` is not a key of this scenario\n  did you mean `nothing_else_open`?"],
        ),
        (
            CARERS,
            "does_not_fire = [\"S-R3\"]\n",
            "",
            &["pathways/carers.md:23:1: this scenario proves nothing\n  say which rules fire, which do not, or what is expected"],
        ),
        (
            CHILDREN,
            "happened = \"2026-06-30T10:00\", contact = { setting = \"clinic\"",
            "happened = \"2026-06-30T10:00\", contact = { setting = \"clnic\"",
            &[
                "pathways/children.md:46:66: `clnic` is not a known setting; known are: home, clinic, hospital, gp_practice, school, nursery, elsewhere, telephone, video, not_known\n  did you mean `clinic`?",
            ],
        ),
        (
            CHILDREN,
            "{ happened = \"2026-02-16T10:00\", contact = { setting = \"clinic\", outcome = \"was_not_brought\" } },\n]\nexpect",
            "{ happened = \"2026-02-16T10:00\", contact = { setting = \"home\", outcome = \"was_not_brought\" } },\n]\nexpect",
            &[
                "pathways/children.md:28:3: `was_not_brought` cannot be the outcome of a contact at home for the child; choose one of: seen, no_response, refused_by_parent_or_carer, refused_by_third_party, doorstep_only, unseen_child, seen_at_a_distance, declined, withdrew, excuse_given, reported_to_refuse, cancelled_by_family, whereabouts_unknown, cancelled_by_service, administrative_error",
            ],
        ),
    ]);
}
