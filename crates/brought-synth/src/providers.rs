//! The providers, and the thirteen of them at which something changed.

use crate::day::{Day, Days};
use crate::dice::Dice;

/// How many providers there are.
pub const PROVIDERS: u16 = 220;
/// At how many of them the failures really changed on one day.
pub const STEPS: usize = 13;

/// Streams with this number and above are not those of children.
pub(crate) const AREA_STREAM: u64 = u64::MAX;

/// A provider.
#[derive(Clone, Copy, Debug)]
pub struct Provider {
    /// How many households it has, in relation to others.
    pub(crate) weight: u32,
    /// How many times as high the odds of a failure are here, always.
    odds: f64,
    /// What changed.
    pub step: Option<Step>,
}

/// A real change at a provider, on a known day and for good.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// The first day after the change.
    pub from_on: Day,
    /// How many times as high the odds of a failure are from then on.
    pub odds: f64,
}

impl Provider {
    /// How many times as high the odds of a failure are on this day.
    pub(crate) fn odds_on(&self, day: Day) -> f64 {
        match self.step {
            Some(step) if step.from_on <= day => self.odds * step.odds,
            _ => self.odds,
        }
    }
}

/// Makes up the providers of the area. Steps fall on working days of the middle three fifths of the time, so that there is a before and an
/// after; they are for the worse and for the better in turn.
pub(crate) fn make_up(seed: u64, days: &Days) -> Vec<Provider> {
    let mut dice = Dice::new(seed, AREA_STREAM);
    let mut providers: Vec<Provider> = (0..PROVIDERS)
        .map(|_| {
            // The sum of three is small or large only now and then.
            let spread = (dice.unit() + dice.unit() + dice.unit()) / 3.0;
            Provider { weight: dice.between(20, 180).unsigned_abs(), odds: 0.7 + 0.6 * spread, step: None }
        })
        .collect();
    let mut planted = 0;
    while planted < STEPS {
        let from_on = days.first.plus(days.count() / 5 + dice.between(0, days.count() * 3 / 5));
        let provider = &mut providers[dice.below(usize::from(PROVIDERS))];
        let (None, Some(from_on)) = (provider.step, days.working_on_or_after(from_on)) else { continue };
        provider.step = Some(Step { from_on, odds: if planted % 2 == 0 { 1.8 } else { 0.5 } });
        planted += 1;
    }
    providers
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn thirteen_of_the_providers_change_once_on_a_working_day_with_time_before_and_after() {
        let days = Days::new(date(2023, 6, 30), date(2026, 6, 30)).unwrap();
        let providers = make_up(5, &days);
        let steps: Vec<Step> = providers.iter().filter_map(|provider| provider.step).collect();
        assert_eq!((providers.len(), steps.len()), (220, STEPS));
        for step in &steps {
            assert_eq!(days.working_on_or_after(step.from_on), Some(step.from_on));
            assert!(step.from_on > days.first.plus(200) && step.from_on < days.last.plus(-200));
        }
        assert_eq!(steps.iter().filter(|step| step.odds > 1.0).count(), 7);
    }

    #[test]
    fn a_change_counts_from_its_day_on() {
        let step = Step { from_on: Day(100), odds: 1.8 };
        let provider = Provider { weight: 1, odds: 0.5, step: Some(step) };
        assert!((provider.odds_on(Day(99)) - 0.5).abs() < 1e-12);
        assert!((provider.odds_on(Day(100)) - 0.9).abs() < 1e-12);
    }
}
