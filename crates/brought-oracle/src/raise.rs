//! Rules fire, and what they ask for becomes something owed.

use crate::policy::{Duty, Each, Rule, Whom, Work};
use crate::replay::{Replay, grounds, truth};
use crate::scene::Scene;
use crate::story::{Owed, Shown};
use brought_domain::event::Fact;
use brought_domain::steps::Party;
use brought_domain::work::{Agency, Role};
use brought_domain::{Happened, PersonId, PractitionerId};
use jiff::{ToSpan, civil::Date};

/// The rules of a follow-up's pathway, while it is open.
pub fn follow_up_rules(replay: &mut Replay<'_, '_>, place: usize, index: usize) {
    let follow_up = &replay.story.follow_ups[place];
    let Some(pathway) = follow_up.pathway.filter(|_| follow_up.is_open()) else { return };
    let policy = replay.policy;
    for rule in policy.pathways[pathway].rules.iter().filter(|rule| !rule.on_child) {
        fire(replay, Some(place), pathway, rule, index);
    }
}

/// The rules on the child as a whole.
pub fn child_rules(replay: &mut Replay<'_, '_>, index: usize) {
    let Some(pathway) = child_pathway(replay) else { return };
    // It moves to an earlier one, and never back.
    let same_kind = |other: usize| replay.policy.pathways[other].follows == replay.policy.pathways[pathway].follows;
    let pathway = replay.story.child_pathway.filter(|(before, _)| same_kind(*before)).map_or(pathway, |(before, _)| before.min(pathway));
    match replay.story.child_pathway {
        None => replay.story.child_pathway = Some((pathway, 0)),
        Some((before, _)) if before != pathway => {
            replay.story.child_pathway = Some((pathway, index));
            if same_kind(before) {
                crate::settle::send_no_more(replay, None, before, index);
            }
        }
        Some(_) => {}
    }
    let policy = replay.policy;
    for rule in policy.pathways[pathway].rules.iter().filter(|rule| rule.on_child) {
        fire(replay, None, pathway, rule, index);
    }
}

/// What time alone has ended, such as a pattern that left the window, has ended before the next entry is taken in.
pub fn lapse(replay: &mut Replay<'_, '_>) {
    let policy = replay.policy;
    let follow_ups = replay.story.follow_ups.iter().enumerate().filter(|(_, one)| one.is_open());
    let mut all: Vec<(Option<usize>, usize)> = follow_ups.filter_map(|(place, one)| Some((Some(place), one.pathway?))).collect();
    all.extend(replay.story.child_pathway.map(|(pathway, _)| (None, pathway)));
    for (place, pathway) in all {
        for rule in policy.pathways[pathway].rules.iter().filter(|rule| rule.on_child == place.is_none() && rule.each == Each::Change) {
            if !truth(scene(replay, place, pathway), &rule.when).fires() {
                replay.story.asked.entry((place, rule.id.clone())).or_default().held = false;
            }
        }
    }
}

/// The pathway in which the child as a whole is.
pub fn child_pathway(replay: &Replay<'_, '_>) -> Option<usize> {
    let subject = &replay.told.chronology.subject;
    let candidates = replay.policy.pathways_of(replay.follows(subject));
    candidates.into_iter().find(|candidate| {
        let scene = replay.scene_of_child(subject, Some(*candidate));
        replay.policy.pathways[*candidate].when.as_ref().is_none_or(|when| truth(scene, when).fires())
    })
}

fn scene<'s, 'a>(replay: &'s Replay<'_, 'a>, place: Option<usize>, pathway: impl Into<Option<usize>>) -> Scene<'s, 'a> {
    match place {
        Some(place) => replay.scene_of(place),
        None => replay.scene_of_child(&replay.told.chronology.subject, pathway.into()),
    }
}

