//! Control charts: whether a figure that is taken again and again has changed, or only moves as it always did.
//!
//! They are worked out as NHS England's "Making Data Count" charts are, in the way of the R package `NHSRplotthedots` (0.2.2), to the last digit:
//! [`individuals`] for any measure, and for shares of a count that changes [`proportions`] and [`overdispersed_proportions`]. Where that package
//! has no answer, this says what it does: limits of a measure that never changes are the measure itself, one value has no limits, and limits that rest on
//! fewer than [`ENOUGH`] values are told to be on trial.
//!
//! This crate does no input or output, reads no clock and no randomness, and knows nothing of children.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod chart;
mod individuals;
mod proportions;
mod settings;
mod signals;
mod sums;
mod words;

pub use chart::{Assurance, Chart, Limits, Point, Stretch};
pub use individuals::individuals;
pub use proportions::{NoShare, Share, overdispersed_proportions, proportions};
pub use settings::{Better, ENOUGH, LEAST_FIXED, Settings, Unusable};
pub use signals::{Meaning, Side, Signal};
