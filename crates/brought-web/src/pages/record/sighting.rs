//! Who saw a child: when, where, how, and what they are to the child (STW-16, NAF-17).

use super::{Opened, RecordForm};
use crate::form::{Reading, Values, choices};
use crate::templating::shown;
use brought_app::{EntryHead, RecordSighting};
use brought_domain::work::{HowSeen, SeenBy};
use minijinja::Value;

pub(crate) struct SightingForm;

impl RecordForm for SightingForm {
    type Entry = RecordSighting;
    const TEMPLATE: &'static str = "pages/record/sighting.jinja";
    const BUTTON: &'static str = "Save";

    fn fill(opened: &Opened, values: &mut Values) {
        if let Some(child) = opened.first_child() {
            values.set("sighting.child", child);
        }
    }

    fn shown(opened: &Opened) -> Value {
        shown! { children => opened.children(), ways_of_seeing => choices::<HowSeen>(), seen_by => choices::<SeenBy>() }
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> RecordSighting {
        let sighting = form.sighting("sighting");
        RecordSighting { head: EntryHead { happened: sighting.seen_at, ..head }, sighting }
    }
}
