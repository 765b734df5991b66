//! What came of a contact, and what was done about it (NAF-06 to NAF-09, NAF-21).

use super::{Opened, RecordForm};
use crate::form::{Reading, Values, choices, choices_of};
use crate::pages::contacts::planned;
use crate::templating::shown;
use brought_app::{EntryHead, RecordOutcome};
use brought_calendar::{local, local_date, time_in_words, uk_time_zone};
use brought_domain::contact::{Answer, ContactPlanned, ContactSubject, Outcome, OutcomeKind, ResponseKind, Setting};
use brought_domain::{ContactId, Happened};
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
        let subject = if opened.page.who.is_child { ContactSubject::Child } else { ContactSubject::Carer };
        shown! {
            contact => plan.map(|plan| shown! {
                when => brought_app::happened_in_words(plan.planned_for), setting => plan.setting.words(), purpose => plan.purpose,
            }),
            outcomes => choices_of(OutcomeKind::fitting(setting, subject)),
            responses => choices::<ResponseKind>(),
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
        RecordOutcome { head, contact, outcome, responses: form.words("responses"), note: form.said("note") }
    }
}

fn contact(opened: &Opened) -> Option<ContactId> {
    opened.path.get("contact").and_then(|id| id.parse().ok())
}

fn plan(opened: &Opened) -> Option<ContactPlanned> {
    planned(&opened.chronology, &contact(opened)?).cloned()
}
