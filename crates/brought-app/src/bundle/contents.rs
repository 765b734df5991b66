//! What goes into a bundle, part by part, and what is said of what does not.

use super::csv;
use super::discretion::Discretion;
use super::{BundleFile, Period};
use crate::child_page::{ChildPage, ChronologyEntry};
use crate::printed::printed;
use brought_documents::{Portion, Sheet, Table};
use brought_store::IssuedDocument;
use jiff::civil::Date;

/// The parts that are sheets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Chronology,
    Asked,
    Endings,
    Readers,
}

impl Part {
    fn stem(self) -> &'static str {
        match self {
            Self::Chronology => "chronology",
            Self::Asked => "what-was-asked",
            Self::Endings => "endings",
            Self::Readers => "who-read-it",
        }
    }
}

/// The files so far.
pub(super) struct Contents {
    discretion: Discretion,
    foot: String,
    files: Vec<BundleFile>,
    left_out: Vec<String>,
    passages: usize,
}

impl Contents {
    pub(super) fn new(discretion: Discretion, made_on: String) -> Self {
        let foot = format!("Holds what is confidential about a child and their family. Made by brought on {made_on}.");
        Self { discretion, foot, files: Vec::new(), left_out: Vec::new(), passages: 0 }
    }

    pub(super) fn foot(&self) -> &str {
        &self.foot
    }

    /// That entries, or parts of them, were left out before.
    pub(super) fn left_out_entries(&mut self, entries: usize) {
        self.passages += entries;
    }

    /// That something is left out, in a sentence.
    pub(super) fn say_left_out(&mut self, words: impl Into<String>) {
        self.left_out.push(words.into());
    }

    /// What is left out, in sentences.
    pub(super) fn left_out(&self) -> &[String] {
        &self.left_out
    }

    /// Each file with what it is.
    pub(super) fn listed(&self) -> Vec<String> {
        self.files.iter().map(|file| format!("{}: {}", file.name, file.title)).collect()
    }

    pub(super) fn add(&mut self, name: String, title: &str, media_type: &str, content: Vec<u8>) {
        self.files.push(BundleFile { name, title: title.to_owned(), media_type: media_type.to_owned(), content });
    }

    /// The cover comes first.
    pub(super) fn first(&mut self, cover: Sheet) {
        let file = BundleFile {
            name: "index.html".to_owned(),
            title: cover.title.clone(),
            media_type: HTML.to_owned(),
            content: cover.page().into_bytes(),
        };
        self.files.insert(0, file);
    }

    /// The chronology, earliest first, as a page, as a table for a spreadsheet, and in print.
    pub(super) async fn chronology(&mut self, page: &ChildPage, period: &Period, significant: bool) {
        let in_period = |entry: &&ChronologyEntry| entry.day.parse::<Date>().map_or(true, |day| period.holds(day));
        let entries = page.chronology.iter().rev().filter(in_period).filter(|entry| !significant || entry.significant);
        let entries: Vec<&ChronologyEntry> = entries.filter(|entry| !self.is_left_out(entry)).collect();
        let rows: Vec<Vec<String>> = entries.iter().map(|entry| row(entry)).collect();
        self.passages += page.chronology.iter().filter(in_period).filter(|entry| self.is_left_out(entry)).count();
        let seen =
            page.last_seen.as_ref().map_or_else(|| "not known".to_owned(), |seen| format!("{}, by {}, {}", seen.when, seen.by, seen.place));
        let unknown = page.not_known.iter().map(|words| format!("Not known: {words}"));
        let sheet = Sheet {
            title: "Chronology".to_owned(),
            foot: self.foot.clone(),
            wide: true,
            body: vec![
                Portion::Facts(vec![
                    ("About".to_owned(), format!("{}, {}", page.who.name, page.who.second_identifier)),
                    ("Last seen in person".to_owned(), seen),
                    ("As known".to_owned(), page.as_of.clone()),
                ]),
                Portion::List(unknown.collect()),
                Portion::Table(Table {
                    caption: format!("Entries, earliest first: {}", rows.len()),
                    columns: [("When", 3), ("Whose", 3), ("What", 9), ("Recorded", 4)]
                        .map(|(head, share)| (head.to_owned(), share))
                        .to_vec(),
                    rows,
                }),
            ],
        };
        let table = csv::of(&entries);
        self.sheet(Part::Chronology, sheet).await;
        self.add("chronology.csv".to_owned(), "Chronology, for a spreadsheet", "text/csv; charset=utf-8", table.into_bytes());
    }