fn fire(replay: &mut Replay<'_, '_>, place: Option<usize>, pathway: usize, rule: &Rule, index: usize) {
    let holds = truth(scene(replay, place, pathway), &rule.when).fires();
    let key = (place, rule.id.clone());
    let asked = replay.story.asked.entry(key.clone()).or_default();
    if !holds {
        asked.held = false;
        return;
    }
    let occasions: Vec<usize> = match rule.each {
        Each::FailedContact => scene(replay, place, pathway).latest().map(|latest| latest.first).into_iter().collect(),
        Each::Occasion => occasions_of(replay, place, pathway, rule, index),
        Each::FollowUp | Each::Change => vec![index],
    };
    if rule.each == Each::Occasion && occasions.is_empty() {
        return;
    }
    // At an opening that nothing of this rule brought about, it asks for the latest failed contact, as if it had failed now.
    let latest = place.and_then(|place| replay.scene_of(place).latest().map(|latest| latest.first));
    let opens = place.is_some_and(|place| replay.story.follow_ups[place].opened_at == index);
    let of_opening = opens && rule.each == Each::Occasion && Some(occasions.as_slice()) == latest.as_ref().map(std::slice::from_ref);
    let asked = replay.story.asked.entry(key).or_default();
    let first = !asked.fired;
    let anew = match rule.each {
        Each::Occasion if of_opening => !latest.is_some_and(|latest| asked.at.contains(&latest)),
        Each::FailedContact | Each::Occasion => occasions.iter().any(|occasion| !asked.occasions.contains(occasion)),
        Each::FollowUp => !asked.fired,
        Each::Change => !asked.held,
    };
    let new: Vec<usize> = occasions.iter().copied().filter(|occasion| !asked.occasions.contains(occasion)).collect();
    asked.fired = true;
    asked.held = true;
    asked.occasions.extend(occasions.iter().copied());
    // That the condition still holds when a contact fails is not asking for that contact.
    if anew {
        asked.at.extend(if of_opening { latest } else { Some(index) });
    }
    let asked_for = if rule.each == Each::Occasion && place.is_some() && !of_opening { &new } else { &occasions };
    take_effect(replay, place, pathway, rule, index, anew, asked_for);
    if anew || first {
        show(replay, place, rule, index);
    }
}

/// What was on the record before a follow-up opened is no occasion of its own: at the opening the failed contact is.
/// What makes it hold by ending, or by becoming known, is the occasion when it has not asked yet.
fn occasions_of(replay: &Replay<'_, '_>, place: Option<usize>, pathway: usize, rule: &Rule, index: usize) -> Vec<usize> {
    let on = grounds(scene(replay, place, pathway), &rule.when);
    let has_fired = replay.story.asked.get(&(place, rule.id.clone())).is_some_and(|asked| asked.fired);
    let opens = place.is_some_and(|place| replay.story.follow_ups[place].opened_at == index);
    if !on.contains(&index) && !has_fired && !opens && !has_moved(replay, place) {
        return on.into_iter().chain([index]).collect();
    }
    let since: Vec<usize> = on.into_iter().filter(|occasion| is_since_opened(replay, place, *occasion)).collect();
    if since.is_empty() && opens {
        return scene(replay, place, pathway).latest().map(|latest| latest.first).into_iter().collect();
    }
    since
}

/// Whether it has moved from one pathway to another.
fn has_moved(replay: &Replay<'_, '_>, place: Option<usize>) -> bool {
    match place {
        Some(place) => replay.story.follow_ups[place].moves > 0,
        None => replay.story.child_pathway.is_some_and(|(_, moved)| moved > 0),
    }
}

/// An occasion of a follow-up is one since it was opened, and since it moved to its pathway.
fn is_since_opened(replay: &Replay<'_, '_>, place: Option<usize>, occasion: usize) -> bool {
    let Some(place) = place else { return replay.story.child_pathway.is_none_or(|(_, moved)| occasion >= moved) };
    let follow_up = &replay.story.follow_ups[place];
    let since_moved = occasion >= follow_up.moved_at || replay.scene_of(place).latest().is_some_and(|latest| latest.first == occasion);
    occasion >= follow_up.opened_at && since_moved
}

#[allow(clippy::too_many_arguments, reason = "what, for whom, why and when")]
fn take_effect(replay: &mut Replay<'_, '_>, place: Option<usize>, pathway: usize, rule: &Rule, index: usize, anew: bool, on: &[usize]) {
    if let (Some(place), Some(stage)) = (place, rule.stage) {
        let follow_up = &mut replay.story.follow_ups[place];
        follow_up.stage = follow_up.stage.max(stage);
    }
    for (number, duty) in rule.duties.iter().enumerate() {
        let wanted = duty.when.as_ref().is_none_or(|when| truth(scene(replay, place, pathway), when).fires());
        if wanted {
            ask(replay, place, rule, number, duty, index, anew, on);
        }
    }
}

