//! Findings that are still open: places where the engine answers otherwise than its documents say, or where it is not settled yet what they mean. So
//! that everything else can be compared, the oracle answers there as the engine does.

/// Which findings the oracle follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Open {
    /// When the day of the next contact has passed and a follow-up opens by itself, its prompts and alerts come back with the next entry, and not at once.
    /// When that entry moves the follow-up to another pathway, or makes their condition cease to hold, they never come. The oracle answers so too. What is
    /// owed is not concerned.
    pub prompts_wait_after_a_pause: bool,
}

impl Open {
    /// Every finding that is open.
    pub const ALL: Self = Self { prompts_wait_after_a_pause: true };
    /// None: as the documents say.
    pub const NONE: Self = Self { prompts_wait_after_a_pause: false };
}
