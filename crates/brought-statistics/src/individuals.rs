//! Charts of individual values and moving ranges (XmR).

use crate::chart::{Chart, Limits, Lined};
use crate::settings::{Settings, Unusable};
use crate::sums::{mean, mean_step};

/// From the mean to a limit, in mean steps between neighbours: 3 / 1.128, as it is rounded everywhere.
const LIMIT: f64 = 2.66;

/// A chart of any measure that is taken again and again: its mean, and limits from how much it moves between neighbours.
///
/// # Errors
/// When there are no values, one is no number, or the settings do not fit them.
pub fn individuals(values: &[f64], settings: &Settings) -> Result<Chart, Unusable> {
    if let Some((place, value)) = values.iter().enumerate().find(|(_, value)| !value.is_finite()) {
        return Err(Unusable::NotFinite { place, value: *value });
    }
    let stretches = settings.stretches(values.len())?;
    let mut lined = Vec::with_capacity(values.len());
    for stretch in &stretches {
        let fixed = &values[settings.fixed(stretch)];
        // No stretch is empty, so there is always a mean.
        let centre = mean(fixed).unwrap_or(f64::NAN);
        let limits = mean_step(fixed, settings.screen_outliers).map(|step| {
            let near = 2.0 * (LIMIT / 3.0);
            Limits {
                lower: centre - LIMIT * step,
                upper: centre + LIMIT * step,
                near_lower: centre - near * step,
                near_upper: centre + near * step,
            }
        });
        lined.extend(values[stretch.clone()].iter().map(|&value| Lined { value, centre, limits }));
    }
    Ok(Chart::new(&lined, stretches, settings))
}
