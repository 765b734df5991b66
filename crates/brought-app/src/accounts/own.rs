//! What people do with their own account: another password, and an end to sessions elsewhere.

use super::account::NO_PASSWORD;
use super::password::{self, PasswordSalt};
use super::session::{IDLE_HOURS, SessionToken, begin, digest};
use crate::actor::Actor;
use crate::brought::Brought;
use crate::failure::{Denied, Failure, Refusal};
use crate::words::instant_in_words;
use brought_store::Account;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

/// Where somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OwnSession {
    /// When they signed in, in words.
    pub since: String,
    /// When it was last used, in words, to the minute.
    pub last_used: String,
    /// Whether it is the one that asks.
    pub is_this: bool,
    /// Whether it was begun at an organisation's own provider.
    pub at_provider: bool,
}

/// Somebody's own account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OwnAccount {
    /// What they type to sign in.
    pub sign_in_name: String,
    /// Whether they have a password.
    pub with_password: bool,
    /// Where they are signed in, the latest first.
    pub sessions: Vec<OwnSession>,
}

/// Somebody's own account. `token` is that of the session that asks.
///
/// # Errors
/// [`Failure::Denied`] for whoever has none; [`Failure::Trouble`].
pub async fn own_account(brought: &Brought, actor: &Actor, token: &str, now: Timestamp) -> Result<OwnAccount, Failure> {
    let account = own(brought, actor).await?;
    let this = digest(token);
    let sessions = brought.store.sessions_of(&actor.practitioner, now).await?.into_iter();
    let sessions = sessions.filter(|session| now.duration_since(session.last_seen_at) < SignedDuration::from_hours(IDLE_HOURS));
    let line = |session: brought_store::Session| OwnSession {
        since: instant_in_words(session.created_at),
        last_used: instant_in_words(session.last_seen_at),
        is_this: session.token_hash == this,
        at_provider: session.at_provider.is_some(),
    };
    Ok(OwnAccount {
        sign_in_name: account.sign_in_name,
        with_password: account.password_hash != NO_PASSWORD,
        sessions: sessions.map(line).collect(),
    })
}

/// Ends every session of somebody but the one that asks. Returns how many.
///
/// # Errors
/// [`Failure::Trouble`]; nothing was changed then.
pub async fn end_other_sessions(brought: &Brought, actor: &Actor, token: &str) -> Result<u64, Failure> {
    Ok(brought.store.end_other_sessions_of(&actor.practitioner, &digest(token)).await?)
}

/// Gives somebody who is signed in, and shows that they know their password, another one. All their sessions end, and one begins whose token is made of
/// `random`: whoever took the old one has nothing.
///
/// # Errors
/// [`Failure::Refused`] when the present password is not right, there is none, or the new one cannot be taken; [`Failure::Denied`] after too many wrong
/// ones; [`Failure::Trouble`].
pub async fn change_own_password(
    brought: &Brought,
    actor: &Actor,
    (present, new): (&str, &str),
    salt: &PasswordSalt,
    random: [u8; 32],
    now: Timestamp,
) -> Result<SessionToken, Failure> {
    let account = own(brought, actor).await?;
    if account.password_hash == NO_PASSWORD {
        return Err(Refusal::one("present", "You have no password: you sign in with your organisation's own account").into());
    }
    check_own_password(brought, actor, "present", present, now).await?;
    if present == new {
        return Err(Refusal::one("password", "Choose another password than the present one").into());
    }
    password::check_for(new, &[&account.sign_in_name, &actor.name])?;
    let password_hash = password::hash(new, salt)?;
    let practitioner = account.practitioner.clone();
    super::account::put(brought, Account { password_hash, given_until: None, ..account }).await?;
    brought.store.end_sessions_of(&practitioner).await?;
    begin(brought, practitioner, None, random, now).await
}

