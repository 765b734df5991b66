//! What somebody searched for, kept under an id that stands in the address in its place: names, numbers and birthdays have no place in the history of a
//! browser or in the log of a web server (H38). Whoever goes back to a search that is not kept any more searches again.

use crate::form::Values;
use crate::kept::{Keep, Kept};
use brought_app::LONGEST_HOURS;
use jiff::SignedDuration;

pub(crate) type Searches = Kept<Values>;

impl Keep for Values {
    const FOR: SignedDuration = SignedDuration::from_hours(LONGEST_HOURS);
    const MOST_OF_ONE: usize = 50;
    const MOST: usize = 20_000;
}
