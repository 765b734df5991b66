//! Offering a family help, so that the child can be brought and seen (BOL-10, SWI-04).

use super::checks::{Checks, said};
use super::entry::{Basis, Entry, EntryHead};
use brought_domain::Fact;
use brought_domain::steps::{HelpKind, HelpOffered, OfferAnswer};

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferHelp {
    /// What every form carries.
    pub head: EntryHead,
    /// What was offered.
    pub help: HelpKind,
    /// What the family answered.
    pub answer: OfferAnswer,
    /// Anything else worth saying about it.
    pub note: Option<String>,
}

impl Entry for OfferHelp {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn plan(&self, _basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        let note = said(self.note.as_ref());
        if self.help == HelpKind::Other && note.is_none() {
            checks.refuse("note", "Say which help was offered");
        }
        Some(Fact::HelpOffered(HelpOffered { help: self.help, answer: self.answer, note }))
    }
}
