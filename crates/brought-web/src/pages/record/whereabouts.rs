//! Whether anybody knows where the child is, and who found a child who was missing (STW-03, STW-16).

use super::{Opened, RecordForm};
use crate::form::{Choice, Reading, Values};
use crate::templating::shown;
use brought_app::{ChronologyEntry, EntryHead, RecordWhereabouts};
use brought_domain::Fact;
use brought_domain::contact::{Answer, OutcomeKind};
use minijinja::Value;

pub(crate) struct WhereaboutsForm;

/// How many of the latest words about it the form shows.
const SHOWN: usize = 3;

impl RecordForm for WhereaboutsForm {
    type Entry = RecordWhereabouts;
    const TEMPLATE: &'static str = "pages/record/whereabouts.jinja";
    const BUTTON: &'static str = "Save";
    const ASKS_WHEN: bool = true;
    /// It concerns every service.
    const ASKS_SERVICE: bool = false;

    fn fill(opened: &Opened, values: &mut Values) {
        values.set("known", opened.query.text("known"));
    }

    fn shown(opened: &Opened) -> Value {
        let answers = [
            (Answer::No, "Nobody knows where the child is"),
            (Answer::Yes, "It is known where the child is: the child was found"),
            (Answer::NotKnown, "It is not certain whether anybody knows"),
        ];
        let answers: Vec<Choice> =
            answers.into_iter().map(|(answer, text)| Choice { value: answer.code().to_owned(), text: text.to_owned() }).collect();
        shown! { answers, so_far => so_far(opened) }
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> RecordWhereabouts {
        RecordWhereabouts { head, known: form.chosen("known"), found_by: form.text("found_by"), what: form.text("what") }
    }
}

/// What was recorded last about where the child is.
fn so_far(opened: &Opened) -> Vec<&ChronologyEntry> {
    let tells = |fact: &Fact| match fact {
        Fact::WhereaboutsRecorded(_) => true,
        Fact::OutcomeRecorded(recorded) => recorded.outcome.kind() == OutcomeKind::WhereaboutsUnknown,
        _ => false,
    };
    let of_them = |entry: &&ChronologyEntry| {
        let event = opened.chronology.events.iter().find(|event| event.id.as_str() == entry.event);
        entry.about.is_none() && entry.corrected.is_none() && event.is_some_and(|event| tells(&event.fact))
    };
    opened.page.chronology.iter().filter(of_them).take(SHOWN).collect()
}
