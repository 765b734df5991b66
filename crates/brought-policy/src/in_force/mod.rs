//! Which packs are in force in one record, one for each service, from when; and what they ask of one person together.
//!
//! Built on what the engine answers for one pack, and on nothing else. The rules by which packs follow one another, which
//! `docs/decisions/0009-policies-in-force.md` gives reasons for:
//!
//! * A follow-up is asked about by the pack in force for its service; the child as a whole by the record's own pack and by those of the
//!   services that follow the child up.
//! * What was open when another pack came, and what that pack does not ask for, stays until it is answered.
//! * What another pack asks for about what had happened before it came is due by its time from then on.
//! * An ending is judged by the pack that was in force when it was signed. A follow-up that had ended under it stays ended until it opens
//!   again.

mod answer;
mod combine;
mod dates;
mod ending;
mod replay;
mod stays;

pub use answer::Answer;

use crate::explain::{Explanation, explain};
use crate::pack::Pack;
use crate::standing::Missing;
use brought_calendar::Calendar;
use brought_domain::ending::Ending;
use brought_domain::work::Role;
use brought_domain::{Chronology, FollowUpId, ServiceId};
use jiff::Timestamp;
use replay::Replay;
use std::sync::Arc;

/// That a pack is in force from some moment on.
#[derive(Clone, Debug)]
pub struct PutInForce {
    /// The pack.
    pub pack: Arc<Pack>,
    /// For which service. Nothing: for every service that has none of its own, and for the child as a whole.
    pub service: Option<ServiceId>,
    /// From when. Nothing: from the beginning of the record.
    pub from: Option<Timestamp>,
}

/// The packs that are, were and will be in force in one record.
#[derive(Clone, Debug)]
pub struct PoliciesInForce {
    first: Arc<Pack>,
    /// In the order in which they were put in force.
    later: Vec<PutInForce>,
}

/// A pack, and from when it was in force for one service. Nothing: from the beginning.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span<'a> {
    pub(crate) from: Option<Timestamp>,
    pub(crate) pack: &'a Arc<Pack>,
}

impl PoliciesInForce {
    /// One pack for everything, from the beginning of the record.
    pub fn only(pack: Arc<Pack>) -> Self {
        Self { first: pack, later: Vec::new() }
    }

    /// Another pack beside it or in place of it. Of two that are in force from the same moment, the one that came here last counts.
    pub fn put(&mut self, put: PutInForce) {
        self.later.push(put);
    }

    /// The pack in force for a service at a moment; for no service, the record's own.
    pub fn pack_for(&self, service: Option<&ServiceId>, at: Timestamp) -> &Arc<Pack> {
        let latest = |of: Option<&ServiceId>| {
            let begun = self.later.iter().filter(|put| put.service.as_ref() == of && put.from.is_none_or(|from| from <= at));
            // Of equal ones the last: it was put in force after the others.
            begun.max_by_key(|put| put.from).map(|put| &put.pack)
        };
        service.and_then(|service| latest(Some(service))).or_else(|| latest(None)).unwrap_or(&self.first)
    }

    /// The services that have, or will have, a pack of their own.
    pub fn services(&self) -> std::collections::BTreeSet<&ServiceId> {
        self.later.iter().filter_map(|put| put.service.as_ref()).collect()
    }

    /// When the next pack comes into force after a moment, for whatever service.
    pub fn next_change_after(&self, at: Timestamp) -> Option<Timestamp> {
        self.later.iter().filter_map(|put| put.from).filter(|from| *from > at).min()
    }

    /// What the packs in force ask for, of whom, by when and why, as far as was known at `as_of`.
    pub fn answer(&self, calendar: &Calendar, chronology: &Chronology, as_of: Timestamp) -> Answer {
        Replay::new(self, calendar, chronology, as_of).answer()
    }

    /// What an ending signed now in this role would lack, as [`crate::why_not_end`]: by the pack in force for the service, and what stays
    /// from an earlier one and has to be answered first.
    pub fn why_not_end(
        &self,
        calendar: &Calendar,
        chronology: &Chronology,
        as_of: Timestamp,
        follow_up: &FollowUpId,
        ending: &Ending,
        role: Role,
    ) -> Option<Vec<Missing>> {
        let mut replay = Replay::new(self, calendar, chronology, as_of);
        let answer = replay.answer();
        let found = answer.standing.follow_ups.iter().find(|found| found.id == *follow_up && found.is_open())?;
        let pack = answer.pack_of_follow_up(found);
        let mut missing = crate::why_not_end(pack, calendar, replay.judged(), as_of, follow_up, ending, role)?;
        missing.extend(ending::waiting_for(&answer, follow_up));
        Some(missing)
    }

    /// What the answer rests on, rule by rule, and what would come of the next contact: each follow-up by the pack in force for its service.
    pub fn explain(&self, calendar: &Calendar, chronology: &Chronology, as_of: Timestamp) -> Explanation {
        let mut replay = Replay::new(self, calendar, chronology, as_of);
        let answer = replay.answer();
        let mut explained = Explanation { standing: answer.standing.clone(), work: Vec::new(), imagined: Vec::new() };
        for pack in replay.packs_in_use() {
            let by_pack = explain(&pack, calendar, replay.judged(), as_of);
            let is_its_own = |service: &ServiceId| self.pack_for(Some(service), as_of).digest == pack.digest;
            explained.work.extend(by_pack.work.into_iter().filter(|work| work.service.as_ref().is_none_or(is_its_own)));
            explained.imagined.extend(by_pack.imagined.into_iter().filter(|imagined| is_its_own(&imagined.service)));
        }
        // The child as a whole stands at the end, as it does with one pack.
        explained.work.sort_by_key(|work| (work.service.is_none(), !work.open));
        explained
    }

    /// The packs of one service one after another, those included that begin by a moment.
    pub(crate) fn spans(&self, service: Option<&ServiceId>, until: Timestamp) -> Vec<Span<'_>> {
        let concerns = |put: &&PutInForce| put.service.is_none() || put.service.as_ref() == service;
        let mut begins: Vec<Timestamp> =
            self.later.iter().filter(concerns).filter_map(|put| put.from).filter(|from| *from <= until).collect();
        begins.sort_unstable();
        begins.dedup();
        let mut spans = vec![Span { from: None, pack: self.pack_for(service, Timestamp::MIN) }];
        for from in begins {
            let pack = self.pack_for(service, from);
            if spans.last().is_none_or(|last| last.pack.digest != pack.digest) {
                spans.push(Span { from: Some(from), pack });
            }
        }
        spans
    }
}
