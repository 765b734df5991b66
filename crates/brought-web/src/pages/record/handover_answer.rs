//! What those answered who were asked to take over a follow-up (NAF-17). Only a yes lets it end, and even that is a step of its own.

use super::{Opened, RecordForm};
use crate::form::{Choice, Reading, Values};
use crate::templating::shown;
use brought_app::{AnswerHandover, EntryHead, HandoverLine};
use minijinja::Value;

pub(crate) struct HandoverAnswerForm;

impl RecordForm for HandoverAnswerForm {
    type Entry = AnswerHandover;
    const TEMPLATE: &'static str = "pages/record/handover_answer.jinja";
    const BUTTON: &'static str = "Save the answer";
    const ASKS_WHEN: bool = true;
    /// The service is that of the offer.
    const ASKS_SERVICE: bool = false;

    fn fill(opened: &Opened, values: &mut Values) {
        let offers: Vec<&HandoverLine> = offers(opened).collect();
        let asked = opened.query.said("offer");
        let named = offers.iter().find(|line| Some(&line.offer) == asked.as_ref());
        let waiting = || offers.iter().find(|line| line.answer.is_none());
        if let Some(line) = named.or_else(waiting).or(offers.last()) {
            values.set("offer", line.offer.clone());
        }
    }

    fn shown(opened: &Opened) -> Value {
        let offers: Vec<Choice> = offers(opened).map(choice).collect();
        let open = opened.page.follow_ups.iter().any(|follow_up| follow_up.open && follow_up.person == opened.page.person);
        shown! { offers, open }
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> AnswerHandover {
        AnswerHandover {
            head,
            offer: form.said("offer").and_then(|id| id.parse().ok()),
            accepted: form.chosen("accepted"),
            by: form.text("by"),
            said: form.text("said"),
        }
    }
}

/// The offers that stand in the follow-ups of the person whose page it is.
fn offers(opened: &Opened) -> impl Iterator<Item = &HandoverLine> {
    let own = opened.page.follow_ups.iter().filter(|follow_up| follow_up.person == opened.page.person);
    own.flat_map(|follow_up| &follow_up.handovers)
}

/// Who was asked, when, who recorded it, and what they have said so far.
fn choice(line: &HandoverLine) -> Choice {
    let so_far = line.answer.as_ref().map_or_else(
        || "no answer yet".to_owned(),
        |answer| match answer.accepted {
            "yes" => format!("accepted, {}", answer.when),
            "no" => format!("not accepted, {}", answer.when),
            _ => format!("answered, but not clearly, {}", answer.when),
        },
    );
    Choice {
        value: line.offer.clone(),
        text: format!("{}: asked {}, recorded by {}; {so_far}", line.to_words, line.when, line.recorded_by),
    }
}
