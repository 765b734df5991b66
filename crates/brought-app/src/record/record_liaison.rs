//! Asking another agency: who, when, what was learnt (NAF-15, NAF-16).

use super::checks::{Checks, said};
use super::entry::{Basis, Entry, EntryHead};
use super::record_sighting;
use brought_domain::Fact;
use brought_domain::contact::Answer;
use brought_domain::work::{Agency, Ask, LiaisonRecorded, SeenAnswer};

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordLiaison {
    /// What every form carries.
    pub head: EntryHead,
    /// The agency.
    pub agency: Agency,
    /// The person spoken to.
    pub person_spoken_to: Option<String>,
    /// What was asked.
    pub asked: Vec<Ask>,
    /// Whether the address was confirmed.
    pub address_confirmed: Answer,
    /// Whether the contact details were confirmed.
    pub contact_details_confirmed: Answer,
    /// Whether and when they saw the child.
    pub seen: SeenAnswer,
    /// What was learnt.
    pub learnt: String,
}

impl Entry for RecordLiaison {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn plan(&self, basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        if self.asked.is_empty() {
            checks.refuse_by("NAF-15", "asked", "Say what you asked");
        }
        if self.asked.contains(&Ask::LastSeen) && self.seen == SeenAnswer::NotAsked {
            checks.refuse("seen", "You asked when they last saw the child: say what they answered, also when they do not know");
        }
        let seen = match &self.seen {
            SeenAnswer::Seen(sighting) => SeenAnswer::Seen(record_sighting::checked(sighting, "seen", basis, checks)),
            other => other.clone(),
        };
        let learnt = checks.text("learnt", &self.learnt, "Say what you learnt, also when it was nothing");
        Some(Fact::LiaisonRecorded(LiaisonRecorded {
            agency: Agency { kind: self.agency.kind, name: said(self.agency.name.as_ref()) },
            person: said(self.person_spoken_to.as_ref()),
            asked: self.asked.clone(),
            address_confirmed: self.address_confirmed,
            contact_details_confirmed: self.contact_details_confirmed,
            seen,
            learnt,
        }))
    }
}
