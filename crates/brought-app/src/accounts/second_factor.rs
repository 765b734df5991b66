//! A code from an app beside the password (RFC 6238), and recovery codes for whoever has lost the app.

use super::own::check_own_password;
use super::session::hexadecimal;
use crate::actor::Actor;
use crate::brought::Brought;
use crate::failure::{Denied, Failure, Refusal};
use brought_domain::PractitionerId;
use brought_store::StoreProblem;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use std::fmt;
use totp_rs::{Builder, Secret, Totp};

/// How many recovery codes there are.
const RECOVERY_CODES: usize = 8;
/// The random bytes of one.
const RECOVERY_BYTES: usize = 10;

/// What an app and the record share. Made of fresh bytes from the machine's randomness.
#[derive(Clone, PartialEq, Eq)]
pub struct SecondFactorKey([u8; 20]);

impl fmt::Debug for SecondFactorKey {
    /// Without the key: it has no place in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecondFactorKey")
    }
}

impl SecondFactorKey {
    /// Of random bytes.
    pub fn of(random: [u8; 32]) -> Self {
        let mut key = [0; 20];
        key.copy_from_slice(&random[..20]);
        Self(key)
    }

    /// As it is typed into an app: letters and digits in groups of four.
    pub fn in_groups(&self) -> String {
        let letters: Vec<char> = Secret::new_stack(self.0).to_base32().chars().collect();
        letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    }

    /// Reads what [`in_groups`](Self::in_groups) wrote.
    pub fn read(text: &str) -> Option<Self> {
        let letters: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
        Secret::try_from_base32(letters).ok()?.as_bytes().try_into().ok().map(Self)
    }

    /// The address that an app reads from a picture: what the account is called in it, and the key.
    pub fn address(&self, name: &str) -> String {
        let name: String = name.bytes().map(in_address).collect();
        format!("otpauth://totp/brought:{name}?secret={}&issuer=brought", self.in_groups().replace(' ', ""))
    }

    /// The step to which a code belongs: of this half minute, or of the one before or after, because clocks differ.
    fn step_of(&self, code: &str, now: Timestamp) -> Option<u64> {
        let code: String = code.chars().filter(|letter| !letter.is_whitespace()).collect();
        self.codes()?.check(&code, u64::try_from(now.as_second()).ok()?)
    }

    /// Six digits for half a minute, from SHA-1: what every app makes.
    fn codes(&self) -> Option<Totp> {
        Builder::new().with_secret(Secret::new_stack(self.0)).with_digits(6).with_step_duration(30).with_skew(1).build().ok()
    }
}

fn in_address(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
}

/// How somebody's second factor stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecondFactorStands {
    /// How many recovery codes are left.
    pub recovery_codes: u64,
}

/// How the second factor of somebody who is signed in stands. Nothing: they have none.
///
/// # Errors
/// [`Failure::Trouble`].
pub async fn second_factor_of(brought: &Brought, actor: &Actor) -> Result<Option<SecondFactorStands>, Failure> {
    let found = brought.store.second_factor(&actor.practitioner).await?;
    Ok(found.map(|factor| SecondFactorStands { recovery_codes: factor.recovery_codes }))
}

/// Gives somebody who is signed in a second factor, once they have shown that they know their password and that their app has the key. The recovery codes
/// that come back are shown once.
///
/// # Errors
/// [`Failure::Refused`] when the password is not right or the code not one of this moment, or they have a second factor already; [`Failure::Denied`] after
/// too many wrong passwords; [`Failure::Trouble`].
pub async fn set_up_second_factor(
    brought: &Brought,
    actor: &Actor,
    key: &SecondFactorKey,
    (password, code): (&str, &str),
    random: &[[u8; 32]; 4],
    now: Timestamp,
) -> Result<Vec<String>, Failure> {
    if brought.store.second_factor(&actor.practitioner).await?.is_some() {
        return Err(Refusal::one("code", "You sign in with a code already: stop that first, to use another app").into());
    }
    // Otherwise whoever finds a browser that was left open could lock its owner out.
    check_own_password(brought, actor, "password", password, now).await?;
    let Some(step) = key.step_of(code, now) else {
        let words = "This is not the code that the app should show now. Check that the time on the telephone is right, and enter the code that it shows next";
        return Err(Refusal::one("code", words).into());
    };
    let codes: Vec<String> =
        random.iter().flat_map(|bytes| bytes.chunks_exact(RECOVERY_BYTES).take(RECOVERY_CODES / random.len())).map(recovery_code).collect();
    let digests: Vec<String> = codes.iter().map(|code| digest(code)).collect();
    match brought.store.put_second_factor(&actor.practitioner, &key.0, step, &digests).await {
        Ok(()) => Ok(codes),
        Err(StoreProblem::NotThere { .. }) => Err(Denied::UnknownPractitioner.into()),
        Err(problem) => Err(problem.into()),
    }
}

