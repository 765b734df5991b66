//! Charts of shares, whose limits know how much was counted.

use crate::chart::{Chart, Limits, Lined};
use crate::settings::{Settings, Unusable};
use crate::sums::mean_step;
use thiserror::Error;

/// From the mean to a limit, in standard deviations.
const LIMIT: f64 = 3.0;
/// From the mean to what is near a limit.
const NEAR: f64 = 2.0;
/// The mean step between two neighbours that move by chance alone, in standard deviations.
const STEP_OF_CHANCE: f64 = 1.128;

/// How many of how many: never more than all, and never of nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    counted: u64,
    of: u64,
}

/// Why two counts are no share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NoShare {
    /// More were counted than there were.
    #[error("{counted} of {of} is no share. Give how many of how many")]
    MoreThanAll {
        /// What was counted.
        counted: u64,
        /// Of how many.
        of: u64,
    },
    /// Nothing was there to be counted.
    #[error("a share of nothing is none. Leave it out: a month without contacts has no share")]
    OfNothing,
}

impl Share {
    /// So many of so many.
    ///
    /// # Errors
    /// When more were counted than there were, or there was nothing to be counted.
    pub fn new(counted: u64, of: u64) -> Result<Self, NoShare> {
        match (counted, of) {
            (_, 0) => Err(NoShare::OfNothing),
            (counted, of) if counted > of => Err(NoShare::MoreThanAll { counted, of }),
            (counted, of) => Ok(Self { counted, of }),
        }
    }

    /// How many were counted.
    pub fn counted(self) -> u64 {
        self.counted
    }

    /// Of how many.
    pub fn of(self) -> u64 {
        self.of
    }

    /// The share, from 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "nobody counts 2^53 contacts")]
    pub fn value(self) -> f64 {
        self.counted as f64 / self.of as f64
    }

    /// The standard deviation of the share of so many, when the share in all is this.
    #[expect(clippy::cast_precision_loss, reason = "nobody counts 2^53 contacts")]
    fn deviation(self, of_all: f64) -> f64 {
        (of_all * (1.0 - of_all) / self.of as f64).sqrt()
    }
}

/// A chart of shares (p chart): limits are wider where less was counted. What was counted has to be independent of each other; where it is not, and
/// always when very much was counted, nearly everything lies outside: take [`overdispersed_proportions`].
///
/// # Errors
/// When there are no values, or the settings do not fit them.
pub fn proportions(shares: &[Share], settings: &Settings) -> Result<Chart, Unusable> {
    chart(shares, settings, |_, _| 1.0)
}

/// A chart of shares that vary more than by chance alone (p′ chart, Laney 2002): the limits of [`proportions`], so many times wider as the shares
/// move more between neighbours than they would by chance.
///
/// # Errors
/// As [`proportions`].
pub fn overdispersed_proportions(shares: &[Share], settings: &Settings) -> Result<Chart, Unusable> {
    chart(shares, settings, |shares, of_all| {
        let distance = |share: &Share| (share.value() - of_all) / share.deviation(of_all);
        let distances: Vec<f64> = shares.iter().map(distance).collect();
        // Where everything or nothing was counted, shares do not vary at all; and one share tells nothing of how they do.
        let step = mean_step(&distances, settings.screen_outliers).filter(|step| step.is_finite());
        step.map_or(1.0, |step| step / STEP_OF_CHANCE)
    })
}

fn chart(shares: &[Share], settings: &Settings, wider: impl Fn(&[Share], f64) -> f64) -> Result<Chart, Unusable> {
    let stretches = settings.stretches(shares.len())?;
    let mut lined = Vec::with_capacity(shares.len());
    for stretch in &stretches {
        let fixed = &shares[settings.fixed(stretch)];
        let all = fixed.iter().fold(Share { counted: 0, of: 0 }, |all, share| Share {
            counted: all.counted.saturating_add(share.counted),
            of: all.of.saturating_add(share.of),
        });
        let centre = all.value();
        let wider = wider(fixed, centre);
        lined.extend(shares[stretch.clone()].iter().map(|share| {
            let deviation = share.deviation(centre) * wider;
            let within = |value: f64| value.clamp(0.0, 1.0);
            let limits = Limits {
                lower: within(centre - LIMIT * deviation),
                upper: within(centre + LIMIT * deviation),
                near_lower: within(centre - NEAR * deviation),
                near_upper: within(centre + NEAR * deviation),
            };
            Lined { value: share.value(), centre, limits: Some(limits) }
        }));
    }
    Ok(Chart::new(&lined, stretches, settings))
}
