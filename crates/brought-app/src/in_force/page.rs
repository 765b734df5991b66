//! The policies of the record in words: what is in force where, what was, and what can be chosen.

use crate::brought::Brought;
use crate::directory::{Directory, directory};
use crate::failure::Failure;
use crate::policy_pages::{PackSummary, PolicyPage, exact_key, pack_summary, policy_page};
use crate::words::instant_in_words;
use brought_domain::ServiceId;
use brought_policy::Pack;
use brought_store::PolicyEntry;
use jiff::Timestamp;
use serde::Serialize;
use std::sync::Arc;

/// The policies of the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PoliciesPage {
    /// Which is in force for what: the record's own first.
    pub in_force: Vec<InForceLine>,
    /// Each policy that is in force, once.
    pub policies: Vec<PolicyPage>,
    /// What was put in force, newest first. Empty: nobody has signed for any.
    pub history: Vec<HistoryLine>,
    /// Others that can be read, compared and put in force.
    pub others: Vec<PackSummary>,
    /// Packs that come with the program under the id of one in force, and with another text: told, and not asked for.
    pub differ: Vec<PackSummary>,
}

/// Which policy is in force for what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InForceLine {
    /// The service, by name. Nothing: every service without a policy of its own, and the child as a whole.
    pub service: Option<String>,
    /// The policy.
    pub pack: PackSummary,
    /// Since when, in words. Nothing: since before anybody signed.
    pub since: Option<String>,
}

/// That a policy was put in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HistoryLine {
    /// The policy's id.
    pub pack: String,
    /// Its version.
    pub version: String,
    /// The digest of its text.
    pub digest: String,
    /// The service, by name.
    pub service: Option<String>,
    /// From when, in words.
    pub from: Option<String>,
    /// Whether that has not come yet.
    pub to_come: bool,
    /// When it was signed, in words.
    pub signed_at: String,
    /// By whom, in which role.
    pub signed_by: String,
    /// Why.
    pub reason: String,
}

/// The policies of the record at a moment. They are about nobody, so everybody who may sign in may read them.
///
/// # Errors
/// [`Failure::Trouble`] when the record cannot be read.
pub async fn policies_page(brought: &Brought, now: Timestamp) -> Result<PoliciesPage, Failure> {
    let in_force = brought.in_force().await?;
    let directory = directory(brought).await?;
    let line = |service: Option<&ServiceId>| {
        let pack = in_force.pack_for(service, now);
        let since = in_force.entries().iter().filter(|entry| entry.service.as_ref() == service && entry.pack_digest == pack.digest);
        let since = since.filter_map(|entry| entry.from).filter(|from| *from <= now).max();
        InForceLine {
            service: service.map(|id| service_name(&directory, id)),
            pack: pack_summary(pack),
            since: since.map(instant_in_words),
        }
    };
    let is_its_own = |service: &&ServiceId| {
        in_force.entries().iter().any(|entry| entry.service.as_ref() == Some(*service) && entry.from.is_none_or(|from| from <= now))
    };
    let services: Vec<&ServiceId> = in_force.policies().services().into_iter().filter(is_its_own).collect();
    let lines: Vec<InForceLine> = std::iter::once(line(None)).chain(services.iter().map(|service| line(Some(service)))).collect();
    let mut packs: Vec<Arc<Pack>> = Vec::new();
    for service in std::iter::once(None).chain(services.iter().map(|service| Some(*service))) {
        let pack = in_force.pack_for(service, now);
        if packs.iter().all(|known| known.digest != pack.digest) {
            packs.push(Arc::clone(pack));
        }
    }
    let is_in_force = |summary: &PackSummary| packs.iter().any(|pack| pack.digest == summary.digest);
    let others: Vec<PackSummary> = brought
        .known_packs()
        .await?
        .iter()
        .map(|pack| PackSummary { key: exact_key(pack), ..pack_summary(pack) })
        .filter(|pack| !is_in_force(pack))
        .collect();
    let shelf = brought.shelf.packs();
    let differ = shelf.iter().filter(|shelved| {
        let same_id = packs.iter().any(|pack| pack.id == shelved.pack.id);
        same_id && in_force.count() > 0 && !in_force.packs().contains_key(&shelved.pack.digest)
    });
    Ok(PoliciesPage {
        in_force: lines,
        differ: differ.map(|shelved| pack_summary(shelved.pack)).collect(),
        policies: packs.iter().map(|pack| policy_page(pack)).collect(),
        history: in_force.entries().iter().rev().map(|entry| history(entry, &directory, now)).collect(),
        others,
    })
}

fn history(entry: &PolicyEntry, directory: &Directory, now: Timestamp) -> HistoryLine {
    let signer = directory.practitioners.iter().find(|practitioner| practitioner.id == entry.signed_by);
    let name = signer.map_or_else(|| entry.signed_by.to_string(), |practitioner| practitioner.name.clone());
    HistoryLine {
        pack: entry.pack.clone(),
        version: entry.version.clone(),
        digest: entry.pack_digest.clone(),
        service: entry.service.as_ref().map(|service| service_name(directory, service)),
        from: entry.from.map(instant_in_words),
        to_come: entry.from.is_some_and(|from| from > now),
        signed_at: instant_in_words(entry.put_at),
        signed_by: format!("{name}, {}", entry.signed_as),
        reason: entry.reason.clone(),
    }
}

fn service_name(directory: &Directory, id: &ServiceId) -> String {
    directory.services.iter().find(|service| service.id == *id).map_or_else(|| id.to_string(), |service| service.name.clone())
}
