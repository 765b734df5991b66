//! What was there when another pack came: follow-ups that had ended stay ended, and what was open and is not asked for any more stays.

use super::replay::Replay;
use super::{Answer, Span, dates, ending};
use crate::compare::{What, pairs};
use crate::pack::Pack;
use crate::standing::{FollowUpState, Missing, Obligation, ObligationState, Settled, Standing};
use brought_domain::{FollowUpId, ObligationId, ServiceId};
use jiff::{Timestamp, ToSpan as _};
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

pub(super) fn keep(replay: &mut Replay<'_>, answer: &mut Answer) {
    let services: Vec<Option<ServiceId>> = replay.services().into_iter().map(Some).chain([None]).collect();
    for service in &services {
        let spans = replay.spans(service.as_ref());
        for (place, span) in spans.iter().enumerate() {
            let later = spans.get(place + 1..).unwrap_or_default();
            if later.is_empty() {
                continue;
            }
            keep_ended(replay, answer, service.as_ref(), span.pack, later);
            keep_followed_up(replay, answer, service.as_ref(), span.pack, later);
        }
        keep_open(replay, answer, service.as_ref(), &spans);
    }
    for service in services.iter().flatten() {
        keep_of_the_child(replay, answer, service);
    }
    for service in &services {
        let spans = replay.spans(service.as_ref());
        dates::set(replay, answer, service.as_ref(), &spans);
    }
    let waits: Vec<Vec<Missing>> =
        answer.standing.follow_ups.iter().map(|follow_up| ending::waiting_for(answer, &follow_up.id).collect()).collect();
    for (follow_up, waits) in answer.standing.follow_ups.iter_mut().zip(waits) {
        if follow_up.is_open() {
            follow_up.missing.extend(waits);
        }
    }
}

fn begin(later: &[Span<'_>]) -> Option<Timestamp> {
    later.first().and_then(|span| span.from)
}

/// A follow-up that had ended when the next pack came is told by the pack under which it ended, until it opens again.
fn keep_ended(replay: &mut Replay<'_>, answer: &mut Answer, service: Option<&ServiceId>, pack: &Arc<Pack>, later: &[Span<'_>]) {
    let (Some(service), Some(changed_at)) = (service, begin(later)) else { return };
    // What is signed at the very moment of the change is judged by the next pack.
    let then = replay.standing(pack, changed_at.saturating_sub(1.nanosecond()).unwrap_or(changed_at));
    let now = replay.standing(pack, replay.as_of);
    for ended in then.follow_ups.iter().filter(|follow_up| follow_up.service == *service && !follow_up.is_open()) {
        let still = now.follow_ups.iter().find(|follow_up| follow_up.id == ended.id && follow_up.state == ended.state);
        let Some(still) = still.filter(|_| !answer.told_by.contains_key(&ended.id)) else { continue };
        replace(&mut answer.standing, &now, &still.id);
        // That a later pack would not have taken the ending is no word to those who see it ended.
        if let FollowUpState::Ended { by, .. } = &still.state {
            answer.standing.set_aside.retain(|aside| !aside.refuses(by));
        }
        answer.told_by.insert(still.id.clone(), Arc::clone(pack));
    }
}

/// A follow-up that was open when the next pack came, and that the next pack does not know or takes for ended, stays open as the earlier
/// pack tells it: nobody has ended it.
fn keep_followed_up(replay: &mut Replay<'_>, answer: &mut Answer, service: Option<&ServiceId>, pack: &Arc<Pack>, later: &[Span<'_>]) {
    let (Some(service), Some(next), Some(changed_at)) = (service, later.first(), begin(later)) else { return };
    let (then, next) = (replay.standing(pack, changed_at), replay.standing(next.pack, changed_at));
    let now = replay.standing(pack, replay.as_of);
    let is_open_in = |standing: &Standing, id: &FollowUpId| standing.follow_ups.iter().any(|other| other.id == *id && other.is_open());
    for open in then.follow_ups.iter().filter(|follow_up| follow_up.service == *service && follow_up.is_open()) {
        let is_known_elsewhere = is_open_in(&next, &open.id) || is_open_in(&answer.standing, &open.id);
        if is_known_elsewhere || answer.told_by.contains_key(&open.id) || now.follow_ups.iter().all(|other| other.id != open.id) {
            continue;
        }
        replace(&mut answer.standing, &now, &open.id);
        answer.told_by.insert(open.id.clone(), Arc::clone(pack));
    }
}

/// Tells one follow-up as another standing tells it.
fn replace(standing: &mut Standing, by: &Standing, id: &FollowUpId) {
    standing.follow_ups.retain(|follow_up| follow_up.id != *id);
    standing.follow_ups.extend(by.follow_ups.iter().filter(|follow_up| follow_up.id == *id).cloned());
    let is_of = |of: &Option<FollowUpId>| of.as_ref() == Some(id);
    standing.obligations.retain(|obligation| !is_of(&obligation.follow_up));
    standing.obligations.extend(by.obligations.iter().filter(|obligation| is_of(&obligation.follow_up)).cloned());
    standing.prompts.retain(|prompt| !is_of(&prompt.follow_up));
    standing.alerts.retain(|alert| !is_of(&alert.follow_up));
    standing.trace.retain(|trace| !is_of(&trace.follow_up));
    standing.trace.extend(by.trace.iter().filter(|trace| is_of(&trace.follow_up)).cloned());
}

