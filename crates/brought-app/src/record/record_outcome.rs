//! Recording what came of a contact, and what was done about it (NAF-06 to NAF-09, NAF-21).

use super::checks::{Checks, said};
use super::correct_event::correction;
use super::entry::{Basis, Entry, EntryHead};
use super::over_failure::{self, OverFailure};
use crate::child_page::corrections;
use crate::words::happened_in_words;
use brought_calendar::{local_date, uk_time_zone};
use brought_domain::contact::{Certainty, ContactPlanned, ContactSubject, Outcome, OutcomeKind, OutcomeRecorded, ResponseKind};
use brought_domain::person::PersonKind;
use brought_domain::{ContactId, Correction, CorrectionKind, Fact, ServiceId};

/// The form. Recording an outcome for a contact whose outcome another system reported confirms it or puts it right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordOutcome {
    /// What every form carries. The service is taken from the contact.
    pub head: EntryHead,
    /// The contact.
    pub contact: ContactId,
    /// What came of it.
    pub outcome: Outcome,
    /// What was done about it. "Nothing yet" is an answer; none at all is not (NAF-21).
    pub responses: Vec<ResponseKind>,
    /// Anything else worth saying.
    pub note: Option<String>,
    /// What is to become of an earlier report that this contact failed, when this outcome says otherwise. Nothing: not said.
    pub over_failure: Option<OverFailure>,
}

impl Entry for RecordOutcome {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn service(&self, basis: &Basis<'_>) -> Option<ServiceId> {
        planned(&self.contact, basis).map(|plan| plan.service.clone())
    }

    /// Only when somebody chose to.
    fn corrects(&self) -> Option<Correction> {
        match &self.over_failure {
            Some(OverFailure::Correct { event, reason }) => Some(correction(event, CorrectionKind::Replaces, reason)),
            _ => None,
        }
    }

    fn plan(&self, basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        let Some(plan) = planned(&self.contact, basis) else {
            checks.refuse("contact", "This contact is not on this record: plan it first, also when it has taken place already");
            return None;
        };
        self.check_fits(plan, basis, checks);
        self.check_has_taken_place(plan, basis, checks);
        if self.responses.is_empty() && self.outcome().kind().failed_contact().is_some() {
            checks.refuse_by("NAF-21", "responses", "Say what you did about it; “nothing yet” is an answer");
        }
        let fact = Fact::OutcomeRecorded(OutcomeRecorded {
            contact: self.contact.clone(),
            outcome: self.outcome_said(checks),
            certainty: Certainty::Confirmed,
            responses: self.responses.clone(),
            note: said(self.note.as_ref()),
            original_code: None,
        });
        over_failure::check(self, &fact, basis, checks);
        Some(fact)
    }
}

impl RecordOutcome {
    /// What is recorded: what was chosen, unless it turned out to be an administrative error.
    pub(super) fn outcome(&self) -> Outcome {
        match &self.over_failure {
            Some(OverFailure::ShowError { evidence }) => Outcome::AdministrativeError { evidence: evidence.clone() },
            _ => self.outcome.clone(),
        }
    }

    fn check_fits(&self, plan: &ContactPlanned, basis: &Basis<'_>, checks: &mut Checks) {
        let person = basis.gathered.people.get(&basis.gathered.chronology.subject);
        let is_carer = person.is_some_and(|person| person.kind == Some(PersonKind::Carer));
        let subject = if is_carer { ContactSubject::Carer } else { ContactSubject::Child };
        let outcome = self.outcome();
        if outcome.fits(plan.setting, subject).is_err() {
            let fitting: Vec<&str> = OutcomeKind::fitting(plan.setting, subject).map(OutcomeKind::words).collect();
            let outcome = outcome.kind();
            let words = format!("“{outcome}” cannot come of a contact {}. Choose one of: {}", plan.setting, fitting.join("; "));
            checks.refuse_by("NAF-08", "outcome", words);
        }
    }

    /// A contact that is yet to come can be cancelled, and nothing else can have come of it.
    fn check_has_taken_place(&self, plan: &ContactPlanned, basis: &Basis<'_>, checks: &mut Checks) {
        let may_come_before = matches!(
            self.outcome().kind(),
            OutcomeKind::CancelledByFamily
                | OutcomeKind::CancelledByService
                | OutcomeKind::Declined
                | OutcomeKind::Withdrew
                | OutcomeKind::AdministrativeError
        );
        if !may_come_before && plan.planned_for.day(&uk_time_zone()) > local_date(basis.now) {
            let when = happened_in_words(plan.planned_for);
            checks.refuse("outcome", format!("This contact is planned for {when}: it has not taken place yet"));
        }
    }

