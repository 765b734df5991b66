//! Remembers where the parts of a pack stand, so that checks of the whole pack can point at a part.

use super::PackFiles;
use crate::problem::Problem;
use std::collections::BTreeMap;
use std::ops::Range;

/// A kind of part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Thing {
    /// A key of `pack.toml`.
    Key,
    /// A clause.
    Clause,
    /// A parameter.
    Parameter,
    /// A condition with a name.
    Condition,
    /// A pathway.
    Pathway,
    /// A rule.
    Rule,
    /// A scenario.
    Scenario,
}

/// Where parts stand.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places(BTreeMap<(Thing, String), (String, Range<usize>)>);

impl Places {
    pub(super) fn put(&mut self, thing: Thing, id: &str, file: &str, span: Range<usize>) {
        self.0.insert((thing, id.to_owned()), (file.to_owned(), span));
    }

    /// A problem with a part, at its place.
    pub(crate) fn error(&self, files: &PackFiles, thing: Thing, id: &str, message: impl Into<String>) -> Problem {
        let place = self.0.get(&(thing, id.to_owned()));
        match place.and_then(|(file, span)| Some((file, span, files.get(file)?))) {
            Some((file, span, text)) => Problem::error(file, text, span.clone(), message),
            None => Problem::whole_file("pack.toml", message),
        }
    }
}
