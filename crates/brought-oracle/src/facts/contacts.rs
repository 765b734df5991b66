//! Facts of the follow-up's own contacts.

use super::Found;
use super::people::seen_by;
use crate::policy::{FactName, Value};
use crate::scene::{Failed, Scene};
use brought_domain::Happened;
use brought_domain::circumstances::{PlanKind, StandingNow};
use brought_domain::contact::{Answer, ContactPlanned, FailedContactKind, Outcome, OutcomeKind as O, ResponseKind, Setting};
use brought_domain::event::{Event, Fact};
use brought_domain::steps::{HelpKind, OfferAnswer};
use jiff::ToSpan;

pub(super) fn find(scene: Scene<'_, '_>, name: FactName) -> Found {
    use FactName as F;
    let failed = scene.failed();
    if matches!(name, F::AgreementBroken | F::AgreedStep) {
        return agreement(scene, name);
    }
    let Some(latest) = failed.last().copied() else { return without_failure(name) };
    let on_latest = |value| Found::on(value, vec![latest.first]);
    let Some(verdict) = &latest.contact.verdict else { return Found::not_recorded() };
    let kind = verdict.kind();
    match name {
        F::FailedContacts => Found::count(failed.iter().map(|failed| failed.first).collect()),
        F::LatestOutcome => on_latest(Value::Word(kind.code())),
        F::LatestKind => on_latest(kind_of(kind).map_or(Value::Word(""), |kind| Value::Word(kind.code()))),
        F::LatestSetting => on_latest(match latest.contact.setting() {
            Setting::NotKnown => Value::NotKnown,
            setting => Value::Word(setting.code()),
        }),
        F::ResponseRecorded => on_latest(Value::Is(is_response_recorded(scene, &latest))),
        F::ActivelyPrevented => on_latest(match &verdict.recorded.outcome {
            Outcome::UnseenChild { actively_prevented, .. } => answer(*actively_prevented),
            _ => Value::Is(false),
        }),
        F::EssentialToPlan => essential(scene, &latest),
        F::ServiceDeclined => on_latest(Value::Is(matches!(kind, O::Declined | O::Withdrew))),
        F::LatestProgrammeContact => on_latest(
            latest.contact.plan().and_then(|plan| plan.programme).map_or(Value::NotKnown, |programme| Value::Word(programme.code())),
        ),
        F::AttemptsAtThisContact => attempts(scene, &failed, &latest),
        F::ReportedToRefuse => reported_to_refuse(&failed),
        F::ClashingContacts => clashing(scene, &latest),
        F::StillUnseen => still_unseen(scene, &latest),
        F::HomeVisitOffered => home_visit_offered(scene, &failed),
        _ => Found::not_recorded(),
    }
}

fn without_failure(name: FactName) -> Found {
    match name {
        FactName::FailedContacts | FactName::AttemptsAtThisContact | FactName::ClashingContacts => Found::count(vec![]),
        _ => Found::not_recorded(),
    }
}

/// Yes, no or not known, as somebody answered.
pub(super) fn answer(answer: Answer) -> Value {
    match answer {
        Answer::Yes => Value::Is(true),
        Answer::No => Value::Is(false),
        Answer::NotKnown => Value::NotKnown,
    }
}

/// The part of the term "failed contact" that it is. What no kind names is told by where it was to be.
fn kind_of(kind: O) -> Option<FailedContactKind> {
    kind.failed_contact()
}

/// A practitioner confirmed the failure and said what was done about it.
fn is_response_recorded(scene: Scene<'_, '_>, failed: &Failed<'_, '_>) -> bool {
    failed.contact.outcomes.iter().any(|(index, recorded)| {
        let event = scene.told.entries[*index];
        let said = recorded.responses.iter().any(|response| *response != ResponseKind::NothingYet);
        *index < scene.upto
            && !scene.told.is_before_its_contact(*index)
            && crate::told::may_sign_work(&event.author)
            && recorded.certainty == brought_domain::contact::Certainty::Confirmed
            && said
    })
}

