//! Which policies are in force in the record, and putting one in force.

mod changes;
mod page;
mod put;
mod shelf;
#[cfg(test)]
mod tests;

pub use changes::{ChangeLine, RoleLine, WouldChange};
pub use page::{HistoryLine, InForceLine, PoliciesPage, policies_page};
pub use put::{PutInForceForm, put_in_force, would_change};
pub use shelf::{Shelf, Shelved};

use crate::failure::Failure;
use brought_domain::ServiceId;
use brought_policy::pack::PackFiles;
use brought_policy::{Pack, PoliciesInForce, PutInForce};
use brought_store::{PolicyEntry, Store};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The policies that are, were and will be in force in one record.
#[derive(Clone, Debug)]
pub struct InForce {
    entries: Vec<PolicyEntry>,
    packs: BTreeMap<String, Arc<Pack>>,
    policies: PoliciesInForce,
}

impl InForce {
    /// One pack for everything: nobody has put one in force.
    pub(crate) fn of(usual: &Arc<Pack>) -> Self {
        Self { entries: Vec::new(), packs: BTreeMap::new(), policies: PoliciesInForce::only(Arc::clone(usual)) }
    }

    /// Reads what was put in force. Texts that are loaded already are not loaded again.
    pub(crate) async fn read(store: &Store, usual: &Arc<Pack>, known: &Self) -> Result<Self, Failure> {
        let entries = store.policies_in_force().await?;
        let mut packs: BTreeMap<String, Arc<Pack>> = BTreeMap::new();
        let mut policies = PoliciesInForce::only(Arc::clone(usual));
        for (place, entry) in entries.iter().enumerate() {
            let pack = match packs.get(&entry.pack_digest).or_else(|| known.packs.get(&entry.pack_digest)) {
                Some(pack) => Arc::clone(pack),
                None => load(store, entry).await?,
            };
            packs.insert(entry.pack_digest.clone(), Arc::clone(&pack));
            if place == 0 && entry.from.is_none() && entry.service.is_none() {
                policies = PoliciesInForce::only(pack);
            } else {
                policies.put(PutInForce { pack, service: entry.service.clone(), from: entry.from });
            }
        }
        Ok(Self { entries, packs, policies })
    }

    /// How many entries there are.
    pub(crate) fn count(&self) -> u64 {
        self.entries.len() as u64
    }

    /// What was put in force, in the order in which that was done. Empty: nobody has put a policy in force, and the program's own choice
    /// is asked.
    pub fn entries(&self) -> &[PolicyEntry] {
        &self.entries
    }

    /// Which pack is asked when.
    pub fn policies(&self) -> &PoliciesInForce {
        &self.policies
    }

    /// The pack in force for a service at a moment; for no service, the record's own.
    pub fn pack_for(&self, service: Option<&ServiceId>, at: Timestamp) -> &Arc<Pack> {
        self.policies.pack_for(service, at)
    }

    /// Since when the record's own pack at a moment has been in force by a signed entry. Nothing: nobody signed for it.
    pub fn own_since(&self, at: Timestamp) -> Option<Timestamp> {
        let own = self.entries.iter().filter(|entry| entry.service.is_none());
        own.filter_map(|entry| entry.from).filter(|from| *from <= at).max()
    }

    /// The packs that were ever put in force, by the digest of their files.
    pub fn packs(&self) -> &BTreeMap<String, Arc<Pack>> {
        &self.packs
    }
}

async fn load(store: &Store, entry: &PolicyEntry) -> Result<Arc<Pack>, Failure> {
    let which = || format!("version {} of the policy {}, which was put in force in this record,", entry.version, entry.pack);
    let files = store.policy_files(&entry.pack_digest).await?.unwrap_or_default();
    let files: PackFiles = serde_json::from_str(&files)
        .map_err(|problem| Failure::unforeseen(format!("the text of {} cannot be read: {problem}", which())))?;
    let loaded = brought_policy::pack::load(&files);
    match loaded.pack {
        Some(pack) if pack.digest == entry.pack_digest => Ok(Arc::new(pack)),
        Some(_) => Err(Failure::unforeseen(format!("the text of {} is not the one that was signed: run `brought verify`", which()))),
        None => Err(Failure::unforeseen(format!(
            "{} cannot be used by this version of the program: use the version that it was put in force with, and tell whoever makes it",
            which()
        ))),
    }
}
