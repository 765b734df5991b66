//! From the end of the replay to a standing that people and programs read.

use super::facts::View;
use super::names::Who;
use super::reason::{in_order, words_of};
use super::rules::{follow_up_id, holds, identifier, obligation_id};
use super::work::{How, Raised, Work};
use super::world::World;
use super::{CORE_ALERT_DECIDED, CORE_OUTCOME_OF_PLANNED_CONTACT, core_words, ending, pause, telling};
use crate::duty::{Duty, With};
use crate::expression::{Facts, evaluate};
use crate::pack::{On, Pathway, Rule};
use crate::standing::{
    Alert, AwaitingOutcome, Because, FailedContact, FollowUp, FollowUpState, LastSeen, NotKnown, Obligation, ObligationState,
    ObligationStateKind, Owner, PackReference, PatternFound, Prompt, RuleTrace, SetAside, Settled, Standing,
};
use brought_domain::circumstances::{FactorKind, PlanKind, StandingNow};
use brought_domain::contact::{Answer, OutcomeKind};
use brought_domain::ending::EndingLayer;
use brought_domain::steps::Party;
use brought_domain::time::LocalTime;
use brought_domain::work::{HowSeen, ReasonKind, Role};
use brought_domain::{Event, Fact, FollowUpId, Happened};
use jiff::{Timestamp, ToSpan};

pub(super) fn present(world: &World<'_>, set_aside: Vec<SetAside>, as_of: Timestamp) -> Standing {
    let mut standing = Standing {
        subject: world.id(world.subject).clone(),
        as_of,
        pack: PackReference {
            id: world.pack.id.clone(),
            version: world.pack.version.clone(),
            digest: world.pack.digest.clone(),
            calendar: world.calendar.version().to_owned(),
        },
        follow_ups: Vec::new(),
        obligations: Vec::new(),
        prompts: Vec::new(),
        alerts: Vec::new(),
        patterns: Vec::new(),
        awaiting_outcome: awaiting(world, as_of),
        last_seen: last_seen(world, as_of),
        not_known: not_known(world),
        set_aside,
        trace: Vec::new(),
        changes_at: None,
    };
    // A brother's or sister's own follow-up stands in their own standing; a carer's concerns each dependent child.
    let carers = world.carers_of(world.subject);
    let concerns = |who: Who| who == world.subject || carers.contains(&who);
    for work in follow_ups_of(world) {
        standing.follow_ups.push(follow_up(world, work));
        rules(world, work, &mut standing);
    }
    standing.follow_ups.extend(withdrawn(world, concerns));
    standing
        .follow_ups
        .sort_by_cached_key(|follow_up| (!follow_up.is_open(), follow_up.opened.earliest(&world.zone), follow_up.id.clone()));
    if let Some(child) = world.child.as_ref().filter(|_| world.is_child(world.subject)) {
        rules(world, child, &mut standing);
    }
    if let Some(alert) = alert_decided(world) {
        standing.alerts.insert(0, alert);
    }
    standing.obligations.sort_by_cached_key(|obligation| (obligation.due.by, obligation.id.clone()));
    standing.changes_at = changes_at(world, &standing, as_of);
    standing
}

/// The follow-ups of the subject, and those of its carers.
pub(super) fn follow_ups_of<'w, 'a>(world: &'w World<'a>) -> impl Iterator<Item = &'w Work<'a>> {
    let mut carers = None;
    world.follow_ups.iter().filter(move |work| {
        work.person == world.subject || carers.get_or_insert_with(|| world.carers_of(world.subject)).contains(&work.person)
    })
}

/// The alert that somebody signed about this person, until somebody signs that it ends (STW-20).
fn alert_decided(world: &World<'_>) -> Option<Alert> {
    let (decided, event) = world.person(world.subject).circumstances.alert.filter(|(decided, _)| decided.active)?;
    let because = Because {
        rule: CORE_ALERT_DECIDED.to_owned(),
        clauses: Vec::new(),
        words: vec![core_words(CORE_ALERT_DECIDED).to_owned(), decided.reasons.clone()],
        events: vec![event.id.clone()],
        facts: Vec::new(),
    };
    Some(Alert { follow_up: None, words: decided.directions.clone(), because })
}