/// What was open under a pack and is asked for by none of those that came after it stays as that pack asked for it. At each change of pack,
/// whatever is open by then is set against what the new pack asks for: each of its obligations takes the place of one.
fn keep_open(replay: &mut Replay<'_>, answer: &mut Answer, service: Option<&ServiceId>, spans: &[Span<'_>]) {
    // By the place of the pack that asked for it.
    let mut staying: Vec<(usize, ObligationId)> = Vec::new();
    for (place, span) in spans.iter().enumerate().skip(1) {
        let Some(changed_at) = span.from else { continue };
        let after = replay.standing(span.pack, changed_at);
        let mut open: Vec<(usize, Obligation)> = Vec::new();
        for (earlier, before) in spans.iter().enumerate().take(place).rev() {
            let was = replay.standing(before.pack, changed_at);
            let is_live = |of: &&Obligation| earlier + 1 == place || staying.contains(&(earlier, of.id.clone()));
            for obligation in open_of(&was, service).filter(is_live) {
                // Two versions share ids: what the later one asks for as well is there once.
                if open.iter().all(|(_, known)| known.id != obligation.id) {
                    open.push((earlier, obligation.clone()));
                }
            }
        }
        let unpaired = pairs(open.iter().map(|(_, of)| of).collect(), open_of(&after, service).collect());
        let unpaired: BTreeSet<&ObligationId> =
            unpaired.into_iter().filter(|pair| pair.right.is_none()).filter_map(|pair| pair.left).map(|of| &of.id).collect();
        staying = open.iter().filter(|(_, of)| unpaired.contains(&of.id)).map(|(earlier, of)| (*earlier, of.id.clone())).collect();
    }
    for (place, id) in staying {
        let Some(span) = spans.get(place) else { continue };
        let now = replay.standing(span.pack, replay.as_of);
        let Some(obligation) = now.obligations.iter().find(|obligation| obligation.id == id) else { continue };
        let teller = obligation.follow_up.as_ref().and_then(|id| answer.told_by.get(id));
        let told_already = teller.is_some_and(|pack| pack.digest == span.pack.digest);
        // A pack that is in force still for another service may go on asking this of the child as a whole.
        let is_asked = answer.standing.obligations.iter().any(|other| other.id == id && other.is_open());
        if !told_already && !is_asked {
            stay(answer, obligation.clone(), span.pack);
        }
    }
}

/// What the pack of a service asked of the child as a whole stays as well when that pack goes, unless others ask for it.
fn keep_of_the_child(replay: &mut Replay<'_>, answer: &mut Answer, service: &ServiceId) {
    let spans = replay.spans(Some(service));
    for (span, next) in spans.iter().zip(spans.iter().skip(1)) {
        let Some(changed_at) = next.from else { continue };
        let then = replay.standing(span.pack, changed_at);
        let in_use = replay.packs_in_use_at(changed_at);
        let followed = then.follow_ups.iter().any(|follow_up| follow_up.service == *service);
        if !followed {
            continue;
        }
        let others = of_the_child(replay, &in_use, changed_at);
        let asked = others.iter().flat_map(|standing| open_of(standing, None)).collect();
        let unpaired = pairs(open_of(&then, None).collect(), asked).into_iter().filter(|pair| pair.right.is_none());
        let staying: BTreeSet<ObligationId> = unpaired.filter_map(|pair| pair.left).map(|obligation| obligation.id.clone()).collect();
        let now = replay.standing(span.pack, replay.as_of);
        for obligation in now.obligations.iter().filter(|obligation| staying.contains(&obligation.id)) {
            let asked_again = |other: &Obligation| {
                other.id == obligation.id || other.is_open() && other.child == obligation.child && What::of(other) == What::of(obligation)
            };
            if !open_of(&answer.standing, None).any(asked_again) {
                stay(answer, obligation.clone(), span.pack);
            }
        }
    }
}

/// The standings of the packs that asked anything of the child as a whole at a moment: the record's own, and those of services that followed
/// the child up.
fn of_the_child(replay: &mut Replay<'_>, in_use: &[Arc<Pack>], at: Timestamp) -> Vec<Rc<Standing>> {
    let mut standings = Vec::new();
    for (place, pack) in in_use.iter().enumerate() {
        let standing = replay.standing(pack, at);
        let is_its = |service: &ServiceId| replay.policies.pack_for(Some(service), at).digest == pack.digest;
        if place == 0 || standing.follow_ups.iter().any(|follow_up| is_its(&follow_up.service)) {
            standings.push(standing);
        }
    }
    standings
}

fn open_of<'s>(standing: &'s Standing, service: Option<&'s ServiceId>) -> impl Iterator<Item = &'s Obligation> {
    standing.obligations.iter().filter(move |obligation| obligation.is_open() && obligation.service.as_ref() == service)
}

fn stay(answer: &mut Answer, mut obligation: Obligation, pack: &Arc<Pack>) {
    // An ending under the pack in force now settles what stays as it settles what that pack asked for; what has to be answered first is not.
    let ended = answer.standing.follow_ups.iter().find(|follow_up| Some(&follow_up.id) == obligation.follow_up.as_ref());
    if let Some(FollowUpState::Ended { by, at, layer }) = ended.map(|follow_up| &follow_up.state)
        && obligation.is_open()
        && !obligation.before_end
    {
        obligation.state = ObligationState::Replaced(Settled { by: by.clone(), at: *at }, format!("the follow-up ended: {layer}"));
        obligation.escalated_to = None;
    }
    answer.standing.obligations.retain(|other| other.id != obligation.id);
    answer.stays.insert(obligation.id.clone(), Arc::clone(pack));
    answer.standing.obligations.push(obligation);
}
