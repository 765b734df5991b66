//! Adding accounts and changing them. For an administrator at the machine.

use super::password::{self, PasswordSalt};
use crate::brought::Brought;
use crate::directory;
use crate::failure::{Failure, Refusal};
use brought_domain::PractitionerId;
use brought_store::{Account, OpenIdLink, StoreProblem};
use jiff::{SignedDuration, Timestamp};

/// An account to add.
#[derive(Clone)]
pub struct AccountToAdd {
    /// Whose: somebody whom the directory knows.
    pub practitioner: PractitionerId,
    /// What they type to sign in, in upper or lower case.
    pub sign_in_name: String,
    /// Their first password.
    pub password: String,
}

/// For how long a password that somebody else gave lets its owner in, to choose their own: over a week-end and a few days of leave.
pub const GIVEN_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);

fn given_until(now: Timestamp) -> Option<Timestamp> {
    Some(now.checked_add(GIVEN_FOR).unwrap_or(Timestamp::MAX))
}

/// Stands in the place of a hash where an account has no password: nothing hashes to it.
pub(super) const NO_PASSWORD: &str = "";

/// Whether an account could be added once the directory knows its practitioner, so that nobody is added to the directory for nothing.
///
/// # Errors
/// [`Failure::Refused`] for somebody who has an account, a name that is taken or empty, and a password that is too short, too long or soon guessed;
/// [`Failure::Trouble`].
pub async fn check_account(brought: &Brought, account: &AccountToAdd) -> Result<(), Failure> {
    check_account_without_password(brought, &account.practitioner, &account.sign_in_name).await?;
    password::check_for(&account.password, &[&account.sign_in_name, account.practitioner.as_str()])
}

/// The same of an account that is to have no password.
///
/// # Errors
/// [`Failure::Refused`] for somebody who has an account, and a name that is taken or empty; [`Failure::Trouble`].
pub async fn check_account_without_password(brought: &Brought, practitioner: &PractitionerId, sign_in_name: &str) -> Result<(), Failure> {
    if brought.store.account(practitioner).await?.is_some() {
        return Err(Refusal::one("practitioner", "This practitioner has an account: change its password instead").into());
    }
    if sign_in_name.trim().is_empty() {
        return Err(Refusal::one("sign_in_name", "Choose a name to sign in with").into());
    }
    if brought.store.account_by_sign_in_name(sign_in_name).await?.is_some() {
        return Err(Refusal::one("sign_in_name", "This sign-in name is in use already: choose another").into());
    }
    Ok(())
}

/// Adds an account without a password, for somebody who signs in with an organisation's own provider alone.
///
/// # Errors
/// As [`check_account_without_password`], and [`Failure::Refused`] for somebody whom the directory does not know.
pub async fn add_account_without_password(brought: &Brought, practitioner: PractitionerId, sign_in_name: String) -> Result<(), Failure> {
    check_account_without_password(brought, &practitioner, &sign_in_name).await?;
    check_is_known(brought, &practitioner).await?;
    put(brought, Account { practitioner, sign_in_name, password_hash: NO_PASSWORD.to_owned(), disabled: false, given_until: None }).await
}

/// Adds an account whose password its owner has chosen.
///
/// # Errors
/// As [`check_account`], and [`Failure::Refused`] for somebody whom the directory does not know.
pub async fn add_account(brought: &Brought, account: AccountToAdd, salt: &PasswordSalt) -> Result<(), Failure> {
    add(brought, account, salt, None).await
}

/// Adds an account with a password that somebody else knows: it lets its owner in for [`GIVEN_FOR`], to choose their own and do nothing else.
///
/// # Errors
/// As [`add_account`].
pub async fn give_account(brought: &Brought, account: AccountToAdd, salt: &PasswordSalt, now: Timestamp) -> Result<(), Failure> {
    add(brought, account, salt, given_until(now)).await
}

async fn add(brought: &Brought, account: AccountToAdd, salt: &PasswordSalt, given_until: Option<Timestamp>) -> Result<(), Failure> {
    check_account(brought, &account).await?;
    check_is_known(brought, &account.practitioner).await?;
    let password_hash = password::hash(&account.password, salt)?;
    put_new(brought, account, password_hash, given_until).await
}

/// Adds accounts that share a password which everybody may know, as in a demonstration: one hash, which takes a core for a while, serves
/// them all.
///
/// # Errors
/// As [`add_account`]. The accounts before the one that is refused stay.
pub async fn add_demonstration_accounts(
    brought: &Brought,
    accounts: &[(PractitionerId, String)],
    password: &str,
    salt: &PasswordSalt,
) -> Result<(), Failure> {
    let password_hash = password::hash(password, salt)?;
    for (practitioner, sign_in_name) in accounts {
        let account =
            AccountToAdd { practitioner: practitioner.clone(), sign_in_name: sign_in_name.clone(), password: password.to_owned() };
        check_account(brought, &account).await?;
        check_is_known(brought, &account.practitioner).await?;
        put_new(brought, account, password_hash.clone(), None).await?;
    }
    Ok(())
}

async fn check_is_known(brought: &Brought, practitioner: &PractitionerId) -> Result<(), Failure> {
    let known = directory::practitioner(brought, practitioner).await?;
    known.map(|_| ()).ok_or_else(|| Refusal::one("practitioner", "Add this practitioner to the directory first").into())
}