fn follow_up<'a>(world: &World<'a>, work: &Work<'a>) -> FollowUp {
    let stage = work.pathway().and_then(|pathway| pathway.stages.get(work.stage));
    let state = match work.ended {
        None => FollowUpState::Open,
        Some((layer, by)) => FollowUpState::Ended { layer, by: by.id.clone(), at: by.happened },
    };
    FollowUp {
        id: follow_up_id(world, work),
        person: world.id(work.person).clone(),
        service: work.service.cloned().unwrap_or_else(|| identifier("service", &[])),
        follows: work.pathway().map_or(work.follows, |pathway| pathway.follows),
        pathway: work.pathway().map(|pathway| pathway.id.clone()),
        pathway_title: work.pathway().map(|pathway| pathway.title.clone()),
        pathway_because: work.pathway_because.map(|reason| work.in_words(reason, world)),
        children: work.family.children.iter().map(|child| world.id(*child).clone()).collect(),
        stage: stage.map_or_else(|| "no_pathway".to_owned(), |stage| stage.id.clone()),
        stage_words: stage.map_or_else(|| "this policy has no pathway for them".to_owned(), |stage| stage.words.clone()),
        stage_because: work.stage_because.map(|reason| work.in_words(reason, world)),
        opened: work.opened.unwrap_or(Happened::At(world.now)),
        openings: work.openings,
        failed_contacts: work.failed.iter().map(failed_contact).collect(),
        missing: if work.ended.is_none() { ending::missing(world, work, None) } else { Vec::new() },
        endings: work.pathway().map_or_else(|| ending::CORE_LAYERS.to_vec(), crate::pack::Pathway::layers),
        state,
    }
}

fn failed_contact(failed: &super::work::Failed<'_>) -> FailedContact {
    FailedContact {
        contact: failed.contact.clone(),
        event: failed.event.id.clone(),
        at: failed.at,
        outcome: failed.outcome,
        setting: failed.setting,
        confirmed: failed.confirmed,
        practitioner: failed.practitioner.cloned(),
    }
}

/// Follow-ups of which every failed contact turned out to be an error: gone from every list, kept in the history (STW-08).
fn withdrawn(world: &World<'_>, concerns: impl Fn(Who) -> bool) -> Vec<FollowUp> {
    let mut gone: Vec<(FollowUp, &Event)> = Vec::new();
    let told = world.contacts.iter().filter(|contact| concerns(contact.person));
    for (contact, outcome, failed) in told.filter_map(|contact| Some((contact, contact.standing?, contact.standing?.first_failed?))) {
        let error = matches!(&outcome.decided_by.fact, Fact::OutcomeRecorded(decided) if decided.outcome.kind() == OutcomeKind::AdministrativeError);
        let planned = contact.planned.map(|planned| &planned.plan.service);
        let Some(service) = planned.or(failed.service.as_ref()) else { continue };
        let is_followed = || world.follow_ups.iter().any(|work| work.person == contact.person && work.service == Some(service));
        if !error || is_followed() {
            continue;
        }
        let mut work = Work::new(contact.person, Some(service), crate::pack::Follows::Children, None);
        world.meet_family(&mut work);
        let id = follow_up_id(world, &work);
        let by = outcome.decided_by;
        let state = FollowUpState::Ended { layer: EndingLayer::Withdrawn, by: by.id.clone(), at: by.happened };
        // It was opened by the first of them, and is gone since the last was shown to be an error.
        if let Some((known, last)) = gone.iter_mut().find(|(known, _)| known.id == id) {
            if failed.happened.earliest(&world.zone) < known.opened.earliest(&world.zone) {
                known.opened = failed.happened;
            }
            if (by.recorded_at, &by.id) > (last.recorded_at, &last.id) {
                (known.state, *last) = (state, by);
            }
            continue;
        }
        let shown = follow_up(world, &work);
        let shown = FollowUp {
            state,
            opened: failed.happened,
            openings: 1,
            missing: Vec::new(),
            stage: "withdrawn".into(),
            stage_words: "every failed contact was an error".into(),
            ..shown
        };
        gone.push((shown, by));
    }
    gone.into_iter().map(|(shown, _)| shown).collect()
}

/// The rules of its pathway, and those that fired in a pathway it has left: what they said then still stands.
fn rules_of<'w>(world: &'w World<'_>, work: &'w Work<'_>) -> impl Iterator<Item = (&'w Rule, bool)> {
    let been = |pathway: &Pathway| work.pathways.iter().any(|known| known.id == pathway.id);
    let is_now = |pathway: &Pathway| work.pathway().is_some_and(|now| now.id == pathway.id);
    let pathways = world.pack.pathways.iter().filter(move |pathway| been(pathway));
    let rules = pathways.flat_map(move |pathway| pathway.rules.iter().map(move |rule| (rule, is_now(pathway))));
    rules.filter(|(rule, applies)| *applies || work.has_fired(rule))
}

