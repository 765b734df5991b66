//! Whole populations, as those who run them meet them.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod expected;
mod honest_failures;
mod in_memory;
mod made_up;
mod same_as_standing;
mod support;
