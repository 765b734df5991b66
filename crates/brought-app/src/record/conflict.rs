//! Two people write to one record: the second sees both texts (S21, J8).

use crate::child_page::Entries;
use crate::chronology::Gathered;
use crate::failure::{Conflict, Failure};
use crate::words::second_identifier;
use brought_domain::Event;

/// What came in between, and what was not saved.
pub(super) fn conflict(gathered: &Gathered, expected: u64, yours: &Event) -> Failure {
    let entries = Entries::of(gathered);
    let subject = &gathered.chronology.subject;
    let seen = usize::try_from(expected).unwrap_or(usize::MAX);
    Failure::Conflict(Box::new(Conflict {
        person: subject.to_string(),
        name: gathered.name(subject),
        second_identifier: gathered.people.get(subject).map_or_else(|| "date of birth not known".to_owned(), second_identifier),
        expected,
        found: gathered.version,
        theirs: gathered.own_events().skip(seen).map(|event| entries.entry(event)).collect(),
        yours: entries.entry(yours),
    }))
}
