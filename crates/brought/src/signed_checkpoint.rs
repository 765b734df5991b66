//! Checkpoints as other programs read them too: the formats tlog-checkpoint and signed-note of C2SP (c2sp.org), signed with Ed25519.
//!
//! ```text
//! trust.example/record
//! 48213
//! CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//!
//! — trust.example/record Az3grlgtzPICa5OS8npVmf1Myq...
//! ```
//!
//! The name of the record, how many entries are vouched for, and the root of the tree over them.

use crate::failure::Failure;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use brought_store::Checkpoint;
use brought_store::merkle::Hash;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::path::Path;

/// What an Ed25519 key begins with, and what its number is made with.
const ED25519: u8 = 1;
/// What the line of a secret key begins with.
const SECRET: &str = "PRIVATE+KEY+";
/// What the line of a signature begins with.
const DASH: &str = "\u{2014} ";
/// No checkpoint is longer.
const LONGEST: u64 = 64 * 1024;

/// A key that signs checkpoints, with the name of the record that it signs for.
pub(crate) struct Key {
    name: String,
    signing: SigningKey,
}

impl Key {
    /// A new key, out of bytes that nobody can guess.
    ///
    /// # Errors
    /// When the name cannot stand in a checkpoint.
    pub(crate) fn new(name: &str, seed: &[u8; 32]) -> Result<Self, Failure> {
        if !is_name(name) {
            return Err(Failure::usage(format!("--name: `{name}` cannot be a name: it takes letters without spaces and without +")));
        }
        Ok(Self { name: name.to_owned(), signing: SigningKey::from_bytes(seed) })
    }

    /// The key in a file.
    ///
    /// # Errors
    /// When it cannot be read or holds none.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let shown = path.display();
        let text = std::fs::read_to_string(path).map_err(|problem| Failure::usage(format!("{shown}: {problem}")))?;
        // What stands in the file may be nearly a key: it is not repeated.
        let key = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#')).and_then(Self::of_line);
        key.ok_or_else(|| {
            Failure::usage(format!("{shown}: there is no key in it that signs checkpoints. `brought checkpoint-key` makes one"))
        })
    }

    fn of_line(line: &str) -> Option<Self> {
        let (name, id, seed) = parts(line.strip_prefix(SECRET)?)?;
        let key = Self { name, signing: SigningKey::from_bytes(&seed) };
        (key.public().id == id).then_some(key)
    }

    /// What is to be kept in a file, and kept secret.
    pub(crate) fn line(&self) -> String {
        line(&self.name, self.public().id, self.signing.as_bytes(), SECRET)
    }

    /// The part of it that need not be kept secret.
    pub(crate) fn public(&self) -> PublicKey {
        PublicKey::new(self.name.clone(), self.signing.verifying_key())
    }

    /// A checkpoint with its signature.
    pub(crate) fn sign(&self, checkpoint: &Checkpoint) -> String {
        let text = format!("{}\n{}\n{}\n", self.name, checkpoint.size, STANDARD.encode(checkpoint.root));
        let signature = [&self.public().id[..], &self.signing.sign(text.as_bytes()).to_bytes()].concat();
        format!("{text}\n{DASH}{} {}\n", self.name, STANDARD.encode(signature))
    }
}

/// The key that shows whether a checkpoint was signed with the secret one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PublicKey {
    name: String,
    id: [u8; 4],
    verifying: VerifyingKey,
}

impl PublicKey {
    fn new(name: String, verifying: VerifyingKey) -> Self {
        let digest = Sha256::new().chain_update(&name).chain_update([b'\n', ED25519]).chain_update(verifying.as_bytes()).finalize();
        let mut id = [0; 4];
        id.copy_from_slice(&digest[..4]);
        Self { name, id, verifying }
    }

    /// The key of what `brought checkpoint-key` printed.
    ///
    /// # Errors
    /// When it is none.
    pub(crate) fn read(words: &str) -> Result<Self, Failure> {
        let key = parts(words.trim()).and_then(|(name, id, bytes)| {
            let key = Self::new(name, VerifyingKey::from_bytes(&bytes).ok()?);
            (key.id == id).then_some(key)
        });
        key.ok_or_else(|| {
            Failure::usage(format!(
                "--public-key: `{words}` is not the public part of a key, or was not copied whole: give what `brought checkpoint-key` printed, NAME+..."
            ))
        })
    }

