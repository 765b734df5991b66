//! Endings across packs: each is judged by the pack that was in force when it was signed.

use super::Answer;
use super::replay::Replay;
use crate::standing::{FollowUp, Missing, MissingKind, SetAside};
use brought_domain::{Chronology, Event, Fact, FollowUpId};

/// Leaves out the endings that lacked something when they were signed: under the pack in force then, because another pack that asks for
/// less must not make them good afterwards; and of what stayed from an earlier pack. Otherwise a follow-up that everybody sees as open would
/// be gone without anybody having ended it.
pub(super) fn judge(replay: &mut Replay<'_>, chronology: &Chronology) {
    let mut endings: Vec<&Event> = chronology.events.iter().filter(|event| matches!(event.fact, Fact::FollowUpEnded(_))).collect();
    endings.sort_by_key(|event| event.recorded_at);
    let as_of = replay.as_of;
    for event in endings.into_iter().filter(|event| event.recorded_at <= as_of) {
        let signed_at = event.recorded_at;
        let pack = replay.policies.pack_for(event.service.as_ref(), signed_at);
        let changes: Vec<_> = replay.spans(event.service.as_ref()).iter().filter_map(|span| span.from).collect();
        // Also while that pack is still in force: those of other services read the same chronology, and one of them might take the ending.
        if !changes.is_empty() {
            let standing = replay.standing(pack, signed_at);
            if let Some(aside) = standing.set_aside.iter().find(|aside| aside.refuses(&event.id)) {
                replay.leave_out(aside.clone());
                continue;
            }
        }
        if changes.iter().any(|from| *from <= signed_at) {
            leave_out_what_others_wait_for(replay, event);
        }
    }
}

/// Leaves an ending out when something from an earlier pack had to be answered before it.
fn leave_out_what_others_wait_for(replay: &mut Replay<'_>, event: &Event) {
    let answer = replay.without(event).answer();
    let of_it = |follow_up: &&FollowUp| follow_up.person == event.about && Some(&follow_up.service) == event.service.as_ref();
    let Some(follow_up) = answer.standing.follow_ups.iter().find(of_it) else { return };
    let waits: Vec<String> = waiting_for(&answer, &follow_up.id).map(|missing| missing.words).collect();
    if !waits.is_empty() {
        let why = format!("the follow-up stays open, because this is missing: {}", waits.join("; "));
        replay.leave_out(SetAside::ending(&event.id, why));
    }
}

/// What stays from an earlier pack and has to be answered before the follow-up may end.
pub(super) fn waiting_for<'a>(answer: &'a Answer, follow_up: &'a FollowUpId) -> impl Iterator<Item = Missing> + 'a {
    let open = answer.staying().filter(move |(obligation, _)| obligation.follow_up.as_ref() == Some(follow_up) && obligation.is_open());
    open.filter(|(obligation, _)| obligation.before_end).map(|(obligation, pack)| Missing {
        kind: MissingKind::OpenObligation,
        child: obligation.child.clone(),
        words: format!(
            "Answer this first: {} (asked by version {} of {}, and not answered since)",
            obligation.words, pack.version, pack.id
        ),
        clause: "NAF-20",
    })
}
