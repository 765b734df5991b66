//! Chronology files: a person's history as somebody writes it by hand, in JSON or TOML.
//!
//! `docs/chronology-file.md` explains the format with examples; [`crate::schema::chronology_schema`] gives its JSON Schema.
//!
//! A file that another format embeds, such as a scenario of a policy pack, has the same names beside names of its own. Serde's
//! `flatten` does not go together with refusing unknown names, so there are two ways to embed it: [`take_from`] takes the names of a
//! chronology out of a TOML table and leaves the rest to the caller, and [`ChronologyParts`] can stand as a field of its own.

mod checks;
mod dates;
mod draft;
mod event;
mod known;
mod people;
mod write;

pub use write::write_json;

use crate::form::directory::{PersonForm, PractitionerForm, ServiceForm};
use crate::form::event::{AuthorForm, EventForm};
use crate::leaf::{Coded, Id, Text};
use crate::problem::FormProblem;
use crate::shape::words;
use crate::text::{self, Tree};
use brought_domain::{Chronology, PersonId};
use draft::Draft;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a file says as its `format`.
pub const FORMAT: &str = "brought-chronology/1";

/// The names of a chronology, which [`take_from`] takes out of a table.
pub const NAMES: [&str; 7] = ["subject", "people", "services", "practitioners", "author", "mentioned", "events"];

words! {
    /// The formats there are.
    enum Format ("format of chronology files") { One = "brought-chronology/1", "the format that this schema describes"; }
}

/// A chronology file: everything that is known about one person, as events, with the people and services that they name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ChronologyFile {
    /// The format of the file.
    format: Coded<Format>,
    #[serde(flatten)]
    parts: ChronologyParts,
}

/// The parts of a chronology file, for embedding in another format as a field of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChronologyParts {
    /// The id of the person whom the chronology is about. May be left out when `people` has one person, or one child.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subject: Option<Id<PersonId>>,
    /// The people whom the events name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    people: Vec<PersonForm>,
    /// The services whose events these are. If left out, there is one service for children, whose id is `service`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    services: Option<Vec<ServiceForm>>,
    /// The practitioners whom the events name, as far as their names and roles matter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    practitioners: Vec<PractitionerForm>,
    /// Who answers for events that do not name an author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    author: Option<AuthorForm>,
    /// Ids that events mention but that nothing in this file explains, because that record is kept elsewhere. Any other unexplained id is taken
    /// to be misspelt.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    mentioned: Vec<Text>,
    /// What happened. Their order in the file does not matter.
    #[serde(default)]
    events: Vec<EventForm>,
}

impl ChronologyParts {
    /// Reads the chronology.
    ///
    /// # Errors
    /// Every [`FormProblem`] there is, each with its path.
    pub fn read(self) -> Result<Chronology, Vec<FormProblem>> {
        Draft::from(self).read(Vec::new())
    }
}

/// Reads a file in JSON.
///
/// # Errors
/// Every [`FormProblem`] there is, with line and column. A text that is not JSON has one.
pub fn read_json(text: &str) -> Result<Chronology, Vec<FormProblem>> {
    let tree: Tree = serde_json::from_str(text).map_err(|error| {
        let what = error.to_string();
        let what = what.rsplit_once(" at line ").map_or(what.as_str(), |(what, _)| what);
        vec![FormProblem::new("", format!("this is not JSON: {what}")).at((error.line(), error.column()))]
    })?;
    read_file(&tree).map_err(|problems| located(problems, |path| text::in_json(text, path)))
}

/// Reads a file in TOML.
///
/// # Errors
/// Every [`FormProblem`] there is, with line and column. A text that is not TOML has one.
pub fn read_toml(text: &str) -> Result<Chronology, Vec<FormProblem>> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let at = text::position(text, error.span().map_or(0, |span| span.start));
        vec![FormProblem::new("", format!("this is not TOML: {}", error.message())).at(at)]
    })?;
    let tree = Tree::of_toml(toml::Value::Table(table));
    read_file(&tree).map_err(|problems| located(problems, |path| text::in_toml(text, path)))
}

/// Takes the names of a chronology out of a table that has other names too, and reads them. The other names stay in the table.
///
/// # Errors
/// Every [`FormProblem`] there is, each with its path below the table.
pub fn take_from(table: &mut toml::Table) -> Result<Chronology, Vec<FormProblem>> {
    let taken = NAMES.iter().filter_map(|name| table.remove(*name).map(|value| ((*name).to_owned(), Tree::of_toml(value)))).collect();
    let (draft, problems) = Draft::of_tree(&Tree::Object(taken));
    draft.read(problems)
}

fn read_file(tree: &Tree) -> Result<Chronology, Vec<FormProblem>> {
    let (draft, mut problems) = Draft::of_tree(tree);
    problems.extend(draft::check_format(tree));
    draft.read(problems)
}

/// Adds the lines and columns, and puts the problems in the order in which a reader of the file meets them.
fn located(problems: Vec<FormProblem>, find: impl Fn(&str) -> (usize, usize)) -> Vec<FormProblem> {
    let mut located: Vec<_> = problems
        .into_iter()
        .map(|problem| {
            let at = find(&problem.path);
            problem.at(at)
        })
        .collect();
    located.sort_by_key(|problem| (problem.line, problem.column));
    located
}
