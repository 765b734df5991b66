//! Patterns run across services and over months, so they look at the whole window.

use super::Found;
use super::people::sightings;
use crate::policy::{FactName, Truth, Value};
use crate::replay::{grounds, truth};
use crate::scene::Scene;
use crate::told::{Contact, Verdict};
use brought_domain::PersonId;
use brought_domain::contact::{Answer, Arranged, FailedContactKind, OutcomeKind as O};
use brought_domain::event::Fact;
use brought_domain::person::{Address, PlaceKind};
use brought_domain::work::HowSeen;

pub(super) fn find(scene: Scene<'_, '_>, name: FactName) -> Found {
    use FactName as F;
    match name {
        F::ClosureSigns => Found::count(closure(scene).into_iter().map(|(index, _)| index).collect()),
        F::ClosureKinds => {
            let signs = closure(scene);
            let mut kinds: Vec<u8> = signs.iter().map(|(_, kind)| *kind).collect();
            kinds.sort_unstable();
            kinds.dedup();
            Found::on(Value::Number(kinds.len() as i64), signs.into_iter().map(|(index, _)| index).collect())
        }
        F::CalledOff => Found::count(outcomes(scene, |kind| matches!(kind, O::CancelledByFamily | O::ExcuseGiven | O::Declined))),
        F::SeenAtADistance => Found::count(at_a_distance(scene)),
        F::FailedContactsInWindow => Found::count(contacts(scene, &subjects(scene), |contact| {
            let Some(kind) = contact.verdict.as_ref().map(Verdict::kind) else { return false };
            kind.failed_contact().is_some_and(|kind| kind != FailedContactKind::UnseenChild)
                // To be turned away is a sign, whether or not anybody had said that they would come.
                || matches!(kind, O::SeenAtADistance | O::Declined)
                || !matches!(kind, O::Withdrew | O::CancelledByFamily) && scene.counts(contact)
        })),
        F::AgreedThenFailed => Found::count(agreed_then_failed(scene)),
        F::Moves => Found::count(moves(scene, false)),
        F::UnreportedMoves => Found::count(moves(scene, true)),
        F::FailedContactsAllServices => Found::count(contacts(scene, &subjects(scene), |contact| scene.counts(contact))),
        F::CarersFailedContacts => Found::count(carers(scene, |contact| scene.counts(contact))),
        F::CarerMissedOwnContact => Found::when_any(carers(scene, |contact| scene.counts(contact) || missed(contact))),
        F::CarerMissedOwnHealthContact => Found::when_any(carers(scene, |contact| missed(contact) && is_health(scene, contact))),
        F::UnscheduledAttendances => Found::count(attendances(scene)),
        _ => pattern_active(scene),
    }
}

/// Whose contacts a pattern looks at: the child's; of a carer's record, the carer's and the children's.
fn subjects<'a>(scene: Scene<'_, 'a>) -> Vec<&'a PersonId> {
    let mut found = scene.children();
    if scene.is_carers() {
        found.push(scene.person);
    }
    found
}

/// Contacts of these people, within the window, that came to something wanted; each by the entry that first reported it.
fn contacts<'s, 'a>(scene: Scene<'s, 'a>, people: &[&PersonId], wanted: impl Fn(&'s Contact<'a>) -> bool) -> Vec<usize> {
    let mut on = Vec::new();
    for contact in &scene.told.contacts {
        let Some(verdict) = &contact.verdict else { continue };
        let happened = &scene.told.entries[verdict.first].happened;
        if verdict.first < scene.upto && people.contains(&contact.person) && scene.in_window(happened) && wanted(contact) {
            on.push(verdict.first);
        }
    }
    on.sort_unstable();
    on
}

fn outcomes(scene: Scene<'_, '_>, wanted: impl Fn(O) -> bool) -> Vec<usize> {
    contacts(scene, &subjects(scene), |contact| contact.verdict.as_ref().is_some_and(|verdict| wanted(verdict.kind())))
}

/// The kind of a sign of closure that an outcome is: nobody answers, somebody turns away, the appointment is not kept, the service is not wanted.
fn sign_of_closure(kind: O) -> Option<u8> {
    Some(match kind {
        O::NoResponse | O::DoorstepOnly => 0,
        O::RefusedByParentOrCarer | O::RefusedByThirdParty | O::Declined => 1,
        O::Withdrew => 5,
        O::WasNotBrought | O::AdultDidNotAttend => 2,
        O::CancelledByFamily => 4,
        _ => return None,
    })
}

/// Seen only from afar, at a contact or by whoever tells of it.
fn at_a_distance(scene: Scene<'_, '_>) -> Vec<usize> {
    let mut on = outcomes(scene, |kind| kind == O::SeenAtADistance);
    let children = scene.children();
    for (index, event) in scene.entries() {
        let told = matches!(event.fact, Fact::SightingRecorded(_) | Fact::LiaisonRecorded(_));
        let afar = sightings(event)
            .iter()
            .any(|sighting| sighting.how == HowSeen::AtADistance && children.contains(&sighting.child) && scene.in_window(&sighting.at));
        if told && afar {
            on.push(index);
        }
    }
    on
}

