//! How follow-ups end: with the evidence of their layer, signed by a person, and in no other way.

use crate::facts;
use crate::policy::{FactName, Truth, Value, Work};
use crate::replay::{Replay, truth};
use crate::scene::{Failed, Scene};
use crate::story::{Ended, How, Owed, Settled};
use crate::taken_back::is_taken_back;
use crate::told::{done_by, may_sign_work};
use brought_domain::contact::Answer;
use brought_domain::ending::{Ending, EndingLayer};
use brought_domain::event::{Event, Fact};
use brought_domain::person::PersonKind;
use brought_domain::steps::InformTopic;
use brought_domain::{Happened, OrganisationId, PersonId};
use jiff::civil::Date;

/// Whether an entry ends anything.
pub fn end_on(replay: &mut Replay<'_, '_>, index: usize) {
    let event = replay.entry(index);
    match &event.fact {
        Fact::Died => gone(replay, index, EndingLayer::Died),
        Fact::PregnancyEnded => gone(replay, index, EndingLayer::PregnancyEnded),
        Fact::ObligationSettled(_) => no_children(replay, index),
        Fact::FollowUpEnded(ending) => {
            if signed_ending(replay, event, ending, index) {
                replay.story.took.insert(index);
            } else {
                replay.story.set_aside.insert(event.id.clone());
            }
        }
        _ => {}
    }
}

/// A death, or the end of a pregnancy, that somebody recorded who may sign work ends every follow-up of that person.
fn gone(replay: &mut Replay<'_, '_>, index: usize, layer: EndingLayer) {
    let event = replay.entry(index);
    if !may_sign_work(&event.author) {
        return;
    }
    for place in 0..replay.story.follow_ups.len() {
        let theirs = replay.story.follow_ups[place].person == &event.about;
        let scene = replay.scene_of(place);
        // The end of a pregnancy stands in the mother's record, or in that of the unborn child.
        let mothers = layer == EndingLayer::PregnancyEnded && scene.carers(scene.person).contains(&&event.about);
        let unborn = scene.kind(scene.person) == PersonKind::UnbornChild;
        let goes_on = replay.story.follow_ups[place].ended.as_ref().is_none_or(|ended| ended.paused_until.is_some());
        if (theirs || mothers) && goes_on && (layer == EndingLayer::Died || unborn) {
            end(replay, place, index, layer, None);
        }
    }
}

/// A carer of whom somebody has signed that no child depends on them: settled by hand is the one way to say so.
fn no_children(replay: &mut Replay<'_, '_>, index: usize) {
    for place in 0..replay.story.follow_ups.len() {
        let none = replay.story.owed.iter().any(|owed| {
            let now = owed.settled.as_ref().is_some_and(|settled| settled.by == index && settled.how == How::Done);
            owed.follow_up == Some(place) && owed.work == Work::EstablishDependants && now
        });
        if none && replay.story.follow_ups[place].is_open() && replay.scene_of(place).children().is_empty() {
            end(replay, place, index, EndingLayer::NoDependentChild, None);
        }
    }
}

/// A signed ending of one person's follow-up in one service.
fn signed_ending(replay: &mut Replay<'_, '_>, event: &Event, ending: &Ending, index: usize) -> bool {
    let place = replay.story.follow_ups.iter().position(|one| one.person == &event.about && Some(one.service) == event.service.as_ref());
    let Some(place) = place.filter(|place| replay.story.follow_ups[*place].is_open()) else { return false };
    if replay.refused.contains(&event.id) || !may_sign_work(&event.author) || !takes(replay, place, event, ending) {
        return false;
    }
    let paused_until = match ending {
        Ending::OffersPaused { next_contact_on, .. } => Some(*next_contact_on),
        _ => None,
    };
    end(replay, place, index, ending.layer(), paused_until);
    true
}

fn end(replay: &mut Replay<'_, '_>, place: usize, index: usize, layer: EndingLayer, paused_until: Option<Date>) {
    replay.story.follow_ups[place].ended = Some(Ended { layer, by: index, paused_until });
    for owed in &mut replay.story.owed {
        if owed.follow_up == Some(place) && owed.is_open() {
            owed.settled = Some(Settled { how: How::Replaced, by: index });
        }
    }
}

