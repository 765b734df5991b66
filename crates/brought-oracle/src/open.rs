//! Findings that are still open: places where the engine answers otherwise than its documents say, or where it is not settled yet what they mean. So
//! that everything else can be compared, what touches one is left out.

use crate::told::Told;
use brought_domain::event::Fact;

/// Which findings are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Open {
    /// What a carer or child did before anybody recorded how they are related is not taken in afterwards. What touches it is left out.
    pub relation_comes_too_late: bool,
}

impl Open {
    /// Every finding that is open.
    pub const ALL: Self = Self { relation_comes_too_late: true };
    /// None: as the documents say.
    pub const NONE: Self = Self { relation_comes_too_late: false };

    /// Whether a chronology touches a finding that cannot be followed.
    pub fn leaves_out(&self, told: &Told<'_>) -> bool {
        let first = told.entries.iter().position(|event| !matches!(event.fact, Fact::PersonRecorded(..) | Fact::RelationRecorded(_)));
        let late = told.entries.iter().rposition(|event| matches!(event.fact, Fact::RelationRecorded(_)));
        self.relation_comes_too_late && first.is_some_and(|first| late.is_some_and(|late| late > first))
    }
}
