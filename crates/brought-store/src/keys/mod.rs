//! Keys: each person's entries are sealed with a key of that person's own, which is kept wrapped by one main key that is not in the record.
//!
//! Destroying a person's key makes every word about them unreadable, here and wherever the file was copied without it, and leaves what the tree has
//! hashes of untouched (docs/decisions/0019-encryption.md). Keys are read for each deed and not held: one that was destroyed by another program on the same
//! record opens nothing a moment later.

mod of_people;
mod record;
pub(crate) mod seal;

use crate::open::Store;
use crate::problem::StoreProblem;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt;
use std::sync::Arc;
use zeroize::Zeroizing;

use of_people::wrapped_anew;
pub(crate) use of_people::{EVENTS, Keys, forget};
use record::name_anew;
pub(crate) use record::{Keeping, begin, find};
use seal::Key;

/// Where bytes that nobody can guess come from: the program has it, not this crate.
pub trait Randomness: Send + Sync {
    /// Fills a buffer.
    fn fill(&self, bytes: &mut [u8]);
}

/// How the text of a main key begins.
const BEGINNING: &str = "brought-main-key-1";

/// The key that wraps the keys of people. It comes from outside the record, is wiped when it is dropped, and is in nobody's words.
#[derive(Clone)]
pub struct MainKey(Key);

impl MainKey {
    /// A new one.
    pub fn random(randomness: &dyn Randomness) -> Self {
        Self(Key::random(randomness))
    }

    /// Reads the line that [`MainKey::line`] writes. Blanks around it do not matter.
    ///
    /// # Errors
    /// [`NotAMainKey`], which says nothing of what was read.
    pub fn read(text: &str) -> Result<Self, NotAMainKey> {
        let letters = text.trim().strip_prefix(BEGINNING).ok_or(NotAMainKey::Otherwise)?;
        let bytes = Zeroizing::new(STANDARD.decode(letters.trim()).map_err(|_| NotAMainKey::Letters)?);
        bytes.as_slice().try_into().map(|bytes| Self(Key::new(bytes))).map_err(|_| NotAMainKey::Length(bytes.len()))
    }

    /// The key as one line of text, for a file or a store of secrets.
    pub fn line(&self) -> Zeroizing<String> {
        let letters = Zeroizing::new(STANDARD.encode(self.0.bytes()));
        Zeroizing::new(format!("{BEGINNING} {}\n", letters.as_str()))
    }

    /// What names it without telling anything of it.
    pub fn name(&self) -> String {
        seal::name_of(&self.0)
    }
}

/// Its name alone.
impl fmt::Debug for MainKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MainKey({})", self.name())
    }
}

/// Why a text is not a main key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAMainKey {
    /// It begins with something else.
    #[error("what is there is not a main key: it has to be one line that begins with `{BEGINNING}`, as `brought main-key` writes it")]
    Otherwise,
    /// It has other letters.
    #[error("the main key is not whole: after `{BEGINNING}` there have to be 44 letters in base64")]
    Letters,
    /// It is too short or too long.
    #[error("the main key has {0} bytes, and needs 32: use the whole line that `brought main-key` wrote")]
    Length(usize),
}

/// What it takes to read and write sealed entries.
#[derive(Clone)]
pub struct Keyring {
    main: MainKey,
    randomness: Arc<dyn Randomness>,
}

impl Keyring {
    /// The main key, and where new keys come from.
    pub fn new(main: MainKey, randomness: Arc<dyn Randomness>) -> Self {
        Self { main, randomness }
    }

    /// The main key.
    pub fn main(&self) -> &MainKey {
        &self.main
    }
}

/// The name of the main key alone.
impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keyring({:?})", self.main)
    }
}

impl Store {
    /// What stands in this store for an id that was made of a number of another system: numbers of people are not to be read in the file of a sealed
    /// store, also after a record was erased. The same for the same id. Nothing: the store is not sealed, and the id stays as it is.
    ///
    /// # Errors
    /// [`StoreProblem::KeyNeeded`] when it is sealed and there is no main key.
    pub fn veiled(&self, id: &str) -> Result<Option<String>, StoreProblem> {
        self.keeping().veiled(id)
    }

    /// Wraps every key anew under another main key, in one transaction; no entry is touched. Afterwards this store is of no more use: open it with the
    /// new one. How many keys there were.
    ///
    /// # Errors
    /// [`StoreProblem::NotSealed`]; [`StoreProblem`] when a key does not open or the store cannot be written to. Nothing was changed.
    pub async fn change_main_key(&self, to: &Keyring) -> Result<u64, StoreProblem> {
        let secrets = self.keeping().secrets()?.ok_or(StoreProblem::NotSealed)?;
        let mut writing = self.write().await?;
        let people = wrapped_anew(&mut writing, secrets, to).await?;
        name_anew(&mut writing, secrets, to).await?;
        writing.commit().await?;
        // The keys as they were wrapped before are not to be found in pages that are free now.
        let _whether_others_read = self.clean_file().await;
        Ok(people)
    }
}

/// Something that does not open.
pub(crate) fn not_opened(what: impl Into<String>) -> impl FnOnce(seal::DoesNotOpen) -> StoreProblem {
    let what = what.into();
    |_| StoreProblem::DoesNotOpen { what }
}
