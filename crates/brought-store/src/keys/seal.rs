//! Sealing with a key, and nothing else: no database, no clock, no randomness of its own.
//!
//! Each sealed text has a key of its own, made from the person's key and from where the text stands. So one entry can be shown to somebody with
//! the key of that entry, which opens no other; and a text that is moved to another row, person or kind opens there with no key.

use super::Randomness;
use crate::chain::{Chain, START, Sum};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

/// How long a key is, in bytes.
pub(crate) const KEY: usize = 32;
const NONCE: usize = 24;
/// The form of what is sealed, for the day on which there is another.
const FORM: u8 = 1;
/// How a sealed text begins. No written form of anything else does.
const MARK: &str = "sealed1.";

/// A secret key. It is wiped when it is dropped, and is in nobody's words.
#[derive(Clone)]
pub(crate) struct Key(Zeroizing<[u8; KEY]>);

impl Key {
    pub(crate) fn new(bytes: [u8; KEY]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    pub(crate) fn random(randomness: &dyn Randomness) -> Self {
        let mut key = Zeroizing::new([0; KEY]);
        randomness.fill(key.as_mut_slice());
        Self(key)
    }

    pub(crate) fn bytes(&self) -> &[u8; KEY] {
        &self.0
    }

    /// A key made from this one for a purpose: whoever has it learns nothing about this one.
    fn made_for(&self, purpose: &[u8]) -> Self {
        Self::new(keyed(self, purpose))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.0.as_slice().into())
    }
}

/// Without the key.
impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(..)")
    }
}

/// A digest that only whoever has the key can make.
fn keyed(key: &Key, message: &[u8]) -> Sum {
    // It takes keys of every length.
    let Ok(mut mac) = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key.bytes()) else { return START };
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// Where a sealed text stands. It opens there alone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    /// The table, and the column where it is not the only one.
    pub(crate) table: &'a str,
    /// The row.
    pub(crate) id: &'a str,
    /// Whose key it is.
    pub(crate) person: &'a str,
    /// What kind of entry it is.
    pub(crate) kind: &'a str,
}

impl Place<'_> {
    /// Each part with its length before it, so that no two places have the same bytes.
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(160);
        for part in ["brought sealed text 1", self.table, self.id, self.person, self.kind] {
            bytes.extend((part.len() as u64).to_be_bytes());
            bytes.extend(part.as_bytes());
        }
        bytes
    }
}

/// That something does not open: it was altered, stands in another place, or was sealed with another key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DoesNotOpen;

/// The key of one sealed text.
pub(crate) fn own_key(person: &Key, place: &Place<'_>) -> Key {
    person.made_for(&place.bytes())
}

/// Seals bytes with a person's key.
pub(crate) fn seal(person: &Key, place: &Place<'_>, plain: &[u8], randomness: &dyn Randomness) -> Result<Vec<u8>, DoesNotOpen> {
    seal_with_own(&own_key(person, place), place, plain, randomness)
}

fn seal_with_own(key: &Key, place: &Place<'_>, plain: &[u8], randomness: &dyn Randomness) -> Result<Vec<u8>, DoesNotOpen> {
    let mut nonce = [0; NONCE];
    randomness.fill(&mut nonce);
    let place = place.bytes();
    let sealed = key.cipher().encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: &place }).map_err(|_| DoesNotOpen)?;
    let mut whole = Vec::with_capacity(1 + NONCE + KEY + sealed.len());
    whole.push(FORM);
    whole.extend(nonce);
    whole.extend(pledge(key));
    whole.extend(sealed);
    Ok(whole)
}

/// Opens bytes with a person's key.
pub(crate) fn open(person: &Key, place: &Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, DoesNotOpen> {
    open_with_own(&own_key(person, place), place, sealed)
}

/// Opens bytes with the key of this one text.
pub(crate) fn open_with_own(key: &Key, place: &Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, DoesNotOpen> {
    let (&[FORM], rest) = sealed.split_first_chunk::<1>().ok_or(DoesNotOpen)? else { return Err(DoesNotOpen) };
    let (nonce, rest) = rest.split_first_chunk::<NONCE>().ok_or(DoesNotOpen)?;
    let (pledged, sealed) = rest.split_first_chunk::<KEY>().ok_or(DoesNotOpen)?;
    if *pledged != pledge(key) {
        return Err(DoesNotOpen);
    }
    let place = place.bytes();
    let plain = key.cipher().decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: &place });
    plain.map(Zeroizing::new).map_err(|_| DoesNotOpen)
}

