//! What practitioners have found and done since the follow-up opened.

use super::Found;
use super::people::seen_by;
use crate::policy::{FactName, Value, Work};
use crate::scene::Scene;
use brought_domain::circumstances::{ConcernQuestion, FactorKind as K, StandingNow};
use brought_domain::contact::Answer;
use brought_domain::event::{Event, Fact};
use brought_domain::work::{Ask, ReasonKind, ReferralDecision, SeenAnswer, SeenBy};
use brought_domain::{Happened, PersonId};

pub(super) fn find(scene: Scene<'_, '_>, name: FactName) -> Found {
    use FactName as F;
    match name {
        F::SeenByOthers => seen_by_others(scene),
        F::SeenByNobody => seen_by_nobody(scene),
        F::ConcernFound => concern_found(scene),
        F::ReferralDecided => Found::when_any(since_opened(
            scene,
            |event| matches!(&event.fact, Fact::DiscussionHeld(held) if held.decision == ReferralDecision::Refer),
        )),
        F::ReferralMade => Found::when_any(since_opened(scene, |event| matches!(&event.fact, Fact::ReferralMade(_)))),
        F::FurtherVisitSet => Found::when_any(since_opened(scene, |event| matches!(&event.fact, Fact::FurtherVisitSet(_)))),
        F::DischargeReported => discharge(scene),
        F::ReferralUnanswered | F::ReferralUnsatisfactory => referrals(scene, name),
        F::ReasonKnown => reason(scene),
        F::LiaisonComplete => liaison(scene),
        _ => immediate(scene),
    }
}

/// Work of this service, or of every service, about this person or their children, signed, since the follow-up opened.
fn work(scene: Scene<'_, '_>, wanted: impl Fn(&Event) -> bool) -> Vec<usize> {
    since_opened(scene, |event| event.author.is_signed() && wanted(event))
}

/// Whether an entry is one of those since the follow-up opened.
pub(super) fn is_since_opened(scene: Scene<'_, '_>, index: usize) -> bool {
    since_opened(scene, |event| event.id == scene.told.entries[index].id).contains(&index)
}

fn since_opened(scene: Scene<'_, '_>, wanted: impl Fn(&Event) -> bool) -> Vec<usize> {
    let opened = scene.follow_up.map_or(0, |follow_up| follow_up.opened_at);
    // A child counts from when it is known to depend on the carer; what was said of a child stays said when the child has grown up.
    let of_them = |index: usize, event: &Event| &event.about == scene.person || scene.as_it_was(index).children().contains(&&event.about);
    scene
        .entries()
        .filter(|(index, event)| *index >= opened && scene.is_of_service(event) && wanted(event) && of_them(*index, event))
        .map(|(index, _)| index)
        .collect()
}

/// Another professional has seen a child, for all that is known since the latest failed contact.
fn seen_by_others(scene: Scene<'_, '_>) -> Found {
    let Some(latest) = scene.latest() else { return Found::not_recorded() };
    let children = scene.children();
    let on = scene.entries().filter(|(index, event)| {
        let of_service = match &event.fact {
            Fact::OutcomeRecorded(_) => true,
            _ => matches!(event.fact, Fact::LiaisonRecorded(_)) || event.service.as_ref() != scene.service(),
        };
        seen_by(scene, *index).iter().any(|sighting| {
            let own = matches!(event.fact, Fact::OutcomeRecorded(_)) && scene.is_own_contact(event);
            let another = sighting.by == SeenBy::OtherProfessional;
            let since = sighting.at.is_not_before(&latest.at, &scene.told.zone);
            children.contains(&sighting.child) && sighting.counts() && (of_service && !own || another) && since
        })
    });
    Found::when_any(on.map(|(index, _)| index).collect())
}

/// Every agency asked has answered about a child, and none has seen the child since the latest failed contact.
fn seen_by_nobody(scene: Scene<'_, '_>) -> Found {
    let Some(latest) = scene.latest() else { return Found::not_recorded() };
    let mut on = Vec::new();
    let mut answered = false;
    for child in scene.children() {
        let told = answers_about(scene, child, &latest.at);
        answered |= !told.is_empty();
        if !told.is_empty() && !is_asked_for(scene, child) && !is_certainly_seen(scene, child, &latest.at) {
            on.extend(told);
        }
    }
    on.sort_unstable();
    on.dedup();
    if on.is_empty() && answered { Found::on(Value::Is(false), vec![]) } else { Found::when_any(on) }
}

