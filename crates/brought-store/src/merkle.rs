//! Merkle trees as RFC 6962 (Certificate Transparency), section 2.1, has them. Pure: nothing here knows what a leaf is or where hashes are kept.
//!
//! One short hash, the root, vouches for every leaf and their order. A path of a few hashes shows that one leaf is in a tree, or that a longer tree
//! begins with a shorter one, to somebody who has the roots and nothing else.

use sha2::{Digest as _, Sha256};

/// A SHA-256 digest.
pub type Hash = [u8; 32];

/// The hash of a leaf.
pub fn leaf_hash(leaf: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(leaf).finalize().into()
}

/// The hash of two subtrees side by side.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The root of a tree without leaves.
pub fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

/// A subtree of 2^level leaves that is complete, and so never changes however the tree grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Node {
    level: u32,
    number: u64,
}

impl Node {
    /// The node that is a single leaf.
    pub fn leaf(position: u64) -> Self {
        Self { level: 0, number: position }
    }

    /// Its place among all complete subtrees, in the order in which a growing tree completes them: a table with a row for each is only appended to.
    pub fn place(self) -> u64 {
        let last = ((self.number + 1) << self.level) - 1;
        nodes_of(last) + u64::from(self.level)
    }
}

/// How many complete subtrees a tree has, leaves included.
pub fn nodes_of(size: u64) -> u64 {
    2 * size - u64::from(size.count_ones())
}

/// Some of the leaves: those from `start` on and before `end`, as the RFC cuts a tree in two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    start: u64,
    end: u64,
}

impl Span {
    /// All leaves of a tree.
    pub fn whole(size: u64) -> Self {
        Self { start: 0, end: size }
    }

    /// The complete subtrees that it is made of, from left to right: at most one of each size.
    pub fn parts(self) -> Vec<Node> {
        let (mut parts, mut start) = (Vec::new(), self.start);
        let length = self.end - self.start;
        for level in (0..u64::BITS).rev().filter(|level| length >> level & 1 == 1) {
            parts.push(Node { level, number: start >> level });
            start += 1 << level;
        }
        parts
    }

    /// Its hash, when the hashes of its parts are known.
    pub fn hash(self, known: impl Fn(Node) -> Option<Hash>) -> Option<Hash> {
        let hashes = self.parts().into_iter().map(known).collect::<Option<Vec<_>>>()?;
        Some(joined(&hashes))
    }

    fn cut(self) -> (Self, Self) {
        let middle = self.start + split(self.end - self.start);
        (Self { start: self.start, end: middle }, Self { start: middle, end: self.end })
    }
}

/// The hash of complete subtrees side by side, the largest first.
fn joined(parts: &[Hash]) -> Hash {
    let mut parts = parts.iter().rev();
    let last = parts.next().copied().unwrap_or_else(empty_root);
    parts.fold(last, |right, left| node_hash(left, &right))
}

/// The largest power of two that is smaller than the size, which is at least 2.
fn split(size: u64) -> u64 {
    1 << (u64::BITS - 1 - (size - 1).leading_zeros())
}

/// The spans whose hashes show that the leaf at a position is in a tree of a size (`PATH` of the RFC). Nothing: there is no such leaf.
pub fn inclusion_path(position: u64, size: u64) -> Option<Vec<Span>> {
    (position < size).then(|| {
        let (mut path, mut within) = (Vec::new(), Span::whole(size));
        while within.end - within.start > 1 {
            let (left, right) = within.cut();
            let (holds, beside) = if position < right.start { (left, right) } else { (right, left) };
            path.push(beside);
            within = holds;
        }
        path.reverse();
        path
    })
}

/// The spans whose hashes show that a tree begins with a smaller one (`PROOF` of the RFC). Nothing: it is not smaller.
pub fn consistency_path(old: u64, new: u64) -> Option<Vec<Span>> {
    if old == 0 || old == new {
        return (old <= new).then(Vec::new);
    }
    (old < new).then(|| {
        let (mut path, mut within) = (Vec::new(), Span::whole(new));
        while within.end > old {
            let (left, right) = within.cut();
            let (holds, beside) = if old <= right.start { (left, right) } else { (right, left) };
            path.push(beside);
            within = holds;
        }
        // Whoever checks it knows the old root.
        if within.start > 0 {
            path.push(within);
        }
        path.reverse();
        path
    })
}

/// The root that a path leads to from the hash of the leaf at a position. Nothing: the path is not one of such a tree.
pub fn root_by_inclusion(position: u64, size: u64, leaf: Hash, path: &[Hash]) -> Option<Hash> {
    if size <= 1 {
        return (position < size && path.is_empty()).then_some(leaf);
    }
    let (beside, path) = path.split_last()?;
    let middle = split(size);
    if position < middle {
        Some(node_hash(&root_by_inclusion(position, middle, leaf, path)?, beside))
    } else {
        Some(node_hash(beside, &root_by_inclusion(position - middle, size - middle, leaf, path)?))
    }
}

/// Whether a path shows that the tree of the new size and root begins with the tree of the old size and root.
pub fn is_consistent((old, old_root): (u64, &Hash), (new, new_root): (u64, &Hash), path: &[Hash]) -> bool {
    match old {
        0 => *old_root == empty_root() && path.is_empty(),
        _ if old > new => false,
        _ => roots_by_consistency(old, new, Some(*old_root), path) == Some((*old_root, *new_root)),
    }
}

/// The old and the new root that a path leads to. `whole` is the old root as long as the old tree may be all of this part of the new one.
fn roots_by_consistency(old: u64, new: u64, whole: Option<Hash>, path: &[Hash]) -> Option<(Hash, Hash)> {
    if old == new {
        return match (whole, path) {
            (Some(root), []) => Some((root, root)),
            (None, [root]) => Some((*root, *root)),
            _ => None,
        };
    }
    let (beside, path) = path.split_last()?;
    let middle = split(new);
    if old <= middle {
        let (was, is) = roots_by_consistency(old, middle, whole, path)?;
        Some((was, node_hash(&is, beside)))
    } else {
        let (was, is) = roots_by_consistency(old - middle, new - middle, None, path)?;
        Some((node_hash(beside, &was), node_hash(beside, &is)))
    }
}

/// A tree that grows: of all its hashes, it holds those of its largest complete subtrees, as many as its size has ones in binary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Growing {
    size: u64,
    /// From left to right.
    parts: Vec<Hash>,
}

impl Growing {
    /// A tree of a size with the hashes of [`Span::parts`] of the whole. Nothing: there are more or fewer of them.
    pub fn resumed(size: u64, parts: Vec<Hash>) -> Option<Self> {
        (parts.len() == size.count_ones() as usize).then_some(Self { size, parts })
    }

    /// Adds a leaf, and tells the hashes of the subtrees that it completes, its own first, in the order of their places.
    pub fn push(&mut self, leaf: Hash) -> Vec<Hash> {
        let mut completed = vec![leaf];
        let mut last = leaf;
        for _ in 0..self.size.trailing_ones() {
            let Some(left) = self.parts.pop() else { break };
            last = node_hash(&left, &last);
            completed.push(last);
        }
        self.parts.push(last);
        self.size += 1;
        completed
    }

    /// How many leaves it has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Its root.
    pub fn root(&self) -> Hash {
        joined(&self.parts)
    }
}

#[cfg(test)]
mod tests;
