//! One pass over all rows: one thread reads, several work out answers, and one writes them in the order of the people.

use crate::answer::Asked;
use crate::input::{Inputs, Sink};
use crate::order::{Batch, Grouper, LinkIndex, Links, Sorter};
use crate::output::{Folder, TableFile};
use crate::problem::{BatchProblem, Halt};
use crate::question::Question;
use crate::rates::{RATES, Rates};
use crate::rows::At;
use crate::run::{Progress, Stage};
use crate::worker::{Chunk, Counts, TABLES, Worker};
use brought_interop::{ReadContext, RowProblem, RowReader};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// So many batches for each thread are on their way between reading and writing.
const AHEAD: usize = 4;

/// How rows are gone through.
pub(crate) struct Pass {
    /// Whether they are put in order first.
    pub(crate) puts_in_order: bool,
    /// Who has to be looked at together, once that is known.
    pub(crate) links: Option<Links>,
}

/// What a pass came to.
pub(crate) enum Passed {
    /// Everybody is answered.
    Done(Box<Done>),
    /// The rows have to be put in order.
    NotInOrder,
    /// Some people have to be looked at together.
    Linked(Links),
}

/// What a pass over everybody came to.
pub(crate) struct Done {
    pub(crate) counts: Counts,
    pub(crate) rates: Rates,
    /// How many rows each file of the input has.
    pub(crate) rows: Vec<u64>,
    pub(crate) files_needed: usize,
    pub(crate) tables: Vec<(String, u64)>,
}

