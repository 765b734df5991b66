//! Reading forms into domain values: where we are, what is wrong so far, and what may be left out.

use crate::problem::FormProblem;
use brought_domain::contact::Certainty;
use brought_domain::vocabulary::nearest;
use brought_domain::{Happened, PersonId, ServiceId};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// A written form of a domain value.
pub(crate) trait Form: Sized {
    /// The value that is written.
    type Domain;
    /// Reads the value, or notes every problem there is and gives nothing.
    fn read(&self, reader: &mut Reader) -> Option<Self::Domain>;
    /// Writes the value with every field explicit.
    fn write(value: &Self::Domain) -> Self;
}

/// Which written form is being read: it decides whether anything may be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// An event as stored: what is absent is absent, and what the domain accepted once is accepted for ever.
    Stored,
    /// A file that a person wrote: defaults apply, and what the domain says is never empty may not be.
    ByHand,
}

/// What a part of an event may leave out because the event says it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Defaults {
    /// The person the event is about, when that is a child.
    pub(crate) child: Option<PersonId>,
    /// When a sighting was, where the event itself is the sighting.
    pub(crate) seen_at: Option<Happened>,
    /// The service that a contact is offered by.
    pub(crate) service: Option<ServiceId>,
    /// Whether an outcome is confirmed.
    pub(crate) certainty: Option<Certainty>,
}

/// The ids that a file explains, so that a misspelt one is found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    pub(crate) people: BTreeSet<String>,
    pub(crate) services: BTreeSet<String>,
    pub(crate) events: BTreeSet<String>,
    pub(crate) contacts: BTreeSet<String>,
}

#[derive(Clone, Debug)]
enum Step {
    Field(&'static str),
    Key(String),
    Index(usize),
}

/// Reads forms, remembering where it is and what was wrong.
pub(crate) struct Reader {
    pub(crate) written: Written,
    pub(crate) defaults: Defaults,
    /// Nothing when references are not to be checked.
    pub(crate) known: Option<Known>,
    /// When this is a set, unexplained ids go into it instead of being problems.
    pub(crate) unexplained: Option<BTreeSet<String>>,
    path: Vec<Step>,
    problems: Vec<FormProblem>,
}

impl Reader {
    pub(crate) fn new(written: Written) -> Self {
        Self { written, defaults: Defaults::default(), known: None, unexplained: None, path: Vec::new(), problems: Vec::new() }
    }

    pub(crate) fn is_by_hand(&self) -> bool {
        self.written == Written::ByHand
    }

    /// Reads the form in a field.
    pub(crate) fn field<F: Form>(&mut self, name: &'static str, form: &F) -> Option<F::Domain> {
        self.within(name, |reader| form.read(reader))
    }

    /// Does something inside a field.
    pub(crate) fn within<R>(&mut self, name: &'static str, work: impl FnOnce(&mut Self) -> R) -> R {
        self.step(Step::Field(name), work)
    }

    /// Does something inside a member of an object whose names are data.
    pub(crate) fn within_key<R>(&mut self, key: &str, work: impl FnOnce(&mut Self) -> R) -> R {
        self.step(Step::Key(key.to_owned()), work)
    }

    /// Does something inside an element of a list.
    pub(crate) fn within_index<R>(&mut self, index: usize, work: impl FnOnce(&mut Self) -> R) -> R {
        self.step(Step::Index(index), work)
    }

    fn step<R>(&mut self, step: Step, work: impl FnOnce(&mut Self) -> R) -> R {
        self.path.push(step);
        let result = work(self);
        self.path.pop();
        result
    }

    /// Where we are, as it is shown to people.
    pub(crate) fn path(&self) -> String {
        let mut text = String::new();
        for step in &self.path {
            let dot = if text.is_empty() { "" } else { "." };
            // Writing to a string cannot fail.
            let _ = match step {
                Step::Field(name) => write!(text, "{dot}{name}"),
                Step::Key(key) => write!(text, "{dot}{key}"),
                Step::Index(index) => write!(text, "[{index}]"),
            };
        }
        text
    }

    /// Notes a problem here. Gives nothing, so that a reader can end with it.
    pub(crate) fn problem<T>(&mut self, what: impl Into<String>) -> Option<T> {
        self.problem_suggesting(what, None::<String>)
    }

    /// Notes a problem here, with what was probably meant.
    pub(crate) fn problem_suggesting<T>(&mut self, what: impl Into<String>, suggestion: Option<impl Into<String>>) -> Option<T> {
        let problem = FormProblem::new(self.path(), what).suggesting(suggestion);
        self.problems.push(problem);
        None
    }

    /// Takes over problems that were found elsewhere.
    pub(crate) fn add(&mut self, problems: Vec<FormProblem>) {
        self.problems.extend(problems);
    }

    /// Whether nothing was wrong so far.
    pub(crate) fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }

    pub(crate) fn into_problems(self) -> Vec<FormProblem> {
        self.problems
    }

    /// Notes a problem when an id is not explained anywhere in the file.
    pub(crate) fn check_known(&mut self, what: &str, id: &str, of: impl Fn(&Known) -> &BTreeSet<String>, advice: &str) {
        let Some(known) = &self.known else { return };
        let known = of(known);
        if known.contains(id) {
            return;
        }
        if let Some(unexplained) = &mut self.unexplained {
            unexplained.insert(id.to_owned());
        } else {
            let suggestion = nearest(id, known.iter().map(String::as_str)).map(str::to_owned);
            self.problem_suggesting::<()>(format!("no {what} `{id}` in this file; {advice}"), suggestion);
        }
    }
}

impl<F: Form> Form for Option<F> {
    type Domain = Option<F::Domain>;

    fn read(&self, reader: &mut Reader) -> Option<Self::Domain> {
        match self {
            None => Some(None),
            Some(form) => form.read(reader).map(Some),
        }
    }

    fn write(value: &Self::Domain) -> Self {
        value.as_ref().map(F::write)
    }
}

impl<F: Form> Form for Vec<F> {
    type Domain = Vec<F::Domain>;

    fn read(&self, reader: &mut Reader) -> Option<Self::Domain> {
        let read: Vec<_> = self.iter().enumerate().map(|(index, form)| reader.within_index(index, |reader| form.read(reader))).collect();
        read.into_iter().collect()
    }

    fn write(values: &Self::Domain) -> Self {
        values.iter().map(F::write).collect()
    }
}

impl<F: Form> Form for Box<F> {
    type Domain = F::Domain;

    fn read(&self, reader: &mut Reader) -> Option<Self::Domain> {
        F::read(self, reader)
    }

    fn write(value: &Self::Domain) -> Self {
        Self::new(F::write(value))
    }
}
