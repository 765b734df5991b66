//! Writing a document: what is known already is filled in, and it is looked at before it is issued.

use super::issued::Making;
use crate::access::AccessGrant;
use crate::brought::Brought;
use crate::chronology::gather_for;
use crate::failure::Failure;
use crate::record::{Basis, Checks, Entry, Recipient, document_to_write, other_versions, recipients};
use brought_calendar::{date_in_words, local, time_in_words};
use brought_documents::{Placeholder, Template, Values};
use brought_domain::{Happened, ServiceId};
use brought_policy::Standing;
use jiff::Timestamp;

/// A document that somebody begins to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writing {
    /// The document.
    pub template: Template,
    /// What has to be filled in, for it and for its English twin.
    pub placeholders: Vec<Placeholder>,
    /// The other versions of it that the policy has.
    pub versions: Vec<Template>,
    /// To whom it may be written.
    pub recipients: Vec<Recipient>,
    /// What is known already.
    pub values: Values,
}

/// Begins a document of the policy in force. Nothing: the policy has none of this id.
///
/// # Errors
/// [`Failure::Trouble`] when the record cannot be read.
pub async fn begin_document(
    brought: &Brought,
    grant: &AccessGrant,
    service: Option<&ServiceId>,
    document: &str,
    now: Timestamp,
) -> Result<Option<Writing>, Failure> {
    let in_force = brought.in_force().await?;
    let Some(writable) = document_to_write(in_force.policies(), service, document, now) else { return Ok(None) };
    let gathered = gather_for(brought, grant).await?;
    let standing = in_force.policies().answer(&brought.calendar, &gathered.chronology, now).standing;
    let template = writable.template().clone();
    let versions = other_versions(in_force.policies(), service, &template, now);
    let recipients = recipients(&gathered, &template);
    let mut values = Values::default();
    let name = gathered.name(&gathered.chronology.subject);
    values.set(Placeholder::ChildName, &name);
    values.set(Placeholder::YoungPersonName, &name);
    if let Some(first) = recipients.first() {
        values.set(Placeholder::RecipientName, &first.name);
    }
    if let Some(service) = service {
        values.set(Placeholder::ServiceName, &gathered.service_name(service));
    }
    values.set(Placeholder::PractitionerName, &grant.actor().name);
    fill_in_missed(&standing, service, &mut values);
    Ok(Some(Writing { template, placeholders: writable.placeholders(), versions, recipients, values }))
}

/// The contacts that failed, of the service that writes: the latest, and all of those in the open follow-up.
fn fill_in_missed(standing: &Standing, service: Option<&ServiceId>, values: &mut Values) {
    let of_service = |follow_up: &&brought_policy::standing::FollowUp| service.is_none_or(|service| follow_up.service == *service);
    let Some(follow_up) = standing.follow_ups.iter().filter(|follow_up| follow_up.is_open()).find(of_service) else { return };
    let days = follow_up.failed_contacts.iter().map(|failed| date_in_words(failed.at.day(&brought_calendar::uk_time_zone())));
    let days: Vec<String> = days.collect();
    values.set(Placeholder::DatesMissed, &listed(&days));
    let Some(latest) = follow_up.failed_contacts.last() else { return };
    for (date, time) in [(Placeholder::ContactDate, Placeholder::ContactTime), (Placeholder::VisitDate, Placeholder::VisitTime)] {
        values.set(date, days.last().map_or("", String::as_str));
        if let Happened::At(instant) = latest.at {
            values.set(time, &time_in_words(local(instant).time()));
        }
    }
}

fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The document as it would be issued now, to be looked at first. Nothing is saved.
///
/// # Errors
/// [`Failure::Refused`] with everything that stands in its way; [`Failure::Trouble`].
pub async fn show_document(brought: &Brought, grant: &AccessGrant, entry: &dyn Entry, now: Timestamp) -> Result<Making, Failure> {
    let gathered = gather_for(brought, grant).await?;
    let in_force = brought.in_force().await?;
    let standing = in_force.policies().answer(&brought.calendar, &gathered.chronology, now).standing;
    let policies = in_force.policies();
    let basis = Basis { gathered: &gathered, standing: &standing, policies, calendar: &brought.calendar, actor: grant.actor(), now };
    let mut checks = Checks::default();
    checks.head(entry.head(), &basis);
    let fact = entry.plan(&basis, &mut checks);
    checks.finish(fact)?;
    entry.issues(&basis).ok_or_else(|| Failure::unforeseen("nothing is issued with this entry"))
}
