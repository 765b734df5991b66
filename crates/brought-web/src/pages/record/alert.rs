//! Whether an alert stands, on this record or on the GP’s (STW-12, STW-20).

use super::{Opened, RecordForm};
use crate::form::{Reading, Values, choices};
use crate::templating::shown;
use brought_app::{DecideAlert, EntryHead};
use brought_domain::steps::AlertPlace;
use brought_policy::duty::Detail;
use minijinja::Value;

pub(crate) struct AlertForm;

impl RecordForm for AlertForm {
    type Entry = DecideAlert;
    const TEMPLATE: &'static str = "pages/record/alert.jinja";
    const BUTTON: &'static str = "Sign the decision";
    const ASKS_WHEN: bool = true;

    fn fill(opened: &Opened, values: &mut Values) {
        if let Some(Detail::Alert { place, .. }) = opened.obligation().map(|obligation| &obligation.detail) {
            values.set("place", place.code());
        }
    }

    fn shown(_opened: &Opened) -> Value {
        shown! { places => choices::<AlertPlace>() }
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> DecideAlert {
        let active = form.text("active");
        if !matches!(active.as_str(), "yes" | "no") {
            form.refuse("active", "Say whether the alert stands from now on");
        }
        DecideAlert {
            head,
            place: form.word("place", "Choose where the alert stands"),
            active: active == "yes",
            directions: form.text("directions"),
            reasons: form.text("reasons"),
        }
    }
}
