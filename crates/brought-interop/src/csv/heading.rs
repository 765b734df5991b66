//! The heading of a file: which column holds what.

use super::split::{Cell, Splitter};
use crate::map::{Column, Field, Map};
use crate::read::{FileProblem, FileProblemKind, MissingColumn};
use crate::text::clean;
use brought_domain::vocabulary::nearest;
use std::collections::BTreeMap;

/// Where each thing that the map names stands in a row.
#[derive(Clone, Debug)]
pub(super) struct Heading {
    /// The names of all columns, as the file has them.
    pub(super) names: Vec<String>,
    /// The place of each field, by the number of the field.
    places: Vec<Option<usize>>,
    /// The places of each parent's columns.
    pub(super) parents: Vec<ParentPlaces>,
    /// The places of all that may say who a row is about.
    pub(super) about_person: Vec<usize>,
    used: Vec<bool>,
}

/// Where a parent's columns stand.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ParentPlaces {
    pub(super) name: Option<usize>,
    pub(super) relationship: Option<usize>,
    pub(super) email: Option<usize>,
    pub(super) telephone: Option<usize>,
}

impl Heading {
    /// The place of a field in a row.
    pub(super) fn place(&self, field: Field) -> Option<usize> {
        self.places.get(field as usize).copied().flatten()
    }

    /// The columns that the map does not use.
    pub(super) fn unused(&self) -> Vec<&str> {
        self.names.iter().zip(&self.used).filter(|(_, used)| !**used).map(|(name, _)| name.as_str()).collect()
    }

    /// Whether the map uses the column at a place.
    pub(super) fn is_used(&self, place: usize) -> bool {
        self.used.get(place).copied().unwrap_or_default()
    }
}

/// The heading of a table whose columns somebody else names.
pub(super) fn of_names(names: Vec<String>, map: &Map, file_name: &str) -> Result<Heading, FileProblem> {
    let (heading, missing) = find(names, map).map_err(|name| there_twice(&name, file_name))?;
    if missing.is_empty() { Ok(heading) } else { Err(columns_missing(file_name, map, heading, missing)) }
}

fn there_twice(name: &str, file_name: &str) -> FileProblem {
    let reason = format!("the column `{name}` is there twice, and nothing says which is meant");
    problem(file_name, FileProblemKind::ColumnTwice, &reason, "Remove or rename one of them")
}

/// Reads the heading: the first row with something in it. Returns it with the walker that stands after it.
pub(super) fn read_heading(file: &str, map: &Map, file_name: &str) -> Result<(Heading, Splitter), FileProblem> {
    let candidates: &[u8] = map.delimiter.as_ref().map_or(b",;\t|", std::slice::from_ref);
    let mut best: Option<(Heading, Splitter, Vec<MissingColumn>)> = None;
    for delimiter in candidates {
        let mut splitter = Splitter::new(*delimiter);
        let Some(names) = first_row(file, &mut splitter) else {
            let kind = FileProblemKind::Empty;
            return Err(problem(file_name, kind, "it is empty", "Export it again from the other system"));
        };
        let (heading, missing) = find(names, map).map_err(|name| there_twice(&name, file_name))?;
        // The separator under which most of the map's columns are found; of two alike the one that makes more columns.
        let better = best.as_ref().is_none_or(|(other, _, others)| {
            (missing.len(), std::cmp::Reverse(heading.names.len())) < (others.len(), std::cmp::Reverse(other.names.len()))
        });
        if better {
            best = Some((heading, splitter, missing));
        }
    }
    match best {
        Some((heading, splitter, missing)) if missing.is_empty() => Ok((heading, splitter)),
        Some((heading, _, missing)) => Err(columns_missing(file_name, map, heading, missing)),
        None => Err(problem(file_name, FileProblemKind::Unreadable, "no separator is known", "Name one in the map")),
    }
}

fn first_row(file: &str, splitter: &mut Splitter) -> Option<Vec<String>> {
    let mut cells: Vec<Cell> = Vec::new();
    while splitter.next(file, &mut cells).is_some() {
        let names: Vec<String> = cells.iter().map(|cell| clean(&cell.text(file)).into_owned()).collect();
        if names.iter().any(|name| !name.is_empty()) {
            return Some(names);
        }
    }
    None
}

/// Finds the map's columns. An error is the name of a column that is there twice.
fn find(names: Vec<String>, map: &Map) -> Result<(Heading, Vec<MissingColumn>), String> {
    let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, name) in names.iter().enumerate() {
        places.entry(name.to_lowercase()).or_default().push(place);
    }
    let mut missing = Vec::new();
    let mut used = vec![false; names.len()];
    let mut place_of = |column: &Column| -> Result<Option<usize>, String> {
        let found = column.names.iter().find_map(|name| places.get(&name.to_lowercase()).map(|at| (name, at)));
        match found {
            Some((_, at)) if at.len() == 1 => {
                used[at[0]] = true;
                Ok(Some(at[0]))
            }
            Some((name, _)) => Err(name.clone()),
            None => {
                if !column.optional {
                    let near = nearest(&column.names[0], names.iter().map(String::as_str)).map(str::to_owned);
                    missing.push(MissingColumn { column: column.names.join(" or "), nearest: near });
                }
                Ok(None)
            }
        }
    };
    let mut found = vec![None; Field::ALL.len()];
    for (field, column) in &map.columns {
        found[*field as usize] = place_of(column)?;
    }
    let mut parents = Vec::with_capacity(map.parents.len());
    for parent in &map.parents {
        let mut place = |column: &Option<Column>| column.as_ref().map_or(Ok(None), &mut place_of);
        parents.push(ParentPlaces {
            name: place(&parent.name)?,
            relationship: place(&parent.relationship)?,
            email: place(&parent.email)?,
            telephone: place(&parent.telephone)?,
        });
    }
    let mut about_person: Vec<usize> =
        Field::ALL.iter().filter(|field| !field.is_of_contact()).filter_map(|field| found[*field as usize]).collect();
    about_person.extend(parents.iter().flat_map(|parent| [parent.name, parent.relationship, parent.email, parent.telephone]).flatten());
    Ok((Heading { names, places: found, parents, about_person, used }, missing))
}

fn columns_missing(file_name: &str, map: &Map, heading: Heading, missing: Vec<MissingColumn>) -> FileProblem {
    let list = missing
        .iter()
        .map(|column| match &column.nearest {
            Some(near) => format!("`{}` (nearest in the file: `{near}`)", column.column),
            None => format!("`{}`", column.column),
        })
        .collect::<Vec<_>>()
        .join(", ");
    let found = heading.names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let reason = format!("these columns, which the map \"{}\" needs, are not in it: {list}. Its columns are: {found}", map.name);
    let kind = FileProblemKind::ColumnsMissing { missing, found: heading.names };
    problem(file_name, kind, &reason, "Export the file with these columns, or choose or change the map")
}

pub(super) fn problem(file_name: &str, kind: FileProblemKind, reason: &str, what_to_do: &str) -> FileProblem {
    FileProblem { file: file_name.to_owned(), kind, reason: reason.to_owned(), what_to_do: what_to_do.to_owned() }
}
