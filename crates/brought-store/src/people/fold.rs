//! What a person's events say about who they are. Pure, and blind to the order in which the events were stored (S5, S6).

use crate::time_text;
use brought_domain::contact::Answer;
use brought_domain::person::{Name, PersonKind, RelationKind};
use brought_domain::{Corrections, Event, Fact, Happened, NhsNumber, PersonId, PractitionerId};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// Who somebody is, for lists and for looking people up. Holds no address and no telephone number, so it cannot give one away (H15).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// Their id.
    pub id: PersonId,
    /// What kind of record they have. Nothing when events speak of them but none has said who they are.
    pub kind: Option<PersonKind>,
    /// Their name; empty when it is not known.
    pub name: Name,
    /// Date of birth.
    pub born_on: Option<Date>,
    /// When an unborn child is due.
    pub due_on: Option<Date>,
    /// NHS number.
    pub nhs_number: Option<NhsNumber>,
    /// Whether their death is recorded.
    pub dead: bool,
    /// Who alone may open their record. Nothing: everybody whose work it is.
    pub restricted_to: Option<Vec<PractitionerId>>,
}

/// What another person is to somebody, as somebody's record says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Relation {
    /// The other person.
    pub other: PersonId,
    /// What the other is to this person.
    pub relation: RelationKind,
    /// Whether they live in one household.
    pub same_household: Answer,
}

/// Whether an event can change who people are or who belongs with whom.
pub(crate) fn bears_on_people(event: &Event) -> bool {
    event.corrects.is_some()
        || matches!(event.fact, Fact::PersonRecorded(..) | Fact::RelationRecorded(_) | Fact::Born | Fact::Died | Fact::AccessDecided(_))
}

/// Who somebody is and whom they belong with, by their events.
pub(crate) fn fold(id: PersonId, events: &[Event]) -> (PersonRow, Vec<Relation>) {
    let mut row = PersonRow {
        id,
        kind: None,
        name: Name::default(),
        born_on: None,
        due_on: None,
        nhs_number: None,
        dead: false,
        restricted_to: None,
    };
    let mut relations = BTreeMap::new();
    let (mut was_born, mut birth) = (false, None);
    for event in standing(events) {
        match &event.fact {
            Fact::PersonRecorded(kind, details) => {
                row.kind = Some(*kind);
                if let Some(name) = &details.name {
                    row.name = name.clone();
                }
                row.born_on = details.born_on.or(row.born_on);
                row.due_on = details.due_on.or(row.due_on);
                row.nhs_number = details.nhs_number.or(row.nhs_number);
            }
            Fact::RelationRecorded(said) => {
                relations.insert((said.other.clone(), said.relation), said.same_household);
            }
            Fact::Born => {
                was_born = true;
                birth = Some(day(event.happened));
            }
            Fact::Died => row.dead = true,
            Fact::AccessDecided(decided) => row.restricted_to.clone_from(&decided.only),
            _ => {}
        }
    }
    // Once born, a child stays born, whatever an older form of their details says.
    if was_born && row.kind == Some(PersonKind::UnbornChild) {
        row.kind = Some(PersonKind::Child);
    }
    row.born_on = row.born_on.or(birth);
    let relations = relations.into_iter().map(|((other, relation), same_household)| Relation { other, relation, same_household }).collect();
    (row, relations)
}

fn day(happened: Happened) -> Date {
    const UNITED_KINGDOM: TimeZone = jiff::tz::get!("Europe/London");
    happened.day(&UNITED_KINGDOM)
}

/// The events that stand, oldest first: those that no standing correction withdraws or replaces (S7).
fn standing(events: &[Event]) -> Vec<&Event> {
    let corrections = Corrections::among(events);
    let mut standing: Vec<&Event> = events.iter().filter(|event| corrections.leaves(event)).collect();
    standing.sort_by_cached_key(|event| (time_text::happened(event.happened).0, event.recorded_at, event.id.clone()));
    standing
}
