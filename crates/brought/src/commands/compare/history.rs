//! The chronologies that packs are tried out on.

use crate::arguments::History;
use crate::commands::standing::read_chronology;
use crate::failure::Failure;
use crate::{opened, operator, progress};
use brought_app::{Purpose, assemble_chronology, open_record_at_the_machine};
use brought_domain::{Chronology, Event, Fact, Links, PersonId, Source};
use brought_store::OpenMode;
use brought_testkit::caseload::{Caseload, caseload};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// How many people are asked for at once.
const PEOPLE_AT_ONCE: u32 = 1000;

/// Reads every chronology asked for, in an order that depends on nothing else.
///
/// # Errors
/// When the store or a file cannot be used; a file that cannot be read keeps nobody else's figures from being wrong, so nothing is left out.
pub(super) async fn read(asked: &History, until: Timestamp, now: Timestamp) -> Result<Vec<Chronology>, Failure> {
    let mut chronologies = match (&asked.chronologies, asked.made_up) {
        (Some(path), _) => of_files(path)?,
        (None, Some(children)) => made_up(&caseload(asked.seed, brought_calendar::local_date(until), children as usize)),
        (None, None) => of_store(asked, now).await?,
    };
    if asked.known_as_it_happened {
        chronologies.iter_mut().flat_map(|chronology| &mut chronology.events).for_each(known_as_it_happened);
    }
    if chronologies.is_empty() {
        return Err(Failure::usage("there is nobody in this history: check --data or --chronologies"));
    }
    Ok(chronologies)
}

/// Of everybody on record. Each record is opened by itself, so that it is written down who read it (S9).
async fn of_store(asked: &History, now: Timestamp) -> Result<Vec<Chronology>, Failure> {
    let opened = opened::open(&asked.data, OpenMode::Existing, None, None).await?;
    let reader = operator::named_or_at_the_machine(&opened.brought, asked.reader.as_deref()).await?;
    let bar = progress::bar(opened.store.counts().await?.people, "Records");
    let mut chronologies = Vec::new();
    let mut after: Option<PersonId> = None;
    loop {
        let people = opened.store.person_ids(after.as_ref(), PEOPLE_AT_ONCE).await?;
        let Some(last) = people.last() else { break };
        after = Some(last.clone());
        for person in &people {
            let grant = open_record_at_the_machine(&opened.brought, &reader, person, Purpose::RecordKeeping, now).await?;
            // Whoever has several records is one person, and read once.
            if grant.person() == person {
                chronologies.push(assemble_chronology(&opened.brought, &grant).await?.chronology);
            }
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    opened.store.close().await;
    Ok(chronologies)
}

fn of_files(path: &Path) -> Result<Vec<Chronology>, Failure> {
    let unreadable = |problem: std::io::Error| Failure::usage(format!("{} could not be read: {problem}", path.display()));
    if !path.is_dir() {
        return of_file(path);
    }
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(path).map_err(unreadable)? {
        files.push(entry.map_err(unreadable)?.path());
    }
    files.retain(|file| file.extension().is_some_and(|extension| ["json", "jsonl", "toml"].iter().any(|known| extension == *known)));
    files.sort();
    Ok(files.iter().map(|file| of_file(file)).collect::<Result<Vec<_>, _>>()?.concat())
}

fn of_file(file: &Path) -> Result<Vec<Chronology>, Failure> {
    if file.extension().is_none_or(|extension| extension != "jsonl") {
        return Ok(vec![read_chronology(file)?]);
    }
    let shown = file.display();
    let text = std::fs::read_to_string(file).map_err(|problem| Failure::usage(format!("{shown} could not be read: {problem}")))?;
    let lines = text.trim_start_matches('\u{feff}').lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let read = lines.map(|(number, line)| {
        brought_forms::chronology_file::read_json(line).map_err(|problems| {
            let what: Vec<String> = problems.iter().map(|problem| format!("  {shown}, line {}: {problem}", number + 1)).collect();
            Failure::usage(format!("a chronology cannot be used; `brought schema chronology` prints its format\n{}", what.join("\n")))
        })
    });
    read.collect()
}

/// The chronology of everybody in a made-up caseload: their own entries and those of their parents, children, brothers and sisters, as
/// the store puts them together.
fn made_up(made_up: &Caseload) -> Vec<Chronology> {
    let mut people: BTreeMap<&PersonId, Vec<&Event>> = BTreeMap::new();
    let mut around: BTreeMap<&PersonId, BTreeSet<&PersonId>> = BTreeMap::new();
    for event in &made_up.events {
        people.entry(&event.about).or_default().push(event);
        if let Fact::RelationRecorded(relation) = &event.fact {
            around.entry(&event.about).or_default().insert(&relation.other);
            around.entry(&relation.other).or_default().insert(&event.about);
        }
    }
    let chronology = |(subject, own): (&&PersonId, &Vec<&Event>)| {
        let others = around.get(*subject).into_iter().flatten().filter(|other| *other != subject);
        let events = own.iter().chain(others.filter_map(|other| people.get(*other)).flatten());
        Chronology {
            subject: (*subject).clone(),
            services: made_up.services.clone(),
            practitioners: made_up.practitioners.clone(),
            events: events.map(|event| (*event).clone()).collect(),
            links: Links::default(),
        }
    };
    people.iter().map(chronology).collect()
}

/// An entry of another system is taken as known at the end of when it happened.
fn known_as_it_happened(event: &mut Event) {
    if matches!(event.source, Source::Imported { .. }) {
        event.recorded_at = event.recorded_at.min(event.happened.latest(&brought_calendar::uk_time_zone()));
    }
}

#[cfg(test)]
mod tests {
    use super::known_as_it_happened;
    use brought_domain::Source;
    use brought_testkit::Family;
    use brought_testkit::builders::was_not_brought;

    /// Years brought in on one day are known when they happened; what somebody wrote here late was not known before.
    #[test]
    fn only_what_another_system_sent_is_known_when_it_happened() {
        let family = Family::new().child("sam", |child| child).recorded("2026-11-20T09:00").clinic("2026-01-05T10:00", was_not_brought());
        let written = family.chronology().events.into_iter().last().unwrap();
        let (mut here, mut sent) = (written.clone(), written.clone());
        sent.source = Source::Imported { system: "pas".into(), id: "1".into(), version: "1".into() };
        known_as_it_happened(&mut here);
        assert_eq!(here, written);
        sent.recorded_at = "2026-11-20T09:00:00Z".parse().unwrap();
        known_as_it_happened(&mut sent);
        assert_eq!(sent.recorded_at.to_string(), "2026-01-05T10:00:00Z");
    }
}
