//! What is asked of a chart, and what cannot be charted.

use std::ops::Range;
use thiserror::Error;

/// Values on which limits have to rest before they are more than a trial: the fewest of which `NHSRplotthedots` does not warn.
pub const ENOUGH: usize = 13;

/// The fewest values to which limits may be fixed, as in `NHSRplotthedots`.
pub const LEAST_FIXED: usize = 12;

/// In which direction a figure gets better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// The higher the better.
    Higher,
    /// The lower the better, as the share of contacts that failed.
    Lower,
    /// Neither: a change is told, and not judged.
    Neither,
}

/// What is asked of a chart, besides its values.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// In which direction the figure gets better.
    pub better: Better,
    /// What it ought to reach, in the unit of the values.
    pub target: Option<f64>,
    /// Places, from 0, of the values from which on limits are worked out anew, because something is known to have changed there.
    pub new_limits_at: Vec<usize>,
    /// How many values of each stretch, the first ones, make its limits: at least [`LEAST_FIXED`]. All of them when nothing is said.
    pub limits_from_first: Option<usize>,
    /// Whether steps between neighbours that are too large for chance are left out, once, when limits are worked out.
    pub screen_outliers: bool,
}

impl Settings {
    /// The usual ones: no target, one stretch, limits from all its values, outliers screened.
    pub fn new(better: Better) -> Self {
        Self { better, target: None, new_limits_at: Vec::new(), limits_from_first: None, screen_outliers: true }
    }

    /// The stretches into which so many values are parted.
    pub(crate) fn stretches(&self, values: usize) -> Result<Vec<Range<usize>>, Unusable> {
        if values == 0 {
            return Err(Unusable::Empty);
        }
        if let Some(first) = self.limits_from_first.filter(|first| *first < LEAST_FIXED) {
            return Err(Unusable::FixedToTooFew { first });
        }
        if let Some(target) = self.target.filter(|target| !target.is_finite()) {
            return Err(Unusable::Target { target });
        }
        let mut starts = vec![0];
        for &place in &self.new_limits_at {
            if place <= starts[starts.len() - 1] || place >= values {
                return Err(Unusable::NewLimits { place, values });
            }
            starts.push(place);
        }
        let ends = starts.iter().skip(1).copied().chain([values]);
        Ok(starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect())
    }

    /// The part of a stretch that makes its limits.
    pub(crate) fn fixed(&self, stretch: &Range<usize>) -> Range<usize> {
        let length = self.limits_from_first.map_or(stretch.len(), |first| first.min(stretch.len()));
        stretch.start..stretch.start + length
    }
}

/// Why something cannot be charted. Places are told as people count, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
pub enum Unusable {
    /// There are no values.
    #[error("there are no values. Give at least one")]
    Empty,
    /// A value is none.
    #[error("value {} is {value}, which cannot be charted. Leave it out: what is missing is shown as a gap by whoever draws the chart", place + 1)]
    NotFinite {
        /// Its place, from 0.
        place: usize,
        /// What stands there.
        value: f64,
    },
    /// Limits are fixed to too few values.
    #[error("limits cannot rest on the first {first} values. Name at least {LEAST_FIXED}, or nothing: then all values make them")]
    FixedToTooFew {
        /// What was asked.
        first: usize,
    },
    /// The target is no number.
    #[error("the target is {target}. Give a number, or none")]
    Target {
        /// What was given.
        target: f64,
    },
    /// New limits begin where they cannot.
    #[error(
        "new limits cannot begin at value {}: there are {values}. Name places after the first value, each once, in their order",
        place + 1
    )]
    NewLimits {
        /// Where they were to begin, from 0.
        place: usize,
        /// How many values there are.
        values: usize,
    },
}
