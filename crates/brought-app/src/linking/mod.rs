//! Saying that two records are of one person, that they are not, and that they may never be taken for one (H12, H13, H14, S16, S17).
//!
//! Nothing is merged: both records stay as they are, and are read as one for as long as they are linked.

mod page;
mod suggest;

#[cfg(test)]
mod tests;

pub use page::{BarredLine, DecidedLine, LinkPreview, LinkedLine, MayBeLine, RecordsPage, TwoRecords, link_preview, records_page};

use crate::access::{AccessGrant, Purpose, SHORTEST_REASON, open_record, roles_to_do_with};
use crate::actor::Actor;
use crate::brought::Brought;
use crate::chronology::{Gathered, gather};
use crate::failure::{Denied, Failure, Problem, Refusal};
use crate::worklist::refresh_around;
use brought_access::RecordDeed;
use brought_domain::work::Role;
use brought_domain::{LinkDecision, LinkStep, PersonId};
use brought_store::StoreProblem;
use jiff::Timestamp;

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecideLink {
    /// The other record.
    pub other: PersonId,
    /// What is decided.
    pub step: LinkStep,
    /// How many entries both records had together when they were shown.
    pub version: u64,
    /// In which role it is signed.
    pub role: Role,
    /// Why.
    pub reason: String,
}

/// What the policies on access call it.
fn deed(step: LinkStep) -> RecordDeed {
    match step {
        LinkStep::Linked | LinkStep::Unlinked => RecordDeed::Link,
        LinkStep::Barred | LinkStep::Unbarred => RecordDeed::BarLink,
    }
}

/// Takes a decision about the record that is open, which is the one that is kept, and another.
///
/// # Errors
/// [`Failure::Denied`] for whom the policies on access do not let take it, or open the other record; [`Failure::Refused`] when it cannot be taken as things
/// stand, or one of the records has grown since they were shown; [`Failure::Trouble`]. Nothing was saved.
pub async fn decide_link(brought: &Brought, actor: &Actor, grant: &AccessGrant, form: &DecideLink, now: Timestamp) -> Result<(), Failure> {
    let roles = roles_to_do_with(brought, grant.actor(), deed(form.step), grant.person(), now).await?;
    if roles.is_empty() {
        return Err(Denied::RoleNeeded.into());
    }
    let other = open_other(brought, actor, grant, form, now).await?;
    if roles_to_do_with(brought, grant.actor(), deed(form.step), &other, now).await?.is_empty() {
        return Err(Denied::RoleNeeded.into());
    }
    let (this, that) = (gather(brought, grant.person()).await?, gather(brought, &other).await?);
    let problems = problems(form, &roles, &this, &that);
    if !problems.is_empty() {
        return Err(Refusal { problems }.into());
    }
    // What is taken apart may have been linked by way of a third.
    let links = brought.store.links(std::slice::from_ref(&other), None).await?;
    let linked_to = links.linked_to(&other).filter(|_| form.step == LinkStep::Unlinked);
    let decision = LinkDecision {
        step: form.step,
        record: linked_to.unwrap_or(grant.person()).clone(),
        other: other.clone(),
        by: grant.actor().practitioner.clone(),
        signed_as: form.role,
        reason: form.reason.trim().to_owned(),
        at: now,
    };
    match brought.store.decide_link(&decision).await {
        Ok(()) => {}
        Err(StoreProblem::Link(problem)) => return Err(Refusal::one("form", problem.to_string()).into()),
        Err(problem) => return Err(problem.into()),
    }
    // It is on the disk by now, so nothing here may fail: what is not worked out now is marked, and is before it is shown.
    for person in [grant.person(), &other] {
        let _marked = refresh_around(brought, person, now).await;
    }
    Ok(())
}

/// What is wrong with the form. Pure.
fn problems(form: &DecideLink, roles: &[Role], this: &Gathered, that: &Gathered) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut refuse = |field: &str, words: &str| problems.push(Problem { field: field.to_owned(), words: words.to_owned(), clause: None });
    if !roles.contains(&form.role) {
        refuse("role", "Choose a role in which you may decide this");
    }
    if form.reason.trim().chars().count() < SHORTEST_REASON {
        refuse("reason", "Say in a few words how you know: what agrees, and who confirmed it");
    }
    if form.version != version(this, that) {
        refuse("form", "Something was added to one of the records since you looked at them: look at both again");
    }
    if let (LinkStep::Linked, Some(words)) = (form.step, why_not_one(this, that)) {
        refuse("form", words);
    }
    problems
}

/// The other record, opened: nobody decides about what they may not read. To take two apart, the record that is read as another is meant, and otherwise the
/// one that is kept.
async fn open_other(brought: &Brought, actor: &Actor, grant: &AccessGrant, form: &DecideLink, now: Timestamp) -> Result<PersonId, Failure> {
    let opened = open_record(brought, actor, &form.other, Purpose::RecordKeeping, now).await?;
    let is_taken_apart = form.step == LinkStep::Unlinked;
    if is_taken_apart != (opened.person() == grant.person()) {
        let words = if is_taken_apart { "The two records are not linked with each other" } else { "The two records are one already" };
        return Err(Refusal::one("form", words).into());
    }
    Ok(if is_taken_apart { form.other.clone() } else { opened.person().clone() })
}

/// How many entries both have, as a form was shown with.
fn version(this: &Gathered, that: &Gathered) -> u64 {
    if this.chronology.subject == that.chronology.subject { this.version } else { this.version + that.version }
}

/// What speaks against reading two records as one, whoever decides it.
fn why_not_one(this: &Gathered, that: &Gathered) -> Option<&'static str> {
    let kind = |gathered: &Gathered| gathered.people.get(&gathered.chronology.subject).and_then(|row| row.kind);
    if let (Some(one), Some(two)) = (kind(this), kind(that))
        && one.is_child() != two.is_child()
    {
        return Some("One is the record of a child, and the other of a parent or carer");
    }
    // Read as one, the later of two addresses would count, and might give away where a child is.
    let is_withheld = |gathered: &Gathered| gathered.withheld().contains(&gathered.chronology.subject);
    if is_withheld(this) != is_withheld(that) {
        return Some("In one of the records the address is withheld: write down in the other that it is, and link them then");
    }
    None
}