/// A plan asks for the contact, unless it is recorded that the plan has ended.
fn essential(scene: Scene<'_, '_>, latest: &Failed<'_, '_>) -> Found {
    let Some(plan) = latest.contact.plan().and_then(|plan| plan.essential_to) else {
        return Found::on(Value::NotKnown, vec![latest.first]);
    };
    let ended = |wanted: PlanKind| {
        let mut state = None;
        for (_, event) in scene.entries().filter(|(_, event)| scene.children().contains(&&event.about)) {
            if let Fact::PlanRecorded(recorded) = &event.fact
                && recorded.plan == wanted
            {
                state = Some(recorded.state);
            }
        }
        state == Some(StandingNow::Ended)
    };
    if ended(plan) { Found::on(Value::NotKnown, vec![latest.first]) } else { Found::on(Value::Word(plan.code()), vec![latest.first]) }
}

/// Those of the failed contacts, since the one that last opened the follow-up, that were for the same contact of the programme as the latest.
fn attempts(scene: Scene<'_, '_>, failed: &[Failed<'_, '_>], latest: &Failed<'_, '_>) -> Found {
    let since = scene.follow_up.map_or(0, |follow_up| follow_up.run_from);
    let programme = |failed: &Failed<'_, '_>| failed.contact.plan().and_then(|plan| plan.programme);
    let same = |failed: &&Failed<'_, '_>| {
        let (this, that) = (programme(failed), programme(latest));
        this.is_none() || that.is_none() || this == that
    };
    Found::count(failed.iter().filter(|failed| failed.first >= since).filter(same).map(|failed| failed.first).collect())
}

fn reported_to_refuse(failed: &[Failed<'_, '_>]) -> Found {
    let refused = |failed: &&Failed<'_, '_>| failed.contact.verdict.as_ref().is_some_and(|verdict| verdict.kind() == O::ReportedToRefuse);
    Found::when_any(failed.iter().filter(refused).map(|failed| failed.first).collect())
}

/// Other contacts of the family on the same day, the day before or the day after, by their plans. What the service called off does not count.
fn clashing(scene: Scene<'_, '_>, latest: &Failed<'_, '_>) -> Found {
    let day = latest.at.day(&scene.told.zone);
    let near = [day.saturating_sub(1.day()), day, day.saturating_add(1.day())];
    let household = scene.household();
    let mut on = Vec::new();
    for contact in scene.told.contacts.iter().filter(|contact| contact.id != latest.contact.id && household.contains(&contact.person)) {
        let Some(plan) = contact.plan_before(scene.upto) else { continue };
        let called_off = contact
            .verdict
            .as_ref()
            .is_some_and(|verdict| verdict.first < scene.upto && matches!(verdict.kind(), O::CancelledByService | O::AdministrativeError));
        if !called_off && near.contains(&plan.says.planned_for.day(&scene.told.zone)) {
            on.push(plan.index);
        }
    }
    Found::count(on)
}

/// No contact of this service has met every child in person since the latest failed contact.
fn still_unseen(scene: Scene<'_, '_>, latest: &Failed<'_, '_>) -> Found {
    let met = |child: &brought_domain::PersonId| {
        let of_child = |index: usize, event: &Event| match &event.fact {
            Fact::OutcomeRecorded(recorded) => {
                let contact = scene.told.contacts.iter().find(|contact| contact.id == &recorded.contact && contact.person == &event.about);
                let stands = contact.and_then(|contact| contact.verdict.as_ref()).is_some_and(|verdict| verdict.by == index);
                let of_service = contact.is_some_and(|contact| contact.service == scene.service());
                &event.about == child
                    && stands
                    && of_service
                    && recorded.outcome.kind() == O::Seen
                    && event.happened.is_certainly_after(&latest.at, &scene.told.zone)
            }
            Fact::SightingRecorded(sighting) => {
                &sighting.child == child
                    && sighting.counts_as_seen()
                    && sighting.seen_by == brought_domain::work::SeenBy::ThisService
                    && event.service.as_ref() == scene.service()
                    && sighting.seen_at.is_certainly_after(&latest.at, &scene.told.zone)
            }
            // An ending that took says who saw the child.
            Fact::FollowUpEnded(_) => seen_by(scene, index).iter().any(|seen| {
                seen.child == child
                    && seen.counts()
                    && seen.by == brought_domain::work::SeenBy::ThisService
                    && event.service.as_ref() == scene.service()
                    && seen.at.is_certainly_after(&latest.at, &scene.told.zone)
            }),
            _ => false,
        };
        scene.entries().find(|(index, event)| of_child(*index, event)).map(|(index, _)| index)
    };
    let children = scene.children();
    // Of whom nobody knows nobody can say it.
    if children.is_empty() {
        return Found::on(Value::NotKnown, vec![]);
    }
    match children.iter().map(|child| met(child)).collect::<Option<Vec<usize>>>() {
        Some(met) => Found::on(Value::Is(false), met),
        None => Found::on(Value::Is(true), vec![latest.first]),
    }
}

