//! Who may open the record (J10, H14, H15).

use super::{Opened, RecordForm};
use crate::form::{Choice, Reading, Values};
use crate::problem::WebProblem;
use crate::state::WebState;
use crate::templating::shown;
use brought_app::{Denied, EntryHead, EverythingDeed, Failure, Restrict, Saved, may_do, restrict};
use brought_domain::{EventId, Fact, PractitionerId};
use minijinja::Value;

pub(crate) struct RestrictForm;

const ONLY: &str = "only";
const EVERYBODY: &str = "everybody";

impl RecordForm for RestrictForm {
    type Entry = Restrict;
    const TEMPLATE: &'static str = "pages/record/restrict.jinja";
    const BUTTON: &'static str = "Save who may open this record";
    const ASKS_SERVICE: bool = false;

    async fn prepare(_state: &WebState, opened: &mut Opened) -> Result<(), WebProblem> {
        // Nobody fills in what they may not save.
        match may_do(&opened.who.actor, EverythingDeed::SeeBrokenGlass) {
            true => Ok(()),
            false => Err(Failure::from(Denied::RoleNeeded).into()),
        }
    }

    fn fill(opened: &Opened, values: &mut Values) {
        let now = opened.chronology.events.iter().rev().find_map(|event| match &event.fact {
            Fact::AccessDecided(decided) if event.about == opened.chronology.subject => Some(decided),
            _ => None,
        });
        if let Some(only) = now.and_then(|decided| decided.only.as_ref()) {
            values.set("who", ONLY);
            values.set_all("only", only.iter().map(PractitionerId::as_str));
        }
    }

    fn shown(opened: &Opened) -> Value {
        let choice = |value: &str, text: &str| Choice { value: value.to_owned(), text: text.to_owned() };
        let who = [choice(EVERYBODY, "Everybody whose work it is"), choice(ONLY, "Only the people chosen below")];
        shown! { who, people => opened.practitioners() }
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> Restrict {
        let only = match form.text("who").as_str() {
            ONLY => Some(form.practitioners("only")),
            EVERYBODY => None,
            _ => {
                form.refuse("who", "Say who may open the record");
                None
            }
        };
        Restrict { head, only, reasons: form.text("reasons") }
    }

    async fn save(state: &WebState, opened: &Opened, id: EventId, entry: &Restrict) -> Result<Saved, Failure> {
        restrict(&state.brought, &opened.grant, id, opened.now, entry).await
    }
}
