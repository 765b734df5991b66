//! Papers for those who work with the record: headings, paragraphs, lists, facts and tables. What goes to families is a
//! [`Filled`](crate::Filled) document of a policy and has no tables.

use crate::html::escaped;
use serde::Serialize;

/// A paper of A4.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sheet {
    /// Its title, which is also its first heading.
    pub title: String,
    /// What stands at the foot of each page in print, and at the end of the page on a screen.
    pub foot: String,
    /// Whether it lies on its side in print, for wide tables.
    pub wide: bool,
    /// The words.
    pub body: Vec<Portion>,
}

/// A part of a sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Portion {
    /// A heading below the title.
    Heading(String),
    /// A paragraph. Lines stay as they are.
    Paragraph(String),
    /// A list.
    List(Vec<String>),
    /// What something is, and what is said of it.
    Facts(Vec<(String, String)>),
    /// A table.
    Table(Table),
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// The headings of its columns, each with its share of the width.
    pub columns: Vec<(String, u8)>,
    /// Its rows, with a cell for each column.
    pub rows: Vec<Vec<String>>,
}

impl Portion {
    /// The same with other words; the headings of columns and what facts are called stay.
    #[must_use]
    pub fn with_words(self, mut change: impl FnMut(String) -> String) -> Self {
        match self {
            Self::Heading(words) => Self::Heading(change(words)),
            Self::Paragraph(words) => Self::Paragraph(change(words)),
            Self::List(items) => Self::List(items.into_iter().map(change).collect()),
            Self::Facts(facts) => Self::Facts(facts.into_iter().map(|(what, words)| (what, change(words))).collect()),
            Self::Table(table) => {
                let rows = table.rows.into_iter().map(|row| row.into_iter().map(&mut change).collect()).collect();
                Self::Table(Table { rows, ..table })
            }
        }
    }
}

impl Sheet {
    /// Its words alone, as they are kept with an entry.
    pub fn words(&self) -> String {
        let portion = |portion: &Portion| match portion {
            Portion::Heading(words) | Portion::Paragraph(words) => words.clone(),
            Portion::List(items) => items.iter().map(|item| format!("- {item}")).collect::<Vec<_>>().join("\n"),
            Portion::Facts(facts) => facts.iter().map(|(what, words)| format!("{what}: {words}")).collect::<Vec<_>>().join("\n"),
            Portion::Table(table) => table.rows.iter().map(|row| row.join("; ")).collect::<Vec<_>>().join("\n"),
        };
        std::iter::once(self.title.clone()).chain(self.body.iter().map(portion)).collect::<Vec<_>>().join("\n\n")
    }

    /// The sheet as a file that needs nothing else.
    pub fn page(&self) -> String {
        format!(
            "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{}</title>\n<style>{STYLE}{}</style>\n</head>\n<body>\n<main>\n{}</main>\n<footer><p>{}</p></footer>\n</body>\n</html>\n",
            escaped(&self.title),
            if self.wide { WIDE } else { "" },
            self.fragment(),
            lines(&self.foot)
        )
    }

    /// The sheet as the content of a page, its title as the first heading.
    pub fn fragment(&self) -> String {
        format!("<h1>{}</h1>\n{}", escaped(&self.title), self.content())
    }

    /// The sheet as a passage of a page that has a first heading of its own.
    pub fn passage(&self) -> String {
        format!("<p><strong>{}</strong></p>\n{}", escaped(&self.title), self.content())
    }

    fn content(&self) -> String {
        self.body.iter().map(portion).collect()
    }
}

const STYLE: &str = "body{font:1rem/1.5 Arial,sans-serif;color:#212b32;background:#fff;max-width:60rem;margin:2rem auto;padding:0 1rem}\
    h1{font-size:1.6em}h2{font-size:1.2em;margin-top:1.5em}table{border-collapse:collapse;width:100%}caption{text-align:left;font-weight:bold;padding:.5em 0}\
    th,td{text-align:left;vertical-align:top;padding:.4em .6em .4em 0;border-bottom:1px solid #4c6272;overflow-wrap:anywhere}\
    dt{font-weight:bold}dd{margin:0 0 .6em}footer{border-top:1px solid #4c6272;margin-top:2em}a{color:#005eb8}\
    @page{size:A4;margin:15mm}@media print{body{margin:0;max-width:none;font-size:10pt}tr{break-inside:avoid}thead{display:table-header-group}}";
const WIDE: &str = "body{max-width:80rem}@page{size:A4 landscape}";

fn portion(portion: &Portion) -> String {
    match portion {
        Portion::Heading(words) => format!("<h2>{}</h2>\n", escaped(words)),
        Portion::Paragraph(words) => format!("<p>{}</p>\n", lines(words)),
        Portion::List(items) => {
            let items: String = items.iter().map(|item| format!("<li>{}</li>", lines(item))).collect();
            format!("<ul>{items}</ul>\n")
        }
        Portion::Facts(facts) => {
            let facts: String =
                facts.iter().map(|(what, words)| format!("<div><dt>{}</dt><dd>{}</dd></div>", escaped(what), lines(words))).collect();
            format!("<dl>{facts}</dl>\n")
        }
        Portion::Table(table) => {
            let heads: String = table.columns.iter().map(|(words, _)| format!("<th scope=\"col\">{}</th>", escaped(words))).collect();
            let row = |row: &Vec<String>| {
                let cells: String = row.iter().map(|cell| format!("<td>{}</td>", lines(cell))).collect();
                format!("<tr>{cells}</tr>\n")
            };
            let rows: String = table.rows.iter().map(row).collect();
            format!(
                "<table>\n<caption>{}</caption>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n",
                escaped(&table.caption)
            )
        }
    }
}

fn lines(words: &str) -> String {
    words.lines().map(escaped).collect::<Vec<_>>().join("<br>")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        let table = Table {
            caption: "Entries".to_owned(),
            columns: vec![("When".to_owned(), 1), ("What".to_owned(), 3)],
            rows: vec![vec!["Monday".to_owned(), "<b>Seen</b>\nat home".to_owned()]],
        };
        Sheet { title: "A & B".to_owned(), foot: "foot".to_owned(), wide: true, body: vec![Portion::Table(table)] }
    }

    #[test]
    fn what_was_recorded_is_never_markup_and_its_lines_stay() {
        let page = sheet().page();
        assert!(page.contains("<td>&lt;b&gt;Seen&lt;/b&gt;<br>at home</td>"), "{page}");
        assert!(page.contains("<h1>A &amp; B</h1>") && page.contains("landscape"), "{page}");
    }

    #[test]
    fn every_word_of_what_is_recorded_can_be_changed_and_no_heading_of_a_column() {
        let changed = sheet().body.remove(0).with_words(|words| words.to_uppercase());
        let Portion::Table(table) = changed else { return assert_eq!("a table", "another part") };
        assert_eq!(table.rows, [["MONDAY", "<B>SEEN</B>\nAT HOME"]]);
        assert_eq!(table.columns[0].0, "When");
    }
}
