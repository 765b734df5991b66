//! Tables as they are put together row by row.

use crate::problem::BatchProblem;
use arrow_array::builder::{BooleanBuilder, Date32Builder, StringBuilder, TimestampMicrosecondBuilder, UInt64Builder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, TimeUnit};
use brought_domain::Happened;
use jiff::Timestamp;
use jiff::civil::Date;
use std::sync::Arc;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    Text,
    /// A local day.
    Day,
    /// An instant, to the microsecond, in universal time.
    Instant,
    Count,
    YesOrNo,
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) holds: Holds,
    /// Whether there are rows in which it is empty.
    pub(crate) may_be_empty: bool,
}

/// A table that a run writes.
#[derive(Debug)]
pub(crate) struct Spec {
    /// The name of its file.
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [Column],
}

impl Spec {
    pub(crate) fn schema(&self) -> Arc<Schema> {
        let fields = self.columns.iter().map(|column| {
            let data_type = match column.holds {
                Holds::Text => DataType::Utf8,
                Holds::Day => DataType::Date32,
                Holds::Instant => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
                Holds::Count => DataType::UInt64,
                Holds::YesOrNo => DataType::Boolean,
            };
            Field::new(column.name, data_type, column.may_be_empty)
        });
        Arc::new(Schema::new(fields.collect::<Vec<_>>()))
    }
}

enum Builder {
    Text(StringBuilder),
    Day(Date32Builder),
    Instant(TimestampMicrosecondBuilder),
    Count(UInt64Builder),
    YesOrNo(BooleanBuilder),
}

/// Some rows of a table. A row is written cell by cell, in the order of the columns.
pub(crate) struct Table {
    spec: &'static Spec,
    columns: Vec<Builder>,
    /// The column that comes next.
    next: usize,
}

impl Table {
    pub(crate) fn new(spec: &'static Spec) -> Self {
        let columns = spec.columns.iter().map(|column| match column.holds {
            Holds::Text => Builder::Text(StringBuilder::new()),
            Holds::Day => Builder::Day(Date32Builder::new()),
            Holds::Instant => Builder::Instant(TimestampMicrosecondBuilder::new()),
            Holds::Count => Builder::Count(UInt64Builder::new()),
            Holds::YesOrNo => Builder::YesOrNo(BooleanBuilder::new()),
        });
        Self { spec, columns: columns.collect(), next: 0 }
    }

    fn next(&mut self) -> Option<&mut Builder> {
        self.next += 1;
        self.columns.get_mut(self.next - 1)
    }

    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.maybe_text(Some(text))
    }

    pub(crate) fn maybe_text(&mut self, text: Option<&str>) -> &mut Self {
        if let Some(Builder::Text(column)) = self.next() {
            column.append_option(text);
        }
        self
    }

    pub(crate) fn day(&mut self, day: Option<Date>) -> &mut Self {
        if let Some(Builder::Day(column)) = self.next() {
            column.append_option(day.map(days));
        }
        self
    }

    pub(crate) fn instant(&mut self, at: Option<Timestamp>) -> &mut Self {
        if let Some(Builder::Instant(column)) = self.next() {
            column.append_option(at.map(Timestamp::as_microsecond));
        }
        self
    }

    /// Two columns: the local day, and the instant where the hour is known.
    pub(crate) fn happened(&mut self, happened: Option<Happened>) -> &mut Self {
        let at = match happened {
            Some(Happened::At(at)) => Some(at),
            _ => None,
        };
        let on = match happened {
            Some(Happened::On(day)) => Some(day),
            _ => at.map(brought_calendar::local_date),
        };
        self.day(on).instant(at)
    }

    pub(crate) fn count(&mut self, count: u64) -> &mut Self {
        self.maybe_count(Some(count))
    }

    pub(crate) fn maybe_count(&mut self, count: Option<u64>) -> &mut Self {
        if let Some(Builder::Count(column)) = self.next() {
            column.append_option(count);
        }
        self
    }

    pub(crate) fn yes(&mut self, yes: bool) -> &mut Self {
        if let Some(Builder::YesOrNo(column)) = self.next() {
            column.append_value(yes);
        }
        self
    }

    /// Ends a row.
    pub(crate) fn end(&mut self) {
        self.next = 0;
    }

    /// The rows so far, as Arrow holds them. Nothing is left in it.
    pub(crate) fn finish(&mut self) -> Result<RecordBatch, BatchProblem> {
        let columns = self.columns.iter_mut().map(|column| -> ArrayRef {
            match column {
                Builder::Text(column) => Arc::new(column.finish()),
                Builder::Day(column) => Arc::new(column.finish()),
                Builder::Instant(column) => Arc::new(column.finish().with_timezone("UTC")),
                Builder::Count(column) => Arc::new(column.finish()),
                Builder::YesOrNo(column) => Arc::new(column.finish()),
            }
        });
        RecordBatch::try_new(self.spec.schema(), columns.collect()).map_err(|problem| BatchProblem::inner(self.spec.name, problem))
    }
}

/// Days since the first of January 1970.
fn days(day: Date) -> i32 {
    day.duration_since(Date::constant(1970, 1, 1)).as_hours().div_euclid(24).try_into().unwrap_or(i32::MAX)
}