/// Goes through everything once.
pub(crate) fn pass(
    question: &Question<'_>,
    asked: &[Asked<'_>],
    inputs: &Inputs,
    context: &ReadContext,
    folder: &Folder,
    how: &Pass,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Passed, BatchProblem> {
    let threads = question.threads.max(1);
    let people = AtomicU64::new(0);
    let looks_for_links = how.links.is_none();
    let mut writing = Writing::begin(question, asked, folder)?;
    let (hand_on, batches) = sync_channel::<Batch>(threads * AHEAD);
    let (answer, answers) = sync_channel::<Result<Chunk, BatchProblem>>(threads * AHEAD);
    // Whoever reads waits when so many batches are on their way, so that what waits to be written in order cannot pile up.
    let (on_their_way, come_through) = sync_channel::<()>(threads * AHEAD);
    let batches = Arc::new(Mutex::new(batches));
    let (read, written) = thread::scope(|scope| {
        for _ in 0..threads {
            let (batches, answer) = (Arc::clone(&batches), answer.clone());
            let worker = Worker::new(question, asked, inputs, context, looks_for_links);
            scope.spawn(move || work(worker, &batches, &answer));
        }
        // What is left here would keep the threads from seeing that the others have stopped.
        drop((batches, answer));
        let told = |stage, done, of| progress(Progress { stage, done, of, people: people.load(Ordering::Relaxed) });
        let reading = scope.spawn(move || {
            let mut hand_on = |batch| {
                on_their_way.send(()).map_err(|_| Halt::NobodyListens)?;
                hand_on.send(batch).map_err(|_| Halt::NobodyListens)
            };
            read(question, inputs, context, folder, how, &mut hand_on, &told)
        });
        let written = writing.write_all(answers, come_through, &people);
        let read = reading.join().unwrap_or_else(|_| Err(BatchProblem::inner("reading", "it stopped").into()));
        (read, written)
    });
    let (rows, files_needed) = match (read, written) {
        (Err(Halt::NotInOrder), _) => return Ok(Passed::NotInOrder),
        (Err(Halt::Problem(problem)), _) | (_, Err(problem)) => return Err(problem),
        (Err(Halt::NobodyListens), Ok(())) => return Err(BatchProblem::inner("the threads", "they stopped without a word")),
        (Ok(read), Ok(())) => read,
    };
    writing.finish(question, asked, folder, how).map(|finished| match finished {
        Finished::Linked(links) => Passed::Linked(links),
        Finished::Done(counts, rates, tables) => Passed::Done(Box::new(Done { counts, rates, rows, files_needed, tables })),
    })
}

/// Takes batches until there are none.
fn work(worker: Result<Worker<'_>, BatchProblem>, batches: &Mutex<Receiver<Batch>>, answer: &SyncSender<Result<Chunk, BatchProblem>>) {
    let mut worker = match worker {
        Ok(worker) => worker,
        Err(problem) => return drop(answer.send(Err(problem))),
    };
    loop {
        let batch = batches.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(batch) = batch else { return };
        if answer.send(worker.work(&batch)).is_err() {
            return;
        }
    }
}

/// Reads everything and hands it on in batches. Returns how many rows each file has, and how many files putting them in order took.
fn read(
    question: &Question<'_>,
    inputs: &Inputs,
    context: &ReadContext,
    folder: &Folder,
    how: &Pass,
    hand_on: &mut dyn FnMut(Batch) -> Result<(), Halt>,
    progress: &dyn Fn(Stage, u64, u64),
) -> Result<(Vec<u64>, usize), Halt> {
    let keys = Keys { reader: inputs.reader(question, context)?, links: how.links.as_ref(), last: None };
    let size = inputs.size();
    let mut grouper = Grouper::new(hand_on);
    if !how.puts_in_order {
        let mut sink = InOrder { keys, grouper, came_to: &|bytes| progress(Stage::Reading, bytes, size) };
        let rows = inputs.read(question, &mut sink)?;
        sink.grouper.finish()?;
        return Ok((rows, 0));
    }
    let sorter = Sorter::new(question.memory / 4 * 3, folder.work().join("order"));
    let mut sink = ToBeOrdered { keys, sorter, broken: Vec::new(), came_to: &|bytes| progress(Stage::Ordering, bytes, size) };
    let rows = inputs.read(question, &mut sink)?;
    let all: u64 = rows.iter().sum();
    for problem in sink.broken {
        grouper.broken(problem)?;
    }
    let (mut done, files_needed) = (0, sink.sorter.spilled());
    sink.sorter.finish(&mut |at, key, cells| {
        done += 1;
        if done % 4096 == 0 {
            progress(Stage::Answering, done, all);
        }
        grouper.row(at, key, cells)
    })?;
    grouper.finish()?;
    Ok((rows, files_needed))
}

/// Finds the key under which a row is put together with others.
struct Keys<'a> {
    reader: RowReader<'a>,
    links: Option<&'a Links>,
    /// The cell that named the person of the last row, in which file, and its key: rows of one person mostly follow each other.
    last: Option<(u32, String, String)>,
}

impl Keys<'_> {
    fn key(&mut self, at: At, cells: &[&str]) -> &str {
        let place = self.reader.names_person(at.file as usize);
        let cell = place.and_then(|place| cells.get(place)).copied().unwrap_or_default();
        let is_known = self.last.as_ref().is_some_and(|(file, known, _)| !cell.is_empty() && *file == at.file && known == cell);
        if !is_known {
            let whose = self.reader.whose(at.file as usize, cells);
            let person = whose.as_ref().map_or("", |person| person.as_str());
            let mut made = String::new();
            let key = self.links.map_or(person, |links| links.key(person, &mut made)).to_owned();
            // Only a cell that names somebody by itself decides alone.
            let cell = if cell.trim().is_empty() { String::new() } else { cell.to_owned() };
            self.last = Some((at.file, cell, key));
        }
        self.last.as_ref().map_or("", |(.., key)| key)
    }
}

/// Rows that are taken to be in order.
struct InOrder<'a> {
    keys: Keys<'a>,
    grouper: Grouper<'a>,
    came_to: &'a dyn Fn(u64),
}

impl Sink for InOrder<'_> {
    fn row(&mut self, at: At, cells: &[&str]) -> Result<(), Halt> {
        let key = self.keys.key(at, cells);
        self.grouper.row(at, key, cells.iter().copied())
    }

    fn broken(&mut self, problem: RowProblem) -> Result<(), Halt> {
        self.grouper.broken(problem)
    }

    fn came_to(&mut self, bytes: u64) {
        (self.came_to)(bytes);
    }
}

