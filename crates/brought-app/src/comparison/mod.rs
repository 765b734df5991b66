//! Two policies over the whole record, in figures that name nobody and from which nobody can be worked out; and their texts side by side.

mod figures;
mod guarded;
mod texts;

pub use figures::{
    ComparedPolicies, DaysCompared, PeakCompared, Quartiles, ReachLine, RoleCompared, SmallestTold, WeekCompared, compare_policies,
};
pub use guarded::Guarded;
pub use texts::{AskView, AskingView, RowView, TextsPage, texts_page};

use brought_policy::compare::{Comparison, Smallest};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// What was worked out before: of which packs, until when. Nothing recorded later changes it, so it holds until the day is over.
pub(crate) type Compared = Arc<Mutex<BTreeMap<(String, String, Timestamp), Arc<Found>>>>;

/// Two packs over the record, and a made-up story that tells them apart.
#[derive(Debug)]
pub(crate) struct Found {
    comparison: Comparison,
    smallest: Option<Smallest>,
}

/// How many comparisons are kept.
const KEPT: usize = 8;
