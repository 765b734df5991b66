//! Recording that a letter, card or leaflet was sent; what was sent is kept with it (HAM-07, HAM-09, SWI-14).

use super::checks::{Checks, said};
use super::entry::{Basis, Entry, EntryHead};
use brought_domain::Fact;
use brought_domain::contact::ResponseKind;
use brought_domain::work::LetterSent;

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendDocument {
    /// What every form carries.
    pub head: EntryHead,
    /// What it was: a letter, a card or a message.
    pub kind: ResponseKind,
    /// To whom.
    pub to: String,
    /// The words of it, as sent.
    pub copy: String,
    /// The id of the document of the policy that it was made from, when it was.
    pub document: Option<String>,
}

impl Entry for SendDocument {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn plan(&self, _basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        if !matches!(self.kind, ResponseKind::LetterSent | ResponseKind::CardLeft | ResponseKind::MessageSent | ResponseKind::Other) {
            checks.refuse("kind", "Choose whether it was a letter, a card or a message");
        }
        let to = checks.text("to", &self.to, "Say to whom it went");
        let copy = checks.text("copy", &self.copy, "Copy in the words that were sent");
        Some(Fact::LetterSent(LetterSent { kind: self.kind, to, copy, document: said(self.document.as_ref()) }))
    }
}
