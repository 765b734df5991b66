//! The answer to a referral (NAF-20, H32).

use super::{Opened, RecordForm};
use crate::form::{Choice, Reading, Values};
use crate::templating::shown;
use brought_app::{AnswerReferral, EntryHead};
use minijinja::Value;

pub(crate) struct AnswerForm;

impl RecordForm for AnswerForm {
    type Entry = AnswerReferral;
    const TEMPLATE: &'static str = "pages/record/referral_answer.jinja";
    const BUTTON: &'static str = "Save the answer";
    const ASKS_WHEN: bool = true;

    fn fill(opened: &Opened, values: &mut Values) {
        let events = opened.obligation().map(|obligation| obligation.because.events.as_slice()).unwrap_or_default();
        let referrals = referrals(opened);
        let asked = referrals.iter().find(|referral| events.iter().any(|event| event.as_str() == referral.value));
        if let Some(referral) = asked.or(referrals.first()) {
            values.set("referral", referral.value.clone());
        }
    }

    fn shown(opened: &Opened) -> Value {
        shown! { referrals => referrals(opened) }
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> AnswerReferral {
        AnswerReferral {
            head,
            referral: form.event("referral", "Choose the referral that was answered"),
            answer: form.text("answer"),
            accepted_by_referrer: form.word("accepted_by_referrer", "Say whether you are satisfied with the answer"),
        }
    }
}

/// The referrals in this record, latest first.
fn referrals(opened: &Opened) -> Vec<Choice> {
    let made =
        opened.page.chronology.iter().filter(|entry| entry.kind == "referral_made" && entry.about.is_none() && entry.corrected.is_none());
    made.map(|entry| Choice { value: entry.event.clone(), text: format!("{}, {}", entry.summary, entry.when) }).collect()
}
