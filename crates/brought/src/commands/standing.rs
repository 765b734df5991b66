//! `brought standing`: what the policy asks for, for one child, at one moment.

use crate::arguments::{About, Standing as Asked};
use crate::as_known_on::{self, AsKnownOn};
use crate::failure::Failure;
use crate::say::{say, say_words};
use crate::{opened, operator, packs, standing_words};
use brought_app::{Purpose, answer_of, assemble_chronology, open_record_at_the_machine};
use brought_calendar::{Calendar, Division, end_of_day, local_date};
use brought_domain::person::Organisation;
use brought_domain::{Chronology, PersonId};
use brought_policy::standing_form::StandingForm;
use brought_policy::{Answer, PoliciesInForce};
use brought_store::OpenMode;
use jiff::Timestamp;
use jiff::civil::Date;
use std::path::Path;
use std::sync::Arc;

/// Answers from a chronology file or from the store, as asked.
pub(crate) async fn run(Asked { about: asked, known_on }: Asked, now: Timestamp) -> Result<(), Failure> {
    let as_of = match known_on {
        Some(day) if day > local_date(now) => {
            return Err(Failure::usage(format!("--known-on {day} has not come: nobody knows yet what will have been recorded by then")));
        }
        Some(day) => end_of_day(day).min(now),
        None => asked.as_of.unwrap_or(now),
    };
    let Told { answer, chronology, organisations, calendar, in_force_from } = match &asked.chronology {
        Some(file) => of_file(file, asked.pack.as_deref().unwrap_or(packs::USUAL), asked.nation, as_of)?,
        None => of_store(&asked, as_of, now).await?,
    };
    match known_on {
        Some(day) => {
            let (answer, chronology, organisations, calendar) = (&answer, &chronology, &organisations[..], &calendar);
            as_known_on::print(&AsKnownOn { day, answer, chronology, organisations, calendar, in_force_from }, asked.json)
        }
        None => print(&answer, &chronology, &organisations, &calendar, asked.json),
    }
}

/// An answer, and what it takes to tell it.
struct Told {
    answer: Answer,
    chronology: Chronology,
    /// The organisations that the directory knows, where the chronology names one. A file has no directory.
    organisations: Vec<Organisation>,
    calendar: Calendar,
    /// The first day of the pack that gave it.
    in_force_from: Date,
}

/// Works out the standing of somebody in the store. That their record was read, and by whom, is written down first (S9).
async fn of_store(asked: &About, as_of: Timestamp, now: Timestamp) -> Result<Told, Failure> {
    let person = asked.person.as_deref().ok_or_else(|| Failure::usage("say whose standing, by id, or give --chronology FILE"))?;
    let person = PersonId::new(person).map_err(|problem| Failure::usage(format!("PERSON: {problem}")))?;
    let opened = opened::open(&asked.data, OpenMode::Existing, asked.pack.as_deref(), asked.nation).await?;
    let reader = operator::named_or_at_the_machine(&opened.brought, asked.reader.as_deref()).await?;
    let grant = open_record_at_the_machine(&opened.brought, &reader, &person, Purpose::RecordKeeping, now).await?;
    let answer = answer_of(&opened.brought, &grant, as_of).await?;
    let gathered = assemble_chronology(&opened.brought, &grant).await?;
    let calendar = opened.brought.calendar().clone();
    let in_force = opened.brought.in_force().await?;
    let in_force_from = in_force.own_since(as_of).map_or(answer.pack().in_force_from, local_date);
    opened.store.close().await;
    Ok(Told { answer, chronology: gathered.chronology, organisations: gathered.organisations, calendar, in_force_from })
}

/// Works out the standing of a chronology file, without any store.
fn of_file(file: &Path, pack: &str, division: Option<Division>, as_of: Timestamp) -> Result<Told, Failure> {
    let pack = packs::usable(pack)?;
    let chronology = read_chronology(file)?;
    let calendar = Calendar::bundled(division.unwrap_or(pack.division));
    let in_force_from = pack.in_force_from;
    let answer = PoliciesInForce::only(Arc::new(pack)).answer(&calendar, &chronology, as_of);
    Ok(Told { answer, chronology, organisations: Vec::new(), calendar, in_force_from })
}

/// Prints a standing as text or as JSON.
fn print(answer: &Answer, chronology: &Chronology, organisations: &[Organisation], calendar: &Calendar, json: bool) -> Result<(), Failure> {
    if json {
        let text = serde_json::to_string_pretty(&StandingForm::from(answer));
        say!("{}", text.map_err(|problem| Failure::trouble(format!("the standing could not be written: {problem}")))?);
    } else {
        say_words!("{}", standing_words::answer(answer, chronology, organisations, calendar));
    }
    Ok(())
}

/// Reads a chronology file.
///
/// # Errors
/// Every slip in it, with its place.
pub(crate) fn read_chronology(file: &Path) -> Result<Chronology, Failure> {
    let shown = file.display();
    let bytes = std::fs::read(file).map_err(|problem| {
        Failure::usage(format!("{shown} could not be read: {problem}. Check the path; a chronology file is JSON or TOML in the format that `brought schema chronology` prints"))
    })?;
    let text = String::from_utf8(bytes).map_err(|_| Failure::usage(format!("{shown} is not UTF-8 text. Save it as UTF-8")))?;
    let text = text.trim_start_matches('\u{feff}');
    // JSON begins with a brace and TOML never does, so the name matters only for a file that is neither.
    let named_json = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    let read = if named_json || text.trim_start().starts_with('{') {
        brought_forms::chronology_file::read_json(text)
    } else {
        brought_forms::chronology_file::read_toml(text)
    };
    read.map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(|problem| format!("  {shown}: {problem}")).collect();
        let many = if lines.len() == 1 { "1 problem".to_owned() } else { format!("{} problems", lines.len()) };
        Failure::usage(format!("{many} in the chronology file; `brought schema chronology` prints its format\n{}", lines.join("\n")))
    })
}