    /// The name of the record whose checkpoints it is for.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&line(&self.name, self.id, self.verifying.as_bytes(), ""))
    }
}

/// `NAME+NUMBER+KEY`, as others write keys of this kind.
fn line(name: &str, id: [u8; 4], key: &[u8; 32], before: &str) -> String {
    format!("{before}{name}+{:08x}+{}", u32::from_be_bytes(id), STANDARD.encode([&[ED25519][..], key].concat()))
}

fn parts(line: &str) -> Option<(String, [u8; 4], [u8; 32])> {
    // The last part may hold a + too.
    let mut parts = line.splitn(3, '+');
    let (name, id, key) = (parts.next()?, parts.next()?, STANDARD.decode(parts.next()?).ok()?);
    let (kind, key) = key.split_first()?;
    let id = (id.len() == 8).then(|| u32::from_str_radix(id, 16).ok()).flatten()?;
    (is_name(name) && *kind == ED25519).then_some((name.to_owned(), id.to_be_bytes(), key.try_into().ok()?))
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|letter: char| letter.is_whitespace() || letter.is_control() || letter == '+')
}

/// A checkpoint as it was written, whoever signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Note {
    /// What was signed.
    text: String,
    /// The name of the record.
    origin: String,
    checkpoint: Checkpoint,
    signatures: Vec<(String, Vec<u8>)>,
}

impl Note {
    /// Takes a checkpoint apart. Nothing: it is none.
    pub(crate) fn of(written: &str) -> Option<Self> {
        let at = written.rfind("\n\n")? + 1;
        let (text, signatures) = (written.get(..at)?, written.get(at + 1..)?);
        let signatures = signatures.strip_suffix('\n')?.split('\n').map(signature).collect::<Option<Vec<_>>>()?;
        let mut lines = text.lines();
        let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        let plain: u64 = size.parse().ok().filter(|number: &u64| number.to_string() == size)?;
        let root: Hash = STANDARD.decode(root).ok()?.try_into().ok()?;
        let checkpoint = Checkpoint { size: plain, root };
        (!origin.is_empty()).then(|| Self { text: text.to_owned(), origin: origin.to_owned(), checkpoint, signatures })
    }

    /// Takes the checkpoint in a file apart.
    ///
    /// # Errors
    /// When it cannot be read or is none.
    pub(crate) fn read(path: &Path) -> Result<(Self, String), Failure> {
        let shown = path.display();
        let unreadable = |problem| Failure::usage(format!("{shown} cannot be read: {problem}"));
        let length = std::fs::metadata(path).map_err(unreadable)?.len();
        let written = if length <= LONGEST { std::fs::read(path).map_err(unreadable)? } else { Vec::new() };
        let written = String::from_utf8(written).unwrap_or_default();
        let note = Self::of(&written);
        note.map(|note| (note, written))
            .ok_or_else(|| Failure::usage(format!("{shown} is not a checkpoint, or was cut off: give one that `brought checkpoint` wrote")))
    }

    /// The checkpoint, if it was signed with this key for the record that the key is for. Nothing: it was not.
    pub(crate) fn signed_with(&self, key: &PublicKey) -> Option<Checkpoint> {
        let own = self.signatures.iter().find(|(name, signature)| *name == key.name && signature.get(..4) == Some(&key.id))?;
        let signature = Signature::from_slice(own.1.get(4..)?).ok()?;
        let is_signed = self.origin == key.name && key.verifying.verify_strict(self.text.as_bytes(), &signature).is_ok();
        is_signed.then_some(self.checkpoint)
    }

    /// What it says, whoever signed it: for what is held against the record itself.
    pub(crate) fn said(&self) -> Checkpoint {
        self.checkpoint
    }
}

