//! Works out batches of whole people.

use crate::answer::Asked;
use crate::child::{Group, Person, strong};
use crate::counts::Counts;
use crate::input::Inputs;
use crate::order::{Batch, fingerprint};
use crate::problem::BatchProblem;
use crate::question::Question;
use crate::rates::Rates;
use crate::rows::{At, Rows};
use crate::table::{Spec, Table};
use crate::tables::{self, Look, Of};
use arrow_array::RecordBatch;
use brought_domain::person::Service;
use brought_domain::{ContactId, PersonId, ServiceId};
use brought_interop::{ImportedRecord, Read, ReadContext, RowProblem, RowReader, RowRef};
use brought_policy::Standing;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// What came of a batch.
pub(crate) struct Chunk {
    pub(crate) number: u64,
    pub(crate) tables: Vec<RecordBatch>,
    pub(crate) rates: Rates,
    pub(crate) counts: Counts,
    /// Digests of what people could share, and of the people.
    pub(crate) things: Vec<(u64, u64)>,
}

/// The tables that are written while people are worked out, in this order. The last only when two policies are compared.
pub(crate) const TABLES: [&Spec; 5] = [tables::FOLLOW_UPS, tables::OBLIGATIONS, tables::PATTERNS, tables::PROBLEMS, tables::DIFFERENCES];

/// One thread's tools.
pub(crate) struct Worker<'a> {
    question: &'a Question<'a>,
    asked: &'a [Asked<'a>],
    reader: RowReader<'a>,
    files: Vec<Arc<str>>,
    /// Where the provider stands in each file.
    providers: Vec<Option<usize>>,
    provider: Arc<str>,
    services: BTreeMap<ServiceId, Service>,
    /// Whether it is still to be found out who shares something with whom.
    looks_for_links: bool,
    group: Group,
    /// What this batch has come to.
    follow_ups: Table,
    obligations: Table,
    patterns: Table,
    problems: Table,
    differences: Table,
    rates: Rates,
    counts: Counts,
    things: Vec<(u64, u64)>,
}