fn show(replay: &mut Replay<'_, '_>, place: Option<usize>, rule: &Rule, index: usize) {
    if let Some(words) = &rule.alert {
        let shown = Shown { follow_up: place, rule: rule.id.clone(), words: words.clone(), topic: None, at: index };
        replay.story.alerts.retain(|known| (known.follow_up, &known.rule) != (shown.follow_up, &shown.rule));
        replay.story.alerts.push(shown);
    }
    for (words, topic) in &rule.prompts {
        let shown = Shown { follow_up: place, rule: rule.id.clone(), words: words.clone(), topic: *topic, at: index };
        replay.story.prompts.retain(|known| (known.follow_up, &known.rule, &known.words) != (place, &rule.id, words));
        replay.story.prompts.push(shown);
    }
}

/// One question for each child, agency and party that a duty names.
#[allow(clippy::too_many_arguments, reason = "what, for whom, why and when")]
fn ask(replay: &mut Replay<'_, '_>, place: Option<usize>, rule: &Rule, number: usize, duty: &Duty, index: usize, anew: bool, on: &[usize]) {
    let children: Vec<Option<&PersonId>> = if duty.for_each_child {
        place.map(|place| replay.scene_of(place).children()).unwrap_or_default().into_iter().map(Some).collect()
    } else {
        vec![only_child(replay, place)]
    };
    let parties: Vec<Option<Option<Party>>> = match duty.work {
        Work::Inform => duty.detail.parties.iter().map(|party| Some(*party)).collect(),
        _ => vec![None],
    };
    for child in &children {
        for agency in agencies(replay, place, duty, *child) {
            for party in &parties {
                one(replay, place, rule, number, duty, index, anew, on, (*child, agency.clone(), *party));
            }
        }
    }
}

/// The child whom it is about, when it is about one.
fn only_child<'a>(replay: &Replay<'_, 'a>, place: Option<usize>) -> Option<&'a PersonId> {
    match place {
        None => Some(&replay.told.chronology.subject),
        Some(place) => {
            let children = replay.scene_of(place).children();
            if children.len() == 1 { children.first().copied() } else { None }
        }
    }
}

/// Each agency that a duty names about a child.
fn agencies(replay: &Replay<'_, '_>, place: Option<usize>, duty: &Duty, child: Option<&PersonId>) -> Vec<Option<Agency>> {
    match &duty.detail.whom {
        Some(Whom::EachOnThePlan) => agencies_on_plans(replay, place, child),
        Some(Whom::Kind(kind)) if duty.work != Work::ObtainAnswerToReferral => vec![Some(Agency { kind: *kind, name: None })],
        _ => vec![None],
    }
}

/// Every agency on a plan of a child. A plan of which nobody wrote down the agencies still asks somebody.
fn agencies_on_plans(replay: &Replay<'_, '_>, place: Option<usize>, of: Option<&PersonId>) -> Vec<Option<Agency>> {
    scene(replay, place, None).agencies_on_plans(of)
}