/// The entries of agencies that have answered whether they have seen a child, since then. What was said in the child's record before anybody knew whose
/// child it is was said for the child, and this follow-up asks for itself. So it is with what was said
/// before it opened.
fn answers_about(scene: Scene<'_, '_>, child: &PersonId, since: &Happened) -> Vec<usize> {
    let answers = |index: usize, event: &Event| {
        let Fact::LiaisonRecorded(liaison) = &event.fact else { return false };
        // Whom an agency saw it says itself, whatever has become since of the child in whose record that stands.
        let names_whom = matches!(&liaison.seen, SeenAnswer::Seen(_));
        let was_known = &event.about == scene.person || scene.as_it_was(index).children().contains(&&event.about);
        let about = was_known && (&event.about == scene.person || &event.about == child || names_whom);
        let said = match &liaison.seen {
            SeenAnswer::NotAsked => false,
            SeenAnswer::Seen(sighting) => &sighting.child == child,
            SeenAnswer::NotSeen | SeenAnswer::NotKnown => true,
        };
        let since_opened = scene.follow_up.is_none_or(|follow_up| index >= follow_up.opened_at);
        about && said && since_opened && scene.is_of_service(event) && scene.comes_after(event, since)
    };
    scene.entries().filter(|(index, event)| answers(*index, event)).map(|(index, _)| index).collect()
}

/// As long as anybody has still to be asked, nobody can say that nobody has seen the child.
fn is_asked_for(scene: Scene<'_, '_>, child: &PersonId) -> bool {
    scene.story.owed.iter().any(|owed| {
        let ours = scene.follow_up.is_some_and(|follow_up| {
            let of = |place: usize| &scene.story.follow_ups[place];
            owed.follow_up.is_some_and(|place| of(place).person == follow_up.person && of(place).service == follow_up.service)
        });
        let about = !owed.by_child || owed.child == Some(child);
        ours && about && owed.is_open() && owed.work == Work::Liaise && owed.detail.ask.contains(&Ask::LastSeen)
    })
}

fn is_certainly_seen(scene: Scene<'_, '_>, child: &PersonId, since: &Happened) -> bool {
    scene.entries().any(|(index, _)| {
        seen_by(scene, index)
            .iter()
            .any(|sighting| sighting.child == child && sighting.counts() && sighting.at.is_certainly_after(since, &scene.told.zone))
    })
}

/// A question answered yes, a concern recorded, needs not met, or a vulnerability found, while the follow-up is open.
fn concern_found(scene: Scene<'_, '_>) -> Found {
    Found::when_any(since_opened(scene, is_concern))
}

/// Whether an entry tells of a concern.
pub(crate) fn is_concern(event: &Event) -> bool {
    match &event.fact {
        Fact::ConcernsDecided(decided) => decided.any_yes(),
        Fact::FactorRecorded(recorded) => {
            let concern = matches!(
                recorded.factor,
                K::WelfareConcern
                    | K::CareNeededNow
                    | K::FamilyViolence
                    | K::ReligiousOrCulturalRisk
                    | K::DomesticAbuse
                    | K::Neglect
                    | K::PhysicalAbuse
            );
            concern && recorded.state != StandingNow::Ended
        }
        Fact::NeedsConsidered(considered) => considered.met == Answer::No || considered.family_vulnerable == Answer::Yes,
        Fact::VulnerabilityAssessed(assessed) => assessed.vulnerable == Answer::Yes,
        Fact::ReferralAnswered(answered) => answered.accepted_by_referrer == Answer::No,
        _ => false,
    }
}

/// Whether every agency that was asked has answered.
fn liaison(scene: Scene<'_, '_>) -> Found {
    let asked = scene.story.owed.iter().filter(|owed| {
        let of = |place: usize| &scene.story.follow_ups[place];
        let ours =
            |one: &crate::story::FollowUp<'_>| scene.follow_up.is_some_and(|this| one.person == this.person && one.service == this.service);
        owed.work == Work::Liaise && owed.follow_up.is_some_and(|place| ours(of(place)))
    });
    let settled: Vec<Option<usize>> = asked.map(|owed| owed.settled.as_ref().map(|settled| settled.by)).collect();
    if settled.is_empty() {
        return Found::not_recorded();
    }
    let all = settled.iter().all(Option::is_some);
    Found::on(Value::Is(all), settled.into_iter().flatten().collect())
}

