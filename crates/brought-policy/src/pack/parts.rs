//! What rules use by its name, read from a pack and from all that it includes.

use super::PackFiles;
use super::clauses::Clauses;
use super::conditions::{self, Conditions};
use super::documents::{self, Documents};
use super::parameters::{self, Parameters};
use super::places::{Places, Thing};
use super::sets::{self, Sets};
use super::table::Fields;
use super::what::Known;
use crate::problem::Problem;
use jiff::civil::Date;

/// What rules use by its name.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) parameters: Parameters,
    pub(super) conditions: Conditions,
    pub(super) documents: Documents,
    pub(super) sets: Sets,
}

/// What a file is read against.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    pub(super) files: &'a PackFiles,
    pub(super) clauses: &'a Clauses,
    /// Whether it is the pack's own file, which may set the parameters of what it includes again.
    pub(super) own: bool,
}

impl Parts {
    /// Adds what one file says.
    pub(super) fn read(&mut self, fields: &mut Fields<'_, '_>, in_force_from: Option<Date>, reading: Reading<'_>, places: &mut Places) {
        let Reading { files, clauses, own } = reading;
        let before = places.clone();
        let mut twice: Vec<(Thing, String)> = Vec::new();
        if let Some(value) = fields.find("parameters") {
            for (name, parameter) in parameters::read(value, in_force_from, clauses, places, fields.problems) {
                if self.parameters.insert(name.clone(), parameter).is_some() && !own {
                    twice.push((Thing::Parameter, name));
                }
            }
        }
        if let Some(value) = fields.find("conditions") {
            let known: Vec<String> = self.conditions.read.keys().cloned().collect();
            let read = conditions::read(value, &mut self.conditions, clauses, places, fields.problems);
            twice.extend(read.into_iter().filter(|name| known.contains(name)).map(|name| (Thing::Condition, name)));
        }
        if let Some(value) = fields.find("documents") {
            for (id, document) in documents::read(value, files, clauses, places, fields.problems) {
                if self.documents.insert(id.clone(), document).is_some() {
                    twice.push((Thing::Document, id));
                }
            }
        }
        if let Some(value) = fields.find("sets") {
            let known = Known { documents: &self.documents, conditions: &self.conditions.named };
            for (name, set) in sets::read(value, known, clauses, places, fields.problems) {
                if self.sets.insert(name.clone(), set).is_some() {
                    twice.push((Thing::Set, name));
                }
            }
        }
        for (thing, name) in twice {
            fields.problems.push(stands_twice(&before, places, files, thing, &name));
        }
    }
}

/// The problem of something that stands in two files.
pub(super) fn stands_twice(before: &Places, places: &Places, files: &PackFiles, thing: Thing, name: &str) -> Problem {
    let elsewhere = before.said(files, thing, name);
    places
        .error(files, thing, name, format!("`{name}` stands in {elsewhere} as well"))
        .with_help("give one of them another name, or take it out of one of the files")
}
