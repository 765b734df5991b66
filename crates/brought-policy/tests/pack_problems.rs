//! One thing wrong at a time in pack.toml or clauses.toml: what is said about it, and where. Each case changes one passage of the good pack.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod packs;

use packs::check;

const PACK: &str = "pack.toml";
const CLAUSES: &str = "clauses.toml";

#[test]
fn what_pack_toml_says_of_the_pack() {
    check(&[
        (PACK, "id = \"small\"\n", "", &["pack.toml:1:1: `id` is missing from pack.toml"]),
        (
            PACK,
            "publisher = \"Nobody: written for tests\"",
            "publsher = \"Nobody\"",
            &[
                "pack.toml:1:1: `publisher` is missing from pack.toml",
                "pack.toml:3:1: `publsher` is not a key of pack.toml\n  did you mean `publisher`?",
            ],
        ),
        (PACK, "version = \"1.0\"", "version = 1.0", &["pack.toml:4:11: this must be a text in quotation marks, not a number"]),
        (PACK, "title = \"A small policy\"", "title = \" \"", &["pack.toml:2:9: this text is empty"]),
        (PACK, "in_force_from = 2024-01-01", "in_force_from = \"soon\"", &["pack.toml:5:17: this must be a date, such as 2026-02-20"]),
        (
            PACK,
            "review_by = 2027-01-01",
            "review_by = 2027-02-30",
            &["pack.toml:6:13: this is not TOML: invalid date, expected day between 01 and 28"],
        ),
        (
            PACK,
            "nation = \"england-and-wales\"",
            "nation = \"scotlnd\"",
            &["pack.toml:7:10: `scotlnd` is not a known nation\n  did you mean `scotland`?"],
        ),
        (PACK, "version = \"1.0\"", "version = \"1.0", &["pack.toml:4:15: this is not TOML: invalid basic string, expected `\"`"]),
        (
            PACK,
            "sha256 = \"00",
            "sha256 = \"XX",
            &["pack.toml:11:10: this is not a SHA-256 digest\n  it has 64 digits and letters from a to f, in small letters"],
        ),
        (
            PACK,
            "\"spoken_to\"]",
            "\"spoken_to\", \"declined\"]",
            &["pack.toml:13:1: `declined` stands both in `counts` and in `does_not_count`"],
        ),
        (
            PACK,
            "\"seen\", \"attended\"",
            "\"seen\", \"seen\", \"atended\"",
            &["pack.toml:21:27: `seen` stands here twice", "pack.toml:21:35: `atended` is not a known outcome\n  did you mean `attended`?"],
        ),
        (
            PACK,
            "opportunistic_counts = false",
            "opportunistic_counts = \"no\"",
            &["pack.toml:22:24: this must be true or false, not a text"],
        ),
        (
            PACK,
            "clause = [\"S-01\"]",
            "clause = []",
            &["pack.toml:14:10: no clause is cited\n  every rule and every number says which clause it comes from"],
        ),
        (
            PACK,
            "clause = [\"S-01\"]",
            "clause = [\"S-1\"]",
            &["pack.toml:14:11: the clause `S-1` is not in clauses.toml\n  did you mean `S-01`?"],
        ),
        (PACK, "window_days = 365", "window_days = 0", &["pack.toml:25:15: this must be a whole number from 1"]),
        (PACK, "window_days = 365", "window_days = \"a year\"", &["pack.toml:25:15: this must be a whole number, not a text"]),
        (
            PACK,
            "after = \"2 working days\"",
            "after = \"2 days\"",
            &["pack.toml:30:9: an escalation comes after working days\n  write for example `2 working days`"],
        ),
        (
            PACK,
            "after = \"5 working days\"",
            "after = \"2 working days\"",
            &["pack.toml:34:1: this rung does not come later than the one before it"],
        ),
        (
            PACK,
            "to = \"named_nurse\"",
            "to = \"named nurse\"",
            &["pack.toml:36:6: `named nurse` is not a known role\n  did you mean `named_nurse`?"],
        ),
    ]);
}

