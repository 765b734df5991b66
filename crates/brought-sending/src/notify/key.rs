//! Keys of GOV.UK Notify: `NAME-SERVICE-SECRET`, of which the last two are UUIDs. Each call is signed anew (JWT, HS256) and holds for 30 seconds.

use crate::{Secret, SettingProblem};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;

/// The letters of a UUID.
const UUID: usize = 36;
const HEAD: &str = r#"{"typ":"JWT","alg":"HS256"}"#;

#[derive(Debug)]
pub(super) struct ApiKey {
    service: String,
    secret: Secret,
}

impl ApiKey {
    pub(super) fn read(key: &Secret) -> Result<Self, SettingProblem> {
        let wrong =
            || SettingProblem("the key of GOV.UK Notify has not the form of one: copy it whole, its name and both numbers".to_owned());
        let text = key.reveal();
        let secret = text.len().checked_sub(UUID).and_then(|at| text.get(at..)).ok_or_else(wrong)?;
        let service = text.len().checked_sub(2 * UUID + 1).and_then(|at| text.get(at..at + UUID)).ok_or_else(wrong)?;
        let joined = text.as_bytes().get(text.len() - UUID - 1) == Some(&b'-');
        if !(joined && is_uuid(secret) && is_uuid(service)) {
            return Err(wrong());
        }
        Ok(Self { service: service.to_owned(), secret: Secret::new(secret) })
    }

    /// What stands in the head of a call.
    pub(super) fn authorisation(&self, now: Timestamp) -> String {
        // The service's id has been looked at: nothing in it needs to be escaped.
        let claims = format!(r#"{{"iss":"{}","iat":{}}}"#, self.service, now.as_second());
        let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(HEAD), URL_SAFE_NO_PAD.encode(claims));
        // A key of any length makes a code, so there is always one.
        let code = Hmac::<Sha256>::new_from_slice(self.secret.reveal().as_bytes()).map(|mut code| {
            code.update(signed.as_bytes());
            URL_SAFE_NO_PAD.encode(code.finalize().into_bytes())
        });
        format!("Bearer {signed}.{}", code.unwrap_or_default())
    }
}

fn is_uuid(text: &str) -> bool {
    text.len() == UUID
        && text.bytes().enumerate().all(|(place, letter)| match place {
            8 | 13 | 18 | 23 => letter == b'-',
            _ => letter.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const KEY: &str = "my-team-key-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0";

    #[test]
    fn a_key_is_taken_apart_from_its_end() {
        let key = ApiKey::read(&Secret::new(KEY)).unwrap();
        assert_eq!(key.service, "26785a09-ab16-4eb0-8407-a37497a57506");
        assert_eq!(key.secret.reveal(), "3d844edf-8d35-48ac-975b-e847b4f122b0");
        for wrong in ["", "key", &KEY[20..], &KEY.replace('-', "_"), &KEY[..KEY.len() - 1], &format!("{KEY}ü")] {
            let problem = ApiKey::read(&Secret::new(wrong)).unwrap_err().to_string();
            assert!(wrong.len() < 10 || !problem.contains(wrong), "{problem}");
        }
    }

    /// Worked out with another program (`openssl dgst -sha256 -hmac`).
    #[test]
    fn a_call_is_signed_as_the_service_asks() {
        let key = ApiKey::read(&Secret::new(KEY)).unwrap();
        let authorisation = key.authorisation("2026-01-08T09:00:00Z".parse().unwrap());
        let parts: Vec<&str> = authorisation.strip_prefix("Bearer ").unwrap().split('.').collect();
        let read = |part: &str| serde_json::from_slice::<serde_json::Value>(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
        assert_eq!(read(parts[0]), json!({ "typ": "JWT", "alg": "HS256" }));
        assert_eq!(read(parts[1]), json!({ "iss": "26785a09-ab16-4eb0-8407-a37497a57506", "iat": 1_767_862_800 }));
        assert_eq!(parts[2], "NMTVPDnUpW1ZdBlSLs1y9znIQ838y7iNSzwxPX95nFo");
    }
}
