//! A contact before it is written down.

use crate::day::Day;
use brought_domain::contact::{OutcomeKind, Setting};

/// A contact of which it may be open what comes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Draft {
    pub(crate) on: Day,
    /// In minutes after midnight.
    pub(crate) minute: u16,
    /// A place among the services.
    pub(crate) service: u8,
    /// A place among the providers.
    pub(crate) provider: u16,
    pub(crate) setting: Setting,
    /// Nothing while it is open.
    pub(crate) outcome: Option<OutcomeKind>,
}
