//! What the product itself asks, whatever the pack says.

use crate::policy::{Detail, Follows, Policy, Term, Work};
use crate::replay::{Played, Replay};
use crate::story::{How, Owed, Settled};
use crate::told::Plan;
use brought_domain::circumstances::ConcernQuestion;
use brought_domain::contact::{Answer, OutcomeKind};
use brought_domain::event::Fact;
use brought_domain::work::{Agency, AgencyKind, Role};
use brought_domain::{ContactId, Happened, PersonId};
use jiff::civil::Date;

/// The product's own rules, after an entry.
pub fn core_rules(replay: &mut Replay<'_, '_>, index: usize) {
    danger(replay, index);
    for place in 0..replay.story.follow_ups.len() {
        if replay.story.follow_ups[place].is_open() {
            outcome_of_planned(replay, place, index);
            nothing_matched(replay, place, index);
            still_open(replay, place, index);
        }
    }
}

/// A child said to be in danger, and nothing else said: a referral at once, and when it is made, its answer.
fn danger(replay: &mut Replay<'_, '_>, index: usize) {
    let subject = &replay.told.chronology.subject;
    if replay.follows(subject) == Follows::Carers {
        return;
    }
    let event = replay.entry(index);
    let when = replay.when(index);
    let (work, term, duty) = match &event.fact {
        Fact::ConcernsDecided(decided) if &event.about == subject => {
            let [(ConcernQuestion::EndangeredNow, Answer::Yes)] = decided.answers[..] else { return };
            (Work::Refer, Term::AtOnce, 0)
        }
        Fact::ReferralMade(_) => {
            let answered = |owed: &Owed<'_>| {
                owed.rule == "CORE-06" && owed.work == Work::Refer && owed.settled.as_ref().is_some_and(|settled| settled.by == index)
            };
            if !replay.story.owed.iter().any(answered) {
                return;
            }
            (Work::ObtainAnswerToReferral, Term::WorkingDays(1), 1)
        }
        _ => return,
    };
    let told = (work == Work::Refer).then_some(Agency { kind: AgencyKind::ChildrensSocialCare, name: None });
    let owed = asked(replay, subject, "CORE-06", work, when, when, term, index);
    replay.story.owed.push(Owed { duty, agency: told, ..owed });
}

/// While a follow-up is open, what comes of each contact that is planned.
fn outcome_of_planned(replay: &mut Replay<'_, '_>, place: usize, index: usize) {
    let follow_up = &replay.story.follow_ups[place];
    let (person, service) = (follow_up.person, follow_up.service);
    let mut wanted: Vec<(ContactId, Happened, usize)> = Vec::new();
    for contact in replay.told.contacts.iter().filter(|contact| contact.person == person) {
        let Some(Plan { index: planned, says: plan, .. }) = contact.plan_before(index + 1) else { continue };
        // As it was planned by then.
        if &plan.service != service {
            continue;
        }
        // What was written down on its own day, together with what came of it, needs no asking.
        let written_on = replay.when(planned).day(&replay.told.zone);
        let at_once = plan.planned_for.day(&replay.told.zone) == written_on && !contact.outcomes.is_empty();
        let told = contact.outcomes.iter().any(|(at, _)| *at <= index);
        // A contact that has gone over to another service is asked after there as well.
        let of_contact =
            |owed: &&mut Owed<'_>| owed.rule == "CORE-02" && owed.follow_up == Some(place) && owed.contact.as_ref() == Some(contact.id);
        let asked = replay.story.owed.iter_mut().find(of_contact);
        if let Some(asked) = asked {
            asked.due = Term::WorkingDays(1).after(&plan.planned_for, replay.calendar);
            continue;
        }
        let since = |latest: Happened| plan.planned_for.is_not_before(&latest, &replay.told.zone);
        let after = replay.scene_of(place).latest().is_some_and(|latest| since(latest.at));
        if !told && !at_once && after {
            wanted.push((contact.id.clone(), plan.planned_for, planned));
        }
    }
    for (contact, planned_for, planned) in wanted {
        let owed = own(replay, place, "CORE-02", Work::RecordOutcome, replay.when(planned), planned_for, Term::WorkingDays(1), index);
        let named = match &replay.entry(planned).fact {
            Fact::ContactPlanned(plan) => plan.practitioner.as_ref(),
            _ => None,
        };
        let practitioner = named.or(owed.practitioner);
        replay.story.owed.push(Owed { contact: Some(contact), practitioner, ..owed });
    }
}

/// When no rule asks for anything because of a failed contact. What is open because of another says nothing of this one.
fn nothing_matched(replay: &mut Replay<'_, '_>, place: usize, index: usize) {
    let fails_now = replay.scene_of(place).failed().iter().any(|failed| failed.first == index);
    let because = |owed: &Owed<'_>| {
        let ours = owed.follow_up == Some(place) && !owed.is_offer() && !owed.rule.starts_with("CORE");
        ours && (owed.raised_at == index || owed.occasions.contains(&index))
    };
    let asked = replay.story.owed.iter().any(because);
    if fails_now && !asked {
        let when = replay.when(index);
        let owed = own(replay, place, "CORE-01", Work::DecideNextStep, when, when, Term::WorkingDays(1), index);
        let (lead, fallback) = (Role::SafeguardingLead, Role::NamedNurse);
        replay.story.owed.push(Owed { asked_of: lead, owner: lead, practitioner: None, fallback, ..owed });
    }
}

