//! Recording a birth, a death or the end of a pregnancy. Only a person does; another system's word for it is put on the review list.

use super::checks::Checks;
use super::entry::{Basis, Entry, EntryHead};
use brought_domain::person::PersonKind;
use brought_domain::{Fact, ServiceId, vocabulary};

vocabulary! {
    /// A birth, a death or the end of a pregnancy.
    pub enum LifeEvent ("life event") {
        /// The child was born.
        Born = "born", "born";
        /// The person died.
        Died = "died", "died";
        /// The pregnancy ended without a birth.
        PregnancyEnded = "pregnancy_ended", "the pregnancy ended";
    }
}

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordLifeEvent {
    /// What every form carries.
    pub head: EntryHead,
    /// What happened.
    pub what: LifeEvent,
    /// Whether the person signing has made sure that it is this person and that it is so: what follows from it cannot be undone for the family.
    pub is_certain: bool,
}

impl Entry for RecordLifeEvent {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    /// It concerns every service.
    fn service(&self, _basis: &Basis<'_>) -> Option<ServiceId> {
        None
    }

    fn plan(&self, basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        if !self.is_certain {
            checks.refuse("is_certain", "Make sure that this is the right person and that it is so, and say that you have");
        }
        let kind = basis.gathered.people.get(&basis.gathered.chronology.subject).and_then(|row| row.kind);
        if self.what != LifeEvent::Died && kind.is_some_and(|kind| kind != PersonKind::UnbornChild) {
            checks.refuse("what", "This is not the record of an unborn child");
        }
        Some(match self.what {
            LifeEvent::Born => Fact::Born,
            LifeEvent::Died => Fact::Died,
            LifeEvent::PregnancyEnded => Fact::PregnancyEnded,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::record;
    use crate::testing::{at, head, open, the_id, with};
    use crate::{Failure, child_page};
    use brought_testkit::Family;

    const NOW: &str = "2026-01-07T09:00:00Z";

    #[tokio::test]
    async fn a_death_is_recorded_by_somebody_who_has_made_sure() {
        let brought = with(&Family::new().child("ana", |ana| ana.born("2023-05-01")).chronology()).await;
        let grant = open(&brought, "ana", NOW).await;
        let form = |head, what, is_certain| RecordLifeEvent { head, what, is_certain };
        for (what, is_certain, field) in [(LifeEvent::Died, false, "is_certain"), (LifeEvent::PregnancyEnded, true, "what")] {
            let entry = form(head(&brought, "ana", NOW).await, what, is_certain);
            let refused = record(&brought, &grant, the_id("new-1"), at(NOW), &entry).await;
            assert!(matches!(refused, Err(Failure::Refused(refusal)) if refusal.is_about(field)), "{field}");
        }
        let entry = form(head(&brought, "ana", NOW).await, LifeEvent::Died, true);
        record(&brought, &grant, the_id("new-1"), at(NOW), &entry).await.unwrap();
        assert!(child_page(&brought, &grant, at(NOW)).await.unwrap().who.dead);
    }
}
