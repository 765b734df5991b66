//! Numbers from which nobody can be worked out.

use serde::Serialize;

/// Fewer than so many are not told.
const FEWEST: usize = 5;
/// Other numbers are rounded to a multiple of this, so that a small one cannot be worked out by taking one number from another.
const STEP: usize = 5;
/// What is drawn for a number that is not told: the same for each.
const DRAWN_FOR_FEW: usize = 2;

/// A number of people or of what is asked about them: none, fewer than five, or rounded to the nearest five.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Guarded {
    /// As it is shown.
    pub words: String,
    /// As it is drawn. The number itself is not in here.
    pub drawn: usize,
}

impl Guarded {
    /// Of a number of people among others of whom the number is told beside it. Of few people nothing is told, not even that it holds for
    /// none of them: it would be told of each.
    pub fn part_of(number: usize, all: usize) -> Self {
        if (1..FEWEST).contains(&all) { Self { words: "too few people".to_owned(), drawn: 0 } } else { Self::of(number) }
    }

    /// Of a number.
    pub fn of(number: usize) -> Self {
        match number {
            0 => Self { words: "0".to_owned(), drawn: 0 },
            1..FEWEST => Self { words: "fewer than 5".to_owned(), drawn: DRAWN_FOR_FEW },
            _ => {
                let rounded = (number + STEP / 2) / STEP * STEP;
                Self { words: rounded.to_string(), drawn: rounded }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_are_not_told_and_others_are_rounded() {
        let words: Vec<String> = [0, 1, 4, 5, 7, 8, 12, 13, 100].iter().map(|number| Guarded::of(*number).words).collect();
        assert_eq!(words, ["0", "fewer than 5", "fewer than 5", "5", "5", "10", "10", "15", "100"]);
        assert_eq!(Guarded::of(1), Guarded::of(4), "neither in words nor in the drawing do they differ");
    }

    #[test]
    fn of_few_people_not_even_none_is_told() {
        assert_eq!(Guarded::part_of(0, 3), Guarded::part_of(3, 3));
        assert_eq!(Guarded::part_of(0, 10).words, "0");
    }

    /// Of a total and all parts but one, every number of the remaining part that is not told is as possible as any other.
    #[test]
    fn a_small_number_cannot_be_worked_out_by_taking_one_from_another() {
        for (other, small) in [(20, 1), (33, 2), (47, 3), (58, 4)] {
            let told = (Guarded::of(other + small), Guarded::of(other));
            let fits = |others: usize, part: usize| (Guarded::of(others + part), Guarded::of(others)) == told;
            let possible: Vec<usize> = (1..FEWEST).filter(|part| (0..100).any(|others| fits(others, *part))).collect();
            assert!(possible.len() >= 3, "{other} and {small}: only {possible:?} fit");
        }
    }
}
