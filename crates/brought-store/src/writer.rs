//! The one task that writes events. Appends that wait together are committed together: one wait for the disk serves them all.

use crate::append::{Appended, Prepared};
use crate::connection::Writing;
use crate::problem::StoreProblem;
use crate::write_events;
use sqlx::SqlitePool;
use tokio::sync::{mpsc, oneshot};

/// How many requests may wait before those who ask are made to wait too.
const QUEUE: usize = 1024;

/// How many events to commit together at most, so that nobody waits long behind a large import.
const EVENTS_IN_A_GROUP: usize = 4096;

/// Something for the writer to do.
#[derive(Debug)]
pub(crate) enum Job {
    /// Append a batch.
    Append(Request),
    /// Finish what was asked before, answer, and stop.
    Stop(oneshot::Sender<()>),
}

/// A batch, and where to send the answer.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) batch: Vec<Prepared>,
    pub(crate) reply: oneshot::Sender<Result<Appended, StoreProblem>>,
}

impl Request {
    fn size(&self) -> usize {
        self.batch.iter().map(|append| append.events.len()).sum()
    }
}

/// Starts the task. It ends when everybody who could ask has gone, or when it is told to.
pub(crate) fn start(writer: SqlitePool) -> mpsc::Sender<Job> {
    let (jobs, mut queue) = mpsc::channel(QUEUE);
    tokio::spawn(async move {
        while let Some(job) = queue.recv().await {
            let (group, stop) = gather(job, &mut queue);
            answer(&writer, group).await;
            if let Some(done) = stop {
                // Those still in the queue learn that the store is closed when the queue is dropped.
                drop(queue);
                let _nobody_waits = done.send(());
                return;
            }
        }
    });
    jobs
}

/// Takes what is waiting now, up to a fair size.
fn gather(first: Job, queue: &mut mpsc::Receiver<Job>) -> (Vec<Request>, Option<oneshot::Sender<()>>) {
    let (mut group, mut size, mut next) = (Vec::new(), 0, Some(first));
    while let Some(job) = next {
        match job {
            Job::Stop(done) => return (group, Some(done)),
            Job::Append(request) => {
                size += request.size();
                group.push(request);
            }
        }
        next = if size < EVENTS_IN_A_GROUP { queue.try_recv().ok() } else { None };
    }
    (group, None)
}

/// Writes a group and tells each of those who asked what came of it, after the commit and not before (H41).
async fn answer(writer: &SqlitePool, group: Vec<Request>) {
    let (batches, replies): (Vec<_>, Vec<_>) = group.into_iter().map(|request| (request.batch, request.reply)).unzip();
    let outcome = write(writer, &batches).await;
    for (place, reply) in replies.into_iter().enumerate() {
        let answer = match &outcome {
            Ok(answers) => answers.get(place).cloned().unwrap_or(Err(StoreProblem::Closed)),
            Err(problem) => Err(problem.clone()),
        };
        // Somebody who has gone away does not need the answer; the events are saved all the same.
        let _gone_away = reply.send(answer);
    }
}

/// Writes a group in one transaction. A batch that is at fault is undone alone; trouble with the store undoes the whole group.
async fn write(writer: &SqlitePool, batches: &[Vec<Prepared>]) -> Result<Vec<Result<Appended, StoreProblem>>, StoreProblem> {
    let mut answers = Vec::with_capacity(batches.len());
    if batches.is_empty() {
        return Ok(answers);
    }
    let mut writing = Writing::begin(writer).await?;
    for batch in batches {
        sqlx::query("SAVEPOINT batch").execute(&mut *writing).await?;
        let answer = write_events::write(&mut writing, batch).await;
        match &answer {
            Err(problem) if !problem.is_about_the_request() => return Err(problem.clone()),
            Err(_) => sqlx::query("ROLLBACK TO batch").execute(&mut *writing).await.map(drop)?,
            Ok(_) => {}
        }
        sqlx::query("RELEASE batch").execute(&mut *writing).await?;
        answers.push(answer);
    }
    writing.commit().await?;
    Ok(answers)
}
