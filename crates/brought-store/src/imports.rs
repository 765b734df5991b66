//! Imports: what was brought in, and the rows that a person has to look at.

mod batches;
mod review;

pub use batches::ImportBatch;
pub(crate) use review::reworded;
pub use review::{NewReviewItem, ReviewFilter, ReviewItem, ReviewPage, Settled};
