//! Two people write to one record, or one person twice in one form: the second text is shown beside the first (S21, J8, H44).

use crate::child_page::Entries;
use crate::chronology::Gathered;
use crate::failure::{Conflict, Failure};
use crate::words::second_identifier;
use brought_domain::Event;

/// What came in between, and what was not saved.
pub(super) fn conflict(gathered: &Gathered, expected: u64, yours: &Event) -> Failure {
    Failure::Conflict(Box::new(between(gathered, expected, yours)))
}

/// What was saved from this very form before and what came after, and what was not saved.
pub(super) fn saved_before(gathered: &Gathered, expected: u64, saved: &Event, yours: &Event) -> Failure {
    let place = gathered.own_events().take_while(|event| event.id != saved.id).count();
    // Whatever version the form was shown with, the entry that was saved from it is among what is shown.
    let expected = expected.min(u64::try_from(place).unwrap_or(u64::MAX));
    Failure::Conflict(Box::new(Conflict { saved_before: true, ..between(gathered, expected, yours) }))
}

fn between(gathered: &Gathered, expected: u64, yours: &Event) -> Conflict {
    let entries = Entries::of(gathered);
    let subject = &gathered.chronology.subject;
    let seen = usize::try_from(expected).unwrap_or(usize::MAX);
    Conflict {
        person: subject.to_string(),
        name: gathered.name(subject),
        second_identifier: gathered.people.get(subject).map_or_else(|| "date of birth not known".to_owned(), second_identifier),
        expected,
        found: gathered.version,
        theirs: gathered.own_events().skip(seen).map(|event| entries.entry(event)).collect(),
        yours: entries.entry(yours),
        saved_before: false,
    }
}
