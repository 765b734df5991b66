//! The state of a plan that several agencies hold together (NAF-16, NAF-25, NAF-26).

use super::{Opened, RecordForm};
use crate::form::{Reading, Values, choices};
use crate::templating::shown;
use brought_app::{EntryHead, RecordPlan};
use brought_domain::circumstances::{PlanKind, PlanMember, PlanRecorded, StandingNow};
use brought_domain::work::{Agency, AgencyKind};
use minijinja::Value;

pub(crate) struct PlanForm;

/// How many agencies the form has room for, the recording service left out.
const ROOM: usize = 6;

impl RecordForm for PlanForm {
    type Entry = RecordPlan;
    const TEMPLATE: &'static str = "pages/record/plan.jinja";
    const BUTTON: &'static str = "Save";
    const ASKS_WHEN: bool = true;

    fn fill(_opened: &Opened, values: &mut Values) {
        values.set("happened.time", "");
    }

    fn shown(_opened: &Opened) -> Value {
        shown! { plans => choices::<PlanKind>(), states => choices::<StandingNow>(), agencies => choices::<AgencyKind>(), room => (0..ROOM).collect::<Vec<_>>() }
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> RecordPlan {
        let member = |place: usize| {
            let kind = form.chosen::<AgencyKind>(&format!("members.{place}.kind"))?;
            let name = form.said(&format!("members.{place}.name"));
            Some(PlanMember { agency: Agency { kind, name }, person: form.said(&format!("members.{place}.person")), role: None })
        };
        let plan = PlanRecorded {
            plan: form.word("plan", "Choose the plan"),
            state: form.word("state", "Say whether the plan holds"),
            from_on: form.day_if_any("from_on", "First day"),
            to_on: form.day_if_any("to_on", "Last day"),
            members: (0..ROOM).filter_map(member).collect(),
        };
        RecordPlan { head, plan }
    }
}
