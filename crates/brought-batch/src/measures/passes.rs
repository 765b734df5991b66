//! The two ways through the contacts: as they stand, when they are in the order of the children, or parted and gathered.

use super::child_files::ChildFile;
use super::concerns::Concerns;
use super::fold::Rules;
use super::gather::{Gather, Parted};
use super::keys::Keys;
use super::months::Months;
use super::parts::{Parts, Shape};
use super::rows::Sums;
use super::seams::{Block, Seams};
use super::stop::Stop;
use super::walk::{Folds, Walk};
use super::work::{ContactFiles, LookUp};
use super::write::ChildTable;
use crate::problem::BatchProblem;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// A part has about so many rows, so that it fits into the memory next to the processor.
const ROWS_IN_PART: usize = 1 << 14;

/// So many parts make a block of rows that are written together.
const PARTS_IN_BLOCK: usize = 32;

/// What a pass works with.
pub(super) struct Pass<'p> {
    pub(super) contacts: &'p ContactFiles,
    pub(super) children: &'p ChildFile,
    pub(super) look_up: &'p LookUp,
    pub(super) rules: &'p [Rules<'p>],
    /// A table for each plan, if they are written.
    pub(super) tables: &'p [ChildTable],
    pub(super) threads: usize,
    /// How many bytes of rows are held, and where others go.
    pub(super) memory: usize,
    pub(super) work: &'p Path,
}

/// What a pass came to, or a thread of it.
#[derive(Default)]
pub(super) struct Passed {
    pub(super) contacts: u64,
    pub(super) not_said: u64,
    /// How many children come out differently under the second plan.
    pub(super) different: u64,
    /// For each plan.
    pub(super) sums: Vec<Sums>,
    pub(super) months: Vec<Months>,
    /// How many bytes went through files.
    pub(super) spilled: u64,
}

impl Passed {
    fn add(&mut self, other: Self) {
        self.contacts += other.contacts;
        self.not_said += other.not_said;
        self.different += other.different;
        self.spilled += other.spilled;
        self.sums.resize_with(self.sums.len().max(other.sums.len()), Sums::default);
        self.months.resize_with(self.months.len().max(other.months.len()), Months::default);
        self.sums.iter_mut().zip(&other.sums).for_each(|(sums, more)| sums.add(more));
        self.months.iter_mut().zip(&other.months).for_each(|(months, more)| months.add_all(more));
    }
}

