//! What pages say, in words.

mod age;
mod due;
mod fact;
mod lists;
mod moment;
mod names;
mod steps;

pub use age::age_in_words;
pub(crate) use due::OFFERED;
pub use due::{Status, due_in_words};
pub use moment::happened_in_words;

pub(crate) use fact::{FactWords, fact_in_words, is_significant};
pub(crate) use lists::{and_list, capitalised};
pub(crate) use moment::{instant_in_words, second_identifier};
pub(crate) use names::{Names, asked_to_take_over};