/// When a pause of offers is over, the next step is asked for.
pub fn pause_is_over(replay: &mut Replay<'_, '_>, place: usize, ending: usize, day: Date) {
    let when = Happened::At(brought_calendar::start_of_day(day));
    let mut owed = own(replay, place, "CORE-05", Work::DecideNextStep, when, when, Term::WorkingDays(1), ending);
    owed.raised_at = replay.upto.saturating_sub(1);
    replay.story.owed.push(owed);
}

/// When everything is answered and it is still open.
fn still_open(replay: &mut Replay<'_, '_>, place: usize, index: usize) {
    let open = |owed: &Owed<'_>| owed.follow_up == Some(place) && owed.is_open() && !owed.is_offer();
    if replay.story.owed.iter().any(|owed| open(owed) && owed.rule != "CORE-03") {
        // Something else is asked now.
        for owed in replay.story.owed.iter_mut().filter(|owed| open(owed) && owed.rule == "CORE-03") {
            owed.settled = Some(Settled { how: How::Replaced, by: index });
        }
    } else if !replay.story.owed.iter().any(open) {
        let when = replay.when(index);
        let owed = own(replay, place, "CORE-03", Work::DecideNextStep, when, when, Term::WorkingDays(5), index);
        replay.story.owed.push(owed);
    }
}

#[allow(clippy::too_many_arguments, reason = "what, for whom, why and when")]
fn own<'a>(
    replay: &Replay<'_, 'a>,
    place: usize,
    rule: &str,
    work: Work,
    raised: Happened,
    start: Happened,
    term: Term,
    index: usize,
) -> Owed<'a> {
    let practitioner = replay.scene_of(place).latest().and_then(|latest| replay.told.expected_by(latest.contact));
    let person = replay.story.follow_ups[place].person;
    Owed { follow_up: Some(place), practitioner, ..asked(replay, person, rule, work, raised, start, term, index) }
}

/// Something that the product asks of a person as a whole.
#[allow(clippy::too_many_arguments, reason = "what, of whom, why and when")]
fn asked<'a>(
    replay: &Replay<'_, 'a>,
    person: &'a PersonId,
    rule: &str,
    work: Work,
    raised: Happened,
    start: Happened,
    term: Term,
    index: usize,
) -> Owed<'a> {
    Owed {
        follow_up: None,
        person,
        rule: rule.to_owned(),
        duty: 0,
        work,
        detail: Detail::default(),
        child: None,
        by_child: false,
        agency: None,
        party: None,
        contact: None,
        asked_of: Role::Practitioner,
        owner: Role::Practitioner,
        practitioner: None,
        fallback: Role::SafeguardingLead,
        raised,
        since: raised,
        due: term.after(&start, replay.calendar),
        term,
        each_month: false,
        before_end: false,
        raised_at: index,
        called_off_at: None,
        occasions: vec![index],
        of_contact: None,
        settled: None,
    }
}

/// Follow-ups of which every failed contact was shown to be an error: they stand as withdrawn by the evidence.
pub fn only_errors(played: &Played<'_>, policy: &Policy) -> Vec<String> {
    let told = &played.told;
    let mut shown: Vec<(String, usize)> = Vec::new();
    let recorded = |by: usize| (told.entries[by].recorded_at, &told.entries[by].id);
    for contact in &told.contacts {
        let (Some(verdict), Some(service)) = (&contact.verdict, contact.service) else { continue };
        let error = verdict.kind() == OutcomeKind::AdministrativeError && verdict.confirmed;
        let failed = contact.outcomes.iter().any(|(_, recorded)| policy.counts.contains(&recorded.outcome.kind()));
        let scene = played.scene_of_child(policy, jiff::Timestamp::MAX);
        let followed = crate::replay::is_asked_about(scene, contact.person);
        if !error
            || !failed
            || !followed
            || played.story.follow_ups.iter().any(|one| one.person == contact.person && one.service == service)
        {
            continue;
        }
        let who = format!("{} {service}", contact.person);
        match shown.iter_mut().find(|(known, _)| *known == who) {
            // The last to be shown to be one.
            Some((_, by)) if recorded(verdict.by) > recorded(*by) => *by = verdict.by,
            Some(_) => {}
            None => shown.push((who, verdict.by)),
        }
    }
    let mut lines = Vec::new();
    for (who, by) in shown {
        lines.push(format!("follow-up {who}: ended withdrawn by {}", told.entries[by].id));
        lines.extend([format!("pathway {who}: "), format!("stage {who}: "), format!("openings {who}: 1"), format!("failed {who}: ")]);
    }
    lines
}
