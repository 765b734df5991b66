//! `brought demo`: a made-up caseload and the pages to work with it.

mod temporary;
mod training;

use super::serve;
use crate::arguments::Demo;
use crate::failure::Failure;
use crate::https::Door;
use crate::machine::{self, Dice};
use crate::say::{say, say_words};
use crate::{opened, progress};
use brought_app::{Brought, add_demonstration_accounts, add_practitioner, add_service, sweep_worklist};
use brought_calendar::{at_local, day_in_words, local_date};
use brought_domain::{Event, PersonId};
use brought_store::{Expected, OpenMode, PersonAppend, Store};
use brought_testkit::caseload::{Caseload, Highlights, caseload};
use brought_web::Clock;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use temporary::Temporary;

/// The name of the file in the folder that is given.
const FILE: &str = "demo.sqlite";
/// What SQLite puts beside the file.
const BESIDE: [&str; 3] = ["", "-wal", "-shm"];
/// When a day of the caseload begins: everything that is made up was recorded before.
const MORNING: jiff::civil::Time = jiff::civil::Time::constant(9, 0, 0, 0);
const PEOPLE_AT_ONCE: u32 = 100;

/// Makes up a caseload, stores it and shows its pages until the program is stopped.
pub(crate) async fn run(asked: Demo, dice: &Dice) -> Result<(), Failure> {
    // Before anything is made: a port in use is found out at once.
    let door = Door::new(serve::listen(IpAddr::V4(Ipv4Addr::LOCALHOST), asked.port).await?, None);
    if asked.training {
        return training::run(&asked, door, dice).await;
    }
    let place = Place::new(asked.data.as_deref(), asked.reset)?;
    let started_at = machine::now();
    let today = asked.today.unwrap_or_else(|| local_date(started_at));
    let clock = clock(today, started_at);
    let opened = opened::open(&place.file, OpenMode::Create, None, None).await?;
    let made_up = caseload(asked.seed, today, asked.children as usize);
    let password = dice.password();
    fill(&opened.store, &opened.brought, &made_up, &password, dice).await?;
    work_out(&opened.brought, clock()).await?;
    let address = door.address()?;
    let stopping = machine::asked_to_stop();
    say_words!("{}", welcome(&made_up, &password, &address, today, &place.kept()));
    if !asked.no_open {
        open_browser(&address);
    }
    let notice = "This is a demonstration. The families, practitioners and services are made up.".to_owned();
    let state = serve::state(opened.brought, clock, dice, Some(notice)).await?;
    serve::until_stopped(door, state, &opened.store, stopping).await?;
    say!("Stopped.");
    Ok(())
}

/// Where the record of a demonstration is.
struct Place {
    file: PathBuf,
    /// Removed with everything in it when the program ends. Nothing: the file is kept.
    temporary: Option<Temporary>,
}

impl Place {
    /// What becomes of the record, in words.
    fn kept(&self) -> String {
        match &self.temporary {
            Some(_) => "Nothing is kept when it stops.".to_owned(),
            None => format!("It is kept in {0}; `brought serve --data {0}` goes on with it, with the same password.", self.file.display()),
        }
    }

    fn new(folder: Option<&Path>, reset: bool) -> Result<Self, Failure> {
        let cannot = |what: &Path, problem: std::io::Error| Failure::trouble(format!("{} cannot be used: {problem}", what.display()));
        let Some(folder) = folder else {
            let within = std::env::temp_dir();
            let folder = Temporary::new(&within).map_err(|problem| cannot(&within, problem))?;
            return Ok(Self { file: folder.path().join(FILE), temporary: Some(folder) });
        };
        std::fs::create_dir_all(folder).map_err(|problem| cannot(folder, problem))?;
        let file = folder.join(FILE);
        if !file.exists() {
            return Ok(Self { file, temporary: None });
        }
        if !reset {
            return Err(Failure::usage(format!(
                "there is a demonstration in {} already: give --reset to throw it away, or go on with it: brought serve --data {}",
                folder.display(),
                file.display()
            )));
        }
        for ending in BESIDE {
            let part = folder.join(format!("{FILE}{ending}"));
            if part.exists() {
                std::fs::remove_file(&part).map_err(|problem| cannot(&part, problem))?;
            }
        }
        Ok(Self { file, temporary: None })
    }
}

/// The clock of the demonstration. On the real day it is the real time, but never before the morning in which the caseload begins.
fn clock(today: Date, started_at: Timestamp) -> Clock {
    let begins_at = at_local(today, MORNING);
    if local_date(started_at) == today && started_at >= begins_at {
        return Arc::new(machine::now);
    }
    Arc::new(move || begins_at.checked_add(machine::now().duration_since(started_at)).unwrap_or(begins_at))
}

