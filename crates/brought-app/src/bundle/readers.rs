//! Who read the record, for those who may know it (S9, S10).

use super::Period;
use super::contents::{Contents, Part};
use crate::access::{Purpose, may_do};
use crate::access_history::readings_of;
use crate::actor::Actor;
use crate::brought::Brought;
use crate::failure::Failure;
use crate::words::{capitalised, instant_in_words};
use brought_access::EverythingDeed;
use brought_calendar::local_date;
use brought_documents::{Portion, Sheet, Table};
use brought_domain::{PersonId, PractitionerId};
use brought_store::AccessEntry;
use std::collections::HashMap;

/// The most accesses that are listed.
const MOST: u32 = 10_000;

/// Adds who read the record, or that it is left out.
pub(super) async fn add(
    brought: &Brought,
    actor: &Actor,
    person: &PersonId,
    period: &Period,
    contents: &mut Contents,
) -> Result<(), Failure> {
    if !may_do(actor, EverythingDeed::SeeBrokenGlass) {
        contents.say_left_out("Who read the record: whoever made the bundle may not see it");
        return Ok(());
    }
    let mut accesses = readings_of(brought, person, MOST + 1).await?;
    if accesses.len() as u64 > u64::from(MOST) {
        accesses.truncate(MOST as usize);
        contents.say_left_out(format!("Who read the record earlier than the latest {MOST} times"));
    }
    accesses.retain(|entry| entry.access.at <= period.as_of && period.holds(local_date(entry.access.at)));
    accesses.reverse();
    let readers: Vec<&PractitionerId> = accesses.iter().map(|entry| &entry.access.reader).collect();
    let names = brought.store.practitioners_by_id(&readers).await?;
    let names: HashMap<_, _> = names.into_iter().map(|practitioner| (practitioner.id, practitioner.name)).collect();
    let rows: Vec<Vec<String>> = accesses.iter().map(|entry| row(entry, &names)).collect();
    let columns = [("When", 3), ("Who", 3), ("What for", 3), ("What they saw", 6)];
    let table = Table {
        caption: format!("Read {}, earliest first", if rows.len() == 1 { "once".to_owned() } else { format!("{} times", rows.len()) }),
        columns: columns.map(|(head, share)| (head.to_owned(), share)).to_vec(),
        rows,
    };
    let sheet = Sheet { title: "Who read the record".to_owned(), foot: String::new(), wide: true, body: vec![Portion::Table(table)] };
    contents.sheet(Part::Readers, sheet).await;
    Ok(())
}

fn row(entry: &AccessEntry, names: &HashMap<PractitionerId, String>) -> Vec<String> {
    let access = &entry.access;
    let purpose = access.purpose.parse::<Purpose>().map_or_else(|_| access.purpose.clone(), |purpose| purpose.words().to_owned());
    vec![
        instant_in_words(access.at),
        names.get(&access.reader).cloned().unwrap_or_else(|| access.reader.to_string()),
        capitalised(&purpose),
        capitalised(&access.seen),
    ]
}
