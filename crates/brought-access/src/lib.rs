//! Who may do what with whose record: policies in [Cedar](https://cedarpolicy.com), and the one place that asks them.
//!
//! The policies stand in `policies/access.cedar`, one after another, each with words that say why; `policies/access.cedarschema` says of what they
//! may speak. This crate puts the question into their words and gives back what they say. It finds nothing out: what a record has to do with
//! somebody is handed over by whoever keeps it.
//!
//! Nothing is permitted that no policy permits, and a policy that forbids wins (S15). Where the policies cannot be read, or one of them fails,
//! everything is denied.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod decide;
mod question;

pub use decide::{Decision, decide, decide_about_everything, policies_in_words, roles_that_may};
pub use question::{Circumstances, EverythingDeed, Purpose, Reader, RecordDeed, Relation};
