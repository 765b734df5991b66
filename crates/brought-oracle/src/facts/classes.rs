//! How engagement is classed, over the contacts within the window.

use super::Found;
use crate::policy::Value;
use crate::scene::Scene;
use brought_domain::ServiceId;
use brought_domain::contact::{OutcomeKind as O, Setting};

/// A contact that tells something about engagement.
struct Told<'a> {
    index: usize,
    failed: bool,
    in_part: bool,
    service: Option<&'a ServiceId>,
    setting: Setting,
}

/// The first class that fits.
pub(super) fn find(scene: Scene<'_, '_>) -> Found {
    let told = contacts(scene);
    let on: Vec<usize> = told.iter().map(|contact| contact.index).collect();
    let class = |code| Found::on(Value::Word(code), on.clone());
    let failed: Vec<&Told<'_>> = told.iter().filter(|contact| contact.failed).collect();
    let kept = || told.iter().filter(|contact| !contact.failed);
    let last = scene.policy.persistent_after;
    if told.len() >= last && told[told.len() - last..].iter().all(|contact| contact.failed) {
        return class("persistent");
    }
    if is_selective(&told) {
        return class("selective");
    }
    if !failed.is_empty() && failed.iter().all(|contact| contact.in_part && kept().any(|other| other.service == contact.service)) {
        return class("partial");
    }
    if failed.len() >= 2 {
        return class("intermittent");
    }
    if kept().next().is_some() { class("engaged") } else { Found::on(Value::NotRecorded, on) }
}

fn contacts<'a>(scene: Scene<'_, 'a>) -> Vec<Told<'a>> {
    let mut people = scene.children();
    if scene.is_carers() {
        people.push(scene.person);
    }
    let mut found = Vec::new();
    for contact in scene.told.contacts.iter().filter(|contact| people.contains(&contact.person)) {
        let Some(verdict) = &contact.verdict else { continue };
        if verdict.first >= scene.upto || !scene.in_window(&scene.told.entries[verdict.first].happened) {
            continue;
        }
        let kind = verdict.kind();
        let in_part =
            matches!(kind, O::LeftBeforeBeingSeen | O::SeenAtADistance | O::DoorstepOnly | O::UnseenChild | O::DischargedAgainstAdvice);
        // What took place in part tells something whatever the pack counts; a talk, or what the service called off, never does.
        let silent = matches!(kind, O::CancelledByService | O::AdministrativeError | O::SpokenTo | O::Seen | O::Attended);
        let failed = in_part || scene.counts(contact) && !silent;
        let kept = matches!(kind, O::Seen | O::Attended);
        if failed || kept {
            found.push(Told { index: verdict.first, failed, in_part, service: contact.service, setting: contact.setting() });
        }
    }
    // Of two at the same instant the one that failed counts as the later.
    found.sort_by_key(|contact| (scene.told.earliest(&scene.told.entries[contact.index].happened), contact.failed));
    found
}

/// Of one service or setting at least two failed and none was kept, of another none failed.
fn is_selective(told: &[Told<'_>]) -> bool {
    let by = |key: &dyn Fn(&Told<'_>, &Told<'_>) -> bool| {
        let counts = |of: &Told<'_>| {
            let same: Vec<_> = told.iter().filter(|other| key(of, other)).collect();
            (same.iter().filter(|contact| contact.failed).count(), same.iter().filter(|contact| !contact.failed).count())
        };
        let avoided = told.iter().any(|of| matches!(counts(of), (failed, 0) if failed >= 2));
        avoided && told.iter().any(|of| matches!(counts(of), (0, kept) if kept >= 1))
    };
    by(&|left, right| left.service == right.service) || by(&|left, right| left.setting == right.setting)
}
