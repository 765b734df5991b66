//! Rows as text: CSV and JSON lines.

use crate::day::Day;
use crate::ids::Short;
use crate::table::{Cells, Table};

/// Writes rows as CSV (RFC 4180), without the heading.
#[derive(Default)]
pub(super) struct CsvCells {
    pub(super) bytes: Vec<u8>,
    is_within: bool,
}

impl CsvCells {
    fn next(&mut self) {
        if std::mem::replace(&mut self.is_within, true) {
            self.bytes.push(b',');
        }
    }
}

/// The heading of a table.
pub(super) fn heading(table: &Table) -> Vec<u8> {
    let mut cells = CsvCells::default();
    table.columns.iter().for_each(|column| cells.text(column.name));
    cells.end();
    cells.bytes
}

impl Cells for CsvCells {
    fn text(&mut self, text: &str) {
        self.next();
        if text.contains([',', '"', '\n', '\r']) {
            self.bytes.push(b'"');
            self.bytes.extend_from_slice(text.replace('"', "\"\"").as_bytes());
            self.bytes.push(b'"');
        } else {
            self.bytes.extend_from_slice(text.as_bytes());
        }
    }

    fn day(&mut self, day: Day) {
        self.next();
        write_day(&mut self.bytes, day);
    }

    fn number(&mut self, number: u32) {
        self.next();
        write_number(&mut self.bytes, number);
    }

    fn blank(&mut self) {
        self.next();
    }

    fn end(&mut self) {
        self.is_within = false;
        self.bytes.push(b'\n');
    }
}

/// Writes rows as JSON objects, one on each line.
pub(super) struct JsonCells {
    pub(super) bytes: Vec<u8>,
    /// Before each value: the comma or the opening brace, and the name.
    before: Vec<Vec<u8>>,
    column: usize,
}

impl JsonCells {
    pub(super) fn new(table: &Table) -> Self {
        let before = table.columns.iter().enumerate().map(|(place, column)| {
            let opening = if place == 0 { "{" } else { "," };
            // Names of columns are letters and underscores.
            format!("{opening}\"{}\":", column.name).into_bytes()
        });
        Self { bytes: Vec::new(), before: before.collect(), column: 0 }
    }

    fn next(&mut self) {
        if let Some(before) = self.before.get(self.column) {
            self.bytes.extend_from_slice(before);
        }
        self.column += 1;
    }
}

impl Cells for JsonCells {
    fn text(&mut self, text: &str) {
        self.next();
        if text.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\') {
            self.bytes.push(b'"');
            self.bytes.extend_from_slice(text.as_bytes());
            self.bytes.push(b'"');
        } else {
            self.bytes.extend_from_slice(serde_json::Value::from(text).to_string().as_bytes());
        }
    }

    fn day(&mut self, day: Day) {
        self.next();
        self.bytes.push(b'"');
        write_day(&mut self.bytes, day);
        self.bytes.push(b'"');
    }

    fn number(&mut self, number: u32) {
        self.next();
        write_number(&mut self.bytes, number);
    }

    fn blank(&mut self) {
        self.next();
        self.bytes.extend_from_slice(b"null");
    }

    fn end(&mut self) {
        self.column = 0;
        self.bytes.extend_from_slice(b"}\n");
    }
}

/// `2026-06-30`.
fn write_day(bytes: &mut Vec<u8>, day: Day) {
    let (year, month, of_month) = day.year_month_day();
    let text = |number: i32, digits| Short::new().digits(number.unsigned_abs(), digits);
    let written = text(year, 4).and("-").and(text(month, 2).text()).and("-").and(text(of_month, 2).text());
    bytes.extend_from_slice(written.text().as_bytes());
}

fn write_number(bytes: &mut Vec<u8>, number: u32) {
    bytes.extend_from_slice(number.to_string().as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Row, number, text};

    struct Odd;

    impl Row for Odd {
        const TABLE: Table =
            Table { name: "odd", row: "", columns: &[text("a", ""), crate::table::day("b", ""), number("c", ""), text("d", "")] };

        fn tell(&self, to: &mut impl Cells) {
            to.text("say \"a, b\"");
            to.day(Day(20_634));
            to.number(70);
            to.blank();
            to.end();
        }
    }

    #[test]
    fn csv_is_quoted_where_it_has_to_be() {
        let mut cells = CsvCells::default();
        Odd.tell(&mut cells);
        Odd.tell(&mut cells);
        let row = "\"say \"\"a, b\"\"\",2026-06-30,70,\n";
        assert_eq!(String::from_utf8(cells.bytes).unwrap(), row.repeat(2));
        assert_eq!(heading(&Odd::TABLE), b"a,b,c,d\n");
    }

    #[test]
    fn json_lines_are_objects_with_null_for_what_is_blank() {
        let mut cells = JsonCells::new(&Odd::TABLE);
        Odd.tell(&mut cells);
        Odd.tell(&mut cells);
        let lines = String::from_utf8(cells.bytes).unwrap();
        for line in lines.lines() {
            let read: serde_json::Value = serde_json::from_str(line).unwrap();
            assert_eq!(read, serde_json::json!({ "a": "say \"a, b\"", "b": "2026-06-30", "c": 70, "d": null }));
        }
        assert_eq!(lines.lines().count(), 2);
    }
}
