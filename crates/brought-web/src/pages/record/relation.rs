//! Who belongs with whom: a carer, a brother or sister, a dependent child (NAF-22, NAF-24).

use super::{Opened, RecordForm};
use crate::form::{Reading, Values, choices};
use crate::state::WebState;
use crate::templating::shown;
use brought_app::{EntryHead, Failure, RecordRelation, Saved, record_relation};
use brought_domain::EventId;
use brought_domain::contact::Answer;
use brought_domain::person::RelationKind;
use minijinja::Value;

pub(crate) struct RelationForm;

impl RecordForm for RelationForm {
    type Entry = RecordRelation;
    const TEMPLATE: &'static str = "pages/record/relation.jinja";
    const BUTTON: &'static str = "Save the relation";
    const ASKS_SERVICE: bool = false;

    fn fill(opened: &Opened, values: &mut Values) {
        values.set("other", opened.query.text("other"));
    }

    fn shown(opened: &Opened) -> Value {
        shown! { relations => choices::<RelationKind>(), other => opened.other }
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> RecordRelation {
        RecordRelation {
            head,
            other: form.person("other", "Find the other person first"),
            relation: form.word("relation", "Choose what the other person is"),
            same_household: form.chosen("same_household").unwrap_or(Answer::NotKnown),
        }
    }

    async fn save(state: &WebState, opened: &Opened, id: EventId, entry: &RecordRelation) -> Result<Saved, Failure> {
        record_relation(&state.brought, &opened.grant, id, opened.now, entry).await
    }
}
