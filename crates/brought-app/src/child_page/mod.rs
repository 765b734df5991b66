//! The page about a person: everything somebody needs who opens the record, most urgent first.

mod build;
mod entries;
mod family;
mod follow_ups;
mod handovers;
mod obligations;
mod view;

#[cfg(test)]
mod tests;

pub use handovers::{HandoverAnswerLine, HandoverLine};
pub use view::{
    ActionGroup, AddressLine, AlertLine, AwaitingLine, BecauseLine, ChildPage, ChronologyEntry, ClauseLine, CorrectionLine, EndedLine,
    FailedContactLine, FamilyMember, FollowUpView, LastSeenLine, MissingLine, ObligationLine, PackLine, PatternLine, PromptLine,
    ServicePackLine, SetAsideLine, Who,
};

pub(crate) use build::{pack_line, page, stays_from};
pub(crate) use entries::{Entries, corrections};
pub(crate) use family::who;
pub(crate) use obligations::{because_line, clause_line, obligation_line, owner_in_words, status, why};

use crate::access::AccessGrant;
use crate::brought::Brought;
use crate::chronology::gather_for;
use crate::failure::Failure;
use jiff::Timestamp;

/// The page of the person whose record was opened, as it was known at a moment: now, or any moment before.
///
/// # Errors
/// [`Failure::Trouble`] when the record cannot be read.
pub async fn child_page(brought: &Brought, grant: &AccessGrant, as_of: Timestamp) -> Result<ChildPage, Failure> {
    let gathered = gather_for(brought, grant).await?;
    let answer = brought.answer(&gathered.chronology, as_of).await?;
    Ok(page(&gathered.shown(), &answer, &brought.calendar, as_of))
}