/// Rows that are put in order.
struct ToBeOrdered<'a> {
    keys: Keys<'a>,
    sorter: Sorter,
    broken: Vec<RowProblem>,
    came_to: &'a dyn Fn(u64),
}

impl Sink for ToBeOrdered<'_> {
    fn row(&mut self, at: At, cells: &[&str]) -> Result<(), Halt> {
        let key = self.keys.key(at, cells);
        Ok(self.sorter.push(at, key, cells.iter().copied())?)
    }

    fn broken(&mut self, problem: RowProblem) -> Result<(), Halt> {
        self.broken.push(problem);
        Ok(())
    }

    fn came_to(&mut self, bytes: u64) {
        (self.came_to)(bytes);
    }
}

/// The tables as they are written.
struct Writing {
    tables: Vec<TableFile>,
    counts: Counts,
    rates: Rates,
    things: LinkIndex,
}

enum Finished {
    Linked(Links),
    Done(Counts, Rates, Vec<(String, u64)>),
}

impl Writing {
    fn begin(question: &Question<'_>, asked: &[Asked<'_>], folder: &Folder) -> Result<Self, BatchProblem> {
        // What two policies do not agree on takes two.
        let specs = TABLES.iter().take(if asked.len() > 1 { TABLES.len() } else { TABLES.len() - 1 });
        let file = |spec: &&crate::table::Spec| {
            let path = folder.file(&format!("{}.{}", spec.name, question.format.ending()));
            TableFile::create(path, spec, question.format)
        };
        let tables = specs.map(file).collect::<Result<_, _>>()?;
        let things = LinkIndex::new(question.memory / 4, folder.work().join("shared"));
        Ok(Self { tables, counts: Counts::default(), rates: Rates::default(), things })
    }

    /// Writes what comes, in the order of the batches, until nothing more comes.
    fn write_all(
        &mut self,
        answers: Receiver<Result<Chunk, BatchProblem>>,
        come_through: Receiver<()>,
        people: &AtomicU64,
    ) -> Result<(), BatchProblem> {
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        for answer in answers {
            let chunk = answer?;
            waiting.insert(chunk.number, chunk);
            while let Some(chunk) = waiting.remove(&next) {
                next += 1;
                // Whoever reads may have come to the end already.
                let _more_may_come = come_through.recv();
                people.fetch_add(chunk.counts.people, Ordering::Relaxed);
                self.write(chunk)?;
            }
        }
        Ok(())
    }

    fn write(&mut self, chunk: Chunk) -> Result<(), BatchProblem> {
        for (file, rows) in self.tables.iter_mut().zip(&chunk.tables) {
            file.write(rows)?;
        }
        for (thing, person) in chunk.things {
            self.things.add(thing, person)?;
        }
        self.counts.add(&chunk.counts);
        self.rates.add(chunk.rates);
        Ok(())
    }

    fn finish(self, question: &Question<'_>, asked: &[Asked<'_>], folder: &Folder, how: &Pass) -> Result<Finished, BatchProblem> {
        if how.links.is_none() {
            let links = self.things.links()?;
            if !links.is_empty() {
                return Ok(Finished::Linked(links));
            }
        }
        let mut tables = Vec::with_capacity(TABLES.len() + 1);
        for (file, spec) in self.tables.into_iter().zip(TABLES) {
            tables.push((spec.name.to_owned(), file.finish()?));
        }
        let packs: Vec<&str> = asked.iter().map(|asked| asked.label.as_str()).collect();
        let path = folder.file(&format!("{}.{}", RATES.name, question.format.ending()));
        let mut file = TableFile::create(path, RATES, question.format)?;
        file.write(&self.rates.table(&packs).finish()?)?;
        tables.push((RATES.name.to_owned(), file.finish()?));
        Ok(Finished::Done(self.counts, self.rates, tables))
    }
}
