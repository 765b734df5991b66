//! Recording how somebody is reached, and in which language.

use super::checks::{Checks, said};
use super::entry::{Basis, Entry, EntryHead};
use crate::child_page::corrections;
use brought_calendar::uk_time_zone;
use brought_domain::person::PersonDetails;
use brought_domain::{Chronology, Event, Fact, PersonId, ServiceId};

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordDetails {
    /// What every form carries.
    pub head: EntryHead,
    /// Telephone numbers, newest first.
    pub telephones: Vec<String>,
    /// Email addresses, newest first.
    pub emails: Vec<String>,
    /// The language to write and speak in, as the family names it.
    pub language: Option<String>,
}

impl Entry for RecordDetails {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    /// It concerns every service.
    fn service(&self, _basis: &Basis<'_>) -> Option<ServiceId> {
        None
    }

    fn plan(&self, basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        let subject = &basis.gathered.chronology.subject;
        let known = known_details(&basis.gathered.chronology, subject);
        let kind = basis.gathered.people.get(subject).and_then(|row| row.kind);
        if kind.is_none() {
            checks.refuse("form", "Nobody has recorded whether this is a child or a carer: that has to come first");
        }
        let (telephones, emails, language) = (texts(&self.telephones), texts(&self.emails), said(self.language.as_ref()));
        for (field, typed, before) in [("telephones", &telephones, &known.telephones), ("emails", &emails, &known.emails)] {
            // An entry that says nothing of them takes nothing away: the page would go on showing what somebody thought they had removed.
            if typed.is_empty() && !before.is_empty() {
                checks.refuse(field, "What is on record cannot be left out altogether: keep it, with what is newer above it");
            }
        }
        if telephones.iter().any(|number| !is_telephone(number)) {
            checks.refuse("telephones", "Enter telephone numbers in digits, one on each line, such as 01204 496 0123");
        }
        if emails.iter().any(|email| !is_email(email)) {
            checks.refuse("emails", "Enter email addresses one on each line, such as name@example.com");
        }
        if telephones.is_empty() && emails.is_empty() && language.is_none() {
            checks.refuse("telephones", "Enter a telephone number, an email address or a language");
        }
        kind.map(|kind| Fact::PersonRecorded(kind, PersonDetails { telephones, emails, language, ..PersonDetails::default() }))
    }
}

/// What is on record of how somebody is reached, by their own entries that stand: the latest of each sort.
pub fn known_details(chronology: &Chronology, person: &PersonId) -> PersonDetails {
    let corrected = corrections(&chronology.events);
    let zone = uk_time_zone();
    let mut events: Vec<&Event> =
        chronology.events.iter().filter(|event| event.about == *person && !corrected.contains_key(&event.id)).collect();
    events.sort_by_key(|event| (event.happened.earliest(&zone), event.recorded_at, event.id.clone()));
    let mut known = PersonDetails::default();
    for event in events {
        let Fact::PersonRecorded(_, details) = &event.fact else { continue };
        for (known, said) in [(&mut known.telephones, &details.telephones), (&mut known.emails, &details.emails)] {
            if !said.is_empty() {
                known.clone_from(said);
            }
        }
        known.language = details.language.clone().or(known.language);
    }
    known
}

fn texts(lines: &[String]) -> Vec<String> {
    lines.iter().filter_map(|line| said(Some(line))).collect()
}

/// Digits with what people write between them: enough of them to be a number, and no more than any has.
fn is_telephone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (7..=15).contains(&digits) && text.chars().all(|letter| letter.is_ascii_digit() || " +-()".contains(letter))
}

fn is_email(text: &str) -> bool {
    let parts: Vec<&str> = text.split('@').collect();
    let has_no_space = !text.chars().any(char::is_whitespace);
    matches!(parts.as_slice(), [name, host] if !name.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.'))
        && has_no_space
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Failure;
    use crate::record::record;
    use crate::testing::{at, head, open, the_id, with};
    use brought_testkit::Family;

    const NOW: &str = "2026-01-07T09:00:00Z";

    #[test]
    fn a_telephone_number_and_an_email_address_are_told_from_what_is_none() {
        for number in ["01204 496 0123", "+44 (0)1204 4960123", "07700-900123"] {
            assert!(is_telephone(number), "{number}");
        }
        for number in ["none", "12345", "01204 496 0123 after six", "1234567890123456"] {
            assert!(!is_telephone(number), "{number}");
        }
        assert!(is_email("mum@example.org"));
        for email in ["mum", "mum@", "@example.org", "mum@example", "a b@example.org", "a@b@example.org", "mum@.org"] {
            assert!(!is_email(email), "{email}");
        }
    }

    #[tokio::test]
    async fn what_is_newer_stands_first_and_what_is_not_said_stays() {
        let family = Family::new().child("ana", |ana| ana.telephone("01204 496 0000").language("Polish"));
        let brought = with(&family.chronology()).await;
        let grant = open(&brought, "ana", NOW).await;
        let shown = head(&brought, "ana", NOW).await;
        let form = |telephones: &[&str], emails: &[&str]| RecordDetails {
            head: shown.clone(),
            telephones: telephones.iter().map(|text| (*text).to_owned()).collect(),
            emails: emails.iter().map(|text| (*text).to_owned()).collect(),
            language: None,
        };
        for (field, entry) in [
            ("telephones", form(&[" "], &["a@example.org"])),
            ("telephones", form(&["none"], &[])),
            ("emails", form(&["01204 496 0123"], &["x"])),
        ] {
            let refused = record(&brought, &grant, the_id("new-1"), at(NOW), &entry).await;
            assert!(matches!(refused, Err(Failure::Refused(refusal)) if refusal.is_about(field)), "{field}");
        }
        let entry = form(&["07700 900123", "01204 496 0000"], &["mum@example.org"]);
        record(&brought, &grant, the_id("new-1"), at(NOW), &entry).await.unwrap();
        let known = known_details(&crate::assemble_chronology(&brought, &grant).await.unwrap().chronology, &the_id("ana"));
        assert_eq!(known.telephones, ["07700 900123", "01204 496 0000"]);
        assert_eq!((known.emails.as_slice(), known.language.as_deref()), (["mum@example.org".to_owned()].as_slice(), Some("Polish")));
        // Who they are is as it was.
        assert_eq!(brought.store.person(&the_id("ana")).await.unwrap().unwrap().name.words(), "ana Example");
    }
}
