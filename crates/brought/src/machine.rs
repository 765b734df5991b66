//! What only the program has: the machine's clock, its randomness and the name of whoever uses it.

use crate::failure::Failure;
use jiff::Timestamp;
use rand::rngs::{StdRng, SysRng};
use rand::{Rng as _, SeedableRng as _};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::signal;

/// Bytes that nobody can guess. Cheap to clone; all clones are one.
#[derive(Clone)]
pub(crate) struct Dice(Arc<Mutex<StdRng>>);

impl Dice {
    /// Takes its start from the operating system.
    ///
    /// # Errors
    /// When the operating system has no randomness to give: nothing that must not be guessed can be made then.
    pub(crate) fn new() -> Result<Self, Failure> {
        let generator = StdRng::try_from_rng(&mut SysRng)
            .map_err(|problem| Failure::trouble(format!("this machine gives no random numbers ({problem}): check the operating system")))?;
        Ok(Self(Arc::new(Mutex::new(generator))))
    }

    /// Fills a buffer.
    pub(crate) fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes);
    }

    /// An id that is nobody else's: thirty-two letters.
    pub(crate) fn id(&self) -> String {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        bytes.iter().fold(String::with_capacity(32), |mut text, byte| {
            // Writing to a text cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// A password to be typed from paper: twenty letters and digits in groups, none of which is taken for another.
    pub(crate) fn password(&self) -> String {
        const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
        let mut bytes = [0; 20];
        self.fill(&mut bytes);
        // There are 32 letters, so each of them is as likely as any other.
        let letters: Vec<char> = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
        letters.chunks(5).map(String::from_iter).collect::<Vec<_>>().join("-")
    }
}

impl brought_store::Randomness for Dice {
    fn fill(&self, bytes: &mut [u8]) {
        Dice::fill(self, bytes);
    }
}

/// The time now.
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

/// A setting from the environment, such as a key that must not stand on the command line; nothing when it is not set or blank.
pub(crate) fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|text| !text.trim().is_empty())
}

/// The name under which the operating system knows whoever runs the program.
pub(crate) fn user_name() -> Option<String> {
    ["USER", "LOGNAME", "USERNAME"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .map(|name| name.trim().to_owned())
        .find(|name| !name.is_empty())
        .or_else(user_name_of_the_system)
}

/// Services and containers often set none of the variables.
fn user_name_of_the_system() -> Option<String> {
    let said = std::process::Command::new("whoami").stdin(std::process::Stdio::null()).output().ok()?;
    let name = String::from_utf8(said.stdout).ok()?.trim().to_owned();
    (said.status.success() && !name.is_empty()).then_some(name)
}

/// Done when somebody presses Ctrl-C or the system asks the program to end.
///
/// It listens from the moment it is called, not from the moment it is waited for: whoever is told that the program is ready may stop it at once.
pub(crate) fn asked_to_stop() -> impl Future<Output = ()> {
    #[cfg(unix)]
    {
        use signal::unix::{SignalKind, signal};
        let listening = [SignalKind::interrupt(), SignalKind::terminate()].map(signal);
        async move {
            let [interrupt, terminate] = listening.map(|listening| async {
                match listening {
                    Ok(mut asked) => drop(asked.recv().await),
                    // Without a way to hear of it, waiting for ever is right: the system then ends the program itself.
                    Err(_) => std::future::pending().await,
                }
            });
            tokio::select! { () = interrupt => {}, () = terminate => {} }
        }
    }
    #[cfg(not(unix))]
    async {
        if signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Dice;

    #[test]
    fn passwords_and_ids_differ_and_are_long() {
        let dice = Dice::new().unwrap();
        assert_ne!(dice.id(), dice.id());
        assert_eq!(dice.id().len(), 32);
        let password = dice.password();
        assert_ne!(password, dice.password());
        assert_eq!(password.len(), 23);
        assert!(password.split('-').all(|group| group.len() == 5 && group.chars().all(|letter| letter.is_ascii_alphanumeric())));
    }
}