/// Whether the evidence is good for this follow-up.
fn takes(replay: &Replay<'_, '_>, place: usize, event: &Event, ending: &Ending) -> bool {
    let scene = replay.scene_of(place);
    if !allowed(scene, ending.layer()) || fails_unknown_to(replay, place, event) || is_taken_back(scene, event, ending) {
        return false;
    }
    match ending {
        Ending::Withdrawn { .. } => return scene.failed().is_empty(),
        Ending::Died => {
            return scene
                .entries()
                .any(|(_, event)| matches!(event.fact, Fact::Died) && &event.about == scene.person && may_sign_work(&event.author));
        }
        Ending::PregnancyEnded => return scene.kind(scene.person) == PersonKind::UnbornChild,
        _ => {}
    }
    let children = scene.children();
    if children.is_empty() || !children.iter().all(|child| is_assessed(scene, child)) {
        return false;
    }
    if replay.story.owed.iter().any(|owed| owed.follow_up == Some(place) && owed.is_open() && keeps_open(owed)) {
        return false;
    }
    let owes = |wanted: &dyn Fn(&Owed<'_>) -> bool| {
        replay.story.owed.iter().any(|owed| owed.follow_up == Some(place) && owed.is_open() && !owed.is_offer() && wanted(owed))
    };
    match ending {
        Ending::Assured(assurance) => children.iter().all(|child| {
            let seen =
                assurance.child(child).is_some_and(|assured| is_seen_after(scene, &assured.seen) && is_found(scene, child, &assured.seen));
            seen && last_needs(scene, child) != Some(false)
        }),
        Ending::OffersPaused { next_contact_on, .. } => {
            let signed_on = event.happened.day(&scene.told.zone);
            let ahead = *next_contact_on > signed_on && *next_contact_on <= signed_on.saturating_add(jiff::Span::new().days(732));
            let vulnerable = facts::find(scene, FactName::VulnerabilityKnown).value;
            let shared =
                |owed: &Owed<'_>| owed.work == Work::RecordImpactAndDecision || owed.detail.about == Some(InformTopic::PlanAndRationale);
            ahead && matches!(vulnerable, Value::Is(false) | Value::NotRecorded) && !owes(&shared) && !is_lost(scene)
        }
        Ending::DischargedRiskExcluded { referrer_and_gp_told, .. } => {
            let danger = facts::find(scene, FactName::ImmediateConcern).value;
            *referrer_and_gp_told
                && !is_lost(scene)
                && matches!(danger, Value::Is(false) | Value::NotRecorded)
                && !owes(&|owed: &Owed<'_>| owed.work == Work::DecideConcerns)
        }
        Ending::HandedOver { to, .. } => is_taken_over(scene, to),
        _ => true,
    }
}

/// The pathway names the layer, and its condition certainly holds.
fn allowed(scene: Scene<'_, '_>, layer: EndingLayer) -> bool {
    let Some(pathway) = scene.pathway else {
        return !matches!(layer, EndingLayer::OffersPaused | EndingLayer::DischargedRiskExcluded);
    };
    let named = scene.policy.pathways[pathway].endings.iter().find(|(named, _)| *named == layer);
    named.is_some_and(|(_, when)| when.as_ref().is_none_or(|when| truth(scene, when) == Truth::Yes))
}

/// Whether a contact had failed of which nobody knew who signed.
fn fails_unknown_to(replay: &Replay<'_, '_>, place: usize, event: &Event) -> bool {
    replay.scene_of(place).failed().iter().any(|failed| replay.entry(failed.first).recorded_at > event.recorded_at)
}

/// Something was offered to that organisation on the record since the follow-up opened, and its latest answer is yes. A yes counts only from
/// somebody who may sign work.
fn is_taken_over(scene: Scene<'_, '_>, to: &OrganisationId) -> bool {
    let entries: Vec<&Event> = since_opened(scene).map(|(_, event)| event).collect();
    let of_them = |offer: &brought_domain::EventId| {
        entries.iter().any(|event| &event.id == offer && matches!(&event.fact, Fact::HandoverOffered(offered) if &offered.to == to))
    };
    let answer = entries.iter().rev().find_map(|event| match &event.fact {
        Fact::HandoverAnswered(answered) if !of_them(&answered.offer) => None,
        Fact::HandoverAnswered(answered) if answered.accepted == Answer::Yes && !may_sign_work(&event.author) => None,
        Fact::HandoverAnswered(answered) => Some(answered.accepted),
        _ => None,
    });
    answer == Some(Answer::Yes)
}

/// Whether nobody knows for certain where a child is.
fn is_lost(scene: Scene<'_, '_>) -> bool {
    !matches!(facts::find(scene, FactName::WhereaboutsUnknown).value, Value::Is(false) | Value::NotRecorded)
}

/// Seen certainly after the moment since which nobody knew where the child was.
pub(crate) fn is_found(scene: Scene<'_, '_>, child: &PersonId, seen: &brought_domain::work::Sighting) -> bool {
    facts::lost_at(scene, child).is_none_or(|index| seen.seen_at.is_certainly_after(&scene.told.entries[index].happened, &scene.told.zone))
}

/// Seen in person by a professional, certainly after the latest failed contact.
pub(crate) fn is_seen_after(scene: Scene<'_, '_>, seen: &brought_domain::work::Sighting) -> bool {
    let latest = scene.latest().map(|latest| latest.at);
    seen.counts_as_seen() && latest.is_none_or(|latest| seen.seen_at.is_certainly_after(&latest, &scene.told.zone))
}

/// A signed assessment of vulnerability since the latest failed contact, and since it was last opened.
pub fn is_assessed(scene: Scene<'_, '_>, child: &PersonId) -> bool {
    since_latest(scene).any(|event| {
        let assesses = matches!(&event.fact, Fact::VulnerabilityAssessed(assessed)
            if assessed.children.contains(child) && assessed.vulnerable != Answer::NotKnown);
        assesses && may_sign_work(&event.author) && scene.latest().is_none_or(|latest| is_surely_since(scene, event, &latest))
    })
}

/// Of a contact of which only the day is known, nobody can tell on that day what came after it; but what was done when its failing had been written
/// down did.
fn is_surely_since(scene: Scene<'_, '_>, event: &Event, latest: &Failed<'_, '_>) -> bool {
    let zone = &scene.told.zone;
    let first = scene.told.entries[latest.first];
    if !matches!(first.happened, Happened::On(day) if event.happened.day(zone) == day) {
        return true;
    }
    let failed = done_by(first, zone);
    match event.happened {
        Happened::At(at) => at >= failed,
        Happened::On(_) => event.recorded_at >= failed,
    }
}

/// Whether the child's needs were last considered to be met since then; nothing when nobody considered them.
pub fn last_needs(scene: Scene<'_, '_>, child: &PersonId) -> Option<bool> {
    let considered = since_latest(scene).filter(|event| event.author.is_signed()).filter_map(|event| match &event.fact {
        Fact::NeedsConsidered(considered) if &considered.child == child => Some(considered.met == Answer::Yes),
        _ => None,
    });
    considered.last()
}

/// The work of this service since the latest failed contact, and since the follow-up was last opened.
fn since_latest<'s, 'a>(scene: Scene<'s, 'a>) -> impl Iterator<Item = &'a Event> + use<'s, 'a> {
    let latest = scene.latest().map(|latest| latest.at);
    let since = move |event: &Event| latest.is_none_or(|latest| scene.comes_after(event, &latest));
    since_opened(scene).map(|(_, event)| event).filter(move |event| since(event))
}

/// What stands in the record of the person, or of a child of theirs as the family was then, since the follow-up was last opened.
fn since_opened<'s, 'a>(scene: Scene<'s, 'a>) -> impl Iterator<Item = (usize, &'a Event)> + use<'s, 'a> {
    let opened = scene.follow_up.map_or(0, |follow_up| follow_up.opened_at);
    let theirs = move |index: usize, event: &Event| {
        &event.about == scene.person || scene.is_carers() && scene.as_it_was(index).children().contains(&&event.about)
    };
    scene.entries().filter(move |(index, event)| *index >= opened && scene.is_of_service(event) && theirs(*index, event))
}

/// What is owed to others, and what the policy wants before an end, keeps it open.
pub fn keeps_open(owed: &Owed<'_>) -> bool {
    let to_others = matches!(
        owed.work,
        Work::Discuss | Work::Refer | Work::ObtainAnswerToReferral | Work::SetFurtherVisit | Work::MakeFurtherVisit | Work::RecordResponse
    );
    !owed.is_offer() && (to_others || owed.before_end)
}
