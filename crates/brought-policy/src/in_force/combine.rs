//! One standing from several packs: each follow-up by the pack in force for its service.

use super::Answer;
use super::replay::Replay;
use crate::clock::UkClock;
use crate::compare::What;
use crate::pack::Pack;
use crate::standing::{Obligation, SetAside, Standing};
use brought_domain::{FollowUpId, ServiceId};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

pub(super) fn combine(replay: &mut Replay<'_>, own: Arc<Pack>) -> Answer {
    let as_of = replay.as_of;
    let of_services: BTreeMap<ServiceId, Arc<Pack>> = replay
        .services()
        .into_iter()
        .map(|service| {
            let pack = Arc::clone(replay.policies.pack_for(Some(&service), as_of));
            (service, pack)
        })
        .filter(|(_, pack)| pack.digest != own.digest)
        .collect();
    let mut standing = Standing::clone(&replay.standing(&own, as_of));
    let is_own = |service: Option<&ServiceId>| service.is_none_or(|service| !of_services.contains_key(service));
    let ids = services_by_follow_up(&standing);
    keep(&mut standing, &ids, is_own);
    for pack in replay.packs_in_use().into_iter().skip(1) {
        let other = replay.standing(&pack, as_of);
        let is_its =
            |service: Option<&ServiceId>| service.and_then(|service| of_services.get(service)).is_some_and(|of| of.digest == pack.digest);
        add(&mut standing, &other, is_its);
    }
    standing.follow_ups.sort_by_cached_key(|follow_up| (!follow_up.is_open(), follow_up.opened.earliest(&UkClock), follow_up.id.clone()));
    Answer { standing, own, of_services, told_by: BTreeMap::new(), stays: BTreeMap::new() }
}

fn services_by_follow_up(standing: &Standing) -> BTreeMap<FollowUpId, ServiceId> {
    standing.follow_ups.iter().map(|follow_up| (follow_up.id.clone(), follow_up.service.clone())).collect()
}

/// Takes out what belongs to services that another pack asks about.
fn keep(standing: &mut Standing, ids: &BTreeMap<FollowUpId, ServiceId>, is_own: impl Fn(Option<&ServiceId>) -> bool) {
    let of = |id: &Option<FollowUpId>| is_own(id.as_ref().and_then(|id| ids.get(id)));
    standing.follow_ups.retain(|follow_up| is_own(Some(&follow_up.service)));
    standing.obligations.retain(|obligation| is_own(obligation.service.as_ref()));
    standing.prompts.retain(|prompt| of(&prompt.follow_up));
    standing.alerts.retain(|alert| of(&alert.follow_up));
    standing.trace.retain(|trace| of(&trace.follow_up));
}

/// Adds what another pack says of its services; and of the child as a whole, when one of them follows the child up.
fn add(standing: &mut Standing, other: &Rc<Standing>, is_its: impl Fn(Option<&ServiceId>) -> bool) {
    let ids = services_by_follow_up(other);
    let follows = other.follow_ups.iter().any(|follow_up| is_its(Some(&follow_up.service)));
    let of = |id: &Option<FollowUpId>| match id {
        Some(id) => is_its(ids.get(id)),
        None => follows,
    };
    standing.follow_ups.extend(other.follow_ups.iter().filter(|follow_up| is_its(Some(&follow_up.service))).cloned());
    standing.prompts.extend(other.prompts.iter().filter(|prompt| of(&prompt.follow_up)).cloned());
    standing.trace.extend(other.trace.iter().filter(|trace| of(&trace.follow_up)).cloned());
    for alert in other.alerts.iter().filter(|alert| of(&alert.follow_up)) {
        if !standing.alerts.contains(alert) && (alert.follow_up.is_some() || standing.alerts.iter().all(|known| known.words != alert.words))
        {
            standing.alerts.push(alert.clone());
        }
    }
    for obligation in &other.obligations {
        match &obligation.service {
            Some(service) if is_its(Some(service)) => standing.obligations.push(obligation.clone()),
            None if follows => on_the_child(standing, obligation),
            _ => {}
        }
    }
    if follows {
        standing.patterns.extend(other.patterns.iter().filter(|found| !standing.patterns.contains(found)).cloned().collect::<Vec<_>>());
        standing.not_known.extend(other.not_known.iter().filter(|what| !standing.not_known.contains(what)).cloned().collect::<Vec<_>>());
    }
    // An ending says who saw the child only where it was taken: by the pack of its service.
    let ended_by = |event| other.follow_ups.iter().any(|follow_up| is_its(Some(&follow_up.service)) && ends_with(follow_up, event));
    let zone = UkClock;
    let seen_at = |standing: &Standing| standing.last_seen.as_ref().map(|seen| seen.sighting.seen_at.earliest(&zone));
    if other.last_seen.as_ref().is_some_and(|seen| ended_by(&seen.event)) && seen_at(other) > seen_at(standing) {
        standing.last_seen.clone_from(&other.last_seen);
    }
    let is_new = |aside: &&SetAside| follows && !standing.set_aside.iter().any(|known| known.is_like(aside));
    let others: Vec<SetAside> = other.set_aside.iter().filter(is_new).cloned().collect();
    standing.set_aside.extend(others);
    standing.changes_at = [standing.changes_at, other.changes_at].into_iter().flatten().min();
}

fn ends_with(follow_up: &crate::standing::FollowUp, event: &brought_domain::EventId) -> bool {
    matches!(&follow_up.state, crate::standing::FollowUpState::Ended { by, .. } if by == event)
}

/// What two packs ask of the child as a whole is asked once, by the earlier of the two days.
fn on_the_child(standing: &mut Standing, obligation: &Obligation) {
    let same = |known: &&mut Obligation| {
        known.service.is_none()
            && known.is_open() == obligation.is_open()
            && known.child == obligation.child
            && What::of(known) == What::of(obligation)
    };
    match standing.obligations.iter_mut().find(same) {
        Some(known) if obligation.due.by < known.due.by => *known = obligation.clone(),
        Some(_) => {}
        None => standing.obligations.push(obligation.clone()),
    }
}
