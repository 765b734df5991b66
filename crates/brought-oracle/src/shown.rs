//! What is shown beside what is owed: alerts and prompts.

use crate::policy::Policy;
use crate::replay::{Played, truth};
use crate::scene::Scene;
use crate::story::Shown;
use crate::told::may_sign_work;
use brought_domain::event::Fact;
use brought_domain::steps::AlertPlace;
use jiff::Timestamp;

/// The lines of all alerts and prompts that stand at a moment.
pub fn lines(played: &Played<'_>, policy: &Policy, as_of: Timestamp) -> Vec<String> {
    let mut lines: Vec<String> = signed_alert(played).into_iter().map(|words| format!("alert : {words}")).collect();
    let whose = |shown: &Shown| {
        let of = |place: usize| &played.story.follow_ups[place];
        shown.follow_up.map_or(String::new(), |place| format!("{} {}", of(place).person, of(place).service))
    };
    let of_carer = played.scene_of_child(policy, as_of).is_carers();
    let is_open = |shown: &Shown| {
        shown.follow_up.map_or(!of_carer, |place| {
            let one = &played.story.follow_ups[place];
            let waits = played.open.prompts_wait_after_a_pause && one.opened_by_time == Some(played.told.entries.len());
            one.is_open() && !waits
        })
    };
    for alert in played.story.alerts.iter().filter(|alert| alert.follow_up.is_some() && is_open(alert)) {
        lines.push(format!("alert {}: {}", whose(alert), alert.words));
    }
    if !of_carer {
        lines.extend(of_the_child(played, policy, as_of).into_iter().map(|words| format!("alert : {words}")));
    }
    for prompt in played.story.prompts.iter().filter(|prompt| is_open(prompt)) {
        if !is_answered(played, policy, prompt, as_of) {
            lines.push(format!("prompt {}: {}", whose(prompt), prompt.words));
        }
    }
    lines
}

/// The directions of the alert that was last signed on the record of the one asked about, until somebody signs that it ends.
fn signed_alert<'a>(played: &Played<'a>) -> Option<&'a str> {
    let signed = played.told.entries.iter().rev().find_map(|event| match &event.fact {
        Fact::AlertDecided(decided)
            if decided.place == AlertPlace::ThisRecord && event.about == played.told.chronology.subject && may_sign_work(&event.author) =>
        {
            Some(decided)
        }
        _ => None,
    });
    signed.filter(|decided| decided.active).map(|decided| decided.directions.as_str())
}

/// An alert on the child as a whole stands as long as its condition holds.
fn of_the_child<'p>(played: &Played<'_>, policy: &'p Policy, as_of: Timestamp) -> Vec<&'p str> {
    let Some((pathway, _)) = played.story.child_pathway else { return vec![] };
    let scene = Scene { pathway: Some(pathway), ..played.scene_of_child(policy, as_of) };
    let rules = policy.pathways[pathway].rules.iter().filter(|rule| rule.on_child && truth(scene, &rule.when).fires());
    rules.filter_map(|rule| rule.alert.as_deref()).collect()
}

/// Whether somebody signed a discussion of its topic since it was offered.
fn is_answered(played: &Played<'_>, policy: &Policy, prompt: &Shown, as_of: Timestamp) -> bool {
    let Some(topic) = prompt.topic else { return false };
    let scene = match prompt.follow_up {
        Some(place) => played.scene_of(policy, place, as_of),
        None => played.scene_of_child(policy, as_of),
    };
    let offered = played.told.entries[prompt.at].happened;
    let opened = scene.follow_up.map_or(0, |follow_up| follow_up.opened_at);
    scene.entries().any(|(index, event)| {
        let theirs = &event.about == scene.person || scene.as_it_was(index).children().contains(&&event.about);
        let held = matches!(&event.fact, Fact::DiscussionHeld(held) if held.topic == topic);
        let since = index >= opened && event.happened.is_not_before(&offered, &scene.told.zone);
        held && since && theirs && scene.is_of_service(event) && event.author.is_signed()
    })
}
