//! Who may sign in, and who is signed in.
//!
//! Passwords are kept as Argon2id hashes, sessions as digests of their tokens: reading the database lets nobody in. Salts and tokens are
//! made of random bytes that the program hands over.

mod account;
mod guesses;
mod openid;
mod own;
mod password;
mod second_factor;
mod session;

pub use account::{
    AccountLine, AccountToAdd, GIVEN_FOR, account_named, accounts, add_account, add_account_without_password, add_demonstration_accounts,
    ask_everybody_for_code, asks_everybody_for_code, check_account, check_account_without_password, give_account, give_password,
    remove_password, set_account_disabled,
};
pub(crate) use guesses::Guesses;
pub use guesses::MOST_GUESSES;
pub(crate) use openid::limited;
pub use openid::{LogoutNotTaken, NotLetIn, link_account, sign_in_at_provider, sign_out_by_provider, unlink_account};
pub use own::{OwnAccount, OwnSession, change_own_password, end_other_sessions, own_account};
pub use password::PasswordSalt;
pub(crate) use password::Verifying;
pub use second_factor::{
    SecondFactorKey, SecondFactorStands, remove_second_factor, second_factor_of, set_up_second_factor, stop_second_factor,
};
pub use session::{Acting, IDLE_HOURS, LONGEST_HOURS, SessionToken, actor_for, sign_in, sign_out};
