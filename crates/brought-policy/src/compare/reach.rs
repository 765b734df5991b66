//! Who would be reached earlier, later or never under one pack than under another.

use super::days::{Days, Measure};

/// How the day by which B asks for the first step towards the child lies to that of A. Every person is in exactly one of the numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// B asks for an earlier day than A.
    pub earlier: usize,
    /// Both ask for the same day.
    pub same_day: usize,
    /// B asks for a later day than A.
    pub later: usize,
    /// A asks for no such step at all, and B does.
    pub only_right: usize,
    /// A asks for such a step, and B never does.
    pub never_right: usize,
    /// Neither asks for one, though a contact failed.
    pub neither: usize,
    /// No contact failed, as either pack counts: they are in none of the numbers above.
    pub without_failed_contact: usize,
}

impl Reach {
    /// Those with a failed contact.
    pub fn with_failed_contact(&self) -> usize {
        self.earlier + self.same_day + self.later + self.only_right + self.never_right + self.neither
    }

    pub(super) fn count(&mut self, left: Option<&Days>, right: Option<&Days>) {
        let (Some(left), Some(right)) = (left, right) else {
            self.without_failed_contact += 1;
            return;
        };
        let step = |days: &Days| days.0.get(&Measure::FirstStepDue).copied();
        let number = match (step(left), step(right)) {
            (Some(left), Some(right)) if right < left => &mut self.earlier,
            (Some(left), Some(right)) if right > left => &mut self.later,
            (Some(_), Some(_)) => &mut self.same_day,
            (None, Some(_)) => &mut self.only_right,
            (Some(_), None) => &mut self.never_right,
            (None, None) => &mut self.neither,
        };
        *number += 1;
    }
}
