//! Findings that are still open: places where the engine answers otherwise than its documents say. So that everything else can be compared, the
//! oracle can be asked to answer as the engine does. With none of them it answers as the documents say, and a test shows each difference. When the
//! engine is put right, the finding goes.

/// Which findings the oracle follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Open {
    /// A failed contact stands in the order where the first word about it was said, though that word was no failure.
    pub failure_placed_at_first_word: bool,
    /// What was on the record before a follow-up opened is no occasion for its rules.
    pub no_occasion_before_opening: bool,
    /// That nothing was done yet is taken for an attempt to reach the family.
    pub doing_nothing_is_an_attempt: bool,
    /// A failed contact that joined an open question what was done about an earlier one is not asked about when that one is answered.
    pub joined_response_is_forgotten: bool,
    /// Another professional's sighting, written down by the service itself, is not one by others.
    pub own_word_of_anothers_sighting_is_own: bool,
}

impl Open {
    /// Every finding that is open.
    pub const ALL: Self = Self { failure_placed_at_first_word: true, no_occasion_before_opening: true, doing_nothing_is_an_attempt: true, joined_response_is_forgotten: true, own_word_of_anothers_sighting_is_own: true };
    /// None: as the documents say.
    pub const NONE: Self = Self { failure_placed_at_first_word: false, no_occasion_before_opening: false, doing_nothing_is_an_attempt: false, joined_response_is_forgotten: false, own_word_of_anothers_sighting_is_own: false };
}
