//! A standing as a person reads it at a terminal.

use brought_app::organisation_name;
use brought_calendar::{Calendar, day_in_words, local, time_in_words};
use brought_domain::ending::Ending;
use brought_domain::person::{Name, Organisation};
use brought_domain::{Chronology, EventId, Fact, Happened, PersonId};
use brought_policy::standing::{FollowUp, FollowUpState, Obligation, ObligationState, Standing};
use brought_policy::{Answer, Deadline};
use jiff::Timestamp;
use std::fmt::Write as _;

/// The whole answer: the standing, and which policies said what in it when there are several.
///
/// The organisations are those of the directory, where there is one: a code alone says nothing to a reader.
pub(crate) fn answer(answer: &Answer, chronology: &Chronology, organisations: &[Organisation], calendar: &Calendar) -> String {
    let mut text = standing(&answer.standing, chronology, organisations, calendar);
    let apart = answer.services_apart().map(|(service, pack)| format!("{service}: {} version {}", pack.id, pack.version));
    section(&mut text, "Services with a policy of their own", apart);
    let stays = answer.staying().filter(|(obligation, _)| obligation.is_open());
    let stays = stays.map(|(obligation, pack)| format!("{}: asked for by version {} of {}", obligation.words, pack.version, pack.id));
    section(&mut text, "Stays from an earlier policy until it is answered", stays);
    text
}

fn standing(standing: &Standing, chronology: &Chronology, organisations: &[Organisation], calendar: &Calendar) -> String {
    let mut text = String::new();
    let out = &mut text;
    line(out, &format!("{}, as of {}", name(chronology, &standing.subject), moment(standing.as_of)));
    line(out, &format!("Policy {} version {}, calendar {}", standing.pack.id, standing.pack.version, standing.pack.calendar));
    if let Some(left_out) = recorded_later(standing, chronology) {
        line(out, &left_out);
    }
    let seen = standing.last_seen.as_ref().map_or_else(
        || "not known".to_owned(),
        |seen| format!("{} by {} ({}), {}", when(&seen.sighting.seen_at), seen.sighting.by, seen.sighting.relation, seen.sighting.place),
    );
    line(out, &format!("Last seen: {seen}"));
    section(out, "Alerts", standing.alerts.iter().map(|alert| format!("{} [{}]", alert.words, alert.because.rule)));
    section(out, "Not known", standing.not_known.iter().map(brought_policy::standing::NotKnown::words));
    for shown in &standing.follow_ups {
        follow_up(out, shown, chronology, organisations);
    }
    if standing.follow_ups.is_empty() {
        line(out, "\nNo follow-up.");
    }
    let (open, settled): (Vec<_>, Vec<_>) = standing.obligations.iter().partition(|obligation| obligation.is_open());
    section(out, "To do", open.iter().map(|owed| obligation(owed, standing.as_of, calendar, chronology)));
    section(out, "Settled", settled.iter().map(|settled| obligation(settled, standing.as_of, calendar, chronology)));
    section(out, "To consider", standing.prompts.iter().map(|prompt| format!("{} [{}]", prompt.words, prompt.because.rule)));
    section(
        out,
        "Patterns",
        standing.patterns.iter().map(|found| format!("{}: {} entries [{}]", found.pattern, found.because.events.len(), found.because.rule)),
    );
    section(
        out,
        "Planned contacts without an outcome",
        standing.awaiting_outcome.iter().map(|awaiting| format!("{} on {}", awaiting.contact, when(&awaiting.planned_for))),
    );
    section(out, "Entries not taken as they stand", standing.set_aside.iter().map(|aside| format!("{}: {}", aside.event, aside.why)));
    text
}

/// What had not been recorded yet at the moment asked about: an empty answer may only be one about too early a day.
fn recorded_later(standing: &Standing, chronology: &Chronology) -> Option<String> {
    let recorded = chronology.events.iter().map(|event| event.recorded_at).filter(|recorded_at| *recorded_at > standing.as_of);
    let (first, many) =
        recorded.fold((None, 0_usize), |(first, many), at| (Some(first.map_or(at, |first: Timestamp| first.min(at))), many + 1));
    let entries = if many == 1 { "1 entry was" } else { &format!("{many} entries were") };
    first.map(|first| format!("Left out: {entries} recorded only later, the first on {}", moment(first)))
}

fn follow_up(out: &mut String, follow_up: &FollowUp, chronology: &Chronology, organisations: &[Organisation]) {
    let state = match &follow_up.state {
        FollowUpState::Open => format!("open since {}, stage: {}", when(&follow_up.opened), follow_up.stage_words),
        FollowUpState::Ended { layer, by, at } => format!("ended {}: {layer}{}", when(at), taken_over_by(by, chronology, organisations)),
    };
    line(out, &format!("\nFollow-up of {} by {} ({}): {state}", name(chronology, &follow_up.person), follow_up.service, follow_up.id));
    if let Some(because) = &follow_up.stage_because {
        let facts: Vec<String> =
            because.facts.iter().filter(|(_, value)| !value.is_no()).map(|(fact, value)| format!("{fact}: {}", value.words())).collect();
        line(out, &format!("  In this stage because of {} ({}): {}", because.rule, because.clauses.join(", "), facts.join("; ")));
    }
    for failed in &follow_up.failed_contacts {
        let doubt = if failed.confirmed { "" } else { ", unconfirmed" };
        line(out, &format!("  {}: {} ({}){doubt}", when(&failed.at), failed.outcome, failed.setting));
    }
    if !follow_up.missing.is_empty() {
        line(out, "  Before it may end:");
        for missing in &follow_up.missing {
            let child = missing.child.as_ref().map(|child| format!(" ({})", name(chronology, child))).unwrap_or_default();
            line(out, &format!("  - {}{child} [{}]", missing.words, missing.clause));
        }
    }
}

