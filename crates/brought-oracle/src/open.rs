//! Findings that are still open: places where the engine answers otherwise than its documents say. So that everything else can be compared, the
//! oracle can be asked to answer as the engine does. With none of them it answers as the documents say, and a test shows each difference. When the
//! engine is put right, the finding goes.

/// Which findings the oracle follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Open {
    /// A failed contact stands in the order where the first word about it was said, though that word was no failure.
    pub failure_placed_at_first_word: bool,
}

impl Open {
    /// Every finding that is open.
    pub const ALL: Self = Self { failure_placed_at_first_word: true };
    /// None: as the documents say.
    pub const NONE: Self = Self { failure_placed_at_first_word: false };
}