fn closure(scene: Scene<'_, '_>) -> Vec<(usize, u8)> {
    let mut signs = Vec::new();
    for index in outcomes(scene, |kind| sign_of_closure(kind).is_some()) {
        let kind = scene.told.contacts.iter().filter_map(|contact| contact.verdict.as_ref()).find(|verdict| verdict.first == index);
        signs.extend(kind.and_then(|verdict| sign_of_closure(verdict.kind())).map(|kind| (index, kind)));
    }
    for (index, event) in scene.entries() {
        if let Fact::PlaceChanged(changed) = &event.fact
            && subjects(scene).contains(&&event.about)
            && changed.to.is_none()
            && matches!(changed.place, PlaceKind::School | PlaceKind::Nursery)
            && scene.in_window(&event.happened)
        {
            signs.push((index, 5));
        }
    }
    signs
}

/// A contact that was agreed in conversation, or that stands where the family had the one before moved, and then failed.
fn agreed_then_failed(scene: Scene<'_, '_>) -> Vec<usize> {
    contacts(scene, &subjects(scene), |contact| {
        let agreed = contact.plan().is_some_and(|plan| plan.arranged == Arranged::Verbally);
        let failed = |verdict: &Verdict<'_>| !matches!(verdict.kind(), O::CancelledByFamily | O::Withdrew | O::SeenAtADistance);
        scene.counts(contact) && contact.verdict.as_ref().is_some_and(failed) && (agreed || was_moved(scene, contact))
    })
}

/// Whether a contact before it, of the same person and service, was cancelled or moved by the family.
fn was_moved(scene: Scene<'_, '_>, contact: &Contact<'_>) -> bool {
    let Some(this) = contact.verdict.as_ref().map(|verdict| verdict.first) else { return false };
    let others = scene.told.contacts.iter().filter(|other| other.person == contact.person && other.service == contact.service);
    let mut moved = others.filter_map(|other| other.verdict.as_ref()).filter(|verdict| verdict.kind() == O::CancelledByFamily);
    moved.any(|verdict| verdict.first < this)
}

/// Moves of home, practice, school or nursery. The first that is known of each is no move, and neither is the same again; being taken out of school
/// or nursery is a sign of closure instead.
fn moves(scene: Scene<'_, '_>, unreported: bool) -> Vec<usize> {
    let mut on = Vec::new();
    for person in subjects(scene) {
        let mut home: Option<&Address> = None;
        let mut places: Vec<(PlaceKind, &Option<String>)> = Vec::new();
        for (index, event) in scene.entries().filter(|(_, event)| &event.about == person) {
            let (moved, reported) = match &event.fact {
                Fact::AddressRecorded(recorded) => {
                    let before = home.replace(&recorded.address);
                    (before.is_some_and(|before| before != &recorded.address), recorded.reported_by_family)
                }
                Fact::PlaceChanged(changed) => {
                    let before = places.iter().rev().find(|(kind, _)| *kind == changed.place).copied();
                    places.push((changed.place, &changed.to));
                    let taken_out = changed.to.is_none() && changed.place != PlaceKind::GpPractice;
                    (before.is_some_and(|(_, to)| to.is_some() && to != &changed.to) && !taken_out, changed.reported_by_family)
                }
                _ => continue,
            };
            if moved && scene.in_window(&event.happened) && (!unreported || reported == Answer::No) {
                on.push(index);
            }
        }
    }
    on
}

fn carers<'s, 'a>(scene: Scene<'s, 'a>, wanted: impl Fn(&'s Contact<'a>) -> bool) -> Vec<usize> {
    let mut carers: Vec<&PersonId> = Vec::new();
    for child in scene.children() {
        carers.extend(scene.carers(child));
    }
    contacts(scene, &carers, wanted)
}

fn missed(contact: &Contact<'_>) -> bool {
    contact.verdict.as_ref().is_some_and(|verdict| verdict.kind().failed_contact() == Some(FailedContactKind::WasNotBrought))
}

fn is_health(scene: Scene<'_, '_>, contact: &Contact<'_>) -> bool {
    scene.told.chronology.services.iter().any(|service| Some(&service.id) == contact.service && service.health)
}

fn attendances(scene: Scene<'_, '_>) -> Vec<usize> {
    let children = scene.children();
    let came = scene.entries().filter(|(_, event)| {
        matches!(event.fact, Fact::UnscheduledAttendance(_)) && children.contains(&&event.about) && scene.in_window(&event.happened)
    });
    came.map(|(index, _)| index).collect()
}

/// A rule of this pathway with a pattern holds.
fn pattern_active(scene: Scene<'_, '_>) -> Found {
    let Some(pathway) = scene.pathway else { return Found::on(Value::Is(false), vec![]) };
    let mut on = Vec::new();
    let (mut certainly, mut perhaps) = (false, false);
    // Of the child as a whole only the rules on the child as a whole tell.
    let tells = |rule: &&crate::policy::Rule| rule.pattern.is_some() && (rule.on_child || scene.follow_up.is_some());
    for rule in scene.policy.pathways[pathway].rules.iter().filter(tells) {
        let truth = truth(scene, &rule.when);
        if truth.fires() {
            certainly |= truth == Truth::Yes;
            perhaps = true;
            on.extend(grounds(scene, &rule.when));
        }
    }
    on.sort_unstable();
    on.dedup();
    Found::on(if perhaps && !certainly { Value::NotKnown } else { Value::Is(certainly) }, on)
}
