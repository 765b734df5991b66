//! Opening the whole record, to count in it: who may, and that it was done is written down first (S9, invariant 9).

use crate::access;
use crate::actor::Actor;
use crate::brought::Brought;
use crate::failure::{Denied, Failure};
use brought_access::EverythingDeed;
use brought_domain::{Chronology, PersonId, vocabulary};
use brought_store::Access;
use jiff::Timestamp;

/// Under whose name an access to the whole record is written down: no single person's.
const WHOLE: &str = "the whole record";
/// How many people are asked for at once.
const PEOPLE_AT_ONCE: u32 = 500;

vocabulary! {
    /// Why somebody has the whole record counted.
    pub enum WholeRecordPurpose ("purpose of counting the whole record") {
        /// To compare policies.
        ComparingPolicies = "comparing_policies", "comparing policies";
        /// To see what a policy would change before it is put in force.
        PuttingPolicyInForce = "putting_policy_in_force", "putting a policy in force";
    }
}

/// Leave to count the whole record. Only [`open_whole_record`] makes one. What comes of it names nobody.
#[derive(Clone, Debug)]
pub struct WholeRecordGrant {
    actor: Actor,
    opened_at: Timestamp,
}

impl WholeRecordGrant {
    /// Who counts.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// When it was opened.
    pub fn opened_at(&self) -> Timestamp {
        self.opened_at
    }
}

/// Opens the whole record for counting: writes that down, and only then gives leave.
///
/// # Errors
/// [`Failure::Denied`] for somebody whom the directory does not know, whose account is disabled, or whom the policies on
/// access do not let count; [`Failure::Trouble`] when it cannot be written down: then nothing is counted either.
pub async fn open_whole_record(
    brought: &Brought,
    actor: &Actor,
    purpose: WholeRecordPurpose,
    now: Timestamp,
) -> Result<WholeRecordGrant, Failure> {
    let actor = access::known(brought, actor).await?;
    if !access::may_do(&actor, EverythingDeed::CountEverybody) {
        return Err(Denied::RoleNeeded.into());
    }
    let person = PersonId::new(WHOLE).map_err(|problem| Failure::unforeseen(problem.to_string()))?;
    let access = Access {
        person,
        reader: actor.practitioner.clone(),
        purpose: purpose.code().to_owned(),
        seen: "figures that name nobody".to_owned(),
        at: now,
    };
    brought.store.record_accesses(&[access]).await?;
    Ok(WholeRecordGrant { actor, opened_at: now })
}

/// How many people are on record.
///
/// # Errors
/// [`Failure::Trouble`].
pub async fn people_on_record(brought: &Brought, _grant: &WholeRecordGrant) -> Result<u64, Failure> {
    // Whoever has several records is one person.
    let read_as_another = brought.store.all_links().await?.read_as_another().count() as u64;
    Ok(brought.store.counts().await?.people.saturating_sub(read_as_another))
}

/// Everybody's chronology, one after another, each handed to `look` and not kept here.
pub(crate) async fn each_chronology(
    brought: &Brought,
    _grant: &WholeRecordGrant,
    mut look: impl FnMut(Chronology) + Send,
) -> Result<(), Failure> {
    let mut after: Option<PersonId> = None;
    loop {
        let people = brought.store.person_ids(after.as_ref(), PEOPLE_AT_ONCE).await?;
        let Some(last) = people.last() else { return Ok(()) };
        after = Some(last.clone());
        let links = brought.store.links(&people, None).await?;
        // Whoever has several records is one person, and counted once.
        for person in people.iter().filter(|person| links.record_of(person) == *person) {
            look(crate::chronology::gather(brought, person).await?.chronology);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{actor, at, lead, nurse, with};
    use brought_domain::work::Role;
    use brought_testkit::Family;

    const NOW: &str = "2026-01-06T09:00:00Z";

    #[tokio::test]
    async fn whoever_has_the_whole_record_counted_holds_a_role_for_it_and_is_written_down() {
        let brought = with(&Family::new().child("ana", |ana| ana).chronology()).await;
        let purpose = WholeRecordPurpose::ComparingPolicies;
        for stranger in [nurse(), actor("stranger", &[Role::NamedNurse])] {
            let refused = open_whole_record(&brought, &stranger, purpose, at(NOW)).await;
            assert!(matches!(refused, Err(Failure::Denied(_))), "{refused:?}");
        }
        let whole = PersonId::new(WHOLE).unwrap();
        assert_eq!(brought.store.accesses_of(&whole, 10).await.unwrap(), [], "nothing was counted");
        let grant = open_whole_record(&brought, &lead(), purpose, at(NOW)).await.unwrap();
        let accesses = brought.store.accesses_of(&whole, 10).await.unwrap();
        assert_eq!((accesses[0].access.reader.as_str(), accesses[0].access.purpose.as_str()), ("lead", "comparing_policies"));
        let mut seen = Vec::new();
        each_chronology(&brought, &grant, |chronology| seen.push(chronology.subject.to_string())).await.unwrap();
        assert_eq!(seen, ["ana"]);
    }
}