/// Takes away the second factor of somebody who is signed in and shows once more that they have it.
///
/// # Errors
/// [`Failure::Refused`] when the code is neither one of this moment nor a recovery code; [`Failure::Denied`] after too many wrong ones;
/// [`Failure::Trouble`].
pub async fn stop_second_factor(brought: &Brought, actor: &Actor, code: &str, now: Timestamp) -> Result<(), Failure> {
    let guessed = format!("code of {}", actor.practitioner);
    brought.guesses.count(&guessed, now).map_err(|until| Denied::TooManyGuesses { until })?;
    if !is_right(brought, &actor.practitioner, code, now).await? {
        return Err(Refusal::one("code", "The code is not right: enter the one that your app shows now, or a recovery code").into());
    }
    brought.guesses.forget(&guessed);
    brought.store.remove_second_factor(&actor.practitioner).await?;
    Ok(())
}

/// Takes away the second factor of somebody who has lost the app and the recovery codes. For an administrator at the machine. Whether there was one.
///
/// # Errors
/// [`Failure::Trouble`].
pub async fn remove_second_factor(brought: &Brought, practitioner: &PractitionerId) -> Result<bool, Failure> {
    Ok(brought.store.remove_second_factor(practitioner).await?)
}

/// Whether a code lets somebody in: they have no second factor, or it is the code of this moment, or a recovery code, and was not used before.
pub(super) async fn is_right(brought: &Brought, practitioner: &PractitionerId, code: &str, now: Timestamp) -> Result<bool, Failure> {
    let Some(factor) = brought.store.second_factor(practitioner).await? else { return Ok(true) };
    if let Some(step) = SecondFactorKey(factor.secret).step_of(code, now) {
        return Ok(step > factor.last_step && brought.store.use_step(practitioner, step).await?);
    }
    Ok(brought.store.use_recovery_code(practitioner, &digest(code)).await?)
}

/// Without letters that are taken for others: 0 and O, 1 and I.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

