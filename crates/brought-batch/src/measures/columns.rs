//! Columns of Arrow as the lists that rows are gone through with.

use super::codes::{NOBODY, Numbers, Outcomes};
use super::keys::KeyColumn;
use arrow_array::cast::AsArray as _;
use arrow_array::types::{
    Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type,
};
use arrow_array::{Array, StringArray};
use arrow_schema::{DataType, TimeUnit};

/// What is wrong with a cell: its row, and why.
pub(super) struct Wrong {
    pub(super) row: usize,
    pub(super) reason: String,
}

/// The first row in which nothing stands.
pub(super) fn empty(column: &dyn Array) -> Option<Wrong> {
    if column.null_count() == 0 {
        return None;
    }
    (0..column.len()).find(|row| column.is_null(*row)).map(|row| Wrong { row, reason: "it is empty".to_owned() })
}

/// A column of ids. Numbers of fewer than eight bytes are put into `room`.
pub(super) fn keys<'a>(column: &'a dyn Array, room: &'a mut Vec<i64>) -> KeyColumn<'a> {
    match column.data_type() {
        DataType::Int64 => KeyColumn::Whole(column.as_primitive::<Int64Type>().values()),
        DataType::Utf8 => KeyColumn::Texts(column.as_string()),
        _ => {
            room.clear();
            whole(column, room);
            KeyColumn::Whole(room)
        }
    }
}

/// Adds whole numbers of any width; what is empty as 0.
fn whole(column: &dyn Array, to: &mut Vec<i64>) {
    macro_rules! each {
        ($($data_type:ident => $kind:ty),*) => {
            match column.data_type() {
                $(DataType::$data_type => to.extend(column.as_primitive::<$kind>().values().iter().map(|value| i64::from(*value))),)*
                _ => {}
            }
        };
    }
    each!(Int8 => Int8Type, Int16 => Int16Type, Int32 => Int32Type, Int64 => Int64Type, UInt8 => UInt8Type, UInt16 => UInt16Type, UInt32 => UInt32Type);
}

/// A column of times, as numbers of its own unit.
pub(super) fn times(column: &dyn Array) -> &[i64] {
    match column.data_type() {
        DataType::Timestamp(TimeUnit::Second, _) => column.as_primitive::<TimestampSecondType>().values(),
        DataType::Timestamp(TimeUnit::Millisecond, _) => column.as_primitive::<TimestampMillisecondType>().values(),
        DataType::Timestamp(TimeUnit::Microsecond, _) => column.as_primitive::<TimestampMicrosecondType>().values(),
        DataType::Timestamp(TimeUnit::Nanosecond, _) => column.as_primitive::<TimestampNanosecondType>().values(),
        _ => &[],
    }
}

/// Looks up the codes of a column, each text of its dictionary once.
pub(super) struct Codes {
    of_dictionary: Vec<u32>,
    room: Vec<i64>,
}

impl Codes {
    pub(super) fn new() -> Self {
        Self { of_dictionary: Vec::new(), room: Vec::new() }
    }

    /// Adds the number of each name; nobody's where it is empty.
    pub(super) fn names(&mut self, column: &dyn Array, numbers: &mut Numbers<'_>, to: &mut Vec<u32>) {
        self.add(column, &mut |text| numbers.of_text(text), to);
    }

    fn add(&mut self, column: &dyn Array, number: &mut dyn FnMut(&str) -> u32, to: &mut Vec<u32>) {
        let start = to.len();
        if matches!(column.data_type(), DataType::Dictionary(..)) {
            let coded = column.as_dictionary::<Int32Type>();
            let texts: &StringArray = coded.values().as_string();
            self.of_dictionary.clear();
            self.of_dictionary.extend((0..texts.len()).map(|place| if texts.is_null(place) { NOBODY } else { number(texts.value(place)) }));
            let of = &self.of_dictionary;
            to.extend(
                coded.keys().values().iter().map(|key| usize::try_from(*key).ok().and_then(|key| of.get(key)).copied().unwrap_or(NOBODY)),
            );
        } else {
            self.room.clear();
            whole(column, &mut self.room);
            let mut last = None;
            for value in &self.room {
                // Those of one provider often follow one another.
                let code = match last {
                    Some((before, code)) if before == *value => code,
                    _ => number(&value.to_string()),
                };
                last = Some((*value, code));
                to.push(code);
            }
        }
        if column.null_count() > 0 {
            let empty = (0..column.len()).filter(|row| column.is_null(*row));
            empty.for_each(|row| to.get_mut(start + row).into_iter().for_each(|code| *code = NOBODY));
        }
    }

    /// Adds the number of each outcome.
    pub(super) fn outcomes(&mut self, column: &dyn Array, outcomes: &Outcomes, to: &mut Vec<u8>) -> Option<Wrong> {
        const UNKNOWN: u32 = u32::MAX;
        let mut codes = Vec::with_capacity(column.len());
        self.add(column, &mut |text| outcomes.code(text).map_or(UNKNOWN, u32::from), &mut codes);
        let mut all = 0;
        to.extend(codes.iter().map(|code| {
            all |= *code;
            // What does not fit is unknown, and told below.
            #[allow(clippy::cast_possible_truncation)]
            let code = *code as u8;
            code
        }));
        if all == UNKNOWN {
            let row = codes.iter().position(|code| *code == UNKNOWN).unwrap_or_default();
            return Some(Wrong { row, reason: format!("the plan does not say what {} is", shown(column, row)) });
        }
        None
    }
}

/// A cell as it is shown in a message.
fn shown(column: &dyn Array, row: usize) -> String {
    if matches!(column.data_type(), DataType::Dictionary(..)) {
        let coded = column.as_dictionary::<Int32Type>();
        let texts: &StringArray = coded.values().as_string();
        let key = coded.keys().values().get(row).and_then(|key| usize::try_from(*key).ok());
        return key.filter(|key| *key < texts.len()).map_or_else(String::new, |key| format!("`{}`", texts.value(key)));
    }
    let mut room = Vec::new();
    whole(column, &mut room);
    room.get(row).map_or_else(String::new, |value| format!("`{value}`"))
}
