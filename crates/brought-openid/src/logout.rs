//! Logout tokens: what has to hold before the provider's word ends sessions (OpenID Connect Back-Channel Logout 1.0, 2.4 to 2.6).

use crate::settings::Settings;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::Value;
use std::fmt;

/// The one event that a logout token tells of.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// A token that was issued longer ago is not taken.
const OLDEST: SignedDuration = SignedDuration::from_mins(10);
/// By so much two clocks may differ.
const SKEW: SignedDuration = SignedDuration::from_mins(1);

/// The claims of a logout token whose signature is the provider's.
#[derive(Clone, Default, PartialEq, Deserialize)]
pub struct LogoutClaims {
    iss: Option<String>,
    aud: Option<Value>,
    iat: Option<i64>,
    exp: Option<i64>,
    jti: Option<String>,
    sub: Option<String>,
    sid: Option<String>,
    events: Option<Value>,
    nonce: Option<Value>,
}

impl fmt::Debug for LogoutClaims {
    /// Without the claims: they have no place in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("claims of a logout token")
    }
}

/// Which sessions a logout token ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The session at the provider. Nothing: all of the subject.
    pub sid: Option<String>,
    /// Whose.
    pub subject: Option<String>,
    /// The token itself: each is taken once.
    pub jti: String,
}

/// Why a logout token is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogoutRefused {
    /// From another issuer, or from nobody.
    OtherIssuer,
    /// For another client, or for several.
    OtherAudience,
    /// Issued too long ago, or in the future, or at no time; or it has expired.
    NotNow,
    /// It tells of something else than a logout.
    OtherEvent,
    /// It is an ID token: a logout token has no nonce.
    HasNonce,
    /// It has no number of its own.
    NoNumber,
    /// It names neither a session nor a person.
    NobodyNamed,
}

impl LogoutClaims {
    /// Which sessions the token ends.
    ///
    /// # Errors
    /// [`LogoutRefused`]: it ends none.
    pub fn ends(&self, settings: &Settings, now: Timestamp) -> Result<Ended, LogoutRefused> {
        if self.iss.as_deref() != Some(&settings.issuer) {
            return Err(LogoutRefused::OtherIssuer);
        }
        if !is_only_for(self.aud.as_ref(), &settings.client_id) {
            return Err(LogoutRefused::OtherAudience);
        }
        if !self.is_of_now(now) {
            return Err(LogoutRefused::NotNow);
        }
        if !self.events.as_ref().is_some_and(|events| events.get(EVENT).is_some_and(Value::is_object)) {
            return Err(LogoutRefused::OtherEvent);
        }
        if self.nonce.is_some() {
            return Err(LogoutRefused::HasNonce);
        }
        let text = |claim: &Option<String>| claim.clone().filter(|text| !text.is_empty());
        let jti = text(&self.jti).ok_or(LogoutRefused::NoNumber)?;
        let ended = Ended { sid: text(&self.sid), subject: text(&self.sub), jti };
        if ended.sid.is_none() && ended.subject.is_none() { Err(LogoutRefused::NobodyNamed) } else { Ok(ended) }
    }

    fn is_of_now(&self, now: Timestamp) -> bool {
        let moment = |seconds: i64| Timestamp::from_second(seconds).ok();
        let Some(issued) = self.iat.and_then(moment) else { return false };
        let age = now.duration_since(issued);
        let is_over = self.exp.is_some_and(|expires| moment(expires).is_none_or(|expires| now.duration_since(expires) >= SKEW));
        age <= OLDEST && age >= -SKEW && !is_over
    }
}

/// Whether a token is for this client and for nobody else.
fn is_only_for(audience: Option<&Value>, client: &str) -> bool {
    match audience {
        Some(Value::String(one)) => one == client,
        Some(Value::Array(several)) => !several.is_empty() && several.iter().all(|one| one == client),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::tests::EXAMPLE;
    use serde_json::json;

    const NOW: i64 = 1_800_000_000;

    fn outcome(change: impl FnOnce(&mut Value)) -> Result<Ended, LogoutRefused> {
        let mut claims = json!({
            "iss": "https://am.example:443/openam/oauth2/realms/oidc", "aud": "brought.example", "iat": NOW, "exp": NOW + 120, "jti": "j1",
            "sub": "s1", "sid": "x1", "events": { EVENT: {} },
        });
        change(&mut claims);
        let claims: LogoutClaims = serde_json::from_value(claims).unwrap();
        claims.ends(&Settings::read("openid.toml", EXAMPLE).unwrap(), Timestamp::from_second(NOW).unwrap())
    }

    #[test]
    fn a_logout_token_names_a_session_or_a_person() {
        let ended = |sid: Option<&str>, subject: Option<&str>| Ended {
            sid: sid.map(str::to_owned),
            subject: subject.map(str::to_owned),
            jti: "j1".to_owned(),
        };
        assert_eq!(outcome(|_| ()), Ok(ended(Some("x1"), Some("s1"))));
        assert_eq!(outcome(|claims| claims["sub"] = json!(null)), Ok(ended(Some("x1"), None)));
        assert_eq!(outcome(|claims| claims["sid"] = json!(null)), Ok(ended(None, Some("s1"))));
        assert_eq!(outcome(|claims| claims["aud"] = json!(["brought.example"])), Ok(ended(Some("x1"), Some("s1"))));
        assert_eq!(outcome(|claims| claims["exp"] = json!(null)), Ok(ended(Some("x1"), Some("s1"))), "earlier providers leave it out");
    }

    #[test]
    fn what_is_not_a_logout_token_for_this_program_now_ends_nothing() {
        for (claim, value, why) in [
            ("iss", json!("https://other.example"), LogoutRefused::OtherIssuer),
            ("iss", json!(null), LogoutRefused::OtherIssuer),
            ("aud", json!("other"), LogoutRefused::OtherAudience),
            ("aud", json!(["brought.example", "other"]), LogoutRefused::OtherAudience),
            ("aud", json!([]), LogoutRefused::OtherAudience),
            ("aud", json!(null), LogoutRefused::OtherAudience),
            ("iat", json!(NOW - 601), LogoutRefused::NotNow),
            ("iat", json!(NOW + 61), LogoutRefused::NotNow),
            ("iat", json!(null), LogoutRefused::NotNow),
            ("exp", json!(NOW - 60), LogoutRefused::NotNow),
            ("events", json!({ "http://schemas.openid.net/event/other": {} }), LogoutRefused::OtherEvent),
            ("events", json!({ EVENT: true }), LogoutRefused::OtherEvent),
            ("events", json!(EVENT), LogoutRefused::OtherEvent),
            ("events", json!(null), LogoutRefused::OtherEvent),
            ("nonce", json!("n"), LogoutRefused::HasNonce),
            ("jti", json!(null), LogoutRefused::NoNumber),
            ("jti", json!(""), LogoutRefused::NoNumber),
        ] {
            assert_eq!(outcome(|claims| claims[claim] = value.clone()), Err(why), "{claim} {value}");
        }
        assert_eq!(outcome(|claims| (claims["sub"], claims["sid"]) = (json!(null), json!(""))), Err(LogoutRefused::NobodyNamed));
    }
}
