//! From a status of another system to an outcome, or to a question for a person.

use crate::events::needs_the_hour;
use crate::fault::Fault;
use crate::map::StatusMeaning;
use crate::read::Review;
use brought_domain::Happened;
use brought_domain::contact::{Certainty, ContactSubject, Outcome, OutcomeKind, OutcomeRecorded, Setting};
use brought_domain::identity::ContactId;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The contact to which something came.
pub(crate) struct Occasion<'a> {
    pub(crate) contact: &'a ContactId,
    pub(crate) setting: Setting,
    pub(crate) subject: ContactSubject,
    pub(crate) planned_for: Happened,
    pub(crate) recorded_at: Timestamp,
    pub(crate) zone: &'a TimeZone,
}

/// The status as it came.
pub(crate) struct Status<'a> {
    /// The column or field it stood in.
    pub(crate) column: &'a str,
    /// What stood there.
    pub(crate) code: &'a str,
    /// What shows it, for an entry made in error.
    pub(crate) evidence: String,
}

/// What a status tells.
pub(crate) enum Told {
    /// Nothing has come of the contact yet.
    NotYet,
    /// This came of it.
    Outcome(Box<OutcomeRecorded>),
    /// A person must say; the contact is kept, and what the other system says about it.
    Ask { review: Review, written: String },
}

/// Reads a status. Nothing is bent to fit: an outcome that cannot be is a question.
pub(crate) fn tell(meaning: &StatusMeaning, status: &Status<'_>, occasion: &Occasion<'_>) -> Told {
    let kind = match meaning {
        StatusMeaning::NotYet => return Told::NotYet,
        StatusMeaning::Review { why } => {
            return ask(status, why.clone(), "Find out what came of this contact and record it".to_owned());
        }
        StatusMeaning::Outcome { kind, by_setting } => {
            let here = by_setting.iter().find(|(setting, _)| *setting == occasion.setting);
            for_subject(here.map_or(*kind, |(_, here)| *here), occasion.subject)
        }
    };
    let outcome = match kind {
        OutcomeKind::AdministrativeError => Outcome::AdministrativeError { evidence: status.evidence.clone() },
        other => Outcome::Plain(other),
    };
    if let Err(problem) = outcome.fits(occasion.setting, occasion.subject) {
        let why = format!("it stands for `{}`, which cannot come of a contact {}", kind.code(), occasion.setting.words());
        return ask(status, why, format!("Find out what came of this contact and record it: {}", problem.fitting));
    }
    let today = Happened::At(occasion.recorded_at).day(occasion.zone);
    if needs_the_hour(kind) && occasion.planned_for.day(occasion.zone) > today {
        let why = format!("the contact is planned for {}, which has not come yet", occasion.planned_for.day(occasion.zone));
        return ask(status, why, "Check the day and the status in the other system".to_owned());
    }
    Told::Outcome(Box::new(OutcomeRecorded {
        contact: occasion.contact.clone(),
        outcome,
        certainty: Certainty::Unconfirmed,
        responses: Vec::new(),
        note: None,
        original_code: Some(status.code.to_owned()),
    }))
}

/// The words differ for an adult's own contact (BOL-01).
fn for_subject(kind: OutcomeKind, subject: ContactSubject) -> OutcomeKind {
    match (kind, subject) {
        (OutcomeKind::WasNotBrought, ContactSubject::Carer) => OutcomeKind::AdultDidNotAttend,
        (OutcomeKind::Seen, ContactSubject::Carer) => OutcomeKind::Attended,
        (OutcomeKind::AdultDidNotAttend, ContactSubject::Child) => OutcomeKind::WasNotBrought,
        (OutcomeKind::Attended, ContactSubject::Child) => OutcomeKind::Seen,
        (other, _) => other,
    }
}

pub(crate) fn ask(status: &Status<'_>, why: String, what_to_do: String) -> Told {
    let written = format!("The other system's status is `{}`. A person must say what came of this contact: {why}.", status.code);
    Told::Ask { review: Fault::at(status.column, status.code, why, what_to_do).into_review(), written }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn told(meaning: &StatusMeaning, setting: Setting, subject: ContactSubject, planned_for: Happened) -> Told {
        let contact = ContactId::new("clinic/1").unwrap();
        let zone = jiff::tz::get!("Europe/London");
        let recorded_at = "2026-07-02T12:00:00Z".parse().unwrap();
        let occasion = Occasion { contact: &contact, setting, subject, planned_for, recorded_at, zone: &zone };
        tell(meaning, &Status { column: "STATUS", code: "3", evidence: "message 9".into() }, &occasion)
    }

    fn outcome(kind: OutcomeKind) -> StatusMeaning {
        StatusMeaning::Outcome { kind, by_setting: vec![(Setting::Telephone, OutcomeKind::SpokenTo)] }
    }

    const PAST: Happened = Happened::On(date(2026, 7, 1));

    #[test]
    fn the_same_code_says_not_brought_of_a_child_and_did_not_attend_of_an_adult() {
        for (subject, kind) in
            [(ContactSubject::Child, OutcomeKind::WasNotBrought), (ContactSubject::Carer, OutcomeKind::AdultDidNotAttend)]
        {
            let Told::Outcome(recorded) = told(&outcome(OutcomeKind::WasNotBrought), Setting::Clinic, subject, PAST) else { panic!() };
            assert_eq!(recorded.outcome, Outcome::Plain(kind));
            assert_eq!(recorded.certainty, Certainty::Unconfirmed);
            assert_eq!(recorded.original_code.as_deref(), Some("3"));
        }
    }

    #[test]
    fn a_failed_visit_at_home_is_asked_about_because_the_code_does_not_say_who_opened_the_door() {
        let Told::Ask { review, written } = told(&outcome(OutcomeKind::WasNotBrought), Setting::Home, ContactSubject::Child, PAST) else {
            panic!()
        };
        assert!(review.what_to_do.contains("no_response"), "{}", review.what_to_do);
        assert!(written.contains("`3`"));
    }

    #[test]
    fn a_map_may_say_what_a_code_means_in_one_setting() {
        let Told::Outcome(recorded) = told(&outcome(OutcomeKind::Seen), Setting::Telephone, ContactSubject::Child, PAST) else { panic!() };
        assert_eq!(recorded.outcome, Outcome::Plain(OutcomeKind::SpokenTo));
    }

    #[test]
    fn nobody_can_have_been_seen_tomorrow_but_a_contact_can_be_cancelled_for_then() {
        let tomorrow = Happened::On(date(2026, 7, 3));
        assert!(matches!(told(&outcome(OutcomeKind::Seen), Setting::Clinic, ContactSubject::Child, tomorrow), Told::Ask { .. }));
        let cancelled = told(&outcome(OutcomeKind::CancelledByFamily), Setting::Clinic, ContactSubject::Child, tomorrow);
        assert!(matches!(cancelled, Told::Outcome(_)));
    }

    #[test]
    fn an_error_names_what_shows_it() {
        let Told::Outcome(recorded) = told(&outcome(OutcomeKind::AdministrativeError), Setting::Clinic, ContactSubject::Child, PAST) else {
            panic!()
        };
        assert_eq!(recorded.outcome, Outcome::AdministrativeError { evidence: "message 9".into() });
    }
}
