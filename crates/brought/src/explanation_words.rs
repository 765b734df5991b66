//! An explanation as a person reads it at a terminal.

use crate::standing_words::{line, moment, name, section, when};
use brought_app::entry_in_words;
use brought_calendar::day_in_words;
use brought_domain::contact::Answer;
use brought_domain::{Chronology, EventId};
use brought_policy::explain::{FactExplained, Imagined, RuleExplained, Verdict, WorkExplained};
use brought_policy::standing::Obligation;
use brought_policy::{Deadline, Explanation, Pack};

/// The whole explanation.
pub(crate) fn explanation(explanation: &Explanation, chronology: &Chronology, pack: &Pack) -> String {
    let mut text = String::new();
    let out = &mut text;
    let standing = &explanation.standing;
    line(out, &format!("{}, as of {}", name(chronology, &standing.subject), moment(standing.as_of)));
    line(out, &format!("Policy {} version {}, calendar {}", standing.pack.id, standing.pack.version, standing.pack.calendar));
    for explained in &explanation.work {
        work(out, explained, explanation, chronology, pack);
    }
    if explanation.imagined.is_empty() {
        line(out, "\nNo service is known whose next contact could be imagined.");
    }
    for each in &explanation.imagined {
        imagined(out, each, chronology);
    }
    text
}

fn work(out: &mut String, work: &WorkExplained, explanation: &Explanation, chronology: &Chronology, pack: &Pack) {
    let whose = if work.person == explanation.standing.subject { String::new() } else { format!(" of {}", name(chronology, &work.person)) };
    let stage = work.stage.as_ref().map(|stage| format!(", {stage}")).unwrap_or_default();
    let ended = if work.open { "" } else { ", ended: no rule is at work" };
    let title = match &work.service {
        Some(service) => format!("Follow-up{whose} by {service}{stage}{ended}"),
        None => "The child as a whole, across services".to_owned(),
    };
    line(out, &format!("\n== {title}"));
    for (verdict, heading) in [
        (Verdict::Fired, "Fired"),
        (Verdict::Holds, "Holds, and looks at the next entry"),
        (Verdict::Nearly, "Nearly fired: one thing would be enough"),
        (Verdict::Not, "Did not fire"),
    ] {
        let rules: Vec<&RuleExplained> = work.of(verdict).collect();
        if rules.is_empty() {
            continue;
        }
        line(out, &format!("\n{heading}"));
        for each in rules {
            rule(out, each, explanation, chronology, pack);
        }
    }
}

fn rule(out: &mut String, rule: &RuleExplained, explanation: &Explanation, chronology: &Chronology, pack: &Pack) {
    let says = rule.clauses.first().and_then(|clause| pack.clauses.get(clause)).map_or("", |clause| clause.says.as_str());
    line(out, &format!("- {} ({}): {says}", rule.rule, rule.clauses.join(", ")));
    if rule.verdict == Verdict::Fired && rule.now == Answer::No {
        line(out, "    its condition no longer holds; what it asked for stays");
    }
    let deciding = if rule.verdict == Verdict::Nearly { &rule.one_away } else { &rule.decided_by };
    for decided in deciding {
        line(out, &format!("    {}", decided.words));
    }
    for FactExplained { fact, entries, .. } in rule.facts.iter().filter(|explained| !explained.entries.is_empty()) {
        line(out, &format!("    {fact} rests on {}", listed(entries, chronology)));
    }
    for raised in rule.raised.iter().filter_map(|id| explanation.standing.obligations.iter().find(|obligation| obligation.id == *id)) {
        line(out, &format!("    asked for: {} ({})", raised.words, raised.state.kind()));
    }
}

fn listed(entries: &[EventId], chronology: &Chronology) -> String {
    let told = entries.iter().map(|id| match chronology.events.iter().find(|event| event.id == *id) {
        // No fact rests on a handover, so that no organisation has to be named.
        Some(event) => format!("{}, {} [{id}]", when(&event.happened), entry_in_words(event, chronology, &[])),
        None => format!("[{id}]"),
    });
    told.collect::<Vec<_>>().join("; ")
}

fn imagined(out: &mut String, imagined: &Imagined, chronology: &Chronology) {
    let how = imagined.how.words();
    let how = format!("{}{}", how[..1].to_uppercase(), &how[1..]);
    line(
        out,
        &format!(
            "\n== {how}: {}, {}, {}, {} ({})",
            name(chronology, &imagined.person),
            imagined.service,
            imagined.setting,
            day_in_words(imagined.on),
            imagined.outcome
        ),
    );
    for change in &imagined.stages {
        match &change.from {
            Some(from) => line(out, &format!("The follow-up goes from \"{from}\" to \"{}\"", change.to)),
            None => line(out, &format!("A follow-up opens: \"{}\"", change.to)),
        }
    }
    if imagined.raised.is_empty() {
        line(out, "Nothing more would be asked for.");
    }
    section(out, "Would be asked for", imagined.raised.iter().map(raised));
    section(out, "Asked for already, and answered for this contact too", imagined.joined.iter().map(|obligation| obligation.words.clone()));
    section(out, "Would be settled", imagined.settled.iter().map(|obligation| obligation.words.clone()));
    section(out, "Alerts that would be shown", imagined.alerts.iter().cloned());
    for still in &imagined.missing {
        section(out, "Would no longer be missing", still.no_longer.iter().map(|missing| missing.words.clone()));
        section(
            out,
            "Would still be missing before it may end",
            still.missing.iter().map(|missing| format!("{} [{}]", missing.words, missing.clause)),
        );
    }
}

fn raised(obligation: &Obligation) -> String {
    let due = match obligation.due.deadline {
        Deadline::Hours(_) | Deadline::AtOnce => moment(obligation.due.by),
        _ => day_in_words(obligation.due.on),
    };
    let owner = match &obligation.owner.practitioner {
        Some(practitioner) => format!("{practitioner} ({})", obligation.owner.role),
        None => obligation.owner.role.to_string(),
    };
    format!("{}, due {due} – {owner} [{}]", obligation.words, obligation.because.rule)
}
