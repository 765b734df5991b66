//! Packs to choose from, with their texts: those that come with the program, and drafts that whoever starts it adds.

use brought_policy::Pack;
use brought_policy::pack::{PackFiles, load};
use std::sync::{Arc, OnceLock};

/// Packs to choose from. Each is loaded when it is first asked for.
#[derive(Debug, Default)]
pub struct Shelf {
    all: Vec<Unread>,
}

#[derive(Debug)]
struct Unread {
    files: PackFiles,
    pack: OnceLock<Option<Arc<Pack>>>,
}

/// A pack with its text.
#[derive(Clone, Copy, Debug)]
pub struct Shelved<'s> {
    /// Its files.
    pub files: &'s PackFiles,
    /// The pack.
    pub pack: &'s Arc<Pack>,
}

impl Shelf {
    /// From the files of each pack. One that has errors is not offered: `brought policy check` tells them.
    pub fn new(texts: Vec<PackFiles>) -> Self {
        Self { all: texts.into_iter().map(|files| Unread { files, pack: OnceLock::new() }).collect() }
    }

    /// The packs, in the order in which they were given. Of two with the same text, the first.
    pub fn packs(&self) -> Vec<Shelved<'_>> {
        let mut packs: Vec<Shelved<'_>> = Vec::new();
        for unread in &self.all {
            let pack = unread.pack.get_or_init(|| load(&unread.files).pack.map(Arc::new)).as_ref();
            let Some(pack) = pack.filter(|pack| packs.iter().all(|known| known.pack.digest != pack.digest)) else { continue };
            packs.push(Shelved { files: &unread.files, pack });
        }
        packs
    }

    /// The pack with this digest.
    pub fn with_digest(&self, digest: &str) -> Option<Shelved<'_>> {
        self.packs().into_iter().find(|shelved| shelved.pack.digest == digest)
    }
}
