//! A discussion with a manager, supervisor, lead or key worker (NAF-11, NAF-20, NAF-26, NAF-27).

use super::{Opened, RecordForm};
use crate::form::{Reading, Values, choices};
use crate::templating::shown;
use brought_app::{EntryHead, HoldDiscussion};
use brought_domain::work::{DiscussionTopic, ReferralDecision, Role};
use minijinja::Value;

pub(crate) struct DiscussionForm;

impl RecordForm for DiscussionForm {
    type Entry = HoldDiscussion;
    const TEMPLATE: &'static str = "pages/record/discussion.jinja";
    const BUTTON: &'static str = "Save the discussion";
    const ASKS_WHEN: bool = true;

    fn fill(opened: &Opened, values: &mut Values) {
        if let Some(topic) = opened.query.said("topic") {
            values.set("topic", topic);
        }
        let Some(obligation) = opened.obligation() else { return };
        if let Some(topic) = obligation.topic {
            values.set("topic", topic.code());
        }
        if let [only] = obligation.with_roles.as_slice() {
            values.set("with", only.code());
        }
    }

    fn shown(_opened: &Opened) -> Value {
        shown! { all_roles => choices::<Role>(), topics => choices::<DiscussionTopic>() }
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> HoldDiscussion {
        let decision = match form.text("decision").as_str() {
            "refer" => ReferralDecision::Refer,
            "do_not_refer" => ReferralDecision::DoNotRefer { reasons: form.text("decision.reasons") },
            _ => ReferralDecision::NotAsked,
        };
        HoldDiscussion {
            head,
            with: form.word("with", "Choose the role of the person you spoke to"),
            with_person: form.said("with_person"),
            topic: form.word("topic", "Choose what the discussion was about"),
            decision,
            summary: form.text("summary"),
        }
    }
}
