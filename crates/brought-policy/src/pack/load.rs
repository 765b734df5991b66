//! (being written)
use crate::problem::Problem;
use std::collections::BTreeMap;
/// Texts of a pack's files by path within its folder.
pub type PackFiles = BTreeMap<String, String>;
/// A pack with its problems.
#[derive(Clone, Debug)]
pub struct LoadedPack {
    /// The pack, unless an error makes it unusable.
    pub pack: Option<super::Pack>,
    /// Every problem.
    pub problems: Vec<Problem>,
}
/// Loads.
pub fn load(_files: &PackFiles) -> LoadedPack {
    LoadedPack { pack: None, problems: Vec::new() }
}
