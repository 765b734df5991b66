//! Signing in with OpenID Connect, as NHS CIS2 does it: what is set up, what somebody's claims allow, and the provider itself.
//!
//! * [`Settings`] is the file of whoever runs the program: which provider, and which roles there stand for which roles and services here.
//! * [`Attempt`] ties what comes back from the provider to the browser that was sent there.
//! * [`allowed`] decides what claims allow, and [`LogoutClaims::ends`] which sessions a logout token ends. Both are pure and tell why not.
//! * [`IdentityProvider`] is the other side. The feature `provider` has the real one, which alone speaks to other machines; tests have their own.
//!
//! Nothing is allowed that the settings do not say: a role, an organisation or a person that is not known there is refused. No error and no
//! debugger's print holds a token, a code or a claim.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod address;
mod attempt;
mod claims;
mod entitlement;
mod logout;
#[cfg(feature = "provider")]
mod provider;
mod secret;
mod settings;

pub use attempt::{ATTEMPT_SECONDS, Attempt, AttemptRefused};
pub use claims::{Assurance, Claims, Contradiction, NhsRole, Verified};
pub use entitlement::{Allowed, Refused, allowed};
pub use logout::{Ended, LogoutClaims, LogoutRefused};
#[cfg(feature = "provider")]
pub use provider::Provider;
pub use secret::Secret;
pub use settings::{AllowRule, ClientAuthentication, SettingProblem, Settings};

use jiff::Timestamp;
use thiserror::Error;

/// The other side: whoever says who somebody is. Calls may wait for another machine.
pub trait IdentityProvider: Send + Sync {
    /// What was set up.
    fn settings(&self) -> &Settings;

    /// Where a browser is sent to sign in.
    ///
    /// # Errors
    /// When the provider cannot be reached or its description cannot be used.
    fn address_to_sign_in(&self, attempt: &Attempt, now: Timestamp) -> Result<String, ProviderProblem>;

    /// Takes the code that a browser came back with, and answers with whom the provider says it is, verified.
    ///
    /// # Errors
    /// When the provider cannot be reached, or what it says does not hold.
    fn who_signed_in(&self, code: &str, attempt: &Attempt, now: Timestamp) -> Result<Verified, ProviderProblem>;

    /// The claims of a logout token whose signature is the provider's. Nothing else of them is looked at yet.
    ///
    /// # Errors
    /// When the provider's keys cannot be fetched, or the signature is not its own.
    fn logout_claims(&self, token: &str, now: Timestamp) -> Result<LogoutClaims, ProviderProblem>;

    /// Where a browser is sent to sign out there as well, with the ID token with which somebody signed in; nothing where there is no such place, or
    /// where nobody can say.
    fn address_to_sign_out(&self, id_token: &Secret) -> Option<String>;
}

/// Why the provider could not be asked, or was not believed. The words hold nothing that it said about anybody.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ProviderProblem {
    /// It does not answer, or not as a provider does.
    #[error("{0}")]
    NotReached(String),
    /// What it said does not hold, or was not said by it.
    #[error("{0}")]
    NotBelieved(String),
}
