//! Tables as CSV: RFC 4180, days and instants as ISO 8601 writes them, yes and no as `true` and `false`.

use crate::table::Spec;
use arrow_array::cast::AsArray as _;
use arrow_array::types::{Date32Type, TimestampMicrosecondType, UInt64Type};
use arrow_array::{Array as _, RecordBatch};
use arrow_schema::DataType;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use std::io::{self, Write};

pub(super) fn write_heading(out: &mut impl Write, spec: &Spec) -> io::Result<()> {
    let names: Vec<&str> = spec.columns.iter().map(|column| column.name).collect();
    write!(out, "{}\r\n", names.join(","))
}

pub(super) fn write_rows(out: &mut impl Write, rows: &RecordBatch) -> io::Result<()> {
    for row in 0..rows.num_rows() {
        for (number, column) in rows.columns().iter().enumerate() {
            if number > 0 {
                out.write_all(b",")?;
            }
            if column.is_null(row) {
                continue;
            }
            match column.data_type() {
                DataType::Utf8 => write_text(out, column.as_string::<i32>().value(row))?,
                DataType::Date32 => {
                    let days = i64::from(column.as_primitive::<Date32Type>().value(row));
                    write!(out, "{}", Date::constant(1970, 1, 1).checked_add(days.days()).map_err(io::Error::other)?)?;
                }
                DataType::UInt64 => write!(out, "{}", column.as_primitive::<UInt64Type>().value(row))?,
                DataType::Boolean => write!(out, "{}", column.as_boolean().value(row))?,
                _ => {
                    let microseconds = column.as_primitive::<TimestampMicrosecondType>().value(row);
                    write!(out, "{}", Timestamp::from_microsecond(microseconds).map_err(io::Error::other)?)?;
                }
            }
        }
        out.write_all(b"\r\n")?;
    }
    Ok(())
}

/// A text that a spreadsheet would take for a formula is shown as text: what a file of another system says must not be run.
fn write_text(out: &mut impl Write, text: &str) -> io::Result<()> {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if !is_formula && !text.contains(['"', ',', '\r', '\n']) {
        return out.write_all(text.as_bytes());
    }
    write!(out, "\"{}{}\"", if is_formula { "'" } else { "" }, text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Table;
    use crate::tables::PROBLEMS;

    #[test]
    fn texts_are_quoted_where_they_must_be_and_never_run() {
        let mut table = Table::new(PROBLEMS);
        table.text("not_used").maybe_text(None).maybe_count(Some(3)).maybe_count(None).text("csds/1").maybe_text(None).text("Slot");
        table.text("=1+1").text("say \"yes\", or\nno").text("").end();
        let mut out = Vec::new();
        write_rows(&mut out, &table.finish().unwrap()).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "not_used,,3,,csds/1,,Slot,\"'=1+1\",\"say \"\"yes\"\", or\nno\",\r\n");
    }
}
