//! What an ending rested on and rests on no more (chronology-file.md): the record as it was when it was signed, beside the record as it stands.

use crate::ending::{is_found, is_seen_after, last_needs};
use crate::facts::{Seen, seen_by, sightings};
use crate::scene::Scene;
use crate::told::{Contact, Told, listen, may_sign_work};
use brought_domain::contact::{Answer, OutcomeKind};
use brought_domain::ending::Ending;
use brought_domain::event::{Event, Fact};
use brought_domain::work::{HowSeen, SeenBy, Sighting};
use brought_domain::{EventId, PersonId};

/// Whether the evidence of an ending has been taken back since somebody signed it.
pub fn is_taken_back(scene: Scene<'_, '_>, signed: &Event, ending: &Ending) -> bool {
    let then = listen(scene.told.chronology, signed.recorded_at, scene.policy);
    match ending {
        Ending::Assured(assurance) => scene.children().into_iter().any(|child| {
            let said = assurance.child(child).map(|said| &said.seen);
            said.is_some_and(|said| unseen(scene, &then, signed, child, said)) || unmet(scene, &then, child)
        }),
        Ending::PregnancyEnded => {
            let theirs = |event: &Event| &event.about == scene.person || scene.carers(scene.person).contains(&&event.about);
            let told = then.entries.iter().filter(|event| matches!(event.fact, Fact::PregnancyEnded) && may_sign_work(&event.author));
            told.filter(|event| theirs(event)).any(|event| !stands(scene, event))
        }
        _ => false,
    }
}

/// Whether something told that this child was seen on the day that the ending gives, and neither that nor anything in its stead does so now.
fn unseen(scene: Scene<'_, '_>, then: &Told<'_>, signed: &Event, child: &PersonId, said: &Sighting) -> bool {
    let zone = &scene.told.zone;
    let on_the_day = |seen: &Seen<'_>| seen.child == child && seen.counts() && seen.at.day(zone) == said.seen_at.day(zone);
    let told = then.entries.iter().copied().filter(|event| told_by(event).iter().any(on_the_day));
    let gone: Vec<&Event> =
        told.filter(|event| !stands(scene, event) || was_met_at(then, event) && !is_still_a_meeting(scene, event)).collect();
    gone.iter().any(|gone| {
        !scene.entries().filter(|(_, event)| !matches!(event.fact, Fact::FollowUpEnded(_))).any(|(index, event)| {
            let known_then = event.recorded_at <= signed.recorded_at;
            let in_its_stead = is_in_stead_of(scene, event, &gone.id);
            seen_by(scene, index).iter().any(|seen| {
                let as_said = Sighting { child: child.clone(), seen_at: seen.at, how: seen.how, seen_by: seen.by, ..said.clone() };
                let too_late = seen.at.is_certainly_after(&signed.happened, zone);
                let good = seen.child == child && is_seen_after(scene, &as_said) && is_found(scene, child, &as_said) && !too_late;
                let same =
                    same_contact(event, gone) || on_the_day(seen) && name_of(scene, event).trim().eq_ignore_ascii_case(said.by.trim());
                good && (in_its_stead || known_then && same)
            })
        })
    })
}

/// Whether somebody had signed since the latest failed contact that the needs of this child are met, and no last word says so now.
fn unmet(scene: Scene<'_, '_>, then: &Told<'_>, child: &PersonId) -> bool {
    let Some(latest) = scene.latest() else { return false };
    let of_theirs =
        |event: &Event| (&event.about == scene.person || scene.children().contains(&&event.about)) && scene.is_of_service(event);
    let was_met = |event: &&Event| {
        let says = matches!(&event.fact, Fact::NeedsConsidered(needs) if &needs.child == child && needs.met == Answer::Yes);
        says && event.author.is_signed() && of_theirs(event) && scene.comes_after(event, &latest.at)
    };
    then.entries.iter().copied().filter(was_met).any(|event| !stands(scene, event)) && last_needs(scene, child) != Some(true)
}

fn stands(scene: Scene<'_, '_>, event: &Event) -> bool {
    scene.told.entries.iter().any(|now| now.id == event.id)
}

/// Whether, where an entry told of a contact at which the child was seen, the child was seen at it as things stand.
fn is_still_a_meeting(scene: Scene<'_, '_>, event: &Event) -> bool {
    let Fact::OutcomeRecorded(_) = &event.fact else { return true };
    contact_of(scene.told, event).and_then(|contact| contact.verdict.as_ref()).is_some_and(|verdict| verdict.kind() == OutcomeKind::Seen)
}

/// Whether it was by this very entry that the child had been seen at a contact, as the record was then.
fn was_met_at(then: &Told<'_>, event: &Event) -> bool {
    let verdict = contact_of(then, event).and_then(|contact| contact.verdict.as_ref());
    verdict.is_none_or(|verdict| then.entries[verdict.by].id == event.id)
}

/// Whom an entry told to have been seen, whatever else was said of that contact: whoever signed may have read it. What an ending says of it is what
/// is in question here.
fn told_by(event: &Event) -> Vec<Seen<'_>> {
    match &event.fact {
        Fact::FollowUpEnded(_) => vec![],
        Fact::OutcomeRecorded(recorded) if recorded.outcome.kind() == OutcomeKind::Seen => {
            vec![Seen { child: &event.about, at: event.happened, how: HowSeen::InPerson, by: SeenBy::ThisService }]
        }
        _ => sightings(event),
    }
}

fn contact_of<'t, 'a>(told: &'t Told<'a>, event: &Event) -> Option<&'t Contact<'a>> {
    let Fact::OutcomeRecorded(recorded) = &event.fact else { return None };
    told.contacts.iter().find(|contact| contact.id == &recorded.contact && contact.person == &event.about)
}

fn same_contact(event: &Event, gone: &Event) -> bool {
    match (&event.fact, &gone.fact) {
        (Fact::OutcomeRecorded(one), Fact::OutcomeRecorded(other)) => one.contact == other.contact && event.about == gone.about,
        _ => false,
    }
}

/// Whether an entry corrects another, or a correction of it.
fn is_in_stead_of(scene: Scene<'_, '_>, event: &Event, gone: &EventId) -> bool {
    let Some(correction) = &event.corrects else { return false };
    let before = |earlier: &&Event| earlier.id == correction.event && (earlier.recorded_at, &earlier.id) < (event.recorded_at, &event.id);
    let corrected = scene.told.chronology.events.iter().find(before);
    &correction.event == gone || corrected.is_some_and(|corrected| is_in_stead_of(scene, corrected, gone))
}

/// Who saw the child, by name.
fn name_of(scene: Scene<'_, '_>, event: &Event) -> String {
    match &event.fact {
        Fact::SightingRecorded(sighting) => sighting.by.clone(),
        Fact::LiaisonRecorded(liaison) => match &liaison.seen {
            brought_domain::work::SeenAnswer::Seen(sighting) => sighting.by.clone(),
            _ => String::new(),
        },
        Fact::UnscheduledAttendance(attended) => attended.place.clone(),
        _ => {
            let contact = contact_of(scene.told, event);
            let planned = contact.and_then(|contact| contact.plan()?.practitioner.as_ref());
            let by = planned.or(event.author.practitioner());
            let known = scene.told.chronology.practitioners.iter().rev().find(|known| Some(&known.id) == by);
            known.map(|known| known.name.clone()).or(by.map(ToString::to_string)).unwrap_or_default()
        }
    }
}