impl Pass<'_> {
    /// Goes through contacts that are in the order of the children.
    pub(super) fn in_order(&self) -> Result<Passed, Stop> {
        let (work, seams, is_given_up) = (self.contacts.work(), Mutex::new(Seams::default()), AtomicBool::new(false));
        let (are_children_checked, kind) = (AtomicBool::new(false), self.contacts.child_kind());
        let one = |_: usize| {
            let mut passed = Passed::default();
            let folds = Folds::new(self.rules, &self.look_up.days, kind);
            let concerns = Concerns::new(self.children.children(kind)?, Keys::new(kind));
            let mut walk = Walk::new(folds, concerns, self.contacts, self.contacts.id_kind());
            let mut reader = self.contacts.reader(self.look_up);
            while let Some((number, unit)) = work.next()? {
                if is_given_up.load(Ordering::Relaxed) {
                    return Err(Stop::GivenUp);
                }
                reader.read(&unit, false, &mut walk)?;
                work.give_back(unit);
                let walked = walk.end()?;
                let mut held = seams.lock().unwrap_or_else(PoisonError::into_inner);
                let blocks = held.put(number, walked, &mut walk.folds, self.contacts)?;
                drop(held);
                blocks.into_iter().try_for_each(|block| self.write(block, &mut passed))?;
            }
            if !are_children_checked.swap(true, Ordering::Relaxed) {
                walk.concerns.read_to_the_end()?;
            }
            passed.contacts = walk.contacts;
            passed.end(walk.folds);
            Ok(passed)
        };
        let mut passed = self.run(&is_given_up, &one)?;
        let mut folds = Folds::new(self.rules, &self.look_up.days, kind);
        let last = seams.into_inner().unwrap_or_else(PoisonError::into_inner).end(&mut folds, self.contacts)?;
        self.write(last, &mut passed)?;
        let mut more = Passed::default();
        more.end(folds);
        passed.add(more);
        Ok(passed)
    }

    /// Parts contacts by child, whatever order they come in, and works out one part after another.
    pub(super) fn in_any_order(&self) -> Result<Passed, Stop> {
        let about = self.contacts.about()?;
        let count = (about / ROWS_IN_PART).next_power_of_two().min(1 << 12);
        let (memory, kind) = (self.memory / self.threads.max(1), self.contacts.child_kind());
        let shape = Shape { child: kind, id: self.contacts.id_kind() };
        let new = |number: usize| Parts::new(shape, count, memory, self.work.join(format!("parts-{number}")));
        let (work, is_given_up) = (self.contacts.work(), AtomicBool::new(false));
        let parted = Mutex::new(vec![self.part_children(new(self.threads), kind)?]);
        let part = |number: usize| {
            let (mut parts, mut reader) = (new(number), self.contacts.reader(self.look_up));
            while let Some((_, unit)) = work.next()? {
                if is_given_up.load(Ordering::Relaxed) {
                    return Err(Stop::GivenUp);
                }
                reader.read(&unit, true, &mut parts)?;
                work.give_back(unit);
            }
            parts.finish()?;
            let passed = Passed { contacts: parts.contacts, spilled: parts.spilled(), ..Passed::default() };
            parted.lock().unwrap_or_else(PoisonError::into_inner).push(parts);
            Ok(passed)
        };
        let mut passed = self.run(&is_given_up, &part)?;
        let parts = parted.into_inner().unwrap_or_else(PoisonError::into_inner);
        let parted =
            Parted { parts: &parts, days: &self.look_up.days, clock: self.contacts.clock(), shape, child_file: self.children.name() };
        let next = AtomicUsize::new(0);
        let gather = |_: usize| {
            let (mut gather, mut folds) = (Gather::new(&parted), Folds::new(self.rules, &self.look_up.days, kind));
            let mut passed = Passed::default();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number * PARTS_IN_BLOCK >= count || is_given_up.load(Ordering::Relaxed) {
                    passed.end(folds);
                    return Ok(passed);
                }
                let mut rows = folds.new_rows();
                for part in (number * PARTS_IN_BLOCK..count).take(PARTS_IN_BLOCK) {
                    gather.part(part, &mut folds, &mut rows)?;
                }
                self.write(Block { number, lists: vec![rows] }, &mut passed)?;
            }
        };
        passed.add(self.run(&is_given_up, &gather)?);
        Ok(passed)
    }

    fn part_children(&self, mut parts: Parts, kind: super::keys::KeyKind) -> Result<Parts, Stop> {
        let mut file = self.children.children(kind)?;
        let (mut children, mut known) = (Keys::new(kind), Vec::new());
        while file.next(&mut children, &mut known)? {
            parts.add_children(&children, &known)?;
        }
        parts.finish()?;
        Ok(parts)
    }

    /// Does the same in every thread, each with its number, and adds up what they come to.
    fn run(&self, is_given_up: &AtomicBool, one: &(dyn Fn(usize) -> Result<Passed, Stop> + Sync)) -> Result<Passed, Stop> {
        let guarded = |number: usize| one(number).inspect_err(|_| is_given_up.store(true, Ordering::Relaxed));
        let results: Vec<Result<Passed, Stop>> = std::thread::scope(|scope| {
            let others: Vec<_> = (1..self.threads).map(|number| scope.spawn(move || guarded(number))).collect();
            let own = guarded(0);
            let joined =
                others.into_iter().map(|other| other.join().unwrap_or_else(|_| Err(BatchProblem::inner("a thread", "it stopped").into())));
            std::iter::once(own).chain(joined).collect()
        });
        let mut all = Passed::default();
        let mut stops = Vec::new();
        for result in results {
            match result {
                Ok(passed) => all.add(passed),
                Err(stop) => stops.push(stop),
            }
        }
        // Whoever gave up did so because of another.
        match stops.iter().find(|stop| **stop != Stop::GivenUp).or(stops.first()) {
            Some(stop) => Err(stop.clone()),
            None => Ok(all),
        }
    }

    /// Adds up rows and hands them on to be written.
    fn write(&self, block: Block, passed: &mut Passed) -> Result<(), Stop> {
        passed.sums.resize_with(self.rules.len(), Sums::default);
        for rows in &block.lists {
            passed.sums.iter_mut().zip(rows).for_each(|(sums, rows)| sums.add_rows(rows));
            if let [one, other] = rows.as_slice() {
                passed.different += one.different(other);
            }
        }
        let mut lists: Vec<_> = block.lists.into_iter().map(Vec::into_iter).collect();
        for table in self.tables {
            let encoded = table.encode(lists.iter_mut().filter_map(Iterator::next).collect())?;
            table.put(block.number, encoded)?;
        }
        Ok(())
    }
}

impl Passed {
    /// Takes over what a thread has counted.
    fn end(&mut self, folds: Folds<'_>) {
        self.not_said += folds.not_said;
        let months: Vec<Months> = folds.folds.into_iter().map(|fold| fold.months).collect();
        self.add(Self { months, ..Self::default() });
    }
}
