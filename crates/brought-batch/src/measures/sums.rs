//! Sums of every column, to hold against what somebody else has worked out from the same contacts.

use super::months::Month;
use super::plan::Plan;
use super::rows::{self, columns};
use std::collections::BTreeMap;

/// The sum of a column: days as days since 1 January 1970, yes as 1, what is empty left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// The name of the column.
    pub column: String,
    /// The sum.
    pub sum: i128,
}

/// The sums of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableSums {
    /// The name of the table.
    pub table: String,
    /// How many rows it has.
    pub rows: u64,
    /// The sums of its columns that hold numbers.
    pub columns: Vec<Sum>,
}

fn name(table: &str, plan: usize) -> String {
    format!("{table}{}", if plan == 0 { "" } else { "-compared" })
}

pub(super) fn of_children(plan: &Plan, number: usize, sums: &rows::Sums) -> TableSums {
    let ids = sums.children.map(|sum| Sum { column: plan.columns.child.clone(), sum });
    let zero = |place: usize| sums.columns.get(place).copied().unwrap_or_default();
    let others = columns(plan).into_iter().enumerate().map(|(place, column)| Sum { column: column.name, sum: i128::from(zero(place)) });
    TableSums { table: name("children", number), rows: sums.rows, columns: ids.into_iter().chain(others).collect() }
}

pub(super) fn of_months(number: usize, months: &BTreeMap<(Option<&str>, i32), Month>) -> TableSums {
    let sum = |column: &str, values: &mut dyn Iterator<Item = i128>| Sum { column: column.to_owned(), sum: values.sum() };
    let columns = vec![
        sum("month", &mut months.keys().map(|(_, month)| i128::from(*month))),
        sum("due", &mut months.values().map(|month| i128::from(month.due))),
        sum("failed", &mut months.values().map(|month| i128::from(month.failed))),
    ];
    TableSums { table: name("months", number), rows: months.len() as u64, columns }
}
