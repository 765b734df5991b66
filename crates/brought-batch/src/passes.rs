//! One pass over all rows: one thread reads, several work out answers, and one writes them in the order of the people.

use crate::answer::Asked;
use crate::counts::Counts;
use crate::input::Inputs;
use crate::order::{Batch, Links};
use crate::output::{KeptTable, Target};
use crate::problem::{BatchProblem, Halt};
use crate::question::Question;
use crate::rates::Rates;
use crate::reading::read;
use crate::run::Progress;
use crate::worker::{Chunk, Worker};
use crate::writing::{Finished, Writing};
use brought_interop::ReadContext;
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
    pub(crate) tables: Vec<KeptTable>,
    /// What people told of, and who: digests, each pair once. Nothing when that was not asked for.
    pub(crate) shared: Option<Vec<(u64, u64)>>,
}

/// Goes through everything once.
pub(crate) fn pass(
    question: &Question<'_>,
    asked: &[Asked<'_>],
    inputs: &Inputs,
    context: &ReadContext,
    target: &Target,
    how: &Pass,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Passed, BatchProblem> {
    let threads = question.threads.max(1);
    let people = AtomicU64::new(0);
    let looks_for_links = how.links.is_none() || question.tells_shared;
    let mut writing = Writing::begin(question, asked, target)?;
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
            read(question, inputs, context, target, how, &mut hand_on, &told)
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
    writing.finish(asked, target, how).map(|finished| match finished {
        Finished::Linked(links) => Passed::Linked(links),
        Finished::Done { counts, rates, tables, shared } => {
            Passed::Done(Box::new(Done { counts, rates, rows, files_needed, tables, shared }))
        }
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