fn recovery_code(random: &[u8]) -> String {
    let letter = |byte: &u8| char::from(LETTERS[usize::from(byte % 32)]);
    let letters: Vec<char> = random.iter().map(letter).collect();
    letters.chunks(5).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// Of a recovery code however it was typed. Fifty random bits need no slow hash.
fn digest(code: &str) -> String {
    let letters: String = code.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect();
    hexadecimal(&Sha256::digest(format!("brought recovery code 1\n{letters}").as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::super::{AccountToAdd, SessionToken, add_account, sign_in};
    use super::*;
    use crate::testing::{at, brought, nurse};
    use std::sync::atomic::{AtomicU8, Ordering};

    const PASSWORD: &str = "correct horse battery";
    const NOW: &str = "2026-07-01T09:00:00Z";

    fn key() -> SecondFactorKey {
        SecondFactorKey::of([7; 32])
    }

    fn code(when: &str) -> String {
        key().codes().unwrap().generate(at(when).as_second().unsigned_abs()).to_string()
    }

    fn random() -> [[u8; 32]; 4] {
        std::array::from_fn(|place| std::array::from_fn(|byte| u8::try_from((place * 97 + byte * 31 + 7) % 251).unwrap()))
    }

    async fn with_factor() -> (Brought, Vec<String>) {
        let brought = brought().await;
        let account = AccountToAdd { practitioner: nurse().practitioner, sign_in_name: "nurse".into(), password: PASSWORD.into() };
        add_account(&brought, account, &[1; 16]).await.unwrap();
        let codes = set_up_second_factor(&brought, &nurse(), &key(), (PASSWORD, &code(NOW)), &random(), at(NOW)).await.unwrap();
        (brought, codes)
    }

    async fn enter(brought: &Brought, password: &str, code: &str, when: &str) -> Result<SessionToken, Failure> {
        static SESSIONS: AtomicU8 = AtomicU8::new(0);
        sign_in(brought, "nurse", password, code, [SESSIONS.fetch_add(1, Ordering::Relaxed); 32], at(when)).await
    }

    /// RFC 6238, appendix B, the last six digits of its first line.
    #[test]
    fn codes_are_those_of_the_standard() {
        let key = SecondFactorKey(*b"12345678901234567890");
        assert_eq!(key.step_of("287082", Timestamp::from_second(59).unwrap()), Some(1));
        assert_eq!(key.step_of("287 082", Timestamp::from_second(59).unwrap()), Some(1));
        assert_eq!(key.step_of("287082", Timestamp::from_second(200).unwrap()), None);
    }

    #[test]
    fn a_key_is_read_back_and_its_address_holds_no_other_sign() {
        assert_eq!(SecondFactorKey::read(&key().in_groups()), Some(key()));
        assert_eq!(SecondFactorKey::read("too short"), None);
        let address = key().address("n. o'neil&issuer=x");
        assert!(address.starts_with("otpauth://totp/brought:n.%20o%27neil%26issuer%3Dx?secret="), "{address}");
    }

    #[tokio::test]
    async fn a_password_alone_no_longer_lets_anybody_in() {
        let (brought, _) = with_factor().await;
        let later = "2026-07-01T09:05:00Z";
        for wrong in ["", "000000", "abc", &code(NOW)] {
            assert_eq!(enter(&brought, PASSWORD, wrong, later).await, Err(Failure::Denied(Denied::CodeRefused)), "{wrong}");
        }
        assert_eq!(enter(&brought, "correct horse batterz", &code(later), later).await, Err(Failure::Denied(Denied::SignInRefused)));
        enter(&brought, PASSWORD, &code(later), later).await.unwrap();
    }

    #[tokio::test]
    async fn a_code_is_taken_once_and_half_a_minute_early_or_late() {
        let (brought, _) = with_factor().await;
        assert_eq!(enter(&brought, PASSWORD, &code(NOW), NOW).await, Err(Failure::Denied(Denied::CodeRefused)), "used to set it up");
        let (early, now) = ("2026-07-01T09:10:00Z", "2026-07-01T09:10:30Z");
        enter(&brought, PASSWORD, &code(early), now).await.unwrap();
        assert_eq!(enter(&brought, PASSWORD, &code(early), now).await, Err(Failure::Denied(Denied::CodeRefused)));
        enter(&brought, PASSWORD, &code(now), now).await.unwrap();
    }

    #[tokio::test]
    async fn a_recovery_code_stands_in_once_however_it_is_typed() {
        let (brought, codes) = with_factor().await;
        assert_eq!(codes.len(), RECOVERY_CODES);
        let typed = codes[3].to_lowercase().replace('-', " ");
        enter(&brought, PASSWORD, &typed, NOW).await.unwrap();
        assert_eq!(enter(&brought, PASSWORD, &typed, NOW).await, Err(Failure::Denied(Denied::CodeRefused)));
        assert_eq!(second_factor_of(&brought, &nurse()).await.unwrap(), Some(SecondFactorStands { recovery_codes: 7 }));
        enter(&brought, PASSWORD, &codes[4], NOW).await.unwrap();
    }

    #[tokio::test]
    async fn codes_are_guessed_at_no_more_often_than_passwords() {
        let (brought, _) = with_factor().await;
        let now = "2026-07-01T09:20:00Z";
        for _ in 0..10 {
            assert_eq!(enter(&brought, PASSWORD, "000000", now).await, Err(Failure::Denied(Denied::CodeRefused)));
        }
        assert!(matches!(enter(&brought, PASSWORD, &code(now), now).await, Err(Failure::Denied(Denied::TooManyGuesses { .. }))));
    }

    #[tokio::test]
    async fn it_is_stopped_by_whoever_has_it_or_by_an_administrator() {
        let (brought, codes) = with_factor().await;
        let refused = stop_second_factor(&brought, &nurse(), "000000", at(NOW)).await;
        assert!(matches!(refused, Err(Failure::Refused(_))), "{refused:?}");
        let again = set_up_second_factor(&brought, &nurse(), &key(), (PASSWORD, &code(NOW)), &random(), at(NOW)).await;
        assert!(matches!(again, Err(Failure::Refused(_))), "{again:?}");
        stop_second_factor(&brought, &nurse(), &codes[0], at(NOW)).await.unwrap();
        enter(&brought, PASSWORD, "", NOW).await.unwrap();
        let later = "2026-07-01T10:00:00Z";
        set_up_second_factor(&brought, &nurse(), &key(), (PASSWORD, &code(later)), &random(), at(later)).await.unwrap();
        assert!(remove_second_factor(&brought, &nurse().practitioner).await.unwrap());
        assert!(!remove_second_factor(&brought, &nurse().practitioner).await.unwrap());
        enter(&brought, PASSWORD, "", later).await.unwrap();
    }
}
