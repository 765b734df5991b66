//! What settles what is owed.

use crate::replay::Replay;

/// Looks, for everything that is owed, for the first entry that answers it.
pub fn settle_all(_replay: &mut Replay<'_, '_>) {}

/// What the pathway left would have sent is sent no more.
pub fn send_no_more(_replay: &mut Replay<'_, '_>, _place: usize, _index: usize) {}
