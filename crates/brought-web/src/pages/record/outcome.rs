//! What came of a contact, and what was done about it (NAF-06 to NAF-09, NAF-21).

use super::{Opened, RecordForm};
use crate::form::{Choice, Reading, Values, choices, choices_of};
use crate::pages::contacts::planned;
use crate::templating::shown;
use brought_app::{ChronologyEntry, EntryHead, OverFailure, RecordOutcome};
use brought_calendar::{local, local_date, time_in_words, uk_time_zone};
use brought_domain::contact::{Answer, ContactPlanned, ContactSubject, Outcome, OutcomeKind, ResponseKind, Setting};
use brought_domain::{ContactId, Event, Fact, Happened};
use minijinja::Value;

pub(crate) struct OutcomeForm;

impl RecordForm for OutcomeForm {
    type Entry = RecordOutcome;
    const TEMPLATE: &'static str = "pages/record/outcome.jinja";
    const BUTTON: &'static str = "Save what happened";
    const ASKS_WHEN: bool = true;
    const ASKS_SERVICE: bool = false;

    /// It happened when it was planned, unless somebody says otherwise.
    fn fill(opened: &Opened, values: &mut Values) {
        let Some(plan) = plan(opened) else { return };
        super::opened::set_day(values, "happened", plan.planned_for.day(&uk_time_zone()).min(opened.today()));
        let time = match plan.planned_for {
            Happened::At(instant) if instant <= opened.now => time_in_words(local(instant).time()),
            Happened::At(instant) if local_date(instant) > opened.today() => time_in_words(local(opened.now).time()),
            _ => String::new(),
        };
        values.set("happened.time", time);
    }

    /// Only what can come of such a contact is offered (NAF-08).
    fn shown(opened: &Opened) -> Value {
        let plan = plan(opened);
        let setting = plan.as_ref().map_or(Setting::NotKnown, |plan| plan.setting);
        let (recorded, failed) = recorded(opened);
        let subject = if opened.page.who.is_child { ContactSubject::Child } else { ContactSubject::Carer };
        shown! {
            contact => plan.map(|plan| shown! {
                when => brought_app::happened_in_words(plan.planned_for), setting => plan.setting.words(), purpose => plan.purpose,
            }),
            outcomes => choices_of(OutcomeKind::fitting(setting, subject)),
            responses => choices::<ResponseKind>(),
            recorded, failed, ways => ways(),
        }
    }

    fn read(head: EntryHead, form: &Reading<'_>, opened: &Opened) -> RecordOutcome {
        let kind: OutcomeKind = form.word("outcome", "Choose what happened");
        let outcome = match kind {
            OutcomeKind::UnseenChild => Outcome::UnseenChild {
                reason: form.said("outcome.reason"),
                actively_prevented: form.chosen("outcome.actively_prevented").unwrap_or(Answer::NotKnown),
            },
            OutcomeKind::ReportedToRefuse => Outcome::ReportedToRefuse { reporter: form.text("outcome.reporter") },
            OutcomeKind::AdministrativeError => Outcome::AdministrativeError { evidence: form.text("outcome.evidence") },
            plain => Outcome::Plain(plain),
        };
        let contact = contact(opened).unwrap_or_else(|| form.no_contact("contact"));
        let over_failure = over_failure(form);
        RecordOutcome { head, contact, outcome, responses: form.words("responses"), note: form.said("note"), over_failure }
    }
}

/// What is to become of an earlier report that the contact failed. Asked only when an outcome was chosen: it is this that contradicts the report.
fn over_failure(form: &Reading<'_>) -> Option<OverFailure> {
    match form.text("over_failure").as_str() {
        _ if form.chosen::<OutcomeKind>("outcome").is_none() => Some(OverFailure::LeaveStanding),
        CORRECT => Some(OverFailure::Correct { event: form.event("event", "Choose the entry that is wrong"), reason: form.text("reason") }),
        SHOW_ERROR => Some(OverFailure::ShowError { evidence: form.text("over_failure.evidence") }),
        LEAVE => Some(OverFailure::LeaveStanding),
        _ => None,
    }
}

const CORRECT: &str = "correct";
const SHOW_ERROR: &str = "show_error";
const LEAVE: &str = "leave";

/// What there is to choose when the contact is already reported as failed.
fn ways() -> [Choice; 3] {
    [
        (CORRECT, "That entry is wrong: correct it by name"),
        (SHOW_ERROR, "It was an administrative error: record what shows it"),
        (LEAVE, "Save what I chose below. The failed contact stands"),
    ]
    .map(|(value, text)| Choice { value: value.to_owned(), text: text.to_owned() })
}

/// What is recorded of the contact already, and of that what says that it failed.
fn recorded(opened: &Opened) -> (Vec<&ChronologyEntry>, Vec<Choice>) {
    let Some(contact) = contact(opened) else { return (Vec::new(), Vec::new()) };
    let event = |entry: &ChronologyEntry| opened.chronology.events.iter().find(|event| event.id.as_str() == entry.event);
    let is_of_contact = |fact: &Fact| matches!(fact, Fact::OutcomeRecorded(recorded) if recorded.contact == contact);
    let stands = |entry: &&ChronologyEntry| entry.about.is_none() && entry.corrected.is_none();
    let entries = opened.page.chronology.iter().filter(stands).filter(|entry| event(entry).is_some_and(|event| is_of_contact(&event.fact)));
    let entries: Vec<&ChronologyEntry> = entries.collect();
    let failed = entries.iter().filter(|entry| event(entry).is_some_and(Event::reports_failure));
    let failed = failed.map(|entry| Choice {
        value: entry.event.clone(),
        text: format!("{}, {}, recorded by {}", entry.summary, entry.when, entry.recorded_by),
    });
    let failed = failed.collect();
    (entries, failed)
}

fn contact(opened: &Opened) -> Option<ContactId> {
    opened.path.get("contact").and_then(|id| id.parse().ok())
}

fn plan(opened: &Opened) -> Option<ContactPlanned> {
    planned(&opened.chronology, &contact(opened)?).cloned()
}
