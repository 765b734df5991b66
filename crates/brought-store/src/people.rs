//! Who people are and who belongs with whom: worked out from events, thrown away and worked out again at will.

mod fold;
mod letters;
mod rebuild;
mod search;
mod write;

pub use fold::{PersonRow, Relation};
pub use rebuild::Progress;
pub use search::{FindPeople, Near, Neighbour, Ties};

pub(crate) use fold::bears_on_people;
pub(crate) use letters::fold as fold_name;
#[cfg(test)]
pub(crate) use write::WRITTEN;
pub(crate) use write::{differing, refresh};