fn signature(line: &str) -> Option<(String, Vec<u8>)> {
    let (name, signature) = line.strip_prefix(DASH)?.split_once(' ')?;
    Some((name.to_owned(), STANDARD.decode(signature).ok().filter(|bytes| bytes.len() > 4)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Key {
        Key::new("trust.example/record", &[7; 32]).unwrap()
    }

    fn checkpoint() -> Checkpoint {
        Checkpoint { size: 48_213, root: [5; 32] }
    }

    /// The key and the note with which the documentation of Go's package `note` shows the format.
    #[test]
    fn keys_and_signatures_are_those_of_other_programs() {
        let public = PublicKey::read("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").unwrap();
        let secret = Key::of_line("PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz").unwrap();
        assert_eq!(secret.public(), public);
        let text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
        let line = "\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";
        let (name, bytes) = signature(line).unwrap();
        assert_eq!((name.as_str(), &bytes[..4]), ("PeterNeumann", &public.id[..]));
        assert_eq!(secret.signing.sign(text.as_bytes()).to_bytes(), bytes[4..]);
    }

    #[test]
    fn what_was_signed_is_read_back_by_whoever_has_the_public_key() {
        let written = key().sign(&checkpoint());
        assert!(written.starts_with("trust.example/record\n48213\nBQUFBQUF") && written.ends_with("=\n"), "{written}");
        let public = PublicKey::read(&key().public().to_string()).unwrap();
        assert_eq!(Note::of(&written).unwrap().signed_with(&public), Some(checkpoint()));
        // Signatures of others may stand beside it, and so may lines that are not for us.
        let more = written.replacen("\n\n", "\nan extension\n\n", 1);
        assert_eq!(Note::of(&more).unwrap().signed_with(&public), None, "they are signed too");
        let witnessed = format!("{written}\u{2014} witness.example {}\n", STANDARD.encode([9; 68]));
        assert_eq!(Note::of(&witnessed).unwrap().signed_with(&public), Some(checkpoint()));
    }

    #[test]
    fn whatever_is_changed_is_not_signed() {
        let written = key().sign(&checkpoint());
        let public = key().public();
        for other in [
            written.replacen("48213", "48214", 1),
            written.replacen("BQUF", "BQUG", 1),
            written.replacen("trust.example/record\n", "trust.example/other\n", 1),
            written.replace("\u{2014} trust.example/record", "\u{2014} trust.example/other"),
            Key::new("trust.example/record", &[8; 32]).unwrap().sign(&checkpoint()),
            Key::new("trust.example/other", &[7; 32]).unwrap().sign(&checkpoint()),
        ] {
            assert_eq!(Note::of(&other).and_then(|note| note.signed_with(&public)), None, "{other}");
        }
        let cut_off = (0..written.len()).filter(|at| written.is_char_boundary(*at));
        assert!(cut_off.into_iter().all(|at| Note::of(&written[..at]).and_then(|note| note.signed_with(&public)).is_none()));
        for none in ["", "\n\n", "a\n048\nBQUF\n\n\u{2014} a b\n", &written.replacen("48213", "+48213", 1)] {
            assert_eq!(Note::of(none), None, "{none}");
        }
    }

    #[test]
    fn a_key_is_taken_only_whole() {
        let public = key().public().to_string();
        for wrong in ["", "age1abc", &public[1..], &public[..public.len() - 4], &public.replace("+0", "+1").replace("trust", "truss")] {
            assert!(PublicKey::read(wrong).is_err(), "{wrong}");
        }
        assert!(Key::of_line(&key().line()).is_some());
        assert!(Key::of_line(&key().public().to_string()).is_none());
        for name in ["", "a b", "a+b", "a\nb"] {
            assert!(Key::new(name, &[7; 32]).is_err(), "{name:?}");
        }
    }

    #[test]
    fn the_short_form_is_read_as_it_was_printed() {
        let short = checkpoint().to_string();
        assert_eq!(Checkpoint::read(&short), Some(checkpoint()));
        for wrong in ["12", "12:0f", "x:BQUF", &short[..short.len() - 3]] {
            assert_eq!(Checkpoint::read(wrong), None, "{wrong}");
        }
    }
}
