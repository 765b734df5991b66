//! Files that were sent to be brought in and wait for somebody to say yes.
//!
//! In memory alone, and not for long: what another system says of children lies on no disk before somebody has looked at what it would change.

use brought_app::ImportMap;
use brought_domain::PractitionerId;
use jiff::{SignedDuration, Timestamp};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A file waits for so long.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(1);
/// Of one account no more wait; the oldest goes.
const MOST_OF_ONE: usize = 3;
/// Of all accounts together no more wait, each at most as large as the largest that is taken; the oldest goes.
const MOST: usize = 24;

/// Files that wait. Cheap to clone; all clones are one.
#[derive(Clone, Default)]
pub struct WaitingFiles(Arc<Mutex<VecDeque<Waiting>>>);

struct Waiting {
    id: String,
    of: PractitionerId,
    at: Timestamp,
    file: Arc<WaitingFile>,
}

/// A file that waits.
pub(crate) struct WaitingFile {
    /// Its name, without its folder.
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    /// How it is to be read. Messages need none.
    pub(crate) map: Option<ImportMap>,
}

impl WaitingFiles {
    /// Keeps a file.
    pub(crate) fn keep(&self, id: String, of: &PractitionerId, file: WaitingFile, at: Timestamp) {
        let mut waiting = self.waiting();
        waiting.retain(|one| holds(one, at));
        let own = waiting.iter().filter(|one| one.of == *of).count();
        if own >= MOST_OF_ONE
            && let Some(oldest) = waiting.iter().position(|one| one.of == *of)
        {
            waiting.remove(oldest);
        }
        if waiting.len() >= MOST {
            waiting.pop_front();
        }
        waiting.push_back(Waiting { id, of: of.clone(), at, file: Arc::new(file) });
    }

    /// The file that this account sent under this id. Nothing: it does not wait any more, or somebody else sent it.
    pub(crate) fn find(&self, id: &str, of: &PractitionerId, now: Timestamp) -> Option<Arc<WaitingFile>> {
        let waiting = self.waiting();
        waiting.iter().find(|one| one.id == id && one.of == *of && holds(one, now)).map(|one| one.file.clone())
    }

    /// Forgets a file of this account.
    pub(crate) fn forget(&self, id: &str, of: &PractitionerId) {
        self.waiting().retain(|one| one.id != id || one.of != *of);
    }

    /// Nothing is left half done while it is held, so that what a thread left that came to grief is whole.
    fn waiting(&self) -> MutexGuard<'_, VecDeque<Waiting>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn holds(waiting: &Waiting, now: Timestamp) -> bool {
    now.duration_since(waiting.at) < KEPT_FOR
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(minute * 60).unwrap()
    }

    fn who(id: &str) -> PractitionerId {
        id.parse().unwrap()
    }

    fn file(name: &str) -> WaitingFile {
        WaitingFile { name: name.to_owned(), bytes: Vec::new(), map: None }
    }

    #[test]
    fn a_file_waits_an_hour_for_whoever_sent_it_and_for_nobody_else() {
        let files = WaitingFiles::default();
        files.keep("a".into(), &who("clerk"), file("book.csv"), at(0));
        assert_eq!(files.find("a", &who("clerk"), at(59)).unwrap().name, "book.csv");
        assert!(files.find("a", &who("nurse"), at(1)).is_none());
        assert!(files.find("a", &who("clerk"), at(60)).is_none());
        files.forget("a", &who("nurse"));
        assert!(files.find("a", &who("clerk"), at(1)).is_some());
        files.forget("a", &who("clerk"));
        assert!(files.find("a", &who("clerk"), at(1)).is_none());
    }

    #[test]
    fn whoever_sends_many_pushes_out_their_own_alone() {
        let files = WaitingFiles::default();
        files.keep("other".into(), &who("lead"), file("other.csv"), at(0));
        for number in 0..=MOST_OF_ONE {
            files.keep(format!("f{number}"), &who("clerk"), file("book.csv"), at(1));
        }
        assert!(files.find("f0", &who("clerk"), at(2)).is_none());
        assert!(files.find("f1", &who("clerk"), at(2)).is_some());
        assert!(files.find("other", &who("lead"), at(2)).is_some());
    }
}
