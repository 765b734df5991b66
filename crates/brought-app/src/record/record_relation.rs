//! Recording who belongs with whom: a carer, a brother or sister, a dependent child (NAF-22, NAF-24).

use super::checks::Checks;
use super::entry::{Basis, Entry, EntryHead};
use super::write::{Saved, record};
use crate::access::AccessGrant;
use crate::brought::Brought;
use crate::failure::{Failure, Refusal};
use brought_domain::contact::Answer;
use brought_domain::person::{RelationKind, RelationRecorded};
use brought_domain::{EventId, Fact, PersonId, ServiceId};
use jiff::Timestamp;

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordRelation {
    /// What every form carries.
    pub head: EntryHead,
    /// The other person, found by searching: somebody who is on record.
    pub other: PersonId,
    /// What the other is to the person of the page.
    pub relation: RelationKind,
    /// Whether they live in one household.
    pub same_household: Answer,
}

impl Entry for RecordRelation {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    /// It concerns every service.
    fn service(&self, _basis: &Basis<'_>) -> Option<ServiceId> {
        None
    }

    fn plan(&self, basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        if self.other == basis.gathered.chronology.subject {
            checks.refuse("other", "Choose another person: this is the one whose record is open");
        }
        Some(Fact::RelationRecorded(RelationRecorded {
            other: self.other.clone(),
            relation: self.relation,
            same_household: self.same_household,
        }))
    }
}

/// Records a relation to somebody who is on record.
///
/// # Errors
/// As [`record`]; [`Failure::Refused`] also when the other person has no record.
pub async fn record_relation(
    brought: &Brought,
    grant: &AccessGrant,
    id: EventId,
    now: Timestamp,
    form: &RecordRelation,
) -> Result<Saved, Failure> {
    // Everybody with an event has a revision.
    if brought.store.worklist_revision(&form.other).await? == 0 {
        return Err(Refusal::one("other", "This person is not on record: search for them, or add their record first").into());
    }
    record(brought, grant, id, now, form).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{add, at, head, open, the_id, with};
    use brought_testkit::Family;
    use brought_testkit::builders::adult_did_not_attend;

    const NOW: &str = "2026-01-07T09:00:00Z";

    /// NAF-22: once it is known who depends on the carer, the question is answered.
    #[tokio::test]
    async fn a_dependent_child_answers_the_question_who_depends_on_the_carer() {
        let carer = Family::new().parents_service("recovery").carer_alone("mum");
        let brought = with(&carer.clinic("2026-01-05T10:00", adult_did_not_attend()).chronology()).await;
        add(&brought, &Family::new().child("ana", |ana| ana.born("2023-05-01")).chronology()).await;
        let form = RecordRelation {
            head: EntryHead { service: Some(the_id("recovery")), ..head(&brought, "mum", NOW).await },
            other: the_id("ana"),
            relation: RelationKind::DependentChild,
            same_household: Answer::Yes,
        };
        let grant = open(&brought, "mum", NOW).await;
        let unknown = RecordRelation { other: the_id("nobody"), ..form.clone() };
        let refused = record_relation(&brought, &grant, the_id("new-1"), at(NOW), &unknown).await;
        assert!(matches!(refused, Err(Failure::Refused(refusal)) if refusal.is_about("other")));
        let saved = record_relation(&brought, &grant, the_id("new-1"), at(NOW), &form).await.unwrap();
        assert!(saved.settled.contains(&"Establish which children depend on this carer".to_owned()), "{saved:?}");
        let page = crate::child_page(&brought, &open(&brought, "ana", NOW).await, at(NOW)).await.unwrap();
        assert_eq!((page.family[0].person.as_str(), page.family[0].same_household), ("mum", "yes"));
    }
}
