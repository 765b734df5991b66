//! Who sets a further visit, and who makes it.

use crate::policy::Work;
use crate::replay::Replay;
use crate::settle::{AUTHORITY, scene_of};
use crate::told::may_sign_work;
use brought_domain::event::{Event, Fact};
use brought_domain::work::Role;

/// Setting a further visit names the visitor, and an earlier day than the time allowed then counts.
pub fn name_visitor<'a>(replay: &mut Replay<'_, 'a>, index: usize) {
    let event: &'a Event = replay.entry(index);
    let Fact::FurtherVisitSet(set) = &event.fact else { return };
    for place in 0..replay.story.owed.len() {
        let owed = &replay.story.owed[place];
        if owed.work != Work::MakeFurtherVisit {
            continue;
        }
        if !owed.follow_up.is_none_or(|place| replay.story.follow_ups[place].is_open()) {
            continue;
        }
        let scene = scene_of(replay, owed);
        let own = owed.person == &event.about && scene.is_of_service(event);
        let theirs = scene.children().contains(&&set.child) && owed.child.is_none_or(|child| child == &set.child);
        if !may_set_visit(event, owed.asked_of) {
            continue;
        }
        let owed = &mut replay.story.owed[place];
        if own && owed.is_open() && owed.child.is_none_or(|child| child == &set.child) {
            owed.owner = set.visitor;
            owed.practitioner = set.visitor_id.as_ref();
        }
        // It does not matter which service makes it.
        if theirs && owed.is_open() && set.by < owed.due.on {
            owed.due = crate::policy::Due { not_before: None, on: set.by, by: brought_calendar::end_of_day(set.by) };
        }
    }
}

/// Whether somebody may set a visit: the practitioner where it is the practitioner's to make, else somebody in charge.
pub fn may_set_visit(event: &Event, asked_of: Role) -> bool {
    let in_charge = event.author.role().is_some_and(|role| AUTHORITY.contains(&role));
    may_sign_work(&event.author) && (asked_of == Role::Practitioner || in_charge)
}