impl<'a> Worker<'a> {
    pub(crate) fn new(
        question: &'a Question<'a>,
        asked: &'a [Asked<'a>],
        inputs: &Inputs,
        context: &'a ReadContext,
        looks_for_links: bool,
    ) -> Result<Self, BatchProblem> {
        let services = question.map.services().into_iter().map(|service| (service.id.clone(), service.clone())).collect();
        Ok(Self {
            question,
            asked,
            reader: inputs.reader(question, context)?,
            files: inputs.files.iter().map(|file| Arc::clone(&file.name)).collect(),
            providers: inputs.files.iter().map(|file| file.provider).collect(),
            provider: "".into(),
            services,
            looks_for_links,
            group: Group::default(),
            follow_ups: Table::new(tables::FOLLOW_UPS),
            obligations: Table::new(tables::OBLIGATIONS),
            patterns: Table::new(tables::PATTERNS),
            problems: Table::new(tables::PROBLEMS),
            differences: Table::new(tables::DIFFERENCES),
            rates: Rates::default(),
            counts: Counts::default(),
            things: Vec::new(),
        })
    }

    /// Works out a batch.
    pub(crate) fn work(&mut self, batch: &Batch) -> Result<Chunk, BatchProblem> {
        for problem in &batch.broken {
            self.counts.rows += 1;
            self.not_used(problem, None);
        }
        for index in 0..batch.loose.len() {
            // Nobody's, so no other row can be of the same contact of the same person.
            self.group(&batch.loose, index..index + 1)?;
        }
        for group in &batch.groups {
            self.group(&batch.rows, group.clone())?;
        }
        let mut tables = Vec::with_capacity(TABLES.len());
        for table in [&mut self.follow_ups, &mut self.obligations, &mut self.patterns, &mut self.problems, &mut self.differences] {
            tables.push(table.finish()?);
        }
        Ok(Chunk {
            number: batch.number,
            tables,
            rates: std::mem::take(&mut self.rates),
            counts: std::mem::take(&mut self.counts),
            things: std::mem::take(&mut self.things),
        })
    }

    /// Rows that are looked at together.
    fn group(&mut self, rows: &Rows, group: Range<usize>) -> Result<(), BatchProblem> {
        self.reader.begin_another();
        self.group.clear();
        for index in group {
            self.row(rows, index)?;
        }
        self.answer();
        Ok(())
    }

    fn row(&mut self, rows: &Rows, index: usize) -> Result<(), BatchProblem> {
        let Some(At { file, row, line, ended, .. }) = rows.at(index) else { return Ok(()) };
        let file = file as usize;
        let cells: Vec<&str> = rows.cells(index).collect();
        let name = self.files.get(file).cloned().unwrap_or_else(|| "".into());
        let place = RowRef { file: name, row, line, message: None };
        let read = self.reader.read(file, place, &cells, ended);
        self.counts.rows += 1;
        match read.ok_or_else(|| BatchProblem::inner("a row", "it is of no file"))? {
            Read::Record(record) => self.record(*record, file, &cells),
            Read::SetAside(aside) => {
                self.counts.set_aside += 1;
                let person = self.reader.whose(file, &cells);
                let look = Look { kind: "set_aside", reason: &aside.reason, ..look(&aside.row, person.as_ref()) };
                tables::problem(&mut self.problems, &look);
            }
            Read::Problem(problem) => {
                let person = self.reader.whose(file, &cells);
                self.not_used(&problem, person.as_ref());
                if let Some(person) = person {
                    self.group.not_used(person);
                }
            }
        }
        Ok(())
    }

    fn record(&mut self, record: ImportedRecord, file: usize, cells: &[&str]) {
        self.counts.taken += 1;
        self.counts.questions += record.reviews.len() as u64;
        self.counts.entries += record.events.len() as u64;
        for review in &record.reviews {
            let (column, value) = (review.column.as_deref(), review.value.as_deref());
            let of_row = look(&record.row, Some(&record.person.id));
            let look = Look { kind: "question", column, value, reason: &review.reason, what_to_do: &review.what_to_do, ..of_row };
            tables::problem(&mut self.problems, &look);
        }
        if self.looks_for_links {
            let person = fingerprint(&[record.person.id.as_str()]);
            self.things.push((fingerprint(&["contact", &record.source.id]), person));
            if let Some((number, born_on)) = strong(&record.person) {
                self.things.push((fingerprint(&["number and birth", &number.digits(), &born_on.to_string()]), person));
            }
        }
        let provider = self.providers.get(file).copied().flatten().and_then(|place| cells.get(place)).map_or("", |cell| cell.trim());
        if &*self.provider != provider {
            self.provider = provider.into();
        }
        self.group.record(record, &self.provider);
    }

    fn not_used(&mut self, problem: &RowProblem, person: Option<&PersonId>) {
        self.counts.not_used += 1;
        let (column, value) = (problem.column.as_deref(), problem.value.as_deref());
        let look = Look {
            kind: "not_used",
            column,
            value,
            reason: &problem.reason,
            what_to_do: &problem.what_to_do,
            ..look(&problem.row, person)
        };
        tables::problem(&mut self.problems, &look);
    }

    /// Asks the policies about everybody in the group.
    fn answer(&mut self) {
        let mut group = std::mem::take(&mut self.group);
        for (id, person) in group.people() {
            if person.events.is_empty() {
                self.counts.only_unusable += 1;
                continue;
            }
            self.counts.people += 1;
            self.counts.incomplete += u64::from(person.rows_not_used > 0);
            self.answer_about(id, person);
        }
        self.group = group;
    }

    fn answer_about(&mut self, id: &PersonId, person: &mut Person) {
        let (asked, as_of) = (self.asked, self.question.as_of);
        person.sort_told();
        let chronology = person.chronology(id, &self.services);
        let incomplete = person.rows_not_used > 0;
        let standings: Vec<Option<Standing>> = asked.iter().map(|asked| asked.standing(&chronology, as_of)).collect();
        for (number, (asked, standing)) in asked.iter().zip(&standings).enumerate() {
            let failed: BTreeSet<&ContactId> = standing.iter().flat_map(|standing| failed_of(standing, id)).collect();
            self.rates.count(number, &person.told, &failed, as_of);
            if let Some(standing) = standing {
                self.tell(standing, Of { pack: &asked.label, person: id.as_str(), incomplete });
            }
        }
        if let ([left, right], [one, other]) = (asked, standings.as_slice()) {
            let asked_by = |standing: &Option<Standing>| standing.as_ref().map_or_else(Vec::new, |standing| standing.obligations.clone());
            let of = Of { pack: "", person: id.as_str(), incomplete };
            let packs = (left.label.as_str(), right.label.as_str());
            tables::differences(&mut self.differences, packs, of, &asked_by(one), &asked_by(other));
        }
    }

    fn tell(&mut self, standing: &Standing, of: Of<'_>) {
        standing.follow_ups.iter().for_each(|row| tables::follow_up(&mut self.follow_ups, of, row));
        standing.obligations.iter().for_each(|row| tables::obligation(&mut self.obligations, of, row));
        standing.patterns.iter().for_each(|row| tables::pattern(&mut self.patterns, of, row));
        for aside in &standing.set_aside {
            let look = Look {
                kind: "entry_set_aside",
                row: None,
                person: Some(of.person),
                pack: Some(of.pack),
                column: None,
                value: Some(aside.event.as_str()),
                reason: &aside.why,
                what_to_do: "",
            };
            tables::problem(&mut self.problems, &look);
        }
    }
}

/// The contacts of somebody that failed, as a policy counts them.
fn failed_of<'s>(standing: &'s Standing, person: &'s PersonId) -> impl Iterator<Item = &'s ContactId> {
    let own = standing.follow_ups.iter().filter(move |follow_up| follow_up.person == *person);
    own.flat_map(|follow_up| &follow_up.failed_contacts).map(|failed| &failed.contact)
}

fn look<'l>(row: &'l RowRef, person: Option<&'l PersonId>) -> Look<'l> {
    let person = person.map(|person| person.as_str());
    Look { kind: "", row: Some(row), person, pack: None, column: None, value: None, reason: "", what_to_do: "" }
}
