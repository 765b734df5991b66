//! A form as a template shows it.

use super::sent::Values;
use brought_app::Problem;
use brought_domain::vocabulary::Vocabulary;
use serde::Serialize;
use std::collections::BTreeMap;

/// One thing to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) text: String,
}

/// Every member of a list, to choose from.
pub(crate) fn choices<T: Vocabulary>() -> Vec<Choice> {
    choices_of(T::MEMBERS.iter().copied())
}

/// Some members of a list, to choose from.
pub(crate) fn choices_of<T: Vocabulary>(members: impl IntoIterator<Item = T>) -> Vec<Choice> {
    members.into_iter().map(|member| Choice { value: member.code_of().to_owned(), text: capitalised(member.words_of()) }).collect()
}

/// With a capital letter at the beginning.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A form as a template shows it.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct FormView {
    /// What stands in the fields.
    pub(crate) values: Values,
    /// What is to be put right at each field.
    pub(crate) problems: BTreeMap<String, String>,
}

/// One line of the error summary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ErrorLine {
    pub(crate) text: String,
    /// Leads to the field; nothing when the problem is not one field's.
    pub(crate) href: Option<String>,
}

impl FormView {
    /// A form to fill in.
    pub(crate) fn filled(values: Values) -> Self {
        Self { values, problems: BTreeMap::new() }
    }

    /// A form to put right, with the lines of its error summary.
    pub(crate) fn refused(values: Values, problems: &[Problem]) -> (Self, Vec<ErrorLine>) {
        let mut at_fields = BTreeMap::new();
        for problem in problems {
            at_fields.entry(problem.field.clone()).or_insert_with(|| problem.words.clone());
        }
        let lines = problems.iter().map(|problem| ErrorLine { text: problem.words.clone(), href: anchor(&problem.field) }).collect();
        (Self { values, problems: at_fields }, lines)
    }
}

/// The first input of a field has the field's name as its id, with dashes for dots.
fn anchor(field: &str) -> Option<String> {
    let is_of_the_form = ["person", "answers", "form", "expected_version"].contains(&field);
    (!is_of_the_form).then(|| format!("#{}", field.replace('.', "-")))
}
