//! Opening a list: whose it may be, and that somebody looked at it, and at whose lines, is written down before a line leaves (S9, H36).

use crate::access::{Purpose, known, may_do};
use crate::actor::Actor;
use crate::brought::Brought;
use crate::failure::{Denied, Failure};
use brought_access::EverythingDeed;
use brought_domain::PersonId;
use brought_domain::vocabulary;
use brought_store::Access;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// How what was seen begins where it was a line of a list, and not the record.
pub(crate) const A_LINE_OF: &str = "a line of ";
/// Under whose name it is written down that somebody looked at a list: no single person's.
const THE_LIST: &str = "a list of a team";

vocabulary! {
    /// A list of more than one person's records.
    pub enum ListKind ("list") {
        /// What a team owes.
        Team = "team_list", "the team list";
        /// The visits of a day.
        Visits = "visits", "the visits of a day";
        /// The same on paper.
        VisitSheet = "visit_sheet", "the visits of a day, on paper";
        /// Contacts that await an outcome, in a file that leaves the program.
        OutcomesSheet = "outcomes_sheet", "contacts that await an outcome, on a sheet";
        /// What supervision looks at.
        Board = "board", "the board";
        /// Records that are due for review.
        Retention = "retention", "records due for review";
        /// Records that were opened with a reason.
        OpenedWithReason = "opened_with_reason", "records opened with a reason";
    }
}

/// Leave to show a list. Only [`open_list`] makes one.
#[derive(Clone, Debug)]
pub(crate) struct ListGrant {
    actor: Actor,
    kind: ListKind,
    purpose: Purpose,
    opened_at: Timestamp,
}

/// Opens a list for somebody whom the directory knows, and whom the policies on access let see it where it takes more than that. Which rows are theirs follows from
/// the services that the directory has for them now: none means no rows (S15).
///
/// # Errors
/// [`Failure::Denied`]; [`Failure::Trouble`] when it cannot be written down: then nothing is shown either.
pub(crate) async fn open_list(
    brought: &Brought,
    actor: &Actor,
    kind: ListKind,
    deed: Option<EverythingDeed>,
    now: Timestamp,
) -> Result<ListGrant, Failure> {
    let actor = known(brought, actor).await?;
    if deed.is_some_and(|deed| !may_do(&actor, deed)) {
        return Err(Denied::RoleNeeded.into());
    }
    let purpose = if deed.is_some() { Purpose::Supervision } else { Purpose::DirectCare };
    let grant = ListGrant { actor, kind, purpose, opened_at: now };
    let list = PersonId::new(THE_LIST).map_err(|problem| Failure::unforeseen(problem.to_string()))?;
    brought.store.record_accesses(&[grant.access(list, "how much there is")]).await?;
    Ok(grant)
}

impl ListGrant {
    /// Who looks, as the directory has them now.
    pub(crate) fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Writes down whose lines are about to be shown. To be called before they are handed out.
    ///
    /// # Errors
    /// [`Failure::Trouble`]: nothing was written, so nothing may be shown.
    pub(crate) async fn write_down(&self, brought: &Brought, people: BTreeSet<PersonId>) -> Result<(), Failure> {
        let seen = format!("{A_LINE_OF}{}", self.kind);
        let accesses: Vec<Access> = people.into_iter().map(|person| self.access(person, &seen)).collect();
        if accesses.is_empty() {
            return Ok(());
        }
        Ok(brought.store.record_accesses(&accesses).await?)
    }

    fn access(&self, person: PersonId, seen: &str) -> Access {
        Access {
            person,
            reader: self.actor.practitioner.clone(),
            purpose: self.purpose.code().to_owned(),
            seen: seen.to_owned(),
            at: self.opened_at,
        }
    }
}
