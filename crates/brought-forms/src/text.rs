//! JSON and TOML alike: one tree for both, read part by part so that every problem is found, and shown at its line and column.

mod locate;
mod tree;
mod walk;

pub(crate) use locate::{in_json, in_toml, position};
pub(crate) use tree::Tree;
pub(crate) use walk::{Problems, read};