#[test]
fn parameters() {
    check(&[
        (PACK, "value = \"2 working days\"\n", "", &["pack.toml:39:1: a parameter has either `value` or `values`"]),
        (
            PACK,
            "value = \"2 working days\"\n",
            "value = \"2 workdays\"\n",
            &[
                "pack.toml:40:9: `2 workdays` is not a deadline; write for example `at once`, `24 hours`, `end of day`, `7 days`, `5 working days`, `2 weeks`, `1 month` or `4 to 6 weeks`",
            ],
        ),
        (
            PACK,
            "note = \"The policy sets no time; two working days is what the team manages.\"\n",
            "",
            &["pack.toml:39:1: `note` is missing from this parameter: the document sets no time, so say why it is this one"],
        ),
        (
            PACK,
            "basis = \"local\"",
            "basis = \"guess\"",
            &["pack.toml:42:9: `guess` is not a known basis of a parameter\n  known are: document, local"],
        ),
        (PACK, "from = 2025-06-01", "from = 2023-06-01", &["pack.toml:46:54: this value does not come later than the one before it"]),
        (
            PACK,
            "[parameters.talk]",
            "[parameters.spare]\nvalue = \"7 days\"\nclause = [\"S-03\"]\nbasis = \"document\"\n\n[parameters.talk]",
            &["warning: pack.toml:45:13: no rule uses the parameter `spare`"],
        ),
    ]);
}

#[test]
fn pathways() {
    check(&[
        (
            PACK,
            "file = \"pathways/carers.md\"",
            "file = \"pathways/parents.md\"",
            &[
                "pack.toml:58:1: the page `pathways/parents.md` of the pathway `carers` is not in the pack",
                "warning: pathways/carers.md:3:1: this rule is not in force: no pathway of pack.toml names this page",
            ],
        ),
        (
            PACK,
            "follows = \"carers\"",
            "follows = \"children\"",
            &[
                "pack.toml:58:1: the pathway `children` already follows children\n  put the rules of both into one pathway",
                "pathways/carers.md:7:46: only a follow-up of a carer has dependent children\n  leave `for_each` out: the duty is about the child already",
            ],
        ),
        (PACK, "id = \"carers\"", "id = \"children\"", &["pack.toml:58:1: the pathway `children` stands here twice"]),
        (
            PACK,
            "[\"assured\", \"withdrawn\", \"died\"]",
            "[\"withdrawn\", \"died\"]",
            &[
                "pack.toml:63:11: `assured` is not among these, so nobody could end a follow-up when the child was seen and is well\n  add `assured`: who saw the child, and how the needs are known to be met, always ends a follow-up",
            ],
        ),
        (
            PACK,
            "[\"assured\", \"withdrawn\", \"died\"]",
            "[]",
            &[
                "pack.toml:63:11: `assured` is not among these, so nobody could end a follow-up when the child was seen and is well\n  add `assured`: who saw the child, and how the needs are known to be met, always ends a follow-up",
            ],
        ),
        (
            PACK,
            "{ id = \"first\", words = \"first failed contact\" }, {",
            "{ id = \"proactive\", words = \"one\" }, {",
            &["pack.toml:56:48: this stage stands here twice"],
        ),
        (
            PACK,
            "stages = [{ id = \"first\", words = \"first failed contact\" }]",
            "stages = []",
            &["pack.toml:64:10: a pathway has at least one stage\n  the first is the stage in which a follow-up opens"],
        ),
    ]);
}

#[test]
fn clauses() {
    check(&[
        (CLAUSES, "id = \"S-05\"", "id = \"S-04\"", &["clauses.toml:25:1: the clause `S-04` stands here twice"]),
        (
            CLAUSES,
            "held_by = \"judgement\"\nwhy = \"Kindness cannot be counted.\"",
            "held_by = \"judgement\"",
            &["clauses.toml:25:1: `why` is missing from this clause: it is held by professional judgement"],
        ),
        (
            CLAUSES,
            "held_by = \"judgement\"",
            "held_by = \"rules\"",
            &["clauses.toml:30:7: a clause that rules hold says nothing more\n  leave `why` out: the rules that cite it say how"],
        ),
        (
            CLAUSES,
            "held_by = \"judgement\"",
            "held_by = \"judgment\"",
            &["clauses.toml:29:11: `judgment` is not a known way of holding a clause\n  did you mean `judgement`?"],
        ),
        (
            CLAUSES,
            "[[clause]]\nid = \"S-01\"",
            "[[clause]\nid = \"S-01\"",
            &["clauses.toml:1:10: this is not TOML: unclosed array table, expected `]`"],
        ),
    ]);
}
