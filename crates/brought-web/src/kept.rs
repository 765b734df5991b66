//! What somebody left here that only they may have again: in memory alone, for a time, and no more of it than there is room for.

use brought_domain::PractitionerId;
use jiff::{SignedDuration, Timestamp};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Something that can be kept.
pub(crate) trait Keep {
    /// For how long.
    const FOR: SignedDuration;
    /// Of one account no more are kept; the oldest goes.
    const MOST_OF_ONE: usize;
    /// Of all accounts together no more are kept; the oldest goes.
    const MOST: usize;
}

/// What is kept, each under an id that nobody can guess. Cheap to clone; all clones are one.
pub(crate) struct Kept<T>(Arc<Mutex<VecDeque<One<T>>>>);

struct One<T> {
    id: String,
    of: PractitionerId,
    at: Timestamp,
    what: Arc<T>,
}

impl<T> Clone for Kept<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T: Keep> Kept<T> {
    /// Keeps something for this account.
    pub(crate) fn keep(&self, id: String, of: &PractitionerId, what: T, at: Timestamp) {
        let mut kept = self.kept();
        kept.retain(|one| holds(one, at));
        let own = kept.iter().filter(|one| one.of == *of).count();
        if own >= T::MOST_OF_ONE
            && let Some(oldest) = kept.iter().position(|one| one.of == *of)
        {
            kept.remove(oldest);
        }
        if kept.len() >= T::MOST {
            kept.pop_front();
        }
        kept.push_back(One { id, of: of.clone(), at, what: Arc::new(what) });
    }

    /// What this account left under this id. Nothing: it is not kept any more, or somebody else left it.
    pub(crate) fn find(&self, id: &str, of: &PractitionerId, now: Timestamp) -> Option<Arc<T>> {
        let kept = self.kept();
        kept.iter().find(|one| one.id == id && one.of == *of && holds(one, now)).map(|one| Arc::clone(&one.what))
    }

    /// Forgets something of this account.
    pub(crate) fn forget(&self, id: &str, of: &PractitionerId) {
        self.kept().retain(|one| one.id != id || one.of != *of);
    }

    /// Nothing is left half done while it is held, so that what a thread left that came to grief is whole.
    fn kept(&self) -> MutexGuard<'_, VecDeque<One<T>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn holds<T: Keep>(one: &One<T>, now: Timestamp) -> bool {
    now.duration_since(one.at) < T::FOR
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Eq)]
    struct Note(&'static str);

    impl Keep for Note {
        const FOR: SignedDuration = SignedDuration::from_hours(1);
        const MOST_OF_ONE: usize = 3;
        const MOST: usize = 5;
    }

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(minute * 60).unwrap()
    }

    fn who(id: &str) -> PractitionerId {
        id.parse().unwrap()
    }

    #[test]
    fn it_is_kept_for_its_time_for_whoever_left_it_and_for_nobody_else() {
        let kept = Kept::default();
        kept.keep("a".into(), &who("clerk"), Note("book"), at(0));
        assert_eq!(kept.find("a", &who("clerk"), at(59)).as_deref(), Some(&Note("book")));
        assert_eq!(kept.find("b", &who("clerk"), at(1)), None);
        assert_eq!(kept.find("a", &who("nurse"), at(1)), None);
        assert_eq!(kept.find("a", &who("clerk"), at(60)), None);
        kept.forget("a", &who("nurse"));
        assert!(kept.find("a", &who("clerk"), at(1)).is_some());
        kept.clone().forget("a", &who("clerk"));
        assert_eq!(kept.find("a", &who("clerk"), at(1)), None);
    }

    #[test]
    fn whoever_leaves_much_pushes_out_their_own_and_that_of_others_only_when_there_is_no_room() {
        let kept = Kept::default();
        let has = |id: &str, of: &str| kept.find(id, &who(of), at(2)).is_some();
        kept.keep("other".into(), &who("lead"), Note("other"), at(0));
        for number in 0..4 {
            kept.keep(format!("n{number}"), &who("clerk"), Note("own"), at(1));
        }
        assert!(!has("n0", "clerk") && has("n1", "clerk") && has("other", "lead"));
        kept.keep("x".into(), &who("x"), Note("x"), at(1));
        assert!(has("other", "lead"));
        kept.keep("y".into(), &who("y"), Note("y"), at(1));
        assert!(!has("other", "lead") && has("n1", "clerk"));
    }

    #[test]
    fn what_is_over_makes_room_before_anything_else_goes() {
        let kept = Kept::default();
        for number in 0..3 {
            kept.keep(format!("n{number}"), &who("clerk"), Note("own"), at(number * 50));
        }
        kept.keep("n3".into(), &who("clerk"), Note("own"), at(101));
        assert!(kept.find("n2", &who("clerk"), at(101)).is_some() && kept.find("n1", &who("clerk"), at(101)).is_some());
    }
}
