//! Contacts of a test, written as files, and tables read back.

use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, BooleanArray, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray, TimestampSecondArray};
use brought_batch::measures::{ENGAGEMENT, Plan, Question, Summary, run};
use brought_batch::{BatchProblem, Format};
use brought_calendar::{Calendar, Division};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A contact as a file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Contact {
    pub(crate) child: i64,
    /// Seconds on the local clock.
    pub(crate) at: i64,
    pub(crate) id: i64,
    pub(crate) provider: Option<String>,
    pub(crate) outcome: String,
    pub(crate) service: String,
}

impl Contact {
    pub(crate) fn clock(&self) -> DateTime {
        TimeZone::UTC.to_datetime(jiff::Timestamp::from_second(self.at).unwrap())
    }

    pub(crate) fn day(&self) -> Date {
        self.clock().date()
    }
}

/// Seconds on the local clock.
pub(crate) fn at(text: &str) -> i64 {
    let clock: DateTime = text.parse().unwrap();
    clock.to_zoned(TimeZone::UTC).unwrap().timestamp().as_second()
}

/// What was made up.
#[derive(Clone, Debug, Default)]
pub(crate) struct Made {
    pub(crate) contacts: Vec<Contact>,
    /// Whether there is a known concern; nothing where the file does not say.
    pub(crate) children: BTreeMap<i64, Option<bool>>,
}

/// How files are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum As {
    /// Numbers as numbers.
    Parquet,
    /// Ids as texts, words in dictionaries, times as instants.
    ParquetTexts,
    Csv,
}

pub(crate) struct Files {
    pub(crate) folder: tempfile::TempDir,
}

impl Files {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        std::fs::write(self.at(name), text).unwrap();
        self.at(name)
    }

    /// Writes the contacts into so many files in a folder, in the order in which they stand, and the children.
    pub(crate) fn made(&self, made: &Made, how: As, files: usize) -> (PathBuf, PathBuf) {
        let folder = self.at("contacts");
        let _before = std::fs::remove_dir_all(&folder);
        std::fs::create_dir(&folder).unwrap();
        let each = made.contacts.len().div_ceil(files).max(1);
        for number in 0..files {
            let contacts = made.contacts.chunks(each).nth(number).unwrap_or_default();
            match how {
                As::Csv => std::fs::write(folder.join(format!("{number}.csv")), csv(contacts)).unwrap(),
                _ => parquet(&folder.join(format!("{number}.parquet")), columns(contacts, how)),
            }
        }
        let children = if how == As::Csv { "children.csv" } else { "children.parquet" };
        self.children(made, how, children);
        (folder, self.at(children))
    }

    fn children(&self, made: &Made, how: As, name: &str) {
        if how == As::Csv {
            let mut text = "known_concern,nhs_number\n".to_owned();
            for (child, concern) in &made.children {
                let concern = concern.map_or("", |concern| if concern { "true" } else { "0" });
                writeln!(text, "{concern},{child}").unwrap();
            }
            self.write(name, &text);
            return;
        }
        let ids = keys(made.children.keys().copied(), how);
        let concerns: ArrayRef = Arc::new(made.children.values().copied().collect::<BooleanArray>());
        parquet(&self.at(name), vec![("nhs_number", ids), ("known_concern", concerns)]);
    }
}

/// Texts of ids, of one length so that they have the order of the numbers.
pub(crate) fn text_of(id: i64) -> String {
    format!("{id:019}")
}

fn keys(ids: impl Iterator<Item = i64>, how: As) -> ArrayRef {
    match how {
        As::ParquetTexts => Arc::new(StringArray::from_iter_values(ids.map(text_of))),
        _ => Arc::new(Int64Array::from_iter_values(ids)),
    }
}

fn words<'t>(texts: impl Iterator<Item = Option<&'t str>>, how: As) -> ArrayRef {
    if how == As::Parquet {
        return Arc::new(texts.collect::<StringArray>());
    }
    let mut words = StringDictionaryBuilder::<Int32Type>::new();
    texts.for_each(|text| words.append_option(text));
    Arc::new(words.finish())
}

