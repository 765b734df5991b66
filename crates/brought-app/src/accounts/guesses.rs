//! How often a password may be guessed.
//!
//! Kept in memory and not in the store: whoever guesses would else write to the disk with every guess, in front of those who record their
//! work. One program serves the pages, so there is one memory; when it starts anew the guesses are forgotten, which helps nobody who
//! cannot start it. Names that no account has are counted too, so that being refused does not say that there is an account.

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// So many wrong guesses at one name within [`WITHIN`] are the last for [`REFUSED_FOR`].
pub const MOST_GUESSES: usize = 10;

/// The time within which guesses are counted.
const WITHIN: SignedDuration = SignedDuration::from_mins(15);

/// How long nobody can sign in with the name after that.
const REFUSED_FOR: SignedDuration = SignedDuration::from_mins(15);

/// Names remembered at most, so that guessing at many names does not fill the memory.
const MOST_NAMES: usize = 10_000;

/// The guesses at every name that is being guessed at, under the digest of the name: names may be long.
#[derive(Debug, Default)]
pub(crate) struct Guesses(Mutex<HashMap<[u8; 32], OneName>>);

#[derive(Debug, Default)]
struct OneName {
    guessed_at: Vec<Timestamp>,
    refused_until: Option<Timestamp>,
}

impl Guesses {
    /// Counts a guess before it is held against anything, so that many at one time are not all let through.
    ///
    /// # Errors
    /// When guesses at this name are refused: until when. Such a guess is not counted, so that the time does not grow with it.
    pub(super) fn count(&self, name: &str, now: Timestamp) -> Result<(), Timestamp> {
        let mut names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = key(name);
        if names.len() >= MOST_NAMES && !names.contains_key(&key) {
            make_room(&mut names, now);
        }
        let guesses = names.entry(key).or_default();
        if let Some(until) = guesses.refused_until {
            if now < until {
                return Err(until);
            }
            *guesses = OneName::default();
        }
        guesses.guessed_at.retain(|at| now.duration_since(*at) < WITHIN);
        guesses.guessed_at.push(now);
        if guesses.guessed_at.len() >= MOST_GUESSES {
            guesses.refused_until = Some(now.checked_add(REFUSED_FOR).unwrap_or(Timestamp::MAX));
        }
        Ok(())
    }

    /// Forgets the guesses at a name: its owner has signed in.
    pub(super) fn forget(&self, name: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&key(name));
    }
}

/// The store takes names in upper and lower case and with spaces around them for the same.
fn key(name: &str) -> [u8; 32] {
    Sha256::digest(name.trim().to_lowercase().as_bytes()).into()
}

/// Forgets what no longer counts; if everything does, the name whose last guess is longest ago.
fn make_room(names: &mut HashMap<[u8; 32], OneName>, now: Timestamp) {
    let last = |guesses: &OneName| guesses.guessed_at.last().copied().unwrap_or(Timestamp::MIN);
    names.retain(|_, guesses| now.duration_since(last(guesses)) < WITHIN.max(REFUSED_FOR));
    if names.len() >= MOST_NAMES
        && let Some(oldest) = names.iter().min_by_key(|(_, guesses)| last(guesses)).map(|(key, _)| *key)
    {
        names.remove(&oldest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::at;

    fn after(seconds: i64) -> Timestamp {
        at("2026-07-01T09:00:00Z") + SignedDuration::from_secs(seconds)
    }

    #[test]
    fn the_eleventh_guess_waits_fifteen_minutes_from_the_tenth() {
        let guesses = Guesses::default();
        for guess in 0..10 {
            assert_eq!(guesses.count("n.nurse", after(guess)), Ok(()));
        }
        assert_eq!(guesses.count(" N.Nurse", after(10)), Err(after(9 + 900)));
        assert_eq!(guesses.count("n.nurse", after(9 + 899)), Err(after(9 + 900)), "and does not grow");
        assert_eq!(guesses.count("another", after(10)), Ok(()), "nobody else waits");
        assert_eq!(guesses.count("n.nurse", after(9 + 900)), Ok(()));
    }

    #[test]
    fn ten_mistakes_over_a_morning_and_a_password_that_was_right_count_for_nothing() {
        let guesses = Guesses::default();
        for guess in 0..100 {
            assert_eq!(guesses.count("slow", after(guess * 100)), Ok(()));
        }
        for guess in 0..100 {
            assert_eq!(guesses.count("right", after(guess)), Ok(()));
            if guess % 9 == 8 {
                guesses.forget("RIGHT");
            }
        }
    }

    #[test]
    fn the_memory_does_not_grow_with_the_names_that_are_guessed_at() {
        let guesses = Guesses::default();
        for name in 0..MOST_NAMES + 5 {
            guesses.count(&format!("name {name}"), after(0)).unwrap();
        }
        assert_eq!(guesses.0.lock().unwrap().len(), MOST_NAMES);
        guesses.count("one more", after(900)).unwrap();
        assert_eq!(guesses.0.lock().unwrap().len(), 1, "what no longer counts goes first");
    }
}
