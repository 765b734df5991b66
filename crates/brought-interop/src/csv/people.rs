//! Lists of people: a child in each row.

use super::RowRead;
use super::cells::RowCells;
use super::person::PersonReader;
use super::repeats::{Repeats, Said};
use crate::fault::Fault;
use crate::identify::{content_version, digest, hex};
use crate::map::{Field, Map};
use crate::person::{ImportedPerson, StrongIdentifier};
use crate::read::{ImportedRecord, ReadContext, Review, RowRef, SourceRef};
use brought_domain::Happened;
use std::sync::Arc;

pub(super) fn read(
    cells: &RowCells<'_>,
    map: &Map,
    context: &ReadContext,
    place: &RowRef,
    repeats: &mut Repeats,
) -> Result<RowRead, Fault> {
    let system = map.system().unwrap_or_default();
    let today = Happened::At(context.recorded_at).day(map.zone());
    let mut reader = PersonReader { cells, map, system, on: today, today, strict: true, notes: Vec::new() };
    let (person, _) = reader.read()?;
    let notes = reader.notes;
    let content = person.content();
    let version = super::contact::version(cells, map, content)?;

    let said = Said { row: place.row, content, version: digest([version.text.as_str()]) };
    let keys: Vec<[u8; 16]> = person.strong_identifiers.iter().map(key).collect();
    if let Some(before) = keys.iter().find_map(|key| repeats.before(key)) {
        if before.content == content {
            let reason = format!("it says the same as row {}", before.row);
            return Ok(RowRead::SetAside { what: format!("repeat of row {}", before.row), reason });
        }
        let reason = format!("this may be the same child as in row {}, described otherwise", before.row);
        return Err(Fault::whole(reason, "Compare the two rows; send the right one, or record the difference by hand"));
    }
    let reviews = namesake(&person, repeats).into_iter().collect();
    for key in keys {
        repeats.remember(key, said);
    }
    if let Some(key) = name_and_birth_key(&person) {
        repeats.remember(key, said);
    }

    let happened = version.at.unwrap_or(Happened::At(context.recorded_at));
    let events = person
        .events(system, happened, context.recorded_at, None)
        .map_err(|problem| Fault::whole(problem.to_string(), "Shorten the system's name in the map"))?;
    let source = SourceRef { system: system.to_owned(), id: person.source_id.clone(), version: version.text };
    Ok(RowRead::Record(Box::new(ImportedRecord {
        row: place.clone(),
        source,
        content: hex(&content),
        contact: None,
        service: None,
        events,
        reviews,
        notes,
        person: Arc::new(person),
    })))
}

fn key(identifier: &StrongIdentifier) -> [u8; 16] {
    match identifier {
        StrongIdentifier::NhsNumber(number) => digest(["nhs", &number.digits()]),
        StrongIdentifier::Number(number) => digest(["number", number]),
        StrongIdentifier::NameBirthPostcode { name, born_on, postcode } => {
            digest(["birth", name, &born_on.to_string(), postcode.as_deref().unwrap_or_default()])
        }
    }
}

fn name_and_birth_key(person: &ImportedPerson) -> Option<[u8; 16]> {
    person.strong_identifiers.iter().find_map(|identifier| match identifier {
        StrongIdentifier::NameBirthPostcode { name, born_on, .. } => Some(digest(["name and birth", name, &born_on.to_string()])),
        _ => None,
    })
}

/// Another row with the same name and date of birth under another postcode: perhaps one child who moved. Never joined by us (H12).
fn namesake(person: &ImportedPerson, repeats: &Repeats) -> Option<Review> {
    let before = repeats.before(&name_and_birth_key(person)?)?;
    Some(Review {
        column: Some(Field::DateOfBirth.code().to_owned()),
        value: None,
        reason: format!("row {} has the same name and date of birth", before.row),
        what_to_do: "Find out whether they are one child, and join the records if so".to_owned(),
    })
}

/// A version for a thing whose system may give none.
pub(super) fn made_version(given: Option<String>, content: [u8; 16]) -> String {
    match given {
        Some(given) => format!("{given}-{}", hex(&content[..4])),
        None => content_version(content),
    }
}
