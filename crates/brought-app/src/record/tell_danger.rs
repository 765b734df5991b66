//! Writing down that a child is in danger now: one field, because everything else can follow.

use super::checks::Checks;
use super::entry::{Basis, Entry, EntryHead};
use brought_domain::Fact;
use brought_domain::circumstances::{ConcernQuestion, ConcernsDecided};
use brought_domain::contact::Answer;

/// The form. Whether or not a follow-up is open, a referral is asked for at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TellDanger {
    /// What every form carries.
    pub head: EntryHead,
    /// What is happening.
    pub what: String,
}

impl Entry for TellDanger {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn plan(&self, basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        // What is asked for is asked for a child: on the record of somebody grown up nothing would be.
        let row = basis.gathered.people.get(&basis.gathered.chronology.subject);
        if row.and_then(|row| row.kind).is_some_and(|kind| !kind.is_child()) {
            checks.refuse(
                "what",
                "This is the record of somebody who is not a child. Open the page of the child who is in danger, and write it there",
            );
        }
        let reasons = checks.text("what", &self.what, "Say what is happening, in a few words");
        Some(Fact::ConcernsDecided(ConcernsDecided { answers: vec![(ConcernQuestion::EndangeredNow, Answer::Yes)], reasons }))
    }
}
