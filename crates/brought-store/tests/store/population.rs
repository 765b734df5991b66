//! An invented population of any size, for measuring. The same number always gives the same events.

use brought_domain::contact::{Answer, Arranged, Certainty, ContactPlanned, Outcome, OutcomeKind, OutcomeRecorded, Setting};
use brought_domain::person::{Name, PersonDetails, PersonKind, RelationKind, RelationRecorded};
use brought_domain::work::Role;
use brought_domain::{Author, ContactId, Event, EventId, Fact, Happened, NhsNumber, PersonId, PractitionerId, ServiceId, Source};
use brought_store::{Expected, PersonAppend, Store};
use jiff::{SignedDuration, Timestamp};

/// People whose events go into one append: a page of an import.
const PEOPLE_AT_ONCE: usize = 1000;

/// The id of a child.
pub(crate) fn child_id(number: usize) -> PersonId {
    PersonId::new(format!("child-{number:06}")).unwrap()
}

/// Stores so many events for each of so many children, one after the other as years of work would: everybody's first, then everybody's
/// second. So the events of one child lie as far apart in the file as they can.
pub(crate) async fn fill(store: &Store, people: usize, events_each: usize, mut progress: impl FnMut(usize)) {
    let numbers: Vec<usize> = (0..people).collect();
    for turn in 0..events_each {
        for page in numbers.chunks(PEOPLE_AT_ONCE) {
            let append =
                |number: &usize| PersonAppend { person: child_id(*number), expected: Expected::Any, events: vec![event(*number, turn)] };
            store.append(page.iter().map(append).collect()).await.unwrap();
        }
        progress((turn + 1) * people);
    }
}

/// A child's event of a turn: first who they are, then whom they live with, then contacts and what came of them.
pub(crate) fn event(number: usize, turn: usize) -> Event {
    let happened = Timestamp::UNIX_EPOCH
        + SignedDuration::from_hours(24 * (18_000 + 30 * turn as i64))
        + SignedDuration::from_mins(number as i64 % 600);
    let contact = ContactId::new(format!("contact-{number:06}-{:02}", turn / 2)).unwrap();
    let service = ServiceId::new("health-visiting").unwrap();
    let fact = match turn {
        0 => details(number),
        1 => Fact::RelationRecorded(RelationRecorded {
            // Children in pairs.
            other: child_id(number ^ 1),
            relation: RelationKind::Sibling,
            same_household: Answer::Yes,
        }),
        _ if turn.is_multiple_of(2) => Fact::ContactPlanned(ContactPlanned {
            contact,
            service: service.clone(),
            planned_for: Happened::At(happened + SignedDuration::from_hours(24 * 14)),
            setting: Setting::Clinic,
            arranged: Arranged::ByLetter,
            practitioner: PractitionerId::new(format!("hv-{}", number % 40)).ok(),
            purpose: Some("Review at two years".into()),
            essential_to: None,
            programme: None,
        }),
        _ => Fact::OutcomeRecorded(OutcomeRecorded {
            contact,
            outcome: Outcome::Plain(if number.is_multiple_of(7) { OutcomeKind::WasNotBrought } else { OutcomeKind::Seen }),
            certainty: Certainty::Confirmed,
            responses: Vec::new(),
            note: Some("Rang the family, no answer; will try again in the afternoon.".into()),
            original_code: Some("3".into()),
        }),
    };
    Event {
        id: EventId::new(format!("event-{number:06}-{turn:02}")).unwrap(),
        about: child_id(number),
        service: Some(service),
        happened: Happened::At(happened),
        recorded_at: happened + SignedDuration::from_hours(2),
        author: Author::Signed { by: PractitionerId::new(format!("hv-{}", number % 40)).unwrap(), role: Role::Practitioner },
        source: Source::Imported { system: "measurement".into(), id: format!("{number}/{turn}"), version: "1".into() },
        corrects: None,
        answers: Vec::new(),
        fact,
    }
}

fn details(number: usize) -> Fact {
    let name = Name { given: format!("Given{}", number % 997), family: format!("Family{}", number / 2 % 9973), preferred: None };
    // Of eleven numbers in a row, ten have a check digit; the first that has one will do.
    let nhs_number = (0..10).find_map(|check| NhsNumber::parse(&format!("999{number:06}{check}")).ok());
    Fact::PersonRecorded(PersonKind::Child, PersonDetails { name: Some(name), nhs_number, ..PersonDetails::default() })
}
