//! What every use case works with.

use crate::accounts::{Guesses, Verifying};
use brought_calendar::Calendar;
use brought_domain::ServiceId;
use brought_policy::Pack;
use brought_store::Store;
use jiff::civil::Date;
use std::sync::Arc;

/// The store, the policy and the calendar. Cheap to clone; all clones are one.
///
/// The store is kept in here: a record leaves only through a use case that takes an [`AccessGrant`](crate::AccessGrant) (invariant 8).
#[derive(Clone)]
pub struct Brought {
    pub(crate) store: Store,
    pack: Arc<Pack>,
    pub(crate) calendar: Calendar,
    pub(crate) guesses: Arc<Guesses>,
    pub(crate) verifying: Verifying,
}

impl Brought {
    /// Puts the three together. The calendar should be that of the pack's nation.
    pub fn new(store: Store, pack: Arc<Pack>, calendar: Calendar) -> Self {
        Self { store, pack, calendar, guesses: Arc::default(), verifying: Verifying::default() }
    }

    /// The policy pack in force for a service on a day (STW-20). There is one pack in this version; every caller already says for whom and
    /// when it asks.
    pub fn pack_for(&self, _service: Option<&ServiceId>, _on: Date) -> &Pack {
        &self.pack
    }

    /// The calendar by which working days are counted.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }
}
