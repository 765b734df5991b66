//! People whose rows cannot be looked at apart, because they share the id of a contact, or an NHS number and a date of birth.
//!
//! A file is read as one: of two rows that tell of the same contact otherwise, the second is a problem, also when the first is about somebody
//! else; and two people of whom both number and birthday agree are one (H12). Both need rows that may stand far apart. So a digest of each such
//! thing is kept, and when two people share one, everything is read again with their rows together. Digests that are equal by chance do no harm:
//! those people are looked at together, and nothing comes of it.

use crate::problem::{BatchProblem, writing};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

/// A digest of a thing: the same on every machine and in every run.
pub(crate) fn fingerprint(parts: &[&str]) -> u64 {
    let mut digest = DefaultHasher::new();
    parts.hash(&mut digest);
    digest.finish()
}

/// Digests are put into so many parts, each of which is looked at by itself.
const PARTS: usize = 64;

/// What one digest takes: of the thing, and of the person.
const BYTES: usize = 16;

/// More people than these share contacts only where ids are not unique, and their rows would have to be held together.
const MOST_TOGETHER: usize = 20_000;

type Seen = (u64, u64);

/// Which people told of which things.
pub(crate) struct LinkIndex {
    parts: Vec<Vec<Seen>>,
    held: usize,
    most_held: usize,
    folder: PathBuf,
    is_on_disk: bool,
}

impl LinkIndex {
    /// Keeps so many bytes in memory, and the rest in files.
    pub(crate) fn new(memory: usize, folder: PathBuf) -> Self {
        Self { parts: vec![Vec::new(); PARTS], held: 0, most_held: (memory / BYTES).max(PARTS), folder, is_on_disk: false }
    }

    /// Takes in that a person told of a thing.
    pub(crate) fn add(&mut self, thing: u64, person: u64) -> Result<(), BatchProblem> {
        if self.held >= self.most_held {
            self.spill()?;
        }
        if let Some(part) = self.parts.get_mut((thing >> 58) as usize) {
            part.push((thing, person));
            self.held += 1;
        }
        Ok(())
    }

    fn spill(&mut self) -> Result<(), BatchProblem> {
        fs::create_dir_all(&self.folder).map_err(writing(&self.folder))?;
        for (number, part) in self.parts.iter_mut().enumerate() {
            let path = path(&self.folder, number);
            let mut out = OpenOptions::new().create(true).append(true).open(&path).map_err(writing(&path))?;
            let mut bytes = Vec::with_capacity(part.len() * BYTES);
            for (thing, person) in part.drain(..) {
                bytes.extend(thing.to_le_bytes());
                bytes.extend(person.to_le_bytes());
            }
            out.write_all(&bytes).map_err(writing(&path))?;
        }
        self.held = 0;
        self.is_on_disk = true;
        Ok(())
    }

    /// Who shares something with whom.
    ///
    /// # Errors
    /// When so many people share so much that ids cannot be unique.
    pub(crate) fn links(mut self) -> Result<Links, BatchProblem> {
        let mut links = Links::default();
        for number in 0..PARTS {
            let mut part = std::mem::take(&mut self.parts[number]);
            if self.is_on_disk {
                read(&path(&self.folder, number), &mut part)?;
            }
            part.sort_unstable();
            part.dedup();
            for same in part.chunk_by(|left, right| left.0 == right.0).filter(|same| same.len() > 1) {
                same.windows(2).for_each(|pair| links.join(pair[0].1, pair[1].1));
            }
        }
        links.check()
    }
}

fn path(folder: &Path, number: usize) -> PathBuf {
    folder.join(format!("shared-{number}"))
}

fn read(path: &Path, part: &mut Vec<Seen>) -> Result<(), BatchProblem> {
    let mut bytes = Vec::new();
    File::open(path).and_then(|mut file| file.read_to_end(&mut bytes)).map_err(|problem| BatchProblem::reading(path, &problem))?;
    let number = |bytes: &[u8]| bytes.try_into().map_or(0, u64::from_le_bytes);
    part.extend(bytes.chunks_exact(BYTES).map(|seen| (number(&seen[..8]), number(&seen[8..]))));
    Ok(())
}

