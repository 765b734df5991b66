//! How often, and how likely: two distributions, worked out with plain arithmetic.
//!
//! Only sums, products and quotients are used, which come out alike on every machine; logarithms and powers of a system's library do not, to
//! the last digit, and one digit would be another population.

/// How finely the propensities are laid out.
const STEPS: usize = 4096;

/// How likely a contact with a child is to fail, before anything else is looked at: Beta(0.9, 7), with a mean of 11.4 in a hundred.
///
/// Most children hardly ever miss one and a few miss many, so that failures come back to the same children as published figures say.
#[derive(Clone, Debug)]
pub(crate) struct Propensities(Vec<f64>);

impl Propensities {
    pub(crate) fn new() -> Self {
        let whole = cumulative(1.0);
        let quantile = |step: usize| {
            let wanted = whole * step as f64 / STEPS as f64;
            let (mut below, mut above) = (0.0, 1.0);
            for _ in 0..48 {
                let middle = (below + above) / 2.0;
                if cumulative(middle) < wanted { below = middle } else { above = middle }
            }
            tenth_power((below + above) / 2.0)
        };
        Self((0..=STEPS).map(quantile).collect())
    }

    /// The propensity that this share of all children stays below.
    pub(crate) fn at(&self, share: f64) -> f64 {
        let place = share.clamp(0.0, 1.0) * STEPS as f64;
        let step = (place as usize).min(STEPS - 1);
        let (low, high) = (self.0[step], self.0[step + 1]);
        low + (high - low) * (place - step as f64)
    }
}

/// The integral of x^-0.1 (1-x)^6 up to x = t^10: put so, it is a polynomial in t.
fn cumulative(t: f64) -> f64 {
    const BINOMIAL: [f64; 7] = [1.0, -6.0, 15.0, -20.0, 15.0, -6.0, 1.0];
    let (t2, t10) = (t * t, tenth_power(t));
    let t9 = t2 * t2 * t2 * t2 * t;
    let mut power = t9;
    let mut sum = 0.0;
    for (index, factor) in BINOMIAL.iter().enumerate() {
        sum += factor * power / (index as f64 + 0.9);
        power *= t10;
    }
    sum
}

fn tenth_power(t: f64) -> f64 {
    let squared = t * t;
    let fourth = squared * squared;
    fourth * fourth * squared
}

/// How many contacts a child has: a gamma distribution with shape 2, taken at whole numbers between a least and a most, with a given mean.
#[derive(Clone, Debug)]
pub(crate) struct Counts {
    least: i32,
    /// For each number from the least on, the share of children with at most so many.
    shares: Vec<f64>,
}

impl Counts {
    /// Between three and three times the mean.
    pub(crate) fn with_mean(mean: u32) -> Self {
        let (least, most) = (3, i32::try_from(mean.saturating_mul(3)).unwrap_or(i32::MAX));
        let (mut below, mut above) = (0.0, 2.0);
        for _ in 0..60 {
            let middle = (below + above) / 2.0;
            if mean_of(&weights(least, most, middle), least) < f64::from(mean) { below = middle } else { above = middle }
        }
        let weights = weights(least, most, (below + above) / 2.0);
        let whole: f64 = weights.iter().sum();
        let mut sum = 0.0;
        let shares = weights.iter().map(|weight| {
            sum += weight;
            sum / whole
        });
        Self { least, shares: shares.collect() }
    }

    /// The number that this share of all children has at most.
    pub(crate) fn at(&self, share: f64) -> i32 {
        let place = self.shares.partition_point(|up_to| *up_to < share).min(self.shares.len().saturating_sub(1));
        self.least + i32::try_from(place).unwrap_or(0)
    }
}

/// n * ratio^n, scaled so that the greatest power is one: a ratio above one must not run out of numbers.
fn weights(least: i32, most: i32, ratio: f64) -> Vec<f64> {
    let mut weights = Vec::new();
    let (mut power, mut number) = (1.0, least);
    while number <= most {
        weights.push(f64::from(number) * power);
        power *= ratio;
        number += 1;
    }
    weights
}

fn mean_of(weights: &[f64], least: i32) -> f64 {
    let (mut sum, mut whole, mut number) = (0.0, 0.0, f64::from(least));
    for weight in weights {
        sum += weight * number;
        whole += weight;
        number += 1.0;
    }
    sum / whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn propensities_have_the_mean_and_the_spread_of_the_beta_distribution() {
        let propensities = Propensities::new();
        let drawn: Vec<f64> = (0..100_000).map(|step| propensities.at((f64::from(step) + 0.5) / 100_000.0)).collect();
        let mean = drawn.iter().sum::<f64>() / 1e5;
        let square = drawn.iter().map(|value| value * value).sum::<f64>() / 1e5;
        // a/(a+b) and a(a+1)/((a+b)(a+b+1)) for a = 0.9 and b = 7.
        assert!((mean - 0.9 / 7.9).abs() < 1e-4, "{mean}");
        assert!((square - 0.9 * 1.9 / (7.9 * 8.9)).abs() < 1e-4, "{square}");
        assert!(drawn.is_sorted() && drawn[0] >= 0.0 && drawn[99_999] <= 1.0);
    }

    #[test]
    fn counts_have_the_mean_that_was_asked_for_and_stay_within_their_bounds() {
        for mean in [4, 10, 60, 200] {
            let counts = Counts::with_mean(mean);
            let drawn: Vec<i32> = (0..20_000).map(|step| counts.at((f64::from(step) + 0.5) / 20_000.0)).collect();
            let found = drawn.iter().map(|count| f64::from(*count)).sum::<f64>() / 2e4;
            assert!((found / f64::from(mean) - 1.0).abs() < 0.002, "{mean}: {found}");
            assert_eq!((drawn[0], drawn[19_999]), (3, i32::try_from(mean).unwrap() * 3));
        }
    }
}
