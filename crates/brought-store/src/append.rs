//! Appending events: all of a batch or nothing, and an answer only when the disk has it (S8, S21, H41).

use crate::issued::IssuedDocument;
use crate::open::Store;
use crate::problem::StoreProblem;
use crate::row::Columns;
use crate::writer::{Job, Request};
use brought_domain::{Event, PersonId};
use tokio::sync::oneshot;

/// What the writer of events believes a person's record to be at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The version that was shown when the entry was written: 0 for a person without a record (S21).
    Version(u64),
    /// It does not matter: for imports, whose events mean the same in any order (S6).
    Any,
}

/// Events to add to one person's record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonAppend {
    /// Whose record.
    pub person: PersonId,
    /// What it is believed to be at.
    pub expected: Expected,
    /// The events, in the order to add them. Each is about this person.
    pub events: Vec<Event>,
}

/// What came of an append.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Appended {
    /// How many events were added.
    pub appended: usize,
    /// How many were there already with the same content, and were left alone (S6).
    pub skipped: usize,
    /// The version of each person's record now, in the order of the batch.
    pub versions: Vec<(PersonId, u64)>,
}

/// Events to add to one person's record, in their written form. Writing them out needs no turn at the writer.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(crate) person: PersonId,
    pub(crate) expected: Expected,
    pub(crate) events: Vec<(Event, Columns)>,
}

impl Store {
    /// Appends a batch: all of it, or nothing. Returns when it has reached the disk.
    ///
    /// An event that is stored already with the same content is skipped, so a batch may be repeated when no answer came. For an imported
    /// event the time of recording does not count as content: the same row read again tomorrow is the same event (H9). A batch of which
    /// everything is stored already succeeds whatever version was expected.
    ///
    /// Once asked for, it is carried out even when nobody waits for the answer any more.
    ///
    /// # Errors
    /// [`StoreProblem::Conflict`], [`StoreProblem::SameIdOtherContent`], [`StoreProblem::WrongPerson`] and
    /// [`StoreProblem::CannotBeWritten`] say what is wrong with the batch; the others, what is wrong with the store. In every case nothing of the batch was saved.
    pub async fn append(&self, batch: Vec<PersonAppend>) -> Result<Appended, StoreProblem> {
        self.append_with(batch, Vec::new()).await
    }

    /// The same, with the documents that were issued with the entries: both are kept, or neither. Of a batch that is stored already nothing is
    /// added, and no document either.
    ///
    /// # Errors
    /// As for [`Self::append`].
    pub async fn append_with(&self, batch: Vec<PersonAppend>, issued: Vec<IssuedDocument>) -> Result<Appended, StoreProblem> {
        let prepared = batch.into_iter().map(prepare).collect::<Result<Vec<_>, _>>()?;
        let (reply, answer) = oneshot::channel();
        self.jobs().send(Job::Append(Request { batch: prepared, issued, reply })).await.map_err(|_| StoreProblem::Closed)?;
        answer.await.map_err(|_| StoreProblem::Closed)?
    }
}

fn prepare(append: PersonAppend) -> Result<Prepared, StoreProblem> {
    let PersonAppend { person, expected, events } = append;
    if let Some(stray) = events.iter().find(|event| event.about != person) {
        return Err(StoreProblem::WrongPerson { event: stray.id.clone(), about: stray.about.clone(), person });
    }
    let events = events.into_iter().map(|event| Columns::of(&event).map(|columns| (event, columns))).collect::<Result<_, _>>()?;
    Ok(Prepared { person, expected, events })
}
