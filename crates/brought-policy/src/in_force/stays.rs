//! What was there when another pack came: follow-ups that had ended stay ended, and what was open and is not asked for any more stays.

use super::replay::Replay;
use super::{Answer, Span, ending};
use crate::compare::pairs;
use crate::pack::Pack;
use crate::standing::{FollowUpState, Missing, Obligation, ObligationState, Settled, Standing};
use brought_domain::{FollowUpId, ObligationId, ServiceId};
use jiff::Timestamp;
use std::collections::BTreeSet;
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
            keep_open(replay, answer, service.as_ref(), span.pack, later);
        }
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
    let then = replay.standing(pack, changed_at);
    let now = replay.standing(pack, replay.as_of);
    for ended in then.follow_ups.iter().filter(|follow_up| follow_up.service == *service && !follow_up.is_open()) {
        let still = now.follow_ups.iter().find(|follow_up| follow_up.id == ended.id && follow_up.state == ended.state);
        let Some(still) = still.filter(|_| !answer.told_by.contains_key(&ended.id)) else { continue };
        replace(&mut answer.standing, &now, &still.id);
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

/// What was open under a pack and is asked for by none of those that came after it stays as that pack asked for it.
fn keep_open(replay: &mut Replay<'_>, answer: &mut Answer, service: Option<&ServiceId>, pack: &Arc<Pack>, later: &[Span<'_>]) {
    let mut staying: Option<BTreeSet<ObligationId>> = None;
    for span in later {
        let Some(changed_at) = span.from else { continue };
        let (before, after) = (replay.standing(pack, changed_at), replay.standing(span.pack, changed_at));
        let waits = |obligation: &&Obligation| staying.as_ref().is_none_or(|ids| ids.contains(&obligation.id));
        let (open, asked) = (open_of(&before, service).filter(waits).collect(), open_of(&after, service).collect());
        let unpaired = pairs(open, asked).into_iter().filter(|pair| pair.right.is_none()).filter_map(|pair| pair.left);
        staying = Some(unpaired.map(|obligation| obligation.id.clone()).collect());
    }
    let Some(staying) = staying.filter(|staying| !staying.is_empty()) else { return };
    let now = replay.standing(pack, replay.as_of);
    for obligation in now.obligations.iter().filter(|obligation| staying.contains(&obligation.id)) {
        let told_already = obligation.follow_up.as_ref().is_some_and(|id| answer.told_by.contains_key(id));
        if !told_already && !answer.stays.contains_key(&obligation.id) {
            stay(answer, obligation.clone(), pack);
        }
    }
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
