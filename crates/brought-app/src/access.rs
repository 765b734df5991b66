//! Opening a record: who reads whose record and why is written down before anything leaves (S9, invariant 8).

use crate::actor::Actor;
use crate::brought::Brought;
use crate::directory;
use crate::failure::{Denied, Failure};
use brought_domain::work::Role;
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
        /// To show dates in a calendar.
        Calendar = "calendar", "a calendar";
        /// To send what was written to the family.
        Sending = "sending", "sending what was written to the family";
        /// To make a bundle for a review of practice.
        Review = "review", "a review of practice";
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
    open(brought, actor, person, purpose, SEEN, now).await
}

/// Opens a person's record to make something of it that leaves the program: for some roles only, and with what it is and why.
///
/// # Errors
/// As [`open_record`], and [`Denied::RoleNeeded`].
pub(crate) async fn open_for_review(
    brought: &Brought,
    actor: &Actor,
    person: &PersonId,
    seen: &str,
    roles: &[Role],
    now: Timestamp,
) -> Result<AccessGrant, Failure> {
    let actor = known(brought, actor).await?;
    if !roles.iter().any(|role| actor.holds(*role)) {
        return Err(Denied::RoleNeeded.into());
    }
    open(brought, actor, person, Purpose::Review, seen, now).await
}

async fn open(
    brought: &Brought,
    actor: Actor,
    person: &PersonId,
    purpose: Purpose,
    seen: &str,
    now: Timestamp,
) -> Result<AccessGrant, Failure> {
    // Everybody with an event has a revision, also while the table of people is being worked out anew.
    if brought.store.worklist_revision(person).await? == 0 {
        return Err(Failure::NotThere("this person"));
    }
    let access = Access {
        person: person.clone(),
        reader: actor.practitioner.clone(),
        purpose: purpose.code().to_owned(),
        seen: seen.to_owned(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{AccountToAdd, add_account, set_account_disabled};
    use crate::testing::{actor, at, nurse, the_id, with};
    use brought_testkit::Family;

    const NOW: &str = "2026-01-06T09:00:00Z";

    async fn open_as(brought: &Brought, actor: &Actor, person: &str) -> Result<AccessGrant, Failure> {
        open_record(brought, actor, &the_id(person), Purpose::DirectCare, at(NOW)).await
    }

    /// S9.
    #[tokio::test]
    async fn who_opens_a_record_is_written_down_before_anything_is_read() {
        let brought = with(&Family::new().child("ana", |ana| ana).chronology()).await;
        open_as(&brought, &nurse(), "ana").await.unwrap();
        let accesses = brought.store.accesses_of(&the_id("ana"), 10).await.unwrap();
        assert_eq!(accesses.len(), 1);
        assert_eq!((accesses[0].access.reader.as_str(), accesses[0].access.purpose.as_str()), ("p1", "direct_care"));
    }

    /// S15: whoever is not known, or no longer, is refused, and nothing is written down as read.
    #[tokio::test]
    async fn whoever_is_not_known_or_disabled_is_denied() {
        let brought = with(&Family::new().child("ana", |ana| ana).chronology()).await;
        let stranger = open_as(&brought, &actor("stranger", &[]), "ana").await.unwrap_err();
        assert_eq!(stranger, Failure::Denied(Denied::UnknownPractitioner));
        let account = AccountToAdd { practitioner: the_id("p1"), sign_in_name: "p1".into(), password: "correct horse battery".into() };
        add_account(&brought, account, &[1; 16]).await.unwrap();
        set_account_disabled(&brought, &the_id("p1"), true).await.unwrap();
        assert_eq!(open_as(&brought, &nurse(), "ana").await.unwrap_err(), Failure::Denied(Denied::AccountDisabled));
        assert_eq!(brought.store.accesses_of(&the_id("ana"), 10).await.unwrap(), []);
    }

    #[tokio::test]
    async fn nobodys_record_is_not_there() {
        let brought = with(&Family::new().child("ana", |ana| ana).chronology()).await;
        assert!(matches!(open_as(&brought, &nurse(), "nobody").await, Err(Failure::NotThere(_))));
    }
}
