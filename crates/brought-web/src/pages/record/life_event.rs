//! A birth, a death or the end of a pregnancy. Only a person records it.

use super::{Opened, RecordForm};
use crate::form::{Reading, choices_of};
use crate::templating::shown;
use brought_app::{EntryHead, LifeEvent, RecordLifeEvent};
use minijinja::Value;

pub(crate) struct LifeEventForm;

impl RecordForm for LifeEventForm {
    type Entry = RecordLifeEvent;
    const TEMPLATE: &'static str = "pages/record/life_event.jinja";
    const BUTTON: &'static str = "Save";
    const ASKS_WHEN: bool = true;
    const ASKS_SERVICE: bool = false;

    fn shown(opened: &Opened) -> Value {
        let is_unborn = opened.page.who.kind == "unborn_child" || opened.page.who.kind == "not_known";
        let offered = LifeEvent::ALL.iter().copied().filter(|what| is_unborn || *what == LifeEvent::Died);
        shown! { offered => choices_of(offered) }
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> RecordLifeEvent {
        RecordLifeEvent { head, what: form.word("what", "Choose what happened"), is_certain: form.is_ticked("is_certain") }
    }
}
