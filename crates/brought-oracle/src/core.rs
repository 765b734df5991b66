//! What the product itself asks, whatever the pack says.

use crate::replay::Replay;

/// The product's own rules, after an entry.
pub fn core_rules(_replay: &mut Replay<'_, '_>, _index: usize) {}
