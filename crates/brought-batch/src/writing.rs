//! Writing the tables, in the order of the people, whoever is done first.

use crate::answer::Asked;
use crate::counts::Counts;
use crate::order::{LinkIndex, Links};
use crate::output::{Folder, TableFile};
use crate::passes::Pass;
use crate::problem::BatchProblem;
use crate::question::Question;
use crate::rates::{RATES, Rates};
use crate::table::Spec;
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
}

/// What writing came to.
pub(crate) enum Finished {
    /// Some people have to be looked at together.
    Linked(Links),
    /// What was counted, and the tables with their rows.
    Done(Counts, Rates, Vec<(String, u64)>),
}

impl Writing {
    /// Begins to write the tables of a run.
    pub(crate) fn begin(question: &Question<'_>, asked: &[Asked<'_>], folder: &Folder) -> Result<Self, BatchProblem> {
        // What two policies do not agree on takes two.
        let specs = TABLES.iter().take(if asked.len() > 1 { TABLES.len() } else { TABLES.len() - 1 });
        let file = |spec: &&Spec| {
            let path = folder.file(&format!("{}.{}", spec.name, question.format.ending()));
            TableFile::create(path, spec, question.format)
        };
        let tables = specs.map(file).collect::<Result<_, _>>()?;
        let things = LinkIndex::new(question.memory / 4, folder.work().join("shared"));
        Ok(Self { tables, counts: Counts::default(), rates: Rates::default(), things })
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
        }
        self.counts.add(&chunk.counts);
        self.rates.add(chunk.rates);
        Ok(())
    }

    /// Ends the tables, unless it turns out that some people have to be looked at together.
    pub(crate) fn finish(
        self,
        question: &Question<'_>,
        asked: &[Asked<'_>],
        folder: &Folder,
        how: &Pass,
    ) -> Result<Finished, BatchProblem> {
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
