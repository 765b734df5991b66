//! Settling an obligation by hand: done in another way, replaced, or waived with authority (STW-01).

use super::{Opened, RecordForm};
use crate::form::{Reading, choices_of};
use crate::templating::shown;
use brought_app::{EntryHead, SettleObligation};
use brought_domain::work::{ObligationSettled, Role};
use minijinja::Value;

pub(crate) struct SettleForm;

impl RecordForm for SettleForm {
    type Entry = SettleObligation;
    const TEMPLATE: &'static str = "pages/record/settle.jinja";
    const BUTTON: &'static str = "Save";
    const ASKS_SERVICE: bool = false;

    fn shown(opened: &Opened) -> Value {
        shown! { authorities => choices_of(opened.who.actor.roles.iter().copied()) }
    }

    fn read(head: EntryHead, form: &Reading<'_>, opened: &Opened) -> SettleObligation {
        let how = match form.text("how").as_str() {
            "replaced" => ObligationSettled::Replaced { instead: form.text("instead"), reason: form.text("reason") },
            "waived" => {
                let authority = form.chosen::<Role>("authority").unwrap_or(head.role);
                ObligationSettled::Waived { authority, reason: form.text("reason") }
            }
            "done" => ObligationSettled::Done { evidence: form.text("evidence") },
            _ => {
                form.refuse("how", "Choose what became of it");
                ObligationSettled::Done { evidence: "not chosen".to_owned() }
            }
        };
        let obligation = opened.path.get("obligation").and_then(|id| id.parse().ok()).unwrap_or_else(|| form.no_obligation("obligation"));
        SettleObligation { head, obligation, how }
    }
}