async fn put_new(brought: &Brought, account: AccountToAdd, password_hash: String, given_until: Option<Timestamp>) -> Result<(), Failure> {
    let AccountToAdd { practitioner, sign_in_name, .. } = account;
    put(brought, Account { practitioner, sign_in_name, password_hash, disabled: false, given_until }).await
}

/// Gives an account another password, which lets its owner in for [`GIVEN_FOR`] to choose their own, and ends its sessions.
///
/// # Errors
/// [`Failure::NotThere`] without an account; [`Failure::Refused`] when the password is too short or soon guessed; [`Failure::Trouble`].
pub async fn give_password(
    brought: &Brought,
    practitioner: &PractitionerId,
    password: &str,
    salt: &PasswordSalt,
    now: Timestamp,
) -> Result<(), Failure> {
    let account = existing(brought, practitioner).await?;
    password::check_for(password, &[&account.sign_in_name, practitioner.as_str()])?;
    put(brought, Account { password_hash: password::hash(password, salt)?, given_until: given_until(now), ..account }).await?;
    brought.store.end_sessions_of(practitioner).await?;
    Ok(())
}

/// Takes the password of an account away, and ends its sessions: from then on its owner signs in with an organisation's own provider, or not at all.
///
/// # Errors
/// [`Failure::NotThere`] without an account; [`Failure::Trouble`].
pub async fn remove_password(brought: &Brought, practitioner: &PractitionerId) -> Result<(), Failure> {
    let account = existing(brought, practitioner).await?;
    put(brought, Account { password_hash: NO_PASSWORD.to_owned(), given_until: None, ..account }).await?;
    brought.store.end_sessions_of(practitioner).await?;
    Ok(())
}

/// Disables an account, or lets it sign in again. Disabling ends its sessions, and what its owner owes passes to the fallback roles (S22).
///
/// # Errors
/// [`Failure::NotThere`] without an account; [`Failure::Trouble`].
pub async fn set_account_disabled(brought: &Brought, practitioner: &PractitionerId, disabled: bool) -> Result<(), Failure> {
    let account = existing(brought, practitioner).await?;
    put(brought, Account { disabled, ..account }).await?;
    // Whose list a duty is on depends on it; who owes this practitioner something is not known without looking at everybody.
    Ok(brought.store.mark_whole_worklist_stale().await?)
}

/// One account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountLine {
    /// Whose.
    pub practitioner: PractitionerId,
    /// What they type to sign in.
    pub sign_in_name: String,
    /// Whether they may no longer sign in.
    pub disabled: bool,
    /// Whether they have a password.
    pub with_password: bool,
    /// Until when the password lets them in, where somebody else gave it.
    pub given_until: Option<Timestamp>,
    /// Whether a code is asked for beside the password.
    pub with_code: bool,
    /// Who they are at providers.
    pub links: Vec<OpenIdLink>,
}

/// Every account, by sign-in name. For an administrator at the machine.
///
/// # Errors
/// [`Failure::Trouble`].
pub async fn accounts(brought: &Brought) -> Result<Vec<AccountLine>, Failure> {
    let all_links = brought.store.openid_links().await?;
    let mut lines = Vec::new();
    for Account { practitioner, sign_in_name, disabled, password_hash, given_until } in brought.store.accounts().await? {
        let with_code = brought.store.second_factor(&practitioner).await?.is_some();
        let links = all_links.iter().filter(|link| link.practitioner == practitioner).cloned().collect();
        let with_password = password_hash != NO_PASSWORD;
        lines.push(AccountLine { practitioner, sign_in_name, disabled, with_password, given_until, with_code, links });
    }
    Ok(lines)
}

/// Says whether everybody who signs in with a password has to set up a code beside it, before they do anything else.
///
/// # Errors
/// [`Failure::Trouble`].
pub async fn ask_everybody_for_code(brought: &Brought, asked: bool) -> Result<(), Failure> {
    Ok(brought.store.ask_everybody_for_code(asked).await?)
}

/// Whether it is.
///
/// # Errors
/// [`Failure::Trouble`].
pub async fn asks_everybody_for_code(brought: &Brought) -> Result<bool, Failure> {
    Ok(brought.store.asks_everybody_for_code().await?)
}

/// Whose account has this sign-in name.
///
/// # Errors
/// [`Failure::NotThere`] without such an account; [`Failure::Trouble`].
pub async fn account_named(brought: &Brought, sign_in_name: &str) -> Result<PractitionerId, Failure> {
    let account = brought.store.account_by_sign_in_name(sign_in_name).await?;
    account.map(|account| account.practitioner).ok_or(Failure::NotThere("an account with this sign-in name"))
}

async fn existing(brought: &Brought, practitioner: &PractitionerId) -> Result<Account, Failure> {
    brought.store.account(practitioner).await?.ok_or(Failure::NotThere("an account of this practitioner"))
}

pub(super) async fn put(brought: &Brought, account: Account) -> Result<(), Failure> {
    match brought.store.put_account(&account).await {
        Err(StoreProblem::Taken { what }) => Err(Refusal::one("sign_in_name", format!("{what} is in use already: choose another")).into()),
        other => Ok(other?),
    }
}
