//! What somebody searched for, kept under an id that stands in the address in its place: names, numbers and birthdays have no place in the history of a
//! browser or in the log of a web server (H38).
//!
//! In memory alone, for as long as a session can last. Whoever goes back to a search that is not kept any more searches again.

use crate::form::Values;
use brought_app::LONGEST_HOURS;
use brought_domain::PractitionerId;
use jiff::{SignedDuration, Timestamp};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Of one account no more are kept; the oldest goes.
const MOST_OF_ONE: usize = 50;
/// Of all accounts together no more are kept; the oldest goes.
const MOST: usize = 20_000;

/// Searches. Cheap to clone; all clones are one.
#[derive(Clone, Default)]
pub struct Searches(Arc<Mutex<VecDeque<Search>>>);

struct Search {
    id: String,
    of: PractitionerId,
    asked: Values,
    at: Timestamp,
}

impl Searches {
    /// Keeps what somebody searched for.
    pub(crate) fn keep(&self, id: String, of: &PractitionerId, asked: Values, at: Timestamp) {
        let mut searches = self.searches();
        searches.retain(|search| holds(search, at));
        let own = searches.iter().filter(|search| search.of == *of).count();
        if own >= MOST_OF_ONE
            && let Some(oldest) = searches.iter().position(|search| search.of == *of)
        {
            searches.remove(oldest);
        }
        if searches.len() >= MOST {
            searches.pop_front();
        }
        searches.push_back(Search { id, of: of.clone(), asked, at });
    }

    /// What this account searched for under this id. Nothing: it is not kept, or somebody else did.
    pub(crate) fn find(&self, id: &str, of: &PractitionerId, now: Timestamp) -> Option<Values> {
        let searches = self.searches();
        searches.iter().find(|search| search.id == id && search.of == *of && holds(search, now)).map(|search| search.asked.clone())
    }

    /// Nothing is left half done while it is held, so that what a thread left that came to grief is whole.
    fn searches(&self) -> MutexGuard<'_, VecDeque<Search>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn holds(search: &Search, now: Timestamp) -> bool {
    now.duration_since(search.at) < SignedDuration::from_hours(LONGEST_HOURS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(hour * 3600).unwrap()
    }

    fn who(id: &str) -> PractitionerId {
        id.parse().unwrap()
    }

    fn asked(words: &str) -> Values {
        Values::new(vec![("q".to_owned(), words.to_owned())])
    }

    #[test]
    fn a_search_is_found_again_by_whoever_made_it_for_as_long_as_a_session_can_last() {
        let searches = Searches::default();
        searches.keep("a".into(), &who("hv"), asked("sam"), at(0));
        assert_eq!(searches.find("a", &who("hv"), at(11)), Some(asked("sam")));
        assert_eq!(searches.find("a", &who("sn"), at(1)), None);
        assert_eq!(searches.find("b", &who("hv"), at(1)), None);
        assert_eq!(searches.find("a", &who("hv"), at(LONGEST_HOURS)), None);
    }

    #[test]
    fn somebody_who_searches_much_pushes_out_their_own_searches_alone() {
        let searches = Searches::default();
        searches.keep("other".into(), &who("sn"), asked("ann"), at(0));
        for number in 0..=MOST_OF_ONE {
            searches.keep(format!("s{number}"), &who("hv"), asked("sam"), at(0));
        }
        assert_eq!(searches.find("s0", &who("hv"), at(0)), None);
        assert!(searches.find("s1", &who("hv"), at(0)).is_some());
        assert!(searches.find("other", &who("sn"), at(0)).is_some());
    }
}
