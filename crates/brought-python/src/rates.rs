//! The table of rates as it comes back from Python, read into what a chart needs.

use crate::failure::Failure;
use arrow_array::cast::AsArray as _;
use arrow_array::types::{Date32Type, Int32Type, Int64Type, UInt32Type, UInt64Type};
use arrow_array::{Array, RecordBatch};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use std::collections::{BTreeMap, BTreeSet};

/// What the table is called in messages.
pub(crate) const NAME: &str = "the rates";
/// The column by which rates of two policies are told apart.
const PACK: &str = "pack";
/// From when the days of Arrow are counted.
const EPOCH: Date = date(1970, 1, 1);

/// How many contacts failed, and how many were due.
#[derive(Clone, Copy, Default)]
pub(crate) struct Counts {
    pub(crate) failed: u64,
    pub(crate) due: u64,
}

/// The months of one chart, in their order.
pub(crate) type Months = BTreeMap<Date, Counts>;

/// The rates of each value of a column, or of all together: counts of the same month are added. Nothing of a month is left out, even where nothing was due.
pub(crate) fn read(batches: &[RecordBatch], by: Option<&str>) -> Result<BTreeMap<Option<String>, Months>, Failure> {
    let mut told: BTreeMap<Option<String>, Months> = BTreeMap::new();
    let mut packs = BTreeSet::new();
    for batch in batches {
        if batch.column_by_name(PACK).is_some() && by != Some(PACK) {
            packs.extend(texts(batch, PACK)?);
        }
        let months = days(batch, "month")?;
        let (failed, due) = (counts(batch, "failed")?, counts(batch, "due")?);
        let names = by.map_or_else(|| Ok(vec![None; batch.num_rows()]), |by| texts(batch, by))?;
        for (((name, month), failed), due) in names.into_iter().zip(months).zip(failed).zip(due) {
            let counts = told.entry(name).or_default().entry(month).or_default();
            counts.failed = counts.failed.saturating_add(failed);
            counts.due = counts.due.saturating_add(due);
        }
    }
    if packs.len() > 1 {
        let problem = format!(
            "{NAME}: they are those of {} policies, which would be added up. Take the rows of one, or chart `by` \"{PACK}\"",
            packs.len()
        );
        return Err(Failure::unusable(problem));
    }
    Ok(told)
}

fn column<'b>(batch: &'b RecordBatch, name: &str) -> Result<&'b dyn Array, Failure> {
    batch.column_by_name(name).map(AsRef::as_ref).ok_or_else(|| {
        let names: Vec<String> = batch.schema_ref().fields().iter().map(|field| format!("`{}`", field.name())).collect();
        Failure::unusable(format!("{NAME}: there is no column `{name}`. The columns are: {}", names.join(", ")))
    })
}

fn of_another_type(column: &dyn Array, name: &str, wanted: &str) -> Failure {
    Failure::unusable(format!("{NAME}: the column `{name}` holds {}. Make it {wanted}", column.data_type()))
}

fn texts(batch: &RecordBatch, name: &str) -> Result<Vec<Option<String>>, Failure> {
    let column = column(batch, name)?;
    let own = |text: Option<&str>| text.map(str::to_owned);
    if let Some(texts) = column.as_string_opt::<i32>() {
        return Ok(texts.iter().map(own).collect());
    }
    if let Some(texts) = column.as_string_opt::<i64>() {
        return Ok(texts.iter().map(own).collect());
    }
    let texts = column.as_string_view_opt().ok_or_else(|| of_another_type(column, name, "texts"))?;
    Ok(texts.iter().map(own).collect())
}

fn days(batch: &RecordBatch, name: &str) -> Result<Vec<Date>, Failure> {
    let column = column(batch, name)?;
    let days =
        column.as_primitive_opt::<Date32Type>().ok_or_else(|| of_another_type(column, name, "dates, the first day of each month"))?;
    let day = |(row, day): (usize, Option<i32>)| {
        let day = day.and_then(|day| EPOCH.checked_add(day.days()).ok()).filter(|day| day.day() == 1);
        day.ok_or_else(|| Failure::unusable(format!("{NAME}: `{name}` of row {} is not the first day of a month", row + 1)))
    };
    days.iter().enumerate().map(day).collect()
}

fn counts(batch: &RecordBatch, name: &str) -> Result<Vec<u64>, Failure> {
    let column = column(batch, name)?;
    let wide: Vec<Option<i128>> = if let Some(counts) = column.as_primitive_opt::<Int64Type>() {
        counts.iter().map(|count| count.map(i128::from)).collect()
    } else if let Some(counts) = column.as_primitive_opt::<UInt64Type>() {
        counts.iter().map(|count| count.map(i128::from)).collect()
    } else if let Some(counts) = column.as_primitive_opt::<Int32Type>() {
        counts.iter().map(|count| count.map(i128::from)).collect()
    } else if let Some(counts) = column.as_primitive_opt::<UInt32Type>() {
        counts.iter().map(|count| count.map(i128::from)).collect()
    } else {
        return Err(of_another_type(column, name, "whole numbers of 64 bits"));
    };
    let count = |(row, count): (usize, Option<i128>)| {
        let count = count.and_then(|count| u64::try_from(count).ok());
        count.ok_or_else(|| Failure::unusable(format!("{NAME}: `{name}` of row {} is not a number of contacts", row + 1)))
    };
    wide.into_iter().enumerate().map(count).collect()
}
