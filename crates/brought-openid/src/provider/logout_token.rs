//! The signature of a logout token. The library verifies ID tokens alone, and a logout token may name nobody, which no ID token does; so the
//! token is taken apart here, and each key of the library asked whether the signature is its own.

use super::SIGNATURES;
use crate::ProviderProblem;
use crate::logout::LogoutClaims;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{CoreJsonWebKeySet, CoreJwsSigningAlgorithm};
use openidconnect::{JsonWebKey as _, JsonWebKeyId};
use serde::Deserialize;
use serde_json::Value;

/// Longer tokens are not looked at.
const LONGEST: usize = 16 * 1024;
/// What a logout token may say that it is. Earlier providers say nothing, or what ID tokens say.
const KINDS: [&str; 3] = ["logout+jwt", "application/logout+jwt", "jwt"];

#[derive(Deserialize)]
struct Header {
    alg: CoreJwsSigningAlgorithm,
    kid: Option<JsonWebKeyId>,
    typ: Option<String>,
    /// Signs that have to be understood (RFC 7515, 4.1.11): none is.
    crit: Option<Value>,
}

/// The claims of a token that one of the keys has signed.
pub(super) fn claims(token: &str, keys: &CoreJsonWebKeySet) -> Result<LogoutClaims, ProviderProblem> {
    read(token, keys).ok_or_else(|| ProviderProblem::NotBelieved("it is no logout token that the provider has signed".to_owned()))
}

fn read(token: &str, keys: &CoreJsonWebKeySet) -> Option<LogoutClaims> {
    if token.len() > LONGEST {
        return None;
    }
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, payload) = signed.split_once('.')?;
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    let header: Header = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
    let is_kind = header.typ.as_ref().is_none_or(|kind| KINDS.contains(&kind.to_ascii_lowercase().as_str()));
    if !is_kind || header.crit.is_some() || !SIGNATURES.contains(&header.alg) {
        return None;
    }
    let mut named = keys.keys().iter().filter(|key| header.kid.is_none() || key.key_id() == header.kid.as_ref());
    let is_signed = named.any(|key| key.verify_signature(&header.alg, signed.as_bytes(), &signature).is_ok());
    // Only now is it known who says what follows.
    is_signed.then(|| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use openidconnect::JsonWebKeySet;
    use openidconnect::core::CoreJsonWebKey;

    #[test]
    fn what_the_provider_has_not_signed_is_not_read() {
        let header = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let payload = header(r#"{"iss":"x"}"#);
        let keys = JsonWebKeySet::new(vec![CoreJsonWebKey::new_symmetric(b"secret".to_vec())]);
        for head in [r#"{"alg":"none"}"#, r#"{"alg":"HS256"}"#, r#"{"alg":"RS256"}"#, r#"{"alg":"RS256","typ":"at+jwt"}"#, "{}", "nonsense"]
        {
            for signature in ["", "AAAA", "=="] {
                assert!(read(&format!("{}.{payload}.{signature}", header(head)), &keys).is_none(), "{head} {signature}");
            }
        }
        for nonsense in ["", "a", "a.b", "...", &"x".repeat(LONGEST + 1)] {
            assert!(read(nonsense, &keys).is_none());
        }
    }
}
