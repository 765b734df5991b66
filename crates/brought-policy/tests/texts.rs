//! Two packs side by side, and the smallest made-up story between them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;
mod tiny;

use brought_calendar::Calendar;
use brought_policy::Pack;
use brought_policy::compare::{Side, Sides, smallest_made_up, story, texts};
use brought_policy::pack::load;
use tiny::{rule, version};

const FAMILY: &str = "do = \"follow_up_family\", owner = \"practitioner\", due = \"$soon\"";
const FAMILY_LATER: &str = "do = \"follow_up_family\", owner = \"practitioner\", due = \"$later\"";
const IMPACT: &str = "do = \"record_impact_and_decision\", owner = \"supervisor\", due = \"$soon\"";

fn two_versions() -> (Pack, Pack) {
    let first = version("1.0", &rule("S-R1", "failed_contacts >= 1", FAMILY), |_| ());
    let other = [rule("S-R1", "failed_contacts >= 1", FAMILY_LATER), rule("S-R2", "failed_contacts >= 2", IMPACT)].concat();
    let second = version("2.0", &other, |manifest| {
        *manifest = manifest.replace("value = \"2 weeks\"", "value = \"3 weeks\"").replace("\"withdrawn\", \"died\"]", "\"died\"]");
    });
    (first, second)
}

#[test]
fn a_pack_beside_itself_differs_in_nothing() {
    let (first, _) = two_versions();
    let found = texts(&first, &first);
    assert!(found.asks.iter().all(|ask| ask.sides == Sides::Same) && found.asks.len() == 1, "{:?}", found.asks);
    assert!(found.numbers.is_empty() && found.endings.is_empty() && found.rules.is_empty() && found.clauses.is_empty());
}

#[test]
fn versions_are_told_rule_by_rule_with_their_numbers_and_endings() {
    let (first, second) = two_versions();
    let found = texts(&first, &second);
    let sides: Vec<(Sides, &str)> = found.asks.iter().map(|ask| (ask.sides, ask.what.as_str())).collect();
    assert_eq!(sides.len(), 2);
    assert_eq!(sides[0].0, Sides::OnlyRight);
    assert_eq!((sides[1].0, found.asks[1].left[0].due.as_deref()), (Sides::Differs, Some("within 2 working days")));
    assert_eq!(found.asks[1].right[0].due.as_deref(), Some("within 3 weeks"));
    let rows = |rows: &[brought_policy::compare::Row]| -> Vec<(String, Sides)> {
        rows.iter().map(|row| (row.what.clone(), row.sides())).collect()
    };
    assert_eq!(rows(&found.numbers), [("Deadline: later".to_owned(), Sides::Differs)]);
    assert_eq!(rows(&found.rules), [("S-R1".to_owned(), Sides::Differs), ("S-R2".to_owned(), Sides::OnlyRight)]);
    assert!(matches!(found.endings.as_slice(), [row] if row.sides() == Sides::OnlyLeft), "{:?}", found.endings);
    // The other way round everything is on the other side.
    let back = texts(&second, &first);
    assert_eq!(back.asks[0].sides, Sides::OnlyLeft);
    assert_eq!(rows(&back.rules)[1].1, Sides::OnlyLeft);
}

/// Another area's pack.
fn shropshire() -> Pack {
    let files = [
        ("pack.toml", include_str!("../../../policies/shropshire/pack.toml")),
        ("clauses.toml", include_str!("../../../policies/shropshire/clauses.toml")),
        ("pathways/children.md", include_str!("../../../policies/shropshire/pathways/children.md")),
        ("documents/letter-about-stopping.md", include_str!("../../../policies/shropshire/documents/letter-about-stopping.md")),
        ("documents/letter-to-parents.md", include_str!("../../../policies/shropshire/documents/letter-to-parents.md")),
        ("documents/letter-to-young-person.md", include_str!("../../../policies/shropshire/documents/letter-to-young-person.md")),
    ];
    load(&files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect()).pack.unwrap()
}

#[test]
fn two_areas_are_told_by_what_is_to_be_done() {
    let (left, right) = (support::pack(), &shropshire());
    let found = texts(left, right);
    for sides in [Sides::OnlyLeft, Sides::OnlyRight, Sides::Differs] {
        assert!(found.asks.iter().any(|ask| ask.sides == sides), "{sides}");
    }
    assert!(found.rules.is_empty(), "their rules share no names");
    let asked: usize = found.asks.iter().map(|ask| ask.left.len()).sum();
    assert!(asked >= left.rules().filter(|rule| !rule.duties.is_empty()).count(), "no rule that asks for something is left out");
    assert!(found.asks.iter().flat_map(|ask| &ask.left).all(|asking| !asking.when.is_empty() && !asking.clauses.is_empty()));
}

#[test]
fn the_smallest_story_is_made_up_from_the_packs_own_examples_and_tells_them_apart() {
    let (left, right) = (support::pack(), &shropshire());
    let calendar = Calendar::bundled(left.division);
    let side = |pack| Side { pack, calendar: &calendar };
    let smallest = smallest_made_up(side(left), side(right)).unwrap();
    assert!(!smallest.difference.is_empty());
    assert!(smallest.chronology.events.len() <= 4, "{:?}", story(&smallest).0);
    assert_eq!(smallest_made_up(side(left), side(left)), None);
}