    fn outcome_said(&self, checks: &mut Checks) -> Outcome {
        let shows_error = matches!(self.over_failure, Some(OverFailure::ShowError { .. }));
        match self.outcome() {
            Outcome::Plain(kind) => Outcome::Plain(kind),
            Outcome::UnseenChild { reason, actively_prevented } => {
                Outcome::UnseenChild { reason: said(reason.as_ref()), actively_prevented }
            }
            Outcome::ReportedToRefuse { reporter } => {
                Outcome::ReportedToRefuse { reporter: checks.text("outcome.reporter", &reporter, "Say who reports that the child refuses") }
            }
            Outcome::AdministrativeError { evidence } => {
                let field = if shows_error { "over_failure.evidence" } else { "outcome.evidence" };
                Outcome::AdministrativeError { evidence: checks.text(field, &evidence, "Say what shows that it was an error") }
            }
        }
    }
}

/// The latest plan of a contact in this record.
fn planned<'a>(contact: &ContactId, basis: &Basis<'a>) -> Option<&'a ContactPlanned> {
    let corrected = corrections(&basis.gathered.chronology.events);
    let plans = basis.gathered.own_events().filter(|event| !corrected.contains_key(&event.id)).filter_map(|event| match &event.fact {
        Fact::ContactPlanned(plan) if plan.contact == *contact => Some(plan),
        _ => None,
    });
    plans.last()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Saved, record};
    use crate::testing::{at, head, open, the_id, with};
    use crate::{Brought, Failure, Refusal};
    use brought_domain::contact::Setting;
    use brought_testkit::Family;
    use brought_testkit::builders::contact;

    const NOW: &str = "2026-01-05T11:00:00Z";

    async fn ana(setting: Setting, when: &str) -> Brought {
        let family = Family::new().child("ana", |ana| ana.born("2023-05-01"));
        with(&family.contact(contact(setting, when).called("c1")).chronology()).await
    }

    async fn outcome(brought: &Brought, kind: OutcomeKind, responses: &[ResponseKind]) -> Result<Saved, Failure> {
        let form = RecordOutcome {
            head: head(brought, "ana", NOW).await,
            contact: the_id("c1"),
            outcome: Outcome::Plain(kind),
            responses: responses.to_vec(),
            note: None,
            over_failure: None,
        };
        record(brought, &open(brought, "ana", NOW).await, the_id("new-1"), at(NOW), &form).await
    }

    fn refused(outcome: Result<Saved, Failure>) -> Refusal {
        match outcome {
            Err(Failure::Refused(refusal)) => refusal,
            other => panic!("not refused: {other:?}"),
        }
    }

    /// J2.
    #[tokio::test]
    async fn was_not_brought_opens_the_follow_up_of_the_contacts_service() {
        let brought = ana(Setting::Clinic, "2026-01-05T10:20").await;
        let saved = outcome(&brought, OutcomeKind::WasNotBrought, &[ResponseKind::TelephoneTried]).await.unwrap();
        assert!(saved.raised.contains(&"Record the impact on the child and decide what to do".to_owned()), "{saved:?}");
        let event = brought.store.event(&the_id("new-1")).await.unwrap().unwrap();
        assert_eq!(event.service, Some(the_id("health-visiting")));
    }

    /// NAF-08: the kind of a failed contact follows from the setting.
    #[tokio::test]
    async fn a_home_visit_cannot_end_with_a_child_not_brought() {
        let brought = ana(Setting::Home, "2026-01-05T10:20").await;
        let refusal = refused(outcome(&brought, OutcomeKind::WasNotBrought, &[ResponseKind::CardLeft]).await);
        assert!(refusal.is_about("outcome") && refusal.to_string().contains("no access: no response"), "{refusal}");
    }

    /// NAF-21: what was done is asked for, and nothing yet is an answer.
    #[tokio::test]
    async fn what_was_done_is_asked_for() {
        let brought = ana(Setting::Clinic, "2026-01-05T10:20").await;
        assert!(refused(outcome(&brought, OutcomeKind::WasNotBrought, &[]).await).is_about("responses"));
        outcome(&brought, OutcomeKind::WasNotBrought, &[ResponseKind::NothingYet]).await.unwrap();
    }

    #[tokio::test]
    async fn nothing_can_have_come_of_a_contact_that_is_yet_to_be_but_a_cancellation() {
        let brought = ana(Setting::Clinic, "2026-01-06T10:20").await;
        assert!(refused(outcome(&brought, OutcomeKind::Seen, &[]).await).is_about("outcome"));
        outcome(&brought, OutcomeKind::CancelledByFamily, &[]).await.unwrap();
    }
}
