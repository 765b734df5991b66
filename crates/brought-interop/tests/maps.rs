//! Mapping files: every problem at once, each with its place and the word that was meant.

#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use brought_interop::{Map, MapKind};
use support::{data, shipped};

const GOOD: &str = r#"name = "Clinic"
system = "clinic"
kind = "contacts"
date_formats = ["%d/%m/%Y"]
setting = "clinic"

[service]
id = "eyes"
name = "Eye clinic"
audience = "children"

[columns]
contact_id = "Slot"
person_id = "Child"
planned_on = "Day"
status = "Result"

[statuses]
Missed = { outcome = "was_not_brought" }
"#;

/// The problems of the good map with one change.
fn problems(from: &str, to: &str) -> Vec<String> {
    assert!(GOOD.contains(from), "{from}");
    let text = GOOD.replace(from, to);
    Map::parse(&text, "clinic.toml").map(|_| Vec::new()).unwrap_or_else(|problems| problems.iter().map(ToString::to_string).collect())
}

#[test]
fn a_good_map_is_read() {
    let map = Map::parse(GOOD, "clinic.toml").unwrap();
    assert_eq!((map.name(), map.system(), map.kind()), ("Clinic", Some("clinic"), MapKind::Contacts));
    assert_eq!(map.services().iter().map(|service| service.id.as_str()).collect::<Vec<_>>(), ["eyes"]);
}

#[test]
fn a_slip_is_told_with_its_place_and_the_word_that_was_meant() {
    assert_eq!(
        problems("setting = \"clinic\"", "setting = \"clnic\""),
        ["clinic.toml:5:11: `clnic` is not a known setting; known are: home, clinic, hospital, gp_practice, school, nursery, elsewhere, \
             telephone, video, not_known (did you mean `clinic`?)"]
    );
    let told = problems("planned_on = ", "planed_on = ");
    assert!(
        told[0].starts_with("clinic.toml:15:1: `planed_on` is not known here;") && told[0].ends_with("(did you mean `planned_on`?)"),
        "{told:?}"
    );
    assert!(problems("was_not_brought", "was_not_brough")[0].ends_with("(did you mean `was_not_brought`?)"));
    assert!(problems("[statuses]", "[statusses]")[0].contains("`statusses` is not known here"));
}

#[test]
fn every_problem_is_told_at_once() {
    let text = GOOD.replace("\"clinic\"\nkind", "\"\"\nkind").replace("\"children\"", "\"kids\"").replace("%d/%m/%Y", "%d/%m/%y");
    let problems = Map::parse(&text, "clinic.toml").unwrap_err();
    let places: Vec<usize> = problems.iter().map(|problem| problem.line).collect();
    assert_eq!(places, [2, 4, 10], "{problems:?}");
}

#[test]
fn what_a_map_must_say_is_asked_for() {
    for (from, to, asked) in [
        ("name = \"Clinic\"\n", "", "`name` is missing"),
        ("contact_id = \"Slot\"\n", "", "the same contact would count twice"),
        ("person_id = \"Child\"\n", "", "a contact must be somebody's"),
        ("date_formats = [\"%d/%m/%Y\"]\n", "", "`date_formats` is missing"),
        ("status = \"Result\"\n", "", "belong together"),
        ("[service]\nid = \"eyes\"\nname = \"Eye clinic\"\naudience = \"children\"\n", "", "no service"),
        ("\"Result\"", "\"Result\"\nsetting = \"Place\"", "needs the list `[settings]`"),
        ("{ outcome = \"was_not_brought\" }", "\"was_not_brought\"", "none of \"not_yet\""),
        ("{ outcome = \"was_not_brought\" }", "{ outcome = \"unseen_child\" }", "somebody must say more"),
        ("{ outcome = \"was_not_brought\" }", "{ outcome = \"seen\", review = \"both\" }", "a status is \"not_yet\""),
        ("kind = \"contacts\"", "kind = \"contact\"", "(did you mean `contacts`?)"),
        ("\"Slot\"", "{ colum = \"Slot\" }", "`column` is missing"),
        ("\"Slot\"", "[]", "a column needs its heading"),
        ("kind", "kind", ""),
    ] {
        let told = problems(from, to).join("\n");
        assert!(told.contains(asked), "{to}: {told}");
        assert_eq!(told.is_empty(), asked.is_empty(), "{to}: {told}");
    }
}

#[test]
fn what_is_not_toml_is_told_with_its_line() {
    let problems = Map::parse("name = \"x\nkind", "x.toml").unwrap_err();
    assert_eq!(problems[0].line, 1, "{problems:?}");
}

#[test]
fn the_examples_of_the_guide_are_maps_without_problems() {
    let guide = include_str!("../../../docs/importing.md");
    let mut checked = 0;
    for block in guide.split("```toml\n").skip(1) {
        let text = block.split("```").next().unwrap();
        if text.starts_with("name = ") {
            let problems = Map::parse(text, "docs/importing.md").err().unwrap_or_default();
            assert!(problems.is_empty(), "{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
            checked += 1;
        }
    }
    assert!(checked >= 3, "{checked}");
}

#[test]
fn the_guide_names_every_key_and_every_shipped_map() {
    let guide = include_str!("../../../docs/importing.md");
    for shipped in brought_interop::shipped_maps() {
        assert!(guide.contains(&format!("maps/{}.toml", shipped.name)), "{}", shipped.name);
    }
    let unknown = Map::parse("name = \"x\"\nsystem = \"x\"\nkind = \"people\"\n[columns]\nx = \"x\"\n", "x.toml").unwrap_err();
    let known = unknown.iter().find_map(|problem| problem.message.split_once("known are ")).unwrap().1;
    for key in known.split(", ") {
        assert!(guide.contains(&format!("`{key}`")), "{key}");
    }
}

#[test]
fn test_maps_are_without_problems() {
    assert!(Map::parse(std::str::from_utf8(&data("csv/contacts.toml")).unwrap(), "contacts.toml").is_ok());
    assert_eq!(shipped("hl7-messages").system(), None);
}