/// Stores it. The password is everybody's, and made up each time: a record that somebody keeps and shows to others is not open to whoever has read
/// this program.
async fn fill(store: &Store, brought: &Brought, made_up: &Caseload, password: &str, dice: &Dice) -> Result<(), Failure> {
    store.put_organisations(&made_up.organisations).await?;
    for service in &made_up.services {
        add_service(brought, service.clone()).await?;
    }
    for practitioner in &made_up.practitioners {
        add_practitioner(brought, practitioner.clone()).await?;
    }
    let mut salt = [0; 16];
    dice.fill(&mut salt);
    add_demonstration_accounts(brought, &made_up.accounts, password, &salt).await?;
    let mut people: BTreeMap<&PersonId, Vec<Event>> = BTreeMap::new();
    for event in &made_up.events {
        people.entry(&event.about).or_default().push(event.clone());
    }
    let appends =
        people.into_iter().map(|(person, events)| PersonAppend { person: person.clone(), expected: Expected::Version(0), events });
    store.append(appends.collect()).await?;
    Ok(())
}

/// Works out everybody's list, so that the first page is there at once.
async fn work_out(brought: &Brought, now: Timestamp) -> Result<(), Failure> {
    let waiting = progress::spinner("Working out what is due ...");
    while sweep_worklist(brought, now, PEOPLE_AT_ONCE).await? > 0 {}
    waiting.finish_and_clear();
    Ok(())
}

fn welcome(made_up: &Caseload, password: &str, address: &str, today: Date, kept: &str) -> String {
    let mut text = String::new();
    let children =
        made_up.events.iter().filter(|event| is_child(event)).map(|event| &event.about).collect::<std::collections::BTreeSet<_>>();
    let names: Vec<&str> = made_up.accounts.iter().map(|(_, name)| name.as_str()).collect();
    let main = names.first().copied().unwrap_or_default();
    // Writing to a text cannot fail.
    let _ = write!(
        text,
        "A made-up caseload of {} children in Harrowmere, a town that does not exist, on {}. Open\n{address}\n\
         and sign in as {main}, a health visitor. Everybody's password, made up for this one: {password}\n\n\
         Others who can sign in: {}\n\n\
         Children to begin with, on the list of {main}:\n{}\n\
         {kept} Ctrl-C stops it.\n",
        children.len(),
        day_in_words(today),
        names.get(1..).unwrap_or_default().join(", "),
        highlights(&made_up.highlights, address),
    );
    text
}

fn is_child(event: &Event) -> bool {
    use brought_domain::Fact;
    use brought_domain::person::PersonKind;
    matches!(&event.fact, Fact::PersonRecorded(kind, _) if !matches!(kind, PersonKind::Carer))
}

fn highlights(highlights: &Highlights, address: &str) -> String {
    let lines = [
        (&highlights.missed_clinic_first, "expected at a clinic, and nobody has recorded what came of it"),
        (&highlights.second_failed_contact, "not brought for the second time, and everything is still to do"),
        (&highlights.ready_to_close, "seen since, but the follow-up may not end yet: see what is missing"),
    ];
    lines.iter().filter_map(|(child, why)| Some(format!("  {address}children/{}  {why}\n", child.as_ref()?))).collect()
}

/// Opens a browser where there is one and somebody to look at it. That it does not open is no problem: the address has been printed.
fn open_browser(address: &str) {
    use std::io::IsTerminal as _;
    let has_screen = cfg!(not(target_os = "linux")) || ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
    if !has_screen || !std::io::stdout().is_terminal() {
        return;
    }
    let (program, words): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    let quiet = std::process::Stdio::null;
    let _not_needed = std::process::Command::new(program).args(words).arg(address).stdin(quiet()).stdout(quiet()).stderr(quiet()).spawn();
}

#[cfg(test)]
mod tests {
    use super::{FILE, Place, clock};
    use jiff::civil::date;

    #[test]
    fn a_demonstration_that_is_there_is_not_overwritten_unless_asked() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::new(Some(folder.path()), false).unwrap();
        std::fs::write(&place.file, "x").unwrap();
        std::fs::write(folder.path().join(format!("{FILE}-wal")), "x").unwrap();
        std::fs::write(folder.path().join("notes.txt"), "mine").unwrap();
        let refused = Place::new(Some(folder.path()), false).err().unwrap().to_string();
        assert!(refused.contains("--reset") && refused.contains("brought serve"), "{refused}");
        Place::new(Some(folder.path()), true).unwrap();
        assert!(!place.file.exists());
        assert!(!folder.path().join(format!("{FILE}-wal")).exists());
        assert!(folder.path().join("notes.txt").exists());
    }

    #[test]
    fn on_another_day_it_is_nine_in_the_morning() {
        let started = "2026-11-21T03:29:00Z".parse().unwrap();
        let asked_for = clock(date(2026, 7, 1), started);
        assert!(asked_for() >= "2026-07-01T08:00:00Z".parse().unwrap());
        assert!(clock(date(2026, 11, 21), started)() >= "2026-11-21T09:00:00Z".parse().unwrap());
    }
}
