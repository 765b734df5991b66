//! How the children are divided into batches, each of which is made and encoded as one piece.

use crate::make::CHUNK;
use crate::recipe::Recipe;
use std::ops::Range;

/// About how many contacts there are in a batch: the size of a row group, and what each thread holds in memory.
pub(super) const ROWS: u64 = 160_000;

/// Children that are made together, and the file their contacts go into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Batch {
    pub(super) children: Range<u32>,
    pub(super) file: u32,
}

/// All batches, in the order in which they are written.
pub(super) struct Batches(Vec<Batch>);

impl Batches {
    /// Files of about the same number of children, each in batches of whole chunks where that is possible.
    pub(super) fn of(recipe: &Recipe, files: u32) -> Self {
        let chunks = u32::try_from(ROWS / u64::from(recipe.mean) / u64::from(CHUNK)).unwrap_or(1).max(1);
        let step = chunks * CHUNK;
        let mut batches = Vec::new();
        for file in 0..files {
            let border = |file: u32| u32::try_from(u64::from(recipe.children) * u64::from(file) / u64::from(files)).unwrap_or(0) + 1;
            let (mut from, end) = (border(file), border(file + 1));
            while from < end {
                // Borders between chunks, so that no chunk is made twice within a file.
                let to = ((from - 1) / step + 1).saturating_mul(step).saturating_add(1).min(end);
                batches.push(Batch { children: from..to, file });
                from = to;
            }
        }
        Self(batches)
    }

    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    pub(super) fn get(&self, number: usize) -> Batch {
        self.0[number].clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_cover_every_child_once_and_every_file_has_some() {
        for (children, files) in [(1, 1), (1_000, 4), (50_000, 3), (20_000_000, 7)] {
            let Batches(batches) = Batches::of(&Recipe { children, ..Recipe::default() }, files);
            assert_eq!(batches[0].children.start, 1);
            assert!(batches.windows(2).all(|pair| pair[0].children.end == pair[1].children.start && pair[0].file <= pair[1].file));
            assert_eq!(batches.last().map(|batch| (batch.children.end, batch.file + 1)), Some((children + 1, files)));
        }
    }

    #[test]
    fn a_batch_is_no_larger_than_memory_allows_for() {
        let Batches(batches) = Batches::of(&Recipe { children: 1_000_000, mean: 60, ..Recipe::default() }, 1);
        assert!(batches.iter().all(|batch| u64::from(batch.children.end - batch.children.start) * 60 <= ROWS));
    }
}