/// Which people are looked at together. Nearly always nobody is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Links {
    /// For each of them, another who is nearer to the one that stands for all, or that one itself.
    towards: BTreeMap<u64, u64>,
}

impl Links {
    pub(crate) fn is_empty(&self) -> bool {
        self.towards.is_empty()
    }

    /// How many people they are.
    pub(crate) fn people(&self) -> usize {
        self.towards.len()
    }

    /// The key under which a person's rows are put together: their own id, or that of those who share something. No id holds a control
    /// character, so it is nobody's; those who share something come after all others.
    pub(crate) fn key<'k>(&self, person: &'k str, made: &'k mut String) -> &'k str {
        if self.towards.is_empty() {
            return person;
        }
        let digest = fingerprint(&[person]);
        if !self.towards.contains_key(&digest) {
            return person;
        }
        *made = format!("\u{7f}{:016x}", self.stands_for(digest));
        made
    }

    fn stands_for(&self, mut person: u64) -> u64 {
        while let Some(next) = self.towards.get(&person).filter(|next| **next != person) {
            person = *next;
        }
        person
    }

    fn join(&mut self, one: u64, other: u64) {
        let (one_root, other_root) = (self.stands_for(one), self.stands_for(other));
        let root = one_root.min(other_root);
        // Whoever is passed on the way is brought nearer, so that ways stay short.
        for person in [one, other, one_root, other_root] {
            self.towards.insert(person, root);
        }
    }

    fn check(self) -> Result<Self, BatchProblem> {
        let mut together: BTreeMap<u64, BTreeSet<u64>> = BTreeMap::new();
        for person in self.towards.keys() {
            together.entry(self.stands_for(*person)).or_default().insert(*person);
        }
        let most = together.values().map(BTreeSet::len).max().unwrap_or_default();
        if most <= MOST_TOGETHER {
            return Ok(self);
        }
        let reason = format!("{most} people share contacts with one another: the ids of the contacts are not unique in it");
        let what_to_do = "Read each provider's file by itself, or put the provider before the id of the contact and of the person";
        Err(BatchProblem::unusable("the extract", reason, what_to_do))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(memory: usize, folder: &Path) -> LinkIndex {
        LinkIndex::new(memory, folder.join("shared"))
    }

    #[test]
    fn people_who_share_nothing_keep_their_own_keys() {
        let folder = tempfile::tempdir().unwrap();
        let mut index = index(1 << 20, folder.path());
        for person in 0..1000_u64 {
            index.add(fingerprint(&[&person.to_string()]), person).unwrap();
            index.add(fingerprint(&[&person.to_string()]), person).unwrap();
        }
        let links = index.links().unwrap();
        assert!(links.is_empty());
        assert_eq!(links.key("csds/1", &mut String::new()), "csds/1");
    }

    #[test]
    fn those_who_share_something_directly_or_through_others_come_under_one_key_also_through_files() {
        for memory in [1 << 20, 0] {
            let folder = tempfile::tempdir().unwrap();
            let mut index = index(memory, folder.path());
            let of = |person: &str| fingerprint(&[person]);
            for (thing, person) in [(1_u64, "a"), (1, "b"), (2, "b"), (2, "c"), (3, "d")] {
                index.add(thing.wrapping_mul(0x9e37_79b9_7f4a_7c15), of(person)).unwrap();
            }
            (0..500).for_each(|other| index.add(fingerprint(&["x", &other.to_string()]), other).unwrap());
            let links = index.links().unwrap();
            let key = |person: &str| links.key(person, &mut String::new()).to_owned();
            assert_eq!(links.people(), 3);
            assert_eq!((key("a"), key("a")), (key("b"), key("c")));
            assert_eq!(key("d"), "d");
        }
    }

    #[test]
    fn ids_that_everybody_shares_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let mut index = index(1 << 20, folder.path());
        (0..=MOST_TOGETHER as u64).for_each(|person| index.add(7, person).unwrap());
        assert!(index.links().unwrap_err().to_string().contains("not unique"));
    }
}
