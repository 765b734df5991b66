//! Endings across packs: each is judged by the pack that was in force when it was signed.

use super::Answer;
use super::replay::Replay;
use crate::standing::{Missing, MissingKind};
use brought_domain::{Chronology, Event, Fact, FollowUpId};

/// Leaves out the endings that lacked something under the pack in force when they were signed: another pack that asks for less must not
/// make them good afterwards, because a follow-up that everybody sees as open would be gone without anybody having ended it.
pub(super) fn judge(replay: &mut Replay<'_>, chronology: &Chronology) {
    let mut endings: Vec<&Event> = chronology.events.iter().filter(|event| matches!(event.fact, Fact::FollowUpEnded(_))).collect();
    endings.sort_by_key(|event| event.recorded_at);
    for event in endings {
        let signed_at = event.recorded_at;
        let pack = replay.policies.pack_for(event.service.as_ref(), signed_at);
        let is_in_force_still = pack.digest == replay.policies.pack_for(event.service.as_ref(), replay.as_of).digest;
        if signed_at > replay.as_of || is_in_force_still {
            continue;
        }
        let standing = replay.standing(pack, signed_at);
        if let Some(aside) = standing.set_aside.iter().find(|aside| aside.event == event.id) {
            replay.leave_out(aside.clone());
        }
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
