//! What is asked of a population.

use brought_calendar::BeyondCalendar;
use jiff::ToSpan as _;
use jiff::civil::Date;

/// The last day when none is asked for: fixed, so that the same command makes the same population on any day.
pub const USUAL_UNTIL: Date = Date::constant(2026, 6, 30);
/// The most children there can be.
pub const MOST_CHILDREN: u32 = 20_000_000;
/// How many contacts the hot child has on top of its own.
pub const HOT_CONTACTS: u32 = 200_000;

/// A population to be made. The same recipe gives the same population, and the first children are the same whatever `children` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// Another seed makes another population.
    pub seed: u64,
    /// How many children, 1 to [`MOST_CHILDREN`].
    pub children: u32,
    /// How many contacts a child has on average over all the years, 4 to 200. A child has at least three and at most three times as many.
    pub mean: u32,
    /// How many years of contacts there are, 1 to 10.
    pub years: u8,
    /// The last day: nothing is dated after it.
    pub until: Date,
    /// Whether the first child also has [`HOT_CONTACTS`] failed contacts, many of them in the same minute.
    pub hot_child: bool,
}

impl Default for Recipe {
    fn default() -> Self {
        Self { seed: 1, children: 1_000, mean: 10, years: 3, until: USUAL_UNTIL, hot_child: false }
    }
}

/// Why a population cannot be made as asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecipeProblem {
    /// A number is too small or too large.
    #[error("{what} must be from {least} to {most}, and {given} was asked for")]
    OutOfRange {
        /// Of what.
        what: &'static str,
        /// The least.
        least: u32,
        /// The most.
        most: u32,
        /// What was asked for.
        given: u32,
    },
    /// The bank holidays of some of the years are not known.
    #[error(
        "contacts happen on working days, and not all of these years' bank holidays are known ({0}); choose another last day or fewer years"
    )]
    Calendar(BeyondCalendar),
}

impl Recipe {
    /// Checks every number but the years of the calendar.
    pub(crate) fn check(&self) -> Result<(), RecipeProblem> {
        let numbers = [
            ("the number of children", 1, MOST_CHILDREN, self.children),
            ("the mean number of contacts", 4, 200, self.mean),
            ("the number of years", 1, 10, u32::from(self.years)),
        ];
        match numbers.into_iter().find(|(_, least, most, given)| !(least..=most).contains(&given)) {
            Some((what, least, most, given)) => Err(RecipeProblem::OutOfRange { what, least, most, given }),
            None => Ok(()),
        }
    }

    /// The day before the first: so many years before the last.
    pub(crate) fn from(&self) -> Date {
        self.until.saturating_sub(i32::from(self.years).years())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_out_of_range_are_refused_by_name() {
        assert_eq!(Recipe::default().check(), Ok(()));
        let told = |recipe: Recipe| recipe.check().unwrap_err().to_string();
        let wrong = told(Recipe { children: 20_000_001, ..Recipe::default() });
        assert_eq!(wrong, "the number of children must be from 1 to 20000000, and 20000001 was asked for");
        assert!(told(Recipe { mean: 3, ..Recipe::default() }).starts_with("the mean number of contacts"));
        assert!(told(Recipe { years: 0, ..Recipe::default() }).starts_with("the number of years"));
        assert!(told(Recipe { children: 0, ..Recipe::default() }).contains("0 was asked for"));
    }
}
