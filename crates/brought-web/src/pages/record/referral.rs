//! A referral to another agency (NAF-20).

use super::{Opened, RecordForm};
use crate::address::part;
use crate::form::{Reading, Values, choices};
use crate::templating::shown;
use brought_app::{EntryHead, MakeReferral};
use brought_domain::work::{Agency, AgencyKind};
use minijinja::Value;

pub(crate) struct ReferralForm;

impl RecordForm for ReferralForm {
    type Entry = MakeReferral;
    const TEMPLATE: &'static str = "pages/record/referral.jinja";
    const BUTTON: &'static str = "Save the referral";
    const ASKS_WHEN: bool = true;

    fn fill(_opened: &Opened, values: &mut Values) {
        values.set("to.kind", AgencyKind::ChildrensSocialCare.code());
    }

    fn shown(opened: &Opened) -> Value {
        let write_for = opened.query.said("for").map(|id| format!("?for={}", part(&id))).unwrap_or_default();
        shown! { agencies => choices::<AgencyKind>(), write_for }
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> MakeReferral {
        let to = Agency { kind: form.word("to.kind", "Choose to whom you referred"), name: form.said("to.name") };
        MakeReferral { head, to, content: form.text("content"), reference: form.said("reference") }
    }
}