#[allow(clippy::too_many_arguments, reason = "what, for whom, why and when")]
fn one<'a>(
    replay: &mut Replay<'_, 'a>,
    place: Option<usize>,
    rule: &Rule,
    number: usize,
    duty: &Duty,
    index: usize,
    anew: bool,
    on: &[usize],
    about: (Option<&'a PersonId>, Option<Agency>, Option<Option<Party>>),
) {
    let (child, agency, party) = about;
    let same = |owed: &Owed<'_>| {
        owed.follow_up == place
            && owed.rule == rule.id
            && owed.duty == number
            && owed.child == child
            && owed.agency == agency
            && owed.party == party
    };
    // While it is still owed, a later reason joins it; but what is owed about one occasion is not owed about another.
    let apart = rule.each == Each::Occasion && place.is_some();
    // What was done is recorded for each contact by itself.
    let of_contact = place.and_then(|place| replay.scene_of(place).latest()).map(|latest| latest.contact.id);
    let by_contact = |owed: &Owed<'_>| duty.work != Work::RecordResponse || owed.of_contact == of_contact;
    let joins = |owed: &Owed<'_>| {
        same(owed) && owed.is_open() && by_contact(owed) && (!apart || on.iter().any(|occasion| owed.occasions.contains(occasion)))
    };
    if let Some(open) = replay.story.owed.iter_mut().find(|owed| joins(owed)) {
        // What a rule asks once, or asked when its condition came to hold, rests on what it was asked for then.
        if anew || matches!(rule.each, Each::FailedContact | Each::Occasion) {
            open.occasions.extend(on.iter().copied());
        }
        return;
    }
    let last = replay.story.owed.iter().rev().find(|owed| same(owed)).cloned();
    let opened = place.map_or(0, |place| replay.story.follow_ups[place].opened_at);
    // What a rule asks for each failed contact, or once, is asked as soon as the duty's own condition holds, of every child, agency and party.
    let asked = match rule.each {
        Each::FailedContact => replay.story.owed.iter().any(|owed| same(owed) && on.iter().all(|one| owed.occasions.contains(one))),
        Each::FollowUp => replay.story.owed.iter().any(|owed| same(owed) && owed.raised_at >= opened),
        Each::Occasion | Each::Change => !anew,
    };
    let just_settled = last.as_ref().filter(|last| last.settled.as_ref().is_some_and(|settled| settled.by + 1 == replay.upto));
    if let Some(last) = just_settled.filter(|_| duty.each_month) {
        let turn = next_turn(replay, duty, last);
        replay.story.owed.push(turn);
        return;
    }
    // What comes again each month begins anew when its condition comes to hold again.
    if asked && !duty.each_month {
        return;
    }
    let raised = replay.when(index);
    let start = if duty.from_failed_contact {
        place.and_then(|place| replay.scene_of(place).latest()).map_or(raised, |latest| latest.at)
    } else {
        raised
    };
    let term = replay.policy.term(duty, start.day(&replay.told.zone));
    let person = place.map_or(&replay.told.chronology.subject, |place| replay.story.follow_ups[place].person);
    let visitor = if duty.work == Work::MakeFurtherVisit { visitor(replay, place, child, duty.owner) } else { None };
    replay.story.owed.push(Owed {
        follow_up: place,
        person,
        rule: rule.id.clone(),
        duty: number,
        work: duty.work,
        detail: duty.detail.clone(),
        child,
        by_child: duty.for_each_child,
        agency,
        party,
        contact: None,
        asked_of: duty.owner,
        owner: visitor.map_or(duty.owner, |(role, _)| role),
        practitioner: match visitor {
            // Nobody else was named than the rule names anyway.
            Some((role, by)) if by.is_some() || role != duty.owner => by,
            _ => owner(replay, place, duty.owner),
        },
        fallback: duty.fallback,
        raised: start,
        since: start,
        raised_at: replay.upto - 1,
        called_off_at: None,
        due: term.after(&start, replay.calendar),
        term,
        each_month: duty.each_month,
        before_end: duty.before_end,
        occasions: on.to_vec(),
        of_contact,
        settled: None,
    });
}

/// A duty that comes again each month is due so long after its last due day, however early or late it was done. It begins on the day after that, or
/// after the day on which it was done late. Months that went by altogether are not asked for.
fn next_turn<'a>(replay: &Replay<'_, 'a>, duty: &Duty, last: &Owed<'a>) -> Owed<'a> {
    let done = last.settled.as_ref().map_or(last.due.on, |settled| replay.when(settled.by).day(&replay.told.zone));
    let begins = Happened::On(last.due.on.max(done).saturating_add(1.day()));
    // The time allowed is that of the day from which it runs.
    let after = |day: Date| replay.policy.term(duty, day).after_day(day, replay.calendar);
    let mut due = after(last.due.on);
    while due.on <= done {
        let later = after(due.on);
        if later.on <= due.on {
            break;
        }
        due = later;
    }
    let practitioner = owner(replay, last.follow_up, last.owner);
    Owed {
        raised: begins,
        since: begins,
        raised_at: replay.upto - 1,
        called_off_at: None,
        due,
        settled: None,
        practitioner,
        ..last.clone()
    }
}

/// The visitor whom the last further visit that was set names.
fn visitor<'a>(
    replay: &Replay<'_, 'a>,
    place: Option<usize>,
    child: Option<&PersonId>,
    asked_of: Role,
) -> Option<(Role, Option<&'a PractitionerId>)> {
    let scene = scene(replay, place, None);
    let opened = place.map_or(0, |place| replay.story.follow_ups[place].opened_at);
    let set = scene.entries().filter(|(index, _)| *index >= opened).filter_map(|(_, event)| match &event.fact {
        Fact::FurtherVisitSet(set)
            if crate::visits::may_set_visit(event, asked_of)
                && &event.about == scene.person
                && scene.is_of_service(event)
                && child.is_none_or(|child| child == &set.child) =>
        {
            Some((set.visitor, set.visitor_id.as_ref()))
        }
        _ => None,
    });
    set.fold(None, |_, later| Some(later))
}

/// The practitioner is whoever expected to see the child.
fn owner<'a>(replay: &Replay<'_, 'a>, place: Option<usize>, role: Role) -> Option<&'a PractitionerId> {
    let place = place.filter(|_| role == Role::Practitioner)?;
    replay.scene_of(place).latest().and_then(|latest| replay.told.expected_by(latest.contact))
}
