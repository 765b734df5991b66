//! Recording where somebody lives now, whether it is safe to write there, or that it is withheld (H15, H16, NAF-04).

use super::checks::{Checks, said};
use super::entry::{Basis, Entry, EntryHead};
use brought_domain::contact::Answer;
use brought_domain::person::{Address, AddressRecorded, PostalAddress};
use brought_domain::{Fact, ServiceId};
use brought_interop::read_postcode;

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordAddress {
    /// What every form carries. They live there from the day on which it "happened".
    pub head: EntryHead,
    /// Whether the address is withheld. Nothing was chosen: the form is refused.
    pub is_withheld: Option<Answer>,
    /// The address, line by line, without the postcode.
    pub lines: Vec<String>,
    /// The postcode, as it was typed.
    pub postcode: String,
    /// Whether it is safe to write there. "Not known" takes a person's yes before anything is sent.
    pub safe_to_write_to: Option<Answer>,
    /// Whether the family told of it themselves.
    pub reported_by_family: Answer,
}

impl Entry for RecordAddress {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    /// It concerns every service.
    fn service(&self, _basis: &Basis<'_>) -> Option<ServiceId> {
        None
    }

    fn plan(&self, _basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        let address = match self.is_withheld {
            Some(Answer::Yes) => self.withheld(checks),
            Some(Answer::No) => self.known(checks),
            // Not known whether it may be shown: until somebody knows, it may not, and is not written down.
            _ => {
                checks.refuse("is_withheld", "Say whether the address is withheld. If you do not know, record it as withheld");
                Address::Withheld
            }
        };
        Some(Fact::AddressRecorded(AddressRecorded { address, reported_by_family: self.reported_by_family }))
    }
}

impl RecordAddress {
    /// Nothing of it is kept, so that nothing of it can be shown.
    fn withheld(&self, checks: &mut Checks) -> Address {
        if !self.lines.is_empty() || said(Some(&self.postcode)).is_some() {
            checks.refuse("lines", "Leave the address and the postcode empty: an address that is withheld is not written down here");
        }
        Address::Withheld
    }

    fn known(&self, checks: &mut Checks) -> Address {
        let lines = checks.texts("lines", &self.lines, "Enter the address, line by line");
        let postcode = said(Some(&self.postcode)).and_then(|typed| {
            let read = read_postcode(&typed);
            if read.is_none() {
                checks.refuse("postcode", "Enter a postcode, such as BL1 4AB, or leave it out");
            }
            read
        });
        if self.safe_to_write_to.is_none() {
            checks.refuse("safe_to_write_to", "Say whether it is safe to write to this address");
        }
        Address::Known(PostalAddress { lines, postcode, safe_to_write_to: self.safe_to_write_to.unwrap_or_default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::record;
    use crate::testing::{at, head, open, the_id, with};
    use crate::{Failure, child_page};
    use brought_testkit::Family;

    const NOW: &str = "2026-01-07T09:00:00Z";

    fn form(head: EntryHead) -> RecordAddress {
        RecordAddress {
            head,
            is_withheld: Some(Answer::No),
            lines: vec!["1 Example Street".into()],
            postcode: "bl14ab".into(),
            safe_to_write_to: Some(Answer::No),
            reported_by_family: Answer::NotKnown,
        }
    }

    #[tokio::test]
    async fn an_address_is_recorded_with_whether_it_is_safe_and_what_is_missing_is_asked_for() {
        let brought = with(&Family::new().child("ana", |ana| ana.born("2023-05-01")).chronology()).await;
        let grant = open(&brought, "ana", NOW).await;
        let shown = form(head(&brought, "ana", NOW).await);
        let changed: [(&str, RecordAddress); 6] = [
            ("is_withheld", RecordAddress { is_withheld: None, ..shown.clone() }),
            ("is_withheld", RecordAddress { is_withheld: Some(Answer::NotKnown), ..shown.clone() }),
            ("lines", RecordAddress { is_withheld: Some(Answer::Yes), ..shown.clone() }),
            ("lines", RecordAddress { lines: Vec::new(), ..shown.clone() }),
            ("postcode", RecordAddress { postcode: "Bolton".into(), ..shown.clone() }),
            ("safe_to_write_to", RecordAddress { safe_to_write_to: None, ..shown.clone() }),
        ];
        for (field, entry) in changed {
            let refused = record(&brought, &grant, the_id("new-1"), at(NOW), &entry).await;
            assert!(matches!(refused, Err(Failure::Refused(refusal)) if refusal.is_about(field)), "{field}");
        }
        record(&brought, &grant, the_id("new-1"), at(NOW), &shown).await.unwrap();
        let address = child_page(&brought, &grant, at(NOW)).await.unwrap().who.address;
        assert_eq!((address.words.as_str(), address.safe_to_write_to), ("1 Example Street, BL1 4AB", "no"));
    }

    /// H15.
    #[tokio::test]
    async fn an_address_that_is_withheld_holds_nothing() {
        let brought = with(&Family::new().child("ana", |ana| ana.born("2023-05-01")).chronology()).await;
        let grant = open(&brought, "ana", NOW).await;
        let shown = form(head(&brought, "ana", NOW).await);
        let withheld = RecordAddress { is_withheld: Some(Answer::Yes), lines: Vec::new(), postcode: " ".into(), ..shown };
        record(&brought, &grant, the_id("new-1"), at(NOW), &withheld).await.unwrap();
        let event = brought.store.event(&the_id("new-1")).await.unwrap().unwrap();
        assert!(matches!(event.fact, Fact::AddressRecorded(AddressRecorded { address: Address::Withheld, .. })), "{event:?}");
        assert_eq!(child_page(&brought, &grant, at(NOW)).await.unwrap().who.address.state, "withheld");
    }
}