/// Who took a follow-up over, by name, when it ended like that.
fn taken_over_by(ending: &EventId, chronology: &Chronology, organisations: &[Organisation]) -> String {
    match chronology.events.iter().find(|event| event.id == *ending).map(|event| &event.fact) {
        Some(Fact::FollowUpEnded(Ending::HandedOver { to, .. })) => format!(" by {}", organisation_name(organisations, to)),
        _ => String::new(),
    }
}

fn obligation(obligation: &Obligation, as_of: Timestamp, calendar: &Calendar, chronology: &Chronology) -> String {
    let due = due(obligation, as_of, calendar);
    let child = obligation
        .child
        .as_ref()
        .filter(|child| **child != obligation.person)
        .map(|child| format!(", about {}", name(chronology, child)))
        .unwrap_or_default();
    let owner = obligation
        .owner
        .practitioner
        .as_ref()
        .map_or_else(|| obligation.owner.role.to_string(), |by| format!("{by} ({})", obligation.owner.role));
    let escalated = obligation.escalated_to.map(|role| format!(", escalated to the {role}")).unwrap_or_default();
    let because = if obligation.because.clauses.is_empty() {
        obligation.because.rule.clone()
    } else {
        format!("{}: {}", obligation.because.rule, obligation.because.clauses.join(", "))
    };
    format!("{due}: {}{child} – {owner}{escalated} [{because}] {}", obligation.words, obligation.id)
}

/// When it is due, in the words of a person, or what became of it.
fn due(obligation: &Obligation, as_of: Timestamp, calendar: &Calendar) -> String {
    if obligation.offer && obligation.is_open() {
        return "offered, no deadline".to_owned();
    }
    let day = match obligation.due.deadline {
        Deadline::Hours(_) | Deadline::AtOnce => moment(obligation.due.by),
        _ => day_in_words(obligation.due.on),
    };
    let today = brought_calendar::local_date(as_of);
    let count = |from, to| {
        calendar.working_days_between(from, to).ok().map(|days| format!("{days} working day{}", if days == 1 { "" } else { "s" }))
    };
    match &obligation.state {
        ObligationState::Due if obligation.due.on <= today => format!("due today, {day}"),
        // Within its window it can be done on any day until then (SWI-09).
        ObligationState::Due | ObligationState::DueLater => {
            let first = obligation.due.not_before.filter(|first| *first > today);
            let first = first.map(|first| format!("not before {}, ", day_in_words(first))).unwrap_or_default();
            format!("{first}due {day}{}", count(today, obligation.due.on).map(|days| format!(" ({days})")).unwrap_or_default())
        }
        ObligationState::Overdue => {
            format!(
                "OVERDUE, was due {day}{}",
                count(obligation.due.on, today)
                    .filter(|days| !days.starts_with("0 "))
                    .map(|days| format!(" ({days} ago)"))
                    .unwrap_or_default()
            )
        }
        ObligationState::Done(settled) => format!("done {}", when(&settled.at)),
        ObligationState::DoneLate(settled) => format!("done late, {}; was due {day}", when(&settled.at)),
        ObligationState::Replaced(settled, reason) => format!("replaced {}: {reason}", when(&settled.at)),
        ObligationState::Waived(settled, reason) => format!("waived {}: {reason}", when(&settled.at)),
    }
}

/// The name of somebody in the chronology, with their id.
pub(crate) fn name(chronology: &Chronology, person: &PersonId) -> String {
    let mut named = chronology.events.iter().rev().filter(|event| &event.about == person).filter_map(|event| match &event.fact {
        Fact::PersonRecorded(_, details) => details.name.as_ref().map(Name::words),
        _ => None,
    });
    named.next().map_or_else(|| person.to_string(), |name| format!("{name} ({person})"))
}

/// A day or a moment.
pub(crate) fn when(happened: &Happened) -> String {
    match happened {
        Happened::At(instant) => moment(*instant),
        Happened::On(day) => day_in_words(*day),
    }
}

/// A moment by the local clock.
pub(crate) fn moment(instant: Timestamp) -> String {
    let local = local(instant);
    format!("{} at {}", day_in_words(local.date()), time_in_words(local.time()))
}

/// A title with lines below it. Nothing at all when there are none.
pub(crate) fn section(out: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() {
        return;
    }
    line(out, &format!("\n{title}"));
    for text in lines {
        line(out, &format!("- {text}"));
    }
}

/// One line.
pub(crate) fn line(out: &mut String, text: &str) {
    // What others wrote may hold characters that would command the terminal: they are shown as what they are not.
    let safe: String = text.chars().map(|letter| if letter.is_control() && letter != '\n' { '\u{fffd}' } else { letter }).collect();
    // Writing to a text cannot fail.
    let _ = writeln!(out, "{safe}");
}
