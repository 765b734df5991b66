//! What somebody typed where there was no signal, kept on their phone until it is received.
//!
//! The page seals it for this record (HPKE, RFC 9180: DHKEM with P-256, HKDF-SHA256, AES-256-GCM) before it touches the phone's storage, so that neither
//! whoever finds the phone nor the phone itself can read it back. When there is a signal again the page sends the form itself; if the page is gone by then,
//! the next page sends what is sealed. It is opened here for whoever typed it and for nobody else, and nothing is saved by itself: its owner looks at it in
//! its form, as with what was sent after a session had ended.

use crate::form::Values;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use brought_domain::PractitionerId;
use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::DhP256HkdfSha256;
use hpke::{Deserializable as _, Kem as _, OpModeR, Serializable as _, single_shot_open};
use serde::Deserialize;
use std::fmt;
use std::sync::Arc;

type Kem = DhP256HkdfSha256;
type PrivateKey = <Kem as hpke::Kem>::PrivateKey;

/// What the keys are made for, on both sides.
const PURPOSE: &[u8] = b"brought doorstep 1";
/// The length of a public key of P-256, uncompressed.
const PUBLIC_KEY_BYTES: usize = 65;

/// The key to what phones keep. Cheap to clone.
#[derive(Clone)]
pub struct Doorstep {
    private: Arc<PrivateKey>,
    public: Arc<str>,
}

/// What somebody typed, as their page sealed it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Draft {
    /// Who was signed in.
    owner: String,
    /// Where the form goes.
    pub(crate) address: String,
    /// Its fields with their values.
    pairs: Vec<(String, String)>,
}

impl Doorstep {
    /// From the secret of a record.
    pub fn new(secret: &[u8; 32]) -> Self {
        let (private, public) = Kem::derive_keypair(secret);
        Self { private: Arc::new(private), public: STANDARD.encode(public.to_bytes()).into() }
    }

    /// The key for which pages seal, in base64.
    pub(crate) fn public(&self) -> &str {
        &self.public
    }

    /// Opens what a page of this account sealed. Nothing: it was sealed for another record or by another account, or it was altered.
    pub(crate) fn open(&self, sealed: &str, owner: &PractitionerId) -> Option<Draft> {
        let bytes = STANDARD.decode(sealed).ok()?;
        let (begins, content) = bytes.split_at_checked(PUBLIC_KEY_BYTES)?;
        let begins = <Kem as hpke::Kem>::EncappedKey::from_bytes(begins).ok()?;
        let plain = single_shot_open::<AesGcm256, HkdfSha256, Kem>(&OpModeR::Base, &self.private, &begins, PURPOSE, content, b"").ok()?;
        let draft: Draft = serde_json::from_slice(&plain).ok()?;
        (draft.owner == owner.as_str()).then_some(draft)
    }
}

impl Draft {
    /// The fields, without the token of the session in which they were typed.
    pub(crate) fn values(&self) -> Values {
        let mut values = Values::new(self.pairs.clone());
        values.remove("token");
        values
    }
}

/// The public key alone.
impl fmt::Debug for Doorstep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Doorstep({})", self.public)
    }
}

/// Seals as a page does.
#[cfg(test)]
pub(crate) mod sealing {
    use super::*;
    use hpke::rand_core::{CryptoRng, Error, RngCore};
    use hpke::{OpModeS, single_shot_seal};

    /// Bytes that anybody can guess: for tests.
    struct Guessable;

    impl CryptoRng for Guessable {}

    impl RngCore for Guessable {
        fn next_u32(&mut self) -> u32 {
            7
        }

        fn next_u64(&mut self) -> u64 {
            7
        }

        fn fill_bytes(&mut self, bytes: &mut [u8]) {
            bytes.fill(7);
        }

        fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
            self.fill_bytes(bytes);
            Ok(())
        }
    }

    /// A draft of somebody, sealed for a record.
    pub(crate) fn sealed(public: &str, owner: &str, address: &str, pairs: &[(&str, &str)]) -> String {
        let draft = serde_json::json!({ "owner": owner, "address": address, "pairs": pairs }).to_string();
        let key = <Kem as hpke::Kem>::PublicKey::from_bytes(&STANDARD.decode(public).unwrap()).unwrap();
        let (begins, content) =
            single_shot_seal::<AesGcm256, HkdfSha256, Kem, _>(&OpModeS::Base, &key, PURPOSE, draft.as_bytes(), b"", &mut Guessable)
                .unwrap();
        STANDARD.encode([&begins.to_bytes()[..], &content].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::sealing::sealed;
    use super::*;

    fn who(id: &str) -> PractitionerId {
        id.parse().unwrap()
    }

    #[test]
    fn what_a_page_sealed_is_opened_for_whoever_typed_it() {
        let key = Doorstep::new(&[1; 32]);
        let text = sealed(key.public(), "hv", "/children/sam/note", &[("token", "t"), ("entry", "e"), ("note", "Rang the mother")]);
        let draft = key.open(&text, &who("hv")).unwrap();
        assert_eq!(draft.address, "/children/sam/note");
        assert_eq!((draft.values().text("note"), draft.values().text("token")), ("Rang the mother", ""));
    }

    #[test]
    fn nobody_else_opens_it_and_nothing_that_was_altered_opens() {
        let key = Doorstep::new(&[1; 32]);
        let text = sealed(key.public(), "hv", "/children/sam/note", &[]);
        assert_eq!(key.open(&text, &who("sn")), None);
        assert_eq!(Doorstep::new(&[2; 32]).open(&text, &who("hv")), None);
        for wrong in ["", "AAAA", "not base64", &text[4..]] {
            assert_eq!(key.open(wrong, &who("hv")), None, "{wrong}");
        }
        let bytes = STANDARD.decode(&text).unwrap();
        for at in [1, PUBLIC_KEY_BYTES, bytes.len() - 1] {
            let mut altered = bytes.clone();
            altered[at] ^= 1;
            assert_eq!(key.open(&STANDARD.encode(altered), &who("hv")), None, "byte {at}");
        }
    }

    #[test]
    fn the_key_is_the_same_after_a_restart_and_shows_nothing_of_its_secret() {
        assert_eq!(Doorstep::new(&[1; 32]).public(), Doorstep::new(&[1; 32]).public());
        assert_eq!(format!("{:?}", Doorstep::new(&[1; 32])), format!("Doorstep({})", Doorstep::new(&[1; 32]).public()));
    }
}
