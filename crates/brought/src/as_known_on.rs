//! A day as it was known: as text, and as JSON.

use crate::failure::Failure;
use crate::say::{say, say_words};
use crate::standing_words::{self, line, moment, name, section, when};
use brought_app::entry_in_words;
use brought_calendar::{Calendar, date_in_words, day_in_words};
use brought_domain::person::Organisation;
use brought_domain::{Author, Chronology, Event, Happened};
use brought_policy::standing_form::StandingForm;
use brought_policy::{Answer, hindsight};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

/// The name and version of the format.
const FORMAT: &str = "brought-as-known-on/1";

/// A day, the standing of it, and the whole chronology of today.
pub(crate) struct AsKnownOn<'a> {
    pub(crate) day: Date,
    pub(crate) answer: &'a Answer,
    pub(crate) chronology: &'a Chronology,
    /// The organisations that the directory knows, where the chronology names one.
    pub(crate) organisations: &'a [Organisation],
    pub(crate) calendar: &'a Calendar,
    /// The first day of the pack that was asked.
    pub(crate) in_force_from: Date,
}

/// What was known of one person by the end of a day, what the policy then asked, and what was known only later.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AsKnownOnForm {
    /// Always `brought-as-known-on/1`.
    format: &'static str,
    /// The local day.
    day: String,
    /// The first day on which the pack that was asked is in force.
    in_force_from: String,
    /// Whether it was in force on that day. If not, no older version is kept, and this one was asked all the same.
    was_in_force: bool,
    /// What the policy asked for, from what had been recorded by the end of the day.
    standing: StandingForm,
    /// What had happened by then and was recorded later, in the order in which it happened. What has been taken back since is left out.
    known_later: Vec<EntryForm>,
    /// What was on record then and was put right later.
    put_right_later: Vec<PutRightForm>,
}

/// One entry.
#[derive(Serialize, JsonSchema)]
struct EntryForm {
    /// Its id.
    event: String,
    /// Whose record it is in.
    about: String,
    /// When it happened: a day, or an instant in universal time.
    happened: String,
    /// When it was recorded, in universal time.
    recorded_at: String,
    /// The kind of entry, as a code.
    kind: String,
    /// What it says, in a sentence.
    words: String,
    /// Who answers for it: the practitioner's id, or the system that reported it.
    recorded_by: String,
}

/// An entry that was put right, and the entry that did so.
#[derive(Serialize, JsonSchema)]
struct PutRightForm {
    /// The entry as it stood.
    entry: EntryForm,
    /// The entry that put it right.
    by: EntryForm,
    /// `replaces` or `withdraws`.
    how: String,
    /// Why.
    reason: String,
}

/// Prints it as text or as JSON.
pub(crate) fn print(known: &AsKnownOn<'_>, json: bool) -> Result<(), Failure> {
    if json {
        let text = serde_json::to_string_pretty(&form(known));
        say!("{}", text.map_err(|problem| Failure::trouble(format!("the answer could not be written: {problem}")))?);
    } else {
        say_words!("{}", words(known));
    }
    Ok(())
}

fn was_in_force(known: &AsKnownOn<'_>) -> bool {
    known.in_force_from <= known.day
}

fn words(known: &AsKnownOn<'_>) -> String {
    let mut text = String::new();
    let out = &mut text;
    line(out, &format!("As known on {}: from what had been recorded by the end of that day", day_in_words(known.day)));
    if !was_in_force(known) {
        let from = date_in_words(known.in_force_from);
        line(out, &format!("This policy is in force from {from}, and no older one is kept here: it was asked all the same"));
    }
    line(out, "");
    text += &standing_words::answer(known.answer, known.chronology, known.organisations, known.calendar);
    let found = hindsight(known.chronology, known.answer.standing.as_of);
    let out = &mut text;
    section(out, "Known only later: it had happened by then", found.known_later.iter().map(|event| entry(event, known)));
    let put_right = found.put_right_later.iter().map(|(event, by)| {
        let (how, reason) = by.corrects.as_ref().map_or(("", ""), |correction| (correction.how.words(), correction.reason.as_str()));
        format!("{}; an entry of {} {how}: {reason}", entry(event, known), moment(by.recorded_at))
    });
    section(out, "On record then, and put right later", put_right);
    if found.known_later.is_empty() && found.put_right_later.is_empty() {
        line(&mut text, "\nNothing about that time was recorded later.");
    }
    text
}

fn entry(event: &Event, known: &AsKnownOn<'_>) -> String {
    let AsKnownOn { chronology, organisations, .. } = known;
    let about = if event.about == chronology.subject { String::new() } else { format!(" ({})", name(chronology, &event.about)) };
    format!(
        "{}: {}{about}; recorded {} [{}]",
        when(&event.happened),
        entry_in_words(event, chronology, organisations),
        moment(event.recorded_at),
        event.id
    )
}

fn form(known: &AsKnownOn<'_>) -> AsKnownOnForm {
    let found = hindsight(known.chronology, known.answer.standing.as_of);
    AsKnownOnForm {
        format: FORMAT,
        day: known.day.to_string(),
        in_force_from: known.in_force_from.to_string(),
        was_in_force: was_in_force(known),
        standing: StandingForm::from(known.answer),
        known_later: found.known_later.iter().map(|event| entry_form(event, known)).collect(),
        put_right_later: found
            .put_right_later
            .iter()
            .map(|(event, by)| PutRightForm {
                entry: entry_form(event, known),
                by: entry_form(by, known),
                how: by.corrects.as_ref().map_or_else(String::new, |correction| correction.how.code().to_owned()),
                reason: by.corrects.as_ref().map_or_else(String::new, |correction| correction.reason.clone()),
            })
            .collect(),
    }
}

fn entry_form(event: &Event, known: &AsKnownOn<'_>) -> EntryForm {
    EntryForm {
        event: event.id.to_string(),
        about: event.about.to_string(),
        happened: match event.happened {
            Happened::At(instant) => instant.to_string(),
            Happened::On(day) => day.to_string(),
        },
        recorded_at: event.recorded_at.to_string(),
        kind: event.fact.code().to_owned(),
        words: entry_in_words(event, known.chronology, known.organisations),
        recorded_by: match &event.author {
            Author::Signed { by, .. } => by.to_string(),
            Author::Reported { system } => system.clone(),
        },
    }
}
