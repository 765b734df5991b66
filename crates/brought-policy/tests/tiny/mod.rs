//! Packs of a few rules, and children for them.
#![allow(dead_code, reason = "each test file uses a part of it")]

use brought_domain::Chronology;
use brought_forms::chronology_file::read_toml;
use brought_policy::Pack;
use brought_policy::pack::{PackFiles, load};

/// A pack with one rule for children, and no more.
pub(crate) fn pack(when: &str, duty: &str) -> Pack {
    version("1.0", &rule("S-R1", when, duty), |_| ())
}

/// One rule, which asks for something for each failed contact.
pub(crate) fn rule(id: &str, when: &str, duty: &str) -> String {
    format!(
        "## Follow up (S-01)\n\n```rule\nid = \"{id}\"\nclause = [\"S-01\"]\nwhen = \"{when}\"\neach = \"failed_contact\"\nraise = [{{ {duty} }}]\n```\n"
    )
}

/// A version of the same pack, with other rules; its manifest may be changed.
pub(crate) fn version(version: &str, rules: &str, change: impl Fn(&mut String)) -> Pack {
    let (pack, problems) = loaded(version, rules, change);
    pack.unwrap_or_else(|| panic!("{}", problems.join("\n")))
}

/// What is wrong with these rules.
pub(crate) fn problems(rules: &str, change: impl Fn(&mut String)) -> Vec<String> {
    loaded("1.0", rules, change).1
}

fn loaded(version: &str, rules: &str, change: impl Fn(&mut String)) -> (Option<Pack>, Vec<String>) {
    let mut manifest = MANIFEST.replace("version = \"1.0\"", &format!("version = \"{version}\""));
    change(&mut manifest);
    let clauses = "[[clause]]\nid = \"S-01\"\nsection = \"1\"\nsays = \"Follow up.\"\nheld_by = \"rules\"\n";
    let page = format!("# Services for children\n\n{rules}");
    let files: PackFiles = [("pack.toml", manifest), ("clauses.toml", clauses.to_owned()), ("pathways/children.md", page)]
        .into_iter()
        .map(|(path, text)| (path.to_owned(), text))
        .collect();
    let loaded = load(&files);
    (loaded.pack, loaded.problems.iter().map(ToString::to_string).collect())
}

const MANIFEST: &str = r#"
id = "tiny"
title = "One rule"
publisher = "Nobody: written for tests"
version = "1.0"
in_force_from = 2024-01-01
review_by = 2027-01-01
nation = "england-and-wales"

[source]
document = "Written for tests"
sha256 = "0000000000000000000000000000000000000000000000000000000000000000"

[counting]
clause = ["S-01"]
counts = [
  "adult_did_not_attend",
  "was_not_brought", "no_response", "refused_by_parent_or_carer", "refused_by_third_party", "doorstep_only", "unseen_child", "declined",
  "withdrew", "excuse_given", "reported_to_refuse", "left_before_being_seen", "discharged_against_advice", "cancelled_by_family",
  "seen_at_a_distance", "whereabouts_unknown",
]
does_not_count = ["seen", "attended", "cancelled_by_service", "administrative_error", "spoken_to"]
opportunistic_counts = false

[patterns]
window_days = 365
clause = ["S-01"]
note = "For tests."

[[escalation]]
after = "2 working days"
to = "supervisor"
note = "For tests."

[parameters.soon]
value = "2 working days"
clause = ["S-01"]
basis = "document"

[parameters.later]
value = "2 weeks"
clause = ["S-01"]
basis = "document"

[[pathway]]
id = "children"
title = "Services for children"
file = "pathways/children.md"
follows = "children"
endings = ["assured", "withdrawn", "died"]
stages = [{ id = "first", words = "first failed contact" }]
"#;

/// A child with contacts on these days, each with its outcome.
pub(crate) fn child(id: &str, contacts: &[(&str, &str)]) -> Chronology {
    with(id, contacts, "")
}

pub(crate) fn with(id: &str, contacts: &[(&str, &str)], more: &str) -> Chronology {
    let mut text = format!(
        "format = \"brought-chronology/1\"\nauthor = {{ practitioner = \"nurse-7\", role = \"practitioner\" }}\n\
         [[people]]\nid = \"{id}\"\nname = \"Sam Hartley\"\nborn_on = 2024-05-02\n"
    );
    for (when, outcome) in contacts {
        text += &format!(
            "[[events]]\nhappened = {when}T10:00:00\ncontact = {{ setting = \"clinic\", arranged = \"by_letter\", outcome = \"{outcome}\" }}\n"
        );
    }
    read_toml(&(text + more)).unwrap_or_else(|problems| panic!("{problems:?}"))
}