/// Obligations, prompts, alerts, patterns and the trace of one piece of work.
fn rules<'a>(world: &World<'a>, work: &Work<'a>, standing: &mut Standing) {
    let id = work.service.map(|_| follow_up_id(world, work));
    standing.obligations.extend(work.raised.iter().map(|raised| obligation(world, work, raised, standing.as_of)));
    let on = work.on();
    let view = View::new(world, work);
    for (rule, applies) in rules_of(world, work).filter(|(rule, _)| rule.on == on) {
        let now = evaluate(&rule.when, &view);
        let mut facts = rule.when.facts();
        facts.extend(rule.duties.iter().flat_map(Duty::facts));
        let mut seen = std::collections::BTreeSet::new();
        facts.retain(|fact| seen.insert(*fact));
        let values: Vec<_> = facts.into_iter().map(|fact| (fact, view.value(fact))).collect();
        let fired = work.fired.iter().filter(|fired| std::ptr::eq(fired.rule, rule));
        let events: Option<Vec<_>> = work.has_fired(rule).then(|| fired.flat_map(|fired| work.entries(fired.because)).cloned().collect());
        if work.is_open() && holds(now) && applies {
            let mut grounds = Vec::new();
            for (fact, _) in &values {
                view.add_grounds(*fact, &mut grounds);
            }
            in_order(&mut grounds);
            let because = Because {
                rule: rule.id.clone(),
                clauses: rule.clauses.clone(),
                words: words_of(world.pack, &rule.clauses),
                events: grounds.into_iter().cloned().collect(),
                facts: values.clone(),
            };
            if let Some(pattern) = rule.pattern {
                standing.patterns.push(PatternFound { pattern, because: because.clone() });
            }
            if let (On::Child, Some(words)) = (on, &rule.alert) {
                standing.alerts.push(Alert { follow_up: None, words: words.clone(), because });
            }
        }
        // An alert on a follow-up stays while it is open: a later, quieter contact does not take it away.
        if let (On::FollowUp, true, Some(events), Some(words)) = (on, work.is_open(), &events, &rule.alert) {
            let because = Because {
                rule: rule.id.clone(),
                clauses: rule.clauses.clone(),
                words: words_of(world.pack, &rule.clauses),
                events: events.clone(),
                facts: Vec::new(),
            };
            standing.alerts.push(Alert { follow_up: id.clone(), words: words.clone(), because });
        }
        prompts(work, rule, id.as_ref(), world, standing);
        standing.trace.push(RuleTrace {
            rule: rule.id.clone(),
            follow_up: id.clone(),
            fired: events.is_some(),
            now,
            facts: values,
            events: events.unwrap_or_default(),
        });
    }
}

fn prompts<'a>(work: &Work<'a>, rule: &Rule, id: Option<&FollowUpId>, world: &World<'a>, standing: &mut Standing) {
    let Some(offered) = work.offered(rule).filter(|_| work.is_open()) else { return };
    for prompt in &rule.prompts {
        let answered = prompt.answered_by.is_some_and(|topic| {
            work.since.iter().map(|entry| entry.event).any(|event| {
                event.author.is_signed()
                    && event.happened.is_not_before(&offered.at, &world.zone)
                    && matches!(&event.fact, Fact::DiscussionHeld(held) if held.topic == topic)
            })
        });
        if !answered {
            let because = work.in_words(offered.because, world);
            standing.prompts.push(Prompt { follow_up: id.cloned(), words: prompt.words.clone(), topic: prompt.answered_by, because });
        }
    }
}

fn obligation<'a>(world: &World<'a>, work: &Work<'a>, raised: &Raised<'a>, as_of: Timestamp) -> Obligation {
    let duty = raised.duty;
    let state = state(world, raised, as_of);
    let escalated_to = if state.kind().is_open() { escalated(world, raised, as_of) } else { None };
    let party = telling::party(world, duty, as_of);
    let mut words = telling::words(duty, party).unwrap_or_else(|| duty.words(raised.asked.agency));
    let planned = || {
        let contact = world.contacts.iter().find(|contact| contact.person == work.person && Some(contact.id) == raised.contact)?;
        contact.planned
    };
    if raised.asked.rule == CORE_OUTCOME_OF_PLANNED_CONTACT
        && let Some(planned) = planned()
    {
        let day = planned.plan.planned_for.day(&world.zone);
        words = format!("{words} on {}", brought_calendar::day_in_words(day));
    }
    Obligation {
        id: obligation_id(world, work, &raised.asked),
        follow_up: work.service.map(|_| follow_up_id(world, work)),
        person: world.id(work.person).clone(),
        service: work.service.cloned(),
        child: raised.asked.child.map(|child| world.id(child).clone()),
        action: duty.action,
        words,
        agency: raised.asked.agency.cloned().or(match duty.with {
            With::Agency(kind) => Some(brought_domain::work::Agency { kind, name: None }),
            _ => None,
        }),
        ask: duty.ask.clone(),
        topic: duty.topic,
        with_roles: match &duty.with {
            With::Roles(roles) => roles.clone(),
            _ => Vec::new(),
        },
        party,
        detail: duty.detail.clone(),
        each_month: duty.each_month,
        offer: duty.is_offer(),
        before_end: duty.keeps_open(),
        needs_its_own_entry: duty.needs_its_own_entry(),
        owner: owner(raised),
        raised: raised.raised,
        due: raised.due.clone(),
        state,
        escalated_to,
        because: work.in_words(raised.because.of_duty(raised.duty), world),
    }
}