fn columns(contacts: &[Contact], how: As) -> Vec<(&'static str, ArrayRef)> {
    let times: ArrayRef = match how {
        As::ParquetTexts => {
            // The clock of these tests never shows an hour twice.
            let instant = |contact: &Contact| brought_calendar::at_local(contact.clock().date(), contact.clock().time()).as_microsecond();
            Arc::new(TimestampMicrosecondArray::from_iter_values(contacts.iter().map(instant)).with_timezone("UTC"))
        }
        _ => Arc::new(TimestampSecondArray::from_iter_values(contacts.iter().map(|contact| contact.at))),
    };
    vec![
        ("outcome", words(contacts.iter().map(|contact| Some(contact.outcome.as_str())), how)),
        ("event_id", keys(contacts.iter().map(|contact| contact.id), how)),
        ("scheduled_at", times),
        ("service", words(contacts.iter().map(|contact| Some(contact.service.as_str())), how)),
        ("something_else", keys(contacts.iter().map(|contact| contact.id), how)),
        ("nhs_number", keys(contacts.iter().map(|contact| contact.child), how)),
        ("provider", words(contacts.iter().map(|contact| contact.provider.as_deref()), how)),
    ]
}

/// Row groups of seven rows, so that children straddle them.
pub(crate) fn parquet(path: &Path, columns: Vec<(&str, ArrayRef)>) {
    let batch = RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true))).unwrap();
    let properties =
        WriterProperties::builder().set_max_row_group_row_count(Some(7)).set_data_page_row_count_limit(3).set_write_batch_size(2).build();
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

pub(crate) fn csv(contacts: &[Contact]) -> String {
    let mut text = "event_id,nhs_number,scheduled_at,provider,note,outcome,service\r\n".to_owned();
    for contact in contacts {
        let Contact { child, id, provider, outcome, service, .. } = contact;
        let provider = provider.as_deref().unwrap_or_default();
        let time = contact.clock().strftime("%Y-%m-%d %H:%M:%S");
        write!(text, "{id},{child},{time},{provider},\"a, \"\"b\"\"\nc\",{outcome},\"{service}\"\r\n").unwrap();
    }
    text
}

/// How a test asks.
pub(crate) struct Asked {
    pub(crate) plans: Vec<Plan>,
    pub(crate) as_of: Date,
    pub(crate) threads: usize,
    pub(crate) memory: usize,
    pub(crate) format: Format,
}

impl Default for Asked {
    fn default() -> Self {
        let as_of = Date::constant(2026, 6, 30);
        Self { plans: vec![engagement()], as_of, threads: 1, memory: 1 << 24, format: Format::Csv }
    }
}

pub(crate) fn engagement() -> Plan {
    Plan::read(ENGAGEMENT, "engagement", None).unwrap()
}

/// Measures, and gives the summary and the folder.
pub(crate) fn measure(files: &Files, contacts: &Path, children: &Path, asked: &Asked) -> Result<(Summary, PathBuf), BatchProblem> {
    let calendar = Calendar::bundled(Division::EnglandAndWales);
    let out = files.at("measured");
    let _before = std::fs::remove_dir_all(&out);
    let question = Question {
        contacts: vec![contacts.to_owned()],
        children: children.to_owned(),
        plans: asked.plans.clone(),
        as_of: asked.as_of,
        calendar: &calendar,
        threads: asked.threads,
        memory: asked.memory,
        out: Some(out.clone()),
        work: files.at("work"),
        format: asked.format,
        csv_piece: Some(300),
    };
    let summary = run(&question)?;
    assert!(!files.at("measured.part").exists() && !out.join("work").exists());
    Ok((summary, out))
}

/// The rows of a table as CSV, by their first two cells.
pub(crate) fn table(out: &Path, name: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(out.join(format!("{name}.csv"))).unwrap();
    let mut rows: Vec<Vec<String>> = text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect();
    rows.sort();
    rows
}