/// What a sealed text says of its key. Poly1305 alone would let whoever seals make one text that two keys open to different words; a proof has to show
/// the words that were there (docs/decisions/0019-encryption.md).
fn pledge(key: &Key) -> Sum {
    let mut chain = Chain::after("brought pledge 1", &START);
    chain.bytes(key.bytes());
    chain.sum()
}

/// Seals a text, as a text.
pub(crate) fn seal_text(person: &Key, place: &Place<'_>, plain: &str, randomness: &dyn Randomness) -> Result<String, DoesNotOpen> {
    Ok(format!("{MARK}{}", STANDARD_NO_PAD.encode(seal(person, place, plain.as_bytes(), randomness)?)))
}

/// Whether a text is sealed.
pub(crate) fn is_sealed(text: &str) -> bool {
    text.starts_with(MARK)
}

/// Opens a text that was sealed as one.
pub(crate) fn open_text(person: &Key, place: &Place<'_>, sealed: &str) -> Result<Zeroizing<String>, DoesNotOpen> {
    open_text_with_own(&own_key(person, place), place, sealed)
}

/// The same with the key of this one text.
pub(crate) fn open_text_with_own(key: &Key, place: &Place<'_>, sealed: &str) -> Result<Zeroizing<String>, DoesNotOpen> {
    let sealed = sealed.strip_prefix(MARK).and_then(|text| STANDARD_NO_PAD.decode(text).ok()).ok_or(DoesNotOpen)?;
    let plain = open_with_own(key, place, &sealed)?;
    std::str::from_utf8(&plain).map(|text| Zeroizing::new(text.to_owned())).map_err(|_| DoesNotOpen)
}

/// Wraps a key in another. `whose` is said by both ends: a wrapped key that is put in the place of another does not open there.
pub(crate) fn wrap(main: &Key, whose: &[&str], key: &Key, randomness: &dyn Randomness) -> Result<Vec<u8>, DoesNotOpen> {
    let mut nonce = [0; NONCE];
    randomness.fill(&mut nonce);
    let mut wrapped = nonce.to_vec();
    wrapped.extend(main.cipher().encrypt(&XNonce::from(nonce), Payload { msg: key.bytes(), aad: &owner(whose) }).map_err(|_| DoesNotOpen)?);
    Ok(wrapped)
}

/// Unwraps a key.
pub(crate) fn unwrap(main: &Key, whose: &[&str], wrapped: &[u8]) -> Result<Key, DoesNotOpen> {
    let (nonce, sealed) = wrapped.split_first_chunk::<NONCE>().ok_or(DoesNotOpen)?;
    let plain = main.cipher().decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: &owner(whose) });
    let plain = Zeroizing::new(plain.map_err(|_| DoesNotOpen)?);
    plain.as_slice().try_into().map(Key::new).map_err(|_| DoesNotOpen)
}

fn owner(whose: &[&str]) -> Vec<u8> {
    whose.iter().flat_map(|part| (part.len() as u64).to_be_bytes().into_iter().chain(part.bytes())).collect()
}

/// What is looked up in place of a name that nobody should read in the file: the same for the same name, and of no use without the key.
pub(crate) fn blinded(key: &Key, parts: &[&str]) -> String {
    STANDARD_NO_PAD.encode(keyed(key, &owner(parts)))
}

/// An id in the place of one that nobody should read in the file.
pub(crate) fn veiled(key: &Key, id: &str) -> String {
    format!("i-{}", crate::chain::hexadecimal(&keyed(key, &owner(&["id in the place of", id]))[..16]))
}

/// A secret for one purpose.
pub(crate) fn secret_for(key: &Key, purpose: &str, random: &[u8; 32]) -> [u8; 32] {
    let mut message = owner(&[purpose]);
    message.extend_from_slice(random);
    keyed(key, &message)
}

/// What names a main key without telling anything of it.
pub(crate) fn name_of(main: &Key) -> String {
    let mut chain = Chain::after("brought main key name 1", &START);
    chain.bytes(main.bytes());
    crate::chain::hexadecimal(&chain.sum()[..6])
}
