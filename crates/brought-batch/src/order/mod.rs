//! Rows of one person together, whatever order they come in.

mod group;
mod links;
mod merge;
mod sort;

pub(crate) use group::{Batch, Grouper};
pub(crate) use links::{LinkIndex, Links, fingerprint};
pub(crate) use sort::Sorter;