/// A visit at home that was offered and not declined, or that is planned after a contact elsewhere failed.
fn home_visit_offered(scene: Scene<'_, '_>, failed: &[Failed<'_, '_>]) -> Found {
    let mut on = Vec::new();
    let opened = scene.follow_up.map_or(0, |follow_up| follow_up.opened_at);
    for (index, event) in scene.entries() {
        if index < opened || !scene.is_of_service(event) {
            continue;
        }
        let offers = match &event.fact {
            Fact::HelpOffered(offered) => offered.help == HelpKind::HomeVisit && offered.answer != OfferAnswer::Declined,
            Fact::ContactPlanned(planned) => {
                planned.setting == Setting::Home
                    && !came_at_once(scene, planned, event)
                    && failed.iter().any(|failed| failed.contact.setting() != Setting::Home && scene.comes_after(event, &failed.at))
            }
            _ => false,
        };
        let theirs = event.about == *scene.person || scene.as_it_was(index).children().contains(&&event.about);
        if offers && theirs {
            on.push(index);
        }
    }
    Found::when_any(on)
}

/// Whether the first word of what came of a contact was written down with its plan, or before.
fn came_at_once(scene: Scene<'_, '_>, planned: &ContactPlanned, event: &Event) -> bool {
    let zone = &scene.told.zone;
    scene.told.contacts.iter().filter(|contact| contact.id == &planned.contact && contact.person == &event.about).any(|contact| {
        let words = contact.outcomes.iter().map(|(index, _)| scene.told.entries[*index]);
        let first = words.min_by_key(|outcome| (outcome.recorded_at, &outcome.id));
        first.is_some_and(|first| first.recorded_at <= event.recorded_at && first.happened.earliest(zone) <= event.happened.earliest(zone))
    })
}

/// Of the latest agreement the first contact after it decides: broken when that fails, spent when the child is met.
fn agreement(scene: Scene<'_, '_>, name: FactName) -> Found {
    let mut latest = None;
    for (index, event) in scene.entries() {
        if let Fact::AgreementMade(agreed) = &event.fact
            && scene.is_of_service(event)
            && event.author.is_signed()
            && event.about == *scene.person
            && scene.follow_up.is_none_or(|follow_up| index >= follow_up.opened_at)
        {
            latest = Some((index, agreed, event.happened));
        }
    }
    let Some((made, agreed, since)) = latest else { return Found::not_recorded() };
    if name == FactName::AgreedStep {
        return Found::on(Value::Word(agreed.if_next_fails.code()), vec![made]);
    }
    let mut after: Vec<(usize, bool, Happened)> = Vec::new();
    for contact in scene.told.contacts.iter().filter(|contact| contact.person == scene.person && contact.service == scene.service()) {
        let Some(verdict) = &contact.verdict else { continue };
        let counts = scene.counts(contact);
        let decided = counts || verdict.kind().met_in_person();
        let happened = scene.told.entries[verdict.first].happened;
        if decided && verdict.first < scene.upto && happened.is_certainly_after(&since, &scene.told.zone) {
            after.push((verdict.first, counts, happened));
        }
    }
    let failed = after.iter().filter(|(_, failed, _)| *failed).min_by_key(|(contact, ..)| *contact);
    let Some((contact, _, when)) = failed else { return Found::on(Value::Is(false), vec![made]) };
    // When it is not known which of the two came first, the failure did.
    if after.iter().any(|(_, failed, met)| !failed && when.is_certainly_after(met, &scene.told.zone)) {
        return Found::on(Value::Is(false), vec![made]);
    }
    Found::on(Value::Is(true), vec![made, *contact])
}
