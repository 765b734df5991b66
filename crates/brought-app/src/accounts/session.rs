//! Signing in and out, and who is acting.

use super::account::NO_PASSWORD;
use super::openid::limited;
use super::second_factor;
use crate::actor::Actor;
use crate::brought::Brought;
use crate::directory;
use crate::failure::{Denied, Failure};
use brought_domain::PractitionerId;
use brought_store::{OpenIdSession, OwedFirst, Session, StoreProblem};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use std::fmt;

/// A session ends after so many hours, whatever its owner does.
pub const LONGEST_HOURS: i64 = 12;

/// A session ends when its owner has done nothing for so many hours.
pub const IDLE_HOURS: i64 = 1;

/// That a session was used is written down no more often than this, so that reading a page seldom waits for the disk.
const BETWEEN_TOUCHES: SignedDuration = SignedDuration::from_secs(60);

/// What the browser keeps. Whoever has it is signed in.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

impl SessionToken {
    /// The text for a cookie.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SessionToken {
    /// Without the token: it has no place in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken")
    }
}

/// Somebody who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acting {
    /// Who acts.
    pub actor: Actor,
    /// When the session ends unless something is done before.
    pub until: Timestamp,
    /// When it ends whatever is done.
    pub at_the_latest: Timestamp,
    /// Whether the session was begun at an organisation's own provider, where they may be signed in still when it has ended.
    pub at_provider: bool,
    /// What they have to do before anything else. Nothing of it in a session that was begun at a provider: who may sign in how is decided there.
    pub first: OwedFirst,
}

/// Signs somebody in. `random` becomes the token: fresh bytes from the machine's randomness. The code is looked at where the account has a second
/// factor.
///
/// # Errors
/// [`Failure::Denied`] when the name or the password is wrong or the account is disabled: it is not said which, and it takes as long; when the
/// password is right and the code is not; and whatever they are, for a while after too many wrong ones for this name. [`Failure::Trouble`].
pub async fn sign_in(
    brought: &Brought,
    name: &str,
    password: &str,
    code: &str,
    random: [u8; 32],
    now: Timestamp,
) -> Result<SessionToken, Failure> {
    brought.guesses.count(name, now).map_err(|until| Denied::TooManyGuesses { until })?;
    let account = brought.store.account_by_sign_in_name(name).await?;
    let stored = account.as_ref().map(|account| account.password_hash.clone()).filter(|hash| hash != NO_PASSWORD);
    let is_right = brought.verifying.is_right(password.to_owned(), stored).await?;
    let Some(account) = account.filter(|account| is_right && !account.disabled) else { return Err(Denied::SignInRefused.into()) };
    if !second_factor::is_right(brought, &account.practitioner, code, now).await? {
        return Err(Denied::CodeRefused.into());
    }
    brought.guesses.forget(name);
    // Said only to whoever knows the password, and has the code.
    if account.given_until.is_some_and(|until| until <= now) {
        return Err(Denied::GivenPasswordOver.into());
    }
    begin(brought, account.practitioner, None, random, now).await
}

/// Begins a session, always with a token of its own.
///
/// # Errors
/// [`Failure::Denied`] when the account may not sign in, or the session at the provider has ended meanwhile; [`Failure::Trouble`].
pub(super) async fn begin(
    brought: &Brought,
    practitioner: PractitionerId,
    at_provider: Option<OpenIdSession>,
    random: [u8; 32],
    now: Timestamp,
) -> Result<SessionToken, Failure> {
    let token = SessionToken(hexadecimal(&random));
    let token_hash = digest(token.as_str());
    let expires_at = later(now, LONGEST_HOURS);
    let session = Session { token_hash, practitioner, created_at: now, last_seen_at: now, expires_at, at_provider };
    match brought.store.begin_session(&session).await {
        Ok(()) => Ok(token),
        Err(StoreProblem::NotThere { .. }) => Err(Denied::SignInRefused.into()),
        Err(problem) => Err(problem.into()),
    }
}