/// The visitor whom the manager named, for the further visit (NAF-28); otherwise as the rule and the record say.
fn owner(raised: &Raised<'_>) -> Owner {
    let duty = raised.duty;
    let usual = Owner { practitioner: raised.owner.cloned(), role: duty.owner, fallback: duty.fallback };
    raised.visitor.map_or(usual, |set| {
        let fallback = if set.visitor == duty.fallback { duty.owner } else { duty.fallback };
        Owner { practitioner: set.visitor_id.clone(), role: set.visitor, fallback }
    })
}

/// What became of an obligation.
pub(super) fn state_kind(world: &World<'_>, raised: &Raised<'_>, as_of: Timestamp) -> ObligationStateKind {
    use ObligationStateKind as S;
    let today = || world.zone.day_of(as_of);
    match &raised.settled {
        // An offer waits for nobody's day.
        None if raised.duty.is_offer() => S::DueLater,
        None if as_of > raised.due.by => S::Overdue,
        None if today() >= raised.due.on || raised.due.not_before.is_some_and(|first| today() >= first) => S::Due,
        None => S::DueLater,
        Some((_, How::Replaced(_))) => S::Replaced,
        Some((_, How::Waived(_))) => S::Waived,
        // When the hour is not known it counts as the last of the day, so that late is never shown as in time.
        Some((event, How::Answered)) if !raised.duty.is_offer() && event.happened.latest(&world.zone) > raised.due.by => S::DoneLate,
        Some((_, How::Answered)) => S::Done,
    }
}

fn state(world: &World<'_>, raised: &Raised<'_>, as_of: Timestamp) -> ObligationState {
    let kind = state_kind(world, raised, as_of);
    let Some((event, how)) = &raised.settled else {
        return match kind {
            ObligationStateKind::Overdue => ObligationState::Overdue,
            ObligationStateKind::Due => ObligationState::Due,
            _ => ObligationState::DueLater,
        };
    };
    let settled = Settled { by: event.id.clone(), at: event.happened };
    match how {
        How::Replaced(reason) => ObligationState::Replaced(settled, reason.clone()),
        How::Waived(reason) => ObligationState::Waived(settled, reason.clone()),
        How::Answered if kind == ObligationStateKind::DoneLate => ObligationState::DoneLate(settled),
        How::Answered => ObligationState::Done(settled),
    }
}

/// The highest rung of the ladder that is reached, by the time it has been overdue or because the same failed before (L2).
fn escalated(world: &World<'_>, raised: &Raised<'_>, as_of: Timestamp) -> Option<Role> {
    if raised.duty.is_offer() {
        return None;
    }
    let ladder = &world.pack.escalation;
    let today = world.zone.day_of(as_of);
    // A calendar that has run out makes every rung count as reached: nothing waits for want of a holiday list.
    let late_by = if as_of > raised.due.by { world.calendar.working_days_between(raised.due.on, today).unwrap_or(i64::MAX) } else { -1 };
    let by_time = ladder.iter().rposition(|rung| late_by > i64::from(rung.after_working_days));
    let by_failure = raised.rung.checked_sub(1).map(|index| index.min(ladder.len().saturating_sub(1)));
    by_time.max(by_failure).and_then(|index| ladder.get(index)).map(|rung| rung.to)
}

fn awaiting(world: &World<'_>, as_of: Timestamp) -> Vec<AwaitingOutcome> {
    let carers = world.carers_of(world.subject);
    let mut list: Vec<_> = world
        .contacts
        .iter()
        .filter(|contact| contact.person == world.subject || carers.contains(&contact.person))
        .filter_map(|contact| Some((contact, contact.awaited()?.plan)))
        .filter(|(_, plan)| plan.planned_for.latest(&world.zone) < as_of)
        .map(|(contact, plan)| AwaitingOutcome {
            contact: contact.id.clone(),
            person: world.id(contact.person).clone(),
            service: plan.service.clone(),
            planned_for: plan.planned_for,
            practitioner: plan.practitioner.clone(),
        })
        .collect();
    list.sort_by_cached_key(|awaiting| (awaiting.planned_for.earliest(&world.zone), awaiting.contact.clone()));
    list
}