/// Holds a password against that of whoever is signed in, as often as a wrong one may be typed. `field` is where it was typed.
///
/// # Errors
/// [`Failure::Refused`] when it is not right; [`Failure::Denied`] after too many wrong ones; [`Failure::Trouble`].
pub(super) async fn check_own_password(brought: &Brought, actor: &Actor, field: &str, typed: &str, now: Timestamp) -> Result<(), Failure> {
    let account = own(brought, actor).await?;
    // The same count as for signing in: a session that somebody left open is no way to go on guessing.
    brought.guesses.count(&account.sign_in_name, now).map_err(|until| Denied::TooManyGuesses { until })?;
    let stored = Some(account.password_hash).filter(|hash| hash != NO_PASSWORD);
    if !brought.verifying.is_right(typed.to_owned(), stored).await? {
        return Err(Refusal::one(field, "This is not your password").into());
    }
    brought.guesses.forget(&account.sign_in_name);
    Ok(())
}

async fn own(brought: &Brought, actor: &Actor) -> Result<Account, Failure> {
    brought.store.account(&actor.practitioner).await?.ok_or_else(|| Denied::UnknownPractitioner.into())
}

#[cfg(test)]
mod tests {
    use super::super::{
        AccountToAdd, actor_for, add_account, ask_everybody_for_code, give_account, give_password, set_account_disabled, sign_in,
    };
    use super::*;
    use crate::testing::{at, brought, nurse};
    use brought_store::OwedFirst;

    const PASSWORD: &str = "correct horse battery";
    const NEW: &str = "maple ferry cobalt dune";
    const NOW: &str = "2026-07-01T09:00:00Z";

    async fn with_account() -> Brought {
        let brought = brought().await;
        let account = AccountToAdd { practitioner: nurse().practitioner, sign_in_name: "n.nurse".into(), password: PASSWORD.into() };
        add_account(&brought, account, &[1; 16]).await.unwrap();
        brought
    }

    async fn signed_in(brought: &Brought, number: u8, password: &str) -> Result<SessionToken, Failure> {
        sign_in(brought, "n.nurse", password, "", [number; 32], at(NOW)).await
    }

    async fn change(brought: &Brought, present: &str, new: &str) -> Result<SessionToken, Failure> {
        change_own_password(brought, &nurse(), (present, new), &[2; 16], [40; 32], at(NOW)).await
    }

    #[tokio::test]
    async fn another_password_ends_every_session_and_begins_one_with_another_token() {
        let brought = with_account().await;
        let old = signed_in(&brought, 9, PASSWORD).await.unwrap();
        let new = change(&brought, PASSWORD, NEW).await.unwrap();
        assert_eq!(actor_for(&brought, old.as_str(), at(NOW)).await, Err(Failure::Denied(Denied::NotSignedIn)));
        assert_eq!(actor_for(&brought, new.as_str(), at(NOW)).await.unwrap().actor, nurse());
        assert_eq!(signed_in(&brought, 10, PASSWORD).await, Err(Failure::Denied(Denied::SignInRefused)));
        assert!(signed_in(&brought, 11, NEW).await.is_ok());
    }

    #[tokio::test]
    async fn it_takes_the_present_password_and_a_good_new_one() {
        let brought = with_account().await;
        for (present, new, field) in [
            ("correct horse batterz", NEW, "present"),
            (PASSWORD, PASSWORD, "password"),
            (PASSWORD, "short", "password"),
            (PASSWORD, "password1234", "password"),
            (PASSWORD, "n.nursen.nurse", "password"),
        ] {
            let refused = change(&brought, present, new).await;
            assert!(matches!(&refused, Err(Failure::Refused(refusal)) if refusal.is_about(field)), "{present} {new}: {refused:?}");
        }
        assert!(signed_in(&brought, 9, PASSWORD).await.is_ok(), "nothing was changed");
    }

    /// A computer that somebody left without signing out.
    #[tokio::test]
    async fn a_session_is_no_way_to_go_on_guessing() {
        let brought = with_account().await;
        for _ in 0..10 {
            assert!(matches!(change(&brought, "wrong", NEW).await, Err(Failure::Refused(_))));
        }
        assert!(matches!(change(&brought, PASSWORD, NEW).await, Err(Failure::Denied(Denied::TooManyGuesses { .. }))));
    }

