//! Writing the tables, in the order of the people, whoever is done first.

use crate::answer::Asked;
use crate::counts::Counts;
use crate::order::{LinkIndex, Links};
use crate::output::{KeptTable, TableFile, Target};
use crate::passes::Pass;
use crate::problem::BatchProblem;
use crate::question::Question;
use crate::rates::{RATES, Rates};
use crate::worker::{Chunk, TABLES};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Receiver;

/// The tables as they are written.
pub(crate) struct Writing {
    tables: Vec<TableFile>,
    counts: Counts,
    rates: Rates,
    things: LinkIndex,
    /// The same once more, when it is asked for.
    shared: Option<Vec<(u64, u64)>>,
}

/// What writing came to.
pub(crate) enum Finished {
    /// Some people have to be looked at together.
    Linked(Links),
    /// What was counted, the tables, and what people shared when that was asked for.
    Done { counts: Counts, rates: Rates, tables: Vec<KeptTable>, shared: Option<Vec<(u64, u64)>> },
}

impl Writing {
    /// Begins to write the tables of a run.
    pub(crate) fn begin(question: &Question<'_>, asked: &[Asked<'_>], target: &Target) -> Result<Self, BatchProblem> {
        // What two policies do not agree on takes two.
        let specs = TABLES.iter().take(if asked.len() > 1 { TABLES.len() } else { TABLES.len() - 1 });
        let tables = specs.map(|spec| target.table(spec)).collect::<Result<_, _>>()?;
        let things = LinkIndex::new(question.memory / 4, target.work().join("shared"));
        let shared = question.tells_shared.then(Vec::new);
        Ok(Self { tables, counts: Counts::default(), rates: Rates::default(), things, shared })
    }

    /// Writes what comes, in the order of the batches, until nothing more comes.
    pub(crate) fn write_all(
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
            if let Some(shared) = self.shared.as_mut() {
                shared.push((thing, person));
            }
        }
        self.counts.add(&chunk.counts);
        self.rates.add(chunk.rates);
        Ok(())
    }

    /// Ends the tables, unless it turns out that some people have to be looked at together.
    pub(crate) fn finish(self, asked: &[Asked<'_>], target: &Target, how: &Pass) -> Result<Finished, BatchProblem> {
        if how.links.is_none() {
            let links = self.things.links()?;
            if !links.is_empty() {
                return Ok(Finished::Linked(links));
            }
        }
        let mut tables = Vec::with_capacity(TABLES.len() + 1);
        for file in self.tables {
            tables.push(file.finish()?);
        }
        let packs: Vec<&str> = asked.iter().map(|asked| asked.label.as_str()).collect();
        let mut file = target.table(RATES)?;
        file.write(&self.rates.table(&packs).finish()?)?;
        tables.push(file.finish()?);
        let mut shared = self.shared;
        if let Some(shared) = shared.as_mut() {
            shared.sort_unstable();
            shared.dedup();
        }
        Ok(Finished::Done { counts: self.counts, rates: self.rates, tables, shared })
    }
}
