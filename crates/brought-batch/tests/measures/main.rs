//! `brought_batch::measures`: the same answers as a slow and obvious reading of the definitions, whatever order, format and number of threads.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod by_hand;
mod chronologies;
mod honest_failures;
mod obvious;
mod plans;
mod same_answers;
mod support;
