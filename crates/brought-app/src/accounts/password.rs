//! Hashing passwords and holding them against their hash.

use crate::failure::{Failure, Refusal};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Random bytes that make two hashes of one password differ. Fresh for every password.
pub type PasswordSalt = [u8; 16];

/// Shorter passwords are refused. Length is what counts; no mixture of characters is asked for.
const SHORTEST: usize = 12;

/// Longer ones are refused before any work is done on them.
const LONGEST: usize = 1000;

/// Held against when there is no such account, so that the answer takes as long. No password gives it: its digest is all zeros.
const NOBODYS_HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm8tc3VjaC1hY2NvdW50$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Passwords looked at at one time. Each takes 19 MiB and a core for a while; the others wait.
const AT_ONE_TIME: usize = 2;

/// Looks at passwords away from the threads that serve pages. Cheap to clone; all clones are one.
#[derive(Clone)]
pub(crate) struct Verifying(Arc<Semaphore>);

impl Default for Verifying {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONE_TIME)))
    }
}

impl Verifying {
    /// Whether this is the password. Takes as long when there is no hash to hold it against.
    ///
    /// # Errors
    /// [`Failure::Trouble`] when the program is ending.
    pub(super) async fn is_right(&self, password: String, stored: Option<String>) -> Result<bool, Failure> {
        let ending = |_| Failure::unforeseen("the password could not be looked at, because the program is ending".to_owned());
        // The permit goes along, so that one whose browser has gone away counts until its work is done.
        let permit =
            Arc::clone(&self.0).acquire_owned().await.map_err(|_| Failure::unforeseen("nobody looks at passwords any more".to_owned()))?;
        let looking = tokio::task::spawn_blocking(move || {
            let is_right = is_right(&password, stored.as_deref());
            drop(permit);
            is_right
        });
        looking.await.map_err(ending)
    }
}

/// Whether somebody may have this password.
///
/// # Errors
/// [`Failure::Refused`] when it is too short or too long.
pub(super) fn check(password: &str) -> Result<(), Failure> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(
            Refusal::one("password", format!("Choose a password of at least {SHORTEST} characters; three words are a good start")).into()
        );
    }
    if length > LONGEST {
        return Err(Refusal::one("password", format!("Choose a password of at most {LONGEST} characters")).into());
    }
    Ok(())
}

/// Whether somebody who is called so may have this password: as [`check`], and it is not among those that are tried first. `words` are what others
/// know of them.
///
/// # Errors
/// [`Failure::Refused`].
pub(super) fn check_for(password: &str, words: &[&str]) -> Result<(), Failure> {
    check(password)?;
    let known: Vec<&str> = words.iter().copied().chain(["brought", "health visitor", "nhs"]).collect();
    // More than a hundred million guesses: what is left is not found through a page that lets ten through in a quarter of an hour.
    if zxcvbn::zxcvbn(password, &known).score() < zxcvbn::Score::Three {
        let words = "This password would be guessed soon: it is made of words or patterns that many use, or of your name. Three or four words that have nothing to do with each other are good";
        return Err(Refusal::one("password", words).into());
    }
    Ok(())
}

/// The hash to store.
///
/// # Errors
/// As [`check`]; [`Failure::Trouble`].
pub(super) fn hash(password: &str, salt: &PasswordSalt) -> Result<String, Failure> {
    check(password)?;
    let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), salt);
    hash.map(|hash: PasswordHash| hash.to_string())
        .map_err(|problem| Failure::unforeseen(format!("the password could not be hashed ({problem})")))
}

/// Whether this is the password. Takes as long when there is no hash to hold it against.
fn is_right(password: &str, stored: Option<&str>) -> bool {
    if password.chars().count() > LONGEST {
        return false;
    }
    let Ok(hash) = PasswordHash::new(stored.unwrap_or(NOBODYS_HASH)) else { return false };
    let fits = Argon2::default().verify_password(password.as_bytes(), &hash).is_ok();
    fits && stored.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_itself_is_right() {
        let stored = hash("correct horse battery", &[7; 16]).unwrap();
        assert!(is_right("correct horse battery", Some(&stored)));
        assert!(!is_right("correct horse batterz", Some(&stored)));
        assert!(!is_right("correct horse battery", None));
    }

    #[test]
    fn two_accounts_with_one_password_have_two_hashes_and_a_short_one_is_refused() {
        let first = hash("correct horse battery", &[1; 16]).unwrap();
        assert_ne!(first, hash("correct horse battery", &[2; 16]).unwrap());
        assert!(matches!(hash("short", &[1; 16]), Err(Failure::Refused(refusal)) if refusal.is_about("password")));
    }

    /// Each has twelve characters, and is among the first that somebody would try.
    #[test]
    fn what_many_use_and_what_others_know_is_refused() {
        for password in [
            "password1234",
            "123456789012",
            "qwertyuiop12",
            "aaaaaaaaaaaa",
            "Liverpool2024",
            "iloveyou1234",
            "amy.porter99",
            "broughtbrought",
            "NHSnhsNHSnhs1",
        ] {
            assert!(check_for(password, &["amy.porter", "Amy Porter"]).is_err(), "{password}");
        }
        for password in ["correct horse battery", "maple ferry cobalt dune", "vZ8#kq!2LpWx"] {
            assert!(check_for(password, &["amy.porter"]).is_ok(), "{password}");
        }
    }

    /// Without it, an unknown name would be answered sooner than a wrong password.
    #[test]
    fn the_hash_that_stands_for_nobody_can_be_read() {
        assert!(PasswordHash::new(NOBODYS_HASH).is_ok());
        assert!(!is_right("", Some(NOBODYS_HASH)));
    }
}
