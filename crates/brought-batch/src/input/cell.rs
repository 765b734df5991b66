//! Cells of typed columns as the texts that a CSV file would have.

use arrow_array::cast::AsArray as _;
use arrow_array::types::{
    Date32Type, Date64Type, Int8Type, Int16Type, Int32Type, Int64Type, Time32MillisecondType, Time32SecondType, Time64MicrosecondType,
    Time64NanosecondType, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type,
    UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, LargeStringArray, StringArray, StringViewArray};
use arrow_schema::{DataType, TimeUnit};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use jiff::{SignedDuration, Span, Timestamp};
use std::fmt::{Display, Write as _};

/// What kind of thing a column holds. Columns of one kind are read alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    WholeNumber,
    YesOrNo,
    Day,
    TimeOfDay,
    /// A day and a time on a clock that the column does not name.
    LocalTime,
    Instant,
    /// Anything of which a text would be a guess: a number with a fraction may have lost digits of an id.
    Other,
}

impl Kind {
    pub(super) fn of(data_type: &DataType) -> Self {
        match data_type {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Self::Text,
            DataType::Dictionary(_, value) if Self::of(value) == Self::Text => Self::Text,
            // A column without a single value.
            DataType::Null => Self::Text,
            data_type if data_type.is_integer() => Self::WholeNumber,
            DataType::Boolean => Self::YesOrNo,
            DataType::Date32 | DataType::Date64 => Self::Day,
            DataType::Time32(_) | DataType::Time64(_) => Self::TimeOfDay,
            DataType::Timestamp(_, None) => Self::LocalTime,
            DataType::Timestamp(_, Some(_)) => Self::Instant,
            _ => Self::Other,
        }
    }
}

/// A column whose cells can be had as texts. What is not there is blank.
pub(super) enum Cells<'b> {
    Short(&'b StringArray),
    Long(&'b LargeStringArray),
    View(&'b StringViewArray),
    /// A place in a list of values for each row.
    Coded(Vec<usize>, &'b dyn Array, Box<Cells<'b>>),
    /// Texts made here, one after another, with their ends.
    Made(String, Vec<usize>),
    Nothing,
}

impl<'b> Cells<'b> {
    /// Nothing: the column is of the kind [`Kind::Other`].
    pub(super) fn of(column: &'b dyn Array) -> Option<Self> {
        Some(match column.data_type() {
            DataType::Utf8 => Self::Short(column.as_string()),
            DataType::LargeUtf8 => Self::Long(column.as_string()),
            DataType::Utf8View => Self::View(column.as_string_view()),
            DataType::Null => Self::Nothing,
            DataType::Dictionary(..) => {
                let coded = column.as_any_dictionary();
                // A dictionary without values has no keys that could be looked up.
                let keys = if coded.values().is_empty() { Vec::new() } else { coded.normalized_keys() };
                Self::Coded(keys, column, Box::new(Self::of(coded.values().as_ref())?))
            }
            _ => made(column)?,
        })
    }

    pub(super) fn text(&self, index: usize) -> &str {
        match self {
            Self::Short(column) => {
                if column.is_null(index) {
                    ""
                } else {
                    column.value(index)
                }
            }
            Self::Long(column) => {
                if column.is_null(index) {
                    ""
                } else {
                    column.value(index)
                }
            }
            Self::View(column) => {
                if column.is_null(index) {
                    ""
                } else {
                    column.value(index)
                }
            }
            Self::Coded(_, column, _) if column.is_null(index) => "",
            Self::Coded(keys, _, values) => keys.get(index).map_or("", |key| values.text(*key)),
            Self::Made(text, ends) => {
                let start = index.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or_default();
                ends.get(index).and_then(|end| text.get(start..*end)).unwrap_or_default()
            }
            Self::Nothing => "",
        }
    }
}

/// Days and times as ISO 8601 writes them, numbers in digits.
fn made<'b>(column: &dyn Array) -> Option<Cells<'b>> {
    macro_rules! number {
        ($kind:ty) => {{
            let column = column.as_primitive::<$kind>();
            texts(column.len(), |index| valid(column, index).then(|| column.value(index)))
        }};
    }
    macro_rules! time {
        ($kind:ty, $read:expr) => {{
            let column = column.as_primitive::<$kind>();
            texts(column.len(), |index| valid(column, index).then(|| read_or_raw(column.value(index).into(), &$read)))
        }};
    }
    let seconds = |value: i64, per_second: i64| {
        let nanoseconds = value.rem_euclid(per_second) * (1_000_000_000 / per_second);
        SignedDuration::new(value.div_euclid(per_second), i32::try_from(nanoseconds).unwrap_or_default())
    };
    let day = |days: i64| Date::constant(1970, 1, 1).checked_add(Span::new().try_days(days).ok()?).ok();
    let of_day = |per_second| move |value: i64| Time::midnight().checked_add(seconds(value, per_second)).ok();
    let instant = move |value, per_second| Timestamp::UNIX_EPOCH.checked_add(seconds(value, per_second)).ok();
    let local = |per_second| move |value: i64| -> Option<DateTime> { Some(Offset::UTC.to_datetime(instant(value, per_second)?)) };
    let instant = |per_second| move |value: i64| instant(value, per_second);
    Some(match column.data_type() {
        DataType::Int8 => number!(Int8Type),
        DataType::Int16 => number!(Int16Type),
        DataType::Int32 => number!(Int32Type),
        DataType::Int64 => number!(Int64Type),
        DataType::UInt8 => number!(UInt8Type),
        DataType::UInt16 => number!(UInt16Type),
        DataType::UInt32 => number!(UInt32Type),
        DataType::UInt64 => number!(UInt64Type),
        DataType::Boolean => {
            let column = column.as_boolean();
            texts(column.len(), |index| (!column.is_null(index)).then(|| column.value(index)))
        }
        DataType::Date32 => time!(Date32Type, day),
        DataType::Date64 => time!(Date64Type, |milliseconds: i64| day(milliseconds.div_euclid(86_400_000))),
        DataType::Time32(TimeUnit::Second) => time!(Time32SecondType, of_day(1)),
        DataType::Time32(_) => time!(Time32MillisecondType, of_day(1000)),
        DataType::Time64(TimeUnit::Microsecond) => time!(Time64MicrosecondType, of_day(1_000_000)),
        DataType::Time64(_) => time!(Time64NanosecondType, of_day(1_000_000_000)),
        DataType::Timestamp(TimeUnit::Second, None) => time!(TimestampSecondType, local(1)),
        DataType::Timestamp(TimeUnit::Millisecond, None) => time!(TimestampMillisecondType, local(1000)),
        DataType::Timestamp(TimeUnit::Microsecond, None) => time!(TimestampMicrosecondType, local(1_000_000)),
        DataType::Timestamp(TimeUnit::Nanosecond, None) => time!(TimestampNanosecondType, local(1_000_000_000)),
        DataType::Timestamp(TimeUnit::Second, Some(_)) => time!(TimestampSecondType, instant(1)),
        DataType::Timestamp(TimeUnit::Millisecond, Some(_)) => time!(TimestampMillisecondType, instant(1000)),
        DataType::Timestamp(TimeUnit::Microsecond, Some(_)) => time!(TimestampMicrosecondType, instant(1_000_000)),
        DataType::Timestamp(TimeUnit::Nanosecond, Some(_)) => time!(TimestampNanosecondType, instant(1_000_000_000)),
        _ => return None,
    })
}

/// A day or time; the number that stands for it where there is no such day or time, which no reader then takes for one.
enum Written<T> {
    Read(T),
    Raw(i64),
}

impl<T: Display> Display for Written<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Read(value) => value.fmt(f),
            Self::Raw(value) => write!(f, "no such time: {value}"),
        }
    }
}