    /// An entry that tells, somewhere in its words, of an address that is withheld.
    pub(super) fn is_left_out(&self, entry: &ChronologyEntry) -> bool {
        let details = entry.details.iter().map(|(_, words)| words.as_str());
        let reasons = entry.corrected.iter().chain(&entry.corrects).map(|correction| correction.reason.as_str());
        std::iter::once(entry.summary.as_str()).chain(details).chain(reasons).any(|words| self.discretion.tells(words))
    }

    /// A sheet as a page and, where the program sets type, in print.
    pub(super) async fn sheet(&mut self, part: Part, sheet: Sheet) {
        let (body, mut passages) = (sheet.body, 0);
        let mut discreet = |words: String| {
            if !self.discretion.tells(&words) {
                return words;
            }
            passages += 1;
            LEFT_OUT.to_owned()
        };
        let body = body.into_iter().map(|portion| portion.with_words(&mut discreet)).filter(|portion| !is_empty(portion)).collect();
        let sheet = Sheet { foot: self.foot.clone(), body, ..sheet };
        self.passages += passages;
        self.add(format!("{}.html", part.stem()), &sheet.title, HTML, sheet.page().into_bytes());
        match printed(&sheet).await {
            None => {}
            Some(Ok(bytes)) => self.add(format!("{}.pdf", part.stem()), &format!("{}, in print", sheet.title), "application/pdf", bytes),
            Some(Err(problem)) => self.say_left_out(format!("{}.pdf: {problem}. The page says the same", part.stem())),
        }
    }

    /// The files that were issued with one entry: a letter to somebody, or a referral about them.
    pub(super) fn issued(&mut self, place: usize, when: &str, files: Vec<IssuedDocument>, is_letter: bool, is_told: bool) {
        let tells = |file: &IssuedDocument| {
            let is_to_a_secret_place = is_letter && self.discretion.is_withheld(&file.recipient);
            is_to_a_secret_place || std::str::from_utf8(&file.content).is_ok_and(|text| self.discretion.tells(text))
        };
        // A letter in print cannot be searched: it goes out with the page that says the same, or not at all.
        if !is_told || files.iter().any(tells) {
            return self.say_left_out("A copy of something that was issued, because of what the record says about passing it on");
        }
        for file in files {
            let title = format!("Issued {when}, as it was kept");
            self.add(format!("documents/{place:02}-{}", file.name), &title, &file.media_type, file.content);
        }
    }

    /// The files, and everything that is left out.
    pub(super) fn closed(self) -> (Vec<BundleFile>, Vec<String>) {
        (self.files, self.left_out)
    }

    /// Says how many entries and passages were left out, once all are known.
    pub(super) fn tell_passages(&mut self) {
        let passages = std::mem::take(&mut self.passages);
        if passages > 0 {
            let many = if passages == 1 { "1 entry or passage".to_owned() } else { format!("{passages} entries or passages") };
            self.left_out.insert(0, format!("{many}, because the record says that they must not be passed on"));
        }
    }
}

const HTML: &str = "text/html; charset=utf-8";
/// What stands where something is left out.
const LEFT_OUT: &str = "[left out]";

fn is_empty(portion: &Portion) -> bool {
    matches!(portion, Portion::List(items) if items.is_empty())
}

fn row(entry: &ChronologyEntry) -> Vec<String> {
    let whose = [entry.about.clone(), Some(entry.service.clone().unwrap_or_else(|| "Every service".to_owned()))];
    let details = entry.details.iter().map(|(label, words)| format!("{label}: {words}"));
    let corrected = entry.corrected.iter().map(|by| {
        let how = if by.how == "withdraws" { "Withdrawn" } else { "Replaced" };
        format!("{how} by {}: {}", by.by, by.reason)
    });
    let what: Vec<String> = std::iter::once(entry.summary.clone()).chain(details).chain(corrected).collect();
    let late = if entry.late { " (on a later day)" } else { "" };
    vec![
        entry.when.clone(),
        whose.into_iter().flatten().collect::<Vec<_>>().join("\n"),
        what.join("\n"),
        format!("{}\n{}{late}", entry.recorded_by, entry.recorded),
    ]
}
