//! The one task that writes events. Appends that wait together are committed together: one wait for the disk serves them all.

use crate::append::{Appended, Prepared};
use crate::connection::Writing;
use crate::entries::EntryKind;
use crate::issued::{self, IssuedDocument};
use crate::keys::Keeping;
use crate::problem::StoreProblem;
use crate::{tree, write_events};
use sqlx::SqlitePool;
use std::sync::Arc;
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
    pub(crate) issued: Vec<IssuedDocument>,
    pub(crate) reply: oneshot::Sender<Result<Appended, StoreProblem>>,
}

impl Request {
    fn size(&self) -> usize {
        self.batch.iter().map(|append| append.events.len()).sum()
    }
}

/// Starts the task. It ends when everybody who could ask has gone, or when it is told to.
pub(crate) fn start(writer: SqlitePool, keeping: Arc<Keeping>) -> mpsc::Sender<Job> {
    let (jobs, mut queue) = mpsc::channel(QUEUE);
    tokio::spawn(async move {
        while let Some(job) = queue.recv().await {
            let (group, stop) = gather(job, &mut queue);
            answer(&writer, &keeping, group).await;
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
async fn answer(writer: &SqlitePool, keeping: &Keeping, group: Vec<Request>) {
    let (batches, replies): (Vec<_>, Vec<_>) = group.into_iter().map(|request| ((request.batch, request.issued), request.reply)).unzip();
    let outcome = write(writer, keeping, &batches).await;
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
async fn write(
    writer: &SqlitePool,
    keeping: &Keeping,
    batches: &[(Vec<Prepared>, Vec<IssuedDocument>)],
) -> Result<Vec<Result<Appended, StoreProblem>>, StoreProblem> {
    let mut answers = Vec::with_capacity(batches.len());
    if batches.is_empty() {
        return Ok(answers);
    }
    let mut writing = Writing::begin(writer).await?;
    for (batch, issued) in batches {
        sqlx::query("SAVEPOINT batch").execute(&mut *writing).await?;
        let answer = write_events::write(&mut writing, keeping, batch).await;
        if answer.as_ref().is_ok_and(|appended| appended.appended > 0) {
            issued::write(&mut writing, keeping, issued).await?;
        }
        match &answer {
            Err(problem) if !problem.is_about_the_request() => return Err(problem.clone()),
            Err(_) => sqlx::query("ROLLBACK TO batch").execute(&mut *writing).await.map(drop)?,
            Ok(_) => {}
        }
        sqlx::query("RELEASE batch").execute(&mut *writing).await?;
        answers.push(answer);
    }
    tree::cover(&mut writing, EntryKind::Event).await?;
    writing.commit().await?;
    Ok(answers)
}

#[cfg(test)]
mod tests {
    use crate::append::{Expected, PersonAppend};
    use crate::{OpenMode, Store, StoreProblem};
    use brought_domain::{Author, Event, EventId, Fact, Happened, PersonId, Source};
    use sqlx::AssertSqlSafe;

    fn note(id: &str, words: &str) -> PersonAppend {
        let person = PersonId::new("ann").unwrap();
        let event = Event {
            id: EventId::new(id).unwrap(),
            about: person.clone(),
            service: None,
            happened: Happened::On(jiff::civil::date(2026, 7, 1)),
            recorded_at: "2026-07-01T11:00:00Z".parse().unwrap(),
            author: Author::Reported { system: "test".into() },
            source: Source::Entered,
            corrects: None,
            answers: Vec::new(),
            fact: Fact::NoteWritten(words.into()),
        };
        PersonAppend { person, expected: Expected::Any, events: vec![event] }
    }

    async fn allow_pages(store: &Store, pages: i64) {
        let mut writing = store.write().await.unwrap();
        sqlx::query(AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"))).execute(&mut *writing).await.unwrap();
        writing.commit().await.unwrap();
    }

    /// Lets the file grow by so many pages and no more.
    async fn leave_room_for(store: &Store, pages: i64) {
        let used: i64 = sqlx::query_scalar("PRAGMA page_count").fetch_one(store.readers()).await.unwrap();
        allow_pages(store, used + pages).await;
    }

    /// H41: a full disk is said plainly, loses nothing that was acknowledged, and is got over without anybody touching the database.
    #[tokio::test]
    async fn a_full_disk_is_said_plainly_and_got_over() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path().join("record"), OpenMode::Create).await.unwrap();
        // A limit on the size of the file stands for the disk: SQLite reports both in the same way.
        leave_room_for(&store, 8).await;
        let words = "word ".repeat(2000);
        let (mut acknowledged, mut refused) = (0, 0);
        for number in 0..40 {
            match store.append(vec![note(&format!("a{number}"), &words)]).await {
                Ok(_) => acknowledged += 1,
                Err(problem) => {
                    assert_eq!(problem, StoreProblem::DiskFull);
                    assert!(problem.to_string().starts_with("The disk is full: nothing was saved"));
                    refused += 1;
                }
            }
        }
        assert!(acknowledged > 0 && refused > 0, "{acknowledged} {refused}");
        assert_eq!(store.counts().await.unwrap().events, acknowledged);
        allow_pages(&store, 1_000_000).await;
        store.append(vec![note("after", &words)]).await.unwrap();
        let verified = store.verify(&[]).await.unwrap();
        assert_eq!((verified.events, verified.findings), (acknowledged + 1, vec![]));
    }

    /// When the disk is full, nobody who waits in the same group is told that their entry was saved.
    #[tokio::test]
    async fn a_full_disk_refuses_everybody_who_waits_together() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path().join("record"), OpenMode::Create).await.unwrap();
        leave_room_for(&store, 8).await;
        let words = "word ".repeat(2000);
        let attempts: Vec<_> = (0..60)
            .map(|number| {
                let (store, append) = (store.clone(), note(&format!("a{number}"), if number % 4 == 3 { &words } else { "short" }));
                tokio::spawn(async move { store.append(vec![append]).await })
            })
            .collect();
        let mut acknowledged = 0;
        for attempt in attempts {
            acknowledged += u64::from(attempt.await.unwrap().is_ok());
        }
        assert!(acknowledged < 60, "the disk never became full");
        assert_eq!(store.counts().await.unwrap().events, acknowledged);
        assert_eq!(store.verify(&[]).await.unwrap().findings, []);
    }
}