    #[tokio::test]
    async fn somebody_sees_where_they_are_signed_in_and_ends_it_elsewhere() {
        let brought = with_account().await;
        let elsewhere = signed_in(&brought, 9, PASSWORD).await.unwrap();
        let here = signed_in(&brought, 10, PASSWORD).await.unwrap();
        let own = own_account(&brought, &nurse(), here.as_str(), at(NOW)).await.unwrap();
        assert_eq!((own.sessions.len(), own.sessions.iter().filter(|session| session.is_this).count()), (2, 1));
        assert_eq!(end_other_sessions(&brought, &nurse(), here.as_str()).await.unwrap(), 1);
        assert!(actor_for(&brought, elsewhere.as_str(), at(NOW)).await.is_err());
        assert!(actor_for(&brought, here.as_str(), at(NOW)).await.is_ok());
        assert_eq!(own_account(&brought, &nurse(), here.as_str(), at(NOW)).await.unwrap().sessions.len(), 1);
        let later = at("2026-07-01T10:30:00Z");
        assert_eq!(own_account(&brought, &nurse(), here.as_str(), later).await.unwrap().sessions, [], "idle for too long");
    }

    async fn given() -> Brought {
        let brought = brought().await;
        let account = AccountToAdd { practitioner: nurse().practitioner, sign_in_name: "n.nurse".into(), password: PASSWORD.into() };
        give_account(&brought, account, &[1; 16], at(NOW)).await.unwrap();
        brought
    }

    async fn owes_own_password(brought: &Brought, token: &SessionToken) -> bool {
        actor_for(brought, token.as_str(), at(NOW)).await.unwrap().first.own_password
    }

    #[tokio::test]
    async fn whoever_was_given_a_password_owes_one_of_their_own_until_they_have_chosen_it() {
        let brought = given().await;
        let token = signed_in(&brought, 9, PASSWORD).await.unwrap();
        assert!(owes_own_password(&brought, &token).await);
        let token = change(&brought, PASSWORD, NEW).await.unwrap();
        assert!(!owes_own_password(&brought, &token).await);
        give_password(&brought, &nurse().practitioner, PASSWORD, &[3; 16], at(NOW)).await.unwrap();
        let token = signed_in(&brought, 10, PASSWORD).await.unwrap();
        assert!(owes_own_password(&brought, &token).await, "another one that was given");
        set_account_disabled(&brought, &nurse().practitioner, false).await.unwrap();
        assert!(owes_own_password(&brought, &token).await, "what else is changed of the account takes nothing from it");
    }

    #[tokio::test]
    async fn a_given_password_lets_in_for_a_week_and_only_whoever_knows_it_is_told_that_it_has_run_out() {
        let brought = given().await;
        let sign_in_on = |when: &'static str, password: &'static str, number| {
            let brought = &brought;
            async move { sign_in(brought, "n.nurse", password, "", [number; 32], at(when)).await.map(|_| ()) }
        };
        assert_eq!(sign_in_on("2026-07-08T08:59:59Z", PASSWORD, 1).await, Ok(()));
        let over = Err(Failure::Denied(Denied::GivenPasswordOver));
        assert_eq!(sign_in_on("2026-07-08T09:00:00Z", PASSWORD, 2).await, over);
        assert_eq!(sign_in_on("2026-07-08T09:00:00Z", "wrong", 3).await, Err(Failure::Denied(Denied::SignInRefused)));
        give_password(&brought, &nurse().practitioner, NEW, &[3; 16], at("2026-07-08T10:00:00Z")).await.unwrap();
        assert_eq!(sign_in_on("2026-07-08T10:00:00Z", NEW, 4).await, Ok(()));
    }

    #[tokio::test]
    async fn a_code_that_is_asked_of_everybody_is_owed_by_whoever_has_none() {
        let brought = with_account().await;
        let token = signed_in(&brought, 9, PASSWORD).await.unwrap();
        let owed = async || actor_for(&brought, token.as_str(), at(NOW)).await.unwrap().first;
        assert_eq!(owed().await, OwedFirst::default());
        ask_everybody_for_code(&brought, true).await.unwrap();
        assert_eq!(owed().await, OwedFirst { code: true, own_password: false });
        brought.store.put_second_factor(&nurse().practitioner, &[7; 20], 5, &[]).await.unwrap();
        assert_eq!(owed().await, OwedFirst::default());
        brought.store.remove_second_factor(&nurse().practitioner).await.unwrap();
        assert!(owed().await.code, "whoever stops it owes it again");
        ask_everybody_for_code(&brought, false).await.unwrap();
        assert_eq!(owed().await, OwedFirst::default());
    }
}