/// Ends a session.
///
/// # Errors
/// [`Failure::Trouble`]: it goes on then.
pub async fn sign_out(brought: &Brought, token: &str) -> Result<(), Failure> {
    Ok(brought.store.end_session(&digest(token)).await?)
}

/// Who is acting: asked anew at every request, so that an account disabled a moment ago does nothing more.
///
/// # Errors
/// [`Failure::Denied`] without a session that holds; [`Failure::Trouble`].
pub async fn actor_for(brought: &Brought, token: &str, now: Timestamp) -> Result<Acting, Failure> {
    let hash = digest(token);
    let session = brought.store.session(&hash, now).await?.ok_or(Denied::NotSignedIn)?;
    let idle = now.duration_since(session.last_seen_at);
    if idle >= SignedDuration::from_hours(IDLE_HOURS) {
        brought.store.end_session(&hash).await?;
        return Err(Denied::NotSignedIn.into());
    }
    let mut last_seen_at = session.last_seen_at;
    if idle >= BETWEEN_TOUCHES {
        brought.store.touch_session(&hash, now).await?;
        last_seen_at = now;
    }
    let practitioner = directory::practitioner(brought, &session.practitioner).await?.ok_or(Denied::UnknownPractitioner)?;
    let until = later(last_seen_at, IDLE_HOURS).min(session.expires_at);
    let at_provider = session.at_provider.is_some();
    let first = if at_provider { OwedFirst::default() } else { brought.store.owed_first(&session.practitioner).await? };
    let actor = match &session.at_provider {
        None => practitioner.into(),
        Some(allowed) => match limited(practitioner, &allowed.roles, &allowed.services) {
            Some(actor) => actor,
            None => {
                brought.store.end_session(&hash).await?;
                return Err(Denied::NothingAllowed.into());
            }
        },
    };
    Ok(Acting { actor, until, at_the_latest: session.expires_at, at_provider, first })
}

fn later(now: Timestamp, hours: i64) -> Timestamp {
    now.checked_add(SignedDuration::from_hours(hours)).unwrap_or(Timestamp::MAX)
}