fn discharge(scene: Scene<'_, '_>) -> Found {
    Found::when_any(since_opened(scene, |event| matches!(event.fact, Fact::DischargeReported(_))))
}

/// A referral without an answer, or with one that does not satisfy.
fn referrals(scene: Scene<'_, '_>, name: FactName) -> Found {
    let referrals = since_opened(scene, |event| matches!(&event.fact, Fact::ReferralMade(_)));
    let answers = since_opened(scene, |event| matches!(&event.fact, Fact::ReferralAnswered(_)));
    let answer_to = |referral: usize| {
        answers.iter().rev().copied().find(|index| {
            matches!(&scene.told.entries[*index].fact, Fact::ReferralAnswered(answered) if answered.referral == scene.told.entries[referral].id)
        })
    };
    if name == FactName::ReferralUnanswered {
        return Found::when_any(referrals.into_iter().filter(|referral| answer_to(*referral).is_none()).collect());
    }
    let answer = |index: usize| match &scene.told.entries[index].fact {
        Fact::ReferralAnswered(answered) => Some((&answered.referral, answered.accepted_by_referrer)),
        _ => None,
    };
    // The last answer to each.
    let last =
        |index: usize| answers.iter().rfind(|other| answer(**other).map(|one| one.0) == answer(index).map(|one| one.0)) == Some(&index);
    let of = |wanted: Answer| {
        answers.iter().copied().filter(|index| last(*index) && answer(*index).is_some_and(|one| one.1 == wanted)).collect::<Vec<_>>()
    };
    let (no, open) = (of(Answer::No), of(Answer::NotKnown));
    if !no.is_empty() {
        Found::on(Value::Is(true), no)
    } else if !open.is_empty() {
        Found::on(Value::NotKnown, open)
    } else {
        Found::not_recorded()
    }
}

/// A signed analysis since the latest failed contact gives a reason.
fn reason(scene: Scene<'_, '_>) -> Found {
    let Some(latest) = scene.latest() else { return Found::not_recorded() };
    Found::when_any(work(scene, |event| {
        matches!(&event.fact, Fact::AnalysisSigned(analysis) if analysis.reasons.iter().any(|reason| *reason != ReasonKind::NotYetKnown))
            && scene.comes_after(event, &latest.at)
    }))
}

/// Care needed now, or the question of danger answered so.
fn immediate(scene: Scene<'_, '_>) -> Found {
    let mut states = Vec::new();
    let household = scene.household();
    for person in &household {
        let mut care = None;
        for (index, event) in scene.entries().filter(|(_, event)| &&event.about == person) {
            if let Fact::FactorRecorded(recorded) = &event.fact
                && recorded.factor == K::CareNeededNow
            {
                care = Some((index, recorded.state));
            }
        }
        states.extend(care.map(|(index, state)| {
            (
                index,
                match state {
                    StandingNow::Current => Answer::Yes,
                    StandingNow::Ended => Answer::No,
                    StandingNow::NotKnown => Answer::NotKnown,
                },
            )
        }));
    }
    let asked = since_opened(scene, |event| matches!(event.fact, Fact::ConcernsDecided(_)));
    if let Some(index) = asked.last()
        && let Fact::ConcernsDecided(decided) = &scene.told.entries[*index].fact
    {
        states.push((*index, decided.answer(ConcernQuestion::EndangeredNow)));
    }
    let of = |wanted: Answer| states.iter().filter(|(_, state)| *state == wanted).map(|(index, _)| *index).collect::<Vec<_>>();
    let (yes, open) = (of(Answer::Yes), of(Answer::NotKnown));
    if !yes.is_empty() {
        Found::on(Value::Is(true), yes)
    } else if !open.is_empty() {
        Found::on(Value::NotKnown, open.into_iter().chain(asked.last().copied()).collect())
    } else if states.is_empty() {
        Found::not_recorded()
    } else {
        Found::on(Value::Is(false), asked.last().copied().into_iter().collect())
    }
}
