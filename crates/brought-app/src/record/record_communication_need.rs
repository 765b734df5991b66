//! Recording what may stand in the way of understanding a letter or of answering a door (NAF-24, STW-04, STW-06).

use super::checks::{Checks, said};
use super::entry::{Basis, Entry, EntryHead};
use brought_domain::person::{CommunicationNeed, CommunicationNeedKind};
use brought_domain::{Fact, ServiceId};

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordCommunicationNeed {
    /// What every form carries.
    pub head: EntryHead,
    /// What kind.
    pub kind: CommunicationNeedKind,
    /// What to do about it: which language, how to knock.
    pub note: Option<String>,
}

impl Entry for RecordCommunicationNeed {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    /// It concerns every service.
    fn service(&self, _basis: &Basis<'_>) -> Option<ServiceId> {
        None
    }

    fn plan(&self, _basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        let note = said(self.note.as_ref());
        if note.is_none() && matches!(self.kind, CommunicationNeedKind::Language | CommunicationNeedKind::Interpreter) {
            checks.refuse("note", "Say which language");
        }
        Some(Fact::CommunicationNeedRecorded(CommunicationNeed { kind: self.kind, note }))
    }
}