fn read_or_raw<T>(value: i64, read: &impl Fn(i64) -> Option<T>) -> Written<T> {
    read(value).map_or(Written::Raw(value), Written::Read)
}

fn valid(column: &dyn Array, index: usize) -> bool {
    !column.is_null(index)
}

fn texts<'b, T: Display>(rows: usize, value: impl Fn(usize) -> Option<T>) -> Cells<'b> {
    let (mut text, mut ends) = (String::new(), Vec::with_capacity(rows));
    for index in 0..rows {
        if let Some(value) = value(index) {
            // Writing to a text cannot fail.
            let _ = write!(text, "{value}");
        }
        ends.push(text.len());
    }
    Cells::Made(text, ends)
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::{ArrayRef, Date32Array, DictionaryArray, Float64Array, Int64Array, Time64MicrosecondArray, TimestampNanosecondArray};
    use std::sync::Arc;

    fn shown(column: ArrayRef) -> Vec<String> {
        let cells = Cells::of(column.as_ref()).unwrap();
        (0..column.len()).map(|index| cells.text(index).to_owned()).collect()
    }

    #[test]
    fn typed_cells_are_the_texts_that_a_csv_file_would_have() {
        assert_eq!(shown(Arc::new(Date32Array::from(vec![Some(20_458), None, Some(-1)]))), ["2026-01-05", "", "1969-12-31"]);
        assert_eq!(shown(Arc::new(Int64Array::from(vec![Some(-7), None]))), ["-7", ""]);
        assert_eq!(shown(Arc::new(Time64MicrosecondArray::from(vec![34_200_000_000]))), ["09:30:00"]);
        let instant = 1_783_070_400_000_000_000;
        assert_eq!(
            shown(Arc::new(TimestampNanosecondArray::from(vec![instant, -1_000_000_000]))),
            ["2026-07-03T09:20:00", "1969-12-31T23:59:59"]
        );
        assert_eq!(shown(Arc::new(Date32Array::from(vec![i32::MAX]))), ["no such time: 2147483647"]);
        let zoned = TimestampNanosecondArray::from(vec![instant]).with_timezone("Europe/London");
        assert_eq!(shown(Arc::new(zoned)), ["2026-07-03T09:20:00Z"]);
        let coded: DictionaryArray<Int32Type> = vec![Some("a"), None, Some("b"), Some("a")].into_iter().collect();
        assert_eq!(shown(Arc::new(coded)), ["a", "", "b", "a"]);
    }

    #[test]
    fn a_number_with_a_fraction_is_no_text() {
        assert_eq!(Kind::of(&DataType::Float64), Kind::Other);
        assert!(Cells::of(&Float64Array::from(vec![1.0])).is_none());
    }
}
