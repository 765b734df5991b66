//! Shuffling more contacts than memory holds: each goes into the bucket that chance gives it, on the disk, and then each bucket is put into
//! the order that chance gives it. Chance follows from the contact alone, so that the order does not depend on who wrote first.

use super::batches::ROWS;
use super::folder::Folder;
use super::{Asked, OutputProblem};
use crate::day::Day;
use crate::dice::mixed;
use crate::recipe::HOT_CONTACTS;
use crate::rows::{Contact, Fault};
use brought_domain::contact::{OutcomeKind, Setting};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::PathBuf;

/// How many files are open at once, at most.
const MOST_BUCKETS: u64 = 500;
/// A contact in so many bytes.
const LENGTH: usize = 34;

/// How contacts are dealt out. Cheap to copy; shared between threads.
#[derive(Clone, Copy)]
pub(super) struct Buckets {
    seed: u64,
    count: usize,
}

impl Buckets {
    /// Where a contact comes in the order of chance.
    fn key(&self, contact: &Contact) -> u64 {
        // A further row for a contact goes somewhere else than the first.
        let row = u64::from(contact.ordinal) << 8 | contact.fault.map_or(0, |fault| fault as u64 + 1);
        mixed([self.seed ^ 0x5_EED0F_0DE12, contact.child.into(), row])
    }

    fn of(&self, contact: &Contact) -> usize {
        let place = (u128::from(self.key(contact)) * self.count as u128) >> 64;
        usize::try_from(place).unwrap_or(0)
    }

    /// The contacts for each bucket, packed.
    pub(super) fn split(&self, contacts: &[Contact]) -> Vec<Vec<u8>> {
        let mut split = vec![Vec::new(); self.count];
        for contact in contacts {
            split[self.of(contact)].extend_from_slice(&pack(contact));
        }
        split
    }
}

/// The buckets while contacts go into them.
pub(super) struct Spill {
    buckets: Buckets,
    files: Vec<(PathBuf, BufWriter<File>)>,
}

impl Spill {
    pub(super) fn open(folder: &Folder, asked: &Asked) -> Result<Self, OutputProblem> {
        let recipe = &asked.recipe;
        let hot = if recipe.hot_child { u64::from(HOT_CONTACTS) } else { 0 };
        let rows = u64::from(recipe.children) * u64::from(recipe.mean) + hot;
        let count = (rows / ROWS + 1).min(MOST_BUCKETS).max(asked.files.into());
        let mut files = Vec::new();
        for bucket in 0..count {
            let path = folder.file(&format!("shuffling-{bucket:04}.bin"));
            let file = File::create(&path).map_err(OutputProblem::at(&path))?;
            files.push((path, BufWriter::with_capacity(1 << 15, file)));
        }
        Ok(Self { buckets: Buckets { seed: recipe.seed, count: files.len() }, files })
    }

    pub(super) fn buckets(&self) -> Buckets {
        self.buckets
    }

    pub(super) fn append(&mut self, split: &[Vec<u8>]) -> Result<(), OutputProblem> {
        for ((path, file), packed) in self.files.iter_mut().zip(split) {
            file.write_all(packed).map_err(OutputProblem::at(path))?;
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<Gathered, OutputProblem> {
        let mut paths = Vec::new();
        for (path, mut file) in self.files {
            file.flush().map_err(OutputProblem::at(&path))?;
            paths.push(path);
        }
        Ok(Gathered { buckets: self.buckets, paths })
    }
}

/// The buckets when every contact is in one.
pub(super) struct Gathered {
    buckets: Buckets,
    paths: Vec<PathBuf>,
}

impl Gathered {
    pub(super) fn count(&self) -> usize {
        self.paths.len()
    }

    /// The file into which a bucket goes.
    pub(super) fn file_of(&self, bucket: usize, files: u32) -> u32 {
        u32::try_from(bucket as u64 * u64::from(files) / self.paths.len() as u64).unwrap_or(0)
    }

    /// The contacts of a bucket, in the order of chance.
    pub(super) fn sorted(&self, bucket: usize) -> Result<Vec<Contact>, OutputProblem> {
        let path = &self.paths[bucket];
        let bytes = fs::read(path).map_err(OutputProblem::at(path))?;
        let mut contacts: Vec<Contact> = bytes.chunks_exact(LENGTH).map(unpack).collect();
        contacts.sort_by_cached_key(|contact| (self.buckets.key(contact), contact.child, contact.ordinal));
        Ok(contacts)
    }

    pub(super) fn remove(self) -> Result<(), OutputProblem> {
        self.paths.iter().try_for_each(|path| fs::remove_file(path).map_err(OutputProblem::at(path)))
    }
}

fn pack(contact: &Contact) -> [u8; LENGTH] {
    let mut packed = [0; LENGTH];
    let words = [contact.child, contact.ordinal, contact.postcode].map(u32::to_le_bytes);
    let days = [contact.on, contact.born_on, contact.recorded_on].map(|day| day.0.to_le_bytes());
    for (place, bytes) in words.iter().chain(&days).enumerate() {
        packed[place * 4..place * 4 + 4].copy_from_slice(bytes);
    }
    packed[24..26].copy_from_slice(&contact.minute.to_le_bytes());
    packed[26..28].copy_from_slice(&contact.provider.to_le_bytes());
    let fault = contact.fault.map_or(0, |fault| fault as u8 + 1);
    let rest = [contact.setting as u8, contact.outcome as u8, contact.came_late.into(), contact.service, fault];
    packed[28..28 + rest.len()].copy_from_slice(&rest);
    packed
}

fn unpack(packed: &[u8]) -> Contact {
    let byte = |place: usize| packed.get(place).copied().unwrap_or(0);
    let short = |place: usize| u16::from_le_bytes([byte(place), byte(place + 1)]);
    let word = |place: usize| u32::from_le_bytes([byte(place), byte(place + 1), byte(place + 2), byte(place + 3)]);
    let day = |place: usize| Day(word(place).cast_signed());
    Contact {
        child: word(0),
        ordinal: word(4),
        postcode: word(8),
        on: day(12),
        born_on: day(16),
        recorded_on: day(20),
        minute: short(24),
        provider: short(26),
        setting: Setting::ALL.get(usize::from(byte(28))).copied().unwrap_or(Setting::NotKnown),
        outcome: OutcomeKind::ALL.get(usize::from(byte(29))).copied().unwrap_or(OutcomeKind::AdministrativeError),
        came_late: byte(30) == 1,
        service: byte(31),
        fault: usize::from(byte(32)).checked_sub(1).and_then(|place| Fault::ALL.get(place).copied()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Population, Recipe};

    #[test]
    fn a_contact_that_was_packed_is_the_same_contact() {
        let mut contacts = Population::new(Recipe::default()).unwrap().part(1..1_001).contacts;
        for (contact, place) in contacts.iter_mut().zip(0..) {
            contact.fault = Fault::ALL.get(place % 7).copied();
        }
        assert!(contacts.iter().all(|contact| unpack(&pack(contact)) == *contact));
    }

    #[test]
    fn buckets_are_about_the_same_size_and_hold_every_contact() {
        let contacts = Population::new(Recipe::default()).unwrap().part(1..1_001).contacts;
        let split = Buckets { seed: 1, count: 7 }.split(&contacts);
        let sizes: Vec<usize> = split.iter().map(|packed| packed.len() / LENGTH).collect();
        assert_eq!(sizes.iter().sum::<usize>(), contacts.len());
        assert!(sizes.iter().all(|size| *size > contacts.len() / 9 && *size < contacts.len() / 5), "{sizes:?}");
    }
}
