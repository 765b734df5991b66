//! A text that is handed to an address of somebody else's, such as what vouches for a record to whoever keeps it (H37, S10).

use crate::outward::{agent, may_be_used, short};
use crate::{Secret, SettingProblem, Trouble};
use std::time::Duration;

/// Whoever receives it writes down a line.
const LONGEST_CALL: Duration = Duration::from_secs(30);

/// An address that takes texts.
#[derive(Debug)]
pub struct Post {
    address: String,
    token: Option<Secret>,
}

impl Post {
    /// An address, and what proves to it who posts, where it asks for that.
    ///
    /// # Errors
    /// When the text or the token would cross a network unencrypted.
    pub fn to(address: &str, token: Option<Secret>) -> Result<Self, SettingProblem> {
        if !may_be_used(address) {
            let words =
                "a text goes out by https and by nothing else: write the address with https://, and without a name or password in it";
            return Err(SettingProblem(words.to_owned()));
        }
        Ok(Self { address: address.to_owned(), token })
    }

    /// Hands a text over with a `POST`, as plain text, with the token as a bearer's. Taken is what is answered with a status of the two hundreds; a
    /// redirection is not followed.
    ///
    /// # Errors
    /// When it was not taken, or nobody knows: it may be handed over again.
    pub fn hand_over(&self, text: &str) -> Result<(), Trouble> {
        let request = agent(LONGEST_CALL).post(&self.address).header("Content-Type", "text/plain; charset=utf-8");
        let request = match &self.token {
            Some(token) => request.header("Authorization", format!("Bearer {}", token.reveal())),
            None => request,
        };
        let answer = request.send(text).map_err(|problem| Trouble(format!("it is not known to have arrived: {}", short(&problem))))?;
        let status = answer.status();
        if status.is_success() {
            return Ok(());
        }
        Err(Trouble(format!("it was not taken: the answer was {}", status.as_u16())))
    }
}
