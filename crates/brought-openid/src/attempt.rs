//! One attempt to sign in at the provider, and the browser that makes it.
//!
//! The browser keeps a cookie for some minutes, and everything else is worked out from the cookie with a key that only the running program has:
//! the state that comes back through the browser, the nonce that comes back in the ID token, and the verifier that the code is exchanged with (PKCE,
//! RFC 7636). So nothing has to be remembered for people who never come back, and none of the three can be made without the program.

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::fmt::Write as _;

/// How many seconds somebody has to sign in at the provider.
pub const ATTEMPT_SECONDS: i64 = 600;

/// The longest cookie that is looked at.
const LONGEST_COOKIE: usize = 2_000;

/// What ties the provider's answer to the browser that was sent there.
#[derive(Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Comes back from the browser.
    pub state: String,
    /// Comes back in the ID token.
    pub nonce: String,
    /// Goes with the code.
    pub verifier: String,
    /// The page to go to afterwards, as it was asked for.
    pub next: String,
}

impl fmt::Debug for Attempt {
    /// Without what must not be known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an attempt to sign in")
    }
}

/// Why an answer is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttemptRefused {
    /// This browser was not sent to the provider by this program, or it took too long.
    NotBegunOrTooLate,
    /// The answer belongs to another attempt.
    OtherState,
}

impl Attempt {
    /// Begins one. `random` has to be fresh. Returns what the browser keeps as its cookie, too.
    pub fn begin(key: &[u8; 32], random: &[u8; 32], next: &str, now: Timestamp) -> (String, Self) {
        let next = if next.len() > LONGEST_COOKIE / 2 { "" } else { next };
        let cookie = format!("{}.{}.{}", hexadecimal(random), now.as_second(), hexadecimal(next.as_bytes()));
        let attempt = Self::of(key, &cookie, next.to_owned());
        (cookie, attempt)
    }

    /// Finds the attempt to which an answer belongs, by the browser's cookie and the state that came with the answer.
    ///
    /// # Errors
    /// [`AttemptRefused`].
    pub fn resume(key: &[u8; 32], cookie: &str, state: &str, now: Timestamp) -> Result<Self, AttemptRefused> {
        let (begun, next) = read(cookie).ok_or(AttemptRefused::NotBegunOrTooLate)?;
        let attempt = Self::of(key, cookie, next);
        // The time in the cookie is only worth something once the state shows that the program wrote it.
        if !is_same(&attempt.state, state) {
            return Err(AttemptRefused::OtherState);
        }
        let since = now.duration_since(begun);
        if since < SignedDuration::ZERO || since >= SignedDuration::from_secs(ATTEMPT_SECONDS) {
            return Err(AttemptRefused::NotBegunOrTooLate);
        }
        Ok(attempt)
    }

    fn of(key: &[u8; 32], cookie: &str, next: String) -> Self {
        let derive = |label| derived(key, label, cookie);
        Self { state: derive("state"), nonce: derive("nonce"), verifier: derive("verifier"), next }
    }
}

/// When an attempt was begun, and where it leads.
fn read(cookie: &str) -> Option<(Timestamp, String)> {
    if cookie.len() > LONGEST_COOKIE {
        return None;
    }
    let mut parts = cookie.split('.');
    let (random, begun, next) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || random.len() != 64 {
        return None;
    }
    let begun = Timestamp::from_second(begun.parse().ok()?).ok()?;
    Some((begun, String::from_utf8(bytes(next)?).ok()?))
}

/// A digest of a digest, under the key: what is known of some tells nothing of others, nor of longer ones.
fn derived(key: &[u8; 32], label: &str, cookie: &str) -> String {
    let inner = Sha256::new().chain_update(label).chain_update([0]).chain_update(cookie).finalize();
    hexadecimal(&Sha256::new().chain_update(b"brought openid attempt 1\n").chain_update(key).chain_update(inner).finalize())
}

/// Whether two texts are the same, in a time that does not tell how far they agree.
fn is_same(left: &str, right: &str) -> bool {
    left.len() == right.len() && left.bytes().zip(right.bytes()).fold(0, |difference, (left, right)| difference | (left ^ right)) == 0
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    let is_whole = text.len().is_multiple_of(2) && text.is_ascii();
    is_whole.then(|| (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 32] = [1; 32];

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    #[test]
    fn an_answer_belongs_to_the_browser_that_was_sent_and_leads_to_the_page_that_was_asked_for() {
        let (cookie, begun) = Attempt::begin(&KEY, &[2; 32], "/children/ü?a=b;c", at(0));
        assert!(cookie.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'.'), "{cookie}");
        assert_eq!(Attempt::resume(&KEY, &cookie, &begun.state, at(599)), Ok(begun.clone()));
        assert_eq!(begun.next, "/children/ü?a=b;c");
        assert_eq!(begun.verifier.len(), 64, "RFC 7636 asks for 43 to 128");
        let all = [&begun.state, &begun.nonce, &begun.verifier];
        assert!(all.iter().all(|one| all.iter().filter(|other| other == &one).count() == 1));
    }

    #[test]
    fn another_state_another_browser_another_program_and_a_late_answer_are_refused() {
        let (cookie, begun) = Attempt::begin(&KEY, &[2; 32], "/", at(0));
        let (other, _) = Attempt::begin(&KEY, &[3; 32], "/", at(0));
        let later = cookie.replace(&at(0).as_second().to_string(), &at(500).as_second().to_string());
        let elsewhere = format!("{cookie}2f");
        for (key, cookie, state, when, why) in [
            (&KEY, &cookie, begun.state.clone(), 600, AttemptRefused::NotBegunOrTooLate),
            (&KEY, &cookie, begun.state.clone(), -1, AttemptRefused::NotBegunOrTooLate),
            (&KEY, &cookie, begun.state.replace(&begun.state[..1], "x"), 1, AttemptRefused::OtherState),
            (&KEY, &cookie, String::new(), 1, AttemptRefused::OtherState),
            (&KEY, &other, begun.state.clone(), 1, AttemptRefused::OtherState),
            (&[9; 32], &cookie, begun.state.clone(), 1, AttemptRefused::OtherState),
            (&KEY, &later, begun.state.clone(), 700, AttemptRefused::OtherState),
            (&KEY, &elsewhere, begun.state.clone(), 1, AttemptRefused::OtherState),
            (&KEY, &"nonsense".to_owned(), begun.state.clone(), 1, AttemptRefused::NotBegunOrTooLate),
            (&KEY, &"x".repeat(3_000), begun.state.clone(), 1, AttemptRefused::NotBegunOrTooLate),
        ] {
            assert_eq!(Attempt::resume(key, cookie, &state, at(when)), Err(why), "{cookie} {state} {when}");
        }
    }
}
