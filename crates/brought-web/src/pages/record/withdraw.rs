//! Withdrawing an entry that should never have been recorded. It stays readable, and counts no more (S7, STW-14).

use super::{Opened, RecordForm};
use crate::form::Reading;
use crate::templating::shown;
use brought_app::{ChronologyEntry, EntryHead, WithdrawEvent};
use minijinja::Value;

pub(crate) struct WithdrawForm;

impl RecordForm for WithdrawForm {
    type Entry = WithdrawEvent;
    const TEMPLATE: &'static str = "pages/record/withdraw.jinja";
    const BUTTON: &'static str = "Withdraw the entry";
    const ASKS_SERVICE: bool = false;

    fn shown(opened: &Opened) -> Value {
        shown! { entry => entry(opened) }
    }

    fn read(head: EntryHead, form: &Reading<'_>, opened: &Opened) -> WithdrawEvent {
        let event = opened.path.get("event").and_then(|id| id.parse().ok()).unwrap_or_else(|| form.no_event("event"));
        WithdrawEvent { head, event, reason: form.text("reason") }
    }
}

fn entry(opened: &Opened) -> Option<&ChronologyEntry> {
    let id = opened.path.get("event")?;
    opened.page.chronology.iter().find(|entry| entry.event == *id && entry.about.is_none())
}
