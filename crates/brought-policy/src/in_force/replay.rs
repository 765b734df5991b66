//! Asking the engine about each pack that had a say, and putting the answers together.

use super::{Answer, PoliciesInForce, Span, combine, dates, ending, stays};
use crate::pack::Pack;
use crate::standing::{SetAside, Standing};
use brought_calendar::Calendar;
use brought_domain::{Chronology, Event, Fact, ServiceId};
use jiff::Timestamp;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

/// One question about one chronology.
pub(super) struct Replay<'a> {
    pub(super) policies: &'a PoliciesInForce,
    pub(super) calendar: &'a Calendar,
    pub(super) as_of: Timestamp,
    /// Without endings that were refused when they were signed.
    chronology: Cow<'a, Chronology>,
    /// Those endings, and what they lacked.
    refused: Vec<SetAside>,
    known: BTreeMap<(String, Timestamp), Rc<Standing>>,
}

impl<'a> Replay<'a> {
    pub(super) fn new(policies: &'a PoliciesInForce, calendar: &'a Calendar, chronology: &'a Chronology, as_of: Timestamp) -> Self {
        let mut replay =
            Self { policies, calendar, as_of, chronology: Cow::Borrowed(chronology), refused: Vec::new(), known: BTreeMap::new() };
        if !replay.is_simple() {
            ending::judge(&mut replay, chronology);
        }
        replay
    }

    /// The same question as it stood when an entry was made, without that entry.
    pub(super) fn without(&self, event: &Event) -> Replay<'a> {
        let mut chronology = self.chronology.clone().into_owned();
        chronology.events.retain(|other| other.id != event.id);
        Replay {
            policies: self.policies,
            calendar: self.calendar,
            as_of: event.recorded_at,
            chronology: Cow::Owned(chronology),
            refused: Vec::new(),
            known: BTreeMap::new(),
        }
    }

    /// The chronology with those endings only that were good when they were signed.
    pub(super) fn judged(&self) -> &Chronology {
        &self.chronology
    }

    pub(super) fn answer(&mut self) -> Answer {
        let own = Arc::clone(self.policies.pack_for(None, self.as_of));
        if self.is_simple() {
            let standing = crate::standing(&own, self.calendar, &self.chronology, self.as_of);
            return Answer { standing, own, of_services: BTreeMap::new(), told_by: BTreeMap::new(), stays: BTreeMap::new() };
        }
        let mut answer = combine::combine(self, own);
        stays::keep(self, &mut answer);
        let is_new = |aside: &&SetAside| !answer.standing.set_aside.iter().any(|known| known.is_like(aside));
        let refused: Vec<SetAside> = self.refused.iter().filter(is_new).cloned().collect();
        answer.standing.set_aside.extend(refused);
        // What stays and what has another day are not among what the packs in force said of themselves.
        let by_itself = answer.standing.obligations.iter().flat_map(|obligation| dates::changes(obligation, self.as_of)).min();
        let change = self.policies.next_change_after(self.as_of);
        answer.standing.changes_at = [answer.standing.changes_at, by_itself, change].into_iter().flatten().min();
        answer.standing.obligations.sort_by_cached_key(|obligation| (obligation.due.by, obligation.id.clone()));
        answer
    }

    /// Whether one and the same pack is, was and will be in force for everything. Then nothing has to be put together.
    fn is_simple(&self) -> bool {
        self.policies.later.iter().all(|put| put.pack.digest == self.policies.first.digest)
    }

    /// What one pack alone says.
    pub(super) fn standing(&mut self, pack: &Pack, at: Timestamp) -> Rc<Standing> {
        let key = (pack.digest.clone(), at);
        if let Some(known) = self.known.get(&key) {
            return Rc::clone(known);
        }
        let standing = Rc::new(crate::standing(pack, self.calendar, &self.chronology, at));
        self.known.insert(key, Rc::clone(&standing));
        standing
    }

    /// Leaves an ending out that was refused when it was signed. What the entry says of another entry stays said.
    pub(super) fn leave_out(&mut self, aside: SetAside) {
        for event in self.chronology.to_mut().events.iter_mut().filter(|event| event.id == aside.event) {
            event.fact = Fact::CorrectionOnly;
        }
        self.refused.push(aside);
        self.known.clear();
    }

    /// The packs that are in force now for anything in the chronology, the record's own first.
    pub(super) fn packs_in_use(&self) -> Vec<Arc<Pack>> {
        self.packs_in_use_at(self.as_of)
    }

    /// The packs that were in force at a moment for anything in the chronology, the record's own first.
    pub(super) fn packs_in_use_at(&self, at: Timestamp) -> Vec<Arc<Pack>> {
        let mut packs = vec![Arc::clone(self.policies.pack_for(None, at))];
        for service in self.services() {
            let pack = self.policies.pack_for(Some(&service), at);
            if packs.iter().all(|known| known.digest != pack.digest) {
                packs.push(Arc::clone(pack));
            }
        }
        packs
    }

    /// The packs of one service one after another, until now.
    pub(super) fn spans(&self, service: Option<&ServiceId>) -> Vec<Span<'a>> {
        self.policies.spans(service, self.as_of)
    }

    /// Every service that anything in the chronology speaks of.
    pub(super) fn services(&self) -> BTreeSet<ServiceId> {
        let planned = |event: &Event| match &event.fact {
            Fact::ContactPlanned(planned) => Some(planned.service.clone()),
            _ => None,
        };
        self.chronology.events.iter().flat_map(|event| [event.service.clone(), planned(event)]).flatten().collect()
    }
}
