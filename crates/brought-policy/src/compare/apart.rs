//! Whether two packs ask for the same, and what they ask for differently.

use super::weeks::own;
use super::{Side, What};
use crate::standing::{Obligation, ObligationStateKind, Standing};
use brought_domain::work::Role;
use brought_domain::{Chronology, PersonId, ServiceId};
use jiff::{Timestamp, civil::Date};
use std::collections::BTreeMap;

/// Something asked, apart from the names of the rules that ask for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    /// By when.
    pub due_on: Date,
    /// What.
    pub what: What,
    /// Of whom.
    pub owner: Role,
    /// About which child.
    pub child: Option<PersonId>,
    /// Of which service.
    pub service: Option<ServiceId>,
    /// What became of it.
    pub state: ObligationStateKind,
}

impl Asked {
    /// What this obligation asks.
    pub fn of(obligation: &Obligation) -> Self {
        Self {
            due_on: obligation.due.on,
            what: What::of(obligation),
            owner: obligation.owner.role,
            child: obligation.child.clone(),
            service: obligation.service.clone(),
            state: obligation.state.kind(),
        }
    }
}

/// What only one of two packs asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Only A, by due day.
    pub only_left: Vec<Asked>,
    /// Only B, by due day.
    pub only_right: Vec<Asked>,
}

impl Difference {
    /// Whether both ask for the same.
    pub fn is_empty(&self) -> bool {
        self.only_left.is_empty() && self.only_right.is_empty()
    }
}

/// What two packs ask for differently, of one chronology at one moment.
pub fn difference(left: Side<'_>, right: Side<'_>, chronology: &Chronology, as_of: Timestamp) -> Difference {
    of_standings(&left.standing(chronology, as_of), &right.standing(chronology, as_of))
}

pub(super) fn of_standings(left: &Standing, right: &Standing) -> Difference {
    // How often each is asked, under A less under B.
    let mut more: BTreeMap<Asked, i64> = BTreeMap::new();
    for obligation in own(left) {
        *more.entry(Asked::of(obligation)).or_default() += 1;
    }
    for obligation in own(right) {
        *more.entry(Asked::of(obligation)).or_default() -= 1;
    }
    let mut difference = Difference::default();
    for (asked, more) in more {
        let times = usize::try_from(more.unsigned_abs()).unwrap_or(usize::MAX);
        let only = if more > 0 { &mut difference.only_left } else { &mut difference.only_right };
        only.extend(std::iter::repeat_n(asked, times));
    }
    difference
}