fn last_seen(world: &World<'_>, as_of: Timestamp) -> Option<LastSeen> {
    let in_person = world
        .sightings
        .iter()
        .filter(|seen| seen.is_of(world.subject) && seen.how == HowSeen::InPerson && seen.seen_at.earliest(&world.zone) <= as_of);
    let latest = in_person.max_by_key(|seen| (seen.seen_at.earliest(&world.zone), &seen.event.id))?;
    Some(LastSeen { sighting: latest.in_words(world), event: latest.event.id.clone() })
}

fn not_known(world: &World<'_>) -> Vec<NotKnown> {
    let mut list = Vec::new();
    let person = world.person(world.subject);
    let open: Vec<&Work<'_>> = world.follow_ups.iter().filter(|work| work.is_open()).collect();
    if world.is_child(world.subject) {
        let born = person.born_on.is_some() || world.is_unborn(world.subject);
        let seen = world.sightings.iter().any(|seen| seen.is_of(world.subject) && seen.how == HowSeen::InPerson);
        list.extend((!born).then_some(NotKnown::Age));
        list.extend((!seen).then_some(NotKnown::LastSeen));
        list.extend(world.carers_of(world.subject).is_empty().then_some(NotKnown::Carers));
    }
    list.extend(person.address.is_none().then_some(NotKnown::Address));
    let dependants = open.iter().any(|work| work.family.children.is_empty());
    list.extend(dependants.then_some(NotKnown::Dependants));
    for work in &open {
        let Some(latest) = work.latest() else { continue };
        let since = work.since.iter().map(|entry| entry.event).filter(|event| event.happened.is_not_before(&latest.at, &world.zone));
        let confirmed =
            since.clone().any(|event| matches!(&event.fact, Fact::LiaisonRecorded(liaison) if liaison.address_confirmed == Answer::Yes));
        let reasoned = since.clone().any(|event| match &event.fact {
            Fact::AnalysisSigned(analysis) => analysis.reasons.iter().any(|reason| *reason != ReasonKind::NotYetKnown),
            _ => false,
        });
        list.extend((!confirmed).then_some(NotKnown::AddressNotConfirmed));
        list.extend((!reasoned).then_some(NotKnown::Reason));
    }
    let unknown = |state: &StandingNow| *state == StandingNow::NotKnown;
    for plan in PlanKind::ALL {
        let doubtful = person.plans.get(plan).is_some_and(|(plan, _)| unknown(&plan.state));
        list.extend(doubtful.then_some(NotKnown::Plan(*plan)));
    }
    for factor in FactorKind::ALL {
        let doubtful = person.factors.get(factor).is_some_and(|(state, _)| unknown(state));
        list.extend(doubtful.then_some(NotKnown::Factor(*factor)));
    }
    list.sort();
    list.dedup();
    list
}

/// The next instant at which something may change without anybody recording anything.
fn changes_at(world: &World<'_>, standing: &Standing, as_of: Timestamp) -> Option<Timestamp> {
    let mut instants = Vec::new();
    let midnight = |day| brought_calendar::start_of_day(day);
    let tomorrow = world.zone.day_of(as_of).saturating_add(1.day());
    for obligation in standing.obligations.iter().filter(|obligation| obligation.is_open()) {
        if !obligation.offer {
            instants.push(midnight(obligation.due.on));
            instants.extend(obligation.due.not_before.map(midnight));
            instants.push(obligation.due.by.saturating_add(1.second()).unwrap_or(Timestamp::MAX));
            if as_of > obligation.due.by {
                instants.push(midnight(tomorrow));
            }
        }
        if obligation.party.is_some_and(|party| matches!(party, Party::AllocatedSocialWorker | Party::EmergencyDutyTeam)) {
            instants.extend(telling::changes(as_of));
        }
    }
    for planned in world.contacts.iter().filter_map(|contact| contact.awaited()) {
        let passed = planned.plan.planned_for.latest(&world.zone);
        instants.push(passed.saturating_add(1.second()).unwrap_or(Timestamp::MAX));
    }
    instants.extend(world.follow_ups.iter().filter_map(pause::over_at));
    if !standing.patterns.is_empty() || !standing.prompts.is_empty() {
        instants.push(midnight(tomorrow));
    }
    instants.into_iter().filter(|instant| *instant > as_of).min()
}
