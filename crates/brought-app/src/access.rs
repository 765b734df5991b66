//! Opening a record: who reads whose record and why is written down before anything leaves (S9, invariant 8).

use crate::actor::Actor;
use crate::brought::Brought;
use crate::directory;
use crate::failure::{Denied, Failure};
use brought_domain::{PersonId, vocabulary};
use brought_store::Access;
use jiff::Timestamp;

vocabulary! {
    /// Why somebody opens a record.
    pub enum Purpose ("purpose of opening a record") {
        /// To work with the family.
        DirectCare = "direct_care", "direct care";
        /// To supervise or advise somebody who does.
        Supervision = "supervision", "supervision";
        /// As the safeguarding lead or named nurse.
        Safeguarding = "safeguarding", "safeguarding";
        /// To look into what was recorded, or to put it right.
        RecordKeeping = "record_keeping", "record keeping";
        /// To answer the family's own request to see what is recorded.
        FamilyRequest = "family_request", "the family's own request";
    }
}

/// Which class of fields is read under a grant: the record of the person and of those around them, as one page.
const SEEN: &str = "record and family";

/// Leave to read one person's record. Only [`open_record`] makes one.
#[derive(Clone, Debug)]
pub struct AccessGrant {
    person: PersonId,
    actor: Actor,
    purpose: Purpose,
    opened_at: Timestamp,
}

impl AccessGrant {
    /// Whose record.
    pub fn person(&self) -> &PersonId {
        &self.person
    }

    /// Who reads it.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// What for.
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// When it was opened.
    pub fn opened_at(&self) -> Timestamp {
        self.opened_at
    }
}

/// Opens a person's record: writes down the access, and only then gives leave to read.
///
/// # Errors
/// [`Failure::Denied`] for somebody whom the directory does not know or whose account is disabled, [`Failure::NotThere`] when there is no
/// such record, [`Failure::Trouble`] when the access cannot be written down: then nothing is shown either.
pub async fn open_record(
    brought: &Brought,
    actor: &Actor,
    person: &PersonId,
    purpose: Purpose,
    now: Timestamp,
) -> Result<AccessGrant, Failure> {
    let actor = known(brought, actor).await?;
    if brought.store.person(person).await?.is_none() {
        return Err(Failure::no_record(person));
    }
    let access = Access {
        person: person.clone(),
        reader: actor.practitioner.clone(),
        purpose: purpose.code().to_owned(),
        seen: SEEN.to_owned(),
        at: now,
    };
    brought.store.record_accesses(&[access]).await?;
    Ok(AccessGrant { person: person.clone(), actor, purpose, opened_at: now })
}

/// The actor as the directory has them now, so that a role taken away this morning does not count this afternoon.
pub(crate) async fn known(brought: &Brought, actor: &Actor) -> Result<Actor, Failure> {
    let practitioner = directory::practitioner(brought, &actor.practitioner).await?.ok_or(Denied::UnknownPractitioner)?;
    let account = brought.store.account(&actor.practitioner).await?;
    if account.is_some_and(|account| account.disabled) {
        return Err(Denied::AccountDisabled.into());
    }
    Ok(practitioner.into())
}
