//! What is asked of an agency or looked for in records adds up over several entries.

use crate::replay::Replay;
use crate::scene::Scene;
use crate::settle::{answers_another, is_theirs};
use crate::story::Owed;
use crate::told::may_sign_work;
use brought_domain::circumstances::StandingNow;
use brought_domain::event::Fact;
use brought_domain::work::{Ask, SeenAnswer};

/// Everything that was to be asked has been asked of such an agency, in one call or in several.
pub(crate) fn asked_all(replay: &Replay<'_, '_>, scene: Scene<'_, '_>, owed: &Owed<'_>, index: usize) -> bool {
    let mut left = owed.detail.ask.clone();
    let mut answers = false;
    for earlier in owed.raised_at + 1..=index {
        let event = replay.entry(earlier);
        let attended = matches!(event.fact, Fact::UnscheduledAttendance(_)) && scene.children().contains(&&event.about);
        let theirs = is_theirs(scene, owed, event) || attended || earlier == index;
        if !theirs || answers_another(replay, owed, event) || !scene.comes_after(event, &owed.since) {
            continue;
        }
        let (agency, asked, seen) = match &event.fact {
            Fact::LiaisonRecorded(liaison) => (&liaison.agency, &liaison.asked[..], &liaison.seen),
            // Whether a service is involved is also told by an entry about that.
            Fact::InvolvementRecorded(told) if told.state != StandingNow::NotKnown => {
                (&told.agency, &[Ask::Involvement][..], &SeenAnswer::NotAsked)
            }
            // Of an attendance everybody's word will do.
            Fact::UnscheduledAttendance(_) if attended || !event.answers.is_empty() => {
                left.retain(|ask| *ask != Ask::UnscheduledAttendance);
                answers = earlier == index;
                continue;
            }
            _ => continue,
        };
        let right = owed.agency.as_ref().is_none_or(|wanted| wanted.is_answered_by(agency));
        let about = !owed.by_child || owed.child.is_none_or(|child| &event.about == child || &event.about == owed.person);
        if right && about && may_sign_work(&event.author) {
            let of_another =
                |seen: &SeenAnswer| matches!(seen, SeenAnswer::Seen(sighting) if owed.child.is_some_and(|child| child != &sighting.child));
            let unasked = owed.child.is_some() && *seen == SeenAnswer::NotAsked || of_another(seen);
            left.retain(|ask| !asked.contains(ask) || *ask == Ask::LastSeen && unasked);
            answers = earlier == index;
        }
    }
    answers && left.is_empty()
}

/// Each of the records was looked through, in one entry or in several.
pub(crate) fn looked_through(replay: &Replay<'_, '_>, scene: Scene<'_, '_>, owed: &Owed<'_>, index: usize) -> bool {
    let mut left = owed.detail.records.clone();
    for earlier in owed.raised_at + 1..=index {
        let event = replay.entry(earlier);
        let Fact::RecordsReviewed(reviewed) = &event.fact else { continue };
        let theirs = is_theirs(scene, owed, event) || earlier == index;
        if may_sign_work(&event.author) && theirs && !answers_another(replay, owed, event) && scene.comes_after(event, &owed.since) {
            left.retain(|record| !reviewed.which.contains(record));
        }
    }
    left.is_empty()
}