pub(super) fn digest(token: &str) -> String {
    hexadecimal(&Sha256::digest(token.as_bytes()))
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{AccountToAdd, add_account, set_account_disabled};
    use super::*;
    use crate::testing::{at, brought, nurse, the_id};

    const PASSWORD: &str = "correct horse battery";

    async fn with_account() -> Brought {
        let brought = brought().await;
        let account = AccountToAdd { practitioner: nurse().practitioner, sign_in_name: "N.Nurse".into(), password: PASSWORD.into() };
        add_account(&brought, account, &[1; 16]).await.unwrap();
        brought
    }

    async fn is_signed_in(brought: &Brought, token: &SessionToken, when: &str) -> bool {
        match actor_for(brought, token.as_str(), at(when)).await {
            Ok(acting) => acting.actor == nurse(),
            Err(Failure::Denied(Denied::NotSignedIn)) => false,
            Err(other) => panic!("{other}"),
        }
    }

    #[tokio::test]
    async fn whoever_signs_in_is_known_by_their_token_until_they_sign_out() {
        let brought = with_account().await;
        let token = sign_in(&brought, "n.nurse", PASSWORD, "", [9; 32], at("2026-07-01T09:00:00Z")).await.unwrap();
        assert!(is_signed_in(&brought, &token, "2026-07-01T09:30:00Z").await);
        sign_out(&brought, token.as_str()).await.unwrap();
        assert!(!is_signed_in(&brought, &token, "2026-07-01T09:31:00Z").await);
    }

    #[tokio::test]
    async fn a_session_ends_after_an_hour_of_nothing_and_after_twelve_hours_of_anything() {
        let brought = with_account().await;
        let token = sign_in(&brought, "n.nurse", PASSWORD, "", [9; 32], at("2026-07-01T08:00:00Z")).await.unwrap();
        for half_hours in 16..40 {
            let when = format!("2026-07-01T{:02}:{:02}:00Z", half_hours / 2, half_hours % 2 * 30);
            assert!(is_signed_in(&brought, &token, &when).await, "{when}");
        }
        assert!(!is_signed_in(&brought, &token, "2026-07-01T20:00:00Z").await);
        let token = sign_in(&brought, "n.nurse", PASSWORD, "", [8; 32], at("2026-07-01T08:00:00Z")).await.unwrap();
        assert!(!is_signed_in(&brought, &token, "2026-07-01T09:00:00Z").await);
        assert!(!is_signed_in(&brought, &token, "2026-07-01T08:01:00Z").await, "ended for good");
    }

    #[tokio::test]
    async fn a_session_says_until_when_it_holds_and_holds_until_then() {
        let brought = with_account().await;
        let token = sign_in(&brought, "n.nurse", PASSWORD, "", [9; 32], at("2026-07-01T08:00:00Z")).await.unwrap();
        for (now, until) in [
            ("2026-07-01T08:00:30Z", "2026-07-01T09:00:00Z"),
            ("2026-07-01T08:59:59Z", "2026-07-01T09:59:59Z"),
            ("2026-07-01T09:59:58Z", "2026-07-01T10:59:58Z"),
        ] {
            let acting = actor_for(&brought, token.as_str(), at(now)).await.unwrap();
            assert_eq!((acting.until, acting.at_the_latest), (at(until), at("2026-07-01T20:00:00Z")), "{now}");
        }
        for half_hours in 21..40 {
            let now = format!("2026-07-01T{:02}:{:02}:00Z", half_hours / 2, half_hours % 2 * 30);
            actor_for(&brought, token.as_str(), at(&now)).await.unwrap();
        }
        let acting = actor_for(&brought, token.as_str(), at("2026-07-01T19:40:00Z")).await.unwrap();
        assert_eq!(acting.until, acting.at_the_latest, "never past the end of the day's session");
    }

    #[tokio::test]
    async fn after_ten_wrong_passwords_even_the_right_one_waits_whether_there_is_an_account_or_not() {
        let brought = with_account().await;
        let until = at("2026-07-01T09:15:00Z");
        for name in ["n.nurse", "nobody"] {
            for _ in 0..10 {
                let refused = sign_in(&brought, name, "correct horse batterz", "", [7; 32], at("2026-07-01T09:00:00Z")).await;
                assert_eq!(refused, Err(Failure::Denied(Denied::SignInRefused)));
            }
            let refused = sign_in(&brought, name, PASSWORD, "", [7; 32], at("2026-07-01T09:14:59Z")).await;
            assert_eq!(refused, Err(Failure::Denied(Denied::TooManyGuesses { until })), "{name}");
        }
        sign_in(&brought, "n.nurse", PASSWORD, "", [9; 32], until).await.unwrap();
    }

    #[tokio::test]
    async fn a_wrong_password_an_unknown_name_and_a_disabled_account_are_refused_alike() {
        let brought = with_account().await;
        let now = at("2026-07-01T09:00:00Z");
        let token = sign_in(&brought, "n.nurse", PASSWORD, "", [9; 32], now).await.unwrap();
        for (name, password) in [("n.nurse", "correct horse batterz"), ("nobody", PASSWORD)] {
            let refused = sign_in(&brought, name, password, "", [7; 32], now).await;
            assert_eq!(refused, Err(Failure::Denied(Denied::SignInRefused)));
        }
        set_account_disabled(&brought, &the_id("p1"), true).await.unwrap();
        assert_eq!(sign_in(&brought, "n.nurse", PASSWORD, "", [7; 32], now).await, Err(Failure::Denied(Denied::SignInRefused)));
        assert!(!is_signed_in(&brought, &token, "2026-07-01T09:00:01Z").await);
    }
}
