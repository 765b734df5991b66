//! What several packs ask of one person together.

use crate::pack::Pack;
use crate::standing::{FollowUp, Obligation, Standing};
use brought_domain::{FollowUpId, ObligationId, ServiceId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A standing, and which pack said what in it.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What is asked for. Its pack is the record's own; that of a follow-up may be another.
    pub standing: Standing,
    /// The record's own pack.
    pub(super) own: Arc<Pack>,
    /// The packs of services that have another. Only services that are in the chronology.
    pub(super) of_services: BTreeMap<ServiceId, Arc<Pack>>,
    /// Follow-ups that are told as an earlier pack tells them: they had ended under it, or the one that came after it does not know them.
    pub(super) told_by: BTreeMap<FollowUpId, Arc<Pack>>,
    /// Obligations of an earlier pack that stay.
    pub(super) stays: BTreeMap<ObligationId, Arc<Pack>>,
}

impl Answer {
    /// The record's own pack.
    pub fn pack(&self) -> &Arc<Pack> {
        &self.own
    }

    /// The pack in force for a service; for no service, the record's own.
    pub fn pack_of_service(&self, service: Option<&ServiceId>) -> &Arc<Pack> {
        service.and_then(|service| self.of_services.get(service)).unwrap_or(&self.own)
    }

    /// The pack by which a follow-up is told.
    pub fn pack_of_follow_up(&self, follow_up: &FollowUp) -> &Arc<Pack> {
        self.told_by.get(&follow_up.id).unwrap_or_else(|| self.pack_of_service(Some(&follow_up.service)))
    }

    /// The pack that asks for an obligation.
    pub fn pack_of(&self, obligation: &Obligation) -> &Arc<Pack> {
        if let Some(pack) = self.stays.get(&obligation.id) {
            return pack;
        }
        match obligation.follow_up.as_ref().and_then(|id| self.told_by.get(id)) {
            Some(pack) => pack,
            None if obligation.service.is_none() => self.pack_with(&obligation.because.rule),
            None => self.pack_of_service(obligation.service.as_ref()),
        }
    }

    /// The first of the packs that has a rule; the record's own when none has, as with the product's own rules.
    pub fn pack_with(&self, rule: &str) -> &Arc<Pack> {
        self.packs().into_iter().find(|pack| pack.rules().any(|other| other.id == rule)).unwrap_or(&self.own)
    }

    /// Every pack that has a part in it: the record's own first, then those of services, then those from which something stays.
    pub fn packs(&self) -> Vec<&Arc<Pack>> {
        let mut packs = vec![&self.own];
        for pack in self.of_services.values().chain(self.stays.values()).chain(self.told_by.values()) {
            if packs.iter().all(|known| known.digest != pack.digest) {
                packs.push(pack);
            }
        }
        packs
    }

    /// The services in the chronology that have a pack of their own, and that pack.
    pub fn services_apart(&self) -> impl Iterator<Item = (&ServiceId, &Arc<Pack>)> {
        self.of_services.iter()
    }

    /// The earlier pack that asked for this, when the one in force now does not and it stays all the same.
    pub fn stays_from(&self, obligation: &ObligationId) -> Option<&Arc<Pack>> {
        self.stays.get(obligation)
    }

    /// The obligations that stay from earlier packs.
    pub fn staying(&self) -> impl Iterator<Item = (&Obligation, &Arc<Pack>)> {
        self.standing.obligations.iter().filter_map(|obligation| Some((obligation, self.stays.get(&obligation.id)?)))
    }
}
