//! A plan to establish the child's safety and welfare: members, actions and dates (NAF-19, NAF-23).

use super::{Opened, RecordForm};
use crate::form::Reading;
use crate::templating::shown;
use brought_app::{AgreePlan, EntryHead};
use brought_domain::work::PlanAction;
use minijinja::Value;

pub(crate) struct AgreedPlanForm;

/// How many actions the form has room for. A longer plan is written in two entries.
const ROOM: usize = 5;

impl RecordForm for AgreedPlanForm {
    type Entry = AgreePlan;
    const TEMPLATE: &'static str = "pages/record/agreed_plan.jinja";
    const BUTTON: &'static str = "Save the plan";
    const ASKS_WHEN: bool = true;

    fn shown(_opened: &Opened) -> Value {
        shown! { room => (0..ROOM).collect::<Vec<_>>() }
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> AgreePlan {
        let action = |place: usize| {
            let field = |part: &str| format!("actions.{place}.{part}");
            let is_blank = ["what", "who", "by_on.day", "by_on.month", "by_on.year"].iter().all(|part| form.said(&field(part)).is_none());
            (!is_blank).then(|| PlanAction {
                what: form.text(&field("what")),
                who: form.text(&field("who")),
                by_on: form.day(&field("by_on"), "Date by which it is to be done"),
            })
        };
        AgreePlan { head, members: form.lines("members"), actions: (0..ROOM).filter_map(action).collect() }
    }
}
