//! Why a row or message cannot be used.

use crate::read::{Review, RowProblem, RowRef};

/// One thing that is wrong with a row or message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) column: Option<String>,
    pub(crate) value: Option<String>,
    pub(crate) reason: String,
    pub(crate) what_to_do: String,
}

impl Fault {
    /// Something wrong with the row as a whole.
    pub(crate) fn whole(reason: impl Into<String>, what_to_do: impl Into<String>) -> Self {
        Self { column: None, value: None, reason: reason.into(), what_to_do: what_to_do.into() }
    }

    /// Something wrong with what stands in a column or field.
    pub(crate) fn at(column: &str, value: &str, reason: impl Into<String>, what_to_do: impl Into<String>) -> Self {
        Self { column: Some(column.to_owned()), value: Some(value.to_owned()), reason: reason.into(), what_to_do: what_to_do.into() }
    }

    /// A column or field that must be filled and is not.
    pub(crate) fn blank(column: &str) -> Self {
        Self {
            column: Some(column.to_owned()),
            value: None,
            reason: format!("{column} is blank"),
            what_to_do: "Fill it in the other system and send the row again, or record this by hand".to_owned(),
        }
    }

    pub(crate) fn into_problem(self, row: RowRef, raw: String) -> RowProblem {
        RowProblem { row, column: self.column, value: self.value, reason: self.reason, what_to_do: self.what_to_do, raw }
    }

    pub(crate) fn into_review(self) -> Review {
        Review { column: self.column, value: self.value, reason: self.reason, what_to_do: self.what_to_do }
    }
}
