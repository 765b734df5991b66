//! What a person's events say about who they are. Pure, and blind to the order in which the events were stored (S5, S6).

use super::letters;
use crate::time_text;
use brought_domain::contact::Answer;
use brought_domain::person::{Name, PersonKind, RelationKind};
use brought_domain::{Corrections, Event, Fact, Happened, NhsNumber, PersonId, PractitionerId};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

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

impl PersonRow {
    /// Who somebody is by two records that are read as one: what the first does not say, the second does. Dead by either, and open to those alone whom both
    /// let in (S15).
    #[must_use]
    pub fn read_with(self, other: &Self) -> Self {
        let named = self.name != Name::default();
        let restricted_to = match (self.restricted_to, other.restricted_to.clone()) {
            (Some(one), Some(two)) => Some(one.into_iter().filter(|practitioner| two.contains(practitioner)).collect()),
            (one, two) => one.or(two),
        };
        Self {
            id: self.id,
            kind: self.kind.or(other.kind),
            name: if named { self.name } else { other.name.clone() },
            born_on: self.born_on.or(other.born_on),
            due_on: self.due_on.or(other.due_on),
            nhs_number: self.nhs_number.or(other.nhs_number),
            dead: self.dead || other.dead,
            restricted_to,
        }
    }

    /// Whether what somebody typed is the whole of this name: every word of it stands in the name, the family name is among them, and the given name or the
    /// preferred one. Neither a beginning nor an initial is a name.
    pub fn is_called(&self, typed: &str) -> bool {
        let typed: BTreeSet<String> = letters::asked(typed).into_iter().filter(|word| !word.is_empty()).collect();
        let names = letters::of_name(&self.name);
        let has = |part: &str| {
            let words = letters::asked(part);
            !words.is_empty() && words.iter().all(|word| typed.contains(word))
        };
        let first = has(&self.name.given) || self.name.preferred.as_deref().is_some_and(has);
        first && has(&self.name.family) && typed.is_subset(&names)
    }

    /// Whether two names can be of one person: they have the same letters, or every word of the shorter stands in the other. `Ana` and `Anabel` are two names.
    pub fn is_called_like(&self, other: &Self) -> bool {
        let letters_of = |name: &Name| letters::asked(&format!("{} {}", name.given, name.family)).concat();
        if !self.name.given.is_empty() && letters_of(&self.name) == letters_of(&other.name) {
            return true;
        }
        let (one, two) = (letters::of_name(&self.name), letters::of_name(&other.name));
        let (fewer, more) = if one.len() <= two.len() { (&one, &two) } else { (&two, &one) };
        fewer.len() >= 2 && fewer.is_subset(more)
    }
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
