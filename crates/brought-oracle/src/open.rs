//! Findings that are still open: places where the engine answers otherwise than its documents say. So that everything else can be compared, the
//! oracle can be asked to answer as the engine does. With none of them it answers as the documents say, and a test shows each difference. When the
//! engine is put right, the finding goes.

/// Which findings the oracle follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Open {
    /// A contact that nobody had arranged is left out of `failed_contacts_in_window`.
    pub unarranged_not_in_window: bool,
}

impl Open {
    /// Every finding that is open.
    pub const ALL: Self = Self { unarranged_not_in_window: true };
    /// None: as the documents say.
    pub const NONE: Self = Self { unarranged_not_in_window: false };
}
